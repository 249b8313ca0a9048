//! The binary in a hermetic folder.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A folder of its own.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    path: Option<PathBuf>,
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
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), path: None }
    }

    /// Lets the binary find programs in its folder `programs`, and nowhere else.
    pub(crate) fn with_programs(self) -> Self {
        Self { path: Some(self.at("programs")), ..self }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs a command line with nothing of this machine around it.
    pub(crate) fn run(&self, line: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_driftwall"));
        command.args(line.split_whitespace()).env_clear().env("HOME", self.folder.path());
        if let Some(path) = &self.path {
            command.env("PATH", path);
        }
        let output = command.current_dir(self.folder.path()).output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
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

/// What a report says of a kind in a scope: its status and the reason.
pub(crate) fn coverage(report: &Value, scope: &str, kind: &str) -> (String, String) {
    let rows = report["coverage"].as_array().unwrap();
    let row = rows.iter().find(|row| row["scope"] == scope && row["kind"] == kind);
    let row = row.unwrap_or_else(|| panic!("no row for {kind} in {scope}"));
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

/// Insists that nothing is told of as removed, added or modified.
pub(crate) fn no_drift(report: &Value) {
    let findings = report["findings"].as_array().unwrap();
    let drift: Vec<&Value> = findings.iter().filter(|one| one.get("resource").is_some()).collect();
    assert!(drift.is_empty(), "{drift:#?}");
}

/// What was read, without how it was read.
pub(crate) fn resources(snapshot: &Value) -> String {
    let mut bare = snapshot["scopes"].clone();
    for scope in bare.as_object_mut().unwrap().values_mut() {
        for kind in scope["kinds"].as_object_mut().unwrap().values_mut() {
            assert_eq!(kind["coverage"]["status"], "complete", "{kind}");
            kind.as_object_mut().unwrap().remove("coverage");
        }
    }
    serde_json::to_string_pretty(&bare).unwrap()
}
