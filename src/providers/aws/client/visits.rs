//! Every scope that is wanted: first what the credentials' own account has, then account after account.
//!
//! Accounts are entered side by side, as far as the budget of requests allows, and of each the regions are read as soon as
//! they are known.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::connect;
use super::places::{self, Place, Places};
use crate::model::Scope;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Found, Read, Visits};
use crate::providers::live::{LiveError, Wanted};

/// What is done with a scope.
pub(super) struct Visitor<T> {
    /// Reads one.
    pub(super) read: Read<Place, T>,
    /// Tells of one that is not read.
    pub(super) unread: fn(&Scope, &Gap) -> T,
}

/// Visits every scope that is wanted.
pub(super) async fn visit<T: Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let Visitor { read, unread } = visitor;
    let found = move |places: Places| {
        let Places { open, unread: closed } = places;
        let told = closed.into_iter().map(|(scope, gap)| {
            let told = unread(&scope, &gap);
            (scope, told)
        });
        Found { open, told: told.collect() }
    };
    let office = Arc::new(Office::new(&wanted));
    let caller = Arc::new(connect::connect(&wanted, &office).await?);
    let places::Estate { places, accounts, fallback } =
        places::estate(&caller, &wanted, &office).await?;
    let mut visits = Visits::new(&office, read);
    visits.begin(found(places));
    let (wanted, fallback) = (Arc::new(wanted), Arc::new(fallback));
    for (id, role) in accounts {
        let (caller, office) = (Arc::clone(&caller), Arc::clone(&office));
        let (wanted, fallback) = (Arc::clone(&wanted), Arc::clone(&fallback));
        visits.find(async move {
            places::entered(&caller, &id, &role, &fallback, &wanted, &office).await.map(found)
        });
    }
    visits.finish().await
}
