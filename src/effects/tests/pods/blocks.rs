//! Blocks of addresses: ranges are told whole, and whether they mean pods is the configuration's to say.

use super::*;
use crate::effects::{Estate, answer};
use crate::model::{Protocols, Question};
use crate::traffic::{Portion, protocol};

fn cluster() -> String {
    pod("db", "", "app: db", "10.0.0.1") + &pod("x", "", "app: x", "10.0.0.2")
}

fn block(cidr: &str) -> String {
    let rule =
        format!("ingress: [{{from: [{{ipBlock: {{cidr: {cidr}}}}}], ports: [{{port: 80}}]}}]");
    policy("db", &format!("podSelector: {{matchLabels: {{app: db}}}}, {rule}"))
}

fn closed() -> String {
    policy("db", "podSelector: {matchLabels: {app: db}}")
}

fn opened(pods: &str, cidr: &str, ip_blocks: IpBlocks) -> (Vec<String>, Vec<&'static str>) {
    let all = changes(&(pods.to_owned() + &closed()), &(pods.to_owned() + &block(cidr)), ip_blocks);
    let [change] = all.values().collect::<Vec<_>>()[..] else { panic!("{all:?}") };
    (arrivals(change), change.hangs_on.clone())
}

#[test]
fn pods_addresses_are_not_cut_out_of_a_range() {
    let (lines, _) = opened(&cluster(), "0.0.0.0/0", IpBlocks::External);
    assert_eq!(lines, ["+ shop/db[Pod] ingress tcp 80 0.0.0.0/0 except selector:*/*"]);
    let (lines, _) = opened(&cluster(), "10.0.0.0/8", IpBlocks::External);
    assert_eq!(lines, ["+ shop/db[Pod] ingress tcp 80 10.0.0.0/8 except selector:*/*"]);
    let nobody = deployment("db", "app: db");
    let (lines, _) = opened(&nobody, "'::/0'", IpBlocks::External);
    assert_eq!(lines, ["+ shop/db[Deployment] ingress tcp 80 ::/0 except selector:*/*"]);
}

#[test]
fn a_block_means_pods_when_the_configuration_says_so() {
    let lines = |cidr: &str| opened(&cluster(), cidr, IpBlocks::Any).0;
    assert_eq!(
        lines("10.0.0.0/8"),
        [
            // Every pod that is known is in it.
            "+ shop/db[Pod] ingress tcp 80 10.0.0.0/8",
            "+ shop/db[Pod] ingress tcp 80 selector:*/*",
        ]
    );
    assert_eq!(
        lines("10.0.0.2/32"),
        [
            "+ shop/db[Pod] ingress tcp 80 10.0.0.2 except selector:*/*",
            "+ shop/db[Pod] ingress tcp 80 workload:shop/x[Pod]",
        ]
    );
    assert_eq!(
        lines("198.51.100.0/24"),
        ["+ shop/db[Pod] ingress tcp 80 198.51.100.0/24 except selector:*/*"]
    );
}

#[test]
fn a_pod_of_unknown_address_is_in_a_whole_family_and_may_be_in_any_block() {
    let pods = deployment("db", "app: db") + &deployment("x", "app: x");
    let (lines, _) = opened(&pods, "0.0.0.0/0", IpBlocks::Any);
    assert_eq!(lines, ["+ shop/db[Deployment] ingress tcp 80 0.0.0.0/0"], "pods and all others");
    let (lines, _) = opened(&pods, "10.0.0.0/8", IpBlocks::Any);
    assert_eq!(
        lines,
        [
            "+ shop/db[Deployment] ingress tcp 80 pod-address:unknown:10.0.0.0/8 inside selector:*/*",
            "+ shop/db[Deployment] ingress tcp 80 10.0.0.0/8 except selector:*/*",
        ]
    );
}

#[test]
fn what_hangs_on_the_option_says_so() {
    for ip_blocks in IpBlocks::ALL {
        let hangs_on = |cidr: &str| opened(&cluster(), cidr, ip_blocks).1;
        assert_eq!(hangs_on("10.0.0.0/8"), ["kubernetes.ipblock"]);
    }
    // A port of one policy, beside another of the same namespace that has a block.
    let port = |port: u16| {
        let rule =
            format!("ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: {port}}}]}}]");
        cluster()
            + &block("10.0.0.0/8")
            + &policy("x", &format!("podSelector: {{matchLabels: {{app: x}}}}, {rule}"))
    };
    let moved = change(&port(1), &port(2));
    assert!(!arrivals(&moved).is_empty() && moved.hangs_on.is_empty(), "{moved:?}");
    // A change that has nothing to do with blocks, beside a policy that has one.
    let beside = |labels: &str| cluster() + &block("10.0.0.0/8") + &deployment("other", labels);
    let change = change(&beside("app: a"), &beside("app: b"));
    assert!(change.hangs_on.is_empty(), "{change:?}");
}

fn asked(manifests: &str, ip_blocks: IpBlocks, from: &str) -> (Portion, Vec<String>) {
    let estate = Estate::of(&applied(manifests), Assumptions { ip_blocks });
    let question = Question {
        from: from.to_owned(),
        to: "shop/db".to_owned(),
        protocol: Protocols::One(protocol::TCP),
        port: Some(80),
        source_port: None,
        icmp_type: None,
        icmp_code: None,
    };
    let answer = answer(&estate, &question).unwrap();
    (answer.allowed, answer.depends_on.iter().map(ToString::to_string).collect())
}

#[test]
fn questions_are_answered_under_the_option_too() {
    let known = |cidr: &str| cluster() + &block(cidr);
    let ask = |cidr: &str, ip_blocks| asked(&known(cidr), ip_blocks, "shop/x");
    assert_eq!(ask("10.0.0.0/8", IpBlocks::External), (Portion::None, vec![]));
    assert_eq!(ask("10.0.0.0/8", IpBlocks::Any), (Portion::All, vec![]));
    assert_eq!(ask("198.51.100.0/24", IpBlocks::Any), (Portion::None, vec![]));
    let unknown =
        |cidr: &str| deployment("db", "app: db") + &deployment("x", "app: x") + &block(cidr);
    let ask = |cidr: &str| asked(&unknown(cidr), IpBlocks::Any, "shop/x");
    assert_eq!(ask("0.0.0.0/0"), (Portion::All, vec![]));
    let open = "kubernetes.pod-address:unknown:10.0.0.0/8".to_owned();
    assert_eq!(ask("10.0.0.0/8"), (Portion::None, vec![open]), "it may be there");
}

#[test]
fn networks_of_the_cluster_s_policies_mean_pods_whatever_the_option_is() {
    let deny = |network: &str| {
        format!(
            "---\n{{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {{name: a}}, spec: {{priority: 1, subject: {{namespaces: {{}}}}, egress: [{{action: Deny, to: [{{networks: ['{network}']}}]}}]}}}}\n"
        )
    };
    let pods = pod("db", "", "app: db", "10.0.0.1") + &pod("x", "", "app: x", "10.0.0.2");
    for ip_blocks in IpBlocks::ALL {
        let ask = |network: &str| asked(&(pods.clone() + &deny(network)), ip_blocks, "shop/x").0;
        assert_eq!(ask("10.0.0.0/24"), Portion::None);
        assert_eq!(ask("10.0.1.0/24"), Portion::All);
    }
    // A pod with two addresses is kept out when both are.
    let two = pods.replace("status: {", "status: {podIPs: [{ip: '2001:db8::1'}, {ip: 10.0.0.9}], ");
    assert_ne!(two, pods);
    let ask =
        |network: &str| asked(&(two.clone() + &deny(network)), IpBlocks::External, "shop/x").0;
    assert_eq!(ask("0.0.0.0/0"), Portion::All, "by the other address");
}
