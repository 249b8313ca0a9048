//! Containers of a real engine, made again with other settings: exactly what each of them lost or gained is told.

use std::collections::BTreeSet;

use serde_json::Value;

use super::binary::Folder;
use super::certificates::certificates;
use super::dockerd::{Dockerd, is_left_out};

/// A container: its name, the flags with which it was approved, those with which it was made again, and what is told of
/// that: the code, the severity and words of the title. Nothing told is nothing expected.
pub(crate) type Row = (&'static str, &'static str, &'static str, Option<[&'static str; 3]>);

/// What all are made with.
pub(crate) const TIGHT: &str =
    "--cap-drop ALL --security-opt no-new-privileges --user 1000 --network backend";

pub(crate) const ROWS: &[Row] = &[
    (
        "capability",
        "",
        "--cap-add SYS_ADMIN",
        Some(["workload-hardening-lost", "high", "now has the capability SYS_ADMIN"]),
    ),
    (
        "read-only",
        "--read-only",
        "",
        Some(["workload-hardening-lost", "medium", "now writes to its own programs"]),
    ),
    (
        "read-only-gained",
        "",
        "--read-only",
        Some(["workload-hardening-gained", "info", "can no longer write to its own programs"]),
    ),
    (
        "seccomp",
        "",
        "--security-opt seccomp=unconfined",
        Some(["workload-hardening-lost", "medium", "now makes any call of the kernel"]),
    ),
    (
        "socket",
        "",
        "-v SOCKET:/var/run/docker.sock",
        Some(["workload-hardening-lost", "high", "now holds the engine's socket"]),
    ),
    // It is never started, and stays `created`.
    (
        "privileged",
        "",
        "--privileged",
        Some(["workload-hardening-lost", "high", "now runs privileged"]),
    ),
    ("log", "", "--log-driver none", Some(["log-redirected", "high", "now keeps no log"])),
    // A sandbox that was approved without a log.
    ("no-log", "--log-driver none", "--log-driver none", None),
    ("same", "", "", None),
];

/// The networks are apart: `TIGHT` names one.
pub(crate) const NETWORKS: &[Row] = &[
    (
        "host-network",
        "--network backend",
        "--network host",
        Some(["network-mode-changed", "high", "now is on its host's network"]),
    ),
    (
        "no-network",
        "--network none",
        "--network backend",
        Some(["network-mode-changed", "medium", "joined the network `backend`"]),
    ),
    (
        "others-network",
        "--network backend",
        "--network container:same",
        Some(["network-mode-changed", "high", "now is on the network of the container same"]),
    ),
];

#[test]
fn what_containers_lose_and_gain_is_exactly_what_is_told() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let certs = place.at("certs");
    certificates(&certs);
    let engine = Dockerd::start(&certs);
    engine.import();
    engine.docker("network create --internal backend");
    let socket = engine.socket().replacen("unix://", "", 1);
    let make = |name: &str, flags: &str| {
        let flags = flags.replace("SOCKET", &socket);
        engine.docker(&format!("create --name {name} {flags} shop:1 /bin/sleep 600"));
    };
    let all = || {
        let tight = ROWS.iter().map(|row| (TIGHT, row));
        tight.chain(NETWORKS.iter().map(|row| ("--user 1000", row)))
    };
    for (tight, (name, approved, ..)) in all() {
        make(name, &format!("{tight} {approved}"));
    }
    place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={}\"]\n", engine.socket()));
    place.run("baseline record --live live --by auditor").ends_with(0);
    place.scan("--live live", 0);

    for (tight, (name, _, today, _)) in all() {
        engine.docker(&format!("rm {name}"));
        make(name, &format!("{tight} {today}"));
    }
    let report = place.scan("--live live", 1);
    let told = |name: &str| -> Vec<&Value> {
        let findings = report["findings"].as_array().unwrap().iter();
        findings.filter(|finding| finding["resource"]["id"] == name).collect()
    };
    let mut names = BTreeSet::new();
    for (_, (name, _, _, expected)) in all() {
        names.insert(*name);
        match (told(name).as_slice(), expected) {
            ([], None) => {}
            ([finding], Some([code, severity, words])) => {
                assert_eq!(
                    (&finding["code"], &finding["severity"]),
                    (&(*code).into(), &(*severity).into()),
                    "{finding:#}"
                );
                assert!(finding["title"].as_str().unwrap().contains(words), "{}", finding["title"]);
            }
            (findings, _) => panic!("{name}: {findings:#?}"),
        }
    }
    let others: Vec<&Value> = report["findings"].as_array().unwrap().iter().collect();
    let others = others
        .iter()
        .filter(|one| !names.contains(one["resource"]["id"].as_str().unwrap_or_default()));
    assert_eq!(others.count(), 0, "{:#}", report["findings"]);
}
