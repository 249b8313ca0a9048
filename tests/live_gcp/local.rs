//! gcplocal, an emulator that others wrote, asked directly: rules and networks that went in through its own API.
//!
//! `make test` installs it. It knows rules, networks and little else: what it has no handler for is `failed`, and the test
//! notices when it learns something. It drops `destinationRanges` and `logConfig` of a rule.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::place::{Place, coverage};

/// How often it is asked whether it is there, and how long lies between two times.
const ASKED: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// It runs until this value is gone, and is the only process that ends then.
struct Local {
    child: Child,
    port: u16,
}

fn program() -> PathBuf {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".build").join("venv"),
        PathBuf::from,
    );
    let program = venv.join("bin").join("gcplocal");
    assert!(
        program.is_file(),
        "there is no {}: `make test` installs what tests/requirements.txt names and runs the tests with it \
         (DRIFTWALL_TEST_VENV names another virtual environment)",
        program.display()
    );
    program
}

impl Local {
    fn start(folder: &Path) -> Self {
        let log = folder.join("gcplocal.log");
        // A port that was free can be taken in between: then it ends, and the next one is tried.
        for _ in 0..5 {
            let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
            let port = free.port();
            let output = File::create(&log).unwrap();
            let child = Command::new(program())
                .args(["start", "--host", "127.0.0.1", "--port", &port.to_string()])
                .env_clear()
                .env("HOME", folder)
                .current_dir(folder)
                .stdin(Stdio::null())
                .stdout(output.try_clone().unwrap())
                .stderr(output)
                .spawn()
                .unwrap();
            let mut local = Self { child, port };
            if local.answers() {
                return local;
            }
        }
        panic!("gcplocal does not start:\n{}", std::fs::read_to_string(log).unwrap_or_default());
    }

    fn answers(&mut self) -> bool {
        for _ in 0..ASKED {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if self.send("GET /", "").is_some_and(|answer| answer.contains("gcplocal")) {
                return true;
            }
            std::thread::sleep(PAUSE);
        }
        false
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn send(&self, line: &str, body: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
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

    fn insert(&self, collection: &str, thing: &Value) {
        let line = format!("POST /compute/v1/projects/shop/global/{collection}");
        let answer = self.send(&line, &thing.to_string()).unwrap();
        assert!(answer.contains("compute#operation"), "{answer}");
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_an_emulator_holds_is_read_and_what_it_lacks_is_told() {
    let temporary = tempfile::tempdir().unwrap();
    let local = Local::start(temporary.path());
    local.insert("networks", &json!({"name": "main", "autoCreateSubnetworks": false}));
    for (name, port) in [("ssh", "22"), ("web", "443")] {
        let rule = json!({
            "name": name, "network": "global/networks/main", "sourceRanges": ["198.51.100.0/24"],
            "allowed": [{"IPProtocol": "tcp", "ports": [port]}], "priority": 900,
        });
        local.insert("firewalls", &rule);
    }
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
    local.insert(
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
