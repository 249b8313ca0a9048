//! At which endpoints a change may show.

use std::collections::{BTreeMap, BTreeSet};

use super::estate::{applied, cluster_policy, deployment, namespaces, policy};
use crate::model::{ResourceId, View};
use crate::providers::kubernetes::semantics::ENDPOINTS;

/// Where the difference of a resource shows, as `shop/web`, once it is told by its kind and identity.
fn shows(before: &str, after: &str, what: &str) -> BTreeSet<String> {
    let (before, after) = (applied(before), applied(after));
    let (kind, identity) = what.split_once(' ').unwrap();
    let id = ResourceId {
        scope: super::estate::SCOPE.parse().unwrap(),
        kind: format!("kubernetes.{kind}").parse().unwrap(),
        identity: identity.parse().unwrap(),
    };
    let view = View::before(&after, BTreeMap::from([(id.clone(), before.get(&id))]));
    let mut touched = (ENDPOINTS.touched)(&view, &[&id]);
    touched.remove(0).iter().map(|id| id.identity.to_string()).collect()
}

fn set(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|one| (*one).to_owned()).collect()
}

fn estate() -> String {
    let pods = [("shop", "web"), ("shop", "api"), ("shop", "db"), ("bank", "web")];
    let pods: String = pods.iter().map(|(home, name)| deployment(home, name, "")).collect();
    let db = "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]";
    namespaces(&[("shop", "a"), ("bank", "b")]) + &pods + &policy("db", db)
}

#[test]
fn a_policy_shows_at_the_pods_that_it_selects() {
    let without = estate();
    let web = policy("web", "podSelector: {matchLabels: {app: web}}");
    let with = without.clone() + &web;
    assert_eq!(shows(&without, &with, "network-policy shop/web"), set(&["shop/web"]));
    assert_eq!(shows(&with, &without, "network-policy shop/web"), set(&["shop/web"]));
    let moved = without.clone() + &policy("web", "podSelector: {matchLabels: {app: api}}");
    assert_eq!(shows(&with, &moved, "network-policy shop/web"), set(&["shop/api", "shop/web"]));
    let spec = "priority: 1, subject: {namespaces: {matchLabels: {team: b}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]";
    let admin = without.clone() + &cluster_policy("AdminNetworkPolicy a", spec);
    assert_eq!(shows(&without, &admin, "admin-network-policy a"), set(&["bank/web"]));
}

#[test]
fn labels_show_at_their_pods_and_at_whoever_looks_at_them() {
    let before = estate();
    let relabelled = before.replace("labels: {app: web}", "labels: {app: api}");
    assert_ne!(before, relabelled);
    let shown = shows(&before, &relabelled, "deployment shop/web");
    assert_eq!(shown, set(&["shop/db", "shop/web"]), "it may ask the database now");
    // Nobody looks at this one.
    let aside = before.replace("labels: {app: web}", "labels: {app: other}");
    assert_eq!(shows(&before, &aside, "deployment shop/web"), set(&["shop/web"]));
    let hosted = before.replace("name: web, namespace: shop}, spec: {template: {metadata: {labels: {app: web}}, spec: {}", "name: web, namespace: shop}, spec: {template: {metadata: {labels: {app: web}}, spec: {hostNetwork: true}");
    assert_ne!(before, hosted);
    let shown = shows(&before, &hosted, "deployment shop/web");
    assert!(shown.contains("shop/db"), "a pod's own node is always let in: {shown:?}");
}

#[test]
fn labels_of_a_namespace_show_at_its_pods_and_at_whoever_looks_at_them() {
    let spec = "podSelector: {matchLabels: {app: api}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: c}}}]}]";
    let before = estate() + &policy("api", spec);
    let after = before.replace("labels: {team: b}", "labels: {team: c}");
    assert_eq!(shows(&before, &after, "namespace bank"), set(&["bank/web", "shop/api"]));
}
