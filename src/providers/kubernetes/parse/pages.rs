//! Whether the pages of a list are all there.
//!
//! A page names no number, only how many objects come after it (`remainingItemCount`) and which version of the store it shows
//! (`resourceVersion`, the same on all pages of one list). So a page with a `continue` is whole when another
//! page of its version fits behind it: its objects and what it says remains after it are what the first one said would come.
//! A server leaves the count out when a selector was asked for; then nothing proves that no page is missing.

use std::collections::BTreeSet;

use serde_json::Value;

/// One document of a list.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// The file it is in.
    pub(crate) file: String,
    /// How many objects it holds.
    pub(crate) items: u64,
    version: String,
    next: String,
    remaining: Option<u64>,
}

impl Page {
    /// Reads the metadata of a list.
    pub(crate) fn of(list: &Value, items: usize, file: &str) -> Self {
        let text = |pointer: &str| {
            list.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        Self {
            file: file.to_owned(),
            items: u64::try_from(items).unwrap_or(u64::MAX),
            version: text("/metadata/resourceVersion"),
            next: text("/metadata/continue"),
            remaining: list.pointer("/metadata/remainingItemCount").and_then(Value::as_u64),
        }
    }

    /// Objects that come after this page, when it says so.
    fn after(&self) -> Option<u64> {
        if self.next.is_empty() { Some(0) } else { self.remaining }
    }
}

/// What is missing, in words; nothing when every page is there.
pub(crate) fn missing(pages: &[Page]) -> Vec<String> {
    // The same page saved twice asks for its successor once.
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Page> = pages
        .iter()
        .filter(|page| !page.next.is_empty() && seen.insert((&page.version, &page.next)))
        .collect();
    open.sort_by_key(|page| std::cmp::Reverse(page.remaining));
    let mut used = vec![false; pages.len()];
    let mut reasons = Vec::new();
    for page in open {
        let successor = page.remaining.and_then(|remaining| {
            pages.iter().enumerate().zip(&used).find_map(|((index, next), used)| {
                let fits =
                    next.after().and_then(|after| after.checked_add(next.items)) == Some(remaining);
                (!used && fits && next.version == page.version && next.next != page.next)
                    .then_some(index)
            })
        });
        match successor {
            Some(index) => {
                if let Some(used) = used.get_mut(index) {
                    *used = true;
                }
            }
            None => reasons.push(reason(page)),
        }
    }
    reasons
}

fn reason(page: &Page) -> String {
    let Page { file, remaining, .. } = page;
    match remaining {
        Some(remaining) => format!(
            "`{file}`: the list goes on ({remaining} more) on pages that are not here; ask for them with its `metadata.continue`, or without `limit`"
        ),
        None => format!(
            "`{file}`: the list goes on, and doesn't say how far; ask for it without `limit`"
        ),
    }
}
