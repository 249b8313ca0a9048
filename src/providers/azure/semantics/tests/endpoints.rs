//! What stands before network interfaces: one test a line of the documentation.

use super::*;
use crate::model::{Endpoint, Passage, Segment};
use crate::providers::Which;
use crate::providers::azure::semantics::endpoints::ENDPOINTS;

pub(super) const MAIN: &str = "virtualnetworks/main";

/// Fields put over others; `null` takes one out.
pub(super) fn with(mut base: Value, other: Value) -> Value {
    let fields = base.as_object_mut().unwrap();
    if let Value::Object(other) = other {
        fields.extend(other);
    }
    fields.retain(|_, value| !value.is_null());
    base
}

/// An interface in the subnet `web`, with fields of its only address set otherwise.
pub(super) fn nic(name: &str, address: &str, of_address: Value, other: Value) -> Value {
    let interface = id(&format!("networkinterfaces/{name}"));
    let configuration = json!({ "name": "one", "id": format!("{interface}/ipconfigurations/one"), "primary": true,
        "privateIpAddress": address, "subnet": { "id": id(&format!("{MAIN}/subnets/web")) } });
    let configuration = with(configuration, of_address);
    with(json!({ "id": interface, "name": name, "ipConfigurations": [configuration] }), other)
}

pub(super) fn refer(rest: &str) -> Value {
    json!({ "id": id(rest) })
}

pub(super) fn subnet(name: &str, block: &str, other: Value) -> Value {
    let subnet = id(&format!("{MAIN}/subnets/{name}"));
    with(json!({ "id": subnet, "name": name, "addressPrefix": block }), other)
}

pub(super) fn network(name: &str, block: &str, subnets: Value, peerings: Value) -> Value {
    json!({ "id": id(&format!("virtualnetworks/{name}")), "name": name, "subnets": subnets,
        "addressSpace": { "addressPrefixes": [block] }, "virtualNetworkPeerings": peerings })
}

/// The network `main` with the subnet `web`, which has these fields.
pub(super) fn main(of_subnet: Value) -> Value {
    json!([network(
        "main",
        "10.0.0.0/16",
        json!([subnet("web", "10.0.1.0/24", of_subnet)]),
        json!([])
    )])
}

/// A group with these rules and those that every group is born with.
pub(super) fn group(name: &str, rules: Value) -> Value {
    json!({ "id": id(&format!("networksecuritygroups/{name}")), "name": name, "securityRules": rules,
        "defaultSecurityRules": network_security_groups::born_with() })
}

pub(super) fn rule(name: &str, priority: i64, other: Value) -> Value {
    network_security_groups::rule(name, priority, other)
}

/// `web` in a network where its subnet has the group `outer`, which allows tcp 22, and nothing else stands before it.
pub(super) fn estate(answers: &[(&str, Value)]) -> Snapshot {
    let outer = json!({ "networkSecurityGroup": refer("networksecuritygroups/outer") });
    let mut all = vec![
        ("nic-list", json!([nic("web", "10.0.1.4", json!({}), json!({}))])),
        ("vnet-list", main(outer)),
        ("nsg-list", json!([group("outer", json!([rule("ssh", 100, json!({}))]))])),
    ];
    all.retain(|(name, _)| answers.iter().all(|(other, _)| other != name));
    all.extend(answers.iter().cloned());
    answered(&all)
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

pub(super) fn segment<'a>(topology: &'a Topology, label: &str) -> &'a Segment {
    &topology.segments[&endpoint(topology, label).segment]
}

pub(super) fn at(topology: &Topology, guard: &Guard, packet: &Packet) -> String {
    decided(&Gate::Guard(resolved(guard, topology)), packet)
}

/// From this address to `web`.
pub(super) fn enters(from: &str, port: u16) -> Packet {
    packet(from, "10.0.1.4", protocol::TCP).with_ports(port, 40000)
}

/// From `web` to this address.
pub(super) fn leaves(to: &str, port: u16) -> Packet {
    packet("10.0.1.4", to, protocol::TCP).with_ports(port, 40000)
}

#[test]
fn an_interface_is_named_by_its_name_and_its_machine() {
    let machine =
        "/subscriptions/5d3c/resourcegroups/shop/providers/microsoft.compute/virtualmachines/web-1";
    let public = json!({ "publicIpAddress": refer("publicipaddresses/web-ip") });
    let read = estate(&[
        (
            "nic-list",
            json!([nic("web", "10.0.1.4", public, json!({ "virtualMachine": { "id": machine } }))]),
        ),
        ("vm-list", json!([{ "id": machine, "name": "Web-1" }])),
        (
            "public-ip-list",
            json!([{ "id": id("publicipaddresses/web-ip"), "name": "web-ip", "ipAddress": "198.51.100.7" }]),
        ),
    ]);
    let topology = topology(&read);
    let web = endpoint(&topology, "web");
    assert_eq!(web.called, "Web-1 (web, 198.51.100.7)");
    for name in ["web", "Web-1", machine, id("networkinterfaces/web").as_str()] {
        assert!(web.names.contains(name), "{:?}", web.names);
    }
    assert_eq!(web.machine.as_deref(), Some(machine));
    assert_eq!(web.running, None);
    assert_eq!(
        (web.addresses.texts(), web.public.texts()),
        (vec!["10.0.1.4".to_owned()], vec!["198.51.100.7".to_owned()])
    );
    assert_eq!(segment(&topology, "web").addresses.texts(), ["10.0.1.0/24"]);
    assert_eq!(topology.networks[&segment(&topology, "web").network].texts(), ["10.0.0.0/16"]);
}

#[test]
fn two_interfaces_of_one_name_are_told_by_their_ids() {
    let mut other = nic("web", "10.0.1.5", json!({}), json!({}));
    other["id"] = id("networkinterfaces/web").replace("shop", "test").into();
    let read =
        estate(&[("nic-list", json!([nic("web", "10.0.1.4", json!({}), json!({})), other]))]);
    let labels: Vec<String> =
        topology(&read).endpoints.values().map(|one| one.label.to_string()).collect();
    let known = id("networkinterfaces/web");
    assert_eq!(labels, [known.clone(), known.replace("shop", "test")]);
}

#[test]
fn both_groups_must_allow_and_the_subnets_may_be_the_one_that_refuses() {
    let inner = |rules: Value| {
        let own = json!({ "networkSecurityGroup": refer("networksecuritygroups/inner") });
        estate(&[
            ("nic-list", json!([nic("web", "10.0.1.4", json!({}), own)])),
            (
                "nsg-list",
                json!([
                    group("outer", json!([rule("ssh", 100, json!({}))])),
                    group("inner", rules)
                ]),
            ),
        ])
    };
    let both = topology(&inner(json!([rule("too", 100, json!({}))])));
    let packet = enters("203.0.113.7", 22);
    assert_eq!(at(&both, &shield(&both, "web").ingress, &packet), "allow too");
    let one = topology(&inner(json!([])));
    assert_eq!(at(&one, &shield(&one, "web").ingress, &packet), "deny DenyAllInBound");
    let wide = json!({ "destinationPortRange": "*" });
    let wide = topology(&inner(json!([rule("wide", 100, wide)])));
    assert_eq!(
        at(&wide, &shield(&wide, "web").ingress, &enters("203.0.113.7", 23)),
        "deny DenyAllInBound"
    );
}

#[test]
fn where_no_group_is_everything_is_allowed() {
    let read = estate(&[("vnet-list", main(json!({})))]);
    let topology = topology(&read);
    assert!(
        at(&topology, &shield(&topology, "web").ingress, &enters("203.0.113.7", 23))
            .starts_with("allow")
    );
}

#[test]
fn a_group_that_was_not_read_is_what_it_depends_on() {
    let mut all = estate(&[]);
    let group = "azure.nsg".parse().unwrap();
    let reading = all.scopes.get_mut(&SCOPE.parse().unwrap()).unwrap();
    reading.kinds.remove(&group);
    let topology = topology(&all);
    let passage = shield(&topology, "web");
    let why = passage.doubt.as_ref().unwrap();
    assert!(why.contains("networksecuritygroups/outer"), "{why}");
    let packet = enters("203.0.113.7", 22);
    assert_eq!(at(&topology, &passage.ingress, &packet), "deny");
    let known = source(packet, &format!("azure.nsg:{}", id("networksecuritygroups/outer")));
    assert_eq!(at(&topology, &passage.ingress, &known), "allow");
}

fn admin_rule(access: &str) -> Value {
    json!([{ "id": id("networkmanagers/m/rules/central"), "kind": "Custom", "access": access, "direction": "Inbound",
        "priority": 10, "protocol": "Tcp", "sources": [{ "addressPrefix": "*", "addressPrefixType": "IPPrefix" }],
        "sourcePortRanges": ["0-65535"], "destinations": [{ "addressPrefix": "*", "addressPrefixType": "IPPrefix" }],
        "destinationPortRanges": ["22-23"] }])
}

#[test]
fn admin_rules_come_before_the_groups() {
    for (access, of_22, of_23) in [
        ("Deny", "deny central", "deny central"),
        ("AlwaysAllow", "allow central", "allow central"),
        ("Allow", "allow ssh", "deny DenyAllInBound"),
    ] {
        let call = "list-effective-security-admin-rules.main";
        let topology = topology(&estate(&[(call, json!({ "value": admin_rule(access) }))]));
        let guard = &shield(&topology, "web").ingress;
        assert_eq!(at(&topology, guard, &enters("203.0.113.7", 22)), of_22, "{access}");
        assert_eq!(at(&topology, guard, &enters("203.0.113.7", 23)), of_23, "{access}");
    }
}

#[test]
fn admin_rules_that_could_not_be_read_may_deliver() {
    let call = "list-effective-security-admin-rules.main";
    let denied = json!({ "error": { "code": "AuthorizationFailed", "message": "no" } });
    let topology = topology(&estate(&[(call, denied)]));
    let passage = shield(&topology, "web");
    assert!(passage.doubt.as_ref().is_some_and(|why| why.contains("security admin rules")));
    let packet = enters("203.0.113.7", 23);
    assert_eq!(at(&topology, &passage.ingress, &packet), "deny DenyAllInBound");
    let name = format!("azure.security-admin-rules:{}", id(MAIN));
    assert_eq!(at(&topology, &passage.ingress, &source(packet, &name)), "allow");
}

#[test]
fn the_platform_is_no_matter_of_groups_on_the_way_out() {
    let no = |tag: &str| {
        rule(
            "no",
            100,
            json!({ "access": "Deny", "direction": "Outbound", "destinationAddressPrefix": tag, "destinationPortRange": "*" }),
        )
    };
    let with =
        |rule: Value| topology(&estate(&[("nsg-list", json!([group("outer", json!([rule]))]))]));
    let all = with(no("*"));
    let guard = &shield(&all, "web").egress;
    for platform in ["168.63.129.16", "169.254.169.254"] {
        assert!(at(&all, guard, &leaves(platform, 80)).starts_with("allow"), "{platform}");
    }
    assert_eq!(at(&all, guard, &leaves("203.0.113.7", 443)), "deny no");
    let named = with(no("AzurePlatformDNS"));
    let packet = leaves("168.63.129.16", 53)
        .with_members([Symbol::destination("azure.service-tag:AzurePlatformDNS")]);
    assert_eq!(at(&named, &shield(&named, "web").egress, &packet), "deny no");
}

#[test]
fn a_private_endpoint_is_filtered_where_its_subnet_says_so() {
    for (policies, word) in
        [(Value::Null, "allow"), (json!("Enabled"), "deny"), (json!("RouteTableEnabled"), "allow")]
    {
        let of_subnet = json!({ "networkSecurityGroup": refer("networksecuritygroups/outer"), "privateEndpointNetworkPolicies": policies });
        let endpoint = json!({ "privateEndpoint": refer("privateendpoints/e") });
        let topology = topology(&estate(&[
            ("vnet-list", main(of_subnet)),
            ("nic-list", json!([nic("web", "10.0.1.4", json!({}), endpoint)])),
        ]));
        let passage = shield(&topology, "web");
        assert!(
            at(&topology, &passage.ingress, &enters("203.0.113.7", 443)).starts_with(word),
            "{policies}"
        );
        assert_eq!(at(&topology, &passage.egress, &leaves("10.0.1.9", 443)), "deny");
    }
}

#[test]
fn an_interface_in_a_network_that_was_not_read_depends_on_it() {
    let nics = json!([nic("web", "10.0.1.4", json!({}), json!({}))]);
    let read = answered(&[("nic-list", nics)]);
    let topology = topology(&read);
    let web = endpoint(&topology, "web");
    for passage in [&topology.shields[web.shield], &topology.doors[web.door]] {
        assert!(
            passage.doubt.as_ref().is_some_and(|why| why.contains("subnets/web")),
            "{passage:?}"
        );
        assert_eq!(at(&topology, &passage.ingress, &enters("203.0.113.7", 22)), "deny");
    }
}

#[test]
fn a_change_is_followed_to_the_interfaces_of_its_network() {
    let mut far = nic("far", "10.9.0.4", json!({}), json!({}));
    far["ipConfigurations"][0]["subnet"] = refer("virtualnetworks/other/subnets/web");
    let read = estate(&[("nic-list", json!([nic("web", "10.0.1.4", json!({}), json!({})), far]))]);
    for (kind, identity, count) in [
        ("nsg", id("networksecuritygroups/outer"), 1),
        ("subnet", id(&format!("{MAIN}/subnets/web")), 1),
        ("load-balancer", id("loadbalancers/lb"), 2),
    ] {
        let changed = resource(kind, &identity);
        let touched = (ENDPOINTS.touched)(&View::of(&read), &[&changed]);
        assert_eq!(touched[0].len(), count, "{kind}");
    }
}

#[test]
fn what_leaves_meets_the_interfaces_own_group_first_and_what_enters_the_subnets() {
    let own = json!({ "networkSecurityGroup": refer("networksecuritygroups/inner") });
    let topology = topology(&estate(&[
        ("nic-list", json!([nic("web", "10.0.1.4", json!({}), own)])),
        ("nsg-list", json!([group("outer", json!([])), group("inner", json!([]))])),
    ]));
    let passage = shield(&topology, "web");
    let groups = |guard: &Guard| -> Vec<String> {
        let lists =
            guard.lists().into_iter().filter(|list| list.boundary.starts_with("azure.nsg:"));
        lists.map(|list| list.boundary.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(groups(&passage.ingress), ["outer", "inner"]);
    assert_eq!(groups(&passage.egress), ["inner", "outer"]);
}

#[test]
fn a_tag_of_the_platform_is_filtered_and_nothing_beside_it() {
    let no = |name: &str, at: i64, tag: &str| {
        rule(
            name,
            at,
            json!({ "access": "Deny", "direction": "Outbound", "destinationAddressPrefix": tag, "destinationPortRange": "*" }),
        )
    };
    let rules = json!([no("resolver", 100, "AzurePlatformDNS"), no("all", 200, "*")]);
    let topology = topology(&estate(&[("nsg-list", json!([group("outer", rules)]))]));
    let guard = &shield(&topology, "web").egress;
    let resolver = leaves("168.63.129.16", 53)
        .with_members([Symbol::destination("azure.service-tag:AzurePlatformDNS")]);
    assert_eq!(at(&topology, guard, &resolver), "deny resolver");
    for platform in ["168.63.129.16", "169.254.169.254"] {
        assert!(at(&topology, guard, &leaves(platform, 80)).starts_with("allow"), "{platform}");
    }
}

#[test]
fn a_machine_runs_when_its_power_state_says_so() {
    let machine =
        "/subscriptions/5d3c/resourcegroups/shop/providers/microsoft.compute/virtualmachines/web-1";
    let running = |state: Value| {
        let own = json!({ "virtualMachine": { "id": machine } });
        let read = estate(&[
            ("nic-list", json!([nic("web", "10.0.1.4", json!({}), own)])),
            ("vm-list", json!([with(json!({ "id": machine, "name": "web-1" }), state)])),
        ]);
        endpoint(&topology(&read), "web").running
    };
    let seen = |code: &str| json!({ "instanceView": { "statuses": [{ "code": "ProvisioningState/succeeded" }, { "code": code }] } });
    for (state, known) in [
        (json!({}), None),
        (json!({ "powerState": "VM running" }), Some(true)),
        (json!({ "powerState": "VM starting" }), Some(true)),
        (json!({ "powerState": "VM stopping" }), Some(true)),
        (json!({ "powerState": "VM stopped" }), Some(false)),
        (json!({ "powerState": "VM deallocated" }), Some(false)),
        (json!({ "powerState": "VM creating" }), None),
        (json!({ "powerState": "" }), None),
        (seen("PowerState/running"), Some(true)),
        (seen("PowerState/deallocated"), Some(false)),
    ] {
        assert_eq!(running(state.clone()), known, "{state}");
    }
}
