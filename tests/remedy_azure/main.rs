//! What is printed for Azure, run: an estate is changed in random ways, the printed commands are run by `sh` exactly as they are, and a scan
//! finds nothing; what takes them back gives the change again.
//!
//! There is no emulator of Resource Manager, and `az` is heavy. `arm.py` is both, as small as it goes: a Resource Manager on the files of a
//! dump that insists on what the real one insists on, and the options of `az` that Microsoft documents; `changes.py` is what people do. It needs `jmespath`, which is in the
//! virtual environment of the tests.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[cfg(feature = "azure")]
mod applied;
#[path = "../support/binary.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod binary;
#[path = "../support/emulator.rs"]
#[cfg_attr(
    not(feature = "azure"),
    expect(dead_code, reason = "only the programs of the virtual environment are asked for")
)]
mod emulator;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use binary::Folder;

/// How many rounds are played; each changes up to eight things.
fn rounds() -> u64 {
    if std::env::var_os("DRIFTWALL_SOAK").is_some() { 250 } else { 40 }
}

struct Arm {
    python: PathBuf,
    folder: Folder,
}

impl Arm {
    fn new() -> Self {
        let arm =
            Self { python: emulator::programs(&["python"]).join("python"), folder: Folder::new() };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remedy_azure/arm.py");
        let az =
            format!("#!/bin/sh\nexec {} -B {} \"$@\"\n", arm.python.display(), script.display());
        arm.folder.write("bin/az", &az);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(arm.folder.at("bin/az"), mode).unwrap();
        arm
    }

    fn ask(&self, args: &[&str]) -> Output {
        Command::new(self.folder.at("bin/az"))
            .args(args)
            .current_dir(self.folder.at(""))
            .output()
            .unwrap()
    }

    fn insists(&self, args: &[&str], about: &str) {
        let output = self.ask(args);
        assert!(output.status.success(), "{about}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Puts a copy of one dump in the place of another.
    fn copy(&self, from: &str, to: &str) {
        let _ = std::fs::remove_dir_all(self.folder.at(to));
        copy_folder(&self.folder.at(from), &self.folder.at(to));
    }

    fn run(&self, text: &str) -> Output {
        let path = format!("{}:/usr/bin:/bin", self.folder.at("bin").display());
        Command::new("sh")
            .args(["-c", text])
            .env_clear()
            .env("PATH", path)
            .env("ARM", self.folder.at("live"))
            .env("PYTHONIOENCODING", "utf-8")
            .current_dir(self.folder.at("elsewhere"))
            .output()
            .unwrap()
    }

    /// Runs a text by `sh`, with `az` and nothing else of note.
    fn sh(&self, text: &str) {
        let output = self.run(text);
        let said = String::from_utf8_lossy(&output.stderr);
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}\n{said}\n{printed}");
    }

    /// Whether a condition holds.
    fn holds(&self, check: &str) -> bool {
        self.run(check).status.success()
    }

    fn scan(&self, code: i32) -> Value {
        self.folder.scan("--live dump:live", code)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target)
        } else {
            std::fs::copy(&path, &target).map(drop).unwrap()
        }
    }
}

/// The steps of every finding, each with what is asked before it.
fn steps(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .flat_map(|one| one["remedy"]["steps"].as_array().cloned().unwrap_or_default())
        .collect()
}

fn guarded(check: Option<&Value>, command: &Value) -> String {
    let command = command.as_str().unwrap();
    match check.and_then(Value::as_str) {
        Some(check) => format!("{check} &&\n{command}"),
        None => command.to_owned(),
    }
}

#[test]
fn what_is_printed_puts_back_what_was_changed_and_nothing_else() {
    let arm = Arm::new();
    arm.folder.write("elsewhere/empty", "");
    let at = |name: &str| arm.folder.at(name).display().to_string();
    arm.insists(&["estate", &at("live")], "the estate");
    arm.copy("live", "approved");
    arm.folder.run("baseline record --live dump:live --by auditor --reason first").ends_with(0);
    arm.scan(0);
    let (mut made, mut refused) = (0, 0);
    for round in 0..rounds() {
        arm.copy("approved", "live");
        arm.insists(&["drift", &at("live"), &round.to_string()], "a change");
        arm.copy("live", "drifted");
        let before = arm.folder.run("scan --live dump:live --output json");
        let report: Value = serde_json::from_str(&before.stdout).unwrap();
        let steps = steps(&report);
        let about = format!("round {round}\n{}", report["findings"]);
        for finding in report["findings"].as_array().unwrap() {
            assert_eq!(finding["remedy"]["proof"], "restores-baseline", "{about}");
        }
        for step in &steps {
            arm.sh(&guarded(step.get("check"), &step["command"]));
        }
        arm.insists(&["same", &at("approved"), &at("live")], &about);
        arm.scan(0);
        // What was made is no longer what it was made for: every step asks, and goes no further.
        for check in steps.iter().filter_map(|step| step["check"].as_str()) {
            assert!(!arm.holds(check), "{check}\n{about}");
            refused += 1;
        }
        for step in steps.iter().rev() {
            arm.sh(&guarded(None, &step["undo"]));
        }
        arm.insists(&["same", &at("drifted"), &at("live")], &about);
        made += steps.len();
    }
    let names: Vec<_> = std::fs::read_dir(arm.folder.at("elsewhere"))
        .unwrap()
        .map(|one| one.unwrap().file_name())
        .collect();
    assert_eq!(names, ["empty"], "something that was printed made a file");
    assert!(made > 100 && refused > 100, "{made} {refused}");
}
