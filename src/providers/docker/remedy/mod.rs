//! How what differs is put back: edits, and the commands that make them.

mod queries;

use crate::model::{Edit, Script};
use crate::providers::{Drift, Plan, Remedies};

/// What the provider offers.
pub(super) const REMEDIES: Remedies = Remedies { plan, script, queries: queries::queries };

fn plan(_: &Drift<'_>) -> Plan {
    Plan::default()
}

fn script(edit: &Edit) -> Result<Script, String> {
    Err(format!("driftwall knows no command for a {}", edit.id.kind))
}
