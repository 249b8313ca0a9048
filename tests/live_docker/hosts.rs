//! Which hosts are read, what they are called, and hosts that nobody gets to.

use serde_json::Value;

use super::binary::{Folder, coverage, no_drift};
use super::cloudsim::Cloud;
use super::cloudsim::faults::Kind;
use super::{before, estate, tcp};

fn scopes(snapshot: &Value) -> Vec<String> {
    snapshot["scopes"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn hosts_are_called_as_they_are_configured_and_one_is_read_alone() {
    let (one, other) = (Cloud::start(estate()), Cloud::start(estate()));
    let place = Folder::new();
    place.write(
        "driftwall.toml",
        &format!("[docker]\nhosts = [\"{}\", \"shop-2={}\"]\n", tcp(&one), tcp(&other)),
    );
    assert_eq!(scopes(&place.snapshot("--live live", 0)), ["docker:127.0.0.1", "docker:shop-2"]);
    one.forget();
    assert_eq!(scopes(&place.snapshot("--live live:docker:shop-2", 0)), ["docker:shop-2"]);
    assert_eq!(scopes(&place.snapshot("--live live --scope docker:shop-*", 0)), ["docker:shop-2"]);
    assert!(one.asked().is_empty(), "a host that is left out is not asked");
    let run = place.run("snapshot --live live:docker:shop-3").ends_with(3);
    for part in ["docker:shop-3", "docker:127.0.0.1, docker:shop-2", "hosts"] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn a_host_that_never_answers_is_failed_at_the_deadline_and_the_other_is_read() {
    let (one, other) = (Cloud::start(estate()), Cloud::start(estate()));
    let place = Folder::new();
    let hosts = format!("hosts = [\"shop-1={}\", \"shop-2={}\"]", tcp(&one), tcp(&other));
    place.write("driftwall.toml", &format!("[docker]\n{hosts}\n"));
    place.run("baseline record --live live --by auditor").ends_with(0);
    one.fault(Kind::Silence.on("*"));
    let report = place.scan("--live live --deadline 3s", 4);
    no_drift(&report);
    let (status, reason) = coverage(&report, "docker:shop-1", "docker.container");
    assert_eq!(status, "failed");
    assert!(reason.contains("no answer within") && reason.contains("3s"), "{reason}");
    assert_eq!(coverage(&report, "docker:shop-2", "docker.container").0, "complete");
}

#[test]
fn nobody_at_the_other_end_is_no_clean_scan() {
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    place.run("baseline record --live live --by auditor").ends_with(0);
    let port = {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        free.local_addr().unwrap().port()
    };
    for (host, words) in [
        (format!("tcp://127.0.0.1:{port}"), ["refused", "is the engine running?"]),
        (
            format!("unix://{}", place.at("docker.sock").display()),
            ["No such file", "is that its socket?"],
        ),
    ] {
        place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={host}\"]\n"));
        let report = place.scan("--live live", 4);
        no_drift(&report);
        let (status, reason) = coverage(&report, "docker:shop-1", "docker.container");
        assert_eq!(status, "failed");
        for word in words {
            assert!(reason.contains(word), "{reason}");
        }
        let run = place.run("doctor").ends_with(4);
        assert!(
            run.stdout.starts_with("docker:shop-1: unreachable, version of shop-1: no connection")
        );
    }
}

#[test]
fn nothing_is_asked_in_the_open_or_offline() {
    let place = Folder::new();
    place.write("driftwall.toml", "[docker]\nhosts = [\"tcp://198.51.100.9:2375\"]\n");
    let run = place.run("snapshot --live live").ends_with(3);
    for part in ["driftwall.toml:2", "docker.hosts", "cert_path", "ssh://"] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    place.run("snapshot --live live --offline").ends_with(3);
    assert!(cloud.asked().is_empty());
}

/// An engine that speaks TLS alone says so to whoever does not.
#[test]
fn certificates_that_are_not_there_are_an_error_that_names_the_file() {
    let place = Folder::new();
    place.write(
        "driftwall.toml",
        "[docker]\nhosts = [\"tcp://docker.example:2376\"]\ncert_path = \"certs\"\n",
    );
    let run = place.run("snapshot --live live").ends_with(3);
    assert!(run.stderr.contains("certs/ca.pem"), "{}", run.stderr);
    place.write("certs/ca.pem", "nothing\n");
    let run = place.run("snapshot --live live").ends_with(3);
    assert!(run.stderr.contains("certs/ca.pem: no certificate"), "{}", run.stderr);
    assert!(run.stderr.contains("there is none in it"), "{}", run.stderr);
}
