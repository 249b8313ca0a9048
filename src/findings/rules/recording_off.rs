//! `recording-off`: what should record is switched off, and no baseline speaks of it.

use crate::findings::attack::{Attack, CLOUD_LOG};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Condition, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "recording-off",
    title: "Something that records is switched off",
    what: "In a scope without a baseline, a trail, a log sink, a flow log or something else that is there to record what happens says itself that it is switched off.",
    why: "Somebody set it up and relies on it, and it records nothing.",
    how: "Switch it on, or delete it where something else records the same.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[CLOUD_LOG]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::Off = &state.condition else { return None };
    let what = words::in_state(state)?;
    Some(Told::plainly(format!("{what} is switched off and records nothing")))
}
