//! A network that asks its rules and its policies in another order.

use super::*;

/// A rule that lets an office in, and a policy that lets nobody in but some of it.
fn asking(order: &str) -> Files {
    let rules = json!([
        policy_rule(100, "goto_next", "192.0.2.0/25"),
        policy_rule(200, "deny", "0.0.0.0/0")
    ]);
    asking_both(order, "global", rules)
}

/// The rule for the office, and a policy with these rules.
fn asking_both(order: &str, place: &str, rules: Value) -> Files {
    files(&[
        (PROJECT, "networks-list", network(order)),
        (
            PROJECT,
            "firewall-rules-list",
            json!([rule("office", json!({ "sourceRanges": ["192.0.2.0/24"] }))]),
        ),
        (
            PROJECT,
            "network-firewall-policies-describe.edge",
            network_policy("edge", place, &[MAIN], rules),
        ),
    ])
}

fn instance(network: &str) -> Value {
    json!({ "name": "web", "zone": "zones/europe-west1-b", "status": "RUNNING",
        "networkInterfaces": [{ "name": "nic0", "network": network, "networkIP": "10.0.0.4", "accessConfigs": [{ "natIP": "198.51.100.7" }] }] })
}

fn with(mut all: Files, more: &[(&str, &str, Value)]) -> Files {
    all.extend(files(more));
    all
}

/// With an instance in the network, and a way to it.
fn with_instance(all: Files) -> Files {
    let instances = json!([instance(MAIN)]);
    with(all, &[(PROJECT, "instances-list", instances), (PROJECT, "routes-list", routes())])
}

fn routes() -> Value {
    json!([{ "name": "out", "network": MAIN, "destRange": "0.0.0.0/0", "nextHopGateway": "global/gateways/default-internet-gateway" }])
}

#[test]
fn a_change_of_order_is_told_with_its_effect_where_no_instance_was_read() {
    let (after, before) = (asking("AFTER"), asking("BEFORE"));
    assert_eq!(told(&after, &before, "main"), ["- ingress tcp 22 from 192.0.2.128/25"]);
    assert_eq!(told(&before, &after, "main"), ["+ ingress tcp 22 from 192.0.2.128/25"]);
    let change = change_of(&before, &after, "main");
    let witness = traffic(change.effect.unwrap()).witness.unwrap();
    assert_eq!(
        (witness.before.rule.as_deref(), witness.after.rule.as_deref()),
        (Some("200"), Some("office"))
    );
}

#[test]
fn a_change_of_order_is_told_with_its_effect_where_the_network_has_no_instance() {
    let elsewhere = |order| {
        with(
            asking(order),
            &[(PROJECT, "instances-list", json!([instance("global/networks/other")]))],
        )
    };
    let change = change_of(&elsewhere("BEFORE"), &elsewhere("AFTER"), "main");
    assert_eq!(reach(&change).of, 0);
    assert_eq!(lines(change.effect.unwrap()), ["+ ingress tcp 22 from 192.0.2.128/25"]);
}

#[test]
fn a_change_of_order_is_told_at_the_instances_of_the_network() {
    let here = |order| with_instance(asking(order));
    let change = change_of(&here("BEFORE"), &here("AFTER"), "main");
    assert_eq!(reach(&change).endpoints.len(), 1);
    assert_eq!(lines(change.effect.unwrap()), ["+ ingress tcp 22 from 192.0.2.128/25"]);
}

#[test]
fn a_change_of_order_shows_in_the_regions_of_the_policies() {
    let rules = json!([policy_rule(200, "deny", "0.0.0.0/0")]);
    let asking = |order| asking_both(order, "europe-west1", rules.clone());
    let change = change_of(&asking("BEFORE"), &asking("AFTER"), "main");
    let opened = traffic(change.effect.unwrap()).opened;
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].near().any_of, ["gcp.instances-of-region:europe-west1"]);
    assert_eq!(opened[0].far().any_of, ["192.0.2.0/24"]);
}

#[test]
fn a_change_of_order_that_no_rule_depends_on_is_the_same_traffic() {
    let rules = json!([policy_rule(100, "allow", "192.0.2.0/25")]);
    let asking = |order| asking_both(order, "global", rules.clone());
    let effect = change_of(&asking("AFTER"), &asking("BEFORE"), "main").effect.unwrap();
    assert!(traffic(effect).is_equivalent());
}

#[test]
fn what_a_change_of_order_does_is_unknown_where_the_policies_were_not_read() {
    let asking = |order: &str| {
        files(&[
            (PROJECT, "networks-list", network(order)),
            (PROJECT, "firewall-rules-list", json!([rule("office", json!({}))])),
        ])
    };
    let why = unknown(&asking("AFTER"), &asking("BEFORE"), "main");
    assert_eq!(why, "network firewall policies of gcp:shop-prod were not read: skipped");
    let read = |order| with_instance(asking(order));
    let why = unknown(&read("AFTER"), &read("BEFORE"), "main");
    assert!(
        why.ends_with("network firewall policies of gcp:shop-prod were not read: skipped"),
        "{why}"
    );
}

#[test]
fn what_a_peering_does_is_not_said_by_the_order_of_rules() {
    let peered = |peerings: Value| {
        files(&[
            (
                PROJECT,
                "networks-list",
                json!([{ "name": "main", "autoCreateSubnetworks": false, "peerings": peerings }]),
            ),
            (PROJECT, "firewall-rules-list", json!([])),
        ])
    };
    let peering = json!([{ "name": "a", "network": "global/networks/other", "state": "ACTIVE" }]);
    let why = unknown(&peered(json!([])), &peered(peering), "main");
    assert!(why.starts_with("not every instance"), "{why}");
}
