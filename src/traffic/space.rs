//! A space: everything that is known about the packets of a few guards.

use std::sync::atomic::{AtomicU64, Ordering};

use super::atoms::Atoms;
use super::block::Blocks;
use super::build;
use super::diagram::{Budget, Diagram, Id};
use super::guard::{Decision, Guard};
use super::operation::{self, Operation};
use super::packet::{Packet, Symbol};

/// Why a space has no answer. It never has a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrafficError {
    /// The budget is spent. What was made before is still right.
    #[error("too complex: it takes more than {budget} nodes and edges")]
    TooComplex {
        /// The budget.
        budget: usize,
    },
    /// More symbols than a space takes.
    #[error("too complex: it names more than {most} memberships that are not resolved")]
    TooManySymbols {
        /// As many as it takes.
        most: usize,
    },
    /// More boxes than anybody would read.
    #[error("too complex: it takes more than {most} boxes")]
    TooManyBoxes {
        /// As many as are made.
        most: usize,
    },
    /// The guard has addresses or symbols of which the space was not told.
    #[error("the guard is none of those that the space was made for")]
    UnknownGuard,
    /// A set or decisions of another space.
    #[error("a set of packets was used in a space that it is not from")]
    OtherSpace,
}

/// What a guard does with each packet. Equal in one space exactly when they do the same with every packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decisions {
    pub(super) id: Id,
    space: u64,
}

/// A set of packets. Equal in one space exactly when they hold the same packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PacketSet {
    pub(super) id: Id,
    space: u64,
}

impl PacketSet {
    /// Whether no packet is inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id == Id::UNDECIDED
    }
}

/// How much of something is inside a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Portion {
    /// Nothing of it.
    None,
    /// A part of it.
    Some,
    /// All of it.
    All,
}

/// The packets of a few guards, and every diagram that was made of them.
#[derive(Debug)]
pub struct Space {
    pub(super) atoms: Atoms,
    pub(super) diagram: Diagram,
    blocks: Blocks,
    /// The packets that matter.
    care: Id,
    number: u64,
}

/// Tells spaces apart, so that a set can't be taken to another one. Nothing else depends on it.
static SPACES: AtomicU64 = AtomicU64::new(0);

impl Space {
    /// A space for these guards, and for every guard that has only ends and symbols of theirs.
    ///
    /// # Errors
    /// When they name too many symbols.
    pub fn new<'a>(
        guards: impl IntoIterator<Item = &'a Guard>,
        budget: Budget,
    ) -> Result<Self, TrafficError> {
        let atoms = Atoms::of(guards)?;
        let number = SPACES.fetch_add(1, Ordering::Relaxed);
        let (diagram, blocks) = (Diagram::new(budget), Blocks::default());
        Ok(Self { atoms, diagram, blocks, care: Id::ALLOW, number })
    }

    /// From now on only what this guard allows is a packet: nothing else is counted, printed or in a
    /// complement. For what is known of symbols, such as "who is in a part of a group is in the group". Decisions and sets that were
    /// made before have to be made again.
    ///
    /// # Errors
    /// When it is too complex, or not one of the space's guards.
    pub fn care_about(&mut self, guard: &Guard) -> Result<(), TrafficError> {
        let before = std::mem::replace(&mut self.care, Id::ALLOW);
        let known = self.set(guard);
        self.care = known.map_or(before, |set| set.id);
        known?;
        self.number = SPACES.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// What a guard does with each packet.
    ///
    /// # Errors
    /// When it is too complex, or not one of the space's guards.
    pub fn decisions(&mut self, guard: &Guard) -> Result<Decisions, TrafficError> {
        let built = build::guard(&mut self.diagram, &self.atoms, &mut self.blocks, guard);
        let id = self.whole(built)?;
        let cared = self.diagram.combine(&operation::WITHIN, id, self.care);
        Ok(Decisions { id: self.whole(cared)?, space: self.number })
    }

    /// The packets that a guard allows.
    ///
    /// # Errors
    /// When it is too complex, or not one of the space's guards.
    pub fn set(&mut self, guard: &Guard) -> Result<PacketSet, TrafficError> {
        let decisions = self.decisions(guard)?;
        self.allowed(decisions)
    }

    /// The packets that are allowed.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn allowed(&mut self, decisions: Decisions) -> Result<PacketSet, TrafficError> {
        let id = self.own_decisions(decisions)?;
        self.operate(&operation::INTERSECTION, id, Id::ALLOW)
    }

    /// The packets that `after` allows and `before` does not.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn opened(
        &mut self,
        before: Decisions,
        after: Decisions,
    ) -> Result<PacketSet, TrafficError> {
        let (before, after) = (self.own_decisions(before)?, self.own_decisions(after)?);
        self.operate(&operation::DIFFERENCE, after, before)
    }

    /// The packets that the two decide differently, be it with words that let nothing through either way.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn changed(
        &mut self,
        before: Decisions,
        after: Decisions,
    ) -> Result<PacketSet, TrafficError> {
        let (before, after) = (self.own_decisions(before)?, self.own_decisions(after)?);
        self.operate(&operation::CHANGED, before, after)
    }

    /// Every packet.
    #[must_use]
    pub const fn everything(&self) -> PacketSet {
        PacketSet { id: self.care, space: self.number }
    }

    /// No packet.
    #[must_use]
    pub const fn nothing(&self) -> PacketSet {
        PacketSet { id: Id::UNDECIDED, space: self.number }
    }

    /// The packets that are in either.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn union(&mut self, left: PacketSet, right: PacketSet) -> Result<PacketSet, TrafficError> {
        let (left, right) = (self.own(left)?, self.own(right)?);
        self.operate(&operation::UNION, left, right)
    }

    /// The packets that are in both.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn intersection(
        &mut self,
        left: PacketSet,
        right: PacketSet,
    ) -> Result<PacketSet, TrafficError> {
        let (left, right) = (self.own(left)?, self.own(right)?);
        self.operate(&operation::INTERSECTION, left, right)
    }

    /// The packets that are in the left set and not in the right one.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn difference(
        &mut self,
        left: PacketSet,
        right: PacketSet,
    ) -> Result<PacketSet, TrafficError> {
        let (left, right) = (self.own(left)?, self.own(right)?);
        self.operate(&operation::DIFFERENCE, left, right)
    }

    /// The packets that are not in the set.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn complement(&mut self, set: PacketSet) -> Result<PacketSet, TrafficError> {
        let everything = self.everything();
        self.difference(everything, set)
    }

    /// How much of `whole` is inside `set`. Of an empty `whole`, nothing is.
    ///
    /// # Errors
    /// When it is too complex.
    pub fn portion(&mut self, set: PacketSet, whole: PacketSet) -> Result<Portion, TrafficError> {
        let inside = self.intersection(set, whole)?;
        Ok(match inside {
            none if none.is_empty() => Portion::None,
            all if all == whole => Portion::All,
            _ => Portion::Some,
        })
    }

    /// Whether the packet is in the set. Memberships that no guard of the space names don't matter.
    ///
    /// # Errors
    /// When the set is of another space.
    pub fn contains(&self, set: PacketSet, packet: &Packet) -> Result<bool, TrafficError> {
        Ok(self.walk(self.own(set)?, packet) == Decision::Allow)
    }

    /// What becomes of the packet.
    ///
    /// # Errors
    /// When the decisions are of another space.
    pub fn decide(&self, decisions: Decisions, packet: &Packet) -> Result<Decision, TrafficError> {
        Ok(self.walk(self.own_decisions(decisions)?, packet))
    }

    /// The symbols that the guards of the space name, in their order.
    pub fn symbols(&self) -> impl Iterator<Item = &Symbol> {
        self.atoms.symbols()
    }

    /// Nodes and edges that were made so far.
    #[must_use]
    pub fn size(&self) -> usize {
        self.diagram.size()
    }

    fn walk(&self, mut id: Id, packet: &Packet) -> Decision {
        loop {
            if let Some(decision) = id.decision() {
                return decision;
            }
            let value = self.atoms.value(self.diagram.level(id), packet).unwrap_or(0);
            let edges = self.diagram.edges(id);
            let at = edges.partition_point(|edge| edge.upper < value);
            let Some(edge) = edges.get(at) else { return Decision::Undecided };
            id = edge.child;
        }
    }

    pub(super) fn operate(
        &mut self,
        operation: &Operation,
        left: Id,
        right: Id,
    ) -> Result<PacketSet, TrafficError> {
        let result = self.diagram.combine(operation, left, right);
        let id = self.whole(result)?;
        Ok(self.set_of(id))
    }

    /// A result, after cleaning up if it is none.
    pub(super) fn whole(&mut self, result: Result<Id, TrafficError>) -> Result<Id, TrafficError> {
        if result.is_err() {
            self.diagram.abandon();
        }
        result
    }

    pub(super) const fn set_of(&self, id: Id) -> PacketSet {
        PacketSet { id, space: self.number }
    }

    pub(super) const fn own(&self, set: PacketSet) -> Result<Id, TrafficError> {
        if set.space == self.number { Ok(set.id) } else { Err(TrafficError::OtherSpace) }
    }

    const fn own_decisions(&self, decisions: Decisions) -> Result<Id, TrafficError> {
        if decisions.space == self.number {
            Ok(decisions.id)
        } else {
            Err(TrafficError::OtherSpace)
        }
    }
}
