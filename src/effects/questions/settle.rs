//! A guard between two ends, with what is known of them in the place of names.
//!
//! What is left are symbols of which nobody knows whether they hold: the answer may depend on them.

use std::sync::Arc;

use crate::effects::ends::{End, Inside, Membership};
use crate::model::Topology;
use crate::traffic::{Guard, Match, Side, Symbol};

/// Two ends, and who is behind the names that guards between them use.
#[derive(Clone, Copy)]
pub(super) struct Between<'a> {
    pub(super) topology: &'a Topology,
    pub(super) from: &'a End<'a>,
    pub(super) to: &'a End<'a>,
}

impl<'a> Between<'a> {
    const fn end(&self, side: Side) -> &'a End<'a> {
        match side {
            Side::Source => self.from,
            Side::Destination => self.to,
        }
    }

    /// The guard as it is between these two.
    pub(super) fn settle(&self, guard: &Guard) -> Guard {
        guard.with_matches(&mut |packets| self.packets(packets))
    }

    /// The packets between the two that are of a match; nothing when there are none.
    fn packets(&self, packets: &Match) -> Option<Match> {
        let Match { source, destination, service, symbols } = packets;
        let mut settled = Match::of(service.clone());
        for (side, block) in [(Side::Source, source), (Side::Destination, destination)] {
            match self.end(side).inside(block) {
                Inside::These(addresses) => *addresses_of(&mut settled, side) = addresses,
                Inside::Open => {
                    let name: Arc<str> = block.texts().join(", ").into();
                    settled.symbols.push((Symbol { side, name }, true));
                }
            }
        }
        for (symbol, holds) in symbols {
            match self.end(symbol.side).membership(self.topology, &symbol.name) {
                Membership::Known(known) if known == *holds => {}
                Membership::Known(_) => return None,
                Membership::Of(members) => {
                    let addresses = addresses_of(&mut settled, symbol.side);
                    *addresses = if *holds {
                        addresses.intersection(members)
                    } else {
                        addresses.difference(members)
                    };
                }
                Membership::Open => settled.symbols.push((symbol.clone(), *holds)),
            }
        }
        let v4 = !settled.source.v4.is_empty() && !settled.destination.v4.is_empty();
        let v6 = !settled.source.v6.is_empty() && !settled.destination.v6.is_empty();
        (v4 || v6).then_some(settled)
    }
}

const fn addresses_of(packets: &mut Match, side: Side) -> &mut crate::traffic::Addresses {
    match side {
        Side::Source => &mut packets.source,
        Side::Destination => &mut packets.destination,
    }
}
