//! The `driftwall` binary: hands the process to the library as data.

use std::io::{IsTerminal as _, stderr, stdin, stdout};
use std::process::ExitCode;

use driftwall::cli::{Exit, Stream, Surroundings, run};
use signal_hook::consts::{SIGINT, SIGTERM};

fn main() -> ExitCode {
    let signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]);
    std::thread::spawn(|| {
        let Some(signal) = signals.ok().and_then(|mut signals| signals.forever().next()) else {
            return;
        };
        let exit = if signal == SIGINT { Exit::Interrupted } else { Exit::Terminated };
        // Everything that is written is written beside its place and renamed, so stopping here leaves nothing half-written.
        signal_hook::low_level::exit(exit.code().into());
    });
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let mut around = Surroundings {
        args: std::env::args_os().collect(),
        env: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        folder: std::env::current_dir()
            .ok()
            .and_then(|dir| dir.try_into().ok())
            .unwrap_or_else(|| ".".into()),
        now: Box::new(jiff::Timestamp::now),
        pid: std::process::id(),
        host: std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map_or_else(|_| "this host".to_owned(), |name| name.trim().to_owned()),
        stdout: Stream { terminal: stdout().is_terminal(), width, to: Box::new(stdout()) },
        stderr: Stream { terminal: stderr().is_terminal(), width, to: Box::new(stderr()) },
        progress: indicatif::ProgressDrawTarget::stderr,
        git_user: Box::new(git_user),
        sign: Box::new(sign),
        stdin: Box::new(stdin()),
        answers: if stdin().is_terminal() { Some(Box::new(stdin())) } else { None },
    };
    // A panic is a bug, and says so by its own exit code; its message is on stderr already.
    let exit = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&mut around)));
    exit.unwrap_or(Exit::Bug).code().into()
}

/// Who git says is working here.
fn git_user() -> Option<String> {
    let ask = |key: &str| {
        let answer = std::process::Command::new("git").args(["config", "--get", key]).output();
        let answer = answer.ok().filter(|answer| answer.status.success())?;
        let text = String::from_utf8(answer.stdout).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    ask("user.email").or_else(|| ask("user.name"))
}

/// Lets `ssh-keygen` sign, which asks for a passphrase or an agent by itself.
fn sign(key: &camino::Utf8Path, text: &str) -> Result<String, String> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let mut child = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", driftwall::trust::NAMESPACE, "-f", key.as_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("ssh-keygen: {error}"))?;
    if let Some(mut to) = child.stdin.take() {
        // It may have ended without reading anything, and says why.
        let _ = to.write_all(text.as_bytes());
    }
    let done = child.wait_with_output().map_err(|error| format!("ssh-keygen: {error}"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(said.lines().next().unwrap_or("ssh-keygen failed without a word").to_owned());
    }
    String::from_utf8(done.stdout).map_err(|error| error.to_string())
}
