//! `container-privileged`: a container is as good as its host, and no baseline speaks of it.

use crate::findings::attack::{Attack, ESCAPE};
use crate::findings::expectations::{self, Liberties};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "container-privileged",
    title: "A container runs privileged",
    what: "In a scope without a baseline, a container runs privileged, or as a process of a Windows host.",
    why: "Whoever gets into it owns its host, and everything else that runs there.",
    how: "Find out what it needs: a device, a capability or a folder can be given by itself. Agents that watch a node are often privileged; record those.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[ESCAPE]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::at_liberty(subject, Liberties::Privileged)
}
