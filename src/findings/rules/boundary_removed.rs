//! `boundary-removed`: something that filtered traffic is gone.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "boundary-removed",
    title: "A boundary was removed",
    what: "A group, an access list or a policy that the baseline holds is no longer there, and its kind was fully read. What that opens or closes by itself is nothing, or could not be computed.",
    why: "What it refused may now pass. In Kubernetes, removing the last policy that selects a pod opens the pod to everyone.",
    how: "Find out what it stood in front of (its file in the baseline says so), and create it again as the baseline has it.",
    approve: "driftwall baseline accept <finding> --reason '...' takes it out of the baseline.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let gone = change.action == Action::Removed && words::role(&change.id.kind) == Role::Boundary;
    gone.then(|| {
        let title = format!("{} was removed{}", words::resource(change), words::untold(change));
        if words::is_idle(change) { Told::at(Severity::Low, title) } else { Told::plainly(title) }
    })
}
