//! Products of sets of values that together are a set: how to say a diagram in few of them.
//!
//! The paths of a diagram are such a list already, disjoint and exact. How long it is depends on the order in which fields are
//! asked for, so it is written in several orders. A list that may overlap is often shorter still, and is how people write rules: each
//! product is widened field by field as far as the set goes, and those that the others cover are left out.

use std::collections::BTreeMap;

use smallvec::smallvec;

use super::atoms::Spans;
use super::diagram::Id;
use super::field::{DESTINATION_V4, Level, SOURCE_PORT, SOURCE_V4};
use super::interval::Intervals;
use super::operation;
use super::space::{Space, TrafficError};

/// For each field of a list of products its values.
pub(super) type Product = Vec<Intervals<u32>>;

/// The most products that are made.
pub(super) const MOST: usize = 4_000;
/// The most sets of values in all of them together.
const MOST_SETS: usize = 400_000;
/// Lists with up to this many sets are tried in other orders.
const REORDERED: usize = 1_000;
/// Lists with up to this many sets are tried with overlaps.
const WIDENED: usize = 500;

impl Space {
    /// A short list of products over these fields whose union is exactly the diagram.
    pub(super) fn products(
        &mut self,
        id: Id,
        levels: &[Level],
    ) -> Result<Vec<Product>, TrafficError> {
        let mut best = self.paths(id, levels)?;
        self.drop_absences(id, levels, &mut best)?;
        let mut cost = self.cost(levels, &best);
        let sets = best.len() * levels.len();
        if best.len() > 1 && sets <= REORDERED {
            let paths = best.clone();
            for order in orders(levels) {
                let all: Vec<&Product> = paths.iter().collect();
                let other = split(&all, &order);
                let its_cost = self.cost(levels, &other);
                if its_cost < cost {
                    (best, cost) = (other, its_cost);
                }
            }
        }
        if best.len() > 1 && sets <= WIDENED {
            let disjoint = best.clone();
            for order in orders(levels) {
                let other = self.overlapping(id, levels, &disjoint, &order)?;
                let its_cost = self.cost(levels, &other);
                if its_cost < cost {
                    (best, cost) = (other, its_cost);
                }
            }
        }
        best.sort();
        Ok(best)
    }

    /// Fewer products first, then fewer pieces to print.
    fn cost(&self, levels: &[Level], list: &[Product]) -> (usize, usize) {
        let pieces =
            list.iter().flat_map(|product| levels.iter().zip(product)).map(|(level, set)| {
                let all = *set == Intervals::range(0, self.atoms.last(*level));
                if all { 0 } else { self.atoms.pieces(*level, set) }
            });
        (list.len(), pieces.sum())
    }

    /// The paths of the diagram to what it allows; edges of one node to one child are one.
    fn paths(&self, root: Id, levels: &[Level]) -> Result<Vec<Product>, TrafficError> {
        let mut found = Vec::new();
        let mut open = vec![(root, Product::new())];
        while let Some((id, so_far)) = open.pop() {
            if id == Id::UNDECIDED {
                continue;
            }
            let many = found.len() + open.len();
            if many > MOST || many * levels.len() > MOST_SETS {
                return Err(TrafficError::TooManyBoxes { most: MOST });
            }
            let Some(level) = levels.get(so_far.len()).copied() else {
                found.push(so_far);
                continue;
            };
            let mut spans: BTreeMap<Id, Spans> = BTreeMap::new();
            if self.diagram.level(id) == level {
                let mut low = 0;
                for edge in self.diagram.edges(id) {
                    spans.entry(edge.child).or_default().push((low, edge.upper));
                    low = edge.upper.saturating_add(1);
                }
            } else {
                spans.insert(id, smallvec![(0, self.atoms.last(level))]);
            }
            spans.remove(&Id::UNDECIDED);
            for (child, spans) in spans {
                let mut next = so_far.clone();
                next.push(Intervals::of(spans));
                open.push((child, next));
            }
        }
        Ok(found)
    }

    /// Paths say of every symbol that was asked before "and not a member of that one". Where the set does not depend on it,
    /// nobody wants to read it: one look at each product, however many symbols there are.
    fn drop_absences(
        &mut self,
        whole: Id,
        levels: &[Level],
        list: &mut Vec<Product>,
    ) -> Result<(), TrafficError> {
        for product in list.iter_mut() {
            let mut plain = product.clone();
            for (level, set) in levels.iter().zip(&mut plain) {
                if Self::is_symbol(*level) && *set == Intervals::one(0) {
                    *set = Intervals::range(0, self.atoms.last(*level));
                }
            }
            if plain != *product {
                let id = self.product(levels, &plain)?;
                if self.diagram.combine(&operation::DIFFERENCE, id, whole)? == Id::UNDECIDED {
                    *product = plain;
                }
            }
        }
        list.sort();
        list.dedup();
        Ok(())
    }

    /// The products, each as wide as the set lets it be, without those that the others cover.
    fn overlapping(
        &mut self,
        whole: Id,
        levels: &[Level],
        list: &[Product],
        order: &[usize],
    ) -> Result<Vec<Product>, TrafficError> {
        let mut wide: Vec<(Product, Id)> = Vec::new();
        for product in list {
            let mut product = product.clone();
            for at in order.iter().copied() {
                let (Some(level), Some(set)) = (levels.get(at).copied(), product.get_mut(at))
                else {
                    continue;
                };
                let all = Intervals::range(0, self.atoms.last(level));
                if *set == all {
                    continue;
                }
                *set = all.clone();
                let open = self.product(levels, &product)?;
                let outside = self.diagram.combine(&operation::DIFFERENCE, open, whole)?;
                let inside = all.difference(&self.project(outside, level));
                if let Some(set) = product.get_mut(at) {
                    *set = inside;
                }
            }
            let id = self.product(levels, &product)?;
            if wide.iter().all(|(_, other)| *other != id) {
                wide.push((product, id));
            }
        }
        let mut at = wide.len();
        while at > 0 {
            at -= 1;
            let others =
                wide.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, (_, id))| *id);
            let others =
                self.diagram.combine_all(&operation::UNION, others.collect(), Id::UNDECIDED)?;
            if others == whole {
                wide.remove(at);
            }
        }
        Ok(wide.into_iter().map(|(product, _)| product).collect())
    }

    /// The diagram of a product.
    fn product(&mut self, levels: &[Level], product: &Product) -> Result<Id, TrafficError> {
        let mut id = Id::ALLOW;
        for (level, set) in levels.iter().zip(product).rev() {
            let last = self.atoms.last(*level);
            let from = self.diagram.open();
            let mut next = Some(0);
            for (low, high) in set.spans() {
                if let Some(before) =
                    low.checked_sub(1).filter(|before| next.is_some_and(|next| next <= *before))
                {
                    self.diagram.push(from, before, Id::UNDECIDED);
                }
                self.diagram.push(from, *high, id);
                next = high.checked_add(1);
            }
            if next.is_some_and(|next| next <= last) {
                self.diagram.push(from, last, Id::UNDECIDED);
            }
            id = self.diagram.close(*level, from)?;
        }
        Ok(id)
    }
}

/// Orders of fields worth trying, as indices: as in the diagram, what is carried first, destinations first, symbols first.
fn orders(levels: &[Level]) -> Vec<Vec<usize>> {
    let is_address = |level: Level| (SOURCE_V4..DESTINATION_V4 + 2).contains(&level);
    let is_destination = |level: Level| is_address(level) && level >= DESTINATION_V4;
    let symbol = |level: Level| Space::is_symbol(level);
    let by = |key: &dyn Fn(Level) -> u8| {
        let mut order: Vec<usize> = (0..levels.len()).collect();
        order.sort_by_key(|index| levels.get(*index).map(|level| key(*level)));
        order
    };
    let mut all = vec![
        by(&|_| 0),
        by(&|level| u8::from(is_address(level))),
        by(&|level| if is_destination(level) { 0 } else { 1 + u8::from(!is_address(level)) }),
        by(&|level| if symbol(level) { 0 } else { 1 + u8::from(is_address(level)) }),
        by(&|level| if symbol(level) { 0 } else { 1 }),
        by(&|level| if level == SOURCE_PORT { 0 } else { 1 + u8::from(is_address(level)) }),
    ];
    all.sort();
    all.dedup();
    all
}

/// The same union with the fields split in another order: disjoint, and the same for the same union.
fn split(list: &[&Product], order: &[usize]) -> Vec<Product> {
    let Some((first, rest)) = order.split_first() else {
        // Every field is fixed: one product, whose values the callers fill in.
        return list
            .first()
            .map(|product| vec![Intervals::none(); product.len()])
            .into_iter()
            .collect();
    };
    let sets: Vec<&Intervals<u32>> =
        list.iter().filter_map(|product| product.get(*first)).collect();
    let mut cuts: Vec<u32> = Vec::new();
    for (low, high) in sets.iter().flat_map(|set| set.spans()) {
        cuts.push(*low);
        cuts.extend(high.checked_add(1));
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut results: BTreeMap<Vec<usize>, Vec<Product>> = BTreeMap::new();
    let mut groups: Vec<(Vec<Product>, Spans)> = Vec::new();
    for (index, low) in cuts.iter().enumerate() {
        let high = cuts.get(index + 1).map_or(u32::MAX, |next| next - 1);
        let inside: Vec<usize> = sets
            .iter()
            .enumerate()
            .filter(|(_, set)| set.contains(*low))
            .map(|(at, _)| at)
            .collect();
        if inside.is_empty() {
            continue;
        }
        let below = results.entry(inside).or_insert_with_key(|inside| {
            let list: Vec<&Product> =
                inside.iter().filter_map(|at| list.get(*at).copied()).collect();
            split(&list, rest)
        });
        match groups.iter_mut().find(|(other, _)| other == below) {
            Some((_, spans)) => spans.push((low.to_owned(), high)),
            None => groups.push((below.clone(), smallvec![(*low, high)])),
        }
    }
    let mut found = Vec::new();
    for (below, spans) in groups {
        let set = Intervals::of(spans);
        for mut product in below {
            if let Some(field) = product.get_mut(*first) {
                field.clone_from(&set);
            }
            found.push(product);
        }
    }
    found
}
