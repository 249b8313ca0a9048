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
//!
//! It speaks HTTP itself, over hyper. A client such as bollard hands out models: a field that it does not know is gone, and one
//! that loosens a container would be gone with it. What the engine answered is what a dump holds, so both are read by the same
//! functions from the same bytes, and a field that nobody knows is told.

mod answers;
mod calls;
mod connect;
mod engine;
mod errors;
mod hosts;
mod whole;

use std::sync::Arc;

use self::calls::Yield;
use self::hosts::{Door, Visitor};
use super::kinds;
use crate::model::{Scope, ScopeReading};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::Visit;
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live engines.
pub(super) const CLIENT: Client = Client { read, check };

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    Box::pin(hosts::visit(wanted, |visit, office| Box::pin(host_read(visit, office))))
}

/// Every call as a scan would make it: what the engine says of one thing, it may refuse of the next.
fn check(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    Box::pin(async {
        let visitor: Visitor<Vec<Checked>> = |visit, office| Box::pin(host_checked(visit, office));
        let checked = hosts::visit(wanted, visitor).await?;
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
    let reading = match asked(&scope, &place, &door, &office).await {
        Ok(answers) => answers::reading(answers),
        Err(gap) => gap.reading(kinds::KINDS),
    };
    let gaps = reading.kinds.values().filter(|kind| kind.coverage.status.is_gap()).count();
    office.watch.scope_finished(&scope, gaps);
    reading
}

async fn host_checked(visit: Visit<Arc<Door>>, office: Arc<Office>) -> Vec<Checked> {
    let Visit { scope, place, with: door } = visit;
    match asked(&scope, &place, &door, &office).await {
        Ok(answers) => {
            let told = answers.told();
            office.watch.scope_finished(&scope, told.gaps());
            told.rows(&scope, kinds::KINDS)
        }
        Err(gap) => {
            office.watch.scope_finished(&scope, kinds::KINDS.len());
            gap.rows(&scope, kinds::KINDS)
        }
    }
}
