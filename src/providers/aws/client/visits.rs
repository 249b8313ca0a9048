//! Every scope that is wanted: first what the credentials' own account has, then account after account.
//!
//! Accounts are entered side by side, as far as the budget of requests allows, and of each the regions are read as soon as
//! they are known.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::connect;
use super::places::{self, Place};
use crate::model::Scope;
use crate::providers::live::office::Office;
use crate::providers::live::visits::{Outcome, Visitor, Visits};
use crate::providers::live::{LiveError, Wanted};

/// Visits every scope that is wanted.
pub(super) async fn visit<T: Outcome + Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<Place, T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let office = Arc::new(Office::new(&wanted));
    let caller = Arc::new(connect::connect(&wanted, &office, None).await?);
    let places::Estate { places, accounts, fallback } =
        places::estate(&caller, &wanted, &office).await?;
    let mut visits = Visits::new(&office, visitor);
    visits.begin(places);
    let (wanted, fallback) = (Arc::new(wanted), Arc::new(fallback));
    for (id, role) in accounts {
        let (caller, office) = (Arc::clone(&caller), Arc::clone(&office));
        let (wanted, fallback) = (Arc::clone(&wanted), Arc::clone(&fallback));
        visits.find(async move {
            places::entered(&caller, &id, &role, &fallback, &wanted, &office).await
        });
    }
    visits.finish().await
}
