//! What the calls yielded, as answers for `gather`.
//!
//! A page is kept as the JSON that it came as, and read as a page of a dump is: the same fields are known and unknown, and
//! the same warnings leave a part.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::manager::Sheet;
use crate::model::{Coverage, Status};
use crate::providers::azure::dump::DIALECT;
use crate::providers::azure::gather::Answers;
use crate::providers::calls::Named;
use crate::providers::dumps::{self, Dialect, Shape};
use crate::providers::live::desk::Listed;
use crate::providers::live::rows::Told;

/// Azure's habits where a page is no file that could be printed again, and every page was followed.
static LIVE: Dialect = Dialect {
    more: &[],
    envelope: &[
        "$skipToken",
        "@odata.nextLink",
        "changeNumber",
        "cloud",
        "id",
        "name",
        "nextLink",
        "skipToken",
        "type",
    ],
    again: |_| "driftwall doctor".to_owned(),
    ..DIALECT
};

/// The answers to a call that is asked once for each thing.
pub(super) struct Each {
    pub(super) call: Named,
    /// How finding the things went.
    pub(super) listing: Coverage,
    /// By the id of the thing, in lower case.
    pub(super) about: BTreeMap<String, Listed<Sheet>>,
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

    /// How each call went. One that nobody needed to make is not told of.
    pub(super) fn told(self) -> Told {
        let Self { lists, each } = self;
        let mut told = Told::default();
        for (call, listed) in lists {
            if !listed.coverage.calls.is_empty() || listed.coverage.status.is_gap() {
                told.of(call, listed.coverage);
            }
        }
        for Each { call, listing, about } in each.into_values() {
            let of_things = about.into_values().map(|listed| listed.coverage);
            let failed = Some(listing).filter(|listing| listing.status.is_gap());
            told.of_each(call, failed.into_iter().chain(of_things).collect());
        }
        told
    }
}

/// Reads pages, and adds what was found in them to how they came. Says also whether all of them came and could be read.
fn read<T: for<'de> Deserialize<'de>>(
    whose: &str,
    listed: Listed<Sheet>,
    shape: &Shape,
    sink: &mut dyn FnMut(T, &str),
) -> (Coverage, bool) {
    let Listed { call: _, pages, mut coverage } = listed;
    let shape = Shape { dialect: &LIVE, ..*shape };
    let pages: Vec<Vec<u8>> = pages.into_iter().flatten().map(|sheet| sheet.json).collect();
    let came = pages.len() as u64;
    let Coverage { status, reason, calls: _, pages: read, effort: _ } =
        dumps::pages(whose, pages, &shape, sink);
    let is_whole = coverage.status == Status::Complete && read == came;
    if let Some(reason) = reason {
        coverage.lower(status, &reason);
    }
    (coverage, is_whole)
}

impl Answers for Yield {
    fn list<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str),
    ) -> Coverage {
        let call = shape.call.0;
        match self.lists.remove(call) {
            Some(listed) => read(call, listed, shape, sink).0,
            None => Coverage::unread(Status::Skipped, format!("{call} was not asked")),
        }
    }

    fn things(&self, call: &'static str) -> Vec<String> {
        self.each.get(call).into_iter().flat_map(|each| each.about.keys().cloned()).collect()
    }

    fn finding(&self, call: &'static str) -> Coverage {
        // The pages that the things were found on are of another call.
        let of_call = |listing: Coverage| Coverage {
            calls: vec![call.to_owned()],
            pages: 0,
            effort: None,
            ..listing
        };
        let unasked = || Coverage::unread(Status::Skipped, format!("{call} was not asked"));
        self.each.get(call).map_or_else(unasked, |each| of_call(each.listing.clone()))
    }

    fn about<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        thing: &str,
        sink: &mut dyn FnMut(T, &str),
    ) -> (Coverage, bool) {
        let call = shape.call.0;
        let listed = self.each.get_mut(call).and_then(|each| each.about.remove(thing));
        match listed {
            Some(listed) => read(&self.place(call, Some(thing)), listed, shape, sink),
            None => (Coverage::unread(Status::Skipped, format!("{call} was not asked")), false),
        }
    }

    fn is_about(&self, thing: &str, id: &str) -> bool {
        thing == id
    }

    fn place(&self, call: &str, thing: Option<&str>) -> String {
        match thing {
            Some(thing) => format!("{call} about {thing}"),
            None => call.to_owned(),
        }
    }

    /// Nothing is there to be asked about, as far as is known.
    fn unasked(&self, _call: &'static str, finding: Coverage) -> Coverage {
        finding
    }

    fn unanswered(&self, call: &str, _thing: &str) -> String {
        format!("{call} was not answered about it")
    }

    /// Only what was listed is asked about.
    fn unlisted(&mut self, _place: String, _reason: String) {}
}
