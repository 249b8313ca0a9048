//! `boundary-added`: something that filters traffic is there and was never approved.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "boundary-added",
    title: "A boundary was added",
    what: "A group, an access list or a policy is there that the baseline does not hold, and the baseline had read its kind in full. What it opens by itself is nothing, or could not be computed.",
    why: "Groups and policies that allow are unions: one more of them can open what all the others keep shut.",
    how: "Read its rules below, find out what it is attached to, and remove it or have it approved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let came = change.action == Action::Added && words::role(&change.id.kind) == Role::Boundary;
    came.then(|| {
        let title = format!("{} was added{}", words::resource(change), words::untold(change));
        if words::is_idle(change) { Told::at(Severity::Low, title) } else { Told::plainly(title) }
    })
}
