//! A live account: the only room of this provider that knows a network or the SDK.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `connect` | credentials and settings → clients, all over one connector |
//! | `regions` | whose account it is, and which regions it has |
//! | `desk` | one request at a time within the limits, page after page |
//! | `calls` | every call of one region, and what became of it |
//! | `models` | the SDK's models → the native structs |
//! | `answers` | what the calls yielded, as answers for `gather` |
//! | `whole` | refuses answers that were cut off or are none |
//! | `errors` | what went wrong, in words |
//! | `check` | every call once, for `driftwall doctor` |
//!
//! The clock in here is tokio's, and it only ever ends waiting: no time that it shows reaches a snapshot.

mod answers;
mod calls;
mod check;
mod connect;
mod desk;
mod errors;
mod models;
mod regions;
mod whole;

use std::sync::Arc;

use tokio::task::JoinSet;

use self::connect::Account;
use self::desk::{Desk, Office};
use super::gather::gather;
use super::kinds;
use crate::model::{Coverage, Reading, Scope, ScopeReading, Status};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads a live account.
pub(super) const CLIENT: Client = Client { read, check: check_calls };

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    Box::pin(async move {
        let office = Arc::new(Office::new(&wanted));
        let account = Arc::new(connect::connect(&wanted, &office).await?);
        let places = regions::places(&account, &wanted, &office).await?;
        let mut scopes = places.skipped;
        let mut running = JoinSet::new();
        for (scope, region) in places.enabled {
            let (account, office) = (Arc::clone(&account), Arc::clone(&office));
            running.spawn(async move {
                let reading = read_region(&account, &office, &scope, &region).await;
                (scope, reading)
            });
        }
        while let Some(done) = running.join_next().await {
            match done {
                Ok((scope, reading)) => {
                    scopes.insert(scope, reading);
                }
                Err(broken) => {
                    if let Ok(panic) = broken.try_into_panic() {
                        std::panic::resume_unwind(panic);
                    }
                }
            }
        }
        Ok(scopes)
    })
}

async fn read_region(
    account: &Account,
    office: &Office,
    scope: &Scope,
    region: &str,
) -> ScopeReading {
    office.watch.scope_started(scope);
    let desk = Desk::new(office, scope, region);
    let mut answers = calls::ask_all(&account.clients(region), &desk).await;
    let reading = gather(scope, &mut answers);
    let gaps = reading.kinds.values().filter(|kind| kind.coverage.status.is_gap()).count();
    office.watch.scope_finished(scope, gaps);
    reading
}

fn check_calls(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(check::check(wanted))
}

/// A scope of which nothing was read, for one reason.
fn unread(status: Status, reason: &str) -> ScopeReading {
    let mut reading = ScopeReading::default();
    for spec in kinds::KINDS {
        let nothing = Reading::unread(Coverage::unread(status, reason));
        reading.kinds.insert(spec.kind.clone(), nothing);
    }
    reading
}
