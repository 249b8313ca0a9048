//! What stands around groups.

use serde_json::{Value, json};

use super::World;
use crate::dice::Dice;
use crate::estate::{Estate, association};

pub(super) fn entry(dice: &mut Dice, acl: &str, number: i64, egress: bool) -> Value {
    let action = dice.pick(&["allow", "deny"]);
    let mut entry = json!({ "NetworkAclId": acl, "RuleNumber": number, "RuleAction": action,
        "Egress": egress });
    if dice.one_in(3) {
        entry["Ipv6CidrBlock"] = dice.long_block().into();
    } else {
        entry["CidrBlock"] = dice.block().into();
    }
    match dice.below(4) {
        0 => entry["Protocol"] = "-1".into(),
        1 => {
            entry["Protocol"] = "1".into();
            entry["IcmpTypeCode"] = json!({ "Type": -1, "Code": -1 });
        }
        other => {
            let (from, to) = dice.ports();
            entry["Protocol"] = (if other == 2 { "6" } else { "17" }).into();
            entry["PortRange"] = json!({ "From": from, "To": to });
        }
    }
    entry
}

pub(super) fn entry_added(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let acl = dice.pick(&world.acls()).to_owned();
    let number = 1 + i64::try_from(dice.below(400)).unwrap();
    let egress = dice.one_in(2);
    let entry = entry(dice, &acl, number, egress);
    world.call("create-network-acl-entry", entry)
}

pub(super) fn an_entry(world: &World<'_>, dice: &mut Dice) -> Option<(String, i64, bool)> {
    let acl = dice.pick(&world.acls()).to_owned();
    let rows = world.rows("describe-network-acls", "NetworkAcls");
    let found = rows.iter().find(|row| row["NetworkAclId"] == acl.as_str())?;
    let mut entries = found["Entries"].as_array()?.clone();
    entries.retain(|entry| entry["RuleNumber"].as_i64().unwrap() < 32767);
    let entry = dice.of(&entries)?;
    Some((acl, entry["RuleNumber"].as_i64()?, entry["Egress"] == true))
}

pub(super) fn entry_gone(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let (acl, number, egress) = an_entry(world, dice)?;
    world.call(
        "delete-network-acl-entry",
        json!({ "NetworkAclId": acl, "RuleNumber": number, "Egress": egress }),
    )
}

pub(super) fn entry_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let (acl, number, egress) = an_entry(world, dice)?;
    let entry = entry(dice, &acl, number, egress);
    world.call("replace-network-acl-entry", entry)
}

pub(super) fn acl_swapped(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let acl = dice.pick(&world.acls());
    let subnet = dice.pick(&world.subnets());
    let now = world.aws.ec2("describe-network-acls", &json!({}));
    world.call(
        "replace-network-acl-association",
        json!({ "NetworkAclId": acl, "AssociationId": association(&now, subnet) }),
    )
}

/// To the other table, to the main one, or from it.
pub(super) fn routes_swapped(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets()).to_owned();
    let now = world.aws.ec2("describe-route-tables", &json!({}));
    let named = now["RouteTables"].as_array()?.iter().find_map(|table| {
        let mut all = table["Associations"].as_array()?.iter();
        all.find(|one| one["SubnetId"] == subnet.as_str()).cloned()
    });
    let table = dice.pick(&[world.other_routes, world.estate.routes.as_str()]);
    match named {
        None => world
            .call("associate-route-table", json!({ "SubnetId": subnet, "RouteTableId": table })),
        Some(one) if dice.one_in(2) => world.call(
            "disassociate-route-table",
            json!({ "AssociationId": one["RouteTableAssociationId"] }),
        ),
        Some(one) => world.call(
            "replace-route-table-association",
            json!({ "AssociationId": one["RouteTableAssociationId"], "RouteTableId": table }),
        ),
    }
}

pub(super) fn addresses_mapped(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets());
    let attribute = dice.pick(&["MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation"]);
    let value = !dice.one_in(3);
    world.call(
        "modify-subnet-attribute",
        json!({ "SubnetId": subnet, attribute: { "Value": value } }),
    )
}

pub(super) fn groups_changed(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let groups = world.groups();
    let mut chosen = vec![dice.pick(&groups)];
    let other = dice.pick(&groups);
    if other != chosen[0] {
        chosen.push(other);
    }
    world.call(
        "modify-network-interface-attribute",
        json!({ "NetworkInterfaceId": world.estate.interface, "Groups": chosen }),
    )
}

pub(super) fn forwarding(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "modify-network-interface-attribute",
        json!({ "NetworkInterfaceId": world.estate.interface, "SourceDestCheck": { "Value": false } }),
    )
}

pub(super) fn list_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let lists = world.aws.ec2("describe-managed-prefix-lists", &json!({}));
    let id = world.estate.partners.as_str();
    let list = lists["PrefixLists"].as_array()?.iter().find(|list| list["PrefixListId"] == id)?;
    let entries = world.aws.ec2("get-managed-prefix-list-entries", &json!({ "PrefixListId": id }));
    // moto forgets the name unless the edit repeats it.
    let mut edit = json!({ "PrefixListId": id, "CurrentVersion": list["Version"],
        "PrefixListName": "partners" });
    let entries = entries["Entries"].as_array()?;
    if dice.one_in(3) && entries.len() > 1 {
        edit["RemoveEntries"] = json!([{ "Cidr": dice.of(entries)?["Cidr"] }]);
    } else {
        let block = dice.block();
        if entries.iter().any(|entry| entry["Cidr"] == block.as_str()) {
            return None;
        }
        let mut entry = json!({ "Cidr": block });
        if dice.one_in(2) {
            entry["Description"] = dice.text().into();
        }
        edit["AddEntries"] = json!([entry]);
    }
    world.call("modify-managed-prefix-list", edit)
}

pub(super) fn target(world: &World<'_>, dice: &mut Dice) -> (&'static str, String) {
    let Estate { gateway, interface, .. } = world.estate;
    if dice.one_in(2) {
        ("GatewayId", gateway.clone())
    } else {
        ("NetworkInterfaceId", interface.clone())
    }
}

pub(super) fn route_added(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let (key, target) = target(world, dice);
    let mut route = json!({ "RouteTableId": world.estate.routes, key: target });
    if dice.one_in(2) {
        route["DestinationIpv6CidrBlock"] = dice.long_block().into();
    } else {
        route["DestinationCidrBlock"] =
            dice.pick(&["198.51.100.0/24", "203.0.113.7/32", "192.0.2.128/25"]).into();
    }
    world.call("create-route", route)
}

pub(super) fn route_gone(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "delete-route",
        json!({ "RouteTableId": world.estate.routes, "DestinationCidrBlock": "0.0.0.0/0" }),
    )
}

pub(super) fn route_edited(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "replace-route",
        json!({ "RouteTableId": world.estate.routes, "DestinationCidrBlock": "0.0.0.0/0",
            "NetworkInterfaceId": world.estate.interface }),
    )
}

pub(super) fn gateway_detached(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "detach-internet-gateway",
        json!({ "InternetGatewayId": world.estate.gateway, "VpcId": world.estate.vpc }),
    )
}
