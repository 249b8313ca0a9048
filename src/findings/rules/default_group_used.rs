//! `default-group-used`: what is started without a group is open to others, and no baseline speaks of it.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Condition, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "default-group-used",
    title: "The default group of a network lets others in",
    what: "In a scope without a baseline, the default security group of a network has rules that let in others than its own members.",
    why: "Whatever is started without a group is in this one, so it is open to them without anybody having decided that.",
    how: "Give what needs these rules a group of its own, and take them out of the default one.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::None("it is a state, and nothing says that anybody changed a rule"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::GroupUsed { rules } = &state.condition else { return None };
    let group = words::in_state(state)?;
    let others = words::count(rules.len(), "rule");
    Some(Told::plainly(format!(
        "{group}, the default one of its network, lets others in by {others}"
    )))
}
