//! The list of every kind, page after page.
//!
//! All pages of a list show the cluster as it was when the list was begun. When the server has forgotten that, the list is
//! begun again: what is read of a kind is one list, never the first half of one and the second half of another.
//!
//! A page says how to ask for the next one, so that is looked up first; the page is taken apart while the next one is on its way.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::future::join_all;
use kube::Client;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinHandle, spawn_blocking};

use super::errors::Wrong;
use super::request::{get, whole_list};
use super::served::Place;
use crate::model::{Coverage, Status};
use crate::providers::Seal;
use crate::providers::calls::Named;
use crate::providers::kubernetes::documents::{Document, Item};
use crate::providers::kubernetes::parse::{ListPage, ListedKind, ROWS, Row};
use crate::providers::live::desk::{Desk, Listed, Page};
use crate::providers::live::refusal::{Refusal, Trouble as _};

/// Objects on a page, as many as `kubectl` asks for.
const SIZE: usize = 500;
/// How often a list is begun that expires while it is read.
const BEGUN: usize = 3;
/// Pages of a list that are taken apart at a time.
const APART: usize = 2;

/// Lists every kind that is served, side by side, in the order of the kinds.
pub(super) async fn list_all(
    client: &Client,
    desk: &Desk<'_>,
    kinds: Vec<Result<Place, Coverage>>,
) -> Vec<ListedKind> {
    let lists = ROWS.iter().enumerate().zip(kinds).map(async |((index, row), place)| match place {
        Ok(place) => List { client, desk, row: (index, row), place }.whole().await,
        Err(coverage) => ListedKind { pages: Vec::new(), coverage },
    });
    join_all(lists).await
}

/// The list of one kind.
struct List<'a> {
    client: &'a Client,
    desk: &'a Desk<'a>,
    row: (usize, &'static Row),
    place: Place,
}

/// What is known of a list while it is read.
struct Progress {
    pages: AtomicU64,
    /// The version of the cluster that its first page shows.
    version: OnceLock<String>,
    is_lost: AtomicBool,
    apart: Arc<Semaphore>,
}

/// A page that is taken apart, or is being.
enum Sheet {
    Taken(ListPage),
    Being(JoinHandle<Result<Read, Wrong>>),
}

/// As much of a page as asking for the next one needs.
#[derive(Deserialize)]
struct Front {
    metadata: FrontMetadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FrontMetadata {
    r#continue: String,
    resource_version: String,
}

impl List<'_> {
    /// Reads it, from the beginning again when it expires.
    async fn whole(&self) -> ListedKind {
        let mut tried = Coverage::complete(Vec::new(), 0);
        let mut begun = 0;
        loop {
            begun += 1;
            let progress = Progress {
                pages: AtomicU64::new(0),
                version: OnceLock::new(),
                is_lost: AtomicBool::new(false),
                apart: Arc::new(Semaphore::new(APART)),
            };
            let list = self.desk.list(named(self.row.1), |token| self.page(token, &progress));
            let Listed { call: _, pages, mut coverage } = list.await;
            if !progress.is_lost.load(Ordering::Relaxed) || begun >= BEGUN {
                let pages = self.apart(pages.into_iter().flatten(), &mut coverage).await;
                // What it took, and not what was read in vain.
                let read = coverage.pages;
                coverage.count(&tried);
                coverage.pages = read;
                return ListedKind { pages, coverage };
            }
            tried.count(&coverage);
        }
    }

    /// Waits until pages are taken apart, up to the first that turns out to be none.
    async fn apart(
        &self,
        sheets: impl Iterator<Item = Sheet>,
        coverage: &mut Coverage,
    ) -> Vec<ListPage> {
        let mut pages = Vec::new();
        for (read, sheet) in (0..).zip(sheets) {
            let wrong = match sheet {
                Sheet::Taken(page) => {
                    pages.push(page);
                    continue;
                }
                Sheet::Being(page) => match page.await {
                    Ok(Ok(read)) => {
                        pages.push(read.page);
                        continue;
                    }
                    Ok(Err(wrong)) => wrong,
                    Err(_) => Wrong::Lost,
                },
            };
            let refusal = wrong.refusal(named(self.row.1), self.desk.place, self.desk.limits());
            let Refusal { status, reason, missing: _ } = refusal;
            coverage.lower(if read > 0 { Status::Partial } else { status }, &reason);
            coverage.pages = read;
            break;
        }
        pages
    }

    async fn page(&self, token: Option<String>, progress: &Progress) -> Result<Page<Sheet>, Wrong> {
        let page = self.asked(token, progress).await;
        if page.as_ref().is_err_and(Wrong::is_expired) {
            progress.is_lost.store(true, Ordering::Relaxed);
        }
        page
    }

    async fn asked(
        &self,
        token: Option<String>,
        progress: &Progress,
    ) -> Result<Page<Sheet>, Wrong> {
        let Self { client, desk, row, place: Place { path, group_version } } = self;
        let token = token
            .map(|token| format!("&continue={}", utf8_percent_encode(&token, NON_ALPHANUMERIC)));
        let path = format!("{path}?limit={SIZE}{}", token.unwrap_or_default());
        let body = get(client, &path).await?;
        let front = serde_json::from_slice(&body).ok().map(|Front { metadata }| metadata);
        let number = progress.pages.fetch_add(1, Ordering::Relaxed) + 1;
        let (row, group_version, seal) = (*row, group_version.clone(), desk.seal());
        let taken = |permit: Option<OwnedSemaphorePermit>| {
            spawn_blocking(move || {
                let _permit = permit;
                Read::of(&body, row, &group_version, (number, seal.as_ref()))
            })
        };
        match front {
            Some(FrontMetadata { r#continue: more, resource_version }) if !more.is_empty() => {
                progress.shows(resource_version)?;
                let permit = Arc::clone(&progress.apart).acquire_owned().await.ok();
                Ok(Page { items: vec![Sheet::Being(taken(permit))], more: Some(more) })
            }
            _ => {
                let Read { page, more, version } = taken(None).await.map_err(|_| Wrong::Lost)??;
                progress.shows(version)?;
                Ok(Page { items: vec![Sheet::Taken(page)], more })
            }
        }
    }
}

impl Progress {
    /// Takes note of the version that a page shows, which is that of the first.
    fn shows(&self, version: String) -> Result<(), Wrong> {
        if *self.version.get_or_init(|| version.clone()) == version {
            Ok(())
        } else {
            Err(Wrong::Changed)
        }
    }
}

/// What is on a page.
struct Read {
    page: ListPage,
    more: Option<String>,
    version: String,
}

impl Read {
    /// Reads an answer as the list that it has to be.
    fn of(
        body: &[u8],
        (index, row): (usize, &Row),
        group_version: &str,
        (number, seal): (u64, Option<&Seal>),
    ) -> Result<Self, Wrong> {
        let (front, items) = match whole_list(body)? {
            Document::List { front, items } => (front, Some(items)),
            Document::Tree(tree) => (tree, None),
        };
        let text = |pointer: &str| front.pointer(pointer).and_then(Value::as_str);
        let kind = format!("{}List", row.object);
        if (text("/kind"), text("/apiVersion")) != (Some(&*kind), Some(group_version)) {
            return Err(Wrong::Odd(format!("the answer is no {kind} of {group_version}")));
        }
        let more = more(&front)?;
        let version = text("/metadata/resourceVersion").unwrap_or_default().to_owned();
        let Some(items) = items else {
            let what = "the answer is without the list `items`, which it always has";
            return Err(Wrong::Odd(what.to_owned()));
        };
        if let Some(odd) = items.iter().find(|item| !is_of(item, row, group_version)) {
            let is_none = matches!(odd, Item::Tree(tree) if !tree.is_object());
            let what = if is_none { "no object" } else { "of another kind" };
            return Err(Wrong::Odd(format!("an item of the answer is {what}")));
        }
        let page = format!("page {number} of {}", row.plural);
        let api = group_version.rsplit('/').next().unwrap_or_default();
        Ok(Self { page: ListPage::of(index, api, items, (&page, seal)), more, version })
    }
}

/// What leads to the next page. A list that is not over and does not say how it goes on is none.
fn more(list: &Value) -> Result<Option<String>, Wrong> {
    let odd = |what: &str| Err(Wrong::Odd(what.to_owned()));
    let metadata = list.get("metadata").and_then(Value::as_object);
    let Some(metadata) = metadata else { return odd("the answer is a list without `metadata`") };
    let left = metadata.get("remainingItemCount").and_then(Value::as_u64).unwrap_or_default();
    match metadata.get("continue") {
        Some(Value::String(token)) if !token.is_empty() => Ok(Some(token.clone())),
        None | Some(Value::Null | Value::String(_)) if left == 0 => Ok(None),
        _ => odd("the list goes on, and the answer does not say how to ask for the rest"),
    }
}

/// Whether an item is what its list is of; most don't say.
fn is_of(item: &Item<'_>, row: &Row, group_version: &str) -> bool {
    let fits = |said: Option<&str>, what: &str| said.is_none_or(|text| text == what);
    // Of text it is known that it is an object, and that it says in text what it says.
    let is_odd = |tree: &Value| {
        let is_text = |key: &str| tree.get(key).is_none_or(Value::is_string);
        !tree.is_object() || !is_text("kind") || !is_text("apiVersion")
    };
    fits(item.kind(), row.object)
        && fits(item.version(), group_version)
        && !matches!(item, Item::Tree(tree) if is_odd(tree))
}

fn named(row: &Row) -> Named {
    row.spec.calls.first().map(|call| (call.name, call.permission)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Document, Item, is_of, more};
    use crate::providers::kubernetes::parse::ROWS;

    #[test]
    fn a_list_is_over_only_when_it_says_so() {
        let next = |metadata| more(&json!({"metadata": metadata})).ok();
        assert_eq!(next(json!({})), Some(None));
        assert_eq!(next(json!({"continue": "", "remainingItemCount": 0})), Some(None));
        assert_eq!(next(json!({"continue": "t"})), Some(Some("t".to_owned())));
        assert_eq!(
            next(json!({"continue": "t", "remainingItemCount": 7})),
            next(json!({"continue": "t"}))
        );
        for odd in [json!({"remainingItemCount": 3}), json!({"continue": ["t"]}), json!("none")] {
            assert_eq!(next(odd.clone()), None, "{odd}");
        }
        assert!(more(&json!({"items": []})).is_err());
    }

    #[test]
    fn an_item_is_of_its_list_or_says_nothing() {
        let row = ROWS.iter().find(|row| row.plural == "pods").unwrap();
        for (item, is_one) in [
            (json!({"metadata": {"name": "a"}}), true),
            (json!({"kind": "Pod", "apiVersion": "v1"}), true),
            (json!({"kind": "Secret", "apiVersion": "v1"}), false),
            (json!({"kind": "Pod", "apiVersion": "v2"}), false),
            (json!({"kind": 7}), false),
            (json!("Pod"), false),
        ] {
            assert_eq!(is_of(&Item::Tree(item.clone()), row, "v1"), is_one, "{item}");
            let list = json!({"kind": "PodList", "items": [item.clone()]}).to_string();
            let Document::List { front: _, items } = serde_json::from_str(&list).unwrap() else {
                panic!("{list}");
            };
            assert_eq!(is_of(&items[0], row, "v1"), is_one, "{item}");
        }
    }
}
