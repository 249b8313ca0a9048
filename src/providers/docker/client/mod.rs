//! Engines that answer: the only room of this provider that knows a network.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `hosts` | which hosts are wanted, each in its turn |
//! | `connect` | a socket, TCP, TLS or `ssh` → a stream of bytes |
//! | `engine` | one request of HTTP at a time, over connections that are kept |
//! | `calls` | every call of one host, and what became of it |
//! | `whole` | refuses answers that are none |
//! | `answers` | answers → the native structs, as files of a dump are read |
//! | `errors` | what went wrong, in words |
//! | `edits` | one edit of one container or network |
//!
//! It speaks HTTP itself, over hyper. A client such as bollard hands out models: a field that it does not know is gone, and one
//! that loosens a container would be gone with it. What the engine answered is what a dump holds, so both are read by the same
//! functions from the same bytes, and a field that nobody knows is told.

mod answers;
mod calls;
mod connect;
mod edits;
mod engine;
mod errors;
mod hosts;
mod whole;

use std::sync::Arc;

use self::calls::Yield;
use self::hosts::Door;
use super::kinds;
use crate::model::{Scope, ScopeReading};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live engines, and makes edits there.
pub(super) const CLIENT: Client = Client {
    read,
    check,
    make: Some(edits::make),
    search: None,
    #[cfg(feature = "buckets")]
    bucket: None,
};

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    let read = |visit, office| Box::pin(host_read(visit, office)) as _;
    let unread = |_: &Scope, gap: &Gap| gap.reading(kinds::KINDS);
    Box::pin(hosts::visit(wanted, Visitor::new(read, unread)))
}

/// Every call as a scan would make it: what the engine says of one thing, it may refuse of the next.
fn check(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(async {
        let read = |visit, office| Box::pin(host_checked(visit, office)) as _;
        let unread = |scope: &Scope, gap: &Gap| gap.rows(scope, kinds::KINDS);
        let checked = hosts::visit(wanted, Visitor::new(read, unread)).await?;
        Ok(checked.into_values().flatten().collect())
    })
}

/// Asks one host everything.
async fn asked(
    scope: &Scope,
    place: &str,
    door: &Arc<Door>,
    office: &Office,
) -> Result<Yield, Gap> {
    let desk = Desk::new(office, scope, place);
    calls::ask_all(&door.engine(), &desk).await
}

async fn host_read(visit: Visit<Arc<Door>>, office: Arc<Office>) -> ScopeReading {
    let Visit { scope, place, with: door } = visit;
    match asked(&scope, &place, &door, &office).await {
        Ok(answers) => answers::reading(answers, office.seal.as_ref()),
        Err(gap) => gap.reading(kinds::KINDS),
    }
}

async fn host_checked(visit: Visit<Arc<Door>>, office: Arc<Office>) -> Vec<Checked> {
    let Visit { scope, place, with: door } = visit;
    match asked(&scope, &place, &door, &office).await {
        Ok(answers) => answers.told().rows(&scope, kinds::KINDS),
        Err(gap) => gap.rows(&scope, kinds::KINDS),
    }
}
