//! Every call once, for `driftwall doctor`.
//!
//! A call is tried as a scan would make it, over all its pages: what one page allows, the next may not. The calls about
//! one thing are tried on the things that there are, since AWS looks for the thing first and at the permission second.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::answers::Yield;
use super::connect::{self, Account};
use super::desk::{Desk, Office};
use super::{calls as asking, regions};
use crate::model::{Coverage, Need, Scope, Status};
use crate::providers::aws::{calls, kinds};
use crate::providers::calls::Named;
use crate::providers::live::{Access, Checked, LiveError, Wanted};

/// Tries the calls of every region that is wanted.
pub(super) async fn check(wanted: Wanted) -> Result<Vec<Checked>, LiveError> {
    let office = Arc::new(Office::new(&wanted));
    let account = Arc::new(connect::connect(&wanted, &office).await?);
    let places = regions::places(&account, &wanted, &office).await?;
    let mut checked = Vec::new();
    for (scope, reading) in places.skipped {
        let reason = reading.kinds.into_values().find_map(|kind| kind.coverage.reason);
        checked.extend(rows(&scope, &BTreeMap::new(), Access::NotTried, reason.as_deref()));
    }
    let mut running = JoinSet::new();
    for (scope, region) in places.enabled {
        let (account, office) = (Arc::clone(&account), Arc::clone(&office));
        running.spawn(async move { region_checked(&account, &office, &scope, &region).await });
    }
    while let Some(done) = running.join_next().await {
        match done {
            Ok(rows) => checked.extend(rows),
            Err(broken) => {
                if let Ok(panic) = broken.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
    checked.sort_by(|a, b| (&a.scope, &a.call).cmp(&(&b.scope, &b.call)));
    Ok(checked)
}

async fn region_checked(
    account: &Account,
    office: &Office,
    scope: &Scope,
    region: &str,
) -> Vec<Checked> {
    office.watch.scope_started(scope);
    let desk = Desk::new(office, scope, region);
    let told = told(asking::ask_all(&account.clients(region), &desk).await);
    let reason = "there is nothing there that it could be asked about";
    let rows = rows(scope, &told, Access::NotTried, Some(reason));
    let gaps = told.values().filter(|coverage| coverage.status.is_gap()).count();
    office.watch.scope_finished(scope, gaps);
    rows
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
        let worst = coverages.into_iter().max_by_key(|coverage| coverage.status);
        told.extend(worst.map(|coverage| (call, coverage)));
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
    otherwise: Access,
    reason: Option<&str>,
) -> Vec<Checked> {
    let mut rows: BTreeMap<&str, Checked> = BTreeMap::new();
    for call in kinds::KINDS.iter().flat_map(|spec| spec.calls) {
        let required = matches!(call.need, Need::Required);
        let row = rows.entry(call.name).or_insert_with(|| {
            let (access, reason) = match told.get(call.name) {
                None => (otherwise, reason.map(str::to_owned)),
                Some(coverage) => (access(coverage.status), coverage.reason.clone()),
            };
            Checked {
                scope: scope.clone(),
                call: call.name.to_owned(),
                permission: call.permission.to_owned(),
                required,
                access,
                reason,
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
