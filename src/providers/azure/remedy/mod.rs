//! How what differs is put back on Azure: edits, and the `az` command lines that make them. One file a kind.
//!
//! Every kind is a [`Sheet`]: a table of its fields, each with the way in which it is put back, or the reason why nothing does. A rule, a
//! route, a peering is one call about itself. What is only a part of a larger thing is read, changed and written back under the etag that was
//! read before, so that nobody's newer work is overwritten; rules that take each other's priority change together in such a call.

mod application_security_group;
mod arm;
mod check;
mod deny;
mod diagnostic_setting;
mod elements;
mod flow_log;
mod load_balancer;
mod merge;
mod network_interface;
mod nsg;
mod public_ip;
mod queries;
mod route_table;
mod security_admin_rules;
mod service_tag;
mod sheet;
mod subnet;
mod tags;
#[cfg(test)]
pub(super) mod tests;
mod virtual_machine;
mod virtual_network;
mod ways;

#[cfg(feature = "azure")]
pub(super) use arm::path;
#[cfg(feature = "azure")]
pub(super) use check::LOWERED;
use sheet::Sheet;

use crate::model::{Edit, Kind, Script};
use crate::providers::{Drift, Plan, Remedies};

/// What the provider offers.
pub(super) const REMEDIES: Remedies =
    Remedies { plan, script, queries: queries::queries, shut: Some(deny::shut) };

const SHEETS: &[Sheet] = &[
    nsg::SHEET,
    security_admin_rules::SHEET,
    application_security_group::SHEET,
    network_interface::SHEET,
    virtual_machine::SHEET,
    virtual_network::SHEET,
    subnet::SHEET,
    route_table::SHEET,
    public_ip::SHEET,
    load_balancer::SHEET,
    service_tag::SHEET,
    flow_log::SHEET,
    diagnostic_setting::SHEET,
];

fn sheet(kind: &Kind) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.kind == kind)
}

fn plan(drift: &Drift<'_>) -> Plan {
    sheet(&drift.id.kind).map_or_else(Plan::default, |sheet| sheet.plan(drift))
}

fn script(edit: &Edit) -> Result<Script, String> {
    let unknown = || Err(format!("driftwall knows no command for a {}", edit.id.kind));
    sheet(&edit.id.kind).map_or_else(unknown, |sheet| sheet.script(edit))
}
