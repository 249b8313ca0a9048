//! `logging-disabled`: a trail that recorded records no more.

use crate::findings::attack::{Attack, CLOUD_LOG};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "logging-disabled",
    title: "Logging was switched off",
    what: "Something that records what happens is still configured, and records nothing.",
    why: "What is done from now on leaves no trace. Intruders switch the log off first.",
    how: "Switch it on again, and treat everything since the baseline was last seen whole as unobserved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it as switched off.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_LOG]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let off = change.action == Action::Modified
        && words::role(&change.id.kind) == Role::Monitoring
        && change.fields.iter().any(|field| {
            field.path.as_str() == "logging"
                && field.before == Some(true.into())
                && field.after == Some(false.into())
        });
    off.then(|| Told::plainly(format!("{} no longer records anything", words::resource(change))))
}
