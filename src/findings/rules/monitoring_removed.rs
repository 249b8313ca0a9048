//! `monitoring-removed`: something that recorded what happens is gone.

use crate::findings::attack::{Attack, CLOUD_LOG};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "monitoring-removed",
    title: "Monitoring was removed",
    what: "A trail or a flow log that the baseline holds is no longer there, and its kind was fully read.",
    why: "What it would have shown is now done unseen.",
    how: "Create it again as the baseline has it, and treat the time since as unobserved.",
    approve: "driftwall baseline accept <finding> --reason '...' takes it out of the baseline.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_LOG]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let gone = change.action == Action::Removed && words::role(&change.id.kind) == Role::Monitoring;
    gone.then(|| Told::plainly(format!("{} was removed", words::resource(change))))
}
