//! The whole story of one finding, in order of time: `driftwall explain FINDING-ID`.
//!
//! When its scope was approved and by whom, what the logs say of it, what was so for how long, and when it was seen. Then the finding itself, with everything that there is to
//! say of it (the commands in full for whoever asked for everything), and what else the same actor did.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::v1::{Activity, Finding, Report};
use super::wrap::wrap;
use super::{Style, incidents, text, wording};

/// The story of one of a report's findings.
#[must_use]
pub fn render_story(report: &Report, finding: &Finding, style: &Style) -> String {
    let style = Style { quiet: false, ..*style };
    let mut out = text::finding(report, finding, &style);
    let _ = writeln!(out, "\nIn order of time");
    for (time, words) in told(report, finding) {
        let time = time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        line(&mut out, &style, &time, &words);
    }
    let parts = report.incidents.iter().filter(|incident| finding.incidents.contains(&incident.id));
    for incident in parts.filter(|incident| incident.findings.len() > 1) {
        let _ = writeln!(out, "\nThe incident");
        let words = wording::sentence(&incident.title);
        line(&mut out, &style, &wording::name(&incident.code), &words);
        for (id, words) in incidents::parts(incident, report, &wording::prefixes(report)) {
            line(&mut out, &style, &id, &words);
        }
    }
    let same = by_the_same(finding, report);
    if !same.is_empty() {
        let _ = writeln!(out, "\nThe same actor");
        for other in same {
            let id: String = wording::name(&other.id).chars().take(8).collect();
            let words =
                format!("{}  {}", wording::name(&other.code), wording::sentence(&other.title));
            line(&mut out, &style, &id, &words);
        }
    }
    out
}

fn line(out: &mut String, style: &Style, label: &str, words: &str) {
    let width = label.chars().count() + 4;
    let room = style.width.saturating_sub(width).max(20);
    for (index, part) in wrap(words, room, room).iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        let _ = writeln!(out, "  {label:<gap$}{part}", gap = width - 2);
    }
}

/// Everything that has a time.
fn told(report: &Report, finding: &Finding) -> Vec<(Timestamp, String)> {
    let mut told: Vec<(Timestamp, u8, String)> = Vec::new();
    for approval in report.compared.approvals.iter().filter(|one| one.scope == finding.scope) {
        let words = format!(
            "{} approved {} as it was, version {}: {}",
            wording::name(&approval.by),
            wording::place(&approval.scope),
            approval.version,
            wording::sentence(&approval.reason)
        );
        told.push((approval.at, 0, words));
    }
    for event in &finding.activity {
        told.push((event.time, 1, act(event)));
    }
    for spell in finding.transient.iter().flat_map(|one| &one.spells) {
        told.push((spell.from, 2, "it began".to_owned()));
        told.push((spell.until, 3, "it was over".to_owned()));
    }
    told.push((report.run.started, 4, "this run found it".to_owned()));
    told.sort();
    told.into_iter().map(|(time, _, words)| (time, words)).collect()
}

/// One event: who, what, from where, how it ended, and how surely it is part of this.
fn act(event: &Activity) -> String {
    let mut words = wording::name(&event.actor);
    for step in &event.way {
        let _ = write!(words, ", {}", wording::name(step));
    }
    let _ = write!(words, ": {}", wording::name(&event.action));
    if let Some(address) = &event.source_ip {
        let _ = write!(words, " from {}", wording::name(address));
    }
    if let Some(credential) = &event.credential {
        let _ = write!(words, " with {}", wording::name(credential));
    }
    let _ = write!(
        words,
        "; {} ({} {}), {} confidence: {}",
        wording::name(&event.outcome),
        wording::name(&event.log),
        wording::name(&event.event_id),
        wording::name(&event.confidence),
        wording::sentence(&event.reason)
    );
    words
}

/// What else the actor of a finding did.
fn by_the_same<'a>(finding: &Finding, others: &'a Report) -> Vec<&'a Finding> {
    let Some(actor) = finding.activity.first().map(|event| &event.actor) else { return Vec::new() };
    let is_same = |other: &&Finding| {
        other.id != finding.id && other.activity.iter().any(|event| event.actor == *actor)
    };
    others.findings.iter().filter(is_same).collect()
}
