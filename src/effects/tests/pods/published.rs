//! What leads to pods from outside: what its change lets outsiders get to.

use super::*;

fn service(kind: &str, more: &str) -> String {
    format!(
        "---\n{{apiVersion: v1, kind: Service, metadata: {{name: web, namespace: shop}}, spec: {{type: {kind}, selector: {{app: web}}, ports: [{{port: 443, targetPort: 8443}}]{more}}}}}\n"
    )
}

fn ingress() -> String {
    "---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 443}}}}]}}]}}\n".to_owned()
}

fn gateway(from: &str) -> String {
    format!(
        "---\n{{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {{name: edge, namespace: infra}}, spec: {{gatewayClassName: c, listeners: [{{name: https, port: 443, protocol: HTTPS, allowedRoutes: {{namespaces: {{from: {from}}}}}}}]}}}}\n---\n{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: web, namespace: shop}}, spec: {{parentRefs: [{{name: edge, namespace: infra}}], rules: [{{backendRefs: [{{name: web, port: 443}}]}}]}}}}\n"
    )
}

fn web() -> String {
    pod("web", "", "app: web", "10.0.0.1") + &pod("api", "", "app: api", "10.0.0.2")
}

#[test]
fn a_service_that_becomes_a_load_balancer_opens_its_pods_to_outsiders() {
    let before = web() + &service("ClusterIP", "");
    let after = web() + &service("LoadBalancer", "");
    assert_eq!(arrivals(&change(&before, &after)), ["+ shop/web[Pod] ingress tcp 8443 0.0.0.0/0"]);
    assert_eq!(arrivals(&change(&after, &before)), ["- shop/web[Pod] ingress tcp 8443 0.0.0.0/0"]);
}

#[test]
fn its_policies_are_asked_about_what_comes_by_it() {
    let closed = web() + &policy("web", "podSelector: {matchLabels: {app: web}}");
    let (before, after) =
        (closed.clone() + &service("ClusterIP", ""), closed + &service("NodePort", ""));
    assert!(arrivals(&change(&before, &after)).is_empty());
    let office = policy(
        "web",
        "podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]",
    );
    let (before, after) = (
        web() + &office + &service("ClusterIP", ""),
        web() + &office + &service("LoadBalancer", ""),
    );
    assert_eq!(
        arrivals(&change(&before, &after)),
        ["+ shop/web[Pod] ingress tcp 8443 203.0.113.0/24"]
    );
    let ranges = ", loadBalancerSourceRanges: [198.51.100.0/24]";
    let limited = web() + &service("LoadBalancer", ranges);
    assert_eq!(
        arrivals(&change(&(web() + &service("ClusterIP", "")), &limited)),
        ["+ shop/web[Pod] ingress tcp 8443 198.51.100.0/24"]
    );
}

#[test]
fn an_ingress_opens_what_its_controller_gets_to() {
    let inner = web() + &service("ClusterIP", "");
    let with = |own: &str| change(&(inner.clone() + own), &(inner.clone() + own + &ingress()));
    let everyone = ["+ shop/web[Pod] ingress tcp 8443 0.0.0.0/0, ::/0"];
    assert_eq!(arrivals(&with("")), everyone);
    let from_pods = policy(
        "web",
        "podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {}}]}]",
    );
    assert_eq!(arrivals(&with(&from_pods)), everyone, "the controller is a pod");
    let closed = policy("web", "podSelector: {matchLabels: {app: web}}");
    assert!(arrivals(&with(&closed)).is_empty());
}

#[test]
fn a_gateway_opens_what_its_routes_lead_to() {
    let inner = web() + &service("ClusterIP", "");
    let (same, all) = (inner.clone() + &gateway("Same"), inner.clone() + &gateway("All"));
    let change = change(&same, &all);
    assert_eq!(change.id.kind.word(), "gateway");
    assert_eq!(arrivals(&change), ["+ shop/web[Pod] ingress tcp 8443 0.0.0.0/0, ::/0"]);
    // A route and its gateway that came together are told once.
    let both = changes(&inner, &all, IpBlocks::External);
    let opened = both.values().filter(|one| matches!(one.exposure, Some(Exposure::Reach(_))));
    assert_eq!(opened.flat_map(arrivals).count(), 1, "{both:?}");
}

#[test]
fn who_can_talk_to_whom_is_policies_alone() {
    use crate::effects::{Estate, connections};
    let closed = web() + &policy("web", "podSelector: {matchLabels: {app: web}}");
    let rows = |manifests: &str| {
        let estate = Estate::of(&applied(manifests), Assumptions::default());
        connections(&estate).unwrap().rows
    };
    let published = closed.clone() + &service("LoadBalancer", "") + &ingress();
    assert_eq!(rows(&closed), rows(&published));
}
