//! How well each kind was read.
//!
//! A dump speaks only of the kinds that are in it; a tree of manifests speaks of all of them. What can't be read counts
//! against every kind that it might have held.

use std::collections::BTreeSet;

use super::pages::{Page, missing};
use super::reading::Tree;
use super::table::Row;
use crate::model::{Coverage, Status};

/// What was learned about one kind while reading files.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Files that hold it.
    files: BTreeSet<String>,
    /// Documents that hold it.
    documents: u64,
    /// Pages of its lists.
    pages: Vec<Page>,
    /// Objects that are in no list, and the file of the first one.
    single: Option<(u64, String)>,
    /// Why something of it is missing.
    gaps: BTreeSet<String>,
    /// Answers and files that should have held it and don't, with how they count when there is nothing else.
    refusals: Vec<(Status, String)>,
}

/// Reasons that are told one by one.
const REASONS: usize = 8;

impl Progress {
    /// A document holds objects of this kind, or says that there are none.
    pub(crate) fn seen(&mut self, file: &str) {
        self.files.insert(file.to_owned());
    }

    /// One more document.
    pub(crate) const fn document(&mut self) {
        self.documents = self.documents.saturating_add(1);
    }

    /// One more document that is an object by itself.
    pub(crate) fn alone(&mut self, file: &str) {
        self.document();
        let (count, _) = self.single.get_or_insert_with(|| (0, file.to_owned()));
        *count = count.saturating_add(1);
    }

    /// One more page of a list.
    pub(crate) fn page(&mut self, page: Page) {
        self.pages.push(page);
    }

    /// Something of this kind could not be read or may be missing.
    pub(crate) fn gap(&mut self, reason: String) {
        self.gaps.insert(reason);
    }

    /// A file that is about this kind holds a refusal, or nothing that can be read.
    pub(crate) fn refused(&mut self, status: Status, file: &str, reason: String) {
        self.files.insert(file.to_owned());
        self.refusals.push((status, reason));
    }

    fn was_seen(&self) -> bool {
        self.documents > 0
    }

    /// The coverage of the kind.
    pub(crate) fn coverage(self, row: &Row, tree: Tree) -> Coverage {
        let was_seen = self.was_seen();
        let Self { files, documents, pages, single, mut gaps, refusals } = self;
        gaps.extend(missing(&pages));
        // What `kubectl get KIND NAME` says, which is never all there is.
        if let Some((count, file)) = single
            && (tree, pages.is_empty()) == (Tree::Dump, true)
        {
            let held = if count == 1 {
                format!("`{file}` holds one object and no list")
            } else {
                format!(
                    "there are {count} objects by themselves and no list, the first in `{file}`"
                )
            };
            gaps.insert(format!(
                "{held}, so there may be more; ask for all: kubectl get {} --all-namespaces -o json",
                row.qualified()
            ));
        }
        let mut notes = BTreeSet::new();
        let mut status = Status::Complete;
        if !was_seen && refusals.is_empty() {
            status = match tree {
                Tree::Manifests | Tree::Live => Status::Complete,
                Tree::Dump if gaps.is_empty() => {
                    let reason = format!(
                        "no file holds {}; add one: kubectl get {} --all-namespaces -o json",
                        row.plural,
                        row.qualified()
                    );
                    return Coverage::unread(Status::Skipped, reason);
                }
                Tree::Dump => Status::Partial,
            };
        }
        for (refusal, reason) in refusals {
            match (refusal, was_seen) {
                (Status::Complete, _) => {}
                // What was read is there, whatever another answer says.
                (Status::Absent, true) => {
                    notes.insert(reason);
                }
                (_, true) => {
                    gaps.insert(reason);
                }
                (refusal, false) => {
                    status = status.max(refusal);
                    notes.insert(reason);
                }
            }
        }
        if !gaps.is_empty() {
            status = status.max(Status::Partial);
        }
        let mut coverage = Coverage::complete(files.into_iter().collect(), documents);
        coverage.status = status;
        tell(&mut coverage, status, gaps.into_iter().chain(notes).collect());
        coverage
    }

    /// Lowers the coverage of a list by what was found in it.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn lower(self, coverage: &mut Coverage) {
        tell(coverage, Status::Partial, self.gaps.into_iter().collect());
    }
}

fn tell(coverage: &mut Coverage, status: Status, reasons: Vec<String>) {
    for reason in reasons.iter().take(REASONS) {
        coverage.lower(status, reason);
    }
    if reasons.len() > REASONS {
        coverage.lower(status, &format!("and {} more", reasons.len() - REASONS));
    }
}
