//! Subnets: which ACL and which routes stand before them, and which addresses new interfaces get.
//!
//! An association has an id of its own, which is looked up by what is associated just before it is replaced: when it is something else by
//! then, nothing is found and the call fails. A subnet that names no route table has the main one of its VPC. Which end of an
//! edit is that one, the edit says with the VPC: named first, the subnet has the main table now; named last, it will.

use super::cli::{asked, ec2, literal};
use super::edits::{alone, differs, is_on, leave_fixed, odd, set, settings, whole, word};
use super::{Row, tags};
use crate::model::{Act, Class, Command, Edit, ResourceId, Script, Setting};
use crate::providers::aws::parse::route_table;
use crate::providers::aws::parse::subnet::SPEC;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

const POOL: &str = "customer_owned_pool";
const MAP_TO_POOL: &str = "map_customer_owned_address";

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    match (drift.now, drift.then) {
        (Some(now), None) => {
            // EC2 refuses while anything is in it.
            plan.make(drift.edit(Act::Delete(now.clone())));
            return plan;
        }
        (None, Some(_)) => {
            plan.lose("a subnet that was deleted does not come back: a new one has another id, and nothing of what was in it");
            return plan;
        }
        _ => {}
    }
    for setting in drift.settings {
        match setting.field() {
            "tags" | "assign_ipv6_address" | "dns64" | "map_public_address" => {
                set(drift, &mut plan, vec![setting.clone()]);
            }
            "network_acl" if both(setting) => set(drift, &mut plan, vec![setting.clone()]),
            "route_table" if both(setting) => routes(drift, &mut plan, setting),
            field @ ("network_acl" | "route_table") => plan.leave(
                field,
                format!(
                    "`{field}` was not read on one side, so that nobody knows what to put back"
                ),
            ),
            POOL | MAP_TO_POOL => {}
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    if differs(drift, POOL) || differs(drift, MAP_TO_POOL) {
        let both = [POOL, MAP_TO_POOL].map(|field| whole(drift, Class::Durable, field));
        set(drift, &mut plan, both.to_vec());
    }
    plan
}

fn both(setting: &Setting) -> bool {
    word(setting.from.as_ref()).is_some() && word(setting.to.as_ref()).is_some()
}

fn routes(drift: &Drift<'_>, plan: &mut Plan, setting: &Setting) {
    let table = |id: Option<&str>| -> Option<route_table::Context> {
        let kind = route_table::SPEC.kind.clone();
        let id = ResourceId { kind, identity: id?.parse().ok()?, ..drift.id.clone() };
        drift.estate.get(&id)?.context.decode().ok()
    };
    let is_named = |table: &route_table::Context| {
        table.subnets.iter().any(|subnet| subnet.as_str() == drift.id.identity.as_str())
    };
    let has_main = table(word(setting.from.as_ref())).is_some_and(|table| !is_named(&table));
    let had_main = table(word(setting.to.as_ref())).is_some_and(|table| table.main);
    let vpc = whole(drift, Class::Durable, "vpc");
    let fixed = Setting { to: vpc.from.clone(), ..vpc };
    match (has_main, had_main) {
        (false, false) => set(drift, plan, vec![setting.clone()]),
        (false, true) => set(drift, plan, vec![setting.clone(), fixed]),
        (true, false) => set(drift, plan, vec![fixed, setting.clone()]),
        (true, true) => plan.leave(
            "route_table",
            "the main route table of the VPC is another by the time that this is read; scan again",
        ),
    }
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Delete(_) => {
            Ok(alone(ec2("delete-subnet", edit).option("--subnet-id", edit.id.identity.as_str())))
        }
        Act::Create(_) => {
            Err("a subnet that was deleted does not come back: a new one has another id".to_owned())
        }
        Act::Set(_) => edited(edit).ok_or_else(odd),
        Act::Replace { .. } => Err(odd()),
    }
}

fn edited(edit: &Edit) -> Option<Script> {
    let all = settings(edit)?;
    let setting = all.iter().find(|one| one.field() != "vpc")?;
    // A switch that is not what it was is what it will be.
    let switch = |on: &str, off: &str| {
        attribute(edit).word(if is_on(setting.to.as_ref()) { on } else { off })
    };
    let command = match setting.field() {
        "tags" => tags::command(edit, setting)?,
        "assign_ipv6_address" => {
            switch("--assign-ipv6-address-on-creation", "--no-assign-ipv6-address-on-creation")
        }
        "dns64" => switch("--enable-dns64", "--no-enable-dns64"),
        "map_public_address" => switch("--map-public-ip-on-launch", "--no-map-public-ip-on-launch"),
        POOL | MAP_TO_POOL => pool(edit, all)?,
        "network_acl" => acl(edit, word(setting.from.as_ref())?, word(setting.to.as_ref())?),
        "route_table" => {
            let (from, to) = (word(setting.from.as_ref())?, word(setting.to.as_ref())?);
            match all {
                [_] => ec2("replace-route-table-association", edit)
                    .output_of("--association-id", named(edit, from))
                    .option("--route-table-id", to),
                // EC2 refuses when the subnet names a table by then.
                [vpc, _] if vpc.field() == "vpc" => ec2("associate-route-table", edit)
                    .option("--subnet-id", edit.id.identity.as_str())
                    .option("--route-table-id", to),
                _ => ec2("disassociate-route-table", edit)
                    .output_of("--association-id", named(edit, from)),
            }
        }
        _ => return None,
    };
    Some(alone(command))
}

fn attribute(edit: &Edit) -> Command {
    ec2("modify-subnet-attribute", edit).option("--subnet-id", edit.id.identity.as_str())
}

/// The pool and whether it is used are told in one call; without a pool there is nothing to use.
fn pool(edit: &Edit, settings: &[Setting]) -> Option<Command> {
    let of = |field: &str| settings.iter().find(|one| one.field() == field);
    let to = |field: &str| of(field).and_then(|one| one.to.as_ref());
    let is_used = is_on(to(MAP_TO_POOL));
    let pool = word(to(POOL)).or_else(|| word(of(POOL)?.from.as_ref()));
    let command = attribute(edit).word(if is_used {
        "--map-customer-owned-ip-on-launch"
    } else {
        "--no-map-customer-owned-ip-on-launch"
    });
    Some(command.option("--customer-owned-ipv4-pool", pool?))
}

/// Puts an ACL before the subnet in place of another. At no moment it has none.
fn acl(edit: &Edit, from: &str, to: &str) -> Command {
    let subnet = edit.id.identity.as_str();
    let read = ec2("describe-network-acls", edit).option("--network-acl-ids", from);
    let query = format!(
        "NetworkAcls[].Associations[] | [?SubnetId == {}].NetworkAclAssociationId",
        literal(subnet)
    );
    ec2("replace-network-acl-association", edit)
        .output_of("--association-id", asked(read, &query))
        .option("--network-acl-id", to)
}

/// The association by which the subnet names a table.
fn named(edit: &Edit, table: &str) -> Command {
    let subnet = edit.id.identity.as_str();
    let read = ec2("describe-route-tables", edit).option("--route-table-ids", table);
    let query = format!(
        "RouteTables[].Associations[] | [?SubnetId == {}].RouteTableAssociationId",
        literal(subnet)
    );
    asked(read, &query)
}
