//! What somebody changes through the real command line, what a scan has to tell of it, and the way back.

use std::path::Path;

use serde_json::{Value, json};

use super::aws::{Aws, read, text};
use super::binary::Told;
use super::estate::{
    Estate, RECORDER, TRAIL, allow, association, entry, flow_log, group, run_recorder, stand_before,
};

/// Ids that only come to be while the stages run.
#[derive(Default)]
pub(crate) struct Traces {
    backdoor: String,
    default_acl: String,
}

fn told(expected: &mut Told, resource: (&str, &str), code: &str, action: &str, fields: Value) {
    let key = format!("aws.{} {}", resource.0, resource.1);
    expected.insert(key, json!({"code": code, "action": action, "fields": fields}));
}

/// The ids of the rules in an answer of `authorize-security-group-ingress`.
fn rule_ids(answer: &Value) -> Vec<String> {
    let rules = answer["SecurityGroupRules"].as_array().unwrap();
    rules.iter().map(|rule| text(&rule["SecurityGroupRuleId"])).collect()
}

/// The id of a group's rule for this peer.
fn rule_of(dump: &Path, group: &str, peer: &str) -> String {
    let answer = read(dump, "describe-security-group-rules");
    let mut rules = answer["SecurityGroupRules"].as_array().unwrap().iter();
    let rule = rules
        .find(|r| r["GroupId"] == group && (r["CidrIpv4"] == peer || r["CidrIpv6"] == peer))
        .unwrap_or_else(|| panic!("{group} has no rule for {peer}"));
    text(&rule["SecurityGroupRuleId"])
}

/// All fields of a group that has no rules but those that every new group has, on the side `side`.
fn whole_group(dump: &Path, estate: &Estate, id: &str, name: &str, side: &str) -> Value {
    let mut fields = json!({
        "name": {side: name},
        "description": {side: format!("the {name} tier")},
        "vpc": {side: estate.vpc},
        "ingress": {side: []},
    });
    for peer in ["0.0.0.0/0", "::/0"] {
        let rule = rule_of(dump, id, peer);
        fields[format!("egress[{rule}]")] =
            json!({side: {"id": rule, "peer": peer, "protocol": "all"}});
    }
    fields
}

/// Groups and their rules. `approved` is the dump that was recorded.
pub(crate) fn groups(aws: &Aws, estate: &Estate, approved: &Path, traces: &mut Traces) -> Told {
    let mut expected = Told::new();
    let (opened, closed) = ("traffic-opened", "traffic-closed");

    let answer = allow(aws, &estate.web, &json!([open_ssh()]));
    let rule = &rule_ids(&answer)[0];
    told(
        &mut expected,
        ("security-group", &estate.web),
        opened,
        "modified",
        json!({
            format!("ingress[{rule}]"): {"after": {"id": rule, "peer": "0.0.0.0/0", "ports": "22",
                "protocol": "tcp", "description": "temporary"}},
        }),
    );

    let answer = allow(aws, &estate.api, &json!([open_exporter()]));
    let rules = rule_ids(&answer);
    let mut fields = json!({});
    for (rule, peer) in rules.iter().zip(["0.0.0.0/0", "::/0"]) {
        fields[format!("ingress[{rule}]")] =
            json!({"after": {"id": rule, "peer": peer, "ports": "9100", "protocol": "tcp"}});
    }
    told(&mut expected, ("security-group", &estate.api), opened, "modified", fields);

    let rule = rule_of(approved, &estate.db, "10.30.0.0/16");
    aws.ec2(
        "revoke-security-group-ingress",
        &json!({"GroupId": estate.db,
        "IpPermissions": [database_rule()]}),
    );
    told(
        &mut expected,
        ("security-group", &estate.db),
        closed,
        "modified",
        json!({
            format!("ingress[{rule}]"): {"before":
                {"id": rule, "peer": "10.30.0.0/16", "ports": "5432", "protocol": "tcp"}},
        }),
    );

    edit_dns_rule(aws, estate, 54, "10.20.0.0/15");
    let rule = &estate.dns_rule;
    told(
        &mut expected,
        ("security-group", &estate.ops),
        opened,
        "modified",
        json!({
            format!("ingress[{rule}].peer"): {"before": "10.20.0.0/16", "after": "10.20.0.0/15"},
            format!("ingress[{rule}].ports"): {"before": "53", "after": "53-54"},
        }),
    );

    aws.ec2("delete-security-group", &json!({"GroupId": estate.spare}));
    let fields = whole_group(approved, estate, &estate.spare, "spare", "before");
    told(&mut expected, ("security-group", &estate.spare), "traffic-closed", "removed", fields);

    traces.backdoor = group(aws, &estate.vpc, "backdoor");
    expected
}

/// What only the dump after the first stage can say: the rules that the new group was born with.
pub(crate) fn backdoor(dump: &Path, estate: &Estate, traces: &Traces, expected: &mut Told) {
    let fields = whole_group(dump, estate, &traces.backdoor, "backdoor", "after");
    told(expected, ("security-group", &traces.backdoor), "traffic-opened", "added", fields);
}

fn open_ssh() -> Value {
    json!({"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "temporary"}]})
}

/// It looks like one host and means the whole internet.
fn open_exporter() -> Value {
    json!({"IpProtocol": "tcp", "FromPort": 9100, "ToPort": 9100,
        "IpRanges": [{"CidrIp": "203.0.113.254/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]})
}

fn database_rule() -> Value {
    json!({"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
        "IpRanges": [{"CidrIp": "10.30.0.0/16"}]})
}

fn edit_dns_rule(aws: &Aws, estate: &Estate, to: u16, peer: &str) {
    aws.ec2(
        "modify-security-group-rules",
        &json!({"GroupId": estate.ops, "SecurityGroupRules": [
        {"SecurityGroupRuleId": estate.dns_rule, "SecurityGroupRule":
            {"IpProtocol": "udp", "FromPort": 53, "ToPort": to, "CidrIpv4": peer}}]}),
    );
}

/// What stands around the groups: interfaces, ACLs, prefix lists, routes.
pub(crate) fn network(aws: &Aws, estate: &Estate, approved: &Path, traces: &mut Traces) -> Told {
    let mut expected = Told::new();

    attach(aws, estate, &[&estate.web, &estate.jump]);
    told(
        &mut expected,
        ("network-interface", &estate.interface),
        "exposure-changed",
        "modified",
        json!({"groups[]": {"after": estate.jump}}),
    );

    // The deny for port 22 is number 200; whatever comes before it wins.
    let ssh = json!({"CidrBlock": "198.18.0.0/15", "PortRange": {"From": 22, "To": 22}});
    aws.ec2("create-network-acl-entry", &entry(&estate.edge, 150, "allow", "6", &ssh));
    told(
        &mut expected,
        ("network-acl", &estate.edge),
        "traffic-opened",
        "modified",
        json!({
            "ingress[150]": {"after": {"action": "allow", "number": 150, "peer": "198.18.0.0/15",
                "ports": "22", "protocol": "tcp"}},
        }),
    );

    replace_inner_entry(aws, estate, 5439);
    aws.ec2(
        "delete-network-acl-entry",
        &json!({"NetworkAclId": estate.inner, "RuleNumber": 110, "Egress": false}),
    );
    let acls = read(approved, "describe-network-acls");
    traces.default_acl = acl_before(&acls, &estate.private);
    stand_before(aws, &estate.inner, &association(&acls, &estate.private));
    told(
        &mut expected,
        ("network-acl", &estate.inner),
        "traffic-opened",
        "modified",
        json!({
            "ingress[100].ports": {"before": "5432", "after": "5432-5439"},
            "ingress[110]": {"before": {"action": "deny", "number": 110, "peer": "2001:db8::/32",
                "ports": "0-1023", "protocol": "udp"}},
        }),
    );
    told(
        &mut expected,
        ("subnet", &estate.private),
        "exposure-changed",
        "modified",
        json!({"network_acl": {"before": traces.default_acl, "after": estate.inner}}),
    );

    edit_prefix_list(
        aws,
        estate,
        1,
        &json!({"AddEntries":
        [{"Cidr": "0.0.0.0/1", "Description": "failover"}]}),
    );
    told(
        &mut expected,
        ("prefix-list", &estate.partners),
        "traffic-opened",
        "modified",
        json!({
            "entries[0.0.0.0/1]": {"after": {"cidr": "0.0.0.0/1", "description": "failover"}},
        }),
    );

    aws.ec2(
        "create-route",
        &json!({"RouteTableId": estate.routes, "GatewayId": estate.gateway,
        "DestinationIpv6CidrBlock": "::/0"}),
    );
    told(
        &mut expected,
        ("route-table", &estate.routes),
        "exposure-changed",
        "modified",
        json!({
            "routes[::/0]": {"after":
                {"destination": "::/0", "origin": "CreateRoute", "target": estate.gateway}},
        }),
    );
    expected
}

fn attach(aws: &Aws, estate: &Estate, groups: &[&str]) {
    aws.ec2(
        "modify-network-interface-attribute",
        &json!({"NetworkInterfaceId": estate.interface, "Groups": groups}),
    );
}

fn replace_inner_entry(aws: &Aws, estate: &Estate, to: u16) {
    let ports = json!({"CidrBlock": "10.20.0.0/16", "PortRange": {"From": 5432, "To": to}});
    aws.ec2("replace-network-acl-entry", &entry(&estate.inner, 100, "allow", "6", &ports));
}

fn acl_before(acls: &Value, subnet: &str) -> String {
    let acls = acls["NetworkAcls"].as_array().unwrap();
    let stands = |acl: &&Value| {
        acl["Associations"].as_array().unwrap().iter().any(|one| one["SubnetId"] == subnet)
    };
    text(&acls.iter().find(stands).unwrap()["NetworkAclId"])
}

/// moto forgets a prefix list's name unless an edit repeats it.
fn edit_prefix_list(aws: &Aws, estate: &Estate, version: u8, edit: &Value) {
    let mut parameters = edit.clone();
    parameters["PrefixListId"] = json!(estate.partners);
    parameters["PrefixListName"] = json!("partners");
    parameters["CurrentVersion"] = json!(version);
    aws.ec2("modify-managed-prefix-list", &parameters);
}

/// What records, and labels.
pub(crate) fn records(aws: &Aws, estate: &Estate) -> Told {
    let mut expected = Told::new();
    aws.run("cloudtrail", "stop-logging", &json!({"Name": TRAIL}));
    told(
        &mut expected,
        ("trail", TRAIL),
        "logging-disabled",
        "modified",
        json!({"logging": {"before": true, "after": false}}),
    );

    run_recorder(aws, false);
    told(
        &mut expected,
        ("config-recorder", RECORDER),
        "logging-disabled",
        "modified",
        json!({"logging": {"before": true, "after": false}}),
    );

    aws.ec2("delete-flow-logs", &json!({"FlowLogIds": [estate.flow_log]}));
    let fields = whole_flow_log(estate, "before");
    told(&mut expected, ("flow-log", &estate.flow_log), "monitoring-removed", "removed", fields);

    aws.ec2(
        "create-tags",
        &json!({"Resources": [estate.public], "Tags": [{"Key": "team", "Value": "nobody"}]}),
    );
    told(
        &mut expected,
        ("subnet", &estate.public),
        "metadata-changed",
        "modified",
        json!({"tags.team": {"after": "nobody"}}),
    );
    expected
}

/// All fields of the flow log: AWS's own format, and what was asked for.
fn whole_flow_log(estate: &Estate, side: &str) -> Value {
    let format = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} \
        ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";
    json!({
        "destination": {side: format!("arn:aws:s3:::{}", super::estate::BUCKET)},
        "destination_type": {side: "s3"},
        "format": {side: format},
        "max_interval": {side: 600},
        "resource": {side: estate.vpc},
        "traffic": {side: "ALL"},
    })
}

/// Puts everything back, and gives back the ids of what AWS only makes anew: the group `spare` and the flow log.
pub(crate) fn put_back(aws: &Aws, estate: &Estate, drifted: &Path, traces: &Traces) -> [String; 2] {
    aws.ec2(
        "revoke-security-group-ingress",
        &json!({"GroupId": estate.web, "IpPermissions": [open_ssh()]}),
    );
    aws.ec2(
        "revoke-security-group-ingress",
        &json!({"GroupId": estate.api, "IpPermissions": [open_exporter()]}),
    );
    allow(aws, &estate.db, &json!([database_rule()]));
    edit_dns_rule(aws, estate, 53, "10.20.0.0/16");
    aws.ec2("delete-security-group", &json!({"GroupId": traces.backdoor}));
    let spare = group(aws, &estate.vpc, "spare");

    attach(aws, estate, &[&estate.web]);
    aws.ec2(
        "delete-network-acl-entry",
        &json!({"NetworkAclId": estate.edge, "RuleNumber": 150, "Egress": false}),
    );
    replace_inner_entry(aws, estate, 5432);
    aws.ec2("create-network-acl-entry", &super::estate::inner_deny(&estate.inner));
    let acls = read(drifted, "describe-network-acls");
    stand_before(aws, &traces.default_acl, &association(&acls, &estate.private));
    edit_prefix_list(aws, estate, 2, &json!({"RemoveEntries": [{"Cidr": "0.0.0.0/1"}]}));
    aws.ec2(
        "delete-route",
        &json!({"RouteTableId": estate.routes, "DestinationIpv6CidrBlock": "::/0"}),
    );

    aws.run("cloudtrail", "start-logging", &json!({"Name": TRAIL}));
    run_recorder(aws, true);
    aws.ec2("delete-tags", &json!({"Resources": [estate.public], "Tags": [{"Key": "team"}]}));
    [spare, flow_log(aws, &estate.vpc)]
}

/// What stays told after that. `dump` was taken afterwards, `approved` was recorded.
pub(crate) fn made_anew(
    dump: &Path,
    estate: &Estate,
    approved: &Path,
    [spare, flow_log]: &[String; 2],
) -> Told {
    let mut expected = Told::new();
    let old = whole_group(approved, estate, &estate.spare, "spare", "before");
    told(&mut expected, ("security-group", &estate.spare), "traffic-closed", "removed", old);
    let new = whole_group(dump, estate, spare, "spare", "after");
    told(&mut expected, ("security-group", spare), "traffic-opened", "added", new);
    let old = whole_flow_log(estate, "before");
    told(&mut expected, ("flow-log", &estate.flow_log), "monitoring-removed", "removed", old);
    let new = whole_flow_log(estate, "after");
    told(&mut expected, ("flow-log", flow_log), "monitoring-changed", "added", new);
    expected
}
