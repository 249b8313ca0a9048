//! Every call once, for `driftwall doctor`.
//!
//! A call is tried as a scan would make it, over all its pages: what one page allows, the next may not. The calls about
//! one thing are tried on the things that there are, since AWS looks for the thing first and at the permission second.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answers::Yield;
use super::calls as asking;
use super::desk::{Desk, Office};
use super::places::{Gap, Place};
use super::visits::{Visitor, visit};
use crate::model::{Coverage, Need, Scope, Status};
use crate::providers::aws::{calls, kinds};
use crate::providers::calls::Named;
use crate::providers::live::{Access, Checked, LiveError, Wanted};

/// Tries the calls of every region that is wanted.
pub(super) async fn check(wanted: Wanted) -> Result<Vec<Checked>, LiveError> {
    let read = |place, office| Box::pin(region_checked(place, office)) as _;
    let checked = visit(wanted, Visitor { read, unread }).await?;
    Ok(checked.into_values().flatten().collect())
}

async fn region_checked(place: Place, office: Arc<Office>) -> Vec<Checked> {
    let Place { account, scope, region } = place;
    let desk = Desk::new(&office, &scope, &region);
    let told = told(asking::ask_all(&account.clients(&region), &desk).await);
    let reason = "there is nothing there that it could be asked about";
    let rows = rows(&scope, &told, &Coverage::unread(Status::Skipped, reason));
    let gaps = told.values().filter(|coverage| coverage.status.is_gap()).count();
    office.watch.scope_finished(&scope, gaps);
    rows
}

/// The calls of a scope of which none was tried.
fn unread(scope: &Scope, gap: &Gap) -> Vec<Checked> {
    rows(scope, &BTreeMap::new(), &gap.coverage())
}

/// How each call went, by its name.
fn told(answers: Yield) -> BTreeMap<&'static str, Coverage> {
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
    } = answers;
    let mut told = BTreeMap::from([
        (groups.call, groups.coverage),
        (rules.call, rules.coverage),
        (associations.call, associations.coverage),
        (acls.call, acls.coverage),
        (exclusions.call, exclusions.coverage),
        (options.call, options.coverage),
        (interfaces.call, interfaces.coverage),
        (instances.call, instances.coverage),
        (subnets.call, subnets.coverage),
        (vpcs.call, vpcs.coverage),
        (tables.call, tables.coverage),
        (gateways.call, gateways.coverage),
        (flow_logs.call, flow_logs.coverage),
        (lists.call, lists.coverage),
        (trails.call, trails.coverage),
    ]);
    let mut about = |(call, _): Named, coverages: Vec<Coverage>| {
        let mut all = Coverage::complete(Vec::new(), 0);
        coverages.iter().for_each(|coverage| all.count(coverage));
        let worst = coverages.into_iter().max_by_key(|coverage| coverage.status);
        told.extend(worst.map(|Coverage { status, reason, calls, pages: _, effort: _ }| {
            (call, Coverage { status, reason, calls, ..all })
        }));
    };
    let all = |coverages: &mut dyn Iterator<Item = Coverage>| coverages.collect();
    about(
        calls::GET_MANAGED_PREFIX_LIST_ENTRIES,
        all(&mut entries.into_values().map(|(_, coverage)| coverage)),
    );
    about(calls::GET_TRAIL_STATUS, all(&mut statuses.into_values().map(|(_, coverage)| coverage)));
    about(
        calls::GET_EVENT_SELECTORS,
        all(&mut selectors.into_values().map(|(_, coverage)| coverage)),
    );
    told
}

/// One row a call; `otherwise` is for calls of which nothing is told.
fn rows(
    scope: &Scope,
    told: &BTreeMap<&'static str, Coverage>,
    otherwise: &Coverage,
) -> Vec<Checked> {
    let mut rows: BTreeMap<&str, Checked> = BTreeMap::new();
    for call in kinds::KINDS.iter().flat_map(|spec| spec.calls) {
        let required = matches!(call.need, Need::Required);
        let row = rows.entry(call.name).or_insert_with(|| {
            let Coverage { status, reason, calls: _, pages, effort } =
                told.get(call.name).unwrap_or(otherwise);
            Checked {
                scope: scope.clone(),
                call: call.name.to_owned(),
                permission: call.permission.to_owned(),
                required,
                access: access(*status),
                pages: *pages,
                effort: effort.clone(),
                reason: reason.clone(),
            }
        });
        row.required |= required;
    }
    rows.into_values().collect()
}

const fn access(status: Status) -> Access {
    match status {
        Status::Complete => Access::Allowed,
        Status::Absent => Access::NotThere,
        Status::Skipped => Access::NotTried,
        Status::Denied => Access::Denied,
        Status::Partial | Status::Throttled | Status::Failed => Access::Unreachable,
    }
}
