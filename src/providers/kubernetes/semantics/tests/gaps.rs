//! What was not read is never open, never closed, and says so.

use super::estate::{SCOPE, decided, deployment, endpoint, file, policy, snapshot, topology};
use crate::model::{Members, Passage, Topology};
use crate::providers::kubernetes::ENTRY;

const WEB: &str = "shop/web[Deployment]";

/// A dump with what `kubectl get` printed, as lists.
fn dumped(files: &[(&str, String)]) -> Topology {
    let files = files.iter().map(|(name, text)| file(name, text)).collect();
    topology(&snapshot((ENTRY.read_dump)(&SCOPE.parse().unwrap(), files, None)))
}

/// A list with these objects, which are written one below the other.
fn list(kind: &str, version: &str, objects: &str) -> String {
    let items = objects.replace("---\n", "").trim().replace('\n', ", ");
    format!("{{apiVersion: {version}, kind: {kind}List, metadata: {{}}, items: [{items}]}}")
}

fn pods() -> (&'static str, String) {
    ("deployments.yaml", list("Deployment", "apps/v1", &deployment("shop", "web", "")))
}

fn shield(topology: &Topology) -> &Passage {
    &topology.shields[endpoint(topology, WEB).shield]
}

const FORBIDDEN: &str = r#"{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "message": "forbidden", "code": 403, "details": {"kind": "KIND", "group": "GROUP"}}"#;

fn forbidden(kind: &str, group: &str) -> String {
    FORBIDDEN.replace("KIND", kind).replace("GROUP", group)
}

#[test]
fn network_policies_that_were_not_read_may_do_anything() {
    let denied = forbidden("networkpolicies", "networking.k8s.io");
    for files in [vec![pods()], vec![pods(), ("networkpolicies.json", denied)]] {
        let all = dumped(&files);
        let shield = shield(&all);
        assert!(
            shield.doubt.as_deref().unwrap().contains("kubernetes.network-policy"),
            "{shield:?}"
        );
        assert_eq!(
            decided(&all, "198.51.100.7", WEB, "tcp 80"),
            "deny kubernetes.network-policy:not-read -"
        );
        let names = format!("{:?}", shield.ingress);
        assert!(names.contains("kubernetes.network-policy:not-read"), "{names}");
        assert!(!all.sets.contains_key("kubernetes.network-policy:not-read"));
    }
}

#[test]
fn what_a_policy_that_was_read_allows_is_certain() {
    let web = policy("web", "podSelector: {}, ingress: [{ports: [{port: 80}]}]");
    // One object by itself, so there may be more.
    let all = dumped(&[pods(), ("networkpolicy.yaml", web)]);
    assert!(decided(&all, "198.51.100.7", WEB, "tcp 80").starts_with("allow"), "{all:?}");
    assert!(decided(&all, "198.51.100.7", WEB, "tcp 81").starts_with("deny"));
    assert!(shield(&all).doubt.is_some());
}

#[test]
fn admin_policies_that_were_refused_may_do_anything_and_those_that_nobody_asked_for_are_not_there()
{
    let none = ("networkpolicies.yaml", list("NetworkPolicy", "networking.k8s.io/v1", ""));
    let all = dumped(&[pods(), none.clone()]);
    assert_eq!(decided(&all, "198.51.100.7", WEB, "tcp 80"), "allow kubernetes.no-policy -");
    assert_eq!(shield(&all).doubt, None);
    let refused = forbidden("adminnetworkpolicies", "policy.networking.k8s.io");
    let all = dumped(&[pods(), none.clone(), ("adminnetworkpolicies.json", refused)]);
    assert_eq!(
        decided(&all, "198.51.100.7", WEB, "tcp 80"),
        "deny kubernetes.admin-tier:not-read -"
    );
    let refused = forbidden("baselineadminnetworkpolicies", "policy.networking.k8s.io");
    let all = dumped(&[pods(), none, ("baselineadminnetworkpolicies.json", refused)]);
    assert_eq!(
        decided(&all, "198.51.100.7", WEB, "tcp 80"),
        "deny kubernetes.baseline-tier:not-read -"
    );
}

#[test]
fn labels_of_namespaces_that_were_not_read_leave_membership_open() {
    let spec = "podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}, {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}]";
    let policies = list("NetworkPolicy", "networking.k8s.io/v1", &policy("p", spec));
    let all = dumped(&[pods(), ("networkpolicies.yaml", policies)]);
    assert!(!all.sets.contains_key("kubernetes.selector:{team=a}/*"), "nobody knows");
    assert!(all.sets.contains_key("kubernetes.selector:shop/*"), "its name is known");
}

#[test]
fn pods_that_were_refused_may_be_anywhere() {
    let policies = list(
        "NetworkPolicy",
        "networking.k8s.io/v1",
        &policy("p", "podSelector: {}, ingress: [{from: [{podSelector: {}}]}]"),
    );
    let all =
        dumped(&[pods(), ("networkpolicies.yaml", policies), ("pods.json", forbidden("pods", ""))]);
    let members = &all.sets["kubernetes.selector:shop/*"];
    assert!(matches!(members, Members::Endpoints { whole: false, .. }), "{members:?}");
}
