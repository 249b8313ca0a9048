//! Atoms: the stretches of addresses that no rule tells apart.
//!
//! Rules cut the line of addresses at their end points. Between two cuts all addresses are treated alike, so a
//! diagram needs only the number of the stretch. That makes an IPv6 bound as small as an IPv4 one. Ports, types, protocols and families are
//! their own numbers. Since the cuts come from the rules, a space must know all of its guards before the first
//! is built.

use num_bigint::BigUint;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::field::{
    self, CODE, DESTINATION_PORT, DESTINATION_V4, DESTINATION_V6, FAMILY, Level, PROTOCOL,
    SOURCE_PORT, SOURCE_V4, SOURCE_V6, SYMBOLS, TYPE,
};
use super::guard::{Guard, Match};
use super::interval::{Intervals, Value};
use super::packet::{Ends, Packet, Symbol};
use super::prefixes;
use super::space::TrafficError;

/// Stretches of atoms, or of other values of a field, both ends inside.
pub(super) type Spans = SmallVec<[(u32, u32); 1]>;

/// The cuts of one field: where its atoms begin. The first begins at zero.
#[derive(Debug)]
pub(super) struct Scale<T> {
    starts: Vec<T>,
}

impl<T: Value> Scale<T> {
    fn new() -> Self {
        Self { starts: vec![T::FIRST] }
    }

    fn cut(&mut self, set: &Intervals<T>) {
        for (low, high) in set.spans() {
            self.starts.push(*low);
            self.starts.extend(high.after());
        }
    }

    fn finish(&mut self) {
        self.starts.sort_unstable();
        self.starts.dedup();
    }

    /// The number of the last atom.
    fn last(&self) -> u32 {
        u32::try_from(self.starts.len() - 1).unwrap_or(u32::MAX)
    }

    /// The atom that holds a value.
    pub(super) fn holding(&self, value: T) -> u32 {
        let after = self.starts.partition_point(|start| *start <= value);
        u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The first value of an atom.
    fn first_of(&self, atom: u32) -> T {
        self.starts.get(atom as usize).copied().unwrap_or(T::LAST)
    }

    /// The last value of an atom.
    fn last_of(&self, atom: u32) -> T {
        let next = self.starts.get(atom as usize + 1).copied();
        next.and_then(T::before).unwrap_or(T::LAST)
    }

    /// How far the last value of one atom is from the first of another.
    fn between(&self, low: u32, high: u32) -> u128
    where
        T: Into<u128>,
    {
        self.last_of(high).into().saturating_sub(self.first_of(low).into())
    }

    /// The atoms of a set, if the scale was cut at its ends.
    fn spans(&self, set: &Intervals<T>) -> Option<Spans> {
        let mut spans = Spans::with_capacity(set.spans().len());
        for (low, high) in set.spans() {
            let (from, to) = (self.holding(*low), self.holding(*high));
            if self.first_of(from) != *low || self.last_of(to) != *high {
                return None;
            }
            spans.push((from, to));
        }
        Some(spans)
    }

    /// How many pieces a set of atoms is printed in.
    fn pieces(&self, atoms: &Intervals<u32>, width: u32) -> usize
    where
        T: Into<u128>,
    {
        let of = |(low, high): &(u32, u32)| {
            prefixes::pieces(self.first_of(*low).into(), self.last_of(*high).into(), width)
        };
        atoms.spans().iter().map(of).sum()
    }

    /// The values of a set of atoms.
    pub(super) fn values(&self, atoms: &Intervals<u32>) -> Intervals<T> {
        Intervals::of(
            atoms.spans().iter().map(|(low, high)| (self.first_of(*low), self.last_of(*high))),
        )
    }
}

/// The scales of every field, and the symbols in order.
#[derive(Debug)]
pub(super) struct Atoms {
    pub(super) source_v4: Scale<u32>,
    pub(super) source_v6: Scale<u128>,
    pub(super) destination_v4: Scale<u32>,
    pub(super) destination_v6: Scale<u128>,
    symbols: Vec<Symbol>,
    levels: FxHashMap<Symbol, Level>,
}

impl Atoms {
    /// Cuts every field at the end points of these guards. Symbols keep the order in which they are first named.
    pub(super) fn of<'a>(
        guards: impl IntoIterator<Item = &'a Guard>,
    ) -> Result<Self, TrafficError> {
        let mut atoms = Self {
            source_v4: Scale::new(),
            source_v6: Scale::new(),
            destination_v4: Scale::new(),
            destination_v6: Scale::new(),
            symbols: Vec::new(),
            levels: FxHashMap::default(),
        };
        for guard in guards {
            atoms.collect(guard)?;
        }
        atoms.source_v4.finish();
        atoms.source_v6.finish();
        atoms.destination_v4.finish();
        atoms.destination_v6.finish();
        Ok(atoms)
    }

    fn collect(&mut self, guard: &Guard) -> Result<(), TrafficError> {
        match guard {
            Guard::Rules(rules) => {
                let mut matches = rules.rules.iter().flat_map(|rule| &rule.matches);
                matches.try_for_each(|one| self.collect_match(one))
            }
            Guard::All(guards) | Guard::Any(guards) | Guard::Tiers(guards) => {
                guards.iter().try_for_each(|guard| self.collect(guard))
            }
        }
    }

    fn collect_match(&mut self, one: &Match) -> Result<(), TrafficError> {
        self.source_v4.cut(&one.source.v4);
        self.source_v6.cut(&one.source.v6);
        self.destination_v4.cut(&one.destination.v4);
        self.destination_v6.cut(&one.destination.v6);
        for (symbol, _) in &one.symbols {
            if !self.levels.contains_key(symbol) {
                let most = TrafficError::TooManySymbols { most: field::MOST_SYMBOLS };
                let index = Some(self.symbols.len()).filter(|many| *many < field::MOST_SYMBOLS);
                let level = index.and_then(|index| Level::try_from(index).ok()).ok_or(most)?;
                self.levels.insert(symbol.clone(), SYMBOLS + level);
                self.symbols.push(symbol.clone());
            }
        }
        Ok(())
    }

    /// The highest value of a field.
    pub(super) fn last(&self, level: Level) -> u32 {
        match level {
            FAMILY => 1,
            PROTOCOL | TYPE | CODE => u8::MAX.into(),
            SOURCE_V4 => self.source_v4.last(),
            SOURCE_V6 => self.source_v6.last(),
            DESTINATION_V4 => self.destination_v4.last(),
            DESTINATION_V6 => self.destination_v6.last(),
            DESTINATION_PORT | SOURCE_PORT => u16::MAX.into(),
            _ => 1,
        }
    }

    /// The level of a symbol that one of the guards names.
    pub(super) fn level(&self, symbol: &Symbol) -> Option<Level> {
        self.levels.get(symbol).copied()
    }

    /// The symbol of a level.
    pub(super) fn symbol(&self, level: Level) -> Option<&Symbol> {
        self.symbols.get(usize::from(level.checked_sub(SYMBOLS)?))
    }

    /// The symbols in order.
    pub(super) fn symbols(&self) -> std::slice::Iter<'_, Symbol> {
        self.symbols.iter()
    }

    /// How many values of a field lie from `low` to `high`, both inside.
    pub(super) fn size(&self, level: Level, low: u32, high: u32) -> BigUint {
        let between = match level {
            SOURCE_V4 => self.source_v4.between(low, high),
            SOURCE_V6 => self.source_v6.between(low, high),
            DESTINATION_V4 => self.destination_v4.between(low, high),
            DESTINATION_V6 => self.destination_v6.between(low, high),
            _ => high.saturating_sub(low).into(),
        };
        BigUint::from(between) + 1_u8
    }

    /// The sources and destinations of a match as atoms, in the order of [`field::Family::BOTH`]; nothing if
    /// the match has ends that no guard of the space has.
    pub(super) fn ends(&self, one: &Match) -> Option<[[Spans; 2]; 2]> {
        Some([
            [
                self.source_v4.spans(&one.source.v4)?,
                self.destination_v4.spans(&one.destination.v4)?,
            ],
            [
                self.source_v6.spans(&one.source.v6)?,
                self.destination_v6.spans(&one.destination.v6)?,
            ],
        ])
    }

    /// How many pieces a set of values is printed in.
    pub(super) fn pieces(&self, level: Level, set: &Intervals<u32>) -> usize {
        match level {
            SOURCE_V4 => self.source_v4.pieces(set, u32::BITS),
            SOURCE_V6 => self.source_v6.pieces(set, u128::BITS),
            DESTINATION_V4 => self.destination_v4.pieces(set, u32::BITS),
            DESTINATION_V6 => self.destination_v6.pieces(set, u128::BITS),
            _ => set.spans().len(),
        }
    }

    /// What a packet answers when it is asked for a field; nothing for a field that it lacks.
    pub(super) fn value(&self, level: Level, packet: &Packet) -> Option<u32> {
        let value = match (level, packet.ends()) {
            (FAMILY, Ends::V4 { .. }) => 0,
            (FAMILY, Ends::V6 { .. }) => 1,
            (PROTOCOL, _) => packet.protocol().into(),
            (SOURCE_V4, Ends::V4 { source, .. }) => self.source_v4.holding(source.to_bits()),
            (SOURCE_V6, Ends::V6 { source, .. }) => self.source_v6.holding(source.to_bits()),
            (DESTINATION_V4, Ends::V4 { destination, .. }) => {
                self.destination_v4.holding(destination.to_bits())
            }
            (DESTINATION_V6, Ends::V6 { destination, .. }) => {
                self.destination_v6.holding(destination.to_bits())
            }
            (DESTINATION_PORT, _) => packet.ports()?.0.into(),
            (SOURCE_PORT, _) => packet.ports()?.1.into(),
            (TYPE, _) => packet.icmp()?.0.into(),
            (CODE, _) => packet.icmp()?.1.into(),
            (level, _) => u32::from(packet.members().contains(self.symbol(level)?)),
        };
        Some(value)
    }
}
