//! Whom a peer means.

use super::estate::{cluster, deployment, namespaces, passes, policy};
use crate::model::{Members, Topology};

const WEB: &str = "shop/web[Deployment]";

/// `shop/web`, which lets these in, among pods here and there.
fn with(peers: &str) -> Topology {
    let pods = [("shop", "web"), ("shop", "api"), ("bank", "api"), ("bank", "job")];
    let pods: String = pods.iter().map(|(home, name)| deployment(home, name, "")).collect();
    let homes = namespaces(&[("shop", "a"), ("bank", "b")]);
    let spec =
        format!("podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{from: [{peers}]}}]");
    cluster(&(homes + &pods + &policy("web", &spec)))
}

/// Who gets in, of everybody.
fn let_in(peers: &str) -> Vec<&'static str> {
    let everybody = [
        ("shop/api[Deployment]", "shop/api"),
        ("bank/api[Deployment]", "bank/api"),
        ("bank/job[Deployment]", "bank/job"),
        ("198.51.100.7", "outside"),
    ];
    let all = with(peers);
    let passing = everybody.into_iter().filter(|(from, _)| passes(&all, from, WEB, "tcp 80"));
    passing.map(|(_, short)| short).collect()
}

#[test]
fn selectors_of_pods_and_namespaces() {
    assert_eq!(let_in("{podSelector: {matchLabels: {app: api}}}"), ["shop/api"]);
    assert_eq!(let_in("{namespaceSelector: {matchLabels: {team: b}}}"), ["bank/api", "bank/job"]);
    let both =
        "{namespaceSelector: {matchLabels: {team: b}}, podSelector: {matchLabels: {app: api}}}";
    assert_eq!(let_in(both), ["bank/api"], "both must hold");
    let either =
        "{namespaceSelector: {matchLabels: {team: b}}}, {podSelector: {matchLabels: {app: api}}}";
    assert_eq!(let_in(either), ["shop/api", "bank/api", "bank/job"], "one of them");
    assert_eq!(let_in("{podSelector: {}}"), ["shop/api"], "all pods here");
    assert_eq!(let_in("{namespaceSelector: {}}"), ["shop/api", "bank/api", "bank/job"]);
    let everywhere = "{namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}";
    assert_eq!(let_in(everywhere), ["shop/api", "bank/api"]);
}

#[test]
fn expressions_of_selectors() {
    let by = |expression: &str| {
        let_in(&format!("{{namespaceSelector: {{matchExpressions: [{expression}]}}}}"))
    };
    assert_eq!(by("{key: team, operator: In, values: [b, c]}"), ["bank/api", "bank/job"]);
    assert_eq!(by("{key: team, operator: NotIn, values: [b, c]}"), ["shop/api"]);
    assert_eq!(
        by("{key: env, operator: NotIn, values: [x]}").len(),
        3,
        "a label that is not there"
    );
    assert_eq!(by("{key: team, operator: Exists}").len(), 3);
    assert_eq!(by("{key: team, operator: DoesNotExist}").len(), 0);
}

#[test]
fn every_namespace_carries_its_name_as_a_label() {
    let named = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: bank}}}";
    assert_eq!(let_in(named), ["bank/api", "bank/job"]);
    let all = with(named);
    assert!(all.sets.contains_key("kubernetes.selector:bank/*"), "{:?}", all.sets.keys());
    // Also one that is in no file.
    let pods = deployment("shop", "web", "") + &deployment("else", "x", "");
    let spec = "podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [shop]}]}}]}]";
    let all = cluster(&(pods + &policy("p", spec)));
    assert!(passes(&all, "else/x[Deployment]", WEB, "tcp 80"));
}

#[test]
fn a_block_without_its_holes_is_outside_of_the_cluster() {
    let block = "{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.0/29]}}";
    let all = with(block);
    for (from, passed) in [("198.51.100.8", true), ("198.51.100.7", false), ("192.0.2.1", false)] {
        assert_eq!(passes(&all, from, WEB, "tcp 80"), passed, "{from}");
    }
    assert_eq!(let_in("{ipBlock: {cidr: 0.0.0.0/0}}"), ["outside"], "pods are no outsiders");
    let six = with("{ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8:1::/48']}}");
    assert!(passes(&six, "2001:db8::1", WEB, "tcp 80"));
    assert!(!passes(&six, "2001:db8:1::1", WEB, "tcp 80"));
    assert!(!passes(&six, "198.51.100.8", WEB, "tcp 80"));
    assert!(!passes(&with("{ipBlock: {cidr: 0.0.0.0/0}}"), "2001:db8::1", WEB, "tcp 80"));
}

#[test]
fn who_is_behind_a_selector_is_told() {
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop, labels: {app: api}}, spec: {}, status: {podIP: 10.0.0.9}}\n";
    let spec = "podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]";
    let all = cluster(&(pod.to_owned() + &policy("p", spec)));
    let members = &all.sets["kubernetes.selector:shop/app=api"];
    let Members::Endpoints { addresses, whole: true } = members else { panic!("{members:?}") };
    let [(stand_in, one)] = all.stand_ins.of.iter().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(&*one.name, "kubernetes.workload:shop/p[Pod]");
    assert_eq!(addresses.v6.spans(), [(*stand_in, *stand_in)], "whatever its address is today");
    assert!(addresses.v4.is_empty());
}
