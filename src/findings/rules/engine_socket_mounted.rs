//! `engine-socket-mounted`: a container gives orders to its engine, and no baseline speaks of it.

use crate::findings::attack::{ADMINISTRATION, Attack, ESCAPE};
use crate::findings::expectations::{self, Liberties};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "engine-socket-mounted",
    title: "A container holds the socket of the container engine",
    what: "In a scope without a baseline, the socket on which a container engine takes orders is mounted into a container, or a folder that it lies in. That it is mounted read-only is no help.",
    why: "Whoever gets into it can start a privileged container, and so owns its host.",
    how: "Put a proxy before the socket that lets through the calls it needs, or take the mount out.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[ESCAPE, ADMINISTRATION]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::at_liberty(subject, Liberties::EngineSocket)
}
