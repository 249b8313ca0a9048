//! Which boundaries filter which packets, as data.
//!
//! A provider's `semantics` turns resources into this, and everything that is said about traffic is computed from it. Guards
//! name what they draw on, prefix lists and referenced groups, as symbols; who is behind a name stands in
//! [`Topology::sets`], so that the same rules can be asked with the old and with the new content of a list.
//!
//! What is not known has no guard, and says why. It never stands for "nothing".

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::identity::ResourceId;
use crate::traffic::{Addresses, Guard};

/// Boundaries, and what they draw on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// The boundaries, those that were asked for.
    pub boundaries: BTreeMap<ResourceId, Boundary>,
    /// Who is behind the names that guards use as symbols. A name that is not in here stays a symbol.
    pub sets: BTreeMap<Arc<str>, Members>,
}

/// A thing that filters traffic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// What it does with packets that come in.
    pub ingress: Gate,
    /// What it does with packets that go out.
    pub egress: Gate,
    /// Whether the reply to a packet that passed passes too. Otherwise the other direction judges it.
    pub stateful: bool,
    /// How many things it stands before: interfaces, subnets. Nothing when that is not known.
    pub stands_before: Option<usize>,
}

/// One direction of a boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// This decides.
    Guard(Guard),
    /// It is not there, and without it nothing is decided: something else stands in its place.
    Nowhere,
    /// What it does can't be said, for this reason.
    Unknown(String),
}

/// Who is behind a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// These addresses and no others.
    Addresses(Addresses),
    /// Somebody, but what would say who was not read, or not understood.
    Unread,
}

/// A direction, seen from what a boundary stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// To it.
    Ingress,
    /// From it.
    Egress,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ingress, Self::Egress];

    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}

impl Boundary {
    /// What it does in a direction.
    #[must_use]
    pub const fn gate(&self, direction: Direction) -> &Gate {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }

    /// The names that its guards use as symbols.
    #[must_use]
    pub fn draws_on(&self) -> BTreeSet<Arc<str>> {
        let mut names = BTreeSet::new();
        for gate in [&self.ingress, &self.egress] {
            if let Gate::Guard(guard) = gate {
                symbols(guard, &mut names);
            }
        }
        names
    }
}

fn symbols(guard: &Guard, names: &mut BTreeSet<Arc<str>>) {
    match guard {
        Guard::Rules(rules) => {
            let matches = rules.rules.iter().flat_map(|rule| &rule.matches);
            names.extend(
                matches.flat_map(|one| &one.symbols).map(|(symbol, _)| symbol.name.clone()),
            );
        }
        Guard::All(guards) | Guard::Any(guards) | Guard::Tiers(guards) => {
            guards.iter().for_each(|guard| symbols(guard, names));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::{Action, Match, Rule, Service, Symbol};

    #[test]
    fn a_boundary_draws_on_what_its_rules_name() {
        let rule = |name: &str| {
            let from = Match::of(Service::tcp(22)).when(Symbol::source(name));
            Rule::new("1", Action::Allow, vec![from])
        };
        let boundary = Boundary {
            ingress: Gate::Guard(Guard::All(vec![
                Guard::union("a", vec![rule("x"), rule("y")]),
                Guard::Tiers(vec![Guard::union("b", vec![rule("x"), rule("z")])]),
            ])),
            egress: Gate::Unknown("not read".to_owned()),
            stateful: true,
            stands_before: None,
        };
        let names: Vec<String> = boundary.draws_on().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["x", "y", "z"]);
    }
}
