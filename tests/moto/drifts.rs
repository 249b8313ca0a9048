//! Changes that somebody may make, drawn by dice, made through the real command line.

use std::path::Path;

use serde_json::{Value, json};

use super::aws::{ACCOUNT, Aws, read, text};
use super::dice::Dice;
use super::estate::{BUCKET, Estate, RECORDER, TRAIL, association};

/// What is there, and how it is changed.
pub(crate) struct World<'a> {
    pub(crate) aws: &'a Aws,
    pub(crate) estate: &'a Estate,
    /// A dump of it as it was before the round.
    pub(crate) dump: &'a Path,
    /// The routes to choose between, beside those of the estate.
    pub(crate) other_routes: &'a str,
}

/// A trail that records the use of objects.
pub(crate) const OTHER_TRAIL: &str = "objects";

type Drift = fn(&World<'_>, &mut Dice) -> Option<()>;

/// Changes of what is there.
pub(crate) const IN_PLACE: &[Drift] = &[
    rule_added,
    rule_added,
    rule_added,
    rule_gone,
    rule_gone,
    rule_edited,
    rule_edited,
    tag_set,
    tag_set,
    tag_gone,
    entry_added,
    entry_added,
    entry_gone,
    entry_edited,
    entry_edited,
    acl_swapped,
    routes_swapped,
    addresses_mapped,
    groups_changed,
    groups_changed,
    forwarding,
    list_edited,
    route_added,
    route_gone,
    route_edited,
    gateway_detached,
    trail_stopped,
    trail_edited,
    events_chosen,
    recorder_stopped,
    recorder_narrowed,
    channel_edited,
    metadata_service,
    profile,
    public_address,
];

/// What comes.
pub(crate) const ADDED: &[Drift] = &[
    group_made,
    acl_made,
    table_made,
    gateway_made,
    list_made,
    log_made,
    subnet_made,
    interface_made,
];

impl World<'_> {
    fn call(&self, call: &str, parameters: Value) -> Option<()> {
        self.aws.tries("ec2", call, &parameters)
    }

    fn rows(&self, call: &str, key: &str) -> Vec<Value> {
        read(self.dump, call)[key].as_array().unwrap().clone()
    }

    fn groups(&self) -> [&str; 5] {
        let Estate { web, api, db, ops, jump, .. } = self.estate;
        [web, api, db, ops, jump]
    }

    fn acls(&self) -> [&str; 2] {
        [&self.estate.edge, &self.estate.inner]
    }

    fn subnets(&self) -> [&str; 2] {
        [&self.estate.public, &self.estate.private]
    }
}

fn permission(world: &World<'_>, dice: &mut Dice) -> Value {
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

fn direction(dice: &mut Dice) -> &'static str {
    if dice.one_in(3) { "egress" } else { "ingress" }
}

fn rule_added(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let group = dice.pick(&world.groups()).to_owned();
    let permission = permission(world, dice);
    let call = format!("authorize-security-group-{}", direction(dice));
    world.call(&call, json!({ "GroupId": group, "IpPermissions": [permission] }))
}

fn a_rule(world: &World<'_>, dice: &mut Dice) -> Option<Value> {
    let groups = world.groups();
    let mut rules = world.rows("describe-security-group-rules", "SecurityGroupRules");
    rules.retain(|rule| groups.contains(&rule["GroupId"].as_str().unwrap()));
    dice.of(&rules).cloned()
}

fn rule_gone(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let rule = a_rule(world, dice)?;
    let direction = if rule["IsEgress"] == true { "egress" } else { "ingress" };
    let call = format!("revoke-security-group-{direction}");
    let ids = json!([rule["SecurityGroupRuleId"]]);
    world.call(&call, json!({ "GroupId": rule["GroupId"], "SecurityGroupRuleIds": ids }))
}

fn rule_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn tag_set(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let resource = tagged(world, dice);
    world.call("create-tags", json!({ "Resources": [resource], "Tags": [dice.tag()] }))
}

fn tag_gone(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets());
    world.call("delete-tags", json!({ "Resources": [subnet], "Tags": [{ "Key": "tier" }] }))
}

fn entry(dice: &mut Dice, acl: &str, number: i64, egress: bool) -> Value {
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

fn entry_added(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let acl = dice.pick(&world.acls()).to_owned();
    let number = 1 + i64::try_from(dice.below(400)).unwrap();
    let egress = dice.one_in(2);
    let entry = entry(dice, &acl, number, egress);
    world.call("create-network-acl-entry", entry)
}

fn an_entry(world: &World<'_>, dice: &mut Dice) -> Option<(String, i64, bool)> {
    let acl = dice.pick(&world.acls()).to_owned();
    let rows = world.rows("describe-network-acls", "NetworkAcls");
    let found = rows.iter().find(|row| row["NetworkAclId"] == acl.as_str())?;
    let mut entries = found["Entries"].as_array()?.clone();
    entries.retain(|entry| entry["RuleNumber"].as_i64().unwrap() < 32767);
    let entry = dice.of(&entries)?;
    Some((acl, entry["RuleNumber"].as_i64()?, entry["Egress"] == true))
}

fn entry_gone(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let (acl, number, egress) = an_entry(world, dice)?;
    world.call(
        "delete-network-acl-entry",
        json!({ "NetworkAclId": acl, "RuleNumber": number, "Egress": egress }),
    )
}

fn entry_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let (acl, number, egress) = an_entry(world, dice)?;
    let entry = entry(dice, &acl, number, egress);
    world.call("replace-network-acl-entry", entry)
}

fn acl_swapped(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let acl = dice.pick(&world.acls());
    let subnet = dice.pick(&world.subnets());
    let now = world.aws.ec2("describe-network-acls", &json!({}));
    world.call(
        "replace-network-acl-association",
        json!({ "NetworkAclId": acl, "AssociationId": association(&now, subnet) }),
    )
}

/// To the other table, to the main one, or from it.
fn routes_swapped(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn addresses_mapped(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets());
    let attribute = dice.pick(&["MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation"]);
    let value = !dice.one_in(3);
    world.call(
        "modify-subnet-attribute",
        json!({ "SubnetId": subnet, attribute: { "Value": value } }),
    )
}

fn groups_changed(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn forwarding(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "modify-network-interface-attribute",
        json!({ "NetworkInterfaceId": world.estate.interface, "SourceDestCheck": { "Value": false } }),
    )
}

fn list_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn target(world: &World<'_>, dice: &mut Dice) -> (&'static str, String) {
    let Estate { gateway, interface, .. } = world.estate;
    if dice.one_in(2) {
        ("GatewayId", gateway.clone())
    } else {
        ("NetworkInterfaceId", interface.clone())
    }
}

fn route_added(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn route_gone(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "delete-route",
        json!({ "RouteTableId": world.estate.routes, "DestinationCidrBlock": "0.0.0.0/0" }),
    )
}

fn route_edited(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "replace-route",
        json!({ "RouteTableId": world.estate.routes, "DestinationCidrBlock": "0.0.0.0/0",
            "NetworkInterfaceId": world.estate.interface }),
    )
}

fn gateway_detached(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call(
        "detach-internet-gateway",
        json!({ "InternetGatewayId": world.estate.gateway, "VpcId": world.estate.vpc }),
    )
}

fn trail_stopped(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.aws.tries("cloudtrail", "stop-logging", &json!({ "Name": TRAIL }))
}

fn trail_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let mut edit = json!({ "Name": TRAIL });
    match dice.below(3) {
        0 => edit["S3KeyPrefix"] = dice.text().into(),
        1 => edit["EnableLogFileValidation"] = true.into(),
        _ => {
            edit["IsMultiRegionTrail"] = false.into();
            edit["S3KeyPrefix"] = "elsewhere".into();
        }
    }
    world.aws.tries("cloudtrail", "update-trail", &edit)
}

/// The other trail has selectors in the newer form. moto keeps those beside ones in the older form, as long as no others come.
fn events_chosen(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let mut choice = match dice.below(3) {
        0 => {
            json!({ "EventSelectors": [{ "ReadWriteType": "WriteOnly", "IncludeManagementEvents": true }] })
        }
        1 => json!({ "EventSelectors": [{ "ReadWriteType": "All", "IncludeManagementEvents": false,
            "DataResources": [{ "Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::b/", "arn:aws:s3:::a/"] }] }] }),
        _ => {
            let conditions = json!([{ "Field": "eventCategory", "Equals": ["Data"] },
                { "Field": "resources.type", "Equals": ["AWS::S3::Object"] }]);
            json!({ "TrailName": OTHER_TRAIL, "AdvancedEventSelectors":
                [{ "Name": dice.text(), "FieldSelectors": conditions }] })
        }
    };
    if choice["TrailName"].is_null() {
        choice["TrailName"] = dice.pick(&[TRAIL, OTHER_TRAIL]).into();
    }
    world.aws.tries("cloudtrail", "put-event-selectors", &choice)
}

fn recorder_stopped(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.aws.tries(
        "configservice",
        "stop-configuration-recorder",
        &json!({ "ConfigurationRecorderName": RECORDER }),
    )
}

fn recorder_narrowed(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let types = dice.pick(&["AWS::EC2::Instance", "AWS::EC2::Subnet"]);
    let group = if dice.one_in(2) {
        json!({ "resourceTypes": [types, "AWS::EC2::VPC"] })
    } else {
        json!({ "exclusionByResourceTypes": { "resourceTypes": [types] },
            "recordingStrategy": { "useOnly": "EXCLUSION_BY_RESOURCE_TYPES" } })
    };
    let role = format!("arn:aws:iam::{ACCOUNT}:role/{}", dice.pick(&["config", "other"]));
    world.aws.tries(
        "configservice",
        "put-configuration-recorder",
        &json!({ "ConfigurationRecorder": { "name": RECORDER, "roleARN": role, "recordingGroup": group } }),
    )
}

fn channel_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let prefix = dice.text();
    world.aws.tries(
        "configservice",
        "put-delivery-channel",
        &json!({ "DeliveryChannel": { "name": RECORDER, "s3BucketName": BUCKET, "s3KeyPrefix": prefix } }),
    )
}

fn an_instance(world: &World<'_>, dice: &mut Dice) -> Option<String> {
    let rows = world.rows("describe-instances", "Reservations");
    let instances: Vec<Value> =
        rows.iter().flat_map(|row| row["Instances"].as_array().unwrap()).cloned().collect();
    dice.of(&instances).map(|one| text(&one["InstanceId"]))
}

/// All of it at once: moto forgets what a call does not name.
fn metadata_service(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let instance = an_instance(world, dice)?;
    world.call(
        "modify-instance-metadata-options",
        json!({ "InstanceId": instance, "HttpTokens": "required", "HttpEndpoint": "disabled",
            "HttpPutResponseHopLimit": 2 + dice.below(4), "HttpProtocolIpv6": "enabled",
            "InstanceMetadataTags": "enabled" }),
    )
}

fn profile(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let instance = an_instance(world, dice)?;
    let name = dice.pick(&["admin", "reader"]);
    world.call(
        "associate-iam-instance-profile",
        json!({ "InstanceId": instance, "IamInstanceProfile": { "Name": name } }),
    )
}

/// An elastic address that nothing has yet.
fn public_address(world: &World<'_>, _: &mut Dice) -> Option<()> {
    let known = world.aws.ec2("describe-addresses", &json!({}));
    let free =
        known["Addresses"].as_array()?.iter().find(|one| !one["AssociationId"].is_string())?;
    world.call(
        "associate-address",
        json!({ "AllocationId": free["AllocationId"], "NetworkInterfaceId": world.estate.interface }),
    )
}

fn group_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn acl_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
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

fn table_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let answer = world.aws.ec2("create-route-table", &json!({ "VpcId": world.estate.vpc }));
    let table = text(&answer["RouteTable"]["RouteTableId"]);
    world.call("create-tags", json!({ "Resources": [table], "Tags": [dice.tag()] }))
}

fn gateway_made(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.call("create-internet-gateway", json!({}))
}

fn list_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    world.call(
        "create-managed-prefix-list",
        json!({ "PrefixListName": dice.text(), "MaxEntries": 3, "AddressFamily": "IPv4",
            "Entries": [{ "Cidr": "0.0.0.0/0", "Description": dice.text() }] }),
    )
}

fn log_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let subnet = dice.pick(&world.subnets());
    world.call(
        "create-flow-logs",
        json!({ "ResourceIds": [subnet], "ResourceType": "Subnet", "TrafficType": "REJECT",
            "LogDestinationType": "s3", "LogDestination": format!("arn:aws:s3:::{BUCKET}") }),
    )
}

fn subnet_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let block = format!("10.20.{}.0/24", 10 + dice.below(200));
    world.call("create-subnet", json!({ "VpcId": world.estate.vpc, "CidrBlock": block }))
}

fn interface_made(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    world.call(
        "create-network-interface",
        json!({ "SubnetId": world.estate.private, "Description": dice.text(),
            "Groups": [world.estate.jump] }),
    )
}
