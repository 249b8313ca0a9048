//! The real `driftwall`, with nothing of this machine around it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The binary in a folder of its own.
pub(crate) struct Driftwall {
    pub(crate) folder: PathBuf,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: i32,
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

/// What differs of one resource: its code, what happened, and each field with what was and what is there.
pub(crate) type Told = BTreeMap<String, Value>;

/// A scan's findings.
pub(crate) struct Scan {
    pub(crate) told: Told,
    /// By the same keys.
    pub(crate) ids: BTreeMap<String, String>,
    /// Kinds that were not read in full, with their status.
    pub(crate) unread: BTreeMap<String, String>,
}

impl Driftwall {
    /// In this folder, which is made.
    pub(crate) fn new(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// The same with a copy of the baseline, in another folder.
    pub(crate) fn copy(&self, folder: PathBuf) -> Self {
        let copy = Self::new(folder);
        copy_folder(&self.folder, &copy.folder);
        copy
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    /// With these environment variables and no others.
    pub(crate) fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_driftwall"))
            .args(args)
            .env_clear()
            .envs(env.iter().copied())
            .current_dir(&self.folder)
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Records the baseline.
    pub(crate) fn record(&self, dump: &Path) {
        let live = source(dump);
        let approval = ["--by", "auditor", "--reason", "first look"];
        let args = [&["baseline", "record", "--live", &live], &approval[..]].concat();
        self.run(&args).ends_with(0);
    }

    /// Approves everything.
    pub(crate) fn accept_all(&self, dump: &Path) -> Run {
        let live = source(dump);
        let approval = ["--by", "auditor", "--reason", "as agreed"];
        let args = [&["baseline", "accept", "--all", "--yes", "--live", &live], &approval[..]];
        self.run(&args.concat())
    }

    /// Scans, insists on the exit code, and reads the report.
    pub(crate) fn scan(&self, dump: &Path, code: i32) -> Scan {
        let live = source(dump);
        let run = self.run(&["scan", "--live", &live, "--output", "json"]).ends_with(code);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["exit_code"], code);
        let mut scan = Scan { told: Told::new(), ids: BTreeMap::new(), unread: BTreeMap::new() };
        for finding in report["findings"].as_array().unwrap() {
            let key = key(finding);
            let known = scan.told.insert(key.clone(), content(finding));
            assert!(known.is_none(), "{key} is told twice");
            scan.ids.insert(key, finding["id"].as_str().unwrap().to_owned());
        }
        for row in report["coverage"].as_array().unwrap() {
            if row["status"] != "complete" {
                let word = |field: &str| row[field].as_str().unwrap().to_owned();
                scan.unread.insert(word("kind"), word("status"));
            }
        }
        scan
    }
}

fn source(dump: &Path) -> String {
    format!("dump:{}", dump.display())
}

fn key(finding: &Value) -> String {
    let Some(resource) = finding.get("resource") else {
        return format!("{} {}", finding["code"].as_str().unwrap(), finding["title"]);
    };
    format!("{} {}", resource["kind"].as_str().unwrap(), resource["id"].as_str().unwrap())
}

fn content(finding: &Value) -> Value {
    let mut fields = json!({});
    for field in finding["change"]["fields"].as_array().into_iter().flatten() {
        let mut sides = field.clone();
        let path = sides.as_object_mut().unwrap().remove("path").unwrap();
        let path = path.as_str().unwrap();
        assert!(fields.get(path).is_none(), "{path} is told twice: {finding}");
        fields[path] = sides;
    }
    json!({"code": finding["code"], "action": finding["change"]["action"], "fields": fields})
}

/// Holds what was told against what was done.
pub(crate) fn expect(stage: &str, scan: &Scan, expected: &Told) {
    let differing: Vec<String> = scan
        .told
        .keys()
        .chain(expected.keys())
        .filter(|key| scan.told.get(*key) != expected.get(*key))
        .map(|key| {
            let side = |told: &Told| told.get(key).map_or("nothing".into(), |v| format!("{v:#}"));
            format!("{key}\n  told: {}\n  expected: {}", side(&scan.told), side(expected))
        })
        .collect();
    assert!(differing.is_empty(), "{stage}:\n{}", differing.join("\n"));
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Every file under a folder, with its bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}
