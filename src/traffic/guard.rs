//! Guards: what stands in the way of a packet, as plain data.
//!
//! A guard is a list of rules, or a few guards put together. Every way in which clouds decide about packets can be
//! said with four words: [`Guard::Rules`], [`Guard::All`], [`Guard::Any`] and [`Guard::Tiers`].

use std::sync::Arc;

use super::addresses::Addresses;
use super::interval::Intervals;
use super::packet::{Carries, Packet, Symbol, protocol};

/// What a rule does with a packet that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Let it through.
    Allow,
    /// Drop it.
    Deny,
    /// Leave this tier and ask the next.
    Pass,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Nobody said anything about it.
    #[default]
    Undecided,
    /// Let through.
    Allow,
    /// Dropped.
    Deny,
    /// Left to the next tier.
    Pass,
}

impl From<Action> for Decision {
    fn from(action: Action) -> Self {
        match action {
            Action::Allow => Self::Allow,
            Action::Deny => Self::Deny,
            Action::Pass => Self::Pass,
        }
    }
}

/// What packets carry above their addresses: a set of protocols, and limits on what those of them carry that carry
/// anything. A limit on a field that a protocol lacks says nothing about it: protocol 50 has no ports to limit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// Protocol numbers.
    pub protocols: Intervals<u8>,
    /// Destination ports of tcp, udp and sctp.
    pub destination_ports: Intervals<u16>,
    /// Source ports of tcp, udp and sctp.
    pub source_ports: Intervals<u16>,
    /// Types of icmp and icmpv6.
    pub types: Intervals<u8>,
    /// Codes of icmp and icmpv6.
    pub codes: Intervals<u8>,
}

impl Service {
    /// Everything, of every protocol.
    #[must_use]
    pub fn any() -> Self {
        Self::protocols(Intervals::all())
    }

    /// Everything of these protocols: a number, a range of numbers, or a set of them.
    #[must_use]
    pub fn protocols(protocols: impl Into<Intervals<u8>>) -> Self {
        Self {
            protocols: protocols.into(),
            destination_ports: Intervals::all(),
            source_ports: Intervals::all(),
            types: Intervals::all(),
            codes: Intervals::all(),
        }
    }

    /// TCP to these ports.
    #[must_use]
    pub fn tcp(ports: impl Into<Intervals<u16>>) -> Self {
        Self::protocols(protocol::TCP).to_ports(ports)
    }

    /// UDP to these ports.
    #[must_use]
    pub fn udp(ports: impl Into<Intervals<u16>>) -> Self {
        Self::protocols(protocol::UDP).to_ports(ports)
    }

    /// The same, limited to these destination ports.
    #[must_use]
    pub fn to_ports(mut self, ports: impl Into<Intervals<u16>>) -> Self {
        self.destination_ports = ports.into();
        self
    }

    /// The same, limited to these source ports.
    #[must_use]
    pub fn from_ports(mut self, ports: impl Into<Intervals<u16>>) -> Self {
        self.source_ports = ports.into();
        self
    }

    /// The same, limited to these types and codes.
    #[must_use]
    pub fn with_icmp(
        mut self,
        types: impl Into<Intervals<u8>>,
        codes: impl Into<Intervals<u8>>,
    ) -> Self {
        (self.types, self.codes) = (types.into(), codes.into());
        self
    }

    /// Whether everything of another service is of this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let Self { protocols, destination_ports, source_ports, types, codes } = self;
        other.protocols.difference(protocols).is_empty()
            && other.destination_ports.difference(destination_ports).is_empty()
            && other.source_ports.difference(source_ports).is_empty()
            && other.types.difference(types).is_empty()
            && other.codes.difference(codes).is_empty()
    }

    /// Whether the packet is of this service.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        let carried = match Carries::of(packet.protocol()) {
            Carries::Ports => packet.ports().is_some_and(|(destination, source)| {
                self.destination_ports.contains(destination) && self.source_ports.contains(source)
            }),
            Carries::Types => packet
                .icmp()
                .is_some_and(|(kind, code)| self.types.contains(kind) && self.codes.contains(code)),
            Carries::Nothing => true,
        };
        carried && self.protocols.contains(packet.protocol())
    }
}

/// Packets that meet every one of some conditions: a box in the space of packets. Rules are made of these, and
/// sets of packets are printed as these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    /// Where they come from.
    pub source: Addresses,
    /// Where they go to.
    pub destination: Addresses,
    /// What they carry.
    pub service: Service,
    /// Memberships that hold, and ones that do not.
    pub symbols: Vec<(Symbol, bool)>,
}

impl Match {
    /// Every packet.
    #[must_use]
    pub fn any() -> Self {
        Self::of(Service::any())
    }

    /// Every packet of a service.
    #[must_use]
    pub fn of(service: Service) -> Self {
        let (source, destination) = (Addresses::all(), Addresses::all());
        Self { source, destination, service, symbols: Vec::new() }
    }

    /// The same, from these addresses.
    #[must_use]
    pub fn from(mut self, source: Addresses) -> Self {
        self.source = source;
        self
    }

    /// The same, to these addresses.
    #[must_use]
    pub fn to(mut self, destination: Addresses) -> Self {
        self.destination = destination;
        self
    }

    /// The same, where this membership holds.
    #[must_use]
    pub fn when(mut self, symbol: Symbol) -> Self {
        self.symbols.push((symbol, true));
        self
    }

    /// The same, where this membership does not hold.
    #[must_use]
    pub fn unless(mut self, symbol: Symbol) -> Self {
        self.symbols.push((symbol, false));
        self
    }

    /// Whether the packet meets every condition.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        self.source.contains(packet.source())
            && self.destination.contains(packet.destination())
            && self.service.contains(packet)
            && self
                .symbols
                .iter()
                .all(|(symbol, holds)| packet.members().contains(symbol) == *holds)
    }
}

/// One rule: it matches a packet if one of its matches does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The name under which people know it: an id or a number.
    pub label: Arc<str>,
    /// Asked in [`Order::Priority`] only; the lowest first.
    pub priority: u32,
    /// What it does.
    pub action: Action,
    /// What it matches; nothing if there are none.
    pub matches: Vec<Match>,
}

impl Rule {
    /// A rule that does `action` with what one of these matches.
    #[must_use]
    pub fn new(label: impl Into<Arc<str>>, action: Action, matches: Vec<Match>) -> Self {
        Self { label: label.into(), priority: 0, action, matches }
    }

    /// The same rule at this priority.
    #[must_use]
    pub const fn at(mut self, priority: u32) -> Self {
        self.priority = priority;
        self
    }

    /// Whether the rule matches the packet.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        self.matches.iter().any(|one| one.contains(packet))
    }
}

/// Which of several rules that match a packet decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// The first in the list.
    Listed,
    /// One of the lowest priority; among these deny is stronger than allow, and allow than pass.
    Priority,
    /// Position means nothing: allow is stronger than deny, and deny than pass. Lists that can only allow are of this kind.
    Union,
}

/// A list of rules, as it stands at one boundary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// The boundary that the list belongs to, for telling who decided.
    pub boundary: Arc<str>,
    /// Which of several rules that match decides.
    pub order: Order,
    /// The rules.
    pub rules: Vec<Rule>,
    /// What becomes of a packet that none of them matches.
    pub otherwise: Decision,
}

/// What stands in the way of a packet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// A list of rules.
    Rules(Rules),
    /// Allows what every one of them allows and denies the rest; of none, allows everything.
    All(Vec<Guard>),
    /// Allows what one of them allows and denies the rest; of none, denies everything.
    Any(Vec<Guard>),
    /// The first that says allow or deny decides; what all of them pass or leave undecided is undecided.
    Tiers(Vec<Guard>),
}

impl Guard {
    /// A list of rules in which the first match decides.
    #[must_use]
    pub fn listed(boundary: impl Into<Arc<str>>, rules: Vec<Rule>, otherwise: Decision) -> Self {
        Self::Rules(Rules { boundary: boundary.into(), order: Order::Listed, rules, otherwise })
    }

    /// A list of rules in which the lowest priority decides, and deny is stronger at equal ones.
    #[must_use]
    pub fn prioritised(
        boundary: impl Into<Arc<str>>,
        rules: Vec<Rule>,
        otherwise: Decision,
    ) -> Self {
        Self::Rules(Rules { boundary: boundary.into(), order: Order::Priority, rules, otherwise })
    }

    /// A list of rules that can only allow; what none allows is denied.
    #[must_use]
    pub fn union(boundary: impl Into<Arc<str>>, rules: Vec<Rule>) -> Self {
        let (boundary, otherwise) = (boundary.into(), Decision::Deny);
        Self::Rules(Rules { boundary, order: Order::Union, rules, otherwise })
    }

    /// A guard that does the same with every packet.
    #[must_use]
    pub fn always(boundary: impl Into<Arc<str>>, decision: Decision) -> Self {
        Self::listed(boundary, Vec::new(), decision)
    }

    /// The lists of rules that it is made of, in order.
    #[must_use]
    pub fn lists(&self) -> Vec<&Rules> {
        match self {
            Self::Rules(rules) => vec![rules],
            Self::All(guards) | Self::Any(guards) | Self::Tiers(guards) => {
                guards.iter().flat_map(Self::lists).collect()
            }
        }
    }

    /// Every match of every rule, in order.
    pub fn matches(&self) -> impl Iterator<Item = &Match> {
        self.lists().into_iter().flat_map(|list| &list.rules).flat_map(|rule| &rule.matches)
    }

    /// The same guard with what `change` makes of each match in its place. A rule that is left without any is left out.
    #[must_use]
    pub fn with_matches<I>(&self, change: &mut impl FnMut(&Match) -> I) -> Self
    where
        I: IntoIterator<Item = Match>,
    {
        let mut each =
            |guards: &[Self]| guards.iter().map(|guard| guard.with_matches(change)).collect();
        match self {
            Self::All(guards) => Self::All(each(guards)),
            Self::Any(guards) => Self::Any(each(guards)),
            Self::Tiers(guards) => Self::Tiers(each(guards)),
            Self::Rules(Rules { boundary, order, rules, otherwise }) => {
                let changed = rules.iter().map(|rule| {
                    let Rule { label, priority, action, matches } = rule;
                    let matches = matches.iter().flat_map(&mut *change).collect();
                    Rule { label: label.clone(), priority: *priority, action: *action, matches }
                });
                Self::Rules(Rules {
                    boundary: boundary.clone(),
                    order: *order,
                    rules: changed.filter(|rule| !rule.matches.is_empty()).collect(),
                    otherwise: *otherwise,
                })
            }
        }
    }

    /// The same guard, in each of whose lists this rule is asked before all others.
    #[must_use]
    pub fn with_first(&self, rule: &Rule) -> Self {
        let each = |guards: &[Self]| guards.iter().map(|guard| guard.with_first(rule)).collect();
        match self {
            Self::All(guards) => Self::All(each(guards)),
            Self::Any(guards) => Self::Any(each(guards)),
            Self::Tiers(guards) => Self::Tiers(each(guards)),
            Self::Rules(rules) => {
                let mut rules = rules.clone();
                rules.rules.insert(0, rule.clone());
                Self::Rules(rules)
            }
        }
    }

    /// A guard that allows what one of these matches contains and leaves the rest undecided: a set of packets, said as
    /// a guard.
    #[must_use]
    pub fn packets(matches: Vec<Match>) -> Self {
        Self::listed("", vec![Rule::new("", Action::Allow, matches)], Decision::Undecided)
    }
}
