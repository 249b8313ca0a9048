//! Every call once, for `driftwall doctor`.
//!
//! A call is tried as a scan would make it, over all its pages: what one page allows, the next may not. The calls about
//! one thing are tried on the things that there are.

use std::sync::Arc;

use super::connect::Google;
use super::places::visit;
use super::{calls as asking, kinds_of};
use crate::model::Scope;
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, LiveError, Wanted};

/// Tries the calls of every scope that is wanted.
pub(super) async fn check(wanted: Wanted) -> Result<Vec<Checked>, LiveError> {
    let read = |visit, office| Box::pin(scope_checked(visit, office)) as _;
    let unread = |scope: &Scope, gap: &Gap| gap.rows(scope, kinds_of(scope));
    let checked = visit(wanted, Visitor::new(read, unread)).await?;
    Ok(checked.into_values().flatten().collect())
}

async fn scope_checked(visit: Visit<Arc<Google>>, office: Arc<Office>) -> Vec<Checked> {
    let Visit { scope, place, with: google } = visit;
    let desk = Desk::new(&office, &scope, &place);
    let told = asking::ask_all(&google, &desk, &scope).await.told();
    told.rows(&scope, kinds_of(&scope))
}
