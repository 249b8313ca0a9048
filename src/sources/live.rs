//! `live`: the clouds themselves, each read by its provider's client.
//!
//! The clients wait for many answers at once, on a runtime that lives as long as the read. All providers are read side
//! by side. When it is not even known what a provider holds, there is no snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Coverage, Kind, Provider, Scope, Snapshot, Status};
use crate::providers::live::{
    Checked, Client, Errand, Later, LiveError, Reach, Report, Search, Stretch, Wanted,
};
use crate::providers::{REGISTRY, entry, settle};

use super::error::SourceError;

/// Reads everything that is wanted, or one scope of it.
pub(super) fn read(scope: Option<&Scope>, wanted: &Wanted) -> Result<Snapshot, SourceError> {
    let wanted = Wanted { only: scope.cloned(), ..wanted.clone() };
    let reads = clients(scope, &wanted)?.into_iter().map(|client| (client.read)(wanted.clone()));
    let mut snapshot = Snapshot::default();
    for scopes in run(reads.collect())? {
        snapshot.scopes.extend(scopes);
    }
    settle(&mut snapshot);
    Ok(snapshot)
}

/// Reads one kind of one scope, and asks about nothing else where that can be helped.
///
/// # Errors
/// [`SourceError`] when the scope can't be entered.
pub fn read_kind(scope: &Scope, kind: &Kind, wanted: &Wanted) -> Result<Snapshot, SourceError> {
    read(Some(scope), &Wanted { kind: Some(kind.clone()), ..wanted.clone() })
}

/// Whether this build changes anything of a provider.
#[must_use]
pub fn makes(provider: Provider) -> bool {
    entry(provider).and_then(|entry| entry.live?.client?.make).is_some()
}

/// Makes one edit, or rehearses it.
///
/// # Errors
/// [`SourceError`] when nothing was sent.
pub fn make(errand: Errand) -> Result<Report, SourceError> {
    let make = entry(errand.edit.id.kind.provider()).and_then(|entry| entry.live?.client?.make);
    let make = make.ok_or(SourceError::NoLive("this provider, and changes nothing of it"))?;
    let reports = run(vec![make(errand)])?;
    let lost = LiveError {
        is_wrong: false,
        message: "what was sent came back without a report".to_owned(),
        hint: None,
    };
    reports.into_iter().next().ok_or(SourceError::Live(lost))
}

/// Tries every call of every scope that is wanted, or of one.
///
/// # Errors
/// [`SourceError`] when it is not even known what there is to try.
pub fn check(scope: Option<&Scope>, wanted: &Wanted) -> Result<Vec<Checked>, SourceError> {
    let wanted = Wanted { only: scope.cloned(), ..wanted.clone() };
    let checks = clients(scope, &wanted)?.into_iter().map(|client| (client.check)(wanted.clone()));
    Ok(run(checks.collect())?.into_iter().flatten().collect())
}

/// Asks the providers of all scopes for what their audit logs say. Of those that have no log to ask nothing is said.
///
/// # Errors
/// [`SourceError`] when what is configured can't be right. A log that can't be reached is a gap.
pub fn search(stretch: &Stretch) -> Result<BTreeMap<Scope, Reach>, SourceError> {
    let mut asked = Vec::new();
    for provider in Provider::ALL {
        let since: BTreeMap<Scope, Timestamp> = stretch
            .since
            .iter()
            .filter(|(scope, _)| scope.provider() == provider)
            .map(|(scope, since)| (scope.clone(), *since))
            .collect();
        if since.is_empty() || !has_log(provider) {
            continue;
        }
        let search: Option<Search> = client(provider)?.search;
        let Some(search) = search else { continue };
        // One scope is asked without looking for others.
        let only = since.keys().next().filter(|_| since.len() == 1).cloned();
        let wanted = Wanted { only, kind: None, ..stretch.wanted.clone() };
        let asking = search(Stretch { wanted, since: Arc::new(since.clone()), ..stretch.clone() });
        asked.push(log_or_gap(asking, since, stretch.until));
    }
    let mut reached = BTreeMap::new();
    for scopes in run(asked)? {
        reached.extend(scopes);
    }
    Ok(reached)
}

/// What was found is told whether a log can be reached or not: then nobody knows who did it.
fn log_or_gap(
    asking: Later<Result<BTreeMap<Scope, Reach>, LiveError>>,
    since: BTreeMap<Scope, Timestamp>,
    until: Timestamp,
) -> Later<Result<BTreeMap<Scope, Reach>, LiveError>> {
    Box::pin(async move {
        match asking.await {
            Err(LiveError { is_wrong: false, message, hint: _ }) => {
                let unread = |scope| {
                    let coverage = Coverage::unread(Status::Failed, &message);
                    (scope, Reach { since: until, coverage })
                };
                Ok(since.into_keys().map(unread).collect())
            }
            told => told,
        }
    })
}

/// Whether a provider has an audit log that can be asked, whatever this build can do.
fn has_log(provider: Provider) -> bool {
    entry(provider).and_then(|entry| entry.live).is_some_and(|live| live.activity_policy.is_some())
}

/// The client of a provider.
pub(super) fn client(provider: Provider) -> Result<Client, SourceError> {
    let client = entry(provider).and_then(|entry| entry.live?.client);
    client.ok_or(SourceError::NoLive("dumps of this provider, and not the provider itself"))
}

/// The clients of the providers that are asked for: that of the scope, when one is named.
fn clients(scope: Option<&Scope>, wanted: &Wanted) -> Result<Vec<Client>, SourceError> {
    if REGISTRY.iter().all(|entry| entry.live.is_none_or(|live| live.client.is_none())) {
        return Err(SourceError::NoLive("no cloud"));
    }
    match scope {
        Some(scope) => Ok(vec![client(scope.provider())?]),
        None => wanted.settings.asked.iter().copied().map(client).collect(),
    }
}

/// Runs what clients do, side by side.
#[cfg(feature = "live")]
fn run<T: Send + 'static>(work: Vec<Later<Result<T, LiveError>>>) -> Result<Vec<T>, SourceError> {
    // Two threads: one can read an answer while the other takes the next from the network.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| LiveError {
        is_wrong: false,
        message: format!("the threads that a live read needs could not be made: {error}"),
        hint: None,
    })?;
    let running: Vec<_> = work.into_iter().map(|work| runtime.spawn(work)).collect();
    let mut done = Vec::new();
    let mut wrong = None;
    for one in running {
        match runtime.block_on(one) {
            Ok(Ok(result)) => done.push(result),
            Ok(Err(error)) => wrong = wrong.or(Some(error)),
            Err(broken) => {
                if let Ok(panic) = broken.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
    // A request that nobody waits for any more is not waited for either.
    runtime.shutdown_background();
    wrong.map_or(Ok(done), |error| Err(error.into()))
}

/// Without a client there is nothing to run.
#[cfg(not(feature = "live"))]
fn run<T>(_work: Vec<Later<Result<T, LiveError>>>) -> Result<Vec<T>, SourceError> {
    Err(SourceError::NoLive("no cloud"))
}
