//! `logging-disabled`: something that recorded records no more.

use crate::findings::attack::{Attack, CLOUD_LOG};
use crate::findings::rule::{Rule, Told};
use crate::findings::{recording, words};
use crate::model::{Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "logging-disabled",
    title: "Logging was switched off",
    what: "Something that records what happens is still configured, and records nothing. Of a container engine it is the driver for the logs of containers that don't say where theirs go.",
    why: "What is done from now on leaves no trace. Intruders switch the log off first.",
    how: "Switch it on again, and treat everything since the baseline was last seen whole as unobserved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it as switched off.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_LOG]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if !recording::lost(change).all {
        return None;
    }
    let resource = words::resource(change);
    let title = format!("{resource} no longer records anything");
    // What records for a whole account or network is worse to lose than one rule's own notes.
    Some(match words::role(&change.id.kind) {
        Role::Monitoring => Told::plainly(title),
        // An engine decides for every container that is made from now on.
        Role::Workload => {
            Told::plainly(format!("{resource} keeps no log of containers that don't ask for one"))
        }
        _ => Told::at(Severity::Medium, title),
    })
}
