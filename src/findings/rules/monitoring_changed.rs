//! `monitoring-changed`: something records in another way, or is new.

use crate::findings::attack::{Attack, CLOUD_LOG};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "monitoring-changed",
    title: "Monitoring changed",
    what: "What a trail, a flow log, a sink, a diagnostic setting or a recorder of configurations records, or where it delivers, differs from the baseline; or it is new.",
    why: "A log that is narrowed or delivered elsewhere blinds as well as one that is switched off.",
    how: "Read the fields below: what is no longer recorded, and who can read the new destination.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_LOG]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let told = change.is_durable() || change.bears() >= Bears::Logging;
    if words::role(&change.id.kind) != Role::Monitoring || !told {
        return None;
    }
    let resource = words::resource(change);
    match change.action {
        Action::Modified => Some(Told::plainly(format!("{resource} records in another way"))),
        Action::Added => Some(Told::at(Severity::Low, format!("{resource} was added"))),
        Action::Removed => None,
    }
}
