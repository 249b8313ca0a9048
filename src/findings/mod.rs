//! Findings are rules with a code: what is worth telling about a comparison, and in which words.
//!
//! [`RULES`] is the table. A rule is one file under `rules/` and one line there; a test says
//! what else it needs. Each subject of a comparison is told by the first rule that recognises it,
//! so one change is one finding, and the last rules of the table recognise whatever is left: no change goes untold.

pub mod agents;
pub mod attack;
pub mod expectations;
mod grade;
mod hardening;
mod identify;
pub mod protections;
mod recording;
mod rule;
pub mod rules;
mod traffic;
mod words;

use std::collections::BTreeMap;

use crate::model::{Finding, Severity, Subject, Verdict, Who};

pub use rule::{Rule, Told};
pub use rules::{RULES, rule};
pub(crate) use words::lasting;

/// What a user changed about the rules: `[findings.<code>]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(pub BTreeMap<String, Override>);

/// What a user changed about one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Override {
    /// Another severity, whatever the change.
    pub severity: Option<Severity>,
    /// Never told; counted as suppressed.
    pub disabled: bool,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Worst first; within a severity by scope, kind and identity.
    pub findings: Vec<Finding>,
    /// How many were left out by [`Override::disabled`].
    pub suppressed: usize,
}

impl Found {
    /// Adds what else was found.
    pub fn join(&mut self, other: Self) {
        let Self { findings, suppressed } = other;
        self.findings.extend(findings);
        self.suppressed += suppressed;
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
}

/// Tells every subject by the first rule that recognises it.
#[must_use]
pub fn find(subjects: Vec<Subject>, overrides: &Overrides) -> Found {
    let mut found = Found::default();
    for subject in subjects {
        let Some((rule, told)) = RULES.iter().find_map(|rule| Some((rule, (rule.tell)(&subject)?)))
        else {
            continue;
        };
        let changed = overrides.0.get(rule.code).copied().unwrap_or_default();
        if changed.disabled {
            found.suppressed += 1;
            continue;
        }
        found.findings.push(Finding {
            id: identify::finding(rule.code, &subject),
            code: rule.code,
            severity: changed.severity.or(told.severity).unwrap_or(rule.severity),
            title: told.title,
            verdict: Verdict::Unauthorized,
            authority: None,
            who: Who::default(),
            subject,
        });
    }
    // Subjects come in the order of their resources, and the sort keeps that.
    found.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

#[cfg(test)]
mod tests;
