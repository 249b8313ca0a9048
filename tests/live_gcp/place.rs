//! The binary in a hermetic folder, with a cloud in front of it.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::cloudsim::Cloud;

/// A folder of its own.
pub(crate) struct Place {
    folder: tempfile::TempDir,
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
    /// With a configuration: the lines of `[gcp]` beside the address of the cloud.
    pub(crate) fn before(cloud: &Cloud, lines: &str) -> Self {
        Self::at_url(&cloud.url(), lines)
    }

    /// The same for a cloud at an address.
    pub(crate) fn at_url(url: &str, lines: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.configure(url, lines);
        place
    }

    /// Writes another configuration.
    pub(crate) fn configure(&self, url: &str, lines: &str) {
        let text = format!("[scan]\nlive = \"live\"\n[gcp]\nendpoint_url = \"{url}\"\n{lines}\n");
        std::fs::write(self.at("driftwall.toml"), text).unwrap();
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs a command line with nothing of this machine around it.
    pub(crate) fn run(&self, line: &str) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_driftwall"))
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.folder.path())
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
}

/// The scopes of a snapshot.
pub(crate) fn scopes(snapshot: &Value) -> Vec<String> {
    snapshot["scopes"].as_object().unwrap().keys().cloned().collect()
}

/// What a snapshot says of a kind: its status and the reason.
pub(crate) fn coverage(snapshot: &Value, scope: &str, kind: &str) -> (String, String) {
    let coverage = &snapshot["scopes"][scope]["kinds"][format!("gcp.{kind}")]["coverage"];
    assert!(coverage.is_object(), "no {kind} in {scope}");
    let text = |field: &str| coverage[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}
