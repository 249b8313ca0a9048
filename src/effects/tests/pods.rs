//! What changes of a cluster do at its pods, from two folders of manifests.

mod blocks;
mod published;
mod random;
mod refactorings;

use std::collections::BTreeMap;

use crate::compare::{Pairing, compare};
use crate::effects::compute;
use crate::model::{Assumptions, Change, Effect, End, Exposure, Flow, IpBlocks, Scope, Subject};
use crate::providers::kubernetes::applied;

/// The changes, by kind and identity, with their effects.
fn changes(before: &str, after: &str, ip_blocks: IpBlocks) -> BTreeMap<String, Change> {
    let (before, after) = (applied(before), applied(after));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let assumptions = Assumptions { ip_blocks };
    let subjects = compute(subjects, &before, &after, &pairing, assumptions);
    let change = |subject| match subject {
        Subject::Change(change) => {
            Some((format!("{} {}", change.id.kind.word(), change.id.identity), change))
        }
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Paper(_) => None,
    };
    subjects.into_iter().filter_map(change).collect()
}

/// The only change.
fn change(before: &str, after: &str) -> Change {
    let mut all = changes(before, after, IpBlocks::External);
    assert_eq!(all.len(), 1, "{all:?}");
    all.pop_first().unwrap().1
}

fn said(sign: &str, at: &str, flow: &Flow) -> String {
    let End { any_of, except, within } = flow.far();
    let mut text = format!("{sign} {at} {} {}", flow.direction.word(), flow.protocol());
    text.extend(flow.ports().map(|ports| format!(" {ports}")));
    text.push_str(&format!(" {}", any_of.join(", ")));
    for (word, list) in [("inside", within), ("except", except)] {
        if !list.is_empty() {
            text.push_str(&format!(" {word} {}", list.join(", ")));
        }
    }
    text.replace("kubernetes.", "")
}

/// What opened and closed at each endpoint.
fn arrivals(change: &Change) -> Vec<String> {
    let Some(Exposure::Reach(reach)) = &change.exposure else { panic!("{change:?}") };
    let mut lines = Vec::new();
    for endpoint in &reach.endpoints {
        lines.extend(endpoint.opened.iter().map(|flow| said("+", &endpoint.label, flow)));
        lines.extend(endpoint.closed.iter().map(|flow| said("-", &endpoint.label, flow)));
    }
    lines
}

fn deployment(name: &str, labels: &str) -> String {
    format!(
        "---\n{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {name}, namespace: shop}}, spec: {{template: {{metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: c, image: i}}]}}}}}}}}\n"
    )
}

/// A pod with an address, of a ReplicaSet when one is named.
fn pod(name: &str, owner: &str, labels: &str, address: &str) -> String {
    let owner = if owner.is_empty() {
        String::new()
    } else {
        format!(", ownerReferences: [{{kind: ReplicaSet, name: {owner}, controller: true}}]")
    };
    format!(
        "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: shop, labels: {{{labels}}}{owner}}}, spec: {{containers: [{{name: c, image: i}}]}}, status: {{podIP: '{address}', phase: Running}}}}\n"
    )
}

fn policy(name: &str, spec: &str) -> String {
    format!(
        "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}, namespace: shop}}, spec: {{{spec}}}}}\n"
    )
}

const DB: &str = "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {tier: front}}}], ports: [{port: 5432}]}]";

#[test]
fn a_label_that_makes_a_workload_somebody_s_peer_opens_that_one_to_it() {
    // In manifests nobody has an address.
    let with =
        |labels: &str| deployment("db", "app: db") + &deployment("x", labels) + &policy("db", DB);
    let joined = change(&with("app: x"), &with("app: x, tier: front"));
    assert_eq!(
        arrivals(&joined),
        ["+ shop/db[Deployment] ingress tcp 5432 workload:shop/x[Deployment]"]
    );
    let left = change(&with("app: x, tier: front"), &with("app: x"));
    assert_eq!(
        arrivals(&left),
        ["- shop/db[Deployment] ingress tcp 5432 workload:shop/x[Deployment]"]
    );
    let Some(Effect::Traffic(traffic)) = joined.effect else { panic!() };
    let witness = traffic.witness.unwrap();
    assert_eq!(witness.packet.source().to_string(), "10.0.0.20", "no stand-in is ever shown");
    let names: Vec<String> =
        witness.packet.members().iter().map(|member| member.name.to_string()).collect();
    assert_eq!(names, ["kubernetes.workload:shop/x[Deployment]"]);
}

#[test]
fn a_label_that_takes_a_workload_out_of_its_policy_opens_it_to_everyone() {
    let with = |labels: &str| deployment("db", labels) + &policy("db", DB);
    let escaped = change(&with("app: db"), &with("app: other"));
    assert_eq!(arrivals(&escaped), ["+ shop/db[Deployment] ingress all 0.0.0.0/0, ::/0"]);
}

#[test]
fn pods_that_are_all_of_a_set_are_called_by_its_name() {
    let pods = pod("db", "", "app: db", "10.0.0.1")
        + &pod("a", "", "tier: front", "10.0.0.2")
        + &pod("b", "", "tier: front", "10.0.0.3")
        + &pod("c", "", "app: c", "10.0.0.4");
    let closed = policy("db", "podSelector: {matchLabels: {app: db}}");
    let opened = change(&(pods.clone() + &closed), &(pods + &policy("db", DB)));
    assert_eq!(arrivals(&opened), ["+ shop/db[Pod] ingress tcp 5432 selector:shop/tier=front"]);
}

#[test]
fn one_more_pod_of_an_owner_is_quiet() {
    let db = pod("db", "", "app: db", "10.0.0.1") + &policy("db", DB);
    let two = db.clone()
        + &pod("x-1", "x", "tier: front", "10.0.0.2")
        + &pod("x-2", "x", "tier: front", "10.0.0.3");
    let three = two.clone() + &pod("x-3", "x", "tier: front", "10.0.0.4");
    let all = changes(&two, &three, IpBlocks::External);
    let traffic: Vec<&Change> =
        all.values().filter(|one| crate::effects::may_change_traffic(one)).collect();
    assert!(traffic.is_empty(), "{traffic:?}");
}

#[test]
fn a_pod_that_is_set_apart_is_compared_with_what_it_was_a_part_of() {
    let own = policy("db", DB)
        + &policy("x", "podSelector: {matchLabels: {app: x}}")
        + &pod("db", "", "app: db", "10.0.0.1")
        + &pod("x-1", "x", "app: x, tier: front", "10.0.0.2");
    let alike = own.clone() + &pod("x-2", "x", "app: x, tier: front", "10.0.0.3");
    let apart = own + &pod("x-2", "x", "app: x", "10.0.0.3");
    let all = changes(&alike, &apart, IpBlocks::External);
    let lines: Vec<String> = all
        .values()
        .filter(|one| matches!(one.exposure, Some(Exposure::Reach(_))))
        .flat_map(arrivals)
        .collect();
    assert_eq!(lines, ["- shop/db[Pod] ingress tcp 5432 workload:shop/x-2[Pod]"]);
}

#[test]
fn a_selector_means_the_pods_of_its_own_cluster() {
    use crate::effects::{Estate, connections};
    let pods = |labels: &str| {
        pod("db", "", "app: db", "10.0.0.1") + &pod("x", "", labels, "10.0.0.2") + &policy("db", DB)
    };
    let two = |labels: &str| {
        let mut both = applied(&pods("app: x"));
        let other: Scope = "kubernetes:other".parse().unwrap();
        both.scopes
            .extend(applied(&pods(labels)).scopes.into_values().map(|one| (other.clone(), one)));
        both
    };
    let (before, after) = (two("app: x"), two("tier: front"));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let subjects = compute(subjects, &before, &after, &pairing, Assumptions::default());
    let [Subject::Change(change)] = &subjects[..] else { panic!("{subjects:?}") };
    assert_eq!(
        arrivals(change),
        ["+ kubernetes:other/shop/db[Pod] ingress tcp 5432 workload:kubernetes:other/shop/x[Pod]"
            .replace("kubernetes.", "")]
    );
    let rows = connections(&Estate::of(&after, Assumptions::default())).unwrap().rows;
    let to_db = rows.iter().filter(|row| row.to.ends_with("shop/db[Pod]"));
    let from: Vec<&str> = to_db.map(|row| &*row.from).collect();
    assert_eq!(from, ["kubernetes:other/shop/x[Pod]"]);
}

#[test]
fn a_pod_on_the_network_of_its_node_gets_in_and_is_sent_to_by_the_node_s_address() {
    let shop = |extra: &str| {
        deployment("db", "app: db")
            + &policy(
                "db",
                "podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{podSelector: {}}]}]",
            )
            + extra
    };
    let agent = deployment("agent", "app: agent")
        .replace("spec: {containers", "spec: {hostNetwork: true, containers");
    let added = change(&shop(""), &shop(&agent));
    let at_db: Vec<String> =
        arrivals(&added).into_iter().filter(|line| line.contains("shop/db[")).collect();
    assert_eq!(at_db, ["+ shop/db[Deployment] ingress all workload:shop/agent[Deployment]"]);
}
