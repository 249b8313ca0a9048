//! `workload-removed`: something that was approved runs no more.

use crate::findings::attack::{Attack, TOOLS};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "workload-removed",
    title: "A workload was removed",
    what: "A workload that the baseline holds is no longer there, and its kind was fully read.",
    why: "Whatever relied on it has lost it. An agent that is known as one is told as `monitoring-removed`; one that nobody knows may have watched as well.",
    how: "Find out what it did, and deploy it again when nobody meant to remove it.",
    approve: "driftwall baseline accept <finding> --reason '...' takes it out of the baseline.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[TOOLS]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let gone = change.action == Action::Removed && words::role(&change.id.kind) == Role::Workload;
    gone.then(|| Told::plainly(format!("{} was removed", words::resource(change))))
}
