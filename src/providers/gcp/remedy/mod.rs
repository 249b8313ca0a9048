//! How what differs is put back on Google Cloud: edits, and the `gcloud` command lines that make them. One file a kind.
//!
//! Every kind is a [`Sheet`]: a table of its fields, each with the way in which it is put back, or the reason why nothing does. Compute Engine
//! takes no condition with most calls of `gcloud`, so what an edit was planned for is read just before, and the command line goes no further
//! when it is something else.

mod address;
mod check;
mod deny;
mod effective;
mod firewall_policy;
mod firewall_rule;
mod gcloud;
mod instance;
mod log_sink;
mod network;
mod policy_rule;
mod queries;
mod route;
mod sheet;
mod subnetwork;
#[cfg(test)]
pub(super) mod tests;

use sheet::Sheet;

use crate::model::{Edit, Kind, Script};
use crate::providers::{Drift, Plan, Remedies};

/// What the provider offers.
pub(super) const REMEDIES: Remedies =
    Remedies { plan, script, queries: queries::queries, shut: Some(deny::shut) };

const SHEETS: &[Sheet] = &[
    firewall_rule::SHEET,
    firewall_policy::OF_NETWORKS,
    firewall_policy::HIERARCHICAL,
    effective::FIREWALLS,
    effective::ANCESTRY,
    network::SHEET,
    subnetwork::SHEET,
    instance::SHEET,
    route::SHEET,
    address::SHEET,
    log_sink::SHEET,
];

fn sheet(kind: &Kind) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.kind == kind)
}

fn plan(drift: &Drift<'_>) -> Plan {
    sheet(&drift.id.kind).map_or_else(Plan::default, |sheet| sheet.plan(drift))
}

fn script(edit: &Edit) -> Result<Script, String> {
    let unknown = || Err(format!("driftwall knows no command for a {}", edit.id.kind));
    sheet(&edit.id.kind).map_or_else(unknown, |sheet| (sheet.script)(edit))
}
