//! What Azure's rules mean, as far as parsing decides it.

use serde_json::{Value, json};

use super::{ENTRY, answer, context, durable, id, kind, nsg, read, reason, rule};
use crate::model::{Reading, Status};

fn group(rules: Value) -> Reading {
    kind(&read(vec![answer("nsg-list", &nsg(rules))]), "nsg").clone()
}

/// The one inbound rule of a group whose rule is set so.
fn inbound(other: Value) -> Value {
    let group = group(json!([rule(other)]));
    assert_eq!((group.coverage.status, &group.coverage.reason), (Status::Complete, &None));
    durable(&group, &id("networksecuritygroups/web"))["inbound"][0].clone()
}

fn phrase(word: &str, list: &str, element: &Value) -> Option<String> {
    let spec = ENTRY.kinds.iter().find(|spec| spec.kind.word() == word).unwrap();
    (spec.phrase)(list, element)
}

#[test]
fn any_is_left_out_or_a_star() {
    for (protocol, ports) in [("*", "*"), ("Any", "0-65535")] {
        let read = inbound(json!({ "protocol": protocol, "destinationPortRange": ports }));
        assert_eq!(
            read,
            json!({ "access": "allow", "from": ["*"], "name": "ssh", "priority": 100,
                    "protocol": "all", "to": ["*"] })
        );
    }
}

#[test]
fn any_protocol_keeps_its_ports() {
    assert_eq!(inbound(json!({ "protocol": "*" }))["ports"], "22");
}

#[test]
fn the_whole_of_ipv4_is_not_everything() {
    for (text, from) in [("0.0.0.0/0", "0.0.0.0/0"), ("203.0.113.9/0", "0.0.0.0/0"), ("*", "*")] {
        assert_eq!(inbound(json!({ "sourceAddressPrefix": text }))["from"], json!([from]));
    }
}

#[test]
fn a_null_beside_a_list_is_not_any() {
    for single in [Value::Null, json!("")] {
        let mut rule = rule(json!({}));
        rule["sourceAddressPrefix"] = single;
        rule["sourceAddressPrefixes"] = json!(["198.51.100.0/24", "192.0.2.7"]);
        rule["destinationPortRange"] = Value::Null;
        rule["destinationPortRanges"] = json!(["8443", "443", "80-90"]);
        let group = group(json!([rule]));
        let read = durable(&group, &id("networksecuritygroups/web"))["inbound"][0].clone();
        assert_eq!(read["from"], json!(["192.0.2.7/32", "198.51.100.0/24"]));
        assert_eq!(read["ports"], "80-90,443,8443");
    }
}

#[test]
fn both_fields_of_a_side_count() {
    let read = inbound(json!({ "sourceAddressPrefixes": ["10.0.0.0/8"] }));
    assert_eq!(read["from"], json!(["*", "10.0.0.0/8"]));
}

#[test]
fn source_ports_are_kept() {
    assert_eq!(inbound(json!({ "sourcePortRange": "53" }))["source_ports"], "53");
    assert_eq!(inbound(json!({ "sourcePortRange": null }))["source_ports"], Value::Null);
}

#[test]
fn tags_and_groups_are_symbols() {
    let asg = "/subscriptions/5D3C/resourceGroups/Shop/providers/Microsoft.Network/applicationSecurityGroups/Web";
    let read = inbound(json!({
        "sourceAddressPrefix": "internet", "destinationAddressPrefix": null,
        "destinationApplicationSecurityGroups": [{ "id": asg, "resourceGroup": "Shop" }]
    }));
    assert_eq!(read["from"], json!(["azure.service-tag:Internet"]));
    let symbol = format!("azure.application-security-group:{}", asg.to_lowercase());
    assert_eq!(read["to"], json!([symbol]));
    assert_eq!(
        phrase("nsg", "inbound", &read).unwrap(),
        "priority 100 allow inbound tcp 22 from Internet to application security group web"
    );
}

#[test]
fn rules_are_said_in_words() {
    let mut read = inbound(json!({
        "access": "Deny", "priority": 200, "sourceAddressPrefix": "0.0.0.0/0", "description": "no \u{1b}[31m"
    }));
    assert_eq!(
        phrase("nsg", "inbound", &read).unwrap(),
        "priority 200 deny inbound tcp 22 from 0.0.0.0/0 to * \"no \u{1b}[31m\""
    );
    read["source_ports"] = "53".into();
    assert!(
        phrase("nsg", "outbound", &read)
            .unwrap()
            .contains("outbound tcp 22 from 0.0.0.0/0 port 53 to *")
    );
    assert_eq!(phrase("nsg", "tags", &read), None);
}

#[test]
fn both_directions_are_sorted_by_priority_and_the_defaults_are_among_them() {
    let mut groups = nsg(json!([
        rule(json!({ "name": "b", "priority": 300 })),
        rule(json!({ "name": "a", "priority": 100, "direction": "Outbound" })),
        rule(json!({ "name": "c", "priority": 200 })),
    ]));
    groups[0]["defaultSecurityRules"] =
        json!([rule(json!({ "name": "DenyAllInBound", "access": "Deny", "priority": 65500 }))]);
    let reading = read(vec![answer("nsg-list", &groups)]);
    let group = durable(kind(&reading, "nsg"), &id("networksecuritygroups/web"));
    let names = |list: &str| -> Vec<String> {
        group[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("inbound"), ["c", "b", "DenyAllInBound"]);
    assert_eq!(names("outbound"), ["a"]);
    assert_eq!(group["inbound"][2]["default"], true);
}

#[test]
fn two_rules_of_one_priority_are_doubted_in_one_direction_only() {
    let other = |direction: &str| {
        group(json!([rule(json!({})), rule(json!({ "name": "other", "direction": direction }))]))
    };
    assert_eq!(other("Outbound").coverage.status, Status::Complete);
    let both = other("Inbound");
    assert_eq!(both.coverage.status, Status::Partial);
    assert!(reason(&both).contains("two inbound rules have priority 100"));
}

#[test]
fn what_a_rule_does_not_say_clearly_is_doubted() {
    for (other, part) in [
        (json!({ "access": "Permit" }), "the access `Permit`"),
        (json!({ "access": "AlwaysAllow" }), "the access `AlwaysAllow`"),
        (json!({ "direction": "Both" }), "the direction `Both`"),
        (json!({ "priority": null }), "a priority that is not there"),
        (json!({ "protocol": "Gre" }), "the protocol `Gre`"),
        (json!({ "sourceAddressPrefix": "10.0.0.0/33" }), "the peer `10.0.0.0/33`"),
        (json!({ "sourceAddressPrefix": null }), "a rule without a source"),
        (json!({ "destinationPortRange": "ssh" }), "the ports `ssh`"),
        (json!({ "name": null }), "a rule has no name"),
        (json!({ "newCondition": "friday" }), "`securityRules.newCondition`"),
    ] {
        let group = group(json!([rule(other)]));
        assert_eq!(group.coverage.status, Status::Partial, "{part}");
        assert!(reason(&group).contains(part), "{}", reason(&group));
    }
    let groups = json!([{ "id": id("networksecuritygroups/web"), "defaultSecurityRules": [] }]);
    let reading = read(vec![answer("nsg-list", &groups)]);
    assert!(reason(kind(&reading, "nsg")).contains("has no `securityRules`"));
}

/// Two networks, one of which has admin rules.
fn networks() -> Value {
    json!([{ "id": id("virtualNetworks/Shop"), "name": "Shop", "subnets": [] }])
}

fn admin_rule(other: Value) -> Value {
    let mut rule = json!({
        "kind": "Custom", "id": "/subscriptions/other/x/rules/Block-SSH", "access": "Deny", "direction": "Inbound",
        "priority": 10, "protocol": "Tcp", "sources": [{ "addressPrefix": "Internet", "addressPrefixType": "ServiceTag" }],
        "destinations": [{ "addressPrefix": "*", "addressPrefixType": "IPPrefix" }],
        "sourcePortRanges": ["0-65535"], "destinationPortRanges": ["22"]
    });
    rule.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    json!({ "value": [rule] })
}

const ADMIN: &str = "list-effective-security-admin-rules";

#[test]
fn admin_rules_are_of_their_network() {
    for access in ["Allow", "AlwaysAllow", "Deny"] {
        let rules = admin_rule(json!({ "access": access }));
        for file in ["shop", "Shop", "shop.shop"] {
            let reading = read(vec![
                answer("vnet-list", &networks()),
                answer(&format!("{ADMIN}.{file}"), &rules),
            ]);
            let read = kind(&reading, "security-admin-rules");
            assert_eq!((read.coverage.status, &read.coverage.reason), (Status::Complete, &None));
            let rule = &durable(read, &id("virtualnetworks/shop"))["inbound"][0];
            assert_eq!(rule["id"], "/subscriptions/other/x/rules/block-ssh");
            let word = match access {
                "AlwaysAllow" => "always allow",
                "Allow" => "allow",
                _ => "deny",
            };
            assert_eq!(
                phrase("security-admin-rules", "inbound", rule).unwrap(),
                format!("priority 10 {word} inbound tcp 22 from Internet to * (block-ssh)")
            );
        }
    }
}

#[test]
fn admin_rules_that_are_of_no_known_network_are_told() {
    let rules = admin_rule(json!({}));
    let alone = read(vec![answer(&format!("{ADMIN}.shop"), &rules)]);
    let unread = kind(&alone, "security-admin-rules");
    assert_eq!(unread.coverage.status, Status::Partial);
    assert!(reason(unread).contains("vnet-list.json"), "{}", reason(unread));

    let stranger =
        read(vec![answer("vnet-list", &networks()), answer(&format!("{ADMIN}.gone"), &rules)]);
    assert!(stranger.unrecognised.contains_key(&format!("{ADMIN}.gone.json")));
    assert_eq!(kind(&stranger, "security-admin-rules").coverage.status, Status::Skipped);

    let mut two = networks();
    let other = id("virtualnetworks/shop").replace("resourcegroups/shop", "resourceGroups/other");
    two.as_array_mut().unwrap().push(json!({ "id": other, "name": "shop" }));
    let twice = read(vec![answer("vnet-list", &two), answer(&format!("{ADMIN}.shop"), &rules)]);
    assert!(reason(kind(&twice, "security-admin-rules")).contains("2 networks have that name"));
    let one = read(vec![answer("vnet-list", &two), answer(&format!("{ADMIN}.shop.shop"), &rules)]);
    let part = kind(&one, "security-admin-rules");
    assert_eq!((part.coverage.status, part.resources.len()), (Status::Partial, 1));
    assert!(reason(part).contains("no list-effective-security-admin-rules.shop.json"));
}

#[test]
fn members_of_a_group_are_known_when_all_interfaces_are() {
    let asg = id("applicationsecuritygroups/web");
    let groups = json!([{ "id": asg.to_uppercase(), "name": "Web" }]);
    let nics = json!([{ "id": id("networkInterfaces/web-1"), "ipConfigurations": [
        { "name": "first", "applicationSecurityGroups": [{ "id": asg }] }
    ]}]);
    let both = read(vec![answer("asg-list", &groups), answer("nic-list", &nics)]);
    let members = context(kind(&both, "application-security-group"), &asg)["members"].clone();
    assert_eq!(members, json!([id("networkinterfaces/web-1")]));
    let alone = read(vec![answer("asg-list", &groups)]);
    let members = context(kind(&alone, "application-security-group"), &asg);
    assert_eq!(members, json!({ "members": null }));
}

#[test]
fn only_tags_that_something_names_are_recorded() {
    let tags = json!({ "changeNumber": "63", "values": [
        { "name": "Storage", "id": "Storage", "properties": { "changeNumber": 7, "addressPrefixes": ["2001:db8::1/32", "192.0.2.0/24"] } },
        { "name": "Sql", "properties": { "changeNumber": "9", "addressPrefixes": [] } },
    ]});
    let rules = nsg(json!([rule(json!({ "sourceAddressPrefix": "storage" }))]));
    let reading = read(vec![answer("nsg-list", &rules), answer("list-service-tags", &tags)]);
    let read = kind(&reading, "service-tag");
    assert_eq!((read.coverage.status, read.resources.len()), (Status::Complete, 1));
    assert_eq!(
        context(read, "Storage"),
        json!({ "change_number": "7", "prefixes": ["192.0.2.0/24", "2001:db8::/32"] })
    );
}
