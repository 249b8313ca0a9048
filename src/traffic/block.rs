//! A few rules at once, straight into a diagram.
//!
//! Up to sixty-four terms (one match of one rule each) are walked field by field with the set of terms that are still possible
//! as the bits of one word. The same set at the same field is the same node, so each node of a block is made once,
//! and without any node in between.

#![expect(
    clippy::indexing_slicing,
    reason = "levels are below SYMBOLS or found in the list; contexts are below six"
)]

use rustc_hash::FxHashMap;
use smallvec::smallvec;

use super::atoms::{Atoms, Spans};
use super::diagram::{Diagram, Id};
use super::field::{
    self, CODE, DESTINATION_PORT, FAMILY, Family, Level, PROTOCOL, SOURCE_PORT, SYMBOLS, TYPE,
};
use super::guard::{Action, Decision, Match};
use super::interval::{Intervals, Value};
use super::packet::Carries;
use super::space::TrafficError;

/// Most terms of one block: one for each bit of a word.
const MOST: usize = 64;

/// What packets carry, in the order of the contexts of one family.
const CARRIES: [Carries; 3] = [Carries::Ports, Carries::Types, Carries::Nothing];

/// One match of one rule, as atoms.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Term {
    pub(super) action: Action,
    /// For each field whether it is limited, and to what. A family without addresses on one side is limited to nothing there.
    fields: Vec<(Level, Spans)>,
}

impl Term {
    /// The atoms of a match; `Ok(None)` if no packet is in it, nothing if the space does not know its ends.
    pub(super) fn of(action: Action, one: &Match, atoms: &Atoms) -> Option<Option<Self>> {
        let mut fields = Vec::with_capacity(4);
        let mut families = Spans::new();
        for (family, ends) in Family::BOTH.into_iter().zip(atoms.ends(one)?) {
            if ends.iter().all(|spans| !spans.is_empty()) {
                families.push((family.value(), family.value()));
                let levels = field::fields(family, Carries::Nothing);
                fields.extend(levels.iter().copied().zip(ends));
            }
        }
        let service = &one.service;
        let ported = [wide(&service.destination_ports), wide(&service.source_ports)];
        let typed = [wide(&service.types), wide(&service.codes)];
        let mut protocols = service.protocols.clone();
        for (carries, limits) in [(Carries::Ports, &ported), (Carries::Types, &typed)] {
            if limits.iter().any(|limit| limit.is_empty()) {
                let numbers = (0..=u8::MAX).filter(|number| Carries::of(*number) == carries);
                protocols =
                    protocols.difference(&Intervals::of(numbers.map(|number| (number, number))));
            }
        }
        let [destination_ports, source_ports] = ported;
        let [types, codes] = typed;
        if families.is_empty() || protocols.is_empty() {
            return Some(None);
        }
        fields.push((FAMILY, families));
        fields.push((PROTOCOL, wide(&protocols)));
        fields.push((DESTINATION_PORT, destination_ports));
        fields.push((SOURCE_PORT, source_ports));
        fields.push((TYPE, types));
        fields.push((CODE, codes));
        for (symbol, holds) in &one.symbols {
            let value = u32::from(*holds);
            fields.push((atoms.level(symbol)?, smallvec![(value, value)]));
        }
        fields.retain(|(level, spans)| **spans != [(0, atoms.last(*level))]);
        fields.sort_unstable();
        let contradicts = fields.windows(2).any(|two| two[0].0 == two[1].0 && two[0].1 != two[1].1);
        fields.dedup();
        Some((!contradicts).then_some(Self { action, fields }))
    }

    /// For putting terms with near addresses near each other.
    pub(super) fn place(&self) -> Option<(Level, Spans)> {
        self.fields.iter().find(|(level, _)| *level > PROTOCOL).cloned()
    }
}

fn wide<T: Value + Into<u32>>(set: &Intervals<T>) -> Spans {
    set.spans().iter().map(|(low, high)| ((*low).into(), (*high).into())).collect()
}

/// A field of a block: for each stretch of values, the terms that it leaves possible.
#[derive(Debug, Default)]
struct Column {
    cells: Vec<(u32, u64)>,
    /// The terms that do not limit the field.
    free: u64,
}

/// The limited fields that packets of one family and head have, each with its column, and the terms that are
/// free from each of them on.
#[derive(Debug)]
struct Context {
    fields: Vec<(Level, usize)>,
    free: Vec<u64>,
}

#[derive(Debug)]
struct Block<'a> {
    terms: &'a [Term],
    columns: Vec<(Level, Column)>,
    contexts: Vec<Context>,
    /// The terms of each action.
    actions: [u64; 3],
    known: FxHashMap<(u64, u16, u16), Id>,
}

/// The blocks of a space. Two lists that differ in one rule have all but one of them in common, and those are made once.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    made: FxHashMap<Box<[Term]>, Id>,
}

impl Blocks {
    /// The first match of each [`MOST`] terms of a list, in order, undecided where none of them matches.
    pub(super) fn of(
        &mut self,
        diagram: &mut Diagram,
        atoms: &Atoms,
        list: Vec<Term>,
    ) -> Result<Vec<Id>, TrafficError> {
        let mut blocks = Vec::with_capacity(list.len().div_ceil(MOST));
        let mut rest = list.into_iter();
        while rest.len() > 0 {
            let terms: Box<[Term]> = rest.by_ref().take(MOST).collect();
            let id = match self.made.get(&terms) {
                Some(id) => *id,
                None => {
                    let id = build(diagram, atoms, &terms)?;
                    self.made.insert(terms, id);
                    id
                }
            };
            blocks.push(id);
        }
        Ok(blocks)
    }
}

/// The first match of a few terms, undecided where none matches.
fn build(diagram: &mut Diagram, atoms: &Atoms, terms: &[Term]) -> Result<Id, TrafficError> {
    let mut block = Block::new(atoms, &terms[..terms.len().min(MOST)]);
    let all =
        u64::MAX.checked_shr(64 - u32::try_from(block.terms.len()).unwrap_or(64)).unwrap_or(0);
    block.family(diagram, all)
}

impl<'a> Block<'a> {
    fn new(atoms: &Atoms, terms: &'a [Term]) -> Self {
        let mut limits: FxHashMap<Level, Vec<(usize, &Spans)>> = FxHashMap::default();
        for (bit, term) in terms.iter().enumerate() {
            for (level, spans) in &term.fields {
                limits.entry(*level).or_default().push((bit, spans));
            }
        }
        let mut columns: Vec<(Level, Column)> = limits
            .iter()
            .map(|(level, limits)| (*level, Column::new(atoms.last(*level), limits)))
            .collect();
        columns.sort_unstable_by_key(|(level, _)| *level);
        let contexts = Family::BOTH
            .into_iter()
            .flat_map(|family| {
                CARRIES.map(|carries| Context::new(field::fields(family, carries), &columns))
            })
            .collect();
        let of = |action| {
            let mine = terms.iter().enumerate().filter(|(_, term)| term.action == action);
            mine.fold(0, |bits, (bit, _)| bits | 1 << bit)
        };
        let actions = [of(Action::Allow), of(Action::Deny), of(Action::Pass)];
        Self { terms, columns, contexts, actions, known: FxHashMap::default() }
    }

    fn family(&mut self, diagram: &mut Diagram, all: u64) -> Result<Id, TrafficError> {
        let from = diagram.open();
        for family in Family::BOTH {
            let mask = all & self.mask(FAMILY, family.value());
            let child = self.protocol(diagram, family, mask)?;
            diagram.push(from, family.value(), child);
        }
        diagram.close(FAMILY, from)
    }

    fn protocol(
        &mut self,
        diagram: &mut Diagram,
        family: Family,
        mask: u64,
    ) -> Result<Id, TrafficError> {
        if mask == 0 {
            return Ok(Id::UNDECIDED);
        }
        let from = diagram.open();
        for number in 0..=u8::MAX {
            let mask = mask & self.mask(PROTOCOL, number.into());
            let context = family as usize * CARRIES.len() + Carries::of(number) as usize;
            let child = self.field(diagram, context, 0, mask)?;
            diagram.push(from, number.into(), child);
        }
        diagram.close(PROTOCOL, from)
    }

    /// The terms that a value of a field leaves possible.
    fn mask(&self, level: Level, value: u32) -> u64 {
        let Some((_, column)) = self.columns.iter().find(|(other, _)| *other == level) else {
            return u64::MAX;
        };
        let at = column.cells.partition_point(|(upper, _)| *upper < value);
        column.cells.get(at).map_or(0, |(_, mask)| *mask)
    }

    fn field(
        &mut self,
        diagram: &mut Diagram,
        context: usize,
        mut at: usize,
        mut mask: u64,
    ) -> Result<Id, TrafficError> {
        let (level, column) = loop {
            if mask == 0 {
                return Ok(Id::UNDECIDED);
            }
            // The first term that nothing limits any more decides for all that come after it.
            let free = mask & self.contexts[context].free[at];
            if free != 0 {
                let first = free.trailing_zeros();
                mask &= u64::MAX >> (63 - first);
                let action = self.terms[first as usize].action;
                if mask & !self.actions[action as usize] == 0 {
                    return Ok(Id::from(Decision::from(action)));
                }
            }
            let Some((level, column)) = self.contexts[context].fields.get(at).copied() else {
                return Ok(Id::UNDECIDED);
            };
            if mask & !self.columns[column].1.free != 0 {
                break (level, column);
            }
            at += 1;
        };
        let key = (mask, u16::try_from(context).unwrap_or(0), level);
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        diagram.step()?;
        let from = diagram.open();
        let mut last = None;
        for cell in 0..self.columns[column].1.cells.len() {
            let (upper, possible) = self.columns[column].1.cells[cell];
            let left = mask & possible;
            let child = match last {
                Some((before, child)) if before == left => child,
                _ => self.field(diagram, context, at + 1, left)?,
            };
            last = Some((left, child));
            diagram.push(from, upper, child);
        }
        let id = diagram.close(level, from)?;
        self.known.insert(key, id);
        Ok(id)
    }
}

impl Context {
    fn new(levels: &[Level], columns: &[(Level, Column)]) -> Self {
        let fields: Vec<(Level, usize)> = columns
            .iter()
            .enumerate()
            .map(|(index, (level, _))| (*level, index))
            .filter(|(level, _)| levels.contains(level) || *level >= SYMBOLS)
            .collect();
        let mut free = vec![u64::MAX; fields.len() + 1];
        for (at, (_, column)) in fields.iter().enumerate().rev() {
            free[at] = free[at + 1] & columns[*column].1.free;
        }
        Self { fields, free }
    }
}

impl Column {
    fn new(last: u32, limits: &[(usize, &Spans)]) -> Self {
        let mut uppers = vec![last];
        for (low, high) in limits.iter().flat_map(|(_, spans)| spans.iter()) {
            uppers.extend(low.checked_sub(1));
            uppers.push(*high);
        }
        uppers.sort_unstable();
        uppers.dedup();
        let free = limits.iter().fold(u64::MAX, |free, (bit, _)| free & !(1 << bit));
        let mut cells: Vec<(u32, u64)> = uppers.into_iter().map(|upper| (upper, free)).collect();
        for (bit, spans) in limits {
            for (low, high) in spans.iter() {
                let first = cells.partition_point(|(upper, _)| upper < low);
                for cell in cells.iter_mut().skip(first).take_while(|(upper, _)| upper <= high) {
                    cell.1 |= 1 << bit;
                }
            }
        }
        Self { cells, free }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Addresses, Budget, Guard, Rule, Service};
    use super::*;

    fn rules(many: u8, other: u8) -> Vec<Rule> {
        let rule = |at: u8| {
            let port = if at == other { 443 } else { 22 };
            let from = Addresses::one([10, 0, at, 1].into());
            let action = if at.is_multiple_of(3) { Action::Deny } else { Action::Allow };
            Rule::new(at.to_string(), action, vec![Match::of(Service::tcp(port)).from(from)])
        };
        (0..many).map(rule).collect()
    }

    #[test]
    fn what_two_lists_have_in_common_is_made_once() {
        let [one, two] = [250, 100].map(|other| rules(200, other));
        let guards = [&one, &two].map(|rules| Guard::listed("", rules.clone(), Decision::Deny));
        let atoms = Atoms::of(&guards).unwrap();
        let mut diagram = Diagram::new(Budget::default());
        let mut blocks = Blocks::default();
        let mut of = |rules: &[Rule]| {
            let term = |rule: &Rule| Term::of(rule.action, &rule.matches[0], &atoms).unwrap();
            let terms = rules.iter().filter_map(term).collect();
            blocks.of(&mut diagram, &atoms, terms).unwrap()
        };
        let (one, two) = (of(&one), of(&two));
        let same: Vec<bool> = one.iter().zip(&two).map(|(a, b)| a == b).collect();
        assert_eq!(same, [true, false, true, true]);
        assert_eq!(blocks.made.len(), 5);
    }
}
