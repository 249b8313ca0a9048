//! Combining two diagrams, with a memory of what was combined before.
//!
//! The memory is a plain array: a result may overwrite another one's place, and is then worked out again. So it can neither
//! grow beyond its bound nor be wrong.

#![expect(clippy::indexing_slicing, reason = "places in the memory are cut to its length")]

use super::diagram::{Diagram, Id};
use super::operation::{Operation, Shortcut};
use super::space::TrafficError;

#[derive(Clone, Copy, Debug)]
struct Remembered {
    left: Id,
    right: Id,
    code: u32,
    result: Id,
}

/// Results of combinations, the latest at each place.
#[derive(Debug)]
pub(super) struct Memory {
    places: Vec<Remembered>,
}

const NONE: Remembered =
    Remembered { left: Id::UNDECIDED, right: Id::UNDECIDED, code: u32::MAX, result: Id::UNDECIDED };
const FEWEST: usize = 1 << 12;
const MOST: usize = 1 << 22;

impl Memory {
    pub(super) fn new() -> Self {
        Self { places: vec![NONE; FEWEST] }
    }

    /// Grows with the number of nodes, up to a bound.
    pub(super) fn fit(&mut self, nodes: usize) {
        if nodes > self.places.len() && self.places.len() < MOST {
            let larger = vec![NONE; self.places.len() * 2];
            let old = std::mem::replace(&mut self.places, larger);
            for one in old.into_iter().filter(|one| one.code != u32::MAX) {
                let place = self.place(one.code, one.left, one.right);
                self.places[place] = one;
            }
        }
    }

    fn place(&self, code: u32, left: Id, right: Id) -> usize {
        let key = u64::from(left.number()) << 32 | u64::from(right.number());
        let mixed = (key ^ (u64::from(code) << 59)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        (mixed >> 32) as usize & (self.places.len() - 1)
    }

    fn get(&self, code: u32, left: Id, right: Id) -> Option<Id> {
        let one = self.places[self.place(code, left, right)];
        (one.code == code && one.left == left && one.right == right).then_some(one.result)
    }

    fn put(&mut self, code: u32, left: Id, right: Id, result: Id) {
        let place = self.place(code, left, right);
        self.places[place] = Remembered { left, right, code, result };
    }
}

impl Diagram {
    /// The diagram that does at every packet what the operation does with the decisions of these two.
    pub(super) fn combine(
        &mut self,
        operation: &Operation,
        left: Id,
        right: Id,
    ) -> Result<Id, TrafficError> {
        match operation.shortcut(self.reach(left), self.reach(right), left == right) {
            Shortcut::Terminal(id) => Ok(id),
            Shortcut::Left => Ok(left),
            Shortcut::Right => Ok(right),
            Shortcut::Either if right < left => self.inside(operation, right, left),
            Shortcut::Inside | Shortcut::Either => self.inside(operation, left, right),
        }
    }

    fn inside(&mut self, operation: &Operation, left: Id, right: Id) -> Result<Id, TrafficError> {
        if let Some(result) = self.memory.get(operation.code, left, right) {
            return Ok(result);
        }
        self.step()?;
        let level = self.level(left).min(self.level(right));
        let from = self.open();
        if self.level(left) == self.level(right) {
            // Both end at the highest value of the field, so both are at their last edge together.
            let (ours, theirs) = (self.places(left), self.places(right));
            let (mut a, mut b) = (ours.start, theirs.start);
            while a < ours.end && b < theirs.end {
                let (one, two) = (self.edge(a), self.edge(b));
                let child = self.combine(operation, one.child, two.child)?;
                let upper = one.upper.min(two.upper);
                self.push(from, upper, child);
                a += usize::from(one.upper == upper);
                b += usize::from(two.upper == upper);
            }
        } else if self.level(left) == level {
            for place in self.places(left) {
                let edge = self.edge(place);
                let child = self.combine(operation, edge.child, right)?;
                self.push(from, edge.upper, child);
            }
        } else {
            for place in self.places(right) {
                let edge = self.edge(place);
                let child = self.combine(operation, left, edge.child)?;
                self.push(from, edge.upper, child);
            }
        }
        let result = self.close(level, from)?;
        self.memory.put(operation.code, left, right, result);
        Ok(result)
    }

    /// Combines many diagrams in the order of the list, as a balanced tree: neighbours first.
    pub(super) fn combine_all(
        &mut self,
        operation: &Operation,
        mut list: Vec<Id>,
        none: Id,
    ) -> Result<Id, TrafficError> {
        while list.len() > 1 {
            let mut next = Vec::with_capacity(list.len().div_ceil(2));
            for pair in list.chunks(2) {
                next.push(match *pair {
                    [left, right] => self.combine(operation, left, right)?,
                    [only] => only,
                    _ => continue,
                });
            }
            list = next;
        }
        Ok(list.first().copied().unwrap_or(none))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_operation_at_the_same_place_is_not_found() {
        let mut memory = Memory::new();
        let (left, right) = (Id::ALLOW, Id::DENY);
        memory.put(0, left, right, Id::PASS);
        assert_eq!(memory.get(0, left, right), Some(Id::PASS));
        // Only the last bits of a code count for the place.
        assert_eq!(memory.place(32, left, right), memory.place(0, left, right));
        assert_eq!(memory.get(32, left, right), None);
        memory.put(32, left, right, Id::ALLOW);
        assert_eq!(memory.get(0, left, right), None);
    }
}
