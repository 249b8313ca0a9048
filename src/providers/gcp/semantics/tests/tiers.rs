//! The order in which everything is asked about a packet of an instance: one test a line of the documentation.

use super::endpoints::*;
use super::*;

/// A policy in europe-west1.
fn regional(name: &str, action: &str) -> Value {
    let mut policy = policy(name, action, &["global/networks/main"]);
    policy["region"] = "regions/europe-west1".into();
    policy
}

/// A project with everything that is asked, in a folder of an organisation.
fn whole(order: &str, zone: &str) -> Snapshot {
    let ancestors = json!([{ "id": "shop-prod", "type": "project" }, { "id": "42", "type": "folder" }, { "id": "7", "type": "organization" }]);
    let network = json!([{ "name": "main", "autoCreateSubnetworks": false, "networkFirewallPolicyEnforcementOrder": order }]);
    let mut read = estate(&[
        (
            "instances-list",
            json!([instance("web", "10.0.0.4", json!({ "zone": format!("zones/{zone}") }))]),
        ),
        ("networks-list", network),
        ("firewall-rules-list", json!([])),
        (
            "network-firewall-policies-describe.edge",
            policy("edge", "allow", &["global/networks/main"]),
        ),
        ("network-firewall-policies-describe.near", regional("near", "allow")),
        ("network-firewall-policies-describe.idle", policy("idle", "allow", &[])),
        ("projects-get-ancestors", ancestors),
    ]);
    for (scope, number, places) in [
        ("gcp:folders/42", "200", &["folders/42"]),
        ("gcp:organizations/7", "100", &["organizations/7"]),
        ("gcp:folders/43", "300", &["folders/43"]),
    ] {
        let scope: Scope = scope.parse().unwrap();
        let policy = policy(number, "allow", places);
        let answer = crate::providers::tests::dumped::answer("firewall-policies-describe", &policy);
        let answer = Answer { name: format!("firewall-policies-describe.{number}"), ..answer };
        read.scopes.insert(scope.clone(), (ENTRY.read_dump)(&scope, vec![answer], None));
    }
    read
}

/// What is asked about what comes in, in order.
fn asked(read: &Snapshot, label: &str) -> Vec<String> {
    let topology = topology(read);
    let lists = shield(&topology, label).ingress.lists().into_iter();
    lists.map(|list| list.boundary.to_string()).collect()
}

const ABOVE: [&str; 2] = ["gcp.firewall-policy:100", "gcp.firewall-policy:200"];
const GLOBAL: &str = "gcp.network-firewall-policy:global/edge";
const REGIONAL: &str = "gcp.network-firewall-policy:europe-west1/near";
const RULES: &str = "gcp.network:main";
const IMPLIED: &str = "gcp.network:main";

#[test]
fn organisation_folders_rules_global_regional_implied() {
    let read = whole("AFTER_CLASSIC_FIREWALL", "europe-west1-b");
    let expected = [ABOVE[0], ABOVE[1], RULES, GLOBAL, REGIONAL, IMPLIED];
    assert_eq!(asked(&read, WEB), expected);
}

#[test]
fn organisation_folders_global_regional_rules_implied_where_policies_are_first() {
    let read = whole("BEFORE_CLASSIC_FIREWALL", "europe-west1-b");
    let expected = [ABOVE[0], ABOVE[1], GLOBAL, REGIONAL, RULES, IMPLIED];
    assert_eq!(asked(&read, WEB), expected);
}

#[test]
fn a_regional_policy_is_asked_in_its_region_only() {
    let read = whole("AFTER_CLASSIC_FIREWALL", "us-east1-b");
    let expected = [ABOVE[0], ABOVE[1], RULES, GLOBAL, IMPLIED];
    assert_eq!(asked(&read, "us-east1-b/web"), expected);
}

#[test]
fn regional_system_policies_are_asked_before_the_rules() {
    let repeated = |sort: &str, name: &str| {
        let mut policy = policy(name, "deny", &[]);
        policy["type"] = sort.into();
        policy
    };
    let listed = json!({ "firewallPolicys": [repeated("HIERARCHY", "100"), repeated("SYSTEM", "gke")], "firewalls": [] });
    let read = estate(&[
        ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
        ("firewall-rules-list", json!([rule("yes", json!({}))])),
        ("get-effective-firewalls.main", listed),
    ]);
    assert_eq!(asked(&read, WEB), [ABOVE[0], "gcp.firewall-policy:gke", RULES, IMPLIED]);
}

#[test]
fn which_of_two_policies_of_one_priority_is_asked_first_depends() {
    let with = |priority: Option<i64>| {
        let mut second = policy("second", "deny", &["global/networks/main"]);
        second["associations"][0]["priority"] = json!(priority);
        estate(&[
            ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
            ("firewall-rules-list", json!([])),
            (
                "network-firewall-policies-describe.first",
                policy("first", "allow", &["global/networks/main"]),
            ),
            ("network-firewall-policies-describe.second", second),
        ])
    };
    let packet = tcp("203.0.113.7", 22);
    let (earlier, later) = (topology(&with(Some(1))), topology(&with(Some(2000))));
    assert_eq!(at(&shield(&earlier, WEB).ingress, &packet), "deny 100");
    assert_eq!(at(&shield(&later, WEB).ingress, &packet), "allow 100");
    assert_eq!(shield(&later, WEB).doubt, None);
    let unsaid = topology(&with(None));
    let unsaid = shield(&unsaid, WEB);
    assert!(
        unsaid.doubt.as_ref().is_some_and(|why| why.contains("several policies of one priority"))
    );
    assert_eq!(at(&unsaid.ingress, &packet), "allow 100");
    let other = "gcp.unsure:global/second-is-asked-before-others-of-its-priority";
    assert_eq!(at(&unsaid.ingress, &from_member(packet, other)), "deny 100");
}

#[test]
fn what_is_read_only_in_the_effective_firewalls_is_asked_from_there() {
    let mut edge = policy("edge", "deny", &[]);
    edge["type"] = "NETWORK".into();
    let listed = json!({ "firewallPolicys": [edge], "firewalls": [rule("yes", json!({ "allowed": [{ "IPProtocol": "tcp", "ports": ["80"] }] })), rule("off", json!({ "disabled": true }))] });
    let read = estate(&[
        ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
        ("get-effective-firewalls.main", listed),
    ]);
    let topology = topology(&read);
    let shield = shield(&topology, WEB);
    assert_eq!(shield.doubt, None);
    assert_eq!(at(&shield.ingress, &tcp("203.0.113.7", 80)), "allow yes");
    assert_eq!(at(&shield.ingress, &tcp("203.0.113.7", 22)), "deny 100");
}

#[test]
fn a_network_that_asks_policies_first_has_some() {
    let network = json!([{ "name": "main", "autoCreateSubnetworks": false, "networkFirewallPolicyEnforcementOrder": "BEFORE_CLASSIC_FIREWALL" }]);
    let read = estate(&[
        ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
        ("networks-list", network),
        ("firewall-rules-list", json!([])),
    ]);
    let topology = topology(&read);
    let shield = shield(&topology, WEB);
    assert!(shield.doubt.as_ref().is_some_and(|why| why.contains("skipped")), "{shield:?}");
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(at(&shield.ingress, &packet), "deny");
    let member = from_member(packet, "gcp.network-firewall-policy:unread");
    assert_eq!(at(&shield.ingress, &member), "allow");
}
