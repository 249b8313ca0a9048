//! Live clusters: what is read through kube from a simulated API server, and what is said when that goes wrong.
//!
//! The binary is the real one, and finds the clusters in a kubeconfig. Every call with every fault is in `tests/campaign`.

#![cfg(feature = "kubernetes")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/certificates.rs"]
mod certificates;
#[expect(dead_code, reason = "clusters are a part of what it can be")]
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
#[path = "../support/cluster.rs"]
mod cluster;
mod contexts;
mod credentials;
#[expect(dead_code, reason = "what is asked is behind it")]
#[path = "../support/emulator.rs"]
mod emulator;
mod pages;
mod place;
mod recordings;
mod same;
mod tls;

use std::collections::BTreeSet;

use serde_json::Value;

use binary::{coverage, no_drift};
use cloudsim::Estate;
use cloudsim::asked::Asked;
use cloudsim::faults::Kind;
use place::Place;

/// The cluster of most tests.
const PROD: &str = "prod";

/// It holds three of every kind, on pages of two.
fn estate(estate: Estate) -> Estate {
    let all = cluster::objects();
    estate
        .pages_of(2)
        .kubernetes(PROD, |cluster| all.iter().fold(cluster, |cluster, one| cluster.put(one)))
}

/// A folder in which `live` reads it.
fn prod() -> Place {
    let place = Place::new(estate(Estate::default()));
    place.kubeconfig(&[(PROD, PROD)]);
    place.write("driftwall.toml", "[kubernetes]\ncontexts = [\"prod\"]\n");
    place
}

fn kinds(report: &Value) -> usize {
    report["coverage"].as_array().unwrap().len()
}

#[test]
fn a_cluster_is_read_recorded_and_scanned() {
    let place = prod();
    place.run("baseline record --live live --by auditor").ends_with(0);
    let report = place.scan("--live live", 0);
    assert_eq!(report["findings"], Value::Array(Vec::new()));
    assert_eq!(kinds(&report), 22);
    let rows = report["coverage"].as_array().unwrap().iter();
    for row in rows {
        assert_eq!(
            (&row["scope"], &row["status"]),
            (&"kubernetes:prod".into(), &"complete".into())
        );
    }
    place
        .cloud
        .edit(|estate| estate.kubernetes(PROD, |prod| prod.put(&cluster::policy("0.0.0.0/0"))));
    let report = place.scan("--live live:kubernetes:prod", 1);
    let finding = &report["findings"][0];
    assert_eq!(finding["resource"]["kind"], "kubernetes.network-policy", "{report:#}");
    assert_eq!(finding["resource"]["id"], "shop/policy-1");
}

#[test]
fn the_role_lists_exactly_what_is_asked() {
    let place = prod();
    place.snapshot("--live live", 0);
    let asked: BTreeSet<String> =
        place.cloud.asked().into_iter().map(|Asked { action, .. }| action).collect();
    let role = place.run("doctor --permissions kubernetes").ends_with(0).stdout;
    // What a cluster serves may be asked by everybody who has credentials.
    let mut allowed = BTreeSet::from(["discovery".to_owned()]);
    let mut group = "";
    for line in role.lines() {
        if let Some(of) = line.trim().strip_prefix("- apiGroups: [\"") {
            group = of.trim_end_matches("\"]");
        } else if let Some(resource) = line.strip_prefix("      - ") {
            let dot = if group.is_empty() { "" } else { "." };
            allowed.insert(format!("list {resource}{dot}{group}"));
        }
    }
    assert_eq!(asked, allowed);
    let verbs: Vec<&str> = role.lines().filter(|line| line.contains("verbs:")).collect();
    assert!(verbs.iter().all(|line| line.trim() == "verbs: [list]"), "{role}");
}

#[test]
fn the_kept_role_is_the_role() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions/kubernetes.yaml");
    let role = prod().run("doctor --permissions kubernetes").ends_with(0).stdout;
    if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(kept, &role).unwrap();
    }
    let there = std::fs::read_to_string(kept).unwrap_or_default();
    assert!(there == role, "docs/permissions/kubernetes.yaml is old; `make bless` writes it again");
}

#[test]
fn doctor_says_what_is_allowed() {
    let place = prod();
    let run = place.run("doctor").ends_with(0);
    assert!(run.stdout.contains("every call that a scan needs is allowed"), "{}", run.stdout);
    place.cloud.fault(Kind::Denied.on("list pods"));
    place.cloud.edit(|estate| {
        estate.kubernetes(PROD, |prod| {
            prod.serves_no("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy")
        })
    });
    let run = place.run("doctor --output json").ends_with(4).stdout;
    let document: Value = serde_json::from_str(&run).unwrap();
    let access = |call: &str| {
        let mut rows = document["calls"].as_array().unwrap().iter();
        rows.find(|row| row["call"] == call).unwrap()["access"].as_str().unwrap().to_owned()
    };
    assert_eq!(access("pods"), "denied");
    assert_eq!(access("clusternetworkpolicies"), "not there");
    assert_eq!(access("nodes"), "allowed");
}

#[test]
fn what_is_refused_is_a_gap_and_never_removed() {
    let place = prod();
    place.run("baseline record --live live --by auditor").ends_with(0);
    for (fault, status, words) in [
        (Kind::Denied, "denied", "needs list networkpolicies.networking.k8s.io"),
        (Kind::ExpiredCredentials, "denied", "not accepted (Unauthorized)"),
        (Kind::NotThere, "failed", "refused as unknown (HTTP 404)"),
        (Kind::CutDocument, "failed", "ends in the middle"),
        (Kind::EmptyBody, "failed", "the answer is empty"),
        (Kind::SignInPage, "failed", "can't be read as JSON"),
    ] {
        place.cloud.fault(fault.on("list networkpolicies.*"));
        let report = place.scan("--live live", 4);
        let (told, reason) = coverage(&report, "kubernetes:prod", "kubernetes.network-policy");
        assert_eq!(told, status, "{reason}");
        assert!(reason.contains(words) && reason.contains("networkpolicies in prod"), "{reason}");
        no_drift(&report);
        place.cloud.heal();
    }
}

#[test]
fn an_api_that_is_not_served_is_absent_and_one_that_nobody_answered_for_is_not() {
    let place = prod();
    let group = "policy.networking.k8s.io/v1alpha2";
    place.cloud.edit(|estate| {
        estate.kubernetes(PROD, |prod| prod.serves_no(group, "ClusterNetworkPolicy"))
    });
    let kind = "kubernetes.cluster-network-policy";
    let status = |place: &Place, code| {
        let snapshot = place.snapshot("--live live", code);
        let kinds = &snapshot["scopes"]["kubernetes:prod"]["kinds"];
        let of = |kind: &str| kinds[kind]["coverage"]["status"].as_str().unwrap().to_owned();
        (of(kind), of("kubernetes.pod"))
    };
    assert_eq!(status(&place, 0), ("absent".to_owned(), "complete".to_owned()));
    place.cloud.fault(Kind::NotThere.on("discovery"));
    assert_eq!(status(&place, 4), ("failed".to_owned(), "failed".to_owned()));
    place.cloud.heal();
    place.cloud.fault(Kind::ExpiredCredentials.on("discovery"));
    assert_eq!(status(&place, 4), ("denied".to_owned(), "denied".to_owned()));
    place.cloud.heal();
    // No cluster is without pods.
    place.cloud.edit(|estate| estate.kubernetes(PROD, |prod| prod.serves_no("v1", "Pod")));
    assert_eq!(status(&place, 4), ("absent".to_owned(), "failed".to_owned()));
}
