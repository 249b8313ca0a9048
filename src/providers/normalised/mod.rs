//! What a normaliser gives back, and how the resources of one kind are gathered.
//!
//! A provider's `parse` turns one native item into an [`Outcome`]; a [`Gathering`] takes them page by page, tells what is
//! there twice or not understood, and ends as the kind's reading.

mod command;
mod known;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::Serialize;

use crate::model::{Coverage, Document, Identity, Reading, Resource, Status};

pub(crate) use command::Command;
pub(crate) use command::options;
pub(crate) use known::Known;

/// What stands where something that may be a secret was.
pub(crate) const LEFT_OUT: &str = "(left out)";

/// One item of an answer, normalised.
#[derive(Debug)]
pub(crate) struct Normalised {
    identity: Identity,
    resource: Resource,
    doubts: Vec<String>,
}

impl Normalised {
    /// What the item is, where nothing about it is in doubt.
    pub(crate) fn undoubted(self) -> Option<(Identity, Resource)> {
        let Self { identity, resource, doubts } = self;
        doubts.is_empty().then_some((identity, resource))
    }
}

/// What a normaliser makes of an item: a resource, nothing (it is on its way out, or told elsewhere), or in words
/// what is wrong with it.
pub(crate) type Outcome = Result<Option<Normalised>, String>;

/// Puts a resource together.
///
/// # Errors
/// In words, when the item has no identity, or can't be written as a document.
pub(crate) fn resource(
    title: &str,
    identity: Option<String>,
    durable: &impl Serialize,
    context: &impl Serialize,
    doubts: Vec<String>,
) -> Outcome {
    let identity = identity.and_then(|text| Identity::new(text).ok());
    let Some(identity) = identity else { return Err(format!("a {title} has no id")) };
    let write = |error| format!("{title} {identity} can't be written down: {error}");
    let resource = Resource {
        durable: Document::of(durable).map_err(|e| write(e.to_string()))?,
        context: Document::of(context).map_err(|e| write(e.to_string()))?,
    };
    Ok(Some(Normalised { identity, resource, doubts }))
}

/// A text that says something: vendors print empty ones for what was never set.
pub(crate) fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// Texts as a set in order, without empty ones.
pub(crate) fn set(texts: impl IntoIterator<Item = Option<String>>) -> Vec<String> {
    let mut list: Vec<String> = texts.into_iter().filter_map(said).collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// Whether a switch is off, which is how most are: written by leaving it out.
pub(crate) const fn is_off(switch: &bool) -> bool {
    !*switch
}

/// Reasons in order of their coming. Keeps the first few and counts the rest, because one odd export can hold
/// the same oddity ten thousand times.
#[derive(Debug, Default)]
pub(crate) struct Reasons {
    first: Vec<String>,
    more: usize,
}

impl Reasons {
    const KEPT: usize = 5;

    /// Adds one, once.
    pub(crate) fn add(&mut self, reason: String) {
        if self.first.contains(&reason) {
        } else if self.first.len() < Self::KEPT {
            self.first.push(reason);
        } else {
            self.more += 1;
        }
    }

    /// Whether there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// All of them in one line.
    pub(crate) fn text(&self) -> String {
        let mut text = self.first.join("; ");
        if self.more > 0 {
            text.push_str(&format!("; and {} more like these", self.more));
        }
        text
    }
}

/// The resources of one kind as they come in, page by page.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    /// Each with the number of the page that it came from.
    resources: BTreeMap<Identity, (Resource, usize)>,
    pages: Vec<Box<str>>,
    doubts: Reasons,
    notes: Reasons,
}

impl Gathering {
    /// Takes an item from a page, named for the message about two versions of one resource.
    pub(crate) fn take(&mut self, outcome: Outcome, page: &str) {
        let Normalised { identity, resource, doubts } = match outcome {
            Ok(Some(normalised)) => normalised,
            Ok(None) => return,
            Err(doubt) => return self.doubt(doubt),
        };
        for doubt in doubts {
            self.doubt(doubt);
        }
        if self.pages.last().is_none_or(|last| **last != *page) {
            self.pages.push(page.into());
        }
        match self.resources.entry(identity) {
            Entry::Vacant(place) => {
                place.insert((resource, self.pages.len() - 1));
            }
            Entry::Occupied(place) => {
                let (known, first) = place.get();
                if *known != resource {
                    let first = self.pages.get(*first).map_or("?", |page| &**page);
                    self.doubts.add(format!(
                        "`{}` is in {first} and again, with other content, in {page}; the first is kept",
                        place.key(),
                    ));
                }
            }
        }
    }

    /// Something whose meaning is unknown: the kind is not wholly read.
    pub(crate) fn doubt(&mut self, doubt: String) {
        self.doubts.add(doubt);
    }

    /// Something odd that changes nothing.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.add(note);
    }

    /// The identities so far.
    pub(crate) fn identities(&self) -> impl Iterator<Item = &str> {
        self.resources.keys().map(Identity::as_str)
    }

    /// The reading, given how its calls went.
    pub(crate) fn reading(self, mut coverage: Coverage) -> Reading {
        let Self { resources, pages: _, doubts, notes } = self;
        if matches!(coverage.status, Status::Failed) {
            // What was seen before the answer broke off says nothing about the kind.
            return Reading::unread(coverage);
        }
        if !doubts.is_empty() {
            coverage.lower(Status::Partial, &doubts.text());
        }
        if !notes.is_empty() {
            coverage.lower(Status::Complete, &notes.text());
        }
        let resources = resources.into_iter().map(|(id, (resource, _))| (id, resource));
        Reading { coverage, resources: resources.collect() }
    }
}

/// For lists that read well as they are.
pub(crate) fn no_phrase(_list: &str, _element: &serde_json::Value) -> Option<String> {
    None
}
