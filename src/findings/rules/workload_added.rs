//! `workload-added`: something runs that nobody approved.

use crate::findings::attack::{Attack, DEPLOY_CONTAINER};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, words};
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "workload-added",
    title: "A workload was added",
    what: "A pod, a deployment or another workload is there that the baseline does not hold, and the baseline had read its kind in full.",
    why: "Intruders run their own containers, often with the host's network or files, where the policies don't reach them.",
    how: "Find out who created it and what it runs; stop it when nobody can say.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[DEPLOY_CONTAINER]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if change.action != Action::Added || words::role(&change.id.kind) != Role::Workload {
        return None;
    }
    let resource = words::resource(change);
    // One that is outside every policy, or as good as outside its container, is worse than one more.
    Some(match hardening::losing(change) {
        None => Told::plainly(format!("{resource} was added")),
        Some(found) => {
            let title = format!("{resource} was added; {}", hardening::brought(found));
            Told::at(Severity::High, title)
        }
    })
}
