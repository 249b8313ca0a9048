//! Workloads among policies: what changes of both are told as.

use serde_json::{Value, json};

use super::workloads::{KINDS, found, held, with, workload};
use crate::model::Severity;
use crate::providers::kubernetes::applied;

#[test]
fn labels_that_change_with_an_image_are_told_by_what_they_open() {
    let estate = |label: &str, image: &str| {
        let mut web = workload(KINDS[1], &with(&held(), "/containers/0/image", image.into()));
        web["spec"]["template"]["metadata"] = json!({"labels": {"app": label}});
        let deny = json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"podSelector": {"matchLabels": {"app": "web"}}}});
        applied(&json!({"apiVersion": "v1", "kind": "List", "items": [web, deny]}).to_string())
    };
    let all = found(&estate("web", "a"), &estate("bew", "b"));
    let [one] = &all[..] else { panic!("{all:?}") };
    assert_eq!(one.code, "exposure-changed");
    assert!(one.severity >= Severity::High, "{}", one.title);
}

#[test]
fn the_policies_that_a_pod_left_are_named() {
    let policies = json!({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "default-deny", "namespace": "shop"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}},
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{}]}},
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "others", "namespace": "shop"}, "spec": {"podSelector": {"matchLabels": {"app": "db"}}}},
    ]});
    let estate = |spec: &Value| {
        let mut web = workload(KINDS[1], spec);
        web["spec"]["template"]["metadata"] = json!({"labels": {"app": "web"}});
        let mut all = policies.clone();
        all["items"].as_array_mut().unwrap().push(web);
        applied(&all.to_string())
    };
    let host = with(&held(), "/hostNetwork", true.into());
    let all = found(&estate(&held()), &estate(&host));
    let [one] = &all[..] else { panic!("{all:?}") };
    assert_eq!(one.code, "network-mode-changed");
    assert!(one.severity >= Severity::High);
    assert_eq!(
        one.title,
        "deployment `shop/web` now is on its host's network; 2 policies no longer bind it: shop/default-deny, shop/web"
    );
    let both = with(&host, "/hostPID", true.into());
    let all = found(&estate(&held()), &estate(&both));
    assert_eq!(all[0].code, "workload-hardening-lost");
    assert!(all[0].title.contains("; 2 policies no longer bind it: "), "{}", all[0].title);
}
