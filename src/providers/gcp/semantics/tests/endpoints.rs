//! What stands before instances: one test a line of the documentation.

use super::*;
use crate::model::{Endpoint, Members, Passage, Topology};
use crate::providers::Which;
use crate::providers::gcp::semantics::endpoints::ENDPOINTS;

/// An instance in the network `main`, with some fields set otherwise.
pub(super) fn instance(name: &str, address: &str, other: Value) -> Value {
    let mut instance = json!({ "name": name, "zone": "zones/europe-west1-b", "status": "RUNNING",
        "networkInterfaces": [{ "name": "nic0", "network": "global/networks/main", "networkIP": address }] });
    if let Value::Object(other) = other {
        instance.as_object_mut().unwrap().extend(other);
    }
    instance
}

/// The same with an address that the internet reaches.
pub(super) fn public(name: &str, address: &str, external: &str) -> Value {
    let mut instance = instance(name, address, json!({}));
    instance["networkInterfaces"][0]["accessConfigs"] = json!([{ "natIP": external }]);
    instance
}

pub(super) fn rule(name: &str, other: Value) -> Value {
    let mut rule = json!({ "name": name, "network": "global/networks/main", "direction": "INGRESS", "priority": 1000,
        "sourceRanges": ["0.0.0.0/0"], "allowed": [{ "IPProtocol": "tcp", "ports": ["22"] }] });
    if let Value::Object(other) = other {
        rule.as_object_mut().unwrap().extend(other);
    }
    rule
}

pub(super) fn default_route() -> Value {
    json!({ "name": "default", "network": "global/networks/main", "destRange": "0.0.0.0/0", "priority": 1000,
        "nextHopGateway": "projects/shop-prod/global/gateways/default-internet-gateway" })
}

pub(super) fn policy(name: &str, action: &str, places: &[&str]) -> Value {
    let associations: Vec<Value> =
        places.iter().map(|place| json!({ "name": "a", "attachmentTarget": place })).collect();
    json!({ "name": name, "associations": associations,
        "selfLink": format!("https://www.googleapis.com/compute/v1/projects/shop-prod/global/firewallPolicies/{name}"),
        "rules": [{ "priority": 100, "action": action, "direction": "INGRESS",
            "match": { "srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{ "ipProtocol": "tcp", "ports": ["22"] }] } }] })
}

pub(super) fn estate(answers: &[(&str, Value)]) -> Snapshot {
    let mut all = vec![
        ("networks-list", json!([{ "name": "main", "autoCreateSubnetworks": false }])),
        ("routes-list", json!([default_route()])),
        (
            "subnets-list",
            json!([{ "name": "web", "region": "regions/europe-west1", "network": "global/networks/main", "ipCidrRange": "10.0.0.0/24",
            "selfLink": "projects/shop-prod/regions/europe-west1/subnetworks/web" }]),
        ),
    ];
    all.retain(|(name, _)| answers.iter().all(|(other, _)| other != name));
    all.extend(answers.iter().cloned());
    snapshot(&all)
}

pub(super) fn topology(snapshot: &Snapshot) -> Topology {
    (ENDPOINTS.topology)(&View::of(snapshot), Which::All)
}

pub(super) fn endpoint<'a>(topology: &'a Topology, label: &str) -> &'a Endpoint {
    let mut all = topology.endpoints.values();
    all.find(|one| &*one.label == label).unwrap_or_else(|| panic!("no {label}: {topology:?}"))
}

pub(super) fn shield<'a>(topology: &'a Topology, label: &str) -> &'a Passage {
    &topology.shields[endpoint(topology, label).shield]
}

pub(super) fn door<'a>(topology: &'a Topology, label: &str) -> &'a Passage {
    &topology.doors[endpoint(topology, label).door]
}

pub(super) fn at(guard: &crate::traffic::Guard, packet: &Packet) -> String {
    decided(&Gate::Guard(guard.clone()), packet)
}

pub(super) const WEB: &str = "europe-west1-b/web";

#[test]
fn an_instance_is_named_by_its_name_and_its_link() {
    let read = estate(&[("instances-list", json!([public("web", "10.0.0.4", "198.51.100.7")]))]);
    let topology = topology(&read);
    let web = endpoint(&topology, WEB);
    for name in ["web", "projects/shop-prod/zones/europe-west1-b/instances/web"] {
        assert!(web.names.contains(name), "{:?}", web.names);
    }
    assert_eq!(web.called, "web (198.51.100.7)");
    assert_eq!(web.running, Some(true));
    assert_eq!(web.addresses.texts(), ["10.0.0.4"]);
    assert_eq!(
        topology.networks[&topology.segments[&web.segment].network].texts(),
        ["10.0.0.0/24"]
    );
}

#[test]
fn rules_for_other_tags_are_not_before_it() {
    let rules = json!([rule("all", json!({ "targetTags": ["db"] }))]);
    let instances = json!([
        instance("web", "10.0.0.4", json!({ "tags": { "items": ["web"] } })),
        instance("db", "10.0.0.5", json!({ "tags": { "items": ["db"] } })),
    ]);
    let topology =
        topology(&estate(&[("instances-list", instances), ("firewall-rules-list", rules)]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(at(&shield(&topology, "europe-west1-b/db").ingress, &packet), "allow all");
    assert_eq!(at(&shield(&topology, WEB).ingress, &packet), "deny");
}

#[test]
fn a_source_tag_is_told_by_who_has_it() {
    let rules = json!([rule("inside", json!({ "sourceRanges": [], "sourceTags": ["web"] }))]);
    let mut web = public("web", "10.0.0.4", "198.51.100.7");
    web["tags"] = json!({ "items": ["web"] });
    let instances = json!([web, instance("db", "10.0.0.5", json!({}))]);
    let topology =
        topology(&estate(&[("instances-list", instances), ("firewall-rules-list", rules)]));
    let name = "gcp.tag:shop-prod/main/web";
    let Members::Endpoints { addresses, whole } = &topology.sets[name] else { panic!() };
    assert_eq!((addresses.texts(), *whole), (vec!["10.0.0.4".to_owned()], true));
    assert!(endpoint(&topology, WEB).member_of.contains(name));
    assert!(!endpoint(&topology, "europe-west1-b/db").member_of.contains(name));
}

#[test]
fn the_network_says_whether_its_policies_or_the_rules_are_asked_first() {
    let answers = |order: &str| {
        estate(&[
            ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
            (
                "networks-list",
                json!([{ "name": "main", "autoCreateSubnetworks": false, "networkFirewallPolicyEnforcementOrder": order }]),
            ),
            ("firewall-rules-list", json!([rule("yes", json!({}))])),
            (
                "network-firewall-policies-describe.edge",
                policy("edge", "deny", &["global/networks/main"]),
            ),
        ])
    };
    let packet = tcp("203.0.113.7", 22);
    let after = topology(&answers("AFTER_CLASSIC_FIREWALL"));
    assert_eq!(at(&shield(&after, WEB).ingress, &packet), "allow yes");
    let before = topology(&answers("BEFORE_CLASSIC_FIREWALL"));
    assert_eq!(at(&shield(&before, WEB).ingress, &packet), "deny 100");
}

#[test]
fn what_the_rules_leave_alone_comes_to_the_networks_policy() {
    let read = estate(&[
        ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
        ("firewall-rules-list", json!([])),
        (
            "network-firewall-policies-describe.edge",
            policy("edge", "allow", &["global/networks/main"]),
        ),
    ]);
    let topology = topology(&read);
    assert_eq!(at(&shield(&topology, WEB).ingress, &tcp("203.0.113.7", 22)), "allow 100");
    assert_eq!(at(&shield(&topology, WEB).ingress, &tcp("203.0.113.7", 23)), "deny");
}

#[test]
fn the_organisations_policy_comes_first_and_one_that_is_not_read_is_a_symbol() {
    let project = |effective: Option<Value>| {
        let mut answers = vec![
            ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
            ("firewall-rules-list", json!([])),
            (
                "projects-get-ancestors",
                json!([{ "id": "shop-prod", "type": "project" }, { "id": "7", "type": "organization" }]),
            ),
        ];
        answers.extend(effective.map(|one| ("get-effective-firewalls.main", one)));
        estate(&answers)
    };
    let packet = tcp("203.0.113.7", 22);
    let unread = topology(&project(None));
    let passage = shield(&unread, WEB);
    assert!(
        passage.doubt.as_ref().is_some_and(|why| why.contains("organizations/7")),
        "{passage:?}"
    );
    assert_eq!(at(&passage.ingress, &packet), "deny");
    let member = from_member(packet.clone(), "gcp.firewall-policy:unread");
    assert_eq!(at(&passage.ingress, &member), "allow");

    let mut repeated = policy("123", "allow", &[]);
    repeated["type"] = "HIERARCHY".into();
    let told = topology(&project(Some(json!({ "firewallPolicys": [repeated], "firewalls": [] }))));
    let passage = shield(&told, WEB);
    assert_eq!(passage.doubt, None);
    assert_eq!(at(&passage.ingress, &packet), "allow 100");
}

#[test]
fn a_rule_for_a_network_is_before_the_instances_of_that_network() {
    let shielded = |network: &str| {
        let mut repeated = policy("123", "allow", &[]);
        repeated["type"] = "HIERARCHY".into();
        repeated["rules"][0]["targetResources"] = json!([network]);
        topology(&estate(&[
            ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
            ("firewall-rules-list", json!([])),
            (
                "get-effective-firewalls.main",
                json!({ "firewallPolicys": [repeated], "firewalls": [] }),
            ),
        ]))
    };
    let packet = tcp("203.0.113.7", 22);
    let host = "https://www.googleapis.com/compute/v1/projects";
    let own = shielded(&format!("{host}/shop-prod/global/networks/main"));
    assert_eq!(at(&shield(&own, WEB).ingress, &packet), "allow 100");
    for other in ["shop-prod/global/networks/other", "elsewhere/global/networks/main"] {
        let other = shielded(&format!("{host}/{other}"));
        assert_eq!(at(&shield(&other, WEB).ingress, &packet), "deny");
    }
}

#[test]
fn the_internet_comes_in_to_an_external_address_and_no_other() {
    let instances =
        json!([public("web", "10.0.0.4", "198.51.100.7"), instance("db", "10.0.0.5", json!({}))]);
    let topology = topology(&estate(&[("instances-list", instances)]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(at(&door(&topology, WEB).ingress, &packet), "allow default: 0.0.0.0/0");
    let db = "europe-west1-b/db";
    assert_eq!(
        at(&door(&topology, db).ingress, &packet),
        "deny default: 0.0.0.0/0, no external address"
    );
}

#[test]
fn without_an_external_address_cloud_nat_decides_what_goes_out() {
    let instances = json!([instance("db", "10.0.0.5", json!({}))]);
    let topology = topology(&estate(&[("instances-list", instances)]));
    let door = door(&topology, "europe-west1-b/db");
    let leaves = packet("10.0.0.5", "203.0.113.7", protocol::TCP).with_ports(443, 40000);
    assert!(at(&door.egress, &leaves).starts_with("deny"));
    assert!(at(&door.egress, &to_member(leaves, "gcp.router-nat:main")).starts_with("allow"));
}

#[test]
fn without_a_route_nothing_comes_or_goes() {
    let instances = json!([public("web", "10.0.0.4", "198.51.100.7")]);
    let topology = topology(&estate(&[("instances-list", instances), ("routes-list", json!([]))]));
    assert_eq!(at(&door(&topology, WEB).ingress, &tcp("203.0.113.7", 22)), "deny");
    let leaves = packet("10.0.0.4", "203.0.113.7", protocol::TCP).with_ports(443, 40000);
    assert_eq!(at(&door(&topology, WEB).egress, &leaves), "deny");
}

#[test]
fn a_peering_is_a_link_when_it_is_active() {
    let network = |state: &str| {
        let peering = json!({ "name": "to-b", "network": "projects/other/global/networks/b", "state": state });
        json!([{ "name": "main", "autoCreateSubnetworks": false, "peerings": [peering] }])
    };
    for (state, links) in [("ACTIVE", 1), ("INACTIVE", 0)] {
        let read = estate(&[
            ("instances-list", json!([instance("web", "10.0.0.4", json!({}))])),
            ("networks-list", network(state)),
        ]);
        let topology = topology(&read);
        assert_eq!(
            topology.segments[&endpoint(&topology, WEB).segment].links.len(),
            links,
            "{state}"
        );
    }
}

#[test]
fn a_change_is_followed_to_the_instances_of_its_network() {
    let mut other = instance("far", "10.9.0.4", json!({}));
    other["networkInterfaces"][0]["network"] = "global/networks/other".into();
    let instances = json!([instance("web", "10.0.0.4", json!({})), other]);
    let read = estate(&[
        ("instances-list", instances),
        ("firewall-rules-list", json!([rule("yes", json!({}))])),
    ]);
    let changed = ResourceId {
        scope: SCOPE.parse().unwrap(),
        kind: "gcp.firewall-rule".parse().unwrap(),
        identity: "yes".parse().unwrap(),
    };
    let touched = (ENDPOINTS.touched)(&View::of(&read), &[&changed]);
    let labels: Vec<&str> = touched[0].iter().map(|id| id.identity.as_str()).collect();
    assert_eq!(labels, [WEB]);
}
