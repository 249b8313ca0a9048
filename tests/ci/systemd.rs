//! The units. Where `systemd-analyze` is installed it verifies them; everywhere else that is said, and what they must hold is
//! checked all the same.

use std::io::Write as _;
use std::process::Command;

use crate::{clean, ends, example, read};

const PROGRAM: &str = "/usr/local/bin/driftwall";

/// The settings of a unit: section, name and value, in order.
fn settings(unit: &str) -> Vec<(String, String, String)> {
    let mut section = String::new();
    let mut settings = Vec::new();
    for line in read(example(unit)).lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else {
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("{unit}: {line}"));
            assert!(!section.is_empty() && !name.contains(' ') && !value.ends_with('\\'), "{line}");
            settings.push((section.clone(), name.to_owned(), value.to_owned()));
        }
    }
    settings
}

/// The values of a setting.
fn values(unit: &str, section: &str, name: &str) -> Vec<String> {
    let matching = settings(unit).into_iter().filter(|one| one.0 == section && one.1 == name);
    matching.map(|(_, _, value)| value).collect()
}

/// Whether systemd's own checker is here. Tests run on machines without it too, which must not look like a pass.
fn analyzer() -> bool {
    let there = Command::new("systemd-analyze").arg("--version").output().is_ok();
    if !there {
        let mut log = std::io::stderr();
        let _ = writeln!(
            log,
            "NOT RUN: there is no `systemd-analyze` on this machine; the units were not verified by it"
        );
    }
    there
}

fn analyze(arguments: &[&str]) -> (String, String) {
    let mut command = Command::new("systemd-analyze");
    ends(clean(&mut command).args(arguments), 0)
}

#[test]
fn systemd_verifies_them() {
    if !analyzer() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for name in ["driftwall.service", "driftwall.timer"] {
        // The program is not installed on this machine, so the unit names the one that was built.
        let text =
            read(example("schedule").join(name)).replace(PROGRAM, env!("CARGO_BIN_EXE_driftwall"));
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        units.push(file.to_str().unwrap().to_owned());
    }
    // Older versions end with 0 after a warning about a setting they don't know.
    let (stdout, stderr) = analyze(&["verify", "--man=no", &units[0], &units[1]]);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", ""));
    // 0 is nothing exposed and 100 everything; a unit that asks for nothing has 96.
    analyze(&["security", "--offline=yes", "--threshold=15", "--no-pager", &units[0]]);
    let (when, _) =
        analyze(&["calendar", &values("schedule/driftwall.timer", "Timer", "OnCalendar")[0]]);
    assert!(when.contains("03:17:00"), "{when}");
}

#[test]
fn only_a_clean_scan_is_a_success() {
    let service = "schedule/driftwall.service";
    let of = |name: &str| values(service, "Service", name);
    assert_eq!(of("Type"), ["oneshot"]);
    for lenient in ["SuccessExitStatus", "RestartPreventExitStatus", "Restart", "RemainAfterExit"] {
        assert!(of(lenient).is_empty(), "{lenient} would hide a finding, or repeat it");
    }
    let [command] = &of("ExecStart")[..] else { panic!("one command") };
    assert!(!command.starts_with('-') && !command.contains("--exit-zero"), "{command}");
    assert_eq!(of("TimeoutStartSec"), ["30min"], "without it a oneshot may hang for ever");
    assert_eq!(values("schedule/driftwall.timer", "Timer", "Persistent"), ["true"]);
    assert_eq!(values("schedule/driftwall.timer", "Timer", "RandomizedDelaySec").len(), 1);
}

#[test]
fn its_command_runs() {
    let folder = crate::repository();
    let [command] = &values("schedule/driftwall.service", "Service", "ExecStart")[..] else {
        panic!("one command")
    };
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    let command = command
        .replace("/etc/driftwall/driftwall.toml", "examples/estate/driftwall.toml")
        .replace("/var/lib/driftwall", state.to_str().unwrap());
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some(PROGRAM));
    let mut driftwall = Command::new(env!("CARGO_BIN_EXE_driftwall"));
    let (text, _) = ends(clean(&mut driftwall).args(words).current_dir(folder.path()), 1);
    assert!(text.contains("24 unauthorized"), "{text}");
    assert!(state.join("last.json").is_file());
}
