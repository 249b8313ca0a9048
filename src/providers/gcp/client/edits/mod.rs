//! Edits, made with the requests that the printed command lines send.
//!
//! The `Script` of an edit is run as a shell would run it, but for the program: each of its `gcloud` command lines is a row of a table that
//! knows the request which `gcloud` makes of it. So what is printed and what is done can't differ. The requests are plain JSON: Google's crate leaves
//! an empty list out of what it sends, with which nothing could be cleared. Google has no rehearsal: a rehearsed script is one that
//! is known in all its words, and whose look-ups are answered.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `line`, `lists` | a command line → its options, each to be taken, and what their values mean |
//! | `request` | what is asked of Google, and what is looked up before |
//! | `rows` | the table of command lines |
//! | `rules`, `policies`, `policy_rules`, `networks`, `subnets`, `machines`, `routes`, `addresses`, `sinks` | the requests of each |
//! | `reads` | a value of an answer that is a word of a command line |
//! | `sent` | whether Google did it, did not, or nobody knows |
//! | `operations` | what becomes of a request that Google took |
//! | `run` | the command lines of a script, one after the other |

mod addresses;
mod line;
mod lists;
mod machines;
mod networks;
mod operations;
mod policies;
mod policy_rules;
mod reads;
mod request;
mod routes;
mod rows;
mod rules;
mod run;
mod sent;
mod sinks;
mod subnets;
#[cfg(test)]
mod tests;

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
        let google = connect::connect(&wanted).await?;
        let place = scope.parts().join("/");
        let desk = Desk::new(&office, &scope, &place);
        let (came, made) = run::Run::new(&google, &desk).all(&script, way).await;
        // Google does not say whose the credentials are.
        Ok(Report { came, made, who: None })
    })
}
