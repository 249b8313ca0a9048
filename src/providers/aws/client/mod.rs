//! Live accounts: the only room of this provider that knows a network or the SDK.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `connect` | credentials and settings → clients, all over one connector |
//! | `organization`, `roles` | which accounts there are, and the role that is assumed in each |
//! | `regions`, `places` | which regions an account has → the scopes that there are |
//! | `visits` | every scope in its turn, over all accounts |
//! | `attempts` | what stands before each attempt of a request |
//! | `calls` | every call of one region, and what became of it |
//! | `models` | the SDK's models → the native structs |
//! | `answers` | what the calls yielded, as answers for `gather` |
//! | `whole` | refuses answers that were cut off or are none |
//! | `errors` | what went wrong, in words |
//! | `search` | what the audit log says |
//! | `bucket` | where audit logs are kept |
//! | `edits` | what puts something back: the printed command lines, made through the SDK |
//! | `check` | every call once, for `driftwall doctor` |

mod answers;
mod attempts;
#[cfg(feature = "buckets")]
mod bucket;
mod calls;
mod check;
mod connect;
mod edits;
mod errors;
mod models;
mod organization;
mod places;
mod regions;
mod roles;
mod search;
mod visits;
mod whole;

use std::sync::Arc;

use tokio::task::spawn_blocking;

use self::places::Place;
use super::gather::gather;
use super::kinds;
use crate::model::{Scope, ScopeReading, Status};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live accounts.
pub(super) const CLIENT: Client = Client {
    read,
    check: check_calls,
    make: Some(edits::make),
    search: Some(search::search),
    #[cfg(feature = "buckets")]
    bucket: Some(bucket::open),
};

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    let read = |visit, office| Box::pin(read_region(visit, office)) as _;
    let unread = |_: &Scope, gap: &Gap| gap.reading(kinds::KINDS);
    Box::pin(visits::visit(wanted, Visitor::new(read, unread)))
}

async fn read_region(visit: Visit<Place>, office: Arc<Office>) -> ScopeReading {
    let Visit { scope, place: region, with: Place { account } } = visit;
    let desk = Desk::new(&office, &scope, &region).for_a_client_that_repeats();
    let clients = account.clients(&desk);
    let (asking, mut answers) = calls::ask_all(&clients, &desk);
    let own = scope.clone();
    let reading = spawn_blocking(move || gather(&own, &mut answers));
    let ((), reading) = tokio::join!(asking, reading);
    reading.unwrap_or_else(|broken| match broken.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => gone().reading(kinds::KINDS),
    })
}

fn check_calls(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(check::check(wanted))
}

/// The runtime ended before the scope was read.
fn gone() -> Gap {
    Gap::new(Status::Failed, "reading the scope was given up")
}
