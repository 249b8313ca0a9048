//! The binary in a hermetic folder.
//!
//! A test includes it at its root, as `#[path = "../support/binary.rs"] mod binary;`, and puts around it what it needs.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A folder that nothing else is in, and the home of whoever runs the binary there.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
    /// The variables around each run.
    env: Vec<(&'static str, String)>,
}

/// How a run ended.
pub(crate) struct Run {
    code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Insists on an exit code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// What it printed, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    /// Puts a variable around each run from now on.
    pub(crate) fn with_env(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, and the folders that it is in.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs a command line with nothing of this machine around it.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.run_with(line, &[])
    }

    /// The same, with more variables.
    pub(crate) fn run_with(&self, line: &str, env: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_driftwall"))
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.folder.path())
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .envs(env.iter().copied())
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Takes a snapshot, insisting on the exit code.
    pub(crate) fn snapshot(&self, args: &str, code: i32) -> Value {
        self.run(&format!("snapshot {args}")).ends_with(code).json()
    }

    /// Scans, insisting on the exit code.
    pub(crate) fn scan(&self, args: &str, code: i32) -> Value {
        self.run(&format!("scan {args} --output json")).ends_with(code).json()
    }
}

/// What a report says of a kind in a scope: its status and the reason.
pub(crate) fn coverage(report: &Value, scope: &str, kind: &str) -> (String, String) {
    let rows = report["coverage"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["scope"] == scope && row["kind"] == kind)
        .unwrap_or_else(|| panic!("no row for {kind} in {scope}"));
    said(row)
}

/// What a snapshot says of a kind in a scope: its status and the reason.
pub(crate) fn told(snapshot: &Value, scope: &str, kind: &str) -> (String, String) {
    let coverage = &snapshot["scopes"][scope]["kinds"][kind]["coverage"];
    assert!(coverage.is_object(), "no {kind} in {scope}");
    said(coverage)
}

fn said(coverage: &Value) -> (String, String) {
    let text = |field: &str| coverage[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

/// Insists that nothing is told of as removed, added or modified.
pub(crate) fn no_drift(report: &Value) {
    let findings = report["findings"].as_array().unwrap();
    let drift: Vec<&Value> = findings.iter().filter(|one| one.get("change").is_some()).collect();
    assert!(drift.is_empty(), "{drift:#?}");
}
