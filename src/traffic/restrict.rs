//! Fixing symbols, finding out which of them matter, and whose packets are in a set.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::addresses::Addresses;
use super::diagram::Id;
use super::field::{
    DESTINATION_V4, DESTINATION_V6, FAMILY, Family, Level, SOURCE_V4, SOURCE_V6, SYMBOLS,
};
use super::interval::Intervals;
use super::packet::{Side, Symbol};
use super::space::{PacketSet, Space, TrafficError};

impl Space {
    /// The set as it is when these memberships are known: it no longer depends on them. Symbols that the
    /// space does not have change nothing.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn assume<'a>(
        &mut self,
        set: PacketSet,
        known: impl IntoIterator<Item = (&'a Symbol, bool)>,
    ) -> Result<PacketSet, TrafficError> {
        let root = self.own(set)?;
        let values: FxHashMap<Level, u32> = known
            .into_iter()
            .filter_map(|(symbol, holds)| Some((self.atoms.level(symbol)?, u32::from(holds))))
            .collect();
        let result = self.fixed(root, &values, &mut FxHashMap::default());
        let id = self.whole(result)?;
        Ok(self.set_of(id))
    }

    /// The set as it is when nobody is a member of anything unresolved.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn assume_no_members(&mut self, set: PacketSet) -> Result<PacketSet, TrafficError> {
        let symbols: Vec<Symbol> = self.symbols().cloned().collect();
        self.assume(set, symbols.iter().map(|symbol| (symbol, false)))
    }

    /// The symbols that the set depends on, in the order of the space.
    ///
    /// # Errors
    /// When the set is of another space.
    pub fn depends_on(&self, set: PacketSet) -> Result<Vec<Symbol>, TrafficError> {
        let levels = self.support(self.own(set)?);
        Ok(levels.into_iter().filter_map(|level| self.atoms.symbol(level).cloned()).collect())
    }

    /// The addresses that packets of the set have at one end, whatever their other fields and memberships.
    ///
    /// # Errors
    /// When the set is of another space.
    pub fn addresses(&self, set: PacketSet, side: Side) -> Result<Addresses, TrafficError> {
        let root = self.own(set)?;
        let (v4, v6) = match side {
            Side::Source => (SOURCE_V4, SOURCE_V6),
            Side::Destination => (DESTINATION_V4, DESTINATION_V6),
        };
        let values =
            |family: Family, level| self.project(self.child(root, FAMILY, family.value()), level);
        let (v4, v6) = (values(Family::V4, v4), values(Family::V6, v6));
        let atoms = &self.atoms;
        Ok(match side {
            Side::Source => {
                Addresses { v4: atoms.source_v4.values(&v4), v6: atoms.source_v6.values(&v6) }
            }
            Side::Destination => Addresses {
                v4: atoms.destination_v4.values(&v4),
                v6: atoms.destination_v6.values(&v6),
            },
        })
    }

    fn fixed(
        &mut self,
        id: Id,
        values: &FxHashMap<Level, u32>,
        done: &mut FxHashMap<Id, Id>,
    ) -> Result<Id, TrafficError> {
        if id.decision().is_some() || values.is_empty() {
            return Ok(id);
        }
        if let Some(result) = done.get(&id) {
            return Ok(*result);
        }
        self.diagram.step()?;
        let level = self.diagram.level(id);
        let result = if let Some(value) = values.get(&level) {
            self.fixed(self.child(id, level, *value), values, done)?
        } else {
            let from = self.diagram.open();
            for place in self.diagram.places(id) {
                let edge = self.diagram.edge(place);
                let child = self.fixed(edge.child, values, done)?;
                self.diagram.push(from, edge.upper, child);
            }
            self.diagram.close(level, from)?
        };
        done.insert(id, result);
        Ok(result)
    }

    /// The fields that a diagram asks for anywhere.
    pub(super) fn support(&self, root: Id) -> BTreeSet<Level> {
        let mut levels = BTreeSet::new();
        let mut seen = FxHashSet::default();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if id.decision().is_none() && seen.insert(id) {
                levels.insert(self.diagram.level(id));
                open.extend(self.diagram.edges(id).iter().map(|edge| edge.child));
            }
        }
        levels
    }

    /// The values of a field that packets of the set have.
    pub(super) fn project(&self, root: Id, level: Level) -> Intervals<u32> {
        let mut spans = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if id == Id::UNDECIDED || !seen.insert(id) {
                continue;
            }
            let edges = self.diagram.edges(id);
            if self.diagram.level(id) < level {
                open.extend(edges.iter().map(|edge| edge.child));
            } else if self.diagram.level(id) > level {
                return Intervals::range(0, self.atoms.last(level));
            } else {
                let mut low = 0;
                for edge in edges {
                    if edge.child != Id::UNDECIDED {
                        spans.push((low, edge.upper));
                    }
                    low = edge.upper.saturating_add(1);
                }
            }
        }
        Intervals::of(spans)
    }

    /// Whether a level is that of a symbol.
    pub(super) const fn is_symbol(level: Level) -> bool {
        level >= SYMBOLS
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Budget, Guard, Match, Service};
    use super::*;

    fn block(text: &str) -> Addresses {
        Addresses::parse(text).unwrap()
    }

    #[test]
    fn whose_packets_are_in_a_set_is_asked_of_one_end() {
        let tcp = Match::of(Service::tcp(22)).from(block("10.0.0.0/8"));
        let all = vec![
            tcp.clone().to(block("192.0.2.7")),
            Match::of(Service::udp(53)).from(block("198.51.100.0/24")),
            Match::of(Service::protocols(50)).from(block("2001:db8::/32")),
        ];
        let guard = Guard::packets(all);
        let mut space = Space::new([&guard], Budget::default()).unwrap();
        let set = space.set(&guard).unwrap();
        let sources = space.addresses(set, Side::Source).unwrap();
        assert_eq!(sources.texts(), ["10.0.0.0/8", "198.51.100.0/24", "2001:db8::/32"]);
        assert!(space.addresses(set, Side::Destination).unwrap().is_all());
        let only = Guard::packets(vec![tcp]);
        let only = space.set(&only).unwrap();
        let both = space.intersection(set, only).unwrap();
        let destinations = space.addresses(both, Side::Destination).unwrap();
        assert_eq!(destinations.texts(), ["192.0.2.7"]);
        assert!(space.addresses(space.nothing(), Side::Source).unwrap().is_empty());
    }
}
