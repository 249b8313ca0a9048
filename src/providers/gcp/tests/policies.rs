//! Firewall policies, where they stand, and what they say.

use serde_json::{Value, json};

use super::{answer, context, durable, kind, link, read, read_of, reason};
use crate::model::{ScopeReading, Status};

fn policy(name: &str, networks: &[&str]) -> Value {
    let associations: Vec<Value> = networks
        .iter()
        .map(|network| json!({ "name": format!("{name}-{network}"), "attachmentTarget": link(&format!("global/networks/{network}")) }))
        .collect();
    json!({ "name": name, "associations": associations, "rules": [rule(100, "deny")], "selfLink": link(&format!("global/firewallPolicies/{name}")) })
}

fn rule(priority: u32, action: &str) -> Value {
    json!({ "priority": priority, "action": action, "direction": "INGRESS",
        "match": { "srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{ "ipProtocol": "all" }] } })
}

fn network(name: &str, policy: Option<&str>) -> Value {
    let mut network = json!({ "name": name, "selfLink": link(&format!("global/networks/{name}")) });
    if let Some(policy) = policy {
        network["firewallPolicy"] = link(&format!("global/firewallPolicies/{policy}"));
    }
    network
}

fn project(networks: Value, policies: &[Value]) -> ScopeReading {
    let mut files = vec![answer("networks-list", &networks)];
    for (index, policy) in policies.iter().enumerate() {
        files.push(answer(&format!("network-firewall-policies-describe.p{index}"), policy));
    }
    read(files)
}

#[test]
fn a_network_says_which_policies_stand_in_it() {
    let regional = json!({ "name": "edge", "region": link("regions/europe-west1"), "rules": [],
        "associations": [{ "name": "a", "attachmentTarget": link("global/networks/main"), "priority": 7 }] });
    let reading = project(
        json!([network("main", Some("edge")), network("other", None)]),
        &[policy("edge", &["main"]), regional],
    );
    let networks = kind(&reading, "network");
    let main = context(networks, "main");
    assert_eq!(main["firewall_policy"], "global/edge");
    assert_eq!(
        main["firewall_policies"],
        json!([
        { "association": "a", "policy": "europe-west1/edge", "priority": 7 },
        { "association": "edge-main", "policy": "global/edge" }])
    );
    assert_eq!(context(networks, "other"), json!({}));
    let policies = kind(&reading, "network-firewall-policy");
    assert_eq!(
        (policies.coverage.status, policies.resources.len(), policies.coverage.pages),
        (Status::Complete, 2, 2)
    );
}

#[test]
fn a_policy_that_a_network_names_and_nobody_described_is_a_gap() {
    let reading = project(
        json!([network("main", Some("edge")), network("other", Some("inner"))]),
        &[policy("edge", &["main"])],
    );
    let policies = kind(&reading, "network-firewall-policy");
    assert_eq!(policies.coverage.status, Status::Partial);
    assert_eq!(
        reason(policies),
        "`global/inner` stands in the network `other`, and no network-firewall-policies-describe.<name>.json describes it"
    );
    assert_eq!(policies.resources.len(), 1);
    // What stands in that network is unknown, and is not "nothing".
    let networks = kind(&reading, "network");
    assert_eq!(networks.coverage.status, Status::Complete);
    assert_eq!(context(networks, "other")["firewall_policies"], Value::Null);
    assert!(context(networks, "other").as_object().unwrap().contains_key("firewall_policies"));
}

#[test]
fn without_any_description_the_policies_are_skipped_and_the_networks_do_not_know() {
    let reading = project(json!([network("main", Some("edge"))]), &[]);
    let policies = kind(&reading, "network-firewall-policy");
    assert_eq!(policies.coverage.status, Status::Skipped);
    assert_eq!(reason(policies), "no network-firewall-policies-describe.<name>.json in the dump");
    let main = context(kind(&reading, "network"), "main");
    assert_eq!(main, json!({ "firewall_policies": null, "firewall_policy": "global/edge" }));
}

#[test]
fn rules_are_asked_in_the_order_of_priorities() {
    let mut described = policy("edge", &[]);
    described["rules"] = json!([
        rule(2_147_483_647, "goto_next"),
        rule(100, "apply_security_profile_group"),
        rule(7, "allow")
    ]);
    let reading = project(json!([]), &[described]);
    let rules = durable(kind(&reading, "network-firewall-policy"), "global/edge")["rules"].clone();
    let said: Vec<_> = rules
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["priority"].as_u64().unwrap(), rule["action"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [(7, "allow"), (100, "apply_security_profile_group"), (2_147_483_647, "goto_next")]
    );
}

#[test]
fn what_a_rule_says_and_nobody_knows_is_doubted() {
    for odd in [
        json!({ "action": "wave_through" }),
        json!({ "direction": "SIDEWAYS" }),
        json!({ "priority": null }),
        json!({ "match": { "srcIpRanges": ["10.0.0.0/40"], "layer4Configs": [{ "ipProtocol": "all" }] } }),
        json!({ "match": { "layer4Configs": [{ "ipProtocol": "warp" }] } }),
        json!({ "match": { "layer4Configs": [] } }),
        json!({ "match": { "layer4Configs": [{ "ipProtocol": "all" }], "srcNetworkContext": "INTERNET", "srcNetworkType": "INTRA_VPC" } }),
        json!({ "unless": "10.0.0.0/8" }),
    ] {
        let mut said = rule(100, "deny");
        said.as_object_mut().unwrap().extend(odd.as_object().unwrap().clone());
        let mut described = policy("edge", &[]);
        described["rules"] = json!([said]);
        let reading = project(json!([]), &[described]);
        let policies = kind(&reading, "network-firewall-policy");
        assert_eq!(policies.coverage.status, Status::Partial, "{odd}: {}", reason(policies));
        assert_eq!(policies.resources.len(), 1, "{odd}");
    }
    let mut described = policy("edge", &[]);
    described["rules"] = json!([rule(100, "deny"), rule(100, "allow")]);
    let reading = project(json!([]), &[described]);
    assert_eq!(
        reason(kind(&reading, "network-firewall-policy")),
        "global/edge: two rules have the priority 100"
    );
}

#[test]
fn tags_that_match_nothing_any_more_are_told_apart() {
    let mut said = rule(100, "allow");
    said["match"]["srcSecureTags"] = json!([{ "name": "tagValues/2", "state": "INEFFECTIVE" }, { "name": "tagValues/1", "state": "EFFECTIVE" }]);
    let mut described = policy("edge", &[]);
    described["rules"] = json!([said]);
    let reading = project(json!([]), &[described]);
    let source =
        durable(kind(&reading, "network-firewall-policy"), "global/edge")["rules"][0]["source"]
            .clone();
    assert_eq!(
        source,
        json!({ "ranges": ["0.0.0.0/0"], "secure_tags": ["tagValues/1"], "stale_secure_tags": ["tagValues/2"] })
    );
}

#[test]
fn a_hierarchical_policy_is_its_number_and_says_where_it_takes_hold() {
    let described = json!({ "kind": "compute#firewallPolicy", "id": "123", "name": "123", "shortName": "base", "displayName": "base",
        "parent": "organizations/7", "rules": [rule(100, "goto_next")], "associations": [
            { "name": "folders/42", "attachmentTarget": "folders/42", "firewallPolicyId": "123", "shortName": "base" },
            { "name": "organizations/7", "attachmentTarget": "//cloudresourcemanager.googleapis.com/organizations/7", "priority": 1000 }] });
    for printed in [described.clone(), json!([described])] {
        let reading = read_of(
            "gcp:organizations/7",
            vec![answer("firewall-policies-describe.123", &printed)],
        );
        assert_eq!(reading.kinds.len(), 2, "policies and log sinks");
        let policies = kind(&reading, "firewall-policy");
        assert_eq!(
            (policies.coverage.status, &policies.coverage.reason),
            (Status::Complete, &None)
        );
        let base = durable(policies, "123");
        assert_eq!(
            (&base["short_name"], &base["parent"]),
            (&json!("base"), &json!("organizations/7"))
        );
        assert_eq!(
            base["associations"],
            json!([
            { "name": "folders/42", "target": "folders/42" }, { "name": "organizations/7", "target": "organizations/7" }])
        );
    }
}
