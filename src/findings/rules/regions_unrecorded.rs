//! `regions-unrecorded`: nobody looks at some regions, and no baseline speaks of it.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Condition, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "regions-unrecorded",
    title: "No trail records every region",
    what: "In a scope without a baseline, the trails that are seen there were read whole, and none of them records all regions. Where there is none at all, it is told of the scope.",
    why: "Intruders work where nobody looks: in a region that is not in use and leaves no records.",
    how: "Make the trail one of all regions, or one of the organisation.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::None("it is a state, and nothing says that more was ever recorded"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::OneRegion = &state.condition else { return None };
    let scope = &state.scope;
    let title = match words::in_state(state) {
        Some(trail) => format!("{trail} records its own region alone, and none records the others"),
        None => format!("no trail records what is done in {scope}"),
    };
    Some(Told::plainly(title))
}
