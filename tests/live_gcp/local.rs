//! gcplocal, an emulator that others wrote, asked directly: rules and networks that went in through its own API.
//!
//! `make test` installs it. It knows rules, networks and little else: what it has no handler for is `failed`, and the test
//! notices when it learns something. It drops `destinationRanges` and `logConfig` of a rule.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::emulator::{Emulator, programs};
use super::place::{Place, coverage};

fn start(folder: &Path) -> Emulator {
    let program = programs(&["gcplocal"]).join("gcplocal");
    let command = |port: u16| {
        let mut command = Command::new(&program);
        command.args(["start", "--host", "127.0.0.1", "--port", &port.to_string()]).env_clear();
        command
    };
    let answers = |port| send(port, "GET /", "").is_some_and(|answer| answer.contains("gcplocal"));
    Emulator::start("gcplocal", folder, command, answers)
}

fn send(port: u16, line: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

fn insert(local: &Emulator, collection: &str, thing: &Value) {
    let line = format!("POST /compute/v1/projects/shop/global/{collection}");
    let answer = send(local.port, &line, &thing.to_string()).unwrap();
    assert!(answer.contains("compute#operation"), "{answer}");
}

/// It, with a network and two rules.
pub(crate) fn filled(folder: &Path) -> Emulator {
    let local = start(folder);
    insert(&local, "networks", &json!({"name": "main", "autoCreateSubnetworks": false}));
    for (name, port) in [("ssh", "22"), ("web", "443")] {
        let rule = json!({
            "name": name, "network": "global/networks/main", "sourceRanges": ["198.51.100.0/24"],
            "allowed": [{"IPProtocol": "tcp", "ports": [port]}], "priority": 900,
        });
        insert(&local, "firewalls", &rule);
    }
    local
}

#[test]
fn what_an_emulator_holds_is_read_and_what_it_lacks_is_told() {
    let temporary = tempfile::tempdir().unwrap();
    let local = filled(temporary.path());
    let place = Place::at_url(&local.url(), "projects = [\"shop\"]");
    let snapshot = place.snapshot("", 4);
    let kinds = &snapshot["scopes"]["gcp:shop"]["kinds"];
    let rule = &kinds["gcp.firewall-rule"]["resources"]["ssh"]["durable"];
    assert_eq!(rule["allowed"], json!(["tcp 22"]), "{rule:#}");
    assert_eq!(rule["source_ranges"], json!(["198.51.100.0/24"]));
    let complete: Vec<&str> = kinds
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, read)| read["coverage"]["status"] == "complete")
        .map(|(kind, _)| kind.as_str())
        .collect();
    assert_eq!(complete, ["gcp.firewall-rule", "gcp.network"], "gcplocal has learnt something");
    let (status, reason) = coverage(&snapshot, "gcp:shop", "instance");
    assert!(status == "failed" && reason.contains("NOT_FOUND"), "{reason}");

    place.run("baseline record --by auditor --allow-incomplete").ends_with(0);
    insert(
        &local,
        "firewalls",
        &json!({
            "name": "open", "network": "global/networks/main", "sourceRanges": ["0.0.0.0/0"],
            "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}],
        }),
    );
    let report = place.run("scan --output json").ends_with(1).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let told: Vec<&Value> = findings.iter().filter(|one| one.get("resource").is_some()).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["resource"]["id"], "open");
}
