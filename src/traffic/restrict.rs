//! Fixing symbols, and finding out which of them matter.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::diagram::Id;
use super::field::{Level, SYMBOLS};
use super::interval::Intervals;
use super::packet::Symbol;
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
