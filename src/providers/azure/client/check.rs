//! Every call once, for `driftwall doctor`.
//!
//! A call is tried as a scan would make it, over all its pages: what one page allows, the next may not. The calls about
//! one thing are tried on the things that there are.

use std::sync::Arc;

use super::calls as asking;
use super::manager::Manager;
use super::places::visit;
use crate::model::Scope;
use crate::providers::azure::kinds::KINDS;
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, LiveError, Wanted};

/// Tries the calls of every scope that is wanted.
pub(super) async fn check(wanted: Wanted) -> Result<Vec<Checked>, LiveError> {
    let read = |visit, office| Box::pin(scope_checked(visit, office)) as _;
    let unread = |scope: &Scope, gap: &Gap| gap.rows(scope, KINDS);
    let checked = visit(wanted, Visitor::new(read, unread)).await?;
    Ok(checked.into_values().flatten().collect())
}

async fn scope_checked(visit: Visit<Arc<Manager>>, office: Arc<Office>) -> Vec<Checked> {
    let Visit { scope, place, with: manager } = visit;
    let desk = Desk::new(&office, &scope, &place);
    asking::ask_all(&manager, &desk).await.told().rows(&scope, KINDS)
}
