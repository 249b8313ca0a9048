//! How what differs is put back on AWS: edits, and the `aws` command lines that make them. One file a kind.
//!
//! A rule, an entry, an association is one edit; a group is never rewritten. Where EC2 takes no condition with a call, what the edit was
//! planned for is read just before, and the command line goes no further when it is something else. What can only be on or off needs none: when
//! it is not what it was, it is what it will be.

mod cli;
mod config_recorder;
mod edits;
mod flow_log;
mod instance;
mod internet_gateway;
mod network_acl;
mod network_interface;
mod prefix_list;
mod public_access;
mod quarantine;
mod queries;
mod route_table;
mod security_group;
mod security_group_vpc_association;
mod selectors;
mod subnet;
mod tags;
mod trail;
mod vpc;

use crate::model::{Edit, Kind, Script};
use crate::providers::{Drift, Plan, Remedies};

/// What the provider offers.
pub(super) const REMEDIES: Remedies =
    Remedies { plan, script, queries: queries::queries, shut: Some(quarantine::shut) };

/// How resources of one kind are put back.
struct Row {
    kind: &'static Kind,
    plan: fn(&Drift<'_>) -> Plan,
    script: fn(&Edit) -> Result<Script, String>,
}

const ROWS: &[Row] = &[
    security_group::ROW,
    security_group_vpc_association::ROW,
    network_acl::ROW,
    prefix_list::ROW,
    public_access::OPTIONS_ROW,
    public_access::EXCLUSION_ROW,
    network_interface::ROW,
    instance::ROW,
    subnet::ROW,
    vpc::ROW,
    route_table::ROW,
    internet_gateway::ROW,
    flow_log::ROW,
    trail::ROW,
    config_recorder::ROW,
];

fn row(kind: &Kind) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.kind == kind)
}

fn plan(drift: &Drift<'_>) -> Plan {
    row(&drift.id.kind).map_or_else(Plan::default, |row| (row.plan)(drift))
}

/// What is called alike in every account: with another account's credentials a command would find it there.
const ALIKE: &[&Kind] =
    &[public_access::OPTIONS_ROW.kind, trail::ROW.kind, config_recorder::ROW.kind];

fn script(edit: &Edit) -> Result<Script, String> {
    let unknown = || Err(format!("driftwall knows no command for a {}", edit.id.kind));
    let script = row(&edit.id.kind).map_or_else(unknown, |row| (row.script)(edit));
    let mut script = script.and_then(cli::harmless)?;
    if ALIKE.contains(&&edit.id.kind) {
        script.commands.insert(0, cli::is_of_account(edit));
    }
    Ok(script)
}
