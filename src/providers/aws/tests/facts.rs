//! What AWS's rules mean, as far as parsing decides it.

use serde_json::{Value, json};

use super::{ENTRY, answer, context, durable, kind, read, reason};
use crate::model::{Reading, Status};

/// The rules of a group with these permissions, and of these rows if any.
fn group(permissions: Value, rows: Option<Value>) -> Reading {
    let groups = json!({ "SecurityGroups": [
        { "GroupId": "sg-1", "OwnerId": "111122223333", "VpcId": "vpc-1", "IpPermissions": permissions }
    ]});
    let mut files = vec![answer("describe-security-groups", &groups)];
    if let Some(rows) = rows {
        let rows = json!({ "SecurityGroupRules": rows });
        files.push(answer("describe-security-group-rules", &rows));
    }
    kind(&read(files), "security-group").clone()
}

fn ingress(permissions: Value) -> Value {
    durable(&group(permissions, None), "sg-1")["ingress"].clone()
}

fn phrase(word: &str, list: &str, element: &Value) -> Option<String> {
    let spec = ENTRY.kinds.iter().find(|spec| spec.kind.word() == word).unwrap();
    (spec.phrase)(list, element)
}

#[test]
fn host_bits_under_a_slash_zero_are_the_whole_internet() {
    let rules = ingress(json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{ "CidrIp": "208.236.235.254/0" }] }]));
    assert_eq!(rules, json!([{ "peer": "0.0.0.0/0", "ports": "22", "protocol": "tcp" }]));
}

#[test]
fn a_protocol_other_than_the_four_opens_all_ports() {
    for protocol in ["50", "-1", "132"] {
        let rules = ingress(json!([{ "IpProtocol": protocol, "FromPort": 22, "ToPort": 22,
            "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }]));
        assert_eq!(rules[0]["ports"], Value::Null, "{protocol}");
        assert_eq!(rules[0]["icmp"], Value::Null, "{protocol}");
    }
}

#[test]
fn icmp_ports_are_type_and_code() {
    for (protocol, from, to, name, messages) in [
        ("icmp", 8, -1, "icmp", json!("8")),
        ("1", 3, 4, "icmp", json!("3/4")),
        ("icmpv6", -1, -1, "icmpv6", Value::Null),
        ("58", 128, 0, "icmpv6", json!("128/0")),
    ] {
        let rules = ingress(json!([{ "IpProtocol": protocol, "FromPort": from, "ToPort": to,
            "Ipv6Ranges": [{ "CidrIpv6": "::/0" }] }]));
        assert_eq!(rules[0]["protocol"], name);
        assert_eq!(rules[0]["icmp"], messages);
        assert_eq!(rules[0]["ports"], Value::Null);
    }
}

#[test]
fn regrouping_is_noise() {
    let range = |cidr: &str| json!({ "CidrIp": cidr });
    let bundled = ingress(json!([{ "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
        "IpRanges": [range("10.0.0.0/8"), range("192.0.2.0/24")] }]));
    let apart = ingress(json!([
        { "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [range("192.0.2.0/24")] },
        { "IpProtocol": "6", "FromPort": 443, "ToPort": 443, "IpRanges": [range("10.9.9.9/8")] },
    ]));
    assert_eq!(bundled, apart);
}

#[test]
fn a_peer_group_says_how_it_differs_from_the_group() {
    let reading = group(
        json!([{ "IpProtocol": "-1", "UserIdGroupPairs": [
            { "GroupId": "sg-2", "UserId": "111122223333", "VpcId": "vpc-1" },
            { "GroupId": "sg-3", "UserId": "444455556666", "VpcId": "vpc-9",
              "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "deleted" },
        ]}]),
        None,
    );
    assert_eq!(
        durable(&reading, "sg-1")["ingress"],
        json!([
            { "peer": "aws.security-group:sg-2", "protocol": "all" },
            { "peer": "aws.security-group:sg-3", "peer_account": "444455556666",
              "peer_peering": "pcx-1", "peer_vpc": "vpc-9", "protocol": "all" },
        ])
    );
    assert_eq!(context(&reading, "sg-1")["peerings"], json!({ "pcx-1": "deleted" }));
}

#[test]
fn what_was_not_read_is_null_and_not_nothing() {
    let reading = group(json!([]), None);
    assert_eq!(context(&reading, "sg-1"), json!({ "attached_to": null, "rule_tags": null }));
    let subnets = json!({ "Subnets": [{ "SubnetId": "subnet-1", "VpcId": "vpc-1" }] });
    let read = read(vec![answer("describe-subnets", &subnets)]);
    let subnet = context(kind(&read, "subnet"), "subnet-1");
    assert_eq!(subnet, json!({ "network_acl": null, "route_table": null }));
}

#[test]
fn a_rule_gets_its_id_by_its_content() {
    let permissions = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{ "CidrIp": "10.0.0.0/8", "Description": "office" }] }]);
    let row = json!({ "SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false,
        "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8" });
    let named = group(permissions.clone(), Some(json!([row])));
    assert_eq!(named.coverage.status, Status::Complete);
    assert_eq!(
        durable(&named, "sg-1")["ingress"],
        json!([{ "description": "office", "id": "sgr-1", "peer": "10.0.0.0/8", "ports": "22",
                 "protocol": "tcp" }])
    );
    let unnamed = group(permissions.clone(), None);
    assert_eq!(unnamed.coverage.status, Status::Complete);
    assert_eq!(durable(&unnamed, "sg-1")["ingress"][0]["id"], Value::Null);

    let mut other = row.clone();
    other["FromPort"] = 23.into();
    other["ToPort"] = 23.into();
    let torn = group(permissions, Some(json!([other])));
    assert_eq!(torn.coverage.status, Status::Partial);
    for part in ["sg-1", "sgr-1 (allow tcp 23 from 10.0.0.0/8)", "`allow tcp 22 from 10.0.0.0/8`"] {
        assert!(reason(&torn).contains(part), "{}", reason(&torn));
    }
}

#[test]
fn tags_of_rules_are_beside_the_rules_and_unread_is_not_none() {
    let permissions = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }]);
    let mut row = json!({ "SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false,
        "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8" });
    let plain = group(permissions.clone(), Some(json!([row])));
    assert_eq!(context(&plain, "sg-1"), json!({ "attached_to": null }));

    row["Tags"] = json!([{ "Key": "team", "Value": "web" }]);
    let tagged = group(permissions.clone(), Some(json!([row])));
    assert_eq!(context(&tagged, "sg-1")["rule_tags"], json!({ "sgr-1": { "team": "web" } }));
    assert_eq!(durable(&tagged, "sg-1"), durable(&plain, "sg-1"));

    let groups = json!({ "SecurityGroups": [
        { "GroupId": "sg-1", "OwnerId": "111122223333", "VpcId": "vpc-1", "IpPermissions": permissions }
    ]});
    let refused = json!({ "Error": { "Code": "UnauthorizedOperation" } });
    let part = json!({ "SecurityGroupRules": [row], "NextToken": "more" });
    for (rows, id) in [(None, None), (Some(refused), None), (Some(part), Some("sgr-1"))] {
        let mut files = vec![answer("describe-security-groups", &groups)];
        files.extend(rows.map(|rows| answer("describe-security-group-rules", &rows)));
        let reading = read(files);
        let unread = kind(&reading, "security-group");
        assert_eq!(context(unread, "sg-1")["rule_tags"], Value::Null);
        assert!(context(unread, "sg-1").as_object().unwrap().contains_key("rule_tags"));
        assert_eq!(durable(unread, "sg-1")["ingress"][0]["id"].as_str(), id);
    }
}

#[test]
fn rules_of_a_group_that_is_not_listed_are_told() {
    let row = json!({ "SecurityGroupRuleId": "sgr-7", "GroupId": "sg-7", "IsEgress": false,
        "IpProtocol": "-1", "CidrIpv4": "0.0.0.0/0" });
    let reading = group(json!([]), Some(json!([row])));
    assert_eq!(reading.coverage.status, Status::Partial);
    assert!(reason(&reading).contains("sg-7"), "{}", reason(&reading));
}

#[test]
fn a_group_of_another_account_says_so() {
    let groups = json!({ "SecurityGroups": [{ "GroupId": "sg-1", "OwnerId": "444455556666" }] });
    let read = read(vec![answer("describe-security-groups", &groups)]);
    assert_eq!(durable(kind(&read, "security-group"), "sg-1")["owner"], "444455556666");
}

#[test]
fn acl_entries_are_sorted_by_number_within_their_direction() {
    let entry = |number: i64, egress: bool, action: &str| {
        json!({ "RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": "-1",
                "CidrBlock": "0.0.0.0/0" })
    };
    let acls = json!({ "NetworkAcls": [{ "NetworkAclId": "acl-1", "Entries": [
        entry(32767, false, "deny"), entry(100, true, "allow"), entry(9, false, "allow"),
        { "RuleNumber": 100, "Egress": false, "RuleAction": "deny", "Protocol": "6",
          "CidrBlock": "203.0.113.9/0", "PortRange": { "From": 22, "To": 22 } },
    ], "Associations": [{ "SubnetId": "subnet-1" }] }] });
    let subnets = json!({ "Subnets": [{ "SubnetId": "subnet-1" }, { "SubnetId": "subnet-2" }] });
    let read =
        read(vec![answer("describe-network-acls", &acls), answer("describe-subnets", &subnets)]);
    let acl = durable(kind(&read, "network-acl"), "acl-1");
    let numbers: Vec<_> = acl["ingress"].as_array().unwrap().iter().map(|e| &e["number"]).collect();
    assert_eq!(numbers, [9, 100, 32767]);
    assert_eq!(
        phrase("network-acl", "ingress", &acl["ingress"][1]).unwrap(),
        "100 deny tcp 22 from 0.0.0.0/0"
    );
    assert_eq!(
        phrase("network-acl", "egress", &acl["egress"][0]).unwrap(),
        "100 allow all to 0.0.0.0/0"
    );
    let subnet = |id| context(kind(&read, "subnet"), id)["network_acl"].clone();
    assert_eq!(subnet("subnet-1"), "acl-1");
    assert_eq!(subnet("subnet-2"), Value::Null);
}

#[test]
fn a_subnet_without_a_table_uses_the_main_one() {
    let tables = json!({ "RouteTables": [
        { "RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{ "Main": true }],
          "Routes": [{ "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active" }] },
        { "RouteTableId": "rtb-2", "VpcId": "vpc-1",
          "Associations": [{ "SubnetId": "subnet-2" }, { "SubnetId": "subnet-1",
             "AssociationState": { "State": "disassociated" } }] },
    ]});
    let subnets = json!({ "Subnets": [
        { "SubnetId": "subnet-1", "VpcId": "vpc-1" }, { "SubnetId": "subnet-2", "VpcId": "vpc-1" } ] });
    let read =
        read(vec![answer("describe-route-tables", &tables), answer("describe-subnets", &subnets)]);
    let table = |id| context(kind(&read, "subnet"), id)["route_table"].clone();
    assert_eq!((table("subnet-1"), table("subnet-2")), (json!("rtb-1"), json!("rtb-2")));
    let routes = context(kind(&read, "route-table"), "rtb-1")["routes"].clone();
    assert_eq!(phrase("route-table", "routes", &routes[0]).unwrap(), "0.0.0.0/0 via igw-1");
}

#[test]
fn a_trail_is_whole_where_its_home_is_and_a_shadow_elsewhere() {
    let trails = json!({ "trailList": [
        { "Name": "main", "HomeRegion": "eu-west-1", "IsMultiRegionTrail": true },
        { "Name": "far", "HomeRegion": "us-east-1", "IsMultiRegionTrail": true,
          "S3BucketName": "logs", "TrailARN": "arn:far" },
    ]});
    let files = || {
        vec![
            answer("describe-trails", &trails),
            answer("get-event-selectors.main", &json!({ "EventSelectors": [] })),
            answer("get-trail-status.far", &json!({ "IsLogging": true })),
        ]
    };
    let unknown = read(files());
    let trail = kind(&unknown, "trail");
    let ids: Vec<_> = trail.resources.keys().map(ToString::to_string).collect();
    assert_eq!(ids, ["far@us-east-1", "main"]);
    let shadow = json!({ "bucket": "logs", "multi_region": true });
    assert_eq!(durable(trail, "far@us-east-1"), shadow);
    assert_eq!(context(trail, "far@us-east-1"), json!({ "arn": "arn:far" }));
    assert_eq!(trail.coverage.status, Status::Partial);
    assert!(reason(trail).contains("no get-trail-status.main.json"), "{}", reason(trail));
    assert!(reason(trail).contains("`far` of us-east-1"), "{}", reason(trail));
    assert_eq!(durable(trail, "main")["logging"], Value::Null);

    let mut files = files();
    files.push(answer("get-trail-status.main", &json!({ "IsLogging": false })));
    let known = read(files);
    assert_eq!(kind(&known, "trail").coverage.status, Status::Complete);
    assert_eq!(durable(kind(&known, "trail"), "far@us-east-1"), shadow);
    assert_eq!(durable(kind(&known, "trail"), "main")["logging"], false);
}

#[test]
fn entries_of_a_customers_list_must_be_read() {
    let lists = json!({ "PrefixLists": [
        { "PrefixListId": "pl-1", "OwnerId": "111122223333", "PrefixListName": "office" },
        { "PrefixListId": "pl-2", "OwnerId": "AWS" },
    ]});
    let entries = json!({ "Entries": [{ "Cidr": "203.0.113.9/0", "Description": "all" }] });
    let without = read(vec![answer("describe-managed-prefix-lists", &lists)]);
    let without = kind(&without, "prefix-list");
    assert_eq!(without.coverage.status, Status::Partial);
    assert!(reason(without).contains("pl-1") && !reason(without).contains("pl-2"));
    let with = read(vec![
        answer("describe-managed-prefix-lists", &lists),
        answer("get-managed-prefix-list-entries.pl-1", &entries),
    ]);
    let with = kind(&with, "prefix-list");
    assert_eq!((with.coverage.status, with.coverage.pages), (Status::Complete, 2));
    let list = durable(with, "pl-1");
    assert_eq!(list["entries"], json!([{ "cidr": "0.0.0.0/0", "description": "all" }]));
    assert_eq!(phrase("prefix-list", "entries", &list["entries"][0]).unwrap(), "0.0.0.0/0 \"all\"");
}

#[test]
fn what_is_on_its_way_out_is_no_resource() {
    let instances = json!({ "Reservations": [{ "Instances": [
        { "InstanceId": "i-1", "State": { "Name": "terminated" } }, { "InstanceId": "i-2" } ] }] });
    let exclusions = json!({ "VpcBlockPublicAccessExclusions": [
        { "ExclusionId": "e-1", "State": "delete-complete" }, { "ExclusionId": "e-2" } ] });
    let associations = json!({ "SecurityGroupVpcAssociations": [
        { "GroupId": "sg-1", "VpcId": "vpc-1", "State": "disassociated" },
        { "GroupId": "sg-1", "VpcId": "vpc-2", "State": "associated" } ] });
    let read = read(vec![
        answer("describe-instances", &instances),
        answer("describe-vpc-block-public-access-exclusions", &exclusions),
        answer("describe-security-group-vpc-associations", &associations),
    ]);
    for (word, id) in [
        ("instance", "i-2"),
        ("vpc-block-public-access-exclusion", "e-2"),
        ("security-group-vpc-association", "sg-1/vpc-2"),
    ] {
        let ids: Vec<_> = kind(&read, word).resources.keys().map(ToString::to_string).collect();
        assert_eq!(ids, [id]);
    }
}

#[test]
fn a_rule_reads_as_a_sentence() {
    for (list, element, text) in [
        (
            "ingress",
            json!({ "peer": "0.0.0.0/0", "ports": "22", "protocol": "tcp" }),
            "allow tcp 22 from 0.0.0.0/0",
        ),
        ("egress", json!({ "peer": "::/0", "protocol": "all" }), "allow all to ::/0"),
        (
            "ingress",
            json!({ "description": "ping", "icmp": "8/0", "peer": "10.0.0.0/8", "protocol": "icmp" }),
            "allow icmp 8/0 from 10.0.0.0/8 \"ping\"",
        ),
    ] {
        assert_eq!(phrase("security-group", list, &element).as_deref(), Some(text));
    }
    assert_eq!(phrase("security-group", "tags", &json!({})), None);
}
