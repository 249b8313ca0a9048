//! Reading the audit logs that are named, before anything is compared.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::args::Logs;
use super::failure::Failure;
use super::session::Session;
use crate::activity::{self, Book, LogSource, Times};
use crate::model::{Provider, Scope, Snapshot};

/// What all logs say. One that is not there is an error, and never an empty one.
pub(super) fn book(session: &Session<'_>, sides: &[&Snapshot]) -> Result<Book, Failure> {
    let sources: Vec<LogSource> = session
        .settings
        .logs
        .value
        .iter()
        .map(|log| LogSource {
            path: session.at(&log.path),
            named: log.path.to_string(),
            scope: log.scope.clone(),
        })
        .collect();
    activity::read(&sources, &only(sides)).map_err(|error| {
        Failure::usage(error.to_string()).hint("name a file or a folder: --activity PATH")
    })
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
