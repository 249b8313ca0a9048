//! A place of its own for every test: an empty folder, an environment with nothing in it, a clock that stands still.
//!
//! [`Place::run`] runs the real binary there; [`Place::shown`] gives everything a user would see as one text, with
//! paths masked, for a snapshot.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// The time on every clock.
pub(crate) const NOW: &str = "2026-11-20T06:00:00Z";
/// The binary under test.
pub(crate) const DRIFTWALL: &str = env!("CARGO_BIN_EXE_driftwall");

/// A temporary folder with a home, a working folder and nothing else.
pub(crate) struct Place {
    root: tempfile::TempDir,
}

/// How one run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("work")).unwrap();
        std::fs::create_dir(root.path().join("home")).unwrap();
        let config = "[user]\n\tname = Ana\n\temail = ana@example.com\n";
        std::fs::write(root.path().join("home/.gitconfig"), config).unwrap();
        Self { root }
    }

    /// The path of something in the working folder.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.path().join("work").join(path)
    }

    pub(crate) fn write(&self, path: &str, contents: impl AsRef<[u8]>) -> &Self {
        let at = self.at(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, contents).unwrap();
        self
    }

    pub(crate) fn write_json(&self, path: &str, value: &Value) -> &Self {
        self.write(path, format!("{value:#}\n"))
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let at = self.at(path);
        std::fs::read_to_string(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()))
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.read(path)).unwrap()
    }

    /// Copies a tree into the working folder.
    pub(crate) fn copy(&self, from: &Path, to: &str) -> &Self {
        copy(from, &self.at(to));
        self
    }

    /// The binary, ready to run in this place.
    pub(crate) fn command(&self, line: &str) -> Command {
        let words = words(line);
        let mut command = Command::new(DRIFTWALL);
        command
            .args(words)
            .current_dir(self.at(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("TZ", "UTC")
            .env("DRIFTWALL_NOW", NOW)
            .env("COLUMNS", "100")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, line: &str) -> Run {
        Run::of(self.command(line).output().unwrap())
    }

    /// Runs a line that has to end with this code.
    pub(crate) fn ends(&self, line: &str, code: i32) -> Run {
        let run = self.run(line);
        assert_eq!(run.code, Some(code), "{}", self.text(line, &run));
        run
    }

    /// Starts a line and doesn't wait for it.
    pub(crate) fn start(&self, line: &str) -> Child {
        let mut command = self.command(line);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs lines one after the other and tells what a user would see.
    pub(crate) fn shown(&self, lines: &[&str]) -> String {
        lines.iter().map(|line| self.text(line, &self.run(line))).collect::<Vec<_>>().join("\n")
    }

    /// One run as one text.
    pub(crate) fn text(&self, line: &str, run: &Run) -> String {
        let mut text = format!("$ driftwall {line}\n");
        let code = run.code.map_or("by a signal".to_owned(), |code| code.to_string());
        let _ = writeln!(text, "exit {code}");
        for (name, stream) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
            if !stream.is_empty() {
                let _ = write!(text, "-- {name}\n{}", self.masked(stream));
                if !stream.ends_with('\n') {
                    text.push_str("[no end of line]\n");
                }
            }
        }
        text
    }

    /// The paths of this machine taken out, and what differs from build to build.
    pub(crate) fn masked(&self, text: &str) -> String {
        let root = self.root.path().to_str().unwrap();
        text.replace(&format!("{root}/work"), "[work]").replace(root, "[root]").replace(
            &format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")),
            "\"version\": \"[version]\"",
        )
    }
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let Output { status, stdout, stderr } = output;
        Self {
            code: status.code(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }
}

/// A line as a shell would split it: at spaces, except inside single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Every file below a folder with its contents, by its path.
pub(crate) fn tree(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut std::collections::BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap_or_default());
            }
        }
    }
    let mut files = std::collections::BTreeMap::new();
    if folder.is_dir() {
        walk(folder, folder, &mut files);
    }
    files
}
