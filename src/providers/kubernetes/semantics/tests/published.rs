//! What leads to pods from outside.

use super::estate::{cluster, deployment, endpoint};

const WEB: &str = "shop/web[Deployment]";
const PORTS: &str = "containers: [{name: c, ports: [{name: https, containerPort: 8443}, {containerPort: 9000, hostPort: 90, protocol: UDP}]}]";

fn ways(objects: &str) -> Vec<String> {
    let all = cluster(&(deployment("shop", "web", "") + objects));
    endpoint(&all, WEB).ways.iter().flatten().map(|way| way.by.to_string()).collect()
}

fn service(spec: &str) -> String {
    format!(
        "---\n{{apiVersion: v1, kind: Service, metadata: {{name: web, namespace: shop}}, spec: {{selector: {{app: web}}, {spec}}}}}\n"
    )
}

#[test]
fn services_lead_to_pods_by_their_type() {
    let ports = "ports: [{port: 443, nodePort: 30443}]";
    for (more, told) in [
        ("type: LoadBalancer", &["service shop/web (LoadBalancer, tcp 443)"][..]),
        ("type: NodePort", &["service shop/web (NodePort, tcp 30443)"]),
        ("type: ClusterIP", &[]),
        (
            "type: ClusterIP, externalIPs: [198.51.100.9]",
            &["service shop/web (198.51.100.9, tcp 443)"],
        ),
    ] {
        assert_eq!(ways(&service(&format!("{more}, {ports}"))), told, "{more}");
    }
    let other = service(&format!("type: LoadBalancer, {ports}")).replace("app: web", "app: api");
    assert!(ways(&other).is_empty(), "it selects other pods");
    let elsewhere =
        service(&format!("type: LoadBalancer, {ports}")).replace("namespace: shop", "namespace: x");
    assert!(ways(&elsewhere).is_empty(), "in another namespace");
    let unselective = service(&format!("type: LoadBalancer, {ports}")).replace("app: web", "");
    assert!(ways(&unselective).is_empty(), "somebody else writes where it leads");
}

#[test]
fn a_name_of_a_port_is_looked_up_at_the_pod() {
    let pods = deployment("shop", "web", PORTS);
    let of = |target: &str| {
        let spec = format!("type: LoadBalancer, ports: [{{port: 443, targetPort: {target}}}]");
        let all = cluster(&(pods.clone() + &service(&spec)));
        let ways = &endpoint(&all, WEB).ways;
        let way = ways.iter().flatten().find(|way| way.by.starts_with("service"));
        way.map(|way| way.arrives.destination_ports.to_string())
    };
    assert_eq!(of("https").as_deref(), Some("8443"));
    assert_eq!(of("1234").as_deref(), Some("1234"));
    assert_eq!(of("other"), None, "the pod has no port of that name");
}

#[test]
fn ports_of_the_node_and_its_network_lead_to_pods() {
    let by = |spec: &str| -> Vec<String> {
        let all = cluster(&deployment("shop", "web", spec));
        endpoint(&all, WEB).ways.iter().flatten().map(|way| way.by.to_string()).collect()
    };
    assert_eq!(by(PORTS), ["port 90 of its node (udp)"]);
    assert_eq!(by("hostNetwork: true"), ["the network of its node"]);
    let inner =
        "containers: [{name: c, ports: [{containerPort: 1, hostPort: 1, hostIP: 127.0.0.1}]}]";
    assert!(by(inner).is_empty());
}

#[test]
fn ingresses_lead_to_the_pods_of_services() {
    let ingress = |port: &str| {
        format!(
            "---\n{{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {{name: i, namespace: shop}}, spec: {{rules: [{{host: shop.example.com, http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{{port}}}}}}}}}]}}}}], defaultBackend: {{service: {{name: gone, port: {{number: 1}}}}}}}}}}\n"
        )
    };
    let inner = service("ports: [{port: 443, name: https}]");
    assert_eq!(
        ways(&(inner.clone() + &ingress("number: 443"))),
        ["ingress shop/i (shop.example.com)"]
    );
    assert_eq!(
        ways(&(inner.clone() + &ingress("name: https"))),
        ["ingress shop/i (shop.example.com)"]
    );
    assert!(ways(&(inner + &ingress("number: 444"))).is_empty(), "the service has no such port");
    assert!(ways(&ingress("number: 443")).is_empty(), "without the service nothing is there");
}

#[test]
fn routes_lead_on_from_gateways_that_take_them() {
    let route = |kind: &str, version: &str| {
        format!(
            "---\n{{apiVersion: gateway.networking.k8s.io/{version}, kind: {kind}, metadata: {{name: r, namespace: shop}}, spec: {{parentRefs: [{{name: edge, namespace: infra, sectionName: a}}], rules: [{{backendRefs: [{{name: web, port: 443}}]}}]}}}}\n"
        )
    };
    let gateway = |name: &str, allowed: &str| {
        format!(
            "---\n{{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {{name: edge, namespace: infra}}, spec: {{gatewayClassName: c, listeners: [{{name: {name}, port: 443, protocol: TLS, allowedRoutes: {{{allowed}}}}}]}}}}\n"
        )
    };
    let home =
        "---\n{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}\n";
    let inner = home.to_owned() + &service("ports: [{port: 443}]");
    let by = |kind: &str, version: &str, gateway: &str| {
        ways(&(inner.clone() + &route(kind, version) + gateway))
    };
    let open = gateway("a", "namespaces: {from: All}");
    for (kind, version) in [
        ("HTTPRoute", "v1"),
        ("GRPCRoute", "v1"),
        ("TLSRoute", "v1alpha2"),
        ("TCPRoute", "v1alpha2"),
        ("UDPRoute", "v1alpha2"),
    ] {
        assert_eq!(by(kind, version, &open), [format!("{kind} shop/r at gateway infra/edge")]);
    }
    let http = |gateway: &str| by("HTTPRoute", "v1", gateway).len();
    assert_eq!(http(&gateway("b", "namespaces: {from: All}")), 0, "another listener");
    assert_eq!(http(&gateway("a", "namespaces: {from: Same}")), 0, "another namespace");
    let team = |team: &str| {
        format!("namespaces: {{from: Selector, selector: {{matchLabels: {{team: {team}}}}}}}")
    };
    assert_eq!((http(&gateway("a", &team("a"))), http(&gateway("a", &team("b")))), (1, 0));
    let grpc = "kinds: [{kind: GRPCRoute}], namespaces: {from: All}";
    assert_eq!(http(&gateway("a", grpc)), 0, "another kind");
    assert_eq!(http(""), 0, "no gateway");
}
