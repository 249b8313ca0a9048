//! What is said about a kind when the owners of its objects were not read.

use std::collections::BTreeMap;

use super::owners::{Folded, Key, Reach, Resources, Stored, fold};
use super::reading::Tree;
use super::table::{ROWS, Row};
use crate::model::{Coverage, Status};

/// Folds objects into resources, and lowers the coverage of the kinds that lose some by it. The coverages are in
/// the order of the rows.
pub(crate) fn settle(
    tree: Tree,
    objects: BTreeMap<Key, Stored>,
    coverages: &mut [Coverage],
) -> Resources {
    let statuses: Vec<Status> = coverages.iter().map(|coverage| coverage.status).collect();
    let status = |row: usize| statuses.get(row).copied().unwrap_or(Status::Complete);
    let folded = fold(objects, |row| reach(tree, status(row)));
    let Folded { resources, ownerless } = match folded {
        Ok(folded) => folded,
        Err(refused) => {
            for coverage in coverages {
                coverage.lower(Status::Partial, &refused.to_string());
            }
            return Resources::new();
        }
    };
    for ((index, by), count) in ownerless {
        let (Some(row), Some(owner)) = (ROWS.get(index), ROWS.get(by)) else { continue };
        let Some(coverage) = coverages.get_mut(index) else { continue };
        match reach(tree, status(by)) {
            Reach::Whole => {}
            Reach::Skipped => coverage.lower(Status::Complete, &noted(tree, row, owner, count)),
            Reach::Partly => {
                coverage.lower(Status::Partial, &left_out(tree, row, owner, count, status(by)));
            }
        }
    }
    resources
}

/// Manifests are written without what controllers make of them.
const fn reach(tree: Tree, status: Status) -> Reach {
    match (tree, status) {
        (Tree::Manifests, _) | (_, Status::Complete | Status::Absent) => Reach::Whole,
        (_, Status::Skipped) => Reach::Skipped,
        (_, Status::Partial | Status::Throttled | Status::Denied | Status::Failed) => Reach::Partly,
    }
}

fn left_out(tree: Tree, row: &Row, owner: &Row, count: usize, status: Status) -> String {
    let (whose, they) = subject(row, count);
    let (plural, add) = (owner.plural, add(tree, owner));
    format!("{whose} not read ({plural}: {status}), so {they} left out{add}")
}

fn noted(tree: Tree, row: &Row, owner: &Row, count: usize) -> String {
    let (whose, they) = subject(row, count);
    let (plural, add) = (owner.plural, add(tree, owner));
    format!(
        "{whose} not read, so {they} not folded into them and would look new beside a reading with {plural}{add}"
    )
}

fn subject(row: &Row, count: usize) -> (String, &'static str) {
    if count == 1 {
        (format!("the owners of 1 {} were", row.spec.title), "it is")
    } else {
        (format!("the owners of {count} {} were", row.plural), "they are")
    }
}

/// What to do about it. Of a list that failed, its own reason says that.
fn add(tree: Tree, row: &Row) -> String {
    match tree {
        Tree::Live => String::new(),
        Tree::Dump | Tree::Manifests => format!(
            "; add {}: kubectl get {} --all-namespaces -o json",
            row.plural,
            row.qualified()
        ),
    }
}
