//! Docker hosts that answer: a real engine, which the real `docker` changes and dumps, and a simulated one that goes wrong.

#![cfg(feature = "docker")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[expect(dead_code, reason = "a snapshot says less than a report of what went wrong here")]
#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/certificates.rs"]
mod certificates;
#[expect(dead_code, reason = "an engine of Docker is a part of what it can be")]
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
mod dockerd;
mod hardened;
mod hosts;
mod made;
#[path = "../support/maker.rs"]
mod maker;
mod place;
mod real;
mod remedy;
mod vanishing;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use binary::{Folder, coverage, no_drift};
use cloudsim::{Cloud, Estate};

/// An engine with a network and two containers.
fn estate() -> Estate {
    Estate::default().docker(|engine| {
        engine.network("backend", true).container("db", &json!({})).container(
            "web",
            &json!({"PortBindings": {"443/tcp": [{"HostIp": "", "HostPort": "443"}]}}),
        )
    })
}

/// A folder whose configuration names the simulator as the one host.
fn before(cloud: &Cloud) -> Folder {
    let place = Folder::new();
    place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={}\"]\n", tcp(cloud)));
    place
}

fn tcp(cloud: &Cloud) -> String {
    cloud.url().replace("http://", "tcp://")
}

#[test]
fn a_host_is_read_recorded_and_scanned() {
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    place.run("baseline record --live live --by auditor").ends_with(0);
    no_drift(&place.scan("--live live", 0));
    cloud.edit(|estate| {
        estate.docker(|engine| {
            engine.container("web", &json!({"Privileged": true, "NetworkMode": "host"}))
        })
    });
    let report = place.scan("--live live", 1);
    let told = report["findings"].as_array().unwrap();
    assert!(told.iter().all(|one| one["resource"]["id"] == "web"), "{told:#?}");
    assert!(!told.is_empty());
}

#[test]
fn the_document_lists_exactly_what_is_asked() {
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    place.snapshot("--live live", 0);
    let asked: BTreeSet<String> = cloud.asked().into_iter().map(|asked| asked.action).collect();
    let document = place.run("doctor --permissions docker").ends_with(0).stdout;
    let parsed: Value = serde_json::from_str(&document).unwrap();
    let allowed = parsed["allow"].as_array().unwrap().iter().map(|one| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        format!("{} {}", text("method"), text("path").replace("{id}", ":id"))
    });
    assert_eq!(asked, allowed.collect());

    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions/docker.json");
    if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(kept, &document).unwrap();
    }
    let there = std::fs::read_to_string(kept).unwrap_or_default();
    assert!(there == document, "docs/permissions/docker.json is old; `make bless` writes it again");
    place.run("doctor --permissions docker:caller").ends_with(2);
}

/// An engine answers in the version that it is asked for, and refuses one that it does not know.
#[test]
fn the_version_that_both_know_is_asked() {
    let cloud = Cloud::start(estate());
    before(&cloud).snapshot("--live live", 0);
    let paths: Vec<String> =
        cloud.asked().into_iter().map(|asked| asked.parameters["path"].clone()).collect();
    assert!(
        paths.iter().all(|path| path == "/version" || path.starts_with("/v1.41/")),
        "{paths:?}"
    );
}

#[test]
fn doctor_says_what_is_allowed() {
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    let run = place.run("doctor").ends_with(0);
    assert!(run.stdout.contains("every call that a scan needs is allowed"), "{}", run.stdout);
    cloud.fault(cloudsim::faults::Kind::Denied.on("GET /networks"));
    let run = place.run("doctor").ends_with(4);
    assert!(run.stdout.contains("denied       network-inspect"), "{}", run.stdout);
    assert!(run.stdout.contains("missing in 1 scope: GET /networks\n"), "{}", run.stdout);
}

#[test]
fn a_denied_call_is_denied_coverage_of_its_kind_and_the_rest_goes_on() {
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    place.run("baseline record --live live --by auditor").ends_with(0);
    cloud.fault(cloudsim::faults::Kind::Denied.on("GET /containers/json"));
    let report = place.scan("--live live", 4);
    no_drift(&report);
    let (status, reason) = coverage(&report, "docker:shop-1", "docker.container");
    assert_eq!(status, "denied");
    assert!(reason.contains("needs GET /containers/json"), "{reason}");
    assert!(reason.contains("authorization denied by plugin"), "{reason}");
    assert_eq!(coverage(&report, "docker:shop-1", "docker.network").0, "complete");
}

/// A field that a client's models do not have may loosen a container, and must not be lost on the way.
#[test]
fn a_field_that_nobody_knows_is_told() {
    let cloud = Cloud::start(
        estate().docker(|engine| engine.container("odd", &json!({"GrantEverything": true}))),
    );
    let snapshot = before(&cloud).snapshot("--live live", 4);
    let kind = &snapshot["scopes"]["docker:shop-1"]["kinds"]["docker.container"]["coverage"];
    assert_eq!(kind["status"], "partial");
    assert!(kind["reason"].as_str().unwrap().contains("HostConfig.GrantEverything"), "{kind}");
}
