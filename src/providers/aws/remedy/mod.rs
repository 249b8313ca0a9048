//! How what differs is put back on AWS: edits, and the `aws` command lines that make them. One file a kind.
//!
//! A rule, an entry, an association is one edit; a group is never rewritten. Where EC2 takes no condition with a call, what the edit was
//! planned for is read just before, and the command line goes no further when it is something else.

mod cli;
mod queries;
mod security_group;
mod tags;

use crate::model::{Edit, Kind, Script};
use crate::providers::{Drift, Plan, Remedies};

/// What the provider offers.
pub(super) const REMEDIES: Remedies = Remedies { plan, script, queries: queries::queries };

/// How resources of one kind are put back.
struct Row {
    kind: &'static Kind,
    plan: fn(&Drift<'_>) -> Plan,
    script: fn(&Edit) -> Result<Script, String>,
}

const ROWS: &[Row] = &[security_group::ROW];

fn row(kind: &Kind) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.kind == kind)
}

fn plan(drift: &Drift<'_>) -> Plan {
    row(&drift.id.kind).map_or_else(Plan::default, |row| (row.plan)(drift))
}

fn script(edit: &Edit) -> Result<Script, String> {
    let unknown = || Err(format!("driftwall knows no command for a {}", edit.id.kind));
    row(&edit.id.kind).map_or_else(unknown, |row| (row.script)(edit))
}
