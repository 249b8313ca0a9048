//! What comes.

use serde_json::json;

use super::World;
use super::groups::permission;
use super::network::entry;
use crate::aws::text;
use crate::dice::Dice;
use crate::estate::{BUCKET, association};

pub(super) fn group_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let answer = world.aws.ec2(
        "create-security-group",
        &json!({ "GroupName": format!("backdoor-{}", dice.below(1 << 30)), "Description": dice.text(),
            "VpcId": world.estate.vpc }),
    );
    let group = text(&answer["GroupId"]);
    let permission = permission(world, dice);
    world.call(
        "authorize-security-group-ingress",
        json!({ "GroupId": group, "IpPermissions": [permission] }),
    )?;
    if dice.one_in(2) {
        world.call(
            "modify-network-interface-attribute",
            json!({ "NetworkInterfaceId": world.estate.interface, "Groups": [group] }),
        )?;
    }
    Some(())
}

pub(super) fn acl_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let answer = world.aws.ec2("create-network-acl", &json!({ "VpcId": world.estate.vpc }));
    let acl = text(&answer["NetworkAcl"]["NetworkAclId"]);
    let entry = entry(dice, &acl, 100, false);
    world.call("create-network-acl-entry", entry)?;
    if dice.one_in(2) {
        let subnet = dice.pick(&world.subnets());
        let now = world.aws.ec2("describe-network-acls", &json!({}));
        let association = association(&now, subnet);
        world.call(
            "replace-network-acl-association",
            json!({ "NetworkAclId": acl, "AssociationId": association }),
        )?;
    }
    Some(())
}

pub(super) fn table_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let answer = world.aws.ec2("create-route-table", &json!({ "VpcId": world.estate.vpc }));
    let table = text(&answer["RouteTable"]["RouteTableId"]);
    world.call("create-tags", json!({ "Resources": [table], "Tags": [dice.tag()] }))
}

pub(super) fn gateway_made(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call("create-internet-gateway", json!({}))
}

pub(super) fn list_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    world.call(
        "create-managed-prefix-list",
        json!({ "PrefixListName": dice.text(), "MaxEntries": 3, "AddressFamily": "IPv4",
            "Entries": [{ "Cidr": "0.0.0.0/0", "Description": dice.text() }] }),
    )
}

pub(super) fn log_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets());
    world.call(
        "create-flow-logs",
        json!({ "ResourceIds": [subnet], "ResourceType": "Subnet", "TrafficType": "REJECT",
            "LogDestinationType": "s3", "LogDestination": format!("arn:aws:s3:::{BUCKET}") }),
    )
}

pub(super) fn subnet_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let block = format!("10.20.{}.0/24", 10 + dice.below(200));
    world.call("create-subnet", json!({ "VpcId": world.estate.vpc, "CidrBlock": block }))
}

pub(super) fn interface_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    world.call(
        "create-network-interface",
        json!({ "SubnetId": world.estate.private, "Description": dice.text(),
            "Groups": [world.estate.jump] }),
    )
}
