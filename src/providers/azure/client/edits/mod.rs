//! Edits, made by Resource Manager with what the printed command lines say.
//!
//! The `Script` of an edit is run as a shell would run it, but for the programs: `az rest` is a request, `az resource wait` looks until what was
//! asked for is done, and a query in JMESPath is one. So what is printed and what is done can't differ. Where a step goes by an etag, that is
//! read before the rest is looked at, so that whatever somebody changes from then on makes the call fail. Resource Manager has no rehearsal:
//! what only reads is read, and nothing is sent that changes anything. A call is sent again only when Azure said that it did nothing, for it
//! was asked too much.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `line` | a command line → a request, or what is waited for |
//! | `run` | the command lines of a script, one after the other |
//! | `sent` | one request, sent with patience |
//! | `told` | whether Azure did it, did not, or nobody knows |

mod line;
mod run;
mod sent;
#[cfg(test)]
mod tests;
mod told;

use super::connect;
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::{Errand, Later, LiveError, Report};

/// Makes one edit, or rehearses it.
pub(super) fn make(errand: Errand) -> Later<Result<Report, LiveError>> {
    Box::pin(async move {
        let Errand { edit, script, way, mut wanted, profile: _ } = errand;
        let scope = edit.id.scope;
        wanted.only = Some(scope.clone());
        let office = Office::new(&wanted);
        let manager = connect::connect(&wanted).await?;
        let place = scope.place();
        let desk = Desk::new(&office, &scope, &place);
        let (came, made) = run::Run::new(&manager, &desk).all(&script, way).await;
        Ok(Report { came, made, who: manager.who().await })
    })
}
