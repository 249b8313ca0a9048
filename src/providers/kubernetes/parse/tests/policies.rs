//! Network policies: the API's defaulting, and one document for everything that means the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{durable, identities, manifests, told};
use crate::model::Document;
use crate::providers::kind_spec;
use crate::providers::kubernetes::parse::network_policy::{NetworkPolicy, PolicyType};

fn policy(spec: &Value) -> NetworkPolicy {
    document(spec).decode().unwrap()
}

fn document(spec: &Value) -> Document {
    let object = json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "p"}, "spec": spec});
    let reading = manifests(&[("p.json", &object.to_string())]);
    assert_eq!(told(&reading, "network-policy"), "complete", "{spec}");
    durable(&reading, "network-policy", "default/p")
}

/// What the coverage says about a policy that is not as it should be, and how many were recorded.
fn refused(spec: &Value) -> (String, usize) {
    let object = json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "p"}, "spec": spec});
    let reading = manifests(&[("p.json", &object.to_string())]);
    (told(&reading, "network-policy"), identities(&reading, "network-policy").len())
}

#[test]
fn policy_types_are_ingress_always_and_egress_only_with_an_egress_rule() {
    let types = |spec: Value| policy(&spec).policy_types;
    let (egress, ingress) = (PolicyType::Egress, PolicyType::Ingress);
    assert_eq!(types(json!({"podSelector": {}})), [ingress]);
    assert_eq!(types(json!({"podSelector": {}, "egress": []})), [ingress]);
    assert_eq!(types(json!({"podSelector": {}, "egress": [{}]})), [egress, ingress]);
    assert_eq!(
        types(json!({"podSelector": {}, "egress": [{}], "policyTypes": []})),
        [egress, ingress]
    );
    assert_eq!(types(json!({"podSelector": {}, "policyTypes": []})), [ingress]);
    assert_eq!(types(json!({"podSelector": {}, "policyTypes": ["Egress"]})), [egress]);
    assert_eq!(
        document(&json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})),
        document(&json!({"podSelector": {}, "policyTypes": ["Egress", "Ingress"]}))
    );
}

#[test]
fn absent_and_empty_ingress_let_nothing_in_and_a_rule_without_anything_lets_everything_in() {
    let absent = document(&json!({"podSelector": {}}));
    assert_eq!(absent, document(&json!({"podSelector": {}, "ingress": []})));
    assert_eq!(absent, document(&json!({"podSelector": {}, "ingress": null})));
    let all = document(&json!({"podSelector": {}, "ingress": [{}]}));
    assert_ne!(absent, all);
    assert_eq!(all, document(&json!({"podSelector": {}, "ingress": [{"from": [], "ports": []}]})));
    assert_eq!(all, document(&json!({"podSelector": {}, "ingress": [{"from": null}]})));
}

#[test]
fn nil_and_empty_selectors_are_different() {
    let nil = document(&json!({"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}));
    let both = document(
        &json!({"podSelector": {}, "ingress": [{"from": [{"podSelector": {}, "namespaceSelector": {}}]}]}),
    );
    let namespaces =
        document(&json!({"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {}}]}]}));
    assert!(nil != both && both != namespaces && nil != namespaces);
}

#[test]
fn two_selectors_in_one_element_are_not_two_elements() {
    let (pods, namespaces) =
        (json!({"matchLabels": {"a": "b"}}), json!({"matchLabels": {"c": "d"}}));
    let and = json!({"podSelector": {}, "ingress": [{"from": [{"podSelector": pods, "namespaceSelector": namespaces}]}]});
    let or = json!({"podSelector": {}, "ingress": [{"from": [{"podSelector": pods}, {"namespaceSelector": namespaces}]}]});
    assert_ne!(document(&and), document(&or));
}

#[test]
fn a_label_and_an_expression_with_one_value_are_the_same_selector() {
    assert_eq!(
        document(&json!({"podSelector": {"matchLabels": {"app": "web", "tier": "front"}}})),
        document(&json!({"podSelector": {"matchExpressions": [
            {"key": "tier", "operator": "In", "values": ["front"]},
            {"key": "app", "operator": "In", "values": ["web", "web"]}]}}))
    );
}

#[test]
fn protocol_defaults_to_tcp_and_a_name_is_not_a_number() {
    let port = |port: Value| document(&json!({"podSelector": {}, "ingress": [{"ports": [port]}]}));
    assert_eq!(port(json!({"port": 80})), port(json!({"port": 80, "protocol": "TCP"})));
    assert_ne!(port(json!({"port": 80})), port(json!({"port": "80"})));
    assert_ne!(port(json!({"port": 80})), port(json!({"port": "http"})));
    assert_eq!(port(json!({"port": 80, "endPort": 80})), port(json!({"port": 80})));
    assert_ne!(port(json!({"port": 80, "endPort": 90})), port(json!({"port": 80})));
    assert_ne!(port(json!({})), document(&json!({"podSelector": {}, "ingress": [{}]})));
}

#[test]
fn address_blocks_are_masked_and_their_holes_sorted() {
    let block = |cidr: &str, except: Value| {
        document(
            &json!({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": cidr, "except": except}}]}]}),
        )
    };
    assert_eq!(
        block("10.1.2.3/8", json!(["10.9.0.1/16", "10.2.0.0/16"])),
        block("10.0.0.0/8", json!(["10.2.0.0/16", "10.9.0.0/16", "10.9.0.0/16"]))
    );
    assert_eq!(block("2001:DB8:0:0::1/32", Value::Null), block("2001:db8::/32", json!([])));
}

#[test]
fn a_file_without_the_servers_defaults_is_the_servers_answer() {
    let file = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {matchLabels: {app: web}}\n  ingress:\n  - ports: [{port: 443}]\n";
    let answer = json!({"kind": "NetworkPolicyList", "apiVersion": "networking.k8s.io/v1", "metadata": {"resourceVersion": "9"}, "items": [{
        "metadata": {"name": "web", "namespace": "default", "uid": "u", "resourceVersion": "7", "generation": 1,
            "creationTimestamp": "2026-01-01T00:00:00Z", "annotations": {"a": "b"}, "managedFields": [{"manager": "kubectl"}]},
        "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{"ports": [{"protocol": "TCP", "port": 443}]}], "policyTypes": ["Ingress"]}}]});
    let written = manifests(&[("web.yaml", file)]);
    let served = super::dump(&[("netpol.json", &answer.to_string())]);
    assert_eq!(told(&served, "network-policy"), "complete");
    assert_eq!(
        durable(&written, "network-policy", "default/web"),
        durable(&served, "network-policy", "default/web")
    );
}

#[test]
fn what_is_not_known_in_a_policy_is_a_gap() {
    let field = |spec: Value| refused(&spec);
    let (told, count) = field(
        json!({"podSelector": {}, "ingress": [{"from": [{"podSelector": {}, "clusterSelector": {}}]}]}),
    );
    assert_eq!(
        told,
        "partial: `p.json`: NetworkPolicy `p`: the field `spec.ingress[0].from[0].clusterSelector` is not known to driftwall"
    );
    assert_eq!(count, 1);
    let (told, _) = field(json!({"podSelector": {}, "ingress": [{"from": [{}]}]}));
    assert!(told.contains("matches nothing") || told.contains("match nothing"), "{told}");
    let (told, _) = field(json!({"podSelector": {}, "ingress": [{"to": [{"podSelector": {}}]}]}));
    assert!(told.contains("`to` of the other direction"), "{told}");
    let (told, _) = field(json!({"podSelector": {}, "ingres": [{}]}));
    assert!(told.contains("`spec.ingres`"), "{told}");
    for wrong in [
        json!({"podSelector": {"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1"]}]}}),
        json!({"podSelector": {}, "ingress": [{"ports": [{"port": 70000}]}]}),
        json!({"podSelector": {}, "ingress": [{"ports": [{"port": 90, "endPort": 80}]}]}),
        json!({"podSelector": {}, "ingress": [{"ports": [{"port": "http", "endPort": 80}]}]}),
        json!({"podSelector": {}, "ingress": [{"ports": [{"protocol": "ICMP"}]}]}),
        json!({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0"}}]}]}),
        json!({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}]}]}),
        json!({"podSelector": {}, "policyTypes": ["Both"]}),
        json!({"podSelector": []}),
    ] {
        let (told, count) = refused(&wrong);
        assert!(told.starts_with("partial: ") && count == 0, "{wrong}: {told}");
    }
}

#[test]
fn rules_in_words() {
    let spec = kind_spec(&"kubernetes.network-policy".parse().unwrap()).unwrap();
    let say = |direction: &str, rule: Value| {
        let value = document(
            &json!({"podSelector": {}, direction: [rule], "policyTypes": ["Ingress", "Egress"]}),
        )
        .value()
        .unwrap();
        (spec.phrase)(direction, &value[direction][0]).unwrap()
    };
    assert_eq!(say("ingress", json!({})), "allow all");
    assert_eq!(
        say(
            "ingress",
            json!({"from": [{"podSelector": {"matchLabels": {"app": "api"}}, "namespaceSelector": {"matchLabels": {"env": "prod"}}}], "ports": [{"port": 5432}]})
        ),
        "allow tcp 5432 from pods app=api in namespaces env=prod"
    );
    assert_eq!(
        say(
            "ingress",
            json!({"from": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]})
        ),
        "allow any from 0.0.0.0/0 except 10.0.0.0/8"
    );
    assert_eq!(
        say(
            "egress",
            json!({"to": [{"namespaceSelector": {}}], "ports": [{"port": 8000, "endPort": 8010}, {"protocol": "UDP", "port": "dns"}]})
        ),
        "allow tcp 8000-8010, udp dns to all pods in all namespaces"
    );
    assert_eq!(
        say("egress", json!({"ports": [{"port": 53, "protocol": "UDP"}]})),
        "allow udp 53 to anyone"
    );
    assert_eq!(
        say("ingress", json!({"from": [{"podSelector": {}}]})),
        "allow any from all pods in its own namespace"
    );
}

#[test]
fn the_order_of_an_admin_policys_rules_is_kept() {
    let policy = |first: &str, second: &str| {
        let rule = |action: &str| json!({"action": action, "from": [{"namespaces": {}}, {"pods": {"namespaceSelector": {}, "podSelector": {"matchLabels": {"a": "b"}}}}]});
        let object = json!({"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": "AdminNetworkPolicy", "metadata": {"name": "p"},
            "spec": {"priority": 10, "subject": {"namespaces": {}}, "ingress": [rule(first), rule(second)]}});
        let reading = manifests(&[("p.json", &object.to_string())]);
        assert_eq!(told(&reading, "admin-network-policy"), "complete");
        durable(&reading, "admin-network-policy", "p")
    };
    assert_ne!(policy("Allow", "Deny"), policy("Deny", "Allow"));
}

#[test]
fn a_peer_that_is_not_known_in_a_cluster_wide_policy_is_a_gap() {
    let object = json!({"apiVersion": "policy.networking.k8s.io/v1alpha2", "kind": "ClusterNetworkPolicy", "metadata": {"name": "p"},
        "spec": {"tier": "Admin", "priority": 10, "subject": {"namespaces": {}}, "egress": [{"action": "Accept", "to": [{"services": {}}]}]}});
    let reading = manifests(&[("p.json", &object.to_string())]);
    let told = told(&reading, "cluster-network-policy");
    assert!(
        told.starts_with("partial: ") && told.contains("`spec.egress[0].to[0].services`"),
        "{told}"
    );
    assert!(told.contains("fails closed"), "{told}");
    assert_eq!(identities(&reading, "cluster-network-policy"), ["p"]);
}

#[test]
fn a_version_with_another_shape_is_a_gap() {
    let reading = manifests(&[(
        "p.yaml",
        "apiVersion: policy.networking.k8s.io/v1beta9\nkind: ClusterNetworkPolicy\nmetadata: {name: p}\n",
    )]);
    assert!(told(&reading, "cluster-network-policy").contains("`v1beta9`"));
}

fn shuffled(seed: u64, items: &mut [Value]) {
    let mut state = seed | 1;
    for index in (1..items.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap() % (index + 1);
        items.swap(index, other);
    }
}

fn shuffle(seed: u64, value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| shuffle(seed.wrapping_mul(31), item));
            shuffled(seed, items);
        }
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| shuffle(seed.wrapping_add(7), field))
        }
        _ => {}
    }
}

fn labels() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-c]", "[x-z]", 0..3).prop_map(|map| json!({
        "matchLabels": map,
        "matchExpressions": [{"key": "k", "operator": "In", "values": ["v2", "v1", "v3"]}, {"key": "q", "operator": "Exists"}],
    }))
}

fn peers() -> impl Strategy<Value = Value> {
    prop_oneof![
        labels().prop_map(|pods| json!({"podSelector": pods})),
        (labels(), labels()).prop_map(|(a, b)| json!({"podSelector": a, "namespaceSelector": b})),
        (0..4_u8).prop_map(|n| json!({"ipBlock": {"cidr": format!("10.{n}.0.0/16"), "except": [format!("10.{n}.3.0/24"), format!("10.{n}.1.0/24")]}})),
    ]
}

fn rules() -> impl Strategy<Value = Value> {
    let port = (1..5_u16, any::<bool>()).prop_map(|(port, named)| {
        if named {
            json!({"port": format!("p{port}"), "protocol": "UDP"})
        } else {
            json!({"port": port})
        }
    });
    (prop::collection::vec(peers(), 0..4), prop::collection::vec(port, 0..4))
        .prop_map(|(from, ports)| json!({"from": from, "ports": ports}))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn order_says_nothing_in_a_network_policy(
        ingress in prop::collection::vec(rules(), 0..4), selector in labels(), seed in any::<u64>()
    ) {
        let spec = json!({"podSelector": selector, "ingress": ingress});
        let mut other = spec.clone();
        shuffle(seed, &mut other);
        prop_assert_eq!(document(&spec), document(&other));
    }
}
