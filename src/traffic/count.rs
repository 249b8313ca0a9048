//! How many packets are in a set, exactly.
//!
//! IPv6 alone has 2²⁵⁶ pairs of addresses, so the number is a [`BigUint`]: the crate is small and well kept,
//! and a fixed width would have to fail where there are many symbols. A packet is counted with each combination of memberships of the space's symbols that
//! puts it inside.

use num_bigint::BigUint;
use rustc_hash::FxHashMap;

use super::diagram::Id;
use super::field::{self, FAMILY, Family, Level, PROTOCOL, SYMBOLS};
use super::packet::Carries;
use super::space::{PacketSet, Space, TrafficError};

/// Counts the packets that one family and head have below a node.
struct Counter<'a> {
    space: &'a Space,
    fields: &'static [Level],
    known: FxHashMap<(Id, usize), BigUint>,
}

impl Space {
    /// How many packets are in the set.
    ///
    /// # Errors
    /// When the set is of another space.
    pub fn count(&self, set: PacketSet) -> Result<BigUint, TrafficError> {
        let root = self.own(set)?;
        let mut total = BigUint::ZERO;
        for family in Family::BOTH {
            let protocols = self.child(root, FAMILY, family.value());
            for carries in [Carries::Ports, Carries::Types, Carries::Nothing] {
                let fields = field::fields(family, carries);
                let mut counter = Counter { space: self, fields, known: FxHashMap::default() };
                for number in (0..=u8::MAX).filter(|number| Carries::of(*number) == carries) {
                    total += counter.count(self.child(protocols, PROTOCOL, number.into()), 0);
                }
            }
        }
        Ok(total)
    }

    /// Where a node leads for a value of a field: to itself, if it does not ask for the field.
    pub(super) fn child(&self, id: Id, level: Level, value: u32) -> Id {
        if self.diagram.level(id) != level {
            return id;
        }
        let edges = self.diagram.edges(id);
        let at = edges.partition_point(|edge| edge.upper < value);
        edges.get(at).map_or(Id::UNDECIDED, |edge| edge.child)
    }
}

impl Counter<'_> {
    fn count(&mut self, id: Id, at: usize) -> BigUint {
        if id == Id::UNDECIDED {
            return BigUint::ZERO;
        }
        if let Some(known) = self.known.get(&(id, at)) {
            return known.clone();
        }
        let Some(level) = self.fields.get(at).copied() else { return self.memberships(id) };
        let atoms = &self.space.atoms;
        let count = if self.space.diagram.level(id) == level {
            let mut low = 0;
            let mut sum = BigUint::ZERO;
            for place in self.space.diagram.places(id) {
                let edge = self.space.diagram.edge(place);
                sum += atoms.size(level, low, edge.upper) * self.count(edge.child, at + 1);
                low = edge.upper.saturating_add(1);
            }
            sum
        } else {
            atoms.size(level, 0, atoms.last(level)) * self.count(id, at + 1)
        };
        self.known.insert((id, at), count.clone());
        count
    }

    /// How many combinations of memberships are inside. From each node on only those of its own and later symbols are
    /// counted; a symbol that is not asked for doubles them.
    fn memberships(&mut self, id: Id) -> BigUint {
        let all =
            SYMBOLS + u16::try_from(self.space.atoms.symbols().len()).unwrap_or(u16::MAX - SYMBOLS);
        let below = self.below(id, all);
        below << (self.space.diagram.level(id).min(all) - SYMBOLS)
    }

    fn below(&mut self, id: Id, all: Level) -> BigUint {
        match id {
            Id::UNDECIDED => return BigUint::ZERO,
            Id::ALLOW => return BigUint::from(1_u8),
            _ => {}
        }
        let key = (id, usize::MAX);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let level = self.space.diagram.level(id);
        let mut sum = BigUint::ZERO;
        for value in [0, 1] {
            let child = self.space.child(id, level, value);
            let skipped = self.space.diagram.level(child).min(all).saturating_sub(level + 1);
            sum += self.below(child, all) << skipped;
        }
        self.known.insert(key, sum.clone());
        sum
    }
}
