//! The binary in a hermetic folder, with a simulated cloud in front of it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::cloudsim::{Cloud, Estate};

/// A folder of its own, and the cloud whose clusters its kubeconfig names.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    pub(crate) cloud: Cloud,
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

/// A kubeconfig with contexts, each with the address of its server and what its user is.
pub(crate) fn kubeconfig(contexts: &[(&str, String, &str)]) -> String {
    let mut text = String::from("apiVersion: v1\nkind: Config\n");
    let mut list = |key: &str, what: &str, value: &dyn Fn(&str, &str, &str) -> String| {
        let _ = writeln!(text, "{key}:");
        for (name, server, user) in contexts {
            let value = value(name, server, user);
            let _ = writeln!(text, "- name: '{name}'\n  {what}: {value}");
        }
    };
    list("clusters", "cluster", &|_, server, _| format!("{{server: '{server}'}}"));
    list("users", "user", &|_, _, user| user.to_owned());
    list("contexts", "context", &|name, _, _| format!("{{cluster: '{name}', user: '{name}'}}"));
    text
}

impl Place {
    pub(crate) fn new(estate: Estate) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), cloud: Cloud::start(estate) }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Writes the kubeconfig of the home folder: contexts, each with its simulated cluster.
    pub(crate) fn kubeconfig(&self, contexts: &[(&str, &str)]) {
        let contexts: Vec<_> = contexts
            .iter()
            .map(|(name, cluster)| (*name, self.cloud.cluster(cluster), "{token: none}"))
            .collect();
        self.write(".kube/config", &kubeconfig(&contexts));
    }

    /// Runs a command line with nothing of this machine around it.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.run_with(line, &[])
    }

    pub(crate) fn run_with(&self, line: &str, env: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_driftwall"))
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("PATH", "/usr/bin:/bin")
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
    let row = rows
        .iter()
        .find(|row| row["scope"] == scope && row["kind"] == kind)
        .unwrap_or_else(|| panic!("no row for {kind} in {scope}"));
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

/// Insists that nothing is told of as removed, added or modified.
pub(crate) fn no_drift(report: &Value) {
    let findings = report["findings"].as_array().unwrap();
    let drift: Vec<&Value> = findings.iter().filter(|one| one.get("resource").is_some()).collect();
    assert!(drift.is_empty(), "{drift:#?}");
}

/// The kinds of a scope in a snapshot: the status and the reason of one.
pub(crate) fn told(snapshot: &Value, scope: &str, kind: &str) -> (String, String) {
    let coverage = &snapshot["scopes"][scope]["kinds"][kind]["coverage"];
    let text = |field: &str| coverage[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}
