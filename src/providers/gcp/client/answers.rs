//! What the calls yielded, as answers for `gather`.
//!
//! A page is kept as the JSON that it came as, and read as a page of a dump is: the same fields are known and unknown, and
//! the same warnings leave a part.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Coverage, Status};
use crate::providers::calls::Named;
use crate::providers::dumps::{self, Dialect, Shape};
use crate::providers::gcp::dump::DIALECT;
use crate::providers::gcp::gather::Answers;
use crate::providers::live::desk::Listed;
use crate::providers::live::rows::Told;

/// Google's habits where a page is no file that could be printed again.
static LIVE: Dialect = Dialect { again: |_| "driftwall doctor".to_owned(), ..DIALECT };

/// One page of an answer, and the names on it that are asked about further.
pub(super) struct Sheet {
    pub(super) json: Vec<u8>,
    pub(super) names: Vec<String>,
}

/// The answers to a call that is asked once for each thing.
pub(super) struct Each {
    pub(super) call: Named,
    /// How finding the things went.
    pub(super) listing: Coverage,
    /// By the name of the thing.
    pub(super) about: BTreeMap<String, (Option<Vec<u8>>, Coverage)>,
}

/// What the calls of one scope yielded, by the names of the calls.
#[derive(Default)]
pub(super) struct Yield {
    lists: BTreeMap<&'static str, Listed<Sheet>>,
    each: BTreeMap<&'static str, Each>,
}

impl Yield {
    /// With the answer to a call that lists.
    pub(super) fn listed(mut self, listed: Listed<Sheet>) -> Self {
        self.lists.insert(listed.call, listed);
        self
    }

    /// With the answers to a call about each thing.
    pub(super) fn asked(mut self, each: Each) -> Self {
        self.each.insert(each.call.0, each);
        self
    }

    /// How each call went.
    pub(super) fn told(self) -> Told {
        let Self { lists, each } = self;
        let mut told = Told::default();
        for (call, listed) in lists {
            told.of(call, listed.coverage);
        }
        for Each { call, listing, about } in each.into_values() {
            let of_things = about.into_values().map(|(_, coverage)| coverage);
            let failed = Some(listing).filter(|listing| listing.status.is_gap());
            told.of_each(call, failed.into_iter().chain(of_things).collect());
        }
        told
    }
}

/// Adds what was found in the pages to how they came.
fn with(mut came: Coverage, read: Coverage) -> Coverage {
    let Coverage { status, reason, calls: _, pages: _, effort: _ } = read;
    if let Some(reason) = reason {
        came.lower(status, &reason);
    }
    came
}

impl Answers for Yield {
    fn list<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str),
    ) -> Coverage {
        let call = shape.call.0;
        let Some(Listed { call: _, pages, coverage }) = self.lists.remove(call) else {
            return Coverage::unread(Status::Skipped, format!("{call} was not asked"));
        };
        let shape = Shape { dialect: &LIVE, ..*shape };
        let pages = pages.into_iter().flatten().map(|sheet| sheet.json).collect();
        with(coverage, dumps::pages(call, pages, &shape, sink))
    }

    fn each<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str, &str),
    ) -> Coverage {
        let call = shape.call.0;
        let Some(Each { call: _, listing, about }) = self.each.remove(call) else {
            return Coverage::unread(Status::Skipped, format!("{call} was not asked"));
        };
        let shape = Shape { dialect: &LIVE, ..*shape };
        // The pages that the things were found on are of another call.
        let mut whole = Coverage { calls: vec![call.to_owned()], pages: 0, ..listing };
        let mut told = Vec::new();
        for (thing, (json, coverage)) in about {
            let whose = format!("{call}.{thing}");
            let read = dumps::pages(&whose, json.into_iter().collect(), &shape, |item, page| {
                sink(item, &thing, page);
            });
            let one = with(coverage, read);
            whole.count(&one);
            told.extend(one.reason.map(|reason| (one.status, format!("{thing}: {reason}"))));
        }
        for (status, reason) in told {
            // One that is refused among others leaves a part.
            let part = whole.pages > 0 && status.is_gap();
            whole.lower(if part { Status::Partial } else { status }, &reason);
        }
        whole
    }

    fn unanswered(&self, call: &str, id: Option<&str>) -> String {
        match id {
            Some(id) => format!("{call} was not answered about {id}"),
            None => format!("{call} was not answered about it"),
        }
    }

    /// Only networks that were listed are asked about.
    fn unlisted(&mut self, _page: &str) {}
}
