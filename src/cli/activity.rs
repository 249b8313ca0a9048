//! Reading the audit logs that are named, before anything is compared.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::args::Logs;
use super::config::{LogText, Side};
use super::failure::Failure;
use super::session::{Session, unreadable};
use crate::activity::{self, Asking, Book, Lies, LogError, LogFiles, LogSource, Times};
use crate::model::{Provider, Scope, Snapshot};
#[cfg(feature = "buckets")]
use crate::providers::live::BucketError;
use crate::providers::live::Wanted;

/// What all logs say of what happened between two sides. One that is not there is an error, and never an empty one.
pub(super) fn book(
    session: &Session<'_>,
    [before, after]: [&Snapshot; 2],
    map: &[(Scope, Scope)],
    since: Option<Timestamp>,
) -> Result<Book, Failure> {
    let mut sources = Vec::new();
    for log in &session.settings.logs.value {
        sources.push(match log {
            LogText::Files { scope, path } => LogSource::Files(LogFiles {
                lies: Lies::Here(session.at(path)),
                named: path.to_string(),
                scope: scope.clone(),
            }),
            LogText::Bucket { scope, url } => LogSource::Files(LogFiles {
                lies: Lies::Bucket {
                    wanted: Box::new(wanted(session)?),
                    since: day(&begins([before, after], map, since)),
                },
                named: url.clone(),
                scope: scope.clone(),
            }),
            LogText::Live => LogSource::Live(Box::new(Asking {
                wanted: wanted(session)?,
                since: begins([before, after], map, since),
                until: (session.around.now)(),
            })),
        });
    }
    activity::read(&sources, &only(&[before, after])).map_err(|error| match error {
        LogError::Unreadable { .. } => {
            Failure::usage(error.to_string()).hint("name a file or a folder: --activity PATH")
        }
        #[cfg(feature = "buckets")]
        LogError::Bucket(BucketError::Unopened { message, hint }) => {
            Failure::usage(format!("can't read the log: {message}")).hint_if(hint)
        }
        #[cfg(feature = "buckets")]
        LogError::Bucket(_) => Failure::usage(error.to_string())
            .hint("the bucket's own tool lists it with the same credentials, such as `aws s3 ls`"),
        #[cfg(not(feature = "buckets"))]
        LogError::NoBuckets(_) => {
            Failure::usage(error.to_string()).hint("copy the log here, and name the folder")
        }
        LogError::Live(error) => unreadable(&error, Side::Live),
    })
}

/// How providers are asked.
fn wanted(session: &Session<'_>) -> Result<Wanted, Failure> {
    session.wanted().ok_or_else(|| {
        Failure::invalid("asking for logs needs a network, and `--offline` forbids it")
            .hint("name a log that is on disk: --activity PATH")
    })
}

/// From when the log of each scope counts. Of what nobody approved nobody asks who changed it.
fn begins(
    [before, after]: [&Snapshot; 2],
    map: &[(Scope, Scope)],
    since: Option<Timestamp>,
) -> BTreeMap<Scope, Timestamp> {
    let approved = |scope: &Scope| {
        let earlier = map.iter().find_map(|(one, other)| match scope {
            scope if scope == one => Some(other),
            scope if scope == other => Some(one),
            _ => None,
        });
        let earlier = earlier.unwrap_or(scope);
        Some(before.scopes.get(earlier)?.approval.as_ref()?.at)
    };
    let scopes = after.scopes.keys();
    scopes.filter_map(|scope| Some((scope.clone(), since.or_else(|| approved(scope))?))).collect()
}

/// The day from which on files may say something, and one more: a log of which the first record comes later is no whole log.
fn day(begins: &BTreeMap<Scope, Timestamp>) -> Option<Date> {
    let first = begins.values().min()?;
    first.to_zoned(TimeZone::UTC).date().checked_sub(jiff::Span::new().days(1)).ok()
}

/// The scope of each provider of which there is just one, for records that don't say whose they are.
fn only(sides: &[&Snapshot]) -> BTreeMap<Provider, Scope> {
    // The later side's name is what everything is told under.
    for side in sides.iter().rev() {
        if side.scopes.is_empty() {
            continue;
        }
        let mut only: BTreeMap<Provider, Option<Scope>> = BTreeMap::new();
        for scope in side.scopes.keys() {
            let one = only.entry(scope.provider()).or_insert_with(|| Some(scope.clone()));
            if one.as_ref().is_some_and(|one| one != scope) {
                *one = None;
            }
        }
        return only.into_iter().filter_map(|(provider, one)| Some((provider, one?))).collect();
    }
    BTreeMap::new()
}

/// When what the logs say was done.
pub(super) fn times(session: &Session<'_>, logs: &Logs, is_live: bool) -> Result<Times, Failure> {
    let since = match &logs.since {
        None => None,
        Some(text) => Some(text.parse::<Timestamp>().map_err(|error| {
            Failure::usage(format!("--since {text}: {error}"))
                .hint("write a time with its zone, such as 2026-11-20T06:00:00Z")
        })?),
    };
    Ok(Times { until: Some((session.around.now)()), since, is_live })
}
