//! Edits, made by Compute Engine and Cloud Logging with what the printed command lines say.
//!
//! The `Script` of an edit is run as a shell would run it, but for `gcloud`: each of its command lines is a row of a table that knows the
//! request which `gcloud` makes of it. So what is printed and what is done can't differ. An option that the row does not take ends it before
//! anything is sent. Google has no rehearsal; what can be looked up is looked up. Where Google has a fingerprint for it, a call is made on the
//! condition that what was read is still so. What Google takes as an operation is followed to its end.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `line` | a command line → its words, what they are about, and options that are yet to be taken |
//! | `rows` | what a request is, and which command lines there are |
//! | `firewalls`, `policies`, `places`, `logs` | the tables |
//! | `run` | the command lines of a script, one after the other |
//! | `told` | whether Google did it, did not, or nobody knows |

mod firewalls;
mod line;
mod logs;
mod places;
mod policies;
mod rows;
mod run;
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
        let google = connect::connect(&wanted).await?;
        let place = scope.place();
        let desk = Desk::new(&office, &scope, &place);
        let (came, made) = run::Run::new(&google, &desk).all(&script, way).await;
        // Google does not say whose credentials they are.
        Ok(Report { came, made, who: None })
    })
}
