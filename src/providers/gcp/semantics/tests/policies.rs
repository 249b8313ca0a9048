//! Firewall policies: one test a line of the documentation.

use super::*;

/// A rule that allows tcp 22 from anywhere, with some parts of its match set otherwise; `null` takes one out.
fn rule(priority: i64, action: &str, other: Value) -> Value {
    let mut matcher = json!({ "srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{ "ipProtocol": "tcp", "ports": ["22"] }] });
    let fields = matcher.as_object_mut().unwrap();
    if let Value::Object(other) = other {
        fields.extend(other);
    }
    fields.retain(|_, value| !value.is_null());
    json!({ "priority": priority, "action": action, "direction": "INGRESS", "match": matcher })
}

fn inbound(rules: Value) -> Gate {
    let policy = json!({ "name": "edge", "rules": rules, "selfLink": "https://www.googleapis.com/compute/v1/projects/shop-prod/global/firewallPolicies/edge" });
    let read = snapshot(&[("network-firewall-policies-describe.edge", policy)]);
    gate(&read, "network-firewall-policy", "global/edge", Direction::Ingress)
}

/// The same packet, which whatever is asked after the policy lets through.
fn next_allows(packet: Packet) -> Packet {
    from_member(packet, "gcp.next:firewalls")
}

#[test]
fn the_lowest_priority_decides_and_is_final() {
    let gate = inbound(json!([rule(200, "allow", json!({})), rule(100, "deny", json!({}))]));
    assert_eq!(decided(&gate, &next_allows(tcp("203.0.113.7", 22))), "deny 100");
}

#[test]
fn no_match_and_goto_next_leave_it_to_what_comes_next() {
    for rules in
        [json!([]), json!([rule(100, "goto_next", json!({})), rule(200, "deny", json!({}))])]
    {
        let gate = inbound(rules);
        assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
        assert!(decided(&gate, &next_allows(tcp("203.0.113.7", 22))).starts_with("allow"));
    }
}

#[test]
fn inspection_lets_the_packet_on() {
    let gate = inbound(json!([rule(100, "apply_security_profile_group", json!({}))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow 100");
}

#[test]
fn one_priority_each_way_does_not_meet() {
    let mut out = rule(100, "deny", json!({ "srcIpRanges": null, "destIpRanges": ["0.0.0.0/0"] }));
    out["direction"] = "EGRESS".into();
    let gate = inbound(json!([out, rule(100, "allow", json!({}))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow 100");
}

#[test]
fn what_is_named_of_one_end_are_alternatives() {
    let sources = json!({ "srcIpRanges": ["198.51.100.0/24"], "srcRegionCodes": ["US"], "srcThreatIntelligences": ["iplist-tor-exit-nodes"],
        "srcFqdns": ["Partner.example.com"], "srcAddressGroups": ["projects/p/locations/global/addressGroups/offices"],
        "srcSecureTags": [{ "name": "tagValues/1", "state": "EFFECTIVE" }] });
    let gate = inbound(json!([rule(100, "allow", sources)]));
    assert_eq!(decided(&gate, &tcp("198.51.100.7", 22)), "allow 100");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
    for name in [
        "gcp.region:US",
        "gcp.threat-list:iplist-tor-exit-nodes",
        "gcp.fqdn:partner.example.com",
        "gcp.secure-tag:tagValues/1",
    ] {
        assert_eq!(
            decided(&gate, &from_member(tcp("203.0.113.7", 22), name)),
            "allow 100",
            "{name}"
        );
    }
}

#[test]
fn a_network_context_must_hold_besides() {
    let gate = inbound(json!([rule(100, "allow", json!({ "srcNetworkContext": "INTERNET" }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny");
    let outside = from_member(tcp("203.0.113.7", 22), "gcp.network-context:INTERNET");
    assert_eq!(decided(&gate, &outside), "allow 100");
}

#[test]
fn a_stale_tag_matches_nothing_and_is_not_anybody() {
    let stale = json!({ "srcIpRanges": null, "srcSecureTags": [{ "name": "tagValues/1", "state": "INEFFECTIVE" }] });
    let gate = inbound(json!([rule(100, "allow", stale)]));
    let tagged = from_member(tcp("203.0.113.7", 22), "gcp.secure-tag:tagValues/1");
    assert_eq!(decided(&gate, &tagged), "deny");
}

#[test]
fn a_disabled_rule_is_not_there() {
    let mut disabled = rule(100, "allow", json!({}));
    disabled["disabled"] = true.into();
    assert_eq!(decided(&inbound(json!([disabled])), &tcp("203.0.113.7", 22)), "deny");
}

#[test]
fn targets_narrow_a_rule() {
    let mut narrowed = rule(100, "allow", json!({}));
    narrowed["targetServiceAccounts"] = json!(["db@shop-prod.iam.gserviceaccount.com"]);
    let gate = inbound(json!([narrowed]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(decided(&gate, &packet), "deny");
    let name = "gcp.service-account:db@shop-prod.iam.gserviceaccount.com";
    assert_eq!(decided(&gate, &to_member(packet, name)), "allow 100");
}
