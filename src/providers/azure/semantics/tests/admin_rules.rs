//! Security admin rules: one test a line of the documentation.

use super::*;

fn rule(name: &str, priority: i64, access: &str, from: &str) -> Value {
    json!({ "id": format!("{}/rules/{name}", id("networkmanagers/m")), "kind": "Custom", "access": access, "direction": "Inbound",
        "priority": priority, "protocol": "Tcp", "sources": [{ "addressPrefix": from, "addressPrefixType": "IPPrefix" }],
        "sourcePortRanges": ["0-65535"], "destinations": [{ "addressPrefix": "*", "addressPrefixType": "IPPrefix" }],
        "destinationPortRanges": ["22"] })
}

/// The same rule, of another manager.
fn of(manager: &str, mut rule: Value) -> Value {
    let own = id("networkmanagers/m/");
    let id =
        rule["id"].as_str().unwrap().replace(&own, &id(&format!("networkmanagers/{manager}/")));
    rule["id"] = json!(id);
    rule
}

fn inbound(rules: Value) -> Gate {
    let network = id("virtualnetworks/main");
    let call = "list-effective-security-admin-rules.main";
    let networks = json!([{ "id": network, "name": "main", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] } }]);
    let bytes = [("vnet-list", networks), (call, json!({ "value": rules }))];
    let answers = bytes.map(|(name, json)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = (name.to_owned(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    });
    let scope: Scope = SCOPE.parse().unwrap();
    let reading = (ENTRY.read_dump)(&scope, answers.into_iter().collect(), None);
    let read = Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() };
    let found = resource("security-admin-rules", &network);
    assert!(read.get(&found).is_some(), "{read:?}");
    gate(&read, "security-admin-rules", &network, Direction::Ingress)
}

/// The same packet, which the groups behind let through.
fn groups_allow(packet: Packet) -> Packet {
    source(packet, "azure.next:nsg")
}

#[test]
fn deny_drops_whatever_the_groups_say() {
    let gate = inbound(json!([rule("no", 10, "Deny", "0.0.0.0/0")]));
    assert_eq!(decided(&gate, &groups_allow(tcp("203.0.113.7", 22))), "deny no");
}

#[test]
fn always_allow_delivers_whatever_the_groups_say() {
    let gate = inbound(json!([rule("yes", 10, "AlwaysAllow", "0.0.0.0/0")]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes");
}

#[test]
fn allow_and_no_rule_at_all_leave_it_to_the_groups() {
    for rules in [json!([rule("go-on", 10, "Allow", "0.0.0.0/0")]), json!([])] {
        let gate = inbound(rules);
        assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
        assert!(decided(&gate, &groups_allow(tcp("203.0.113.7", 22))).starts_with("allow"));
    }
}

#[test]
fn the_lower_number_comes_first() {
    let gate = inbound(json!([
        rule("no", 20, "Deny", "0.0.0.0/0"),
        rule("but", 10, "AlwaysAllow", "203.0.113.0/24"),
    ]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow but");
    assert_eq!(decided(&gate, &groups_allow(tcp("198.51.100.7", 22))), "deny no");
}

#[test]
fn the_priorities_of_two_managers_say_nothing_of_each_other() {
    let yes = of("a", rule("yes", 20, "AlwaysAllow", "203.0.113.0/24"));
    let no = of("b", rule("no", 10, "Deny", "0.0.0.0/0"));
    let gate = inbound(json!([yes, no]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(decided(&gate, &packet), "deny no");
    let wider = source(packet, "azure.unsure:a-comes-before-b");
    assert_eq!(decided(&gate, &wider), "allow yes");
    let other = source(tcp("198.51.100.7", 22), "azure.unsure:a-comes-before-b");
    assert_eq!(decided(&gate, &other), "deny no");
}

#[test]
fn managers_that_say_the_same_are_in_no_doubt() {
    let rules = ["a", "b", "c"].map(|manager| of(manager, rule("no", 10, "Deny", "0.0.0.0/0")));
    let gate = inbound(json!(rules));
    assert_eq!(decided(&gate, &groups_allow(tcp("203.0.113.7", 22))), "deny no");
}

#[test]
fn of_three_managers_that_disagree_nothing_is_known() {
    let rules = [("a", "Deny"), ("b", "Allow"), ("c", "AlwaysAllow")];
    let rules = rules.map(|(manager, access)| of(manager, rule("r", 10, access, "0.0.0.0/0")));
    let Gate::Unknown(why) = inbound(json!(rules)) else { panic!() };
    assert!(why.contains("network managers a, b, c"), "{why}");
}

#[test]
fn a_network_that_is_left_out_has_no_rules_and_is_left_to_the_groups() {
    let gate = inbound(json!([]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
    assert!(decided(&gate, &groups_allow(tcp("203.0.113.7", 22))).starts_with("allow"));
}
