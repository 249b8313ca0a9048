//! What a record says of a resource is what a scan says of it: the same calls, as a log and as a scan see them.

use serde_json::{Value, json};

use super::super::read;
use crate::model::{Done, Setting};
use crate::providers::aws::ENTRY;
use crate::providers::tests::dumped::{self, answer, context, durable};

/// What a call did to the first resource that it is about.
fn deed(name: &str, request: &Value, response: &Value) -> Done {
    let record = json!({
        "eventTime": "2026-03-01T10:00:00Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "recipientAccountId": "111122223333",
        "eventID": "1",
        "requestParameters": request,
        "responseElements": response,
    });
    let activity = read(&record.to_string(), None).unwrap().activity.unwrap();
    activity.deeds.into_iter().next().unwrap().act
}

fn elements(act: Done) -> Vec<Value> {
    let Done::Set(settings) = act else { panic!("it is no change of fields: {act:?}") };
    settings.into_iter().filter_map(|Setting { to, .. }| to).collect()
}

/// The lists of a field of a resource that a scan shows.
fn scanned(answers: &[(&str, Value)], kind: &str, id: &str) -> (Value, Value) {
    let answers = answers.iter().map(|(name, json)| answer(name, json)).collect();
    let reading = dumped::read(&ENTRY, "aws:111122223333/eu-west-1", answers);
    let kind = dumped::kind(&reading, kind);
    (durable(kind, id), context(kind, id))
}

#[test]
fn a_rule_that_came_is_the_rule_that_is_there() {
    let group = json!({
        "GroupId": "sg-1", "GroupName": "web", "OwnerId": "111122223333", "VpcId": "vpc-1",
        "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "203.0.113.9/0"}]},
            {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "PrefixListIds": [{"PrefixListId": "pl-1", "Description": "x"}]},
            {"IpProtocol": "icmp", "FromPort": 3, "ToPort": 4, "Ipv6Ranges": [{"CidrIpv6": "::0/0"}]},
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "111122223333"}]},
            {"IpProtocol": "17", "FromPort": 53, "ToPort": 54, "UserIdGroupPairs": [{"GroupId": "sg-3", "UserId": "444455556666"}]},
        ],
    });
    let row = |id: &str, rest: Value| {
        let mut row = json!({"groupId": "sg-1", "groupOwnerId": "111122223333", "isEgress": false, "securityGroupRuleId": id});
        row.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        row
    };
    let rows = [
        row(
            "sgr-1",
            json!({"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "203.0.113.9/0"}),
        ),
        row(
            "sgr-2",
            json!({"ipProtocol": "tcp", "fromPort": 0, "toPort": 65535, "prefixListId": "pl-1", "description": "x"}),
        ),
        row(
            "sgr-3",
            json!({"ipProtocol": "icmp", "fromPort": 3, "toPort": 4, "cidrIpv6": "::0/0"}),
        ),
        row(
            "sgr-4",
            json!({"ipProtocol": "-1", "fromPort": -1, "toPort": -1, "referencedGroupInfo": {"groupId": "sg-2", "userId": "111122223333"}}),
        ),
        row(
            "sgr-5",
            json!({"ipProtocol": "17", "fromPort": 53, "toPort": 54, "referencedGroupInfo": {"groupId": "sg-3", "userId": "444455556666"}}),
        ),
    ];
    let capital = |row: &Value| -> Value {
        let up = |key: &str| key[..1].to_uppercase() + &key[1..];
        let fields = row.as_object().unwrap().iter().map(|(key, value)| {
            let value = match value {
                Value::Object(inner) => {
                    inner.iter().map(|(key, value)| (up(key), value.clone())).collect()
                }
                other => other.clone(),
            };
            (up(key), value)
        });
        fields.collect()
    };
    let (fields, _) = scanned(
        &[
            ("describe-security-groups", json!({"SecurityGroups": [group]})),
            (
                "describe-security-group-rules",
                json!({"SecurityGroupRules": rows.iter().map(capital).collect::<Vec<_>>()}),
            ),
        ],
        "aws.security-group",
        "sg-1",
    );
    let told = deed(
        "AuthorizeSecurityGroupIngress",
        &json!({"groupId": "sg-1", "ipPermissions": {}}),
        &json!({"_return": true, "securityGroupRuleSet": {"items": rows}}),
    );
    let by_id = |mut list: Vec<Value>| {
        list.sort_by_key(|rule| rule["id"].to_string());
        list
    };
    let there = by_id(fields["ingress"].as_array().unwrap().clone());
    assert_eq!(by_id(elements(told)), there);

    // In the long form of a request, too, but for the ids.
    let told = deed(
        "AuthorizeSecurityGroupIngress",
        &json!({"groupId": "sg-1", "ipPermissions": {"items": [
            {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": {"items": [{"cidrIp": "203.0.113.9/0"}]}},
            {"ipProtocol": "tcp", "fromPort": 0, "toPort": 65535, "prefixListIds": {"items": [{"prefixListId": "pl-1", "description": "x"}]}},
            {"ipProtocol": "icmp", "fromPort": 3, "toPort": 4, "ipv6Ranges": {"items": [{"cidrIpv6": "::0/0"}]}},
            {"ipProtocol": "-1", "groups": {"items": [{"groupId": "sg-2"}]}},
            {"ipProtocol": "17", "fromPort": 53, "toPort": 54, "groups": {"items": [{"groupId": "sg-3", "userId": "444455556666"}]}},
        ]}}),
        &json!({"_return": true}),
    );
    let without: Vec<Value> = there
        .into_iter()
        .map(|mut rule| {
            rule.as_object_mut().unwrap().remove("id");
            rule
        })
        .collect();
    assert_eq!(elements(told), without);
}

#[test]
fn an_entry_and_a_route_that_came_are_those_that_are_there() {
    let (acl, _) = scanned(
        &[(
            "describe-network-acls",
            json!({"NetworkAcls": [{"NetworkAclId": "acl-1", "OwnerId": "111122223333", "Entries": [
                {"RuleNumber": 90, "Egress": false, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "10.1.2.3/8", "PortRange": {"From": 22, "To": 23}},
            ]}]}),
        )],
        "aws.network-acl",
        "acl-1",
    );
    let told = deed(
        "CreateNetworkAclEntry",
        &json!({"networkAclId": "acl-1", "ruleNumber": 90, "egress": false, "ruleAction": "allow", "aclProtocol": "6", "cidrBlock": "10.1.2.3/8", "portRange": {"from": 22, "to": 23}, "icmpTypeCode": {}}),
        &json!({"_return": true}),
    );
    assert_eq!(Value::Array(elements(told)), acl["ingress"]);

    let (_, table) = scanned(
        &[(
            "describe-route-tables",
            json!({"RouteTables": [{"RouteTableId": "rtb-1", "OwnerId": "111122223333", "Routes": [
                {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "Origin": "CreateRoute", "State": "active"},
            ]}]}),
        )],
        "aws.route-table",
        "rtb-1",
    );
    let told = deed(
        "CreateRoute",
        &json!({"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}),
        &json!({"_return": true}),
    );
    assert_eq!(Value::Array(elements(told)), table["routes"]);
}

#[test]
fn a_list_that_was_made_is_the_list_that_is_there() {
    let list = json!({"PrefixListId": "pl-1", "PrefixListName": "partners", "AddressFamily": "IPv4", "MaxEntries": 5, "Version": 1, "OwnerId": "111122223333", "Tags": [{"Key": "a", "Value": "b"}]});
    let (durable, context) = scanned(
        &[
            ("describe-managed-prefix-lists", json!({"PrefixLists": [list]})),
            (
                "get-managed-prefix-list-entries.pl-1",
                json!({"Entries": [{"Cidr": "192.0.2.0/24", "Description": "x"}, {"Cidr": "10.0.0.0/8"}]}),
            ),
        ],
        "aws.prefix-list",
        "pl-1",
    );
    let told = deed(
        "CreateManagedPrefixList",
        &json!({"CreateManagedPrefixListRequest": {"PrefixListName": "partners", "Entry": [{"tag": 1, "Cidr": "10.9.9.9/8"}, {"tag": 2, "Cidr": "192.0.2.0/24", "Description": "x"}]}}),
        &json!({"CreateManagedPrefixListResponse": {"prefixList": {"prefixListId": "pl-1", "prefixListName": "partners", "addressFamily": "IPv4", "maxEntries": 5, "version": 1, "ownerId": "111122223333", "tagSet": {"item": {"key": "a", "value": "b"}}}}}),
    );
    let Done::Became { resource, is_new: true } = told else { panic!("it was not made: {told:?}") };
    assert_eq!(
        (resource.durable.value().unwrap(), resource.context.value().unwrap()),
        (durable, context)
    );
}
