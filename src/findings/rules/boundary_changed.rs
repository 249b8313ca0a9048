//! `boundary-changed`: the rules of something that filters traffic differ, and what that opens or closes is not known.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "boundary-changed",
    title: "A boundary changed",
    what: "Fields that decide which packets a boundary lets through differ from the baseline. What that does to traffic could not be computed; the title says why.",
    why: "An intruder who can change a firewall opens the way in, or the way out, before anything else.",
    how: "Compare the rules below with the baseline, and put back the ones that nobody approved.",
    approve: "driftwall baseline accept <finding> --reason '...' records the boundary as it is now.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let edited = change.action == Action::Modified
        && words::role(&change.id.kind) == Role::Boundary
        && change.durable_bears() > Bears::Metadata;
    edited.then(|| {
        let title = format!("{} changed{}", words::resource(change), words::untold(change));
        if words::is_idle(change) { Told::at(Severity::Low, title) } else { Told::plainly(title) }
    })
}
