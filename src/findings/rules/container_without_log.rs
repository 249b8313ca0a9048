//! `container-without-log`: nothing of what a container says is kept, and no baseline speaks of it.

use crate::findings::attack::Attack;
use crate::findings::expectations::{self, Liberties};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "container-without-log",
    title: "A container keeps no log",
    what: "In a scope without a baseline, a container has the log driver none.",
    why: "What is done in it leaves no trace, which suits a sandbox and an intruder alike.",
    how: "Give it a log driver, or record it where it is meant to be silent.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::None("it is a state, and nothing says that a log was ever kept"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::at_liberty(subject, Liberties::NoLog)
}
