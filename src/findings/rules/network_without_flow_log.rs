//! `network-without-flow-log`: nobody can say who talked to whom, and no baseline speaks of it.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Condition, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "network-without-flow-log",
    title: "The traffic of a network is not recorded",
    what: "In a scope without a baseline, a network or a subnet with machines in it has no flow log: not of its own, and none that stands for it, of its network, its subnets or its interfaces. Networks that nothing is in are left out.",
    why: "Without flows nobody can say afterwards who came in, and where data went.",
    how: "Switch flow logs on, for the whole network where the cloud has that.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::None("it is a state, and nothing says that anything was ever recorded"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::FlowsUnrecorded { parts } = &state.condition else { return None };
    let network = words::in_state(state)?;
    let title = match parts {
        None => format!("no flow log records the traffic of {network}"),
        Some(parts) => {
            let interfaces = words::count(*parts, "interface");
            format!("no flow log records the traffic of {interfaces} in {network}")
        }
    };
    Some(Told::plainly(title))
}
