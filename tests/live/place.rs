//! The binary in a hermetic folder, with a server in front of it.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::account::Asked;
use super::http::{Answer, Server};

/// A server that answers with what `script` makes of what is asked.
pub(crate) fn serve(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |request| script(&Asked::new(request)))
}

/// A folder of its own, and the server that stands for AWS there.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    server: Server,
}

/// How a run ended.
pub(crate) struct Run {
    code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Run {
    /// Insists on an exit code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

impl Place {
    pub(crate) fn new(server: Server) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), server }
    }

    /// The same folder, with its baseline, before another account.
    pub(crate) fn before(self, server: Server) -> Self {
        Self { folder: self.folder, server }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        std::fs::write(self.at(path), text).unwrap();
    }

    /// What the server was asked.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.server.asked().iter().map(Asked::new).collect()
    }

    /// Runs a command line with nothing of this machine around it but the credentials of an example.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.run_with(line, &[])
    }

    pub(crate) fn run_with(&self, line: &str, env: &[(&str, &str)]) -> Run {
        let started = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_driftwall"))
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_ENDPOINT_URL", self.server.url())
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "none")
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(env.iter().copied())
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            took: started.elapsed(),
        }
    }

    /// Takes a snapshot, insisting on the exit code.
    pub(crate) fn snapshot(&self, args: &str, code: i32) -> Value {
        let run = self.run(&format!("snapshot {args}")).ends_with(code);
        serde_json::from_str(&run.stdout).unwrap()
    }

    /// Scans, insisting on the exit code.
    pub(crate) fn scan(&self, args: &str, code: i32) -> Value {
        let run = self.run(&format!("scan {args} --output json")).ends_with(code);
        serde_json::from_str(&run.stdout).unwrap()
    }
}

/// What a report says of a kind in a region, or a scope: its status and the reason.
pub(crate) fn coverage(report: &Value, region: &str, kind: &str) -> (String, String) {
    let rows = report["coverage"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["scope"].as_str().unwrap().ends_with(region) && row["kind"] == kind)
        .unwrap_or_else(|| panic!("no row for {kind} in {region}"));
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

/// Insists that nothing is told of as removed, added or modified.
pub(crate) fn no_drift(report: &Value) {
    let findings = report["findings"].as_array().unwrap();
    let drift: Vec<&Value> = findings.iter().filter(|one| one.get("resource").is_some()).collect();
    assert!(drift.is_empty(), "{drift:#?}");
}
