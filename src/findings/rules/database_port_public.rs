//! `database-port-public`: everyone reaches what keeps data, and no baseline speaks of it.

use crate::findings::attack::{Attack, PUBLIC_APPLICATION};
use crate::findings::expectations::{self, Ports};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "database-port-public",
    title: "The internet reaches a port of a data store",
    what: "In a scope without a baseline, much of the internet (a /8 or more) gets through everything that stands before an endpoint, to a port of a database, a cache or another store of data. It is told of the boundary whose rule lets it in, once for all endpoints behind it.",
    why: "Data stores are made for the programs beside them. Many ask nobody who they are, and what they keep is what intruders come for.",
    how: "Let in the groups or subnets of the programs that use it, and record the scope then.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[PUBLIC_APPLICATION]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::public_port(subject, Ports::Data)
}
