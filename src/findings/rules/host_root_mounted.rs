//! `host-root-mounted`: a container holds all files of its host, and no baseline speaks of it.

use crate::findings::attack::{Attack, ESCAPE};
use crate::findings::expectations::{self, Liberties};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "host-root-mounted",
    title: "A container holds all files of its host",
    what: "In a scope without a baseline, the root folder of a host is mounted into a container, to read or to write.",
    why: "Every key, token and password on the host is in it; where it may write, it decides what the host runs.",
    how: "Mount the folders that it needs, read-only where it only reads.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[ESCAPE]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::at_liberty(subject, Liberties::HostRoot)
}
