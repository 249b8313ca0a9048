//! What somebody deleted comes back: with what it was, under its name where names count, and else under another id, as is said.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::aws::Aws;
use super::estate::{Estate, RECORDER, TRAIL};
use super::rounds::{Rounds, findings, steps_of};

/// What there is only to be deleted, made before the baseline is recorded.
pub(crate) struct Spares {
    list: String,
    table: String,
    gateway: String,
}

pub(crate) fn furnish(aws: &Aws, estate: &Estate) -> Spares {
    let tags = |sort: &str| json!([{ "ResourceType": sort, "Tags": [{ "Key": "it's", "Value": "$(touch pwned)\n`x`" }] }]);
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let list = aws.ec2(
        "create-managed-prefix-list",
        &json!({ "PrefixListName": "-spare 'list'", "MaxEntries": 4, "AddressFamily": "IPv4",
            "Entries": [{ "Cidr": "192.0.2.0/24", "Description": "file:///etc/hostname" }],
            "TagSpecifications": tags("prefix-list") }),
    );
    let table = aws.ec2(
        "create-route-table",
        &json!({ "VpcId": estate.vpc, "TagSpecifications": tags("route-table") }),
    );
    let table = id(&table["RouteTable"]["RouteTableId"]);
    aws.ec2(
        "create-route",
        &json!({ "RouteTableId": table, "DestinationCidrBlock": "198.51.100.0/24",
            "NetworkInterfaceId": estate.interface }),
    );
    let gateway = aws
        .ec2("create-internet-gateway", &json!({ "TagSpecifications": tags("internet-gateway") }));
    aws.ec2(
        "create-tags",
        &json!({ "Resources": [estate.spare, estate.inner],
            "Tags": [{ "Key": "a\nb", "Value": "--dry-run" }] }),
    );
    aws.ec2(
        "authorize-security-group-ingress",
        &json!({ "GroupId": estate.spare, "IpPermissions": [{ "IpProtocol": "tcp", "FromPort": 22,
            "ToPort": 23, "IpRanges": [{ "CidrIp": "10.0.0.0/8", "Description": "`who`" }] }] }),
    );
    Spares {
        list: id(&list["PrefixList"]["PrefixListId"]),
        table,
        gateway: id(&gateway["InternetGateway"]["InternetGatewayId"]),
    }
}

/// Deletes one of each kind, runs what is printed, and holds what came against what went.
pub(crate) fn comes_back(rounds: &Rounds<'_>, spares: &Spares, was: &BTreeMap<String, Value>) {
    let (aws, estate) = (rounds.aws, rounds.estate);
    aws.ec2("delete-security-group", &json!({ "GroupId": estate.spare }));
    aws.ec2("delete-network-acl", &json!({ "NetworkAclId": estate.inner }));
    aws.ec2("delete-flow-logs", &json!({ "FlowLogIds": [estate.flow_log] }));
    aws.ec2("delete-managed-prefix-list", &json!({ "PrefixListId": spares.list }));
    aws.ec2("delete-route-table", &json!({ "RouteTableId": spares.table }));
    aws.ec2("delete-internet-gateway", &json!({ "InternetGatewayId": spares.gateway }));
    aws.run("cloudtrail", "delete-trail", &json!({ "Name": TRAIL }));
    aws.run(
        "configservice",
        "delete-configuration-recorder",
        &json!({ "ConfigurationRecorderName": RECORDER }),
    );
    aws.run(
        "configservice",
        "delete-delivery-channel",
        &json!({ "DeliveryChannelName": RECORDER }),
    );
    rounds.around_moto();
    let gone = rounds.place.join("gone");
    aws.dump(&gone);
    let told = rounds.scan(&gone, 1);
    assert_eq!(findings(&told).len(), 8, "{told:#}");
    let mut script = Vec::new();
    for finding in findings(&told) {
        let keeps_its_name = ["aws.trail", "aws.config-recorder"]
            .contains(&finding["resource"]["kind"].as_str().unwrap());
        let proof = if keeps_its_name { "restores-baseline" } else { "partial" };
        script.extend(steps_of(finding, proof));
    }
    rounds.run(&told, &script, "what was deleted");
    // AWS records management events of every new trail; moto has to be told.
    aws.run(
        "cloudtrail",
        "put-event-selectors",
        &json!({ "TrailName": TRAIL, "EventSelectors":
            [{ "ReadWriteType": "All", "IncludeManagementEvents": true }] }),
    );
    let back = rounds.place.join("back");
    aws.dump(&back);
    let is = rounds.state(&back);
    let only = |here: &BTreeMap<String, Value>, there: &BTreeMap<String, Value>| {
        let mut found: Vec<String> = here
            .iter()
            .filter(|(key, _)| !there.contains_key(*key))
            .map(|(key, resource)| {
                let (kind, id) = key.split_once(' ').unwrap();
                format!("{kind} {resource}").replace(id, "ITS ID")
            })
            .collect();
        found.sort_unstable();
        found
    };
    let (came, went) = (only(&is, was), only(was, &is));
    assert_eq!(came.len(), 6);
    assert_eq!(came, went, "what came back is what went, but for its id");
    for (key, resource) in was.iter().filter(|(key, _)| is.contains_key(*key)) {
        assert_eq!(is.get(key), Some(resource), "{key}");
    }
    assert!(!rounds.place.join("pwned").exists());
}
