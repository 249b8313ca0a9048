//! Edits, made through the SDK with what the printed command lines say.
//!
//! The `Script` of an edit is run as a shell would run it, but for the program: each of its `aws` command lines is a row of a table that knows
//! the call. So what is printed and what is done can't differ. Where EC2 says beforehand whether it would do a call (`DryRun`), it is asked;
//! a call that changes something is sent again only when AWS said that it did nothing, for it was asked too much.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `request`, `parts` | a command line → the fields of a request → the SDK's types |
//! | `rows` | what a line of the tables is |
//! | `boundaries`, `networks`, `records` | the tables of calls that change something |
//! | `reads` | those that look something up, and their queries |
//! | `sent` | whether AWS did it, did not, or nobody knows |
//! | `run` | the command lines of a script, one after the other |

mod boundaries;
mod networks;
mod parts;
mod reads;
mod records;
mod request;
mod rows;
mod run;
mod sent;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::connect::{self, Account};
use super::places::{self, Estate, Place};
use crate::model::Scope;
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::visits::{Found, Visit};
use crate::providers::live::{Errand, Later, LiveError, Report, Wanted};

/// Makes one edit, or rehearses it.
pub(super) fn make(errand: Errand) -> Later<Result<Report, LiveError>> {
    Box::pin(sent_out(errand))
}

async fn sent_out(errand: Errand) -> Result<Report, LiveError> {
    let Errand { edit, script, way, mut wanted, profile } = errand;
    let scope = edit.id.scope;
    wanted.only = Some(scope.clone());
    if let Some(profile) = &profile {
        // The role is one for reading: whoever names a profile names whose credentials change something.
        wanted.settings.aws.profile = Some(profile.clone());
        wanted.settings.aws.role = None;
    }
    let office = Office::new(&wanted);
    let (account, region, who) = entered(&scope, &wanted, &office, profile.as_deref()).await?;
    let desk = Desk::new(&office, &scope, &region).for_a_client_that_repeats();
    let run = run::Run::new(&account, &desk);
    let (came, made) = run.all(&script, way).await;
    Ok(Report { came, made, who: Some(who).filter(|who| !who.is_empty()) })
}

/// The account of a scope, the region, and who enters it.
async fn entered(
    scope: &Scope,
    wanted: &Wanted,
    office: &Office,
    profile: Option<&str>,
) -> Result<(Arc<Account>, String, String), LiveError> {
    let caller = Arc::new(connect::connect(wanted, office, profile).await?);
    let who = caller.arn.clone();
    let Estate { places, accounts, fallback } = places::estate(&caller, wanted, office).await?;
    let Found { open, unread } = match accounts.into_iter().next() {
        Some((id, role)) => places::entered(&caller, &id, &role, &fallback, wanted, office).await?,
        None => places,
    };
    if let Some(Visit { scope: _, place, with: Place { account } }) = open.into_iter().next() {
        return Ok((account, place, who));
    }
    let why = unread.into_iter().next().map(|(_, gap)| gap.reason);
    Err(LiveError {
        is_wrong: false,
        message: why.unwrap_or_else(|| format!("{scope} can't be entered")),
        hint: None,
    })
}
