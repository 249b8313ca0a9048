//! The project's rules of a network: one test a line of the documentation.

use super::*;

/// A rule that allows tcp 22 from anywhere, with some fields set otherwise; `null` takes one out.
pub(crate) fn rule(name: &str, other: Value) -> Value {
    let mut rule = json!({ "name": name, "network": "global/networks/main", "direction": "INGRESS", "priority": 1000,
        "sourceRanges": ["0.0.0.0/0"], "allowed": [{ "IPProtocol": "tcp", "ports": ["22"] }] });
    let fields = rule.as_object_mut().unwrap();
    if let Value::Object(other) = other {
        fields.extend(other);
    }
    fields.retain(|_, value| !value.is_null());
    rule
}

/// A rule that denies all tcp from anywhere.
fn deny(name: &str, other: Value) -> Value {
    let mut denies = json!({ "allowed": null, "denied": [{ "IPProtocol": "tcp" }] });
    denies.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    rule(name, denies)
}

fn network(rules: Value, direction: Direction) -> Gate {
    let networks = json!([{ "name": "main", "autoCreateSubnetworks": false }]);
    let read = snapshot(&[("firewall-rules-list", rules), ("networks-list", networks)]);
    gate(&read, "network", "main", direction)
}

fn inbound(rules: Value) -> Gate {
    network(rules, Direction::Ingress)
}

fn outbound(rules: Value) -> Gate {
    network(rules, Direction::Egress)
}

#[test]
fn the_lowest_priority_decides() {
    let gate = inbound(json!([rule("yes", json!({ "priority": 900 })), deny("no", json!({}))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 23)), "deny no");
}

#[test]
fn trap_7_at_equal_priority_deny_wins() {
    let gate = inbound(json!([rule("yes", json!({})), deny("no", json!({}))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny no");
}

#[test]
fn a_priority_that_is_not_said_is_1000() {
    let gate = inbound(json!([
        rule("yes", json!({ "priority": null })),
        deny("no", json!({ "priority": 1001 }))
    ]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes");
}

#[test]
fn a_disabled_rule_is_not_there() {
    let gate = inbound(json!([rule("yes", json!({ "disabled": true }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
}

#[test]
fn a_rule_is_for_ingress_unless_it_says_otherwise() {
    let gate = inbound(json!([rule("yes", json!({ "direction": null }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes");
}

#[test]
fn what_no_rule_matches_may_leave_and_not_enter() {
    assert_eq!(decided(&inbound(json!([])), &tcp("10.0.0.9", 22)), "deny");
    let leaves = packet("10.0.0.4", "203.0.113.7", protocol::TCP).with_ports(443, 40000);
    assert_eq!(decided(&outbound(json!([])), &leaves), "allow");
}

#[test]
fn ranges_tags_and_accounts_are_alternatives() {
    let gate = inbound(json!([rule(
        "yes",
        json!({ "sourceRanges": ["198.51.100.0/24"], "sourceTags": ["web"] })
    )]));
    assert_eq!(decided(&gate, &tcp("198.51.100.7", 22)), "allow yes");
    let tagged = from_member(tcp("10.0.0.9", 22), "gcp.tag:web");
    assert_eq!(decided(&gate, &tagged), "allow yes");
    assert_eq!(decided(&gate, &tcp("10.0.0.9", 22)), "deny");
    let account = "web@shop-prod.iam.gserviceaccount.com";
    let gate = inbound(json!([rule(
        "yes",
        json!({ "sourceRanges": null, "sourceServiceAccounts": [account] })
    )]));
    let named = from_member(tcp("10.0.0.9", 22), &format!("gcp.service-account:{account}"));
    assert_eq!(decided(&gate, &named), "allow yes");
    assert_eq!(decided(&gate, &tcp("10.0.0.9", 22)), "deny");
}

#[test]
fn no_source_is_every_ipv4_address_and_no_ipv6_one() {
    let gate = inbound(json!([rule("yes", json!({ "sourceRanges": null }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes");
    assert_eq!(decided(&gate, &tcp("2001:db8::7", 22)), "deny");
}

#[test]
fn destinations_narrow_ingress_and_sources_egress() {
    let gate = inbound(json!([rule("yes", json!({ "destinationRanges": ["10.0.0.0/30"] }))]));
    let to = |address: &str| packet("203.0.113.7", address, protocol::TCP).with_ports(22, 1);
    assert_eq!(decided(&gate, &to("10.0.0.1")), "allow yes");
    assert_eq!(decided(&gate, &to("10.0.0.4")), "deny");
    let narrowed = json!({ "direction": "EGRESS", "sourceRanges": ["10.0.0.0/30"], "destinationRanges": ["0.0.0.0/0"] });
    let gate = outbound(json!([deny("no", narrowed)]));
    let from = |address: &str| packet(address, "203.0.113.7", protocol::TCP).with_ports(22, 1);
    assert_eq!(decided(&gate, &from("10.0.0.1")), "deny no");
    assert_eq!(decided(&gate, &from("10.0.0.4")), "allow");
}

#[test]
fn targets_are_tags_or_accounts_or_every_instance() {
    let gate = inbound(json!([rule("yes", json!({ "targetTags": ["db", "web"] }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
    let db = to_member(tcp("203.0.113.7", 22), "gcp.tag:db");
    assert_eq!(decided(&gate, &db), "allow yes");
    let out = json!({ "direction": "EGRESS", "sourceRanges": null, "targetTags": ["db"] });
    let gate = outbound(json!([deny("no", out)]));
    let leaves = packet("10.0.0.4", "203.0.113.7", protocol::TCP).with_ports(443, 1);
    assert_eq!(decided(&gate, &leaves), "allow");
    assert_eq!(decided(&gate, &from_member(leaves, "gcp.tag:db")), "deny no");
}

#[test]
fn no_ports_are_all_ports_and_protocols_have_names_or_numbers() {
    for (protocol, number) in
        [("tcp", 6), ("6", 6), ("sctp", 132), ("esp", 50), ("47", 47), ("icmp", 1)]
    {
        let gate =
            inbound(json!([rule("yes", json!({ "allowed": [{ "IPProtocol": protocol }] }))]));
        let packet = packet("203.0.113.7", "10.0.0.4", number).with_ports(9999, 1);
        assert_eq!(decided(&gate, &packet), "allow yes", "{protocol}");
    }
    let all = inbound(json!([rule("yes", json!({ "allowed": [{ "IPProtocol": "all" }] }))]));
    assert_eq!(decided(&all, &packet("203.0.113.7", "10.0.0.4", 89)), "allow yes");
}

#[test]
fn which_protocol_ipip_is_depends() {
    let gate = inbound(json!([rule("yes", json!({ "allowed": [{ "IPProtocol": "ipip" }] }))]));
    let of = |number| packet("203.0.113.7", "10.0.0.4", number);
    let other = |number| from_member(of(number), "gcp.unsure:ipip-is-protocol-94-and-not-4");
    assert_eq!(decided(&gate, &of(4)), "allow yes");
    assert_eq!(decided(&gate, &of(94)), "deny");
    assert_eq!(decided(&gate, &other(4)), "deny");
    assert_eq!(decided(&gate, &other(94)), "allow yes");
}

#[test]
fn whether_a_rule_at_65535_comes_before_the_implied_one_depends() {
    let gate = inbound(json!([rule("yes", json!({ "priority": 65535 }))]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(decided(&gate, &packet), "deny");
    let first = "gcp.unsure:rule-at-65535-comes-before-the-implied-one";
    assert_eq!(decided(&gate, &from_member(packet, first)), "allow yes");
}

#[test]
fn whether_what_is_denied_at_65535_may_leave_depends() {
    let denies = json!({ "priority": 65535, "direction": "EGRESS", "sourceRanges": null });
    let gate = outbound(json!([deny("no", denies)]));
    let leaves = packet("10.0.0.4", "203.0.113.7", protocol::TCP).with_ports(443, 40000);
    assert_eq!(decided(&gate, &leaves), "allow");
    let first = "gcp.unsure:rule-at-65535-comes-before-the-implied-one";
    assert_eq!(decided(&gate, &to_member(leaves, first)), "deny no");
}

#[test]
fn a_rule_at_65535_that_says_what_the_implied_one_says_depends_on_nothing() {
    let packet = tcp("203.0.113.7", 22);
    let gate = inbound(json!([deny("no", json!({ "priority": 65535 }))]));
    assert_eq!(decided(&gate, &packet), "deny no");
    let first = "gcp.unsure:rule-at-65535-comes-before-the-implied-one";
    assert_eq!(decided(&gate, &from_member(packet, first)), "deny no");
}

#[test]
fn replies_pass() {
    let networks = json!([{ "name": "main", "autoCreateSubnetworks": false }]);
    let read = snapshot(&[("firewall-rules-list", json!([])), ("networks-list", networks)]);
    let id = ResourceId {
        scope: SCOPE.parse().unwrap(),
        kind: "gcp.network".parse().unwrap(),
        identity: "main".parse().unwrap(),
    };
    let topology = (SEMANTICS.topology)(&View::of(&read), &[id.clone()].into());
    assert!(topology.boundaries[&id].stateful);
}

#[test]
fn trap_6_the_internet_is_no_text() {
    for spelled in ["208.236.235.254/0", "0.0.0.0/0"] {
        let gate = inbound(json!([rule("yes", json!({ "sourceRanges": [spelled] }))]));
        assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes", "{spelled}");
    }
    let gate =
        inbound(json!([rule("yes", json!({ "sourceRanges": ["0.0.0.0/1", "128.0.0.0/1"] }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow yes");
}

#[test]
fn a_rule_of_another_network_is_not_asked() {
    let gate = inbound(json!([rule("yes", json!({ "network": "global/networks/other" }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
}

#[test]
fn what_cannot_be_read_has_no_guard() {
    let gate = inbound(json!([rule("yes", json!({ "sourceRanges": ["10.0.0.0/33"] }))]));
    let Gate::Unknown(why) = gate else { panic!("{gate:?}") };
    assert_eq!(
        why,
        "main has the rule yes, which names the range `10.0.0.0/33`, which can't be read"
    );
}
