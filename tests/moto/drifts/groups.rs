//! Rules of groups, and tags.

use serde_json::{Value, json};

use super::World;
use crate::dice::Dice;
use crate::estate::Estate;

pub(super) fn permission(world: &World<'_>, dice: &mut Dice) -> Value {
    let mut permission = match dice.below(6) {
        0 => json!({ "IpProtocol": "-1" }),
        1 => json!({ "IpProtocol": "icmp", "FromPort": dice.below(13), "ToPort": -1 }),
        2 => json!({ "IpProtocol": "50", "FromPort": -1, "ToPort": -1 }),
        other => {
            let (from, to) = dice.ports();
            let protocol = if other == 3 { "udp" } else { "tcp" };
            json!({ "IpProtocol": protocol, "FromPort": from, "ToPort": to })
        }
    };
    let (list, mut peer) = match dice.below(5) {
        0 => ("Ipv6Ranges", json!({ "CidrIpv6": dice.long_block() })),
        1 => ("PrefixListIds", json!({ "PrefixListId": world.estate.partners })),
        // moto forgets the note of a rule for a group.
        2 => {
            let group = dice.pick(&world.groups());
            permission["UserIdGroupPairs"] = json!([{ "GroupId": group }]);
            return permission;
        }
        _ => ("IpRanges", json!({ "CidrIp": dice.block() })),
    };
    if dice.one_in(2) {
        peer["Description"] = dice.text().into();
    }
    permission[list] = json!([peer]);
    permission
}

pub(super) fn direction(dice: &mut Dice) -> &'static str {
    if dice.one_in(3) { "egress" } else { "ingress" }
}

pub(super) fn rule_added(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let group = dice.pick(&world.groups()).to_owned();
    let permission = permission(world, dice);
    let call = format!("authorize-security-group-{}", direction(dice));
    world.call(&call, json!({ "GroupId": group, "IpPermissions": [permission] }))
}

pub(super) fn a_rule(world: &World<'_>, dice: &mut Dice) -> Option<Value> {
    let groups = world.groups();
    let mut rules = world.rows("describe-security-group-rules", "SecurityGroupRules");
    rules.retain(|rule| groups.contains(&rule["GroupId"].as_str().unwrap()));
    dice.of(&rules).cloned()
}

pub(super) fn rule_gone(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let rule = a_rule(world, dice)?;
    let direction = if rule["IsEgress"] == true { "egress" } else { "ingress" };
    let call = format!("revoke-security-group-{direction}");
    let ids = json!([rule["SecurityGroupRuleId"]]);
    world.call(&call, json!({ "GroupId": rule["GroupId"], "SecurityGroupRuleIds": ids }))
}

pub(super) fn rule_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let rule = a_rule(world, dice)?;
    let (from, to) = dice.ports();
    let mut new = json!({ "IpProtocol": "tcp", "FromPort": from, "ToPort": to });
    if rule["CidrIpv4"].is_string() {
        new["CidrIpv4"] = dice.block().into();
    } else if rule["CidrIpv6"].is_string() {
        new["CidrIpv6"] = dice.long_block().into();
    } else {
        return None;
    }
    if dice.one_in(2) {
        new["Description"] = dice.text().into();
    }
    let rules =
        json!([{ "SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": new }]);
    world.call(
        "modify-security-group-rules",
        json!({ "GroupId": rule["GroupId"], "SecurityGroupRules": rules }),
    )
}

fn tagged<'a>(world: &World<'a>, dice: &mut Dice) -> &'a str {
    let Estate { vpc, public, web, edge, interface, gateway, routes, partners, flow_log, .. } =
        world.estate;
    let all: [&str; 9] = [vpc, public, web, edge, interface, gateway, routes, partners, flow_log];
    dice.pick(&all)
}

pub(super) fn tag_set(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let resource = tagged(world, dice);
    world.call("create-tags", json!({ "Resources": [resource], "Tags": [dice.tag()] }))
}

pub(super) fn tag_gone(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets());
    world.call("delete-tags", json!({ "Resources": [subnet], "Tags": [{ "Key": "tier" }] }))
}
