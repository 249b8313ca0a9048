//! Associations of security groups with further VPCs: they are there or not.

use super::Row;
use super::cli::ec2;
use super::edits::{alone, leave_fixed, odd};
use crate::model::{Act, Edit, Resource, Script};
use crate::providers::aws::parse::security_group_vpc_association::{Durable, SPEC};
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    match (drift.now, drift.then) {
        // EC2 refuses while an interface of the network is in the group.
        (Some(now), None) => plan.make(drift.edit(Act::Delete(now.clone()))),
        (None, Some(then)) => plan.make(drift.edit(Act::Create(then.clone()))),
        _ => {
            for setting in drift.settings {
                leave_fixed(&mut plan, drift, setting.field());
            }
        }
    }
    plan
}

fn script(edit: &Edit) -> Result<Script, String> {
    let call = |operation: &str, association: &Resource| {
        let Durable { group, group_owner: _, vpc, vpc_owner: _ } =
            association.durable.decode().map_err(|_| odd())?;
        let command = ec2(operation, edit).option("--group-id", group).option("--vpc-id", vpc);
        Ok(alone(command))
    };
    match &edit.act {
        Act::Create(association) => call("associate-security-group-vpc", association),
        Act::Delete(association) => call("disassociate-security-group-vpc", association),
        Act::Set(_) | Act::Replace { .. } => Err(odd()),
    }
}
