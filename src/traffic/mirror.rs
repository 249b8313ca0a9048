//! The way back: what a guard does with the answer to a packet.
//!
//! A boundary that keeps no state judges a reply by itself. `guard.mirrored()` does with a packet what `guard` does
//! with [`Packet::reply`](super::Packet::reply) of it, so both ways can be put together as one guard over the first packet.

use super::addresses::Addresses;
use super::guard::{Guard, Match, Rule, Rules, Service};
use super::interval::Intervals;
use super::packet::{Symbol, echo, protocol};

impl Guard {
    /// The guard that does with a packet what this one does with its reply.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let each = |guards: &[Self]| guards.iter().map(Self::mirrored).collect();
        match self {
            Self::Rules(rules) => Self::Rules(Rules {
                boundary: rules.boundary.clone(),
                order: rules.order,
                rules: rules.rules.iter().map(Rule::mirrored).collect(),
                otherwise: rules.otherwise,
            }),
            Self::All(guards) => Self::All(each(guards)),
            Self::Any(guards) => Self::Any(each(guards)),
            Self::Tiers(guards) => Self::Tiers(each(guards)),
        }
    }
}

impl Rule {
    fn mirrored(&self) -> Self {
        Self {
            label: self.label.clone(),
            priority: self.priority,
            action: self.action,
            matches: self.matches.iter().flat_map(Match::mirrored).collect(),
        }
    }
}

impl Match {
    /// What the replies to packets of this match are.
    #[must_use]
    pub fn mirrored(&self) -> Vec<Self> {
        let Self { source, destination, service, symbols } = self;
        let swap = |(symbol, holds): &(Symbol, bool)| {
            (Symbol { side: symbol.side.other(), name: symbol.name.clone() }, *holds)
        };
        let symbols: Vec<(Symbol, bool)> = symbols.iter().map(swap).collect();
        let with = |service| Self {
            source: Addresses::clone(destination),
            destination: source.clone(),
            service,
            symbols: symbols.clone(),
        };
        service.mirrored().into_iter().map(with).collect()
    }
}

impl Service {
    /// Several, where types are limited: the echo has another number in each protocol.
    fn mirrored(&self) -> Vec<Self> {
        let Self { protocols, destination_ports, source_ports, types, codes } = self;
        let swapped = |protocols, types| Self {
            protocols,
            destination_ports: source_ports.clone(),
            source_ports: destination_ports.clone(),
            types,
            codes: codes.clone(),
        };
        if types.is_all() {
            return vec![swapped(protocols.clone(), Intervals::all())];
        }
        let mut services = Vec::new();
        let mut rest = protocols.clone();
        for number in [protocol::ICMP, protocol::ICMPV6] {
            let Some((request, reply)) = echo(number).filter(|_| protocols.contains(number)) else {
                continue;
            };
            let request = Intervals::one(request);
            let answered = types.contains(reply);
            let types = if answered { types.union(&request) } else { types.difference(&request) };
            rest = rest.difference(&Intervals::one(number));
            services.push(swapped(Intervals::one(number), types));
        }
        if !rest.is_empty() {
            services.push(swapped(rest, Intervals::all()));
        }
        services
    }
}
