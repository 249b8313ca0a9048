//! In which order the steps of several findings are made.

use std::collections::BTreeMap;

use super::Task;
use crate::model::{Action, Finding, FindingId, Remedy, Subject};

/// The steps of the findings, in their order, and of what was added last: it may still stand before something, or be named by something, that
/// is put back.
#[must_use]
pub fn in_order(findings: &[Finding], remedies: &BTreeMap<FindingId, Remedy>) -> Vec<Task> {
    let came = |finding: &&Finding| match &finding.subject {
        Subject::Change(change) => change.action == Action::Added,
        Subject::Gap { .. } | Subject::Unapproved { .. } | Subject::State(_) => false,
    };
    let (last, first): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(came);
    let tasks = |finding: &Finding| {
        let steps = remedies.get(&finding.id).map(|one| one.steps.as_slice()).unwrap_or_default();
        let of = steps.len();
        let task = |(index, step): (usize, &crate::model::Step)| Task {
            finding: finding.id.clone(),
            number: index + 1,
            of,
            step: step.clone(),
        };
        steps.iter().enumerate().map(task).collect::<Vec<Task>>()
    };
    first.into_iter().chain(last).flat_map(tasks).collect()
}
