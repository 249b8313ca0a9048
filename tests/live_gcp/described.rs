//! Google's own description of its APIs stands between: Prism lets through what fits it, and nothing else.
//!
//! `make test` installs Prism. It reads the discovery documents that google-api-python-client brings along, holds every
//! request and every answer against them, and puts an error in the place of what does not fit.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::cloudsim::Cloud;
use super::emulator::{Emulator, programs};
use super::estate::{PROJECT, all};
use super::place::{Place, coverage};
use super::{WHOLE, local};

/// What is asked, as the documents are called.
const APIS: [&str; 4] =
    ["compute.v1", "cloudresourcemanager.v1", "cloudresourcemanager.v3", "logging.v2"];

/// Prism in front of a server.
struct Prism {
    emulator: Emulator,
    log: PathBuf,
}

impl Prism {
    fn before(url: &str, folder: &Path) -> Self {
        let installed = std::env::var_os("DRIFTWALL_TEST_PRISM").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join(".build/prism"),
            PathBuf::from,
        );
        let prism = installed.join("node_modules/@stoplight/prism-cli/dist/index.js");
        assert!(
            prism.is_file(),
            "there is no Prism in {}: `make test` installs what tests/prism/package.json names and runs \
             the tests with it (DRIFTWALL_TEST_PRISM names another folder)",
            installed.display()
        );
        let description = folder.join("description.json");
        let described = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/prism/describe.js"))
            .args([documents(), description.clone()])
            .args(APIS)
            .env("NODE_PATH", installed.join("node_modules"))
            .status();
        assert!(described.is_ok_and(|status| status.success()));
        let command = |port: u16| {
            let mut command = Command::new("node");
            command.arg(&prism).args(["proxy", "--errors", "-h", "127.0.0.1"]);
            command.args(["-p", &port.to_string()]).arg(&description).arg(url);
            command
        };
        let emulator = Emulator::start("prism", folder, command, is_up);
        Self { emulator, log: folder.join("prism.log") }
    }

    /// What did not fit, in Prism's words.
    fn odd(&self) -> Vec<String> {
        let log = fs::read_to_string(&self.log).unwrap();
        assert!(log.contains("Request received"), "nobody asked:\n{log}");
        let odd = log.lines().filter(|line| line.contains("iolation") || line.contains("error "));
        // Its own first question, whether it is there.
        odd.filter(|line| !line.contains("get / ")).map(str::to_owned).collect()
    }
}

/// The folder of Google's documents, in the tests' virtual environment.
fn documents() -> PathBuf {
    let lib = programs(&["python"]).parent().unwrap().join("lib");
    let of = |version: fs::DirEntry| {
        version.path().join("site-packages/googleapiclient/discovery_cache/documents")
    };
    let mut versions = fs::read_dir(&lib).unwrap().map(|version| of(version.unwrap()));
    versions
        .find(|documents| documents.is_dir())
        .unwrap_or_else(|| panic!("`make test` installs Google's documents"))
}

fn is_up(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.contains("no path matched")
}

#[test]
fn every_request_and_every_answer_is_what_google_describes() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(all().pages_of(2));
    let prism = Prism::before(&cloud.url(), folder.path());
    for lines in [WHOLE, "", "projects = [\"shop-reports\"]"] {
        let direct = Place::before(&cloud, lines).snapshot("", 0);
        let through = Place::at_url(&prism.emulator.url(), lines).snapshot("", 0);
        assert_eq!(through["scopes"], direct["scopes"], "{lines}");
    }
    assert_eq!(prism.odd(), Vec::<String>::new());
}

#[test]
fn an_emulator_is_read_through_the_description_as_directly() {
    let folder = tempfile::tempdir().unwrap();
    let local = local::filled(folder.path());
    let prism = Prism::before(&local.url(), folder.path());
    let lines = "projects = [\"shop\"]";
    let direct = Place::at_url(&local.url(), lines).snapshot("", 4);
    let through = Place::at_url(&prism.emulator.url(), lines).snapshot("", 4);
    for kind in ["gcp.firewall-rule", "gcp.network"] {
        let read = &through["scopes"]["gcp:shop"]["kinds"][kind];
        assert_eq!(read["coverage"]["status"], "complete", "{read:#}");
        assert_eq!(*read, direct["scopes"]["gcp:shop"]["kinds"][kind]);
    }
}

#[test]
fn what_does_not_fit_the_description_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let odd =
        json!({"kind": "compute#firewall", "name": "odd", "network": "main", "priority": "high"});
    let cloud = Cloud::start(all().gcp(PROJECT, |project| project.put("firewalls", &odd)));
    let prism = Prism::before(&cloud.url(), folder.path());
    let through = Place::at_url(&prism.emulator.url(), "projects = [\"shop-reports\"]");
    let (status, reason) = coverage(&through.snapshot("", 4), "gcp:shop-reports", "firewall-rule");
    assert_eq!(status, "failed", "{reason}");
    assert!(!prism.odd().is_empty());
}
