//! Which boundaries stand between which endpoints and the rest, as data.
//!
//! A provider's `semantics` turns resources into this, and everything that is said about traffic is computed from it.
//!
//! **Boundaries** are told for themselves: what a change of a group opened and closed there. What is not known of one has no guard,
//! and says why. It never stands for "nothing".
//!
//! **Endpoints** are what traffic reaches, and what stands before each of them is told in the order of the way out: its shield
//! (groups, policies, a card's and a subnet's rules: whatever is asked about every packet of it), the edge of its segment (asked when a packet
//! leaves the segment), and its door (asked when a packet leaves all known networks: routes, public addresses, what blocks public
//! access). Shields and doors are shared: endpoints with the same ones, in the same segment, behave the same and are asked once. Two networks that are
//! linked name the same link, each with the addresses it sends there.
//!
//! ```text
//! endpoint ─ shield ─┬──────────────────────────────────────┬─ shield ─ endpoint     inside one segment
//!                    └─ edge ─┬────────────────────┬─ edge ─┘                        inside one network, or over a link
//!                             └─ door ─ everyone else
//! ```
//!
//! Guards name what they draw on, prefix lists and groups and selectors, as symbols. Who is behind a name stands in
//! [`Topology::sets`], and what an endpoint is a member of in [`Endpoint::member_of`], so that the same rules can be asked with the old and
//! with the new content of a list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::identity::ResourceId;
use super::stand_in::StandIns;
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Rule, Service, Side, Symbol};

/// Boundaries, and what they draw on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// The boundaries, those that were asked for.
    pub boundaries: BTreeMap<ResourceId, Boundary>,
    /// Who is behind the names that guards use as symbols. A name that is not in here stays a symbol.
    pub sets: BTreeMap<Arc<str>, Members>,
    /// The endpoints, those that were asked for.
    pub endpoints: BTreeMap<ResourceId, Endpoint>,
    /// What stands before endpoints, asked about every packet of theirs.
    pub shields: Vec<Passage>,
    /// What stands between endpoints and everyone outside of all known networks.
    pub doors: Vec<Passage>,
    /// The parts of networks, by the names that endpoints call them.
    pub segments: BTreeMap<Arc<str>, Segment>,
    /// The addresses of each network, by the names that segments call them.
    pub networks: BTreeMap<Arc<str>, Addresses>,
    /// The endpoints that are in sets by who they are, and not by their addresses.
    pub stand_ins: StandIns,
    /// By network: what goes to the network's own services, such as its resolver, and is filtered nowhere in it.
    pub unfiltered: BTreeMap<Arc<str>, Rule>,
}

/// A thing that traffic reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The one string that stands for it in connections and answers, unique in its topology.
    pub label: Arc<str>,
    /// What people call it, where the label alone says little: `web-1 (i-0a1b, 198.51.100.7)`.
    pub called: String,
    /// What it may be called in a question besides its label: ids, and names that may belong to several.
    pub names: BTreeSet<Arc<str>>,
    /// The machine it belongs to. A name that stands for several endpoints of one machine is not ambiguous.
    pub machine: Option<Arc<str>>,
    /// Whether something answers there; nothing when that is not known.
    pub running: Option<bool>,
    /// Its own addresses, as its boundaries see them; none when they are not known.
    pub addresses: Addresses,
    /// The addresses that others outside reach it by.
    pub public: Addresses,
    /// What leads to it from outside besides an address of its own. Its boundaries see what comes by them. Nothing where its door is
    /// all that there is between it and the outside.
    pub ways: Option<Vec<Way>>,
    /// The names of sets that it is a member of. Of a set that endpoints tell of themselves and that is not here, it is none.
    pub member_of: BTreeSet<Arc<str>>,
    /// Which of [`Topology::shields`].
    pub shield: usize,
    /// Which of [`Topology::doors`].
    pub door: usize,
    /// Which of [`Topology::segments`].
    pub segment: Arc<str>,
}

/// Something that leads from outside to an endpoint: a load balancer, a port of a node, a proxy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// What it is, in words: `service shop/web (LoadBalancer), tcp 443`.
    pub by: Arc<str>,
    /// What it is made of: the service, and the ingress or the gateway before that.
    pub through: Vec<ResourceId>,
    /// Whom it is for.
    pub from: Addresses,
    /// What arrives at the endpoint.
    pub arrives: Service,
    /// Whether what arrives comes from a proxy, so that boundaries see that one and not the client.
    pub by_proxy: bool,
}

/// What is asked at one place, each way. The far end is the source of what comes in and the destination of what goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it does with packets that come in.
    pub ingress: Guard,
    /// What it does with packets that go out.
    pub egress: Guard,
    /// Whether the reply to a packet that passed passes too. Otherwise the other direction judges it.
    pub stateful: bool,
    /// Why not everything about it is known. Its guards then hold a symbol with the name of what is not ([`Passage::unread`]).
    pub doubt: Option<String>,
}

/// A part of a network: inside it, only shields are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Which of [`Topology::networks`].
    pub network: Arc<str>,
    /// Its addresses; none when they are not known.
    pub addresses: Addresses,
    /// What stands at its edge; nothing when nothing does.
    pub edge: Option<Passage>,
    /// Which of [`Topology::doors`] an address of it has that nobody is known to use.
    pub door: usize,
    /// The ways to other networks.
    pub links: Vec<Link>,
}

/// A way to another network, there when a segment of that one names it too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Its name, the same at both ends: a peering connection, a transit gateway.
    pub name: Arc<str>,
    /// The addresses that are sent there.
    pub to: Addresses,
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
    /// The endpoints that say so of themselves. At a boundary that is compared for itself it stays a symbol.
    Endpoints {
        /// The addresses of those that are known; of endpoints that have them, the stand-ins.
        addresses: Addresses,
        /// Whether no other address can be a member.
        whole: bool,
    },
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

impl Way {
    /// Whether packets of a service may come by it.
    #[must_use]
    pub fn leads_to(&self, service: &Service) -> bool {
        let protocols = self.arrives.protocols.intersection(&service.protocols);
        let ports = self.arrives.destination_ports.intersection(&service.destination_ports);
        !protocols.is_empty() && !ports.is_empty()
    }
}

impl Topology {
    /// The number of a door, which is there once.
    pub fn door(&mut self, door: Passage) -> usize {
        self.doors.iter().position(|known| *known == door).unwrap_or_else(|| {
            self.doors.push(door);
            self.doors.len() - 1
        })
    }
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

    /// Which side of a packet is the far end.
    #[must_use]
    pub const fn far_side(self) -> Side {
        match self {
            Self::Ingress => Side::Source,
            Self::Egress => Side::Destination,
        }
    }

    /// Which side of a packet is the boundary's own end.
    #[must_use]
    pub const fn near_side(self) -> Side {
        self.far_side().other()
    }
}

impl Passage {
    /// Lets everything pass.
    #[must_use]
    pub fn open(name: impl Into<Arc<str>>) -> Self {
        let guard = Guard::always(name, Decision::Allow);
        Self { ingress: guard.clone(), egress: guard, stateful: true, doubt: None }
    }

    /// Something that is there and was not read: what passes depends on it, by the name of it.
    #[must_use]
    pub fn unread(name: &Arc<str>, why: String) -> Self {
        let [ingress, egress] = [Side::Source, Side::Destination].map(|side| unread(name, side));
        Self { ingress, egress, stateful: true, doubt: Some(why) }
    }

    /// What it does in a direction.
    #[must_use]
    pub const fn guard(&self, direction: Direction) -> &Guard {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

/// A guard of which nothing is known but its name: whether anything passes is a membership that nobody resolved. The side is that
/// of the far end.
#[must_use]
pub fn unread(name: &Arc<str>, side: Side) -> Guard {
    let all = Match::any().when(Symbol { side, name: name.clone() });
    Guard::union(name.clone(), vec![Rule::new("", Action::Allow, vec![all])])
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
                let symbols = guard.matches().flat_map(|one| &one.symbols);
                names.extend(symbols.map(|(symbol, _)| symbol.name.clone()));
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
