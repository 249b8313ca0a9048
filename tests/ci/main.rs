//! The examples for CI and schedules, held against the tools that will read them: their schemas and linters, which
//! `make test` installs, and, where a shell runs them, the shell.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that goes wrong should stop there, loudly"
)]

mod cron;
mod github;
mod gitlab;
mod pre_commit;
mod systemd;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A program that `make test` installs.
fn tool(name: &str) -> Command {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV")
        .map_or_else(|| Path::new(ROOT).join(".build").join("venv"), PathBuf::from);
    let program = venv.join("bin").join(name);
    assert!(program.is_file(), "there is no {}: `make test` installs it", program.display());
    let mut command = Command::new(program);
    clean(&mut command);
    command
}

/// Nothing of this process but the way to other programs, the driftwall of this build first among them.
fn clean(command: &mut Command) -> &mut Command {
    let ours = Path::new(env!("CARGO_BIN_EXE_driftwall")).parent().unwrap();
    let mut path = vec![ours.to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    command
        .env_clear()
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null())
}

/// A shell that runs a script in a folder.
fn shell(program: &str, folder: &Path, script: &str) -> Command {
    let mut command = Command::new(program);
    if program == "bash" {
        // As GitHub and GitLab call it.
        command.args(["--noprofile", "--norc", "-eo", "pipefail"]);
    }
    clean(&mut command).args(["-c", script]).current_dir(folder);
    command
}

/// What a run said, and that it ended with this code.
fn ends(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{command:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

/// An example as it is in the repository.
fn example(path: &str) -> PathBuf {
    Path::new(ROOT).join("examples").join(path)
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&read(example(path))).unwrap()
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// A repository that holds the example estate and its baseline, where a job may write.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["examples/estate", "baselines"] {
        copy(&Path::new(ROOT).join(part), &folder.path().join(part));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) =
            (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// Holds a file against a schema that `check-jsonschema` brings along.
fn fits(schema: &str, path: &str) {
    let schema = format!("vendor.{schema}");
    ends(tool("check-jsonschema").args(["--builtin-schema", &schema]).arg(example(path)), 0);
}

/// Holds a script against shellcheck.
fn shellcheck(shell: &str, script: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script).unwrap();
    ends(tool("shellcheck").args(["--norc", "--shell", shell]).arg(&file), 0);
}
