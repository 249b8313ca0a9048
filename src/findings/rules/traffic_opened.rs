//! `traffic-opened`: packets pass a boundary that did not pass before.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::{grade, traffic, words};
use crate::model::{Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "traffic-opened",
    title: "A boundary lets more through",
    what: "By this change packets pass that did not pass in the baseline. They are listed exactly, with the rule that lets them pass. What the same change closed is listed beside it.",
    why: "An intruder who can change a firewall opens the way in, or the way out, before anything else.",
    how: "The witness is one such packet, with who decided about it before and who does now. Take out or put back the rule that lets it pass.",
    approve: "driftwall baseline accept <finding> --reason '...' records the boundary as it is now.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if words::role(&change.id.kind) != Role::Boundary {
        return None;
    }
    let effect = words::traffic(change)?;
    let told = change.is_durable() && !effect.opened.is_empty();
    told.then(|| Told::at(grade::opened(change, effect), traffic::opened(change, effect)))
}
