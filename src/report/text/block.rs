//! One block: a finding, or several that are alike.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style as Paint};

use super::super::fields::{self, Limits};
use super::super::v1::{Finding, Incident, RemedyStep, Report};
use super::super::wrap::wrap;
use super::super::{
    activity, authority, exposure, hardening, incidents, remedy, state, traffic, wording,
};
use super::{LABEL, Page, SENTENCE};
use crate::model::Severity;

/// As many steps of a remedy as are shown, and as many lines of one.
const STEPS: usize = 2;
const LINES: usize = 4;
/// As many places as findings that are alike name.
const PLACES: usize = 3;

impl Page {
    /// What belongs together: who did it, and its parts in order of time.
    pub(super) fn incident(
        &mut self,
        incident: &Incident,
        report: &Report,
        prefixes: &BTreeMap<&str, String>,
    ) {
        // A word that is no severity counts as the worst.
        let severity = incident.severity.parse().unwrap_or(Severity::Critical);
        self.head(severity, &wording::sentence(&incident.title), &wording::name(&incident.code));
        for (id, words) in incidents::parts(incident, report, prefixes) {
            self.labelled_and_wrapped(&id, &words);
        }
    }

    /// Findings that are alike: the first, and the others where their names stand.
    pub(super) fn block(&mut self, group: &[&Finding], prefixes: &BTreeMap<&str, String>) {
        let Some((finding, others)) = group.split_first() else { return };
        let mut sentence = wording::sentence(&finding.title);
        if !wording::is_unauthorized(finding) {
            sentence.push_str(&format!(" ({})", wording::name(&finding.verdict)));
        }
        if !others.is_empty() {
            let others = wording::count(wording::len(others), "other", "others");
            sentence.push_str(&format!("; the same at {others}"));
        }
        self.head(wording::severity(finding), &sentence, &wording::name(&finding.code));
        for one in group.iter().take(PLACES) {
            self.wrapped(2, &place(one));
        }
        if let Some(rest) = group.len().checked_sub(PLACES).filter(|rest| *rest > 0) {
            self.put(&format!("  … and {rest} more (--verbose shows them)"));
        }
        self.change(finding);
        let reaches = exposure::remarks(group, self.style.verbose);
        let limits = if self.style.verbose { Limits::ALL } else { Limits::SOME };
        let held = hardening::remarks(finding, self.style.verbose);
        let states = state::remarks(group, self.style.verbose);
        let effects = traffic::remarks(finding, limits);
        let remarks = held.into_iter().chain(effects).chain(reaches).chain(states);
        for (label, text) in remarks {
            self.labelled_and_wrapped(label, &text);
        }
        if let Some(who) = activity::line(finding) {
            self.labelled_and_wrapped("who", &who);
        }
        for spell in activity::when(finding, self.style.verbose) {
            self.labelled_and_wrapped("when", &spell);
        }
        for line in authority::lines(finding, self.style.verbose) {
            self.wrapped(2, &line);
        }
        if let Some(place) = &finding.baseline {
            let place = format!("{}:{}", wording::name(&place.file), place.line);
            self.labelled("baseline", &format!("{place}{}", and_more(others)));
        }
        self.fix(finding);
        if self.style.verbose && !finding.attack.is_empty() {
            let attack: Vec<String> = finding.attack.iter().map(|id| wording::name(id)).collect();
            self.labelled("ATT&CK", &attack.join(", "));
        }
        let code = wording::name(&finding.code);
        let id = prefixes.get(finding.id.as_str()).map_or("", String::as_str);
        let id = format!("{id}{}", and_more(others));
        self.labelled("id", &format!("{id:<12}driftwall explain {code}"));
    }

    /// The lines that a block begins with: how much it matters, the sentence and the code.
    fn head(&mut self, severity: Severity, sentence: &str, code: &str) {
        let word = match severity {
            Severity::Info => "info".to_owned(),
            other => other.word().to_uppercase(),
        };
        let word = format!("{word:<SENTENCE$}");
        let room = self.style.width.saturating_sub(SENTENCE);
        let first = room.saturating_sub(code.chars().count() + 2);
        let mut lines = wrap(sentence, first, room).into_iter();
        let head = lines.next().unwrap_or_default();
        let gap = first.saturating_sub(head.chars().count()) + 2;
        let (word, head, code) = (
            self.paint(&word, loud(severity)),
            self.paint(&head, Paint::new().bold()),
            self.dim(code),
        );
        self.put(&format!("{word}{head}{}{code}", " ".repeat(gap)));
        for line in lines {
            let line = self.paint(&line, Paint::new().bold());
            self.put(&format!("{}{line}", " ".repeat(SENTENCE)));
        }
    }

    /// The commands that put it back, and what was proved about them. A finding that needs nobody needs no command.
    fn fix(&mut self, finding: &Finding) {
        let Some(found) = &finding.remedy else { return };
        if !wording::is_unauthorized(finding) || wording::severity(finding) == Severity::Info {
            return;
        }
        let most = if self.style.verbose { usize::MAX } else { STEPS };
        if remedy::shuts(found) {
            let label = self.steps("contain", &found.contain, most);
            let minds = found.contain.iter().filter_map(|step| step.mind.as_deref());
            let says = ["shuts what comes in because of it"].into_iter().chain(minds);
            self.labelled_and_wrapped(
                label,
                &wording::sentence(&says.collect::<Vec<_>>().join("; ")),
            );
        }
        let label = self.steps("fix", &found.steps, most);
        let mut promise = remedy::promise(&found.proof).to_owned();
        if let (true, Some(why)) = (found.steps.is_empty(), found.remains.first()) {
            promise = format!("{promise}: {}", wording::sentence(why));
        }
        if let Some(rest) = found.steps.len().checked_sub(most).filter(|rest| *rest > 0) {
            promise = format!("… and {rest} more (driftwall remedy shows them); all {promise}");
        }
        self.labelled_and_wrapped(label, &promise);
    }

    /// The commands of some steps; the label of what comes after them.
    fn steps<'l>(&mut self, label: &'l str, steps: &[RemedyStep], most: usize) -> &'l str {
        let room = self.style.width.saturating_sub(LABEL + 2);
        let mut label = label;
        for step in steps.iter().take(most) {
            let fits = |line: &String| line.chars().count() <= room;
            let lines = remedy::lines::folded(&step.command, room).filter(|lines| {
                self.style.verbose || lines.len() <= LINES && lines.iter().all(fits)
            });
            let Some(lines) = lines else {
                self.labelled(
                    label,
                    &format!("{} … (driftwall remedy shows it)", wording::name(&step.tool)),
                );
                label = "";
                continue;
            };
            for line in lines {
                self.labelled(label, &line);
                label = "";
            }
        }
        label
    }

    fn change(&mut self, finding: &Finding) {
        let limits = if self.style.verbose { Limits::ALL } else { Limits::SOME };
        for line in fields::lines(finding, limits) {
            let indent = if line.inner { 6 } else { 2 };
            let room = self.style.width.saturating_sub(indent + 2);
            let id = line.id.as_deref().unwrap_or_default();
            let width = id.chars().count();
            let first = if id.is_empty() { room } else { room.saturating_sub(width + 2) };
            let paint = match line.sign {
                '+' => Paint::new().fg_color(Some(AnsiColor::Green.into())),
                '-' => Paint::new().fg_color(Some(AnsiColor::Red.into())),
                '~' => Paint::new().fg_color(Some(AnsiColor::Yellow.into())),
                _ => Paint::new(),
            };
            // A diff keeps its white space, so the inside of a value is not wrapped.
            let parts =
                if line.inner { vec![line.text.clone()] } else { wrap(&line.text, first, room) };
            for (index, part) in parts.iter().enumerate() {
                let sign = if index == 0 { line.sign } else { ' ' };
                let text = self.paint(format!("{sign} {part}").trim_end(), paint);
                let mut row = format!("{}{text}", " ".repeat(indent));
                if index == 0 && !id.is_empty() {
                    let gap = first.saturating_sub(part.chars().count()) + 2;
                    row = format!("{row}{}{}", " ".repeat(gap), self.dim(id));
                }
                self.put(&row);
            }
        }
    }
}

/// Where it is: `aws 111122223333/eu-west-1  security group web (sg-0a12)  modified`.
fn place(finding: &Finding) -> String {
    let mut place = wording::place(&finding.scope);
    if let Some(resource) = wording::resource(finding) {
        place = format!("{place}  {resource}");
    }
    if let Some(change) = &finding.change {
        place = format!("{place}  {}", wording::name(&change.action));
    }
    place
}

/// ` and 9 more  `
fn and_more(others: &[&Finding]) -> String {
    if others.is_empty() { String::new() } else { format!(" and {} more  ", others.len()) }
}

fn loud(severity: Severity) -> Paint {
    let paint = Paint::new();
    match severity {
        Severity::Critical => paint.fg_color(Some(AnsiColor::Red.into())).bold().underline(),
        Severity::High => paint.fg_color(Some(AnsiColor::Red.into())).bold(),
        Severity::Medium => paint.fg_color(Some(AnsiColor::Yellow.into())).bold(),
        Severity::Low => paint.fg_color(Some(AnsiColor::Cyan.into())).bold(),
        Severity::Info => paint.dimmed(),
    }
}
