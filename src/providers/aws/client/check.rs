//! Every call once, for `driftwall doctor`.
//!
//! A call is tried as a scan would make it, over all its pages: what one page allows, the next may not. The calls about
//! one thing are tried on the things that there are, since AWS looks for the thing first and at the permission second.

use std::sync::Arc;

use tokio::sync::mpsc::Receiver;

use super::answers::Yield;
use super::calls as asking;
use super::places::Place;
use super::visits::visit;
use crate::model::{Coverage, Scope};
use crate::providers::aws::gather::About;
use crate::providers::aws::{calls, kinds};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::{Gap, Told};
use crate::providers::live::visits::{Visit, Visitor};
use crate::providers::live::{Checked, LiveError, Wanted};

/// Tries the calls of every region that is wanted.
pub(super) async fn check(wanted: Wanted) -> Result<Vec<Checked>, LiveError> {
    let read = |visit, office| Box::pin(region_checked(visit, office)) as _;
    let unread = |scope: &Scope, gap: &Gap| gap.rows(scope, kinds::KINDS);
    let checked = visit(wanted, Visitor::new(read, unread)).await?;
    Ok(checked.into_values().flatten().collect())
}

async fn region_checked(visit: Visit<Place>, office: Arc<Office>) -> Vec<Checked> {
    let Visit { scope, place: region, with: Place { account } } = visit;
    let desk = Desk::new(&office, &scope, &region).for_a_client_that_repeats();
    let clients = account.clients(&desk);
    let (asking, answers) = asking::ask_all(&clients, &desk);
    let ((), told) = tokio::join!(asking, told(answers));
    told.rows(&scope, kinds::KINDS)
}

/// How each call went, by its name.
async fn told(answers: Yield) -> Told {
    let Yield {
        groups,
        rules,
        associations,
        acls,
        exclusions,
        options,
        interfaces,
        instances,
        subnets,
        vpcs,
        tables,
        gateways,
        flow_logs,
        lists,
        entries,
        trails,
        statuses,
        selectors,
        recorders,
        running,
        channels,
    } = answers;
    let mut told = Told::default();
    macro_rules! drained {
        ($($stream:ident),*) => {
            $(told.of($stream.call.0, $stream.drained().await);)*
        };
    }
    drained!(groups, rules, associations, acls, exclusions, options, interfaces, instances);
    drained!(subnets, vpcs, tables, gateways, flow_logs, lists, trails);
    drained!(recorders, running, channels);
    told.of_each(calls::GET_MANAGED_PREFIX_LIST_ENTRIES, coverages(entries).await);
    told.of_each(calls::GET_TRAIL_STATUS, coverages(statuses).await);
    told.of_each(calls::GET_EVENT_SELECTORS, coverages(selectors).await);
    told
}

async fn coverages<T>(mut about: Receiver<About<T>>) -> Vec<Coverage> {
    let about = about.recv().await.unwrap_or_default();
    about.into_values().map(|(_, coverage)| coverage).collect()
}
