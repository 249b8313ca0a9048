//! Live subscriptions: the only room of this provider that knows a network or Azure's crates.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `connect` | settings → who sends requests, and where |
//! | `tokens` | whom to ask as, and the token that says so |
//! | `scribe` | what the requests of Microsoft.Network are, from Azure's crate for it |
//! | `manager` | Resource Manager, which everything is asked of |
//! | `places` | which subscriptions there are → the scopes, each in its turn |
//! | `calls` | every call of one scope, and what became of it |
//! | `machines` | machines, and which of them run |
//! | `answers` | what the calls yielded, as answers for `gather` |
//! | `errors` | what went wrong, in words |
//! | `check` | every call once, for `driftwall doctor` |
//! | `search` | what the audit log says |
//! | `bucket` | where audit logs are kept |
//! | `edits` | one edit, made or rehearsed |

mod answers;
#[cfg(feature = "buckets")]
mod bucket;
mod calls;
mod check;
mod connect;
mod edits;
mod errors;
mod machines;
mod manager;
mod places;
mod scribe;
mod search;
mod tokens;

use std::sync::Arc;

use self::manager::Manager;
use super::gather::gather;
use super::kinds;
use crate::model::{Scope, ScopeReading};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live subscriptions.
pub(super) const CLIENT: Client = Client {
    read,
    check: check_calls,
    make: Some(edits::make),
    search: Some(search::search),
    #[cfg(feature = "buckets")]
    bucket: Some(bucket::open),
};

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    let read = |visit, office| Box::pin(read_scope(visit, office)) as _;
    let unread = |_: &Scope, gap: &Gap| gap.reading(kinds::KINDS);
    Box::pin(places::visit(wanted, Visitor::new(read, unread)))
}

async fn read_scope(visit: Visit<Arc<Manager>>, office: Arc<Office>) -> ScopeReading {
    let Visit { scope, place, with: manager } = visit;
    let desk = Desk::new(&office, &scope, &place);
    let mut answers = calls::ask_all(&manager, &desk).await;
    gather(&scope, &mut answers)
}

fn check_calls(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(check::check(wanted))
}
