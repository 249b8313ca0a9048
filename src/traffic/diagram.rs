//! The nodes: reduced, ordered, and each of them there only once.
//!
//! A node asks for one field and has sorted edges, each with the highest value for which it is taken; the last one ends
//! at the highest value of the field. Edges next to each other lead to different nodes, and a node with a
//! single edge is not made: its child stands in for it. Since a node that is already there is found again, **two
//! diagrams that do the same with every packet are the same node**.
//!
//! All edges lie in one arena, and a node is sixteen bytes. The budget counts nodes and edges; what is beyond it is an
//! error, after which everything that was made before is still right.

#![expect(
    clippy::indexing_slicing,
    reason = "ids and edges are only made here, and never leave their space"
)]

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::combine::Memory;
use super::field::{Level, TERMINAL};
use super::guard::Decision;
use super::space::TrafficError;

/// A node of one diagram store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u32);

impl Id {
    pub(super) const UNDECIDED: Self = Self(0);
    pub(super) const ALLOW: Self = Self(1);
    pub(super) const DENY: Self = Self(2);
    pub(super) const PASS: Self = Self(3);

    /// The terminal of a decision, by its number.
    pub(super) const fn terminal(number: u8) -> Self {
        Self((number & 3) as u32)
    }

    /// The decision that a terminal stands for.
    pub(super) const fn decision(self) -> Option<Decision> {
        match self {
            Self::UNDECIDED => Some(Decision::Undecided),
            Self::ALLOW => Some(Decision::Allow),
            Self::DENY => Some(Decision::Deny),
            Self::PASS => Some(Decision::Pass),
            _ => None,
        }
    }

    pub(super) const fn number(self) -> u32 {
        self.0
    }
}

impl From<Decision> for Id {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Undecided => Self::UNDECIDED,
            Decision::Allow => Self::ALLOW,
            Decision::Deny => Self::DENY,
            Decision::Pass => Self::PASS,
        }
    }
}

/// The way to a child for all values up to a highest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) upper: u32,
    pub(super) child: Id,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Where its edges begin.
    start: u32,
    /// How many it has.
    len: u32,
    hash: u32,
    level: Level,
    /// The decisions that can be reached from here, one bit each.
    reach: u8,
}

/// How large a space may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Nodes and edges together.
    pub size: usize,
}

impl Default for Budget {
    /// Enough for some ten thousand rules that have nothing to do with each other, in less than a gigabyte.
    fn default() -> Self {
        Self { size: 40_000_000 }
    }
}

/// All nodes of a space.
#[derive(Debug)]
pub(super) struct Diagram {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    unique: HashTable<u32>,
    /// Edges of nodes that are being made, innermost last.
    open: Vec<Edge>,
    pub(super) memory: Memory,
    budget: Budget,
    /// How many more steps may be taken. A step makes at most one node, so this only ends work that makes none.
    steps: u64,
}

/// Steps that may be taken for each node or edge of the budget.
const STEPS_EACH: u64 = 64;

impl Diagram {
    pub(super) fn new(budget: Budget) -> Self {
        let terminal =
            |number: u8| Node { start: 0, len: 0, hash: 0, level: TERMINAL, reach: 1 << number };
        Self {
            nodes: (0..4).map(terminal).collect(),
            edges: Vec::new(),
            unique: HashTable::new(),
            open: Vec::new(),
            memory: Memory::new(),
            budget,
            steps: (budget.size as u64).saturating_mul(STEPS_EACH),
        }
    }

    pub(super) fn level(&self, id: Id) -> Level {
        self.nodes[id.0 as usize].level
    }

    pub(super) fn reach(&self, id: Id) -> u8 {
        self.nodes[id.0 as usize].reach
    }

    pub(super) fn edges(&self, id: Id) -> &[Edge] {
        let node = &self.nodes[id.0 as usize];
        &self.edges[node.start as usize..(node.start + node.len) as usize]
    }

    /// The arena's places of a node's edges. They stay where they are while other nodes are made.
    pub(super) fn places(&self, id: Id) -> std::ops::Range<usize> {
        let node = &self.nodes[id.0 as usize];
        node.start as usize..(node.start + node.len) as usize
    }

    pub(super) fn edge(&self, place: usize) -> Edge {
        self.edges[place]
    }

    /// Nodes and edges together.
    pub(super) fn size(&self) -> usize {
        self.nodes.len() + self.edges.len()
    }

    /// Counts a step of work.
    pub(super) fn step(&mut self) -> Result<(), TrafficError> {
        self.steps = self.steps.checked_sub(1).ok_or_else(|| self.too_complex())?;
        Ok(())
    }

    pub(super) const fn too_complex(&self) -> TrafficError {
        TrafficError::TooComplex { budget: self.budget.size }
    }

    /// Begins a node: what is pushed from now on until [`Self::close`] are its edges.
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    /// Adds the next edge of the node that was begun at `from`.
    pub(super) fn push(&mut self, from: usize, upper: u32, child: Id) {
        if self.open.len() > from
            && let Some(last) = self.open.last_mut()
            && last.child == child
        {
            last.upper = upper;
        } else {
            self.open.push(Edge { upper, child });
        }
    }

    /// Ends the node that was begun at `from`: finds it, or makes it.
    pub(super) fn close(&mut self, level: Level, from: usize) -> Result<Id, TrafficError> {
        let Some((first, rest)) = self.open[from..].split_first() else { return Ok(Id::UNDECIDED) };
        if rest.is_empty() {
            let child = first.child;
            self.open.truncate(from);
            return Ok(child);
        }
        let short = hash(level, &self.open[from..]);
        let found = self.unique.find(spread(short), |&id| {
            let node = &self.nodes[id as usize];
            node.hash == short
                && node.level == level
                && self.edges[node.start as usize..(node.start + node.len) as usize]
                    == self.open[from..]
        });
        if let Some(&id) = found {
            self.open.truncate(from);
            return Ok(Id(id));
        }
        self.make(level, from, short)
    }

    fn make(&mut self, level: Level, from: usize, hash: u32) -> Result<Id, TrafficError> {
        let len = self.open.len() - from;
        if self.size() + len >= self.budget.size {
            return Err(self.too_complex());
        }
        let numbers =
            (u32::try_from(self.nodes.len()), u32::try_from(self.edges.len()), u32::try_from(len));
        let (Ok(id), Ok(start), Ok(len)) = numbers else { return Err(self.too_complex()) };
        start.checked_add(len).ok_or_else(|| self.too_complex())?;
        let reach = self.open[from..].iter().fold(0, |reach, edge| reach | self.reach(edge.child));
        self.edges.extend_from_slice(&self.open[from..]);
        self.open.truncate(from);
        self.nodes.push(Node { start, len, hash, level, reach });
        let nodes = &self.nodes;
        self.unique.insert_unique(spread(hash), id, |&id| spread(nodes[id as usize].hash));
        self.memory.fit(self.nodes.len());
        Ok(Id(id))
    }

    /// Forgets nodes that an error left half made.
    pub(super) fn abandon(&mut self) {
        self.open.clear();
    }
}

/// The hash of a node. Thirty-two bits are kept with it, so that a growing table does not ask for it again.
fn hash(level: Level, edges: &[Edge]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u16(level);
    for edge in edges {
        hasher.write_u64(u64::from(edge.upper) << 32 | u64::from(edge.child.0));
    }
    let mixed = hasher.finish();
    ((mixed ^ (mixed >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// Thirty-two bits as the sixty-four of which the table takes the highest and the lowest.
const fn spread(short: u32) -> u64 {
    (short as u64) << 32 | short as u64
}
