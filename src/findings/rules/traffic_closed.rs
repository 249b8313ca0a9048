//! `traffic-closed`: packets no longer pass a boundary, and none pass that did not.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::{grade, traffic, words};
use crate::model::{Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "traffic-closed",
    title: "A boundary lets less through",
    what: "By this change packets no longer pass that the baseline lets pass, and no others pass instead. They are listed exactly.",
    why: "Something may have stopped working. Intruders close the way out as well: for logs, for agents, for whoever would come to help.",
    how: "Find out who used it. The witness is one such packet, with the rule that let it pass.",
    approve: "driftwall baseline accept <finding> --reason '...' records the boundary as it is now.",
    severity: Severity::Low,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if words::role(&change.id.kind) != Role::Boundary {
        return None;
    }
    let effect = words::traffic(change)?;
    let told = change.is_durable() && effect.opened.is_empty() && !effect.closed.is_empty();
    told.then(|| Told::at(grade::closed(change, effect), traffic::closed(change, effect)))
}
