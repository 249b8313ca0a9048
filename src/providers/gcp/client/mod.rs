//! Live projects: the only room of this provider that knows a network or Google's crates.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `connect` | credentials and settings → clients |
//! | `manager` | the Resource Manager, which Google has no fitting crate for |
//! | `places` | which projects, folders and organisations there are → the scopes, each in its turn |
//! | `sinks` | Cloud Logging, which is asked for one list |
//! | `plain` | requests that no crate makes |
//! | `walk` | what is below folders and organisations |
//! | `calls` | every call of one scope, and what became of it |
//! | `answers` | what the calls yielded, as answers for `gather` |
//! | `errors` | what went wrong, in words |
//! | `check` | every call once, for `driftwall doctor` |
//! | `search` | what the audit log says |
//! | `bucket` | where audit logs are kept |
//! | `edits` | an edit, as its printed command lines make it |

mod answers;
#[cfg(feature = "buckets")]
mod bucket;
mod calls;
mod check;
mod connect;
mod edits;
mod errors;
mod manager;
mod places;
mod plain;
mod search;
mod sinks;
mod walk;

use std::sync::Arc;

use self::connect::Google;
use super::gather::gather;
use super::kinds;
use crate::model::{KindSpec, Scope, ScopeReading};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live projects, and puts them back.
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
    let unread = |scope: &Scope, gap: &Gap| gap.reading(kinds_of(scope));
    Box::pin(places::visit(wanted, Visitor::new(read, unread)))
}

async fn read_scope(visit: Visit<Arc<Google>>, office: Arc<Office>) -> ScopeReading {
    let Visit { scope, place, with: google } = visit;
    let desk = Desk::new(&office, &scope, &place);
    let mut answers = calls::ask_all(&google, &desk, &scope).await;
    gather(&scope, &mut answers)
}

fn check_calls(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(check::check(wanted))
}

/// The kinds that a scope can hold.
fn kinds_of(scope: &Scope) -> impl Iterator<Item = &'static KindSpec> {
    let above = kinds::is_above_projects(scope);
    kinds::KINDS.iter().filter(move |spec| kinds::lies_in(spec, above))
}
