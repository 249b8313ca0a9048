//! The crontab line: its times by a cron library, its command by the shell.

use std::path::Path;
use std::process::Command;

use crate::{clean, ends, example, read, repository, shellcheck, tool};

/// What cron would run, with the places of this test in place of the machine's.
struct Job {
    times: String,
    command: String,
}

/// The one line that is no variable and no comment, as cron takes it apart: five fields, then a command in which `\%` is a
/// `%`. A bare one would end the command.
fn job() -> Job {
    let text = read(example("schedule/crontab"));
    assert!(text.ends_with('\n'), "cron ignores a last line without an end");
    let is_variable = |line: &&str| {
        line.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase()))
    };
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !is_variable(line))
        .collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    assert!(line.len() < 1000, "cron takes lines of 1,000 characters");
    let fields: Vec<&str> = line.splitn(6, ' ').collect();
    let [times @ .., command] = &fields[..] else { panic!("{line}") };
    assert!(!command.replace("\\%", "").contains('%'), "{command}");
    Job { times: times.join(" "), command: command.replace("\\%", "%") }
}

fn run(job: &Job, repository: &Path, config: &str, code: i32) -> String {
    let state = repository.join("state");
    std::fs::create_dir_all(&state).unwrap();
    let command = job
        .command
        .replace("/etc/driftwall/driftwall.toml", config)
        .replace("/var/lib/driftwall", state.to_str().unwrap());
    let mut shell = Command::new("/bin/sh");
    clean(&mut shell).args(["-c", &command]).current_dir(repository);
    let (stdout, stderr) = ends(&mut shell, code);
    assert_eq!(stderr, "", "everything is in what cron mails");
    stdout
}

#[test]
fn it_runs_once_a_night() {
    let next = "import croniter, datetime, sys
days = croniter.croniter(sys.argv[1], datetime.datetime(2026, 11, 20, 12), second_at_beginning=False)
print([days.get_next(datetime.datetime).isoformat() for _ in range(2)])";
    let Job { times, command } = job();
    let (said, _) = ends(tool("python").args(["-c", next, &times]), 0);
    assert_eq!(said, "['2026-11-21T03:17:00', '2026-11-22T03:17:00']\n");
    shellcheck("sh", &format!("{command}\n"));
}

#[test]
fn it_mails_what_somebody_should_read() {
    let folder = repository();
    let said = run(&job(), folder.path(), "examples/estate/driftwall.toml", 0);
    assert!(said.starts_with("driftwall ended with 1\n\nComparing 8 scopes"), "{said}");
    assert!(said.contains("24 unauthorized"), "{said}");
    assert!(folder.path().join("state/last.json").is_file());
    let said = run(&job(), folder.path(), "nowhere.toml", 0);
    assert!(said.starts_with("driftwall ended with 3\n\nerror: "), "{said}");
}

#[test]
fn it_says_nothing_when_all_is_as_approved() {
    let folder = repository();
    std::fs::write(folder.path().join("clean.toml"), "[scan]\nlive = \"baseline:baselines\"\n")
        .unwrap();
    assert_eq!(run(&job(), folder.path(), "clean.toml", 0), "");
    assert!(folder.path().join("state/last.json").is_file());
}

#[test]
fn a_run_beside_another_ends_with_75() {
    let folder = repository();
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    let lock = std::fs::File::create(state.join(".lock")).unwrap();
    lock.try_lock().unwrap();
    let said = run(&job(), folder.path(), "examples/estate/driftwall.toml", 0);
    assert_eq!(said, "driftwall ended with 75\n\n\n");
    assert!(!state.join("last.json").exists(), "nothing was scanned");
    drop(lock);
    let said = run(&job(), folder.path(), "examples/estate/driftwall.toml", 0);
    assert!(said.starts_with("driftwall ended with 1\n"), "{said}");
}
