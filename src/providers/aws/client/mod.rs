//! Live accounts: the only room of this provider that knows a network or the SDK.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `connect` | credentials and settings → clients, all over one connector |
//! | `organization`, `roles` | which accounts there are, and the role that is assumed in each |
//! | `regions`, `places` | which regions an account has → the scopes that there are |
//! | `visits` | every scope in its turn, over all accounts |
//! | `desk` | one request at a time within the limits, page after page |
//! | `effort` | how long a request took, and how often it was sent again |
//! | `calls` | every call of one region, and what became of it |
//! | `models` | the SDK's models → the native structs |
//! | `answers` | what the calls yielded, as answers for `gather` |
//! | `whole` | refuses answers that were cut off or are none |
//! | `errors` | what went wrong, in words |
//! | `check` | every call once, for `driftwall doctor` |
//!
//! The clock in here is tokio's. It ends waiting, and says how long a call took, which is told of the run and kept in no
//! file.

mod answers;
mod calls;
mod check;
mod connect;
mod desk;
mod effort;
mod errors;
mod models;
mod organization;
mod places;
mod regions;
mod roles;
mod visits;
mod whole;

use std::sync::Arc;

use self::desk::{Desk, Office};
use self::places::{Gap, Place};
use self::visits::{Visitor, visit};
use super::gather::gather;
use super::kinds;
use crate::model::{Reading, Scope, ScopeReading};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live accounts.
pub(super) const CLIENT: Client = Client { read, check: check_calls };

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    Box::pin(visit(
        wanted,
        Visitor { read: |place, office| Box::pin(read_region(place, office)), unread },
    ))
}

async fn read_region(place: Place, office: Arc<Office>) -> ScopeReading {
    let Place { account, scope, region } = place;
    let desk = Desk::new(&office, &scope, &region);
    let mut answers = calls::ask_all(&account.clients(&region), &desk).await;
    let reading = gather(&scope, &mut answers);
    let gaps = reading.kinds.values().filter(|kind| kind.coverage.status.is_gap()).count();
    office.watch.scope_finished(&scope, gaps);
    reading
}

fn check_calls(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(check::check(wanted))
}

/// A scope of which nothing was read, for one reason.
fn unread(_scope: &Scope, gap: &Gap) -> ScopeReading {
    let nothing = gap.coverage();
    let mut reading = ScopeReading::default();
    for spec in kinds::KINDS {
        reading.kinds.insert(spec.kind.clone(), Reading::unread(nothing.clone()));
    }
    reading
}
