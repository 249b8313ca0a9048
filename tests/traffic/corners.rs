//! Packets at the corners of guards: every bound of every field, one below and one above.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use driftwall::traffic::{Ends, Guard, Intervals, Match, Packet, Symbol, Value};

use crate::random::Random;

/// The values of every field at which something may change.
#[derive(Debug, Default)]
pub(crate) struct Corners {
    sources: (BTreeSet<u32>, BTreeSet<u128>),
    destinations: (BTreeSet<u32>, BTreeSet<u128>),
    protocols: BTreeSet<u8>,
    destination_ports: BTreeSet<u16>,
    source_ports: BTreeSet<u16>,
    types: BTreeSet<u8>,
    codes: BTreeSet<u8>,
    symbols: BTreeSet<Symbol>,
}

fn around<T: Value>(corners: &mut BTreeSet<T>, set: &Intervals<T>) {
    for bound in set.spans().iter().flat_map(|(low, high)| [*low, *high]) {
        corners.extend([Some(bound), bound.before(), bound.after()].into_iter().flatten());
    }
    corners.extend([T::FIRST, T::LAST]);
}

impl Corners {
    pub(crate) fn of<'a>(guards: impl IntoIterator<Item = &'a Guard>) -> Self {
        let mut corners = Self::default();
        corners.around(&Match::any());
        corners.protocols.extend([1, 6, 17, 47, 58, 132]);
        guards.into_iter().for_each(|guard| corners.collect(guard));
        corners
    }

    fn collect(&mut self, guard: &Guard) {
        match guard {
            Guard::Rules(rules) => {
                rules.rules.iter().flat_map(|rule| &rule.matches).for_each(|one| self.around(one));
            }
            Guard::All(guards) | Guard::Any(guards) | Guard::Tiers(guards) => {
                guards.iter().for_each(|guard| self.collect(guard));
            }
        }
    }

    fn around(&mut self, one: &Match) {
        around(&mut self.sources.0, &one.source.v4);
        around(&mut self.sources.1, &one.source.v6);
        around(&mut self.destinations.0, &one.destination.v4);
        around(&mut self.destinations.1, &one.destination.v6);
        around(&mut self.protocols, &one.service.protocols);
        around(&mut self.destination_ports, &one.service.destination_ports);
        around(&mut self.source_ports, &one.service.source_ports);
        around(&mut self.types, &one.service.types);
        around(&mut self.codes, &one.service.codes);
        self.symbols.extend(one.symbols.iter().map(|(symbol, _)| symbol.clone()));
    }

    /// Every corner packet if there are at most `most`, else so many of them at random.
    pub(crate) fn packets(&self, random: &mut Random, most: usize) -> Vec<Packet> {
        let (v4, v6) = (self.product_v4(), self.product_v6());
        let heads = self.heads();
        let members = self.memberships();
        let all = (v4.len() + v6.len()) * heads.len() * members.len();
        if all <= most {
            let ends = v4.iter().chain(&v6);
            return ends
                .flat_map(|ends| heads.iter().map(move |head| packet(*ends, *head)))
                .flat_map(|packet| {
                    members.iter().map(move |one| packet.clone().with_members(one.clone()))
                })
                .collect();
        }
        (0..most)
            .map(|_| {
                let family =
                    if v6.is_empty() || !v4.is_empty() && random.one_in(2) { &v4 } else { &v6 };
                packet(*random.pick(family), *random.pick(&heads))
                    .with_members(random.pick(&members).clone())
            })
            .collect()
    }

    fn product_v4(&self) -> Vec<Ends> {
        let pairs =
            self.sources.0.iter().flat_map(|a| self.destinations.0.iter().map(move |b| (*a, *b)));
        pairs
            .map(|(a, b)| Ends::V4 {
                source: Ipv4Addr::from_bits(a),
                destination: Ipv4Addr::from_bits(b),
            })
            .collect()
    }

    fn product_v6(&self) -> Vec<Ends> {
        let pairs =
            self.sources.1.iter().flat_map(|a| self.destinations.1.iter().map(move |b| (*a, *b)));
        pairs
            .map(|(a, b)| Ends::V6 {
                source: Ipv6Addr::from_bits(a),
                destination: Ipv6Addr::from_bits(b),
            })
            .collect()
    }

    /// Protocol with both ports, or type and code, or nothing more.
    fn heads(&self) -> Vec<(u8, u16, u16)> {
        let mut heads = Vec::new();
        for number in self.protocols.iter().copied() {
            match number {
                6 | 17 | 132 => heads.extend(
                    self.destination_ports
                        .iter()
                        .flat_map(|a| self.source_ports.iter().map(move |b| (number, *a, *b))),
                ),
                1 | 58 => heads.extend(self.types.iter().flat_map(|a| {
                    self.codes.iter().map(move |b| (number, (*a).into(), (*b).into()))
                })),
                _ => heads.push((number, 0, 0)),
            }
        }
        heads
    }

    fn memberships(&self) -> Vec<BTreeSet<Symbol>> {
        let mut all = vec![BTreeSet::new()];
        for symbol in &self.symbols {
            let with: Vec<BTreeSet<Symbol>> =
                all.iter().map(|set| set.iter().chain([symbol]).cloned().collect()).collect();
            all.extend(with);
        }
        all
    }
}

fn packet(ends: Ends, (number, first, second): (u8, u16, u16)) -> Packet {
    let packet = Packet::new(ends, number).with_ports(first, second);
    match (u8::try_from(first), u8::try_from(second)) {
        (Ok(kind), Ok(code)) => packet.with_icmp(kind, code),
        _ => packet,
    }
}
