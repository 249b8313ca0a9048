//! The providers' own logs, asked.
//!
//! A provider is asked for what is between the approval of each scope and now. Records are read as they come, so that nothing is kept but what bears
//! on anything. What was done a moment ago may not be in a log yet, and then the log ends before now.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::book::Searched;
use super::found::{Found, LIVE, log_of};
use crate::model::Scope;
use crate::providers::live::{Reach, Stretch, Wanted};
use crate::sources::{self, SourceError};

/// What the providers are asked for.
#[derive(Clone, Debug)]
pub struct Asking {
    /// How they are read.
    pub wanted: Wanted,
    /// From when, by scope. No other is asked.
    pub since: BTreeMap<Scope, Timestamp>,
    /// To when.
    pub until: Timestamp,
}

/// Asks the providers of all scopes.
pub(super) fn found_live(asking: &Asking) -> Result<(Found, Vec<Searched>), SourceError> {
    let Asking { wanted, since, until } = asking.clone();
    let read: Arc<Mutex<BTreeMap<Scope, Found>>> = Arc::default();
    let taker = {
        let read = Arc::clone(&read);
        Arc::new(move |scope: &Scope, records: &[String]| {
            let provider = scope.provider();
            let Some(log) = log_of(provider) else { return };
            let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
            let found = read.entry(scope.clone()).or_default();
            for text in records {
                found.read((provider, log), text, Some(scope), || format!("{LIVE}: a record"));
            }
        })
    };
    let stretch = Stretch { wanted, since: Arc::new(since), until, taker };
    let reached = sources::search(&stretch)?;
    let mut read = std::mem::take(&mut *read.lock().unwrap_or_else(PoisonError::into_inner));
    let mut all = Found::default();
    let mut searched = Vec::new();
    for (scope, Reach { since, coverage }) in reached {
        let mut found = read.remove(&scope).unwrap_or_default();
        let delay = log_of(scope.provider()).map_or(0, |log| log.delay);
        let delivered = until.checked_sub(SignedDuration::from_secs(delay)).unwrap_or(until);
        let gap = coverage.status.is_gap().then(|| {
            coverage.reason.unwrap_or_else(|| format!("{scope}: {}", coverage.status.word()))
        });
        found.total(Some(scope.provider()), LIVE);
        all.events.append(&mut found.events);
        all.lent.absorb(std::mem::take(&mut found.lent));
        searched.extend(found.asked(&scope, (since, delivered.max(since)), gap));
    }
    Ok((all, searched))
}
