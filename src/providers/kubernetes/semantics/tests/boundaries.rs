//! What policies do with packets of every possible pod.

use std::net::IpAddr;

use super::estate::{SCOPE, applied, cluster_policy, policy};
use crate::model::{Boundary, Direction, Gate, ResourceId, View};
use crate::providers::kubernetes::semantics::SEMANTICS;
use crate::traffic::{Decision, Packet, Symbol, protocol};

fn id(kind: &str, identity: &str) -> ResourceId {
    ResourceId {
        scope: SCOPE.parse().unwrap(),
        kind: format!("kubernetes.{kind}").parse().unwrap(),
        identity: identity.parse().unwrap(),
    }
}

fn boundary(manifests: &str, id: &ResourceId) -> Boundary {
    let snapshot = applied(manifests);
    let mut topology = (SEMANTICS.topology)(&View::of(&snapshot), &[id.clone()].into());
    topology.boundaries.remove(id).unwrap()
}

/// What becomes of tcp that comes in from an address, at a pod that is a member of these; `from` says what its source is a member of.
fn into(boundary: &Boundary, port: u16, near: &[&str], from: &[&str]) -> String {
    let [far, pod]: [IpAddr; 2] = ["198.51.100.7", "10.0.0.10"].map(|one| one.parse().unwrap());
    let near = near.iter().map(|name| Symbol::destination(*name));
    let packet = Packet::between(far, pod, protocol::TCP)
        .unwrap()
        .with_ports(port, 40000)
        .with_members(near.chain(from.iter().map(|name| Symbol::source(*name))));
    let Gate::Guard(guard) = boundary.gate(Direction::Ingress) else { panic!("{boundary:?}") };
    let answer = guard.decide(&packet);
    let word = if answer.decision == Decision::Allow { "allow" } else { "deny" };
    let by = answer.by.last().unwrap();
    format!("{word} {} {}", by.boundary, by.rule.unwrap_or("-"))
}

#[test]
fn a_policy_is_told_with_the_others_of_its_namespace() {
    let db = policy(
        "db",
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5432}]}]",
    );
    let at = id("network-policy", "shop/db");
    let alone = boundary(&db, &at);
    let (pod, api) = ("kubernetes.selector:shop/app=db", "kubernetes.selector:shop/app=api");
    assert_eq!(
        into(&alone, 5432, &[pod], &[api]),
        "allow kubernetes.network-policy:shop/db allow tcp 5432 from pods app=api in its own namespace"
    );
    assert_eq!(
        into(&alone, 5432, &[pod], &[]),
        "deny kubernetes.network-policy:shop/db isolates its pods"
    );
    assert_eq!(
        into(&alone, 5432, &[], &[]),
        "allow kubernetes.no-policy -",
        "it selects another pod"
    );
    let closed = policy("closed", "podSelector: {}");
    let both = boundary(&(db.clone() + &closed), &at);
    assert!(into(&both, 5432, &[pod], &[api]).starts_with("allow"));
    assert!(
        into(&both, 5432, &[], &[api]).starts_with("deny kubernetes.network-policy:shop/closed")
    );
    // One that is gone is its namespace without it.
    let gone = boundary(&closed, &at);
    assert!(
        into(&gone, 5432, &[pod], &[api]).starts_with("deny kubernetes.network-policy:shop/closed")
    );
    assert!(into(&boundary("", &at), 5432, &[pod], &[]).starts_with("allow"));
    let elsewhere = db.replace("namespace: shop", "namespace: shop2");
    assert!(into(&boundary(&elsewhere, &at), 5432, &[pod], &[]).starts_with("allow"));
}

#[test]
fn tiers_before_and_after_a_policy_count() {
    let at = id("network-policy", "shop/p");
    let network = policy("p", "podSelector: {}, ingress: [{ports: [{port: 80}]}]");
    let subject = "subject: {namespaces: {matchLabels: {team: a}}}";
    let admin = format!(
        "priority: 1, {subject}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]"
    );
    let all = boundary(&(network + &cluster_policy("AdminNetworkPolicy deny", &admin)), &at);
    let (pod, pods) = ("kubernetes.selector:{team=a}/*", "kubernetes.selector:*/*");
    assert!(
        into(&all, 80, &[pod], &[pods]).starts_with("deny kubernetes.admin-network-policy:deny")
    );
    assert!(into(&all, 80, &[], &[pods]).starts_with("allow kubernetes.network-policy:shop/p"));
    assert!(into(&all, 80, &[pod], &[]).starts_with("allow kubernetes.network-policy:shop/p"));
    let after = format!("{subject}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]");
    let baseline = cluster_policy("BaselineAdminNetworkPolicy default", &after);
    assert!(into(&boundary(&baseline, &at), 80, &[pod], &[pods]).starts_with("deny"));
}

#[test]
fn an_admin_policy_is_told_before_any_network_policy_that_there_may_be() {
    let at = id("admin-network-policy", "a");
    let spec = |action: &str| {
        format!(
            "priority: 1, subject: {{namespaces: {{}}}}, ingress: [{{action: {action}, from: [{{namespaces: {{}}}}]}}]"
        )
    };
    let policy = |action: &str| cluster_policy("AdminNetworkPolicy a", &spec(action));
    let pods = "kubernetes.selector:*/*";
    let denied = "kubernetes.next:network-policies-deny";
    assert!(into(&boundary(&policy("Allow"), &at), 80, &[], &[pods, denied]).starts_with("allow"));
    assert!(into(&boundary(&policy("Pass"), &at), 80, &[], &[pods, denied]).starts_with("deny"));
    assert!(into(&boundary(&policy("Pass"), &at), 80, &[], &[pods]).starts_with("allow"));
    assert!(into(&boundary(&policy("Deny"), &at), 80, &[], &[pods]).starts_with("deny"));
    assert!(into(&boundary("", &at), 80, &[], &[pods, denied]).starts_with("deny"));
    // What they allow, no baseline policy can deny.
    let after = "subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]";
    let after = boundary(&cluster_policy("BaselineAdminNetworkPolicy default", after), &at);
    assert!(into(&after, 80, &[], &[pods]).starts_with("deny"));
    assert!(
        into(&after, 80, &[], &[pods, "kubernetes.next:network-policies-allow"])
            .starts_with("allow")
    );
}

#[test]
fn the_name_of_a_port_is_whatever_a_pod_calls_so() {
    let named = policy("p", "podSelector: {}, ingress: [{ports: [{port: http}]}]");
    let at = boundary(&named, &id("network-policy", "shop/p"));
    assert!(into(&at, 8080, &["kubernetes.port:http=tcp"], &[]).starts_with("allow"));
    assert!(into(&at, 8080, &[], &[]).starts_with("deny"));
}

#[test]
fn selectors_that_differ_have_names_that_differ() {
    let named = |selector: &str| {
        let all = policy(
            "p",
            &format!("podSelector: {{}}, ingress: [{{from: [{{podSelector: {selector}}}]}}]"),
        );
        let at = boundary(&all, &id("network-policy", "shop/p"));
        at.draws_on().into_iter().next().unwrap().to_string()
    };
    let two = named("{matchLabels: {a: b, c: d}}");
    assert_eq!(two, "kubernetes.selector:shop/a=b,c=d");
    assert_ne!(two, named("{matchLabels: {a: 'b,c=d'}}"), "a label that the API would refuse");
    assert_eq!(
        named("{matchExpressions: [{key: a, operator: In, values: [b]}]}"),
        named("{matchLabels: {a: b}}")
    );
    assert_eq!(
        named("{matchExpressions: [{key: a, operator: NotIn, values: [c, b]}]}"),
        "kubernetes.selector:shop/a notin (b,c)"
    );
}
