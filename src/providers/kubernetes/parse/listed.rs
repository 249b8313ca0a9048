//! Lists that a cluster answered itself → one reading, by the same steps as the files of a dump.
//!
//! A page is taken apart as soon as it is there, so that what a large cluster answers is never in memory as a whole. How
//! well a kind was read is for its list to say; what was found in the pages can only lower it.

use std::collections::BTreeMap;

use super::super::documents::Item;
use super::reading::{Collector, Tree};
use super::table::ROWS;
use super::taken::{Taken, take};
use crate::model::{Coverage, ScopeReading};
use crate::providers::Seal;

/// A page of a list of one kind, taken apart.
#[derive(Debug)]
pub(crate) struct ListPage(Vec<Taken>);

impl ListPage {
    /// Takes apart the items of a list, which is of this row and version.
    pub(crate) fn of(
        row: usize,
        version: &str,
        items: Vec<Item<'_>>,
        (page, seal): (&str, Option<&Seal>),
    ) -> Self {
        let Some(kind) = ROWS.get(row) else { return Self(Vec::new()) };
        Self(items.into_iter().map(|item| take((row, kind), version, item, (page, seal))).collect())
    }
}

/// What the list of one kind yielded.
#[derive(Debug)]
pub(crate) struct ListedKind {
    pub(crate) pages: Vec<ListPage>,
    pub(crate) coverage: Coverage,
}

/// Puts the lists of all kinds together, which are in the order of the rows.
pub(crate) fn read_lists(
    kinds: Vec<ListedKind>,
    unrecognised: BTreeMap<String, String>,
) -> ScopeReading {
    let mut collector = Collector::new(Tree::Live, None);
    let mut coverages = Vec::new();
    for (row, ListedKind { pages, coverage }) in kinds.into_iter().enumerate() {
        for taken in pages.into_iter().flat_map(|ListPage(taken)| taken) {
            collector.keep(row, taken);
        }
        coverages.push(coverage);
    }
    let mut reading = collector.finish_with(|row, progress| {
        let mut coverage = coverages.get(row).cloned().unwrap_or_else(never_asked);
        progress.lower(&mut coverage);
        coverage
    });
    reading.unrecognised.extend(unrecognised);
    reading
}

fn never_asked() -> Coverage {
    Coverage::unread(crate::model::Status::Failed, "nobody asked for it")
}
