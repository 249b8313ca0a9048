//! How what differs is put back on Docker: edits, and the `docker` command lines that make them. One file a kind.
//!
//! A container can't be edited beyond a few of its limits, the networks that it is in and whether it runs: `container` says what is done
//! in place, `create` how one is made again. The settings of an engine are in a file of its host.

mod cli;
mod container;
mod create;
mod host;
mod network;
mod place;
mod queries;
#[cfg(test)]
mod tests;

use crate::model::{Edit, Kind, Script};
use crate::providers::{Drift, Plan, Remedies};
use cli::Calls;

#[cfg(feature = "docker")]
pub(super) use cli::{Call, Fact, Given, Line};

/// What the provider offers.
pub(super) const REMEDIES: Remedies =
    Remedies { plan, script, queries: queries::queries, shut: None };

/// How resources of one kind are put back.
struct Row {
    kind: &'static Kind,
    plan: fn(&Drift<'_>) -> Plan,
    calls: fn(&Edit) -> Result<Calls, String>,
}

const ROWS: &[Row] = &[container::ROW, host::ROW, network::ROW];

fn row(kind: &Kind) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.kind == kind)
}

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = row(&drift.id.kind).map_or_else(Plan::default, |row| (row.plan)(drift));
    let host = drift.id.scope.place();
    if !plan.edits.is_empty() && host != "local" {
        plan.mind(format!(
            "the commands are for the engine of the host `{host}`: run them there, or with `DOCKER_HOST` or `DOCKER_CONTEXT` set to it"
        ));
    }
    plan
}

fn script(edit: &Edit) -> Result<Script, String> {
    calls(edit).map(|calls| calls.script())
}

/// What an edit asks of an engine.
pub(super) fn calls(edit: &Edit) -> Result<Calls, String> {
    let unknown = || Err(format!("driftwall knows no command for a {}", edit.id.kind));
    row(&edit.id.kind).map_or_else(unknown, |row| (row.calls)(edit))
}

/// Whoever recorded this knows how to read it.
fn odd<E>(_: E) -> String {
    "driftwall can't read what it recorded of this".to_owned()
}
