//! Just-in-time rules: what has their whole shape is told quietly, and nothing else is.

use super::network_security_groups::{born_with, rule};
use super::*;

const POLICY: &str =
    "MicrosoftDefenderForCloud-JITRule_-1105480617_9EF6964FE766478B9EC568B32FB82045";
const REQUEST: &str =
    "MicrosoftDefenderForCloud-JITRule-1170687618-8C18BF8921F041989344B4F1E3A0C370";

/// What a policy keeps: nobody gets to ssh and rdp of a machine.
fn policy() -> Value {
    rule(
        POLICY,
        4096,
        json!({ "access": "Deny", "protocol": "*", "destinationAddressPrefix": "10.0.0.4",
        "destinationPortRange": null, "destinationPortRanges": ["22", "3389"],
        "description": "MDC JIT Network Access rule for policy 'default' of VM 'web-1'." }),
    )
}

/// What a request puts in: one address gets to ssh, with other fields over it.
fn request(other: Value) -> Value {
    let mut request = rule(
        REQUEST,
        100,
        json!({ "protocol": "*", "destinationAddressPrefix": "10.0.0.4", "sourceAddressPrefix": "203.0.113.7",
        "description": "MDC JIT Network Access rule created by an initiation request for policy 'default' of VM 'web-1'." }),
    );
    let fields = request.as_object_mut().unwrap();
    let Value::Object(other) = other else { panic!() };
    fields.extend(other);
    fields.retain(|_, value| !value.is_null());
    request
}

fn temporary(before: &[Value], after: &[Value]) -> bool {
    let web = id("networksecuritygroups/web");
    let read = |rules: &[Value]| {
        let group = json!([{ "id": web, "name": "web", "securityRules": rules, "defaultSecurityRules": born_with() }]);
        snapshot("nsg-list", &group)
    };
    let (before, after, group) = (read(before), read(after), resource("nsg", &web));
    SEMANTICS.temporary.unwrap()(before.get(&group).unwrap(), after.get(&group).unwrap()).is_some()
}

/// Whether such a rule, put in beside the policy, is taken for a request.
fn is_request(other: Value) -> bool {
    temporary(&[policy()], &[policy(), request(other)])
}

#[test]
fn a_request_that_comes_or_goes_is_one() {
    assert!(is_request(json!({})));
    assert!(temporary(&[policy(), request(json!({}))], &[policy()]));
}

#[test]
fn the_earlier_names_and_notes_of_defender_are_known() {
    let old = |text: &str| {
        text.replace("MicrosoftDefenderForCloud", "SecurityCenter").replace("MDC", "ASC")
    };
    let renamed = |mut rule: Value| {
        for key in ["name", "description"] {
            rule[key] = json!(old(rule[key].as_str().unwrap()));
        }
        rule
    };
    assert!(temporary(&[renamed(policy())], &[renamed(policy()), renamed(request(json!({})))]));
}

#[test]
fn some_addresses_and_ports_may_be_asked_for() {
    assert!(is_request(
        json!({ "sourceAddressPrefix": null, "sourceAddressPrefixes": ["203.0.113.0/24", "198.51.100.7"],
        "destinationPortRange": null, "destinationPortRanges": ["22", "3389"] })
    ));
}

#[test]
fn whoever_lets_in_everyone_or_many_gets_no_discount() {
    for wide in [
        "*",
        "0.0.0.0/0",
        "Internet",
        "VirtualNetwork",
        "203.0.0.0/16",
        "0.0.0.0/1",
        "Storage",
        "2001:db8::/48",
    ] {
        assert!(!is_request(json!({ "sourceAddressPrefix": wide })), "{wide}");
    }
    let many: Vec<String> = (0..9).map(|at| format!("203.0.{at}.0/24")).collect();
    assert!(!is_request(json!({ "sourceAddressPrefix": null, "sourceAddressPrefixes": many })));
}

#[test]
fn a_rule_that_only_has_the_name_gets_none() {
    for (field, value) in [
        ("name", json!("MicrosoftDefenderForCloud-JITRule-mine")),
        ("name", json!("JITRule-1170687618-8C18BF8921F041989344B4F1E3A0C370")),
        ("description", Value::Null),
        ("description", json!("for the auditors")),
        ("access", json!("Deny")),
        ("direction", json!("Outbound")),
        ("destinationAddressPrefix", json!("*")),
        ("destinationAddressPrefix", json!("10.0.0.0/24")),
        ("destinationAddressPrefix", json!("10.0.0.5")),
        ("destinationPortRange", json!("*")),
        ("destinationPortRange", json!("22-3389")),
        ("destinationPortRange", json!("443")),
        ("sourcePortRange", json!("53")),
        ("protocol", json!("Icmp")),
    ] {
        assert!(!is_request(json!({ field: value })), "{field} {value}");
    }
}

#[test]
fn without_a_policy_that_was_there_before_it_is_no_request() {
    assert!(!temporary(&[], &[request(json!({}))]));
    assert!(
        !temporary(&[], &[policy(), request(json!({}))]),
        "whoever forges the one forges the other"
    );
    assert!(!temporary(&[policy()], &[request(json!({}))]), "the policy went");
    let below = rule(POLICY, 100, json!({ "access": "Deny" }));
    assert!(!temporary(
        std::slice::from_ref(&below),
        &[below.clone(), request(json!({ "priority": 200 }))]
    ));
}

#[test]
fn more_requests_than_there_are_people_get_none() {
    let many = |count: i64| -> Vec<Value> {
        let name = |at: i64| format!("{}{at:02}", &REQUEST[..REQUEST.len() - 2]);
        let requests =
            (0..count).map(|at| request(json!({ "name": name(at), "priority": 100 + at })));
        requests.chain([policy()]).collect()
    };
    assert!(temporary(&[policy()], &many(16)));
    assert!(!temporary(&[policy()], &many(17)));
}

#[test]
fn an_edited_request_is_a_finding() {
    let one = request(json!({}));
    for other in [
        json!({ "sourceAddressPrefix": "198.51.100.7" }),
        json!({ "priority": 101 }),
        json!({ "destinationPortRange": "3389" }),
    ] {
        assert!(
            !temporary(&[policy(), one.clone()], &[policy(), request(other.clone())]),
            "{other}"
        );
    }
}

#[test]
fn an_edited_policy_is_a_finding() {
    let mut edited = policy();
    edited["destinationPortRanges"] = json!(["3389"]);
    assert!(!temporary(&[policy()], &[edited.clone()]));
    assert!(!temporary(&[policy()], &[edited, request(json!({ "destinationPortRange": "3389" }))]));
    assert!(!temporary(&[policy()], &[]));
}

#[test]
fn another_change_in_its_shadow_is_told_in_full() {
    let other = rule("other", 300, json!({}));
    assert!(!temporary(&[policy()], &[policy(), request(json!({})), other.clone()]));
    assert!(!temporary(&[policy(), other.clone()], &[policy(), request(json!({}))]));
    let out = rule("out", 300, json!({ "direction": "Outbound" }));
    assert!(!temporary(&[policy()], &[policy(), request(json!({})), out]));
    assert!(temporary(&[policy(), other.clone()], &[policy(), other, request(json!({}))]));
}

#[test]
fn a_group_in_which_nothing_came_or_went_has_none() {
    assert!(!temporary(&[policy()], &[policy()]));
}
