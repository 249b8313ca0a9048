//! Who did something: from the model to the document, and from the document to one line.

use super::{v1, wording};
use crate::model::{Attempt, Evidence, Subject, Who};

/// The events that explain a finding.
pub(super) fn document(who: &Who) -> Vec<v1::Activity> {
    who.evidence.iter().map(event).collect()
}

fn event(evidence: &Evidence) -> v1::Activity {
    let Evidence { activity, actor, confidence, reason } = evidence;
    v1::Activity {
        time: activity.time,
        actor: actor.name.clone(),
        way: actor.way.clone(),
        action: activity.action.to_string(),
        source_ip: activity.source.as_deref().map(str::to_owned),
        outcome: activity.outcome.word().to_owned(),
        confidence: confidence.word().to_owned(),
        reason: reason.clone(),
        credential: activity.actor.credential.clone(),
        event_id: activity.event.to_string(),
        log: activity.log.to_owned(),
    }
}

/// The resource of an attempt that was about one alone.
pub(super) fn tried(attempt: &Attempt) -> Option<v1::ResourceName> {
    let [id] = attempt.resources.as_slice() else { return None };
    let (kind, id) = (id.kind.to_string(), id.identity.to_string());
    Some(v1::ResourceName { kind, id, name: None })
}

/// When something was so that is over.
pub(super) fn spells(subject: &Subject) -> Option<v1::Transient> {
    let Subject::Transient(transient) = subject else { return None };
    Some(v1::Transient {
        times: u64::try_from(transient.spells.len()).unwrap_or(u64::MAX),
        seconds: transient.seconds(),
        spells: transient
            .spells
            .iter()
            .map(|spell| v1::Spell { from: spell.from, until: spell.until })
            .collect(),
        unsure: transient.unsure.clone(),
    })
}

/// Who, from where, when and by which log, in one line of visible text; or why nobody knows. Nothing where no log was searched.
pub(super) fn line(finding: &v1::Finding) -> Option<String> {
    let Some(best) = finding.activity.first() else { return unknown(finding) };
    let others = finding.activity.len() - 1;
    let mut line = wording::name(&best.actor);
    if !best.way.is_empty() {
        let way: Vec<String> = best.way.iter().map(|one| wording::name(one)).collect();
        line.push_str(&format!(" ({})", way.join(", ")));
    }
    if let Some(address) = &best.source_ip {
        line.push_str(&format!(" from {}", wording::name(address)));
    }
    line.push_str(&format!(
        ", {} ({} {})",
        best.time.strftime("%Y-%m-%d %H:%M UTC"),
        wording::name(&best.log),
        wording::name(&short(&best.event_id))
    ));
    if best.confidence != "high" {
        line.push_str(&format!(
            "; {} confidence: {}",
            wording::name(&best.confidence),
            wording::sentence(&best.reason)
        ));
    }
    if others > 0 {
        line.push_str(&format!("; {}", wording::count(others as u64, "more event", "more events")));
    }
    Some(line)
}

/// When something was so that is over: all of it for whoever asked for everything, else the first and the last time.
pub(super) fn when(finding: &v1::Finding, all: bool) -> Vec<String> {
    /// As many times as are told one by one.
    const MOST: usize = 3;
    let Some(transient) = &finding.transient else { return Vec::new() };
    let at = |time: jiff::Timestamp| time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let spell = |one: &v1::Spell| format!("{} to {} UTC", at(one.from), at(one.until));
    let most = if all { usize::MAX } else { MOST };
    let mut lines: Vec<String> = transient.spells.iter().take(most).map(spell).collect();
    if let Some(rest) = transient.spells.len().checked_sub(most).filter(|rest| *rest > 0) {
        lines.push(format!("and {rest} more times (--verbose shows them)"));
    }
    lines
}

/// Why nobody knows who it was.
fn unknown(finding: &v1::Finding) -> Option<String> {
    if let Some(why) = &finding.attribution_reason {
        // That nobody named a log is said once, and not with every finding.
        return (!finding.searched.is_empty() || finding.attribution != "unknown")
            .then(|| format!("unknown: {}", wording::sentence(why)));
    }
    let logs: Vec<String> = finding.searched.iter().map(|one| wording::name(one)).collect();
    (finding.attribution == "unattributed")
        .then(|| format!("nobody, as far as the logs go: {} has nothing of it", logs.join(", ")))
}

/// As much of an id as people need to find it.
fn short(id: &str) -> String {
    match id.char_indices().nth(8) {
        Some((at, _)) if id.len() > 12 => format!("{}…", id.get(..at).unwrap_or(id)),
        _ => id.to_owned(),
    }
}
