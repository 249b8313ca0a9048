//! Every scope that is wanted, each in its turn, over all accounts.
//!
//! Accounts are entered side by side, as far as the budget of requests allows, and of each the regions are read as soon as
//! they are known. A scope waits for its turn before anything of it is asked, so what is in memory is what is in flight and
//! what was made of the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::connect;
use super::desk::Office;
use super::places::{self, Gap, Place, Places};
use crate::model::Scope;
use crate::providers::live::{Later, LiveError, Wanted};

/// What is done with a scope.
pub(super) struct Visitor<T> {
    /// Reads one.
    pub(super) read: fn(Place, Arc<Office>) -> Later<T>,
    /// Tells of one that is not read.
    pub(super) unread: fn(&Scope, &Gap) -> T,
}

/// What came in.
enum Done<T> {
    Found(Result<Places, LiveError>),
    Read(Scope, T),
}

/// Visits every scope that is wanted.
pub(super) async fn visit<T: Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let office = Arc::new(Office::new(&wanted));
    let caller = Arc::new(connect::connect(&wanted, &office).await?);
    let places::Estate { places, accounts, fallback } =
        places::estate(&caller, &wanted, &office).await?;
    let mut visited = BTreeMap::new();
    let mut running = JoinSet::new();
    begin(places, &visitor, &office, &mut running, &mut visited);
    let (wanted, fallback) = (Arc::new(wanted), Arc::new(fallback));
    for (id, role) in accounts {
        let (caller, office) = (Arc::clone(&caller), Arc::clone(&office));
        let (wanted, fallback) = (Arc::clone(&wanted), Arc::clone(&fallback));
        running.spawn(async move {
            Done::Found(places::entered(&caller, &id, &role, &fallback, &wanted, &office).await)
        });
    }
    while let Some(done) = running.join_next().await {
        match done {
            Ok(Done::Found(places)) => {
                begin(places?, &visitor, &office, &mut running, &mut visited);
            }
            Ok(Done::Read(scope, result)) => {
                visited.insert(scope, result);
            }
            Err(broken) => {
                if let Ok(panic) = broken.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
    Ok(visited)
}

/// Begins to read what can be read, and tells of the rest.
fn begin<T: Send + 'static>(
    places: Places,
    visitor: &Visitor<T>,
    office: &Arc<Office>,
    running: &mut JoinSet<Done<T>>,
    visited: &mut BTreeMap<Scope, T>,
) {
    let Places { open, unread } = places;
    for (scope, gap) in unread {
        let told = (visitor.unread)(&scope, &gap);
        visited.insert(scope, told);
    }
    for place in open {
        let (office, read) = (Arc::clone(office), visitor.read);
        office.watch.scope_started(&place.scope);
        running.spawn(async move {
            let _turn = office.turn(&place.region).await;
            let scope = place.scope.clone();
            Done::Read(scope, read(place, Arc::clone(&office)).await)
        });
    }
}
