//! `workload-added`: something runs that nobody approved.

use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "workload-added",
    title: "A workload was added",
    what: "A pod, a deployment or another workload is there that the baseline does not hold, and the baseline had read its kind in full.",
    why: "Intruders run their own containers, often with the host's network or files, where the policies don't reach them.",
    how: "Find out who created it and what it runs; stop it when nobody can say.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: &["T1610"],
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if change.action != Action::Added || words::role(&change.id.kind) != Role::Workload {
        return None;
    }
    let resource = words::resource(change);
    // One that shares the host's network is outside every policy, and one that shares its processes or files, or is
    // privileged, is outside its container.
    let mut loose: Vec<&str> = change.fields.iter().filter_map(words::loosened).collect();
    let mut told = std::collections::BTreeSet::new();
    loose.retain(|word| told.insert(*word));
    if loose.is_empty() {
        return Some(Told::plainly(format!("{resource} was added")));
    }
    let title = format!("{resource} was added, {}", loose.join(", "));
    Some(Told::at(Severity::High, title))
}
