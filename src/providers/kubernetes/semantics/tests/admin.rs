//! The policies of the cluster's administrators: before and after network policies.

use super::estate::{cluster, cluster_policy, decided, deployment, namespaces, passes, policy};
use crate::model::{Direction, IpBlocks, Topology};
use crate::providers::kubernetes::parse::cluster_policy::{Action, Peer, Rule};
use crate::providers::kubernetes::semantics::rules::{Names, Place};

const WEB: &str = "shop/web[Deployment]";
const API: &str = "bank/api[Deployment]";
const OUTSIDE: &str = "198.51.100.7";
/// Everyone of the namespace `shop`.
const SHOP: &str = "subject: {namespaces: {matchLabels: {team: a}}}";
/// From all pods.
const PODS: &str = "from: [{namespaces: {}}]";

fn estate(policies: &[String]) -> Topology {
    let homes = namespaces(&[("shop", "a"), ("bank", "b")]);
    let pods = deployment("shop", "web", "") + &deployment("bank", "api", "");
    cluster(&(homes + &pods + &policies.concat()))
}

fn admin(name: &str, priority: u32, rules: &str) -> String {
    cluster_policy(
        &format!("AdminNetworkPolicy {name}"),
        &format!("priority: {priority}, {SHOP}, ingress: [{rules}]"),
    )
}

fn baseline(rules: &str) -> String {
    cluster_policy("BaselineAdminNetworkPolicy default", &format!("{SHOP}, ingress: [{rules}]"))
}

fn from_pods(action: &str) -> String {
    format!("{{action: {action}, {PODS}}}")
}

#[test]
fn the_lower_number_goes_first_and_its_rules_in_order() {
    let deny = admin("deny", 10, &from_pods("Deny"));
    let allow = admin(
        "allow",
        5,
        "{action: Allow, from: [{namespaces: {}}], ports: [{portNumber: {port: 80}}]}",
    );
    let all = estate(&[deny, allow]);
    assert_eq!(decided(&all, API, WEB, "tcp 80"), "allow kubernetes.admin-network-policy:allow #1");
    assert_eq!(decided(&all, API, WEB, "tcp 81"), "deny kubernetes.admin-network-policy:deny #1");
    let both = "{name: web, action: Allow, from: [{namespaces: {}}], ports: [{portRange: {start: 80, end: 81}}]}, {action: Deny, from: [{namespaces: {}}]}";
    let one = estate(&[admin("both", 1, both)]);
    assert_eq!(decided(&one, API, WEB, "tcp 81"), "allow kubernetes.admin-network-policy:both web");
    assert_eq!(decided(&one, API, WEB, "tcp 82"), "deny kubernetes.admin-network-policy:both #2");
}

#[test]
fn what_an_admin_says_is_final_and_isolates_nobody_beyond_it() {
    let closed = policy("closed", "podSelector: {}");
    let allow = admin("allow", 5, &from_pods("Allow"));
    let all = estate(&[closed, allow.clone()]);
    assert!(passes(&all, API, WEB, "tcp 80"), "network policies are not asked");
    assert!(!passes(&all, OUTSIDE, WEB, "tcp 80"), "the rule says nothing of it");
    assert!(passes(&estate(&[allow]), OUTSIDE, WEB, "tcp 80"), "an allowing rule isolates nobody");
    let open = policy("open", "podSelector: {}, ingress: [{}]");
    let deny = admin("deny", 5, &from_pods("Deny"));
    assert!(!passes(&estate(&[open, deny]), API, WEB, "tcp 80"));
}

#[test]
fn pass_leaves_the_tier() {
    let pass = admin("pass", 1, &from_pods("Pass"));
    let deny = admin("deny", 2, &from_pods("Deny"));
    let only = estate(&[pass.clone(), deny.clone()]);
    assert_eq!(decided(&only, API, WEB, "tcp 80"), "allow kubernetes.no-policy -");
    let network = policy("p", "podSelector: {}, ingress: [{ports: [{port: 80}]}]");
    let deny_last = baseline(&from_pods("Deny"));
    let all = estate(&[pass.clone(), deny.clone(), network, deny_last.clone()]);
    assert!(
        passes(&all, API, WEB, "tcp 80"),
        "network policies are final for pods that they select"
    );
    assert_eq!(decided(&all, API, WEB, "tcp 81"), "deny kubernetes.network-policy:shop/p -");
    let last = estate(&[pass, deny, deny_last]);
    assert_eq!(
        decided(&last, API, WEB, "tcp 80"),
        "deny kubernetes.baseline-admin-network-policy:default #1"
    );
    assert!(passes(&last, OUTSIDE, WEB, "tcp 80"), "what nobody speaks of is allowed");
}

#[test]
fn a_subject_may_be_pods_and_never_those_on_their_node() {
    let spec = "priority: 1, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]";
    let deny = cluster_policy("AdminNetworkPolicy deny", spec);
    let all = estate(std::slice::from_ref(&deny));
    assert!(!passes(&all, API, WEB, "tcp 80") && passes(&all, WEB, API, "tcp 80"));
    let host = deployment("shop", "web", "hostNetwork: true") + &deployment("bank", "api", "");
    assert!(passes(&cluster(&(host + &deny)), API, WEB, "tcp 80"));
}

#[test]
fn peers_by_address_match_pods_and_nodes_are_their_addresses() {
    let to = |peer: &str| {
        cluster_policy(
            "AdminNetworkPolicy out",
            &format!("priority: 1, {SHOP}, egress: [{{action: Deny, to: [{peer}]}}]"),
        )
    };
    let networks = estate(&[to("{networks: [0.0.0.0/0]}")]);
    assert!(!passes(&networks, WEB, API, "tcp 1") && !passes(&networks, WEB, OUTSIDE, "tcp 1"));
    let node = "---\n{apiVersion: v1, kind: Node, metadata: {name: node1, labels: {pool: edge}}, status: {addresses: [{type: InternalIP, address: 192.0.2.9}]}}\n";
    let nodes = estate(&[to("{nodes: {matchLabels: {pool: edge}}}"), node.to_owned()]);
    assert!(!passes(&nodes, WEB, "192.0.2.9", "tcp 1"), "{nodes:?}");
    assert!(passes(&nodes, WEB, "192.0.2.8", "tcp 1"));
    let others = estate(&[to("{nodes: {matchLabels: {pool: core}}}"), node.to_owned()]);
    assert!(passes(&others, WEB, "192.0.2.9", "tcp 1"));
    // Without a node in the source nobody knows which addresses they have.
    let unknown = estate(&[to("{nodes: {}}")]);
    assert!(!unknown.sets.contains_key("kubernetes.node:*"));
    let names = "egress: [{action: Allow, to: [{domainNames: [example.com]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]";
    let named = cluster_policy("AdminNetworkPolicy out", &format!("priority: 1, {SHOP}, {names}"));
    let named = estate(&[named]);
    assert!(!passes(&named, WEB, OUTSIDE, "tcp 1"));
    let egress = &named.shields
        [named.endpoints.values().find(|one| &*one.label == WEB).unwrap().shield]
        .egress;
    assert!(format!("{egress:?}").contains("kubernetes.domain:example.com"));
}

#[test]
fn equal_priorities_are_ambiguous_where_they_overlap() {
    let doubtful = |all: &Topology| {
        let guard = &super::estate::between(
            all,
            Some(super::estate::endpoint(all, API)),
            Some(super::estate::endpoint(all, WEB)),
        );
        let mentions = |text: String| text.contains("goes-first-at-equal-priority");
        let shield = &all.shields[super::estate::endpoint(all, WEB).shield];
        (mentions(format!("{:?}", shield.ingress)), super::estate::said(guard).len())
    };
    let deny = admin("b-deny", 1, &from_pods("Deny"));
    let allow = admin("a-allow", 1, &from_pods("Allow"));
    let all = estate(&[deny.clone(), allow]);
    assert!(doubtful(&all).0);
    assert!(
        passes(&all, API, WEB, "tcp 1"),
        "as the names are in order, when the membership is empty"
    );
    // Which of two goes first is nothing where they say the same of a packet.
    let space = |all: &Topology| {
        let web = super::estate::endpoint(all, WEB);
        let guard = all.shields[web.shield].ingress.clone();
        let mut space =
            crate::traffic::Space::new([&guard], crate::traffic::Budget::default()).unwrap();
        let decisions = space.decisions(&guard).unwrap();
        let allowed = space.allowed(decisions).unwrap();
        let boxes = space.boxes(allowed).unwrap();
        boxes.iter().any(|one| format!("{one:?}").contains("goes-first"))
    };
    assert!(space(&all));
    let same = estate(&[
        deny,
        admin(
            "a-deny",
            1,
            "{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {port: 80}}]}",
        ),
    ]);
    assert!(!space(&same));
}

#[test]
fn what_is_not_understood_fails_closed() {
    let place =
        Place { direction: Direction::Ingress, names: Names::Free, ip_blocks: IpBlocks::External };
    let rule = |action, peers| {
        let rule = Rule { action, name: None, peers, ports: Some(Vec::new()) };
        place.cluster_rule(1, &rule)
    };
    for action in [Action::Allow, Action::Accept] {
        assert_eq!(rule(action, vec![Peer::default()]).matches, []);
    }
    for action in [Action::Deny, Action::Pass] {
        let closed = rule(action, vec![Peer::default()]);
        assert_eq!(closed.action, crate::traffic::Action::Deny);
        assert_eq!(closed.matches, [crate::traffic::Match::any()]);
    }
    assert_eq!(rule(Action::Deny, Vec::new()).matches, [], "no peers are nobody");
}

#[test]
fn one_kind_for_both_tiers() {
    let cnp = |name: &str, tier: &str, priority: u32, rule: &str| {
        let spec = format!("tier: {tier}, priority: {priority}, {SHOP}, ingress: [{rule}]");
        cluster_policy(&format!("ClusterNetworkPolicy {name}"), &spec)
    };
    let web = "{action: Accept, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}, {udp: {}}]}";
    let all = estate(&[
        cnp("accept", "Admin", 5, web),
        cnp(
            "first",
            "Baseline",
            1,
            "{action: Pass, from: [{namespaces: {matchLabels: {team: b}}}]}",
        ),
        cnp("second", "Baseline", 2, &from_pods("Deny")),
        policy("p", "podSelector: {matchLabels: {app: none}}"),
    ]);
    assert_eq!(
        decided(&all, API, WEB, "tcp 80"),
        "allow kubernetes.cluster-network-policy:accept #1"
    );
    assert!(passes(&all, API, WEB, "udp 7"));
    assert_eq!(
        decided(&all, API, WEB, "tcp 81"),
        "allow kubernetes.no-policy -",
        "passed at the end"
    );
    let denied = estate(&[cnp("second", "Baseline", 2, &from_pods("Deny"))]);
    assert!(!passes(&denied, API, WEB, "tcp 81"));
    // The old kind and the new one are asked in one order.
    let mixed = [admin("deny", 6, &from_pods("Deny")), cnp("accept", "Admin", 5, web)];
    assert!(passes(&estate(&mixed), API, WEB, "tcp 80"));
    let mixed = [admin("deny", 4, &from_pods("Deny")), cnp("accept", "Admin", 5, web)];
    assert!(!passes(&estate(&mixed), API, WEB, "tcp 80"));
}
