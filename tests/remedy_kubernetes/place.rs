//! A folder with a baseline, a kubeconfig and a cluster.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::api::Api;
use super::binary::Folder;

/// Whether there is no `kubectl` here.
pub(crate) fn is_left_out() -> bool {
    let is_left_out = Command::new("kubectl").args(["version", "--client"]).output().is_err();
    if is_left_out {
        // Past the test harness, which keeps to itself what a test prints that passes.
        let said = b"NOT TESTED: there is no `kubectl` here, so no remedy of a cluster was run\n";
        std::io::stderr().write_all(said).unwrap();
    }
    is_left_out
}

/// One cluster, called `prod`.
pub(crate) struct Place {
    pub(crate) api: Api,
    pub(crate) folder: Folder,
}

/// One step of a remedy, as it is printed.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) line: String,
    pub(crate) undo: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let (api, folder) = (Api::start(), Folder::new());
        folder.write(
            "kubeconfig",
            &format!(
                "apiVersion: v1\nkind: Config\nclusters: [{{name: c, cluster: {{server: '{}'}}}}]\n\
                 contexts: [{{name: prod, context: {{cluster: c, user: u}}}}]\n\
                 users: [{{name: u, user: {{token: none}}}}]\n",
                api.url()
            ),
        );
        folder.write("driftwall.toml", "");
        Self { api, folder }
    }

    /// Writes what is there as a dump.
    pub(crate) fn dump(&self) {
        self.folder.write("dump/kubernetes/prod/all.json", &self.api.list().to_string());
    }

    /// Approves what is there.
    pub(crate) fn record(&self) {
        self.dump();
        self.folder.run("baseline record --live dump:dump --by auditor").ends_with(0);
    }

    /// Approves a cluster with this object alone.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn record_one(&self, object: &Value) {
        self.api.put(object);
        self.record();
    }

    /// What is there, compared with what was approved.
    pub(crate) fn scan(&self, code: i32) -> Value {
        self.dump();
        self.folder.scan("--live dump:dump", code)
    }

    /// What is recorded of what is there.
    pub(crate) fn resources(&self) -> Value {
        self.dump();
        let mut snapshot = self.folder.snapshot("--live dump:dump", 0);
        snapshot["scopes"]["kubernetes:prod"]["kinds"].take()
    }

    /// Runs lines as whoever reads a report does. Whether they worked, and what they said.
    pub(crate) fn sh(&self, line: &str) -> (bool, String) {
        let output = Command::new("sh")
            .args(["-c", line])
            .env("HOME", self.folder.at(""))
            .env("KUBECONFIG", self.folder.at("kubeconfig"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Runs lines, insisting that they work.
    pub(crate) fn works(&self, line: &str) {
        let (works, said) = self.sh(line);
        assert!(works, "{line}\n{said}");
    }
}

/// The steps of a finding.
pub(crate) fn steps(finding: &Value) -> Vec<Step> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let steps = finding["remedy"]["steps"].as_array().unwrap_or_else(|| panic!("{finding:#}"));
    let steps = steps.iter().map(|step| {
        let (check, command) = (text(&step["check"]), text(&step["command"]));
        let line = if check.is_empty() { command } else { format!("{check} &&\n{command}") };
        Step { line, undo: text(&step["undo"]) }
    });
    steps.collect()
}

/// The findings of a report about changes.
pub(crate) fn changes(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding.get("change").is_some()).cloned().collect()
}
