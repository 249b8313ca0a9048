//! Pods that something leads to from outside: what is told of that, and what it does to the grade of everything else.

use super::*;
use crate::compare::{Pairing, compare};
use crate::effects::compute;
use crate::model::Assumptions;
use crate::providers::kubernetes::applied;

/// What is told of the only change: its severity and its title.
fn told(before: &str, after: &str) -> (Severity, String) {
    let (before, after) = (applied(before), applied(after));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let subjects = compute(subjects, &before, &after, &pairing, Assumptions::default());
    let mut findings = find(subjects, &Overrides::default()).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings.remove(0);
    (finding.severity, finding.title)
}

fn pod() -> String {
    "---\n{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, image: i}]}, status: {podIP: 10.0.0.1, phase: Running}}\n".to_owned()
}

fn service(kind: &str) -> String {
    format!(
        "---\n{{apiVersion: v1, kind: Service, metadata: {{name: web, namespace: shop}}, spec: {{type: {kind}, selector: {{app: web}}, ports: [{{port: 443, targetPort: 8443}}]}}}}\n"
    )
}

fn ingress() -> String {
    "---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {defaultBackend: {service: {name: web, port: {number: 443}}}}}\n".to_owned()
}

fn policy(rules: &str) -> String {
    format!(
        "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: web, namespace: shop}}, spec: {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{rules}]}}}}\n"
    )
}

#[test]
fn what_leads_to_a_pod_says_which_and_on_what() {
    let open = |before: &str, after: &str| told(&(pod() + before), &(pod() + after));
    assert_eq!(
        open(&service("ClusterIP"), &service("LoadBalancer")),
        (
            Severity::Critical,
            "service `shop/web` changed: tcp/8443 of shop/web[Pod] is now open to the internet"
                .to_owned()
        )
    );
    assert_eq!(
        open(&service("ClusterIP"), &(service("ClusterIP") + &ingress())),
        (
            Severity::Critical,
            "ingress `shop/web` is a new way in: tcp/8443 of shop/web[Pod] is now open to the internet"
                .to_owned()
        )
    );
    let (severity, title) = open(&service("NodePort"), &service("ClusterIP"));
    assert_eq!(severity, Severity::Low);
    assert!(title.ends_with("tcp/8443 of shop/web[Pod] is now closed to the internet"), "{title}");
}

#[test]
fn a_way_in_whose_pods_let_nobody_in_is_told_and_no_alarm() {
    let closed = pod() + &policy("");
    assert_eq!(
        told(&(closed.clone() + &service("ClusterIP")), &(closed + &service("LoadBalancer"))),
        (
            Severity::Medium,
            "service `shop/web` changed; the policies of what it leads to let nobody more in by it"
                .to_owned()
        )
    );
}

#[test]
fn what_is_published_outranks_what_is_not() {
    let grade = |leads: &str, port: u16| {
        let estate = pod() + leads;
        let rule = format!("{{ports: [{{port: {port}}}]}}");
        told(&(estate.clone() + &policy("")), &(estate + &policy(&rule)))
    };
    let title = |port: u16| format!("tcp/{port} of shop/web[Pod] is now open to the internet");
    let published = service("LoadBalancer");
    assert_eq!(grade(&published, 8443), (Severity::Critical, title(8443)));
    assert_eq!(grade(&published, 22), (Severity::High, title(22)), "nothing leads there");
    assert_eq!(grade(&service("ClusterIP"), 8443), (Severity::High, title(8443)));
    assert_eq!(grade(&(service("ClusterIP") + &ingress()), 8443).0, Severity::Critical);
}
