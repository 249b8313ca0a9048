//! One call over all its pages: what was read, and how whole it is.

use serde::Deserialize;

use super::names::{self, Files, Pages};
use super::page::{self, Ended, Shape, Unknown};
use crate::model::{Coverage, Status};
use crate::providers::normalised::Reasons;
use crate::providers::{Answer, Unread};

/// Reads every page of a listing call, handing items on with the file that they are in.
pub(crate) fn list<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    sink: impl FnMut(T, &str),
) -> Coverage {
    match files.take(shape.call.0, None) {
        Some(pages) => read(pages, shape.call.0, shape, sink).0,
        None => Coverage::unread(Status::Skipped, format!("no {}.json in the dump", shape.call.0)),
    }
}

/// Reads every page of a call about one thing.
pub(crate) fn list_of<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    id: &str,
    sink: impl FnMut(T, &str),
) -> Coverage {
    list_in_full(files, shape, id, sink).0
}

/// The same. Says also whether nothing that was handed on lacks its fellows: no page is missing, unreadable or the
/// beginning of more. A field that nobody knows leaves a part as well, of which all is there.
pub(crate) fn list_in_full<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    id: &str,
    sink: impl FnMut(T, &str),
) -> (Coverage, bool) {
    let stem = names::stem(shape.call.0, Some(id));
    match files.take(shape.call.0, Some(id)) {
        Some(pages) => read(pages, &stem, shape, sink),
        None => {
            let reason = format!("no {stem}.json in the dump");
            (Coverage::unread(Status::Skipped, reason), false)
        }
    }
}

/// Reads pages that are no files: those of an answer that a live provider gave, in the same shape. A page is named by its
/// number.
#[cfg(any(feature = "azure", feature = "gcp"))]
pub(crate) fn pages<T: for<'de> Deserialize<'de>>(
    whose: &str,
    pages: Vec<Vec<u8>>,
    shape: &Shape,
    sink: impl FnMut(T, &str),
) -> Coverage {
    let answer = |(number, bytes): (u64, Vec<u8>)| {
        let path = format!("page {number} of {whose}").into();
        (number, Answer { name: whose.to_owned(), path, read: Box::new(|| Ok(bytes)) })
    };
    let by_number = (1..).zip(pages).map(answer).collect();
    read(Pages { by_number, twice: Vec::new() }, whose, shape, sink).0
}

/// Reads an answer about one thing that is one item as a whole.
pub(crate) fn whole<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    id: &str,
) -> (Option<T>, Coverage) {
    item(files, shape, Some(id))
}

/// Reads an answer about everything there is that is one item as a whole.
pub(crate) fn alone<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
) -> (Option<T>, Coverage) {
    item(files, shape, None)
}

fn item<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    id: Option<&str>,
) -> (Option<T>, Coverage) {
    let stem = names::stem(shape.call.0, id);
    let Some(Pages { by_number, twice }) = files.take(shape.call.0, id) else {
        let reason = format!("no {stem}.json in the dump");
        return (None, Coverage::unread(Status::Skipped, reason));
    };
    let mut coverage = Coverage::complete(vec![shape.call.0.to_owned()], 0);
    let mut unknown = Unknown::default();
    let mut item = None;
    for Answer { name: _, path, read } in by_number.into_values() {
        match read().and_then(|bytes| page::read_whole(path.as_str(), &bytes, shape, &mut unknown))
        {
            Ok(read) => {
                item = Some(read);
                coverage.pages += 1;
            }
            Err(Unread { status, reason }) => coverage.lower(status, &reason),
        }
    }
    for conflict in twice {
        coverage.lower(Status::Partial, &conflict);
    }
    tell(unknown, shape, &mut coverage);
    (item, coverage)
}

fn read<T: for<'de> Deserialize<'de>>(
    pages: Pages,
    stem: &str,
    shape: &Shape,
    mut sink: impl FnMut(T, &str),
) -> (Coverage, bool) {
    let mut coverage = Coverage::complete(vec![shape.call.0.to_owned()], 0);
    let mut unknown = Unknown::default();
    let mut wrong: Vec<Unread> = Vec::new();
    let mut gaps = Reasons::default();
    let Pages { by_number, twice } = pages;
    for conflict in twice {
        gaps.add(conflict);
    }
    let mut next = 1;
    let mut more = None;
    for (number, Answer { name: _, path, read }) in by_number {
        if number != next {
            let missing =
                if next == 1 { format!("{stem}.json") } else { format!("{stem}.page-{next}.json") };
            gaps.add(format!("{missing} is missing before {path}"));
        }
        next = number.saturating_add(1);
        let result = read().and_then(|bytes| {
            let mut sink = |item| sink(item, path.as_str());
            if shape.alone && !page::is_list(&bytes) {
                let item = page::read_whole(path.as_str(), &bytes, shape, &mut unknown)?;
                sink(item);
                return Ok(Ended::default());
            }
            page::read(path.as_str(), &bytes, shape, &mut unknown, &mut sink)
        });
        more = None;
        match result {
            Ok(Ended { more: token, missing }) => {
                coverage.pages += 1;
                for missing in missing {
                    gaps.add(format!("{path}: {missing}"));
                }
                more = token.map(|token| (path, token));
            }
            Err(unread) => wrong.push(unread),
        }
    }
    if let Some((path, token)) = more {
        gaps.add(format!(
            "{path} ends with {token}: there is more; {}",
            (shape.dialect.rest)(shape.call)
        ));
    }
    let is_whole = wrong.is_empty() && gaps.is_empty();
    for Unread { status, reason } in wrong {
        // A page that is missing among others leaves a part.
        let status = if coverage.pages > 0 { Status::Partial } else { status };
        coverage.lower(status, &reason);
    }
    if !gaps.is_empty() {
        coverage.lower(Status::Partial, &gaps.text());
    }
    tell(unknown, shape, &mut coverage);
    (coverage, is_whole)
}

/// Says which fields nobody knows.
fn tell(unknown: Unknown, shape: &Shape, coverage: &mut Coverage) {
    let Unknown { in_rules, elsewhere } = unknown;
    let name = |fields: std::collections::BTreeSet<String>| {
        let fields: Vec<String> = fields.into_iter().map(|field| format!("`{field}`")).collect();
        fields.join(", ")
    };
    if !in_rules.is_empty() {
        let reason = format!(
            "{}: unknown in rules, where it may change what they mean: {}",
            shape.call.0,
            name(in_rules)
        );
        coverage.lower(Status::Partial, &reason);
    }
    if !elsewhere.is_empty() {
        let reason = format!("{}: unknown and left out: {}", shape.call.0, name(elsewhere));
        coverage.lower(Status::Complete, &reason);
    }
}

/// Adds to a kind's coverage a call that the kind can do without: what it lacks is a note, what it has only in part
/// lowers the kind.
pub(crate) fn enrich(coverage: &mut Coverage, with: &Coverage) {
    let Coverage { status, reason, calls, pages: _, effort: _ } = with;
    coverage.calls.extend(calls.iter().cloned());
    coverage.count(with);
    if let Some(reason) = reason {
        match status {
            Status::Skipped => {}
            Status::Partial => coverage.lower(Status::Partial, reason),
            Status::Complete
            | Status::Absent
            | Status::Denied
            | Status::Throttled
            | Status::Failed => coverage.lower(Status::Complete, reason),
        }
    }
}
