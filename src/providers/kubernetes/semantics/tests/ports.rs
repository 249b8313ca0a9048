//! Ports: numbers, ranges, and names that every destination resolves for itself.

use super::estate::{cluster, deployment, passes, policy};
use crate::model::Topology;

const WEB: &str = "shop/web[Deployment]";
const API: &str = "shop/api[Deployment]";
const OUTSIDE: &str = "198.51.100.7";

const WEB_PORTS: &str = "containers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}]";
const API_PORTS: &str = "initContainers: [{name: side, ports: [{name: http, containerPort: 9090}]}], containers: [{name: c, ports: [{name: dns, containerPort: 5353}]}]";

fn shop(rule: &str) -> Topology {
    let pods = deployment("shop", "web", WEB_PORTS) + &deployment("shop", "api", API_PORTS);
    cluster(&(pods + &policy("p", &format!("podSelector: {{}}, {rule}"))))
}

#[test]
fn a_port_is_tcp_when_nothing_else_is_said() {
    let all = shop("ingress: [{ports: [{port: 80}, {port: 53, protocol: UDP}, {protocol: SCTP}]}]");
    for (service, passed) in [
        ("tcp 80", true),
        ("udp 80", false),
        ("udp 53", true),
        ("tcp 53", false),
        ("sctp 7", true),
        ("icmp", false),
    ] {
        assert_eq!(passes(&all, OUTSIDE, WEB, service), passed, "{service}");
    }
}

#[test]
fn a_range_has_both_its_ends() {
    let all = shop("ingress: [{ports: [{port: 8000, endPort: 8002}]}]");
    for (port, passed) in [(7999, false), (8000, true), (8002, true), (8003, false)] {
        assert_eq!(passes(&all, OUTSIDE, WEB, &format!("tcp {port}")), passed, "{port}");
    }
}

#[test]
fn a_name_is_looked_up_at_the_pod_that_is_asked() {
    let all = shop("ingress: [{ports: [{port: http}]}]");
    assert!(passes(&all, OUTSIDE, WEB, "tcp 8080") && !passes(&all, OUTSIDE, WEB, "tcp 9090"));
    assert!(passes(&all, OUTSIDE, API, "tcp 9090") && !passes(&all, OUTSIDE, API, "tcp 8080"));
    let dns = shop("ingress: [{ports: [{port: dns, protocol: UDP}]}]");
    assert!(passes(&dns, OUTSIDE, WEB, "udp 53"), "name and protocol");
    assert!(!passes(&dns, OUTSIDE, API, "tcp 5353"), "the name is there for another protocol");
    assert!(!passes(&dns, OUTSIDE, API, "udp 5353"));
}

#[test]
fn a_name_in_a_rule_for_what_goes_out_is_looked_up_at_the_destination() {
    let all = shop("policyTypes: [Egress], egress: [{ports: [{port: http}]}]");
    assert!(passes(&all, WEB, API, "tcp 9090") && !passes(&all, WEB, API, "tcp 8080"));
    assert!(passes(&all, API, WEB, "tcp 8080") && !passes(&all, API, WEB, "tcp 9090"));
    assert!(!passes(&all, WEB, OUTSIDE, "tcp 8080"), "nobody outside has names for ports");
}
