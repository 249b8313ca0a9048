//! Whom network policies isolate, and what they let through together.

use super::estate::{cluster, decided, deployment, passes, policy};

const WEB: &str = "shop/web[Deployment]";
const API: &str = "shop/api[Deployment]";
const OUTSIDE: &str = "198.51.100.7";

fn shop(policies: &[String]) -> crate::model::Topology {
    let pods = deployment("shop", "web", "") + &deployment("shop", "api", "");
    cluster(&(pods + &policies.concat()))
}

#[test]
fn without_a_policy_everything_passes() {
    let all = shop(&[]);
    assert_eq!(decided(&all, WEB, API, "tcp 80"), "allow kubernetes.no-policy -");
    assert!(passes(&all, OUTSIDE, WEB, "udp 53") && passes(&all, WEB, OUTSIDE, "icmp"));
}

#[test]
fn a_pod_that_a_policy_selects_is_isolated_and_policies_add_up() {
    let all = shop(&[
        policy("web", "podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}]}]"),
        policy(
            "more",
            "podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 22}]}]",
        ),
    ]);
    assert_eq!(
        decided(&all, OUTSIDE, WEB, "tcp 80"),
        "allow kubernetes.network-policy:shop/web allow tcp 80 from anyone"
    );
    assert!(passes(&all, API, WEB, "tcp 22") && !passes(&all, OUTSIDE, WEB, "tcp 22"));
    assert!(!passes(&all, OUTSIDE, API, "tcp 80"), "the one policy of it says nothing of 80");
    assert!(passes(&all, WEB, OUTSIDE, "tcp 80"), "for what goes out nobody is isolated");
}

#[test]
fn a_connection_needs_egress_at_the_source_and_ingress_at_the_destination() {
    let out = policy(
        "out",
        "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]",
    );
    let into = policy(
        "in",
        "podSelector: {matchLabels: {app: api}}, ingress: [{ports: [{port: 80}, {port: 81}]}]",
    );
    let all = shop(&[out, into]);
    assert!(passes(&all, WEB, API, "tcp 80"));
    assert!(!passes(&all, WEB, API, "tcp 81"), "not out");
    assert!(passes(&all, OUTSIDE, API, "tcp 81"));
    assert!(!passes(&all, OUTSIDE, API, "tcp 82"), "not in");
    assert!(passes(&all, API, WEB, "tcp 82"));
}

#[test]
fn policy_types_default_to_ingress_and_to_egress_with_a_rule_for_it() {
    for types in ["", ", policyTypes: []"] {
        let nothing = shop(&[policy("p", &format!("podSelector: {{}}, egress: []{types}"))]);
        assert!(passes(&nothing, WEB, OUTSIDE, "tcp 80"), "no egress rule isolates nothing");
        assert!(!passes(&nothing, OUTSIDE, WEB, "tcp 80"), "ingress always");
        let one =
            policy("p", &format!("podSelector: {{}}, egress: [{{ports: [{{port: 53}}]}}]{types}"));
        let one = shop(&[one]);
        assert!(passes(&one, WEB, OUTSIDE, "tcp 53") && !passes(&one, WEB, OUTSIDE, "tcp 80"));
    }
    let said = shop(&[policy("p", "podSelector: {}, policyTypes: [Egress]")]);
    assert!(!passes(&said, WEB, OUTSIDE, "tcp 80") && passes(&said, OUTSIDE, WEB, "tcp 80"));
}

#[test]
fn no_rule_lets_nothing_in_and_an_empty_rule_everything() {
    for none in ["", ", ingress: []", ", ingress: null"] {
        let all = shop(&[policy("p", &format!("podSelector: {{}}{none}"))]);
        assert_eq!(
            decided(&all, API, WEB, "tcp 80"),
            "deny kubernetes.network-policy:shop/p -",
            "{none}"
        );
    }
    for anyone in ["{}", "{from: []}", "{ports: []}", "{from: null, ports: null}"] {
        let all = shop(&[policy("p", &format!("podSelector: {{}}, ingress: [{anyone}]"))]);
        for service in ["tcp 80", "udp 1", "sctp 65535", "icmp"] {
            assert!(passes(&all, OUTSIDE, WEB, service), "{anyone} {service}");
        }
    }
}

#[test]
fn a_policy_speaks_for_its_own_namespace() {
    let pods = deployment("shop", "web", "") + &deployment("bank", "web", "");
    let all = cluster(&(pods + &policy("p", "podSelector: {}")));
    assert!(!passes(&all, OUTSIDE, WEB, "tcp 80"));
    assert!(passes(&all, OUTSIDE, "bank/web[Deployment]", "tcp 80"));
}

#[test]
fn equal_pods_stand_behind_one_shield() {
    let names = ["a", "b", "c", "web"];
    let pods: String = names.iter().map(|name| deployment("shop", name, "")).collect();
    let web = policy("web", "podSelector: {matchLabels: {app: web}}");
    let all = cluster(&(pods + &policy("all", "podSelector: {}") + &web));
    assert_eq!((all.endpoints.len(), all.shields.len()), (4, 2));
}
