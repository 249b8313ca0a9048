//! Colour, pipes that close, and scripts for shells.

use crate::estates::drifted;
use crate::harness::{Place, Run};

/// The text without the sequences that colour it.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn with(place: &Place, env: &[(&str, &str)], line: &str) -> String {
    Run::of(place.command(line).envs(env.iter().copied()).output().unwrap()).stdout
}

#[test]
fn a_pipe_gets_no_colour_unless_it_is_asked_for() {
    let place = drifted();
    let text = with(&place, &[], "scan");
    assert!(!text.contains('\u{1b}'));
    for env in [
        ("TERM", "xterm-256color"),
        ("NO_COLOR", "1"),
        ("CLICOLOR_FORCE", "0"),
        ("COLORTERM", "truecolor"),
    ] {
        assert_eq!(with(&place, &[env], "scan"), text, "{env:?}");
    }
    for (env, line) in [
        (&[][..], "scan --color always"),
        (&[("NO_COLOR", "1")], "scan --color always"),
        (&[("CLICOLOR_FORCE", "1")], "scan"),
    ] {
        let painted = with(&place, env, line);
        assert!(painted.contains("\u{1b}["), "{line}");
        assert_eq!(plain(&painted), text, "colour says nothing that words don't");
    }
    for (env, line) in
        [(("CLICOLOR_FORCE", "1"), "scan --color never"), (("NO_COLOR", "1"), "scan")]
    {
        assert_eq!(with(&place, &[env, ("CLICOLOR_FORCE", "1")], line), text, "{line}");
    }
}

#[test]
fn only_text_is_painted_and_only_where_it_is_shown() {
    let place = drifted();
    for format in ["json", "jsonl", "markdown", "sarif", "junit"] {
        let run = place.ends(&format!("scan --color always --output {format}"), 1);
        assert!(!run.stdout.contains('\u{1b}'), "{format}");
    }
    place.ends("scan --color always --output text=report.txt", 1);
    assert!(!place.read("report.txt").contains('\u{1b}'), "a file is no terminal");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = drifted();
    for line in [
        "scan",
        "scan --output json",
        "scan --output sarif --verbose",
        "baseline list",
        "baseline show",
        "baseline verify",
        "explain",
        "completions bash",
        "man",
        "config show",
        "config schema",
        "snapshot",
        "diff dump:approved dump:live",
        "--help",
    ] {
        let whole = place.run(line);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = place
            .command(line)
            .stdout(writer)
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!((run.code, run.stderr), (whole.code, whole.stderr), "{line}");
    }
}

#[test]
fn nobody_listens_to_complaints_either() {
    let place = Place::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = place.command("scan").stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_disk_that_is_full_is_an_error() {
    // Linux's device for it. Elsewhere there is nothing to run.
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let place = drifted();
    let output = place.command("scan --output json").stdout(full).output().unwrap();
    let run = Run::of(output);
    assert_eq!(run.code, Some(2), "a report that was not written is not a report");
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
}

#[test]
fn completions_and_the_manual_page() {
    let place = Place::new();
    for (shell, sign) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef driftwall"),
        ("fish", "complete -c driftwall"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let script = place.ends(&format!("completions {shell}"), 0).stdout;
        assert!(script.contains(sign) && script.contains("baseline"), "{shell}");
    }
    let page = place.ends("man", 0).stdout;
    assert!(page.starts_with(".ie") || page.contains(".TH driftwall"), "{page}");
    for word in ["scan", "baseline", "Exit codes"] {
        assert!(page.contains(word), "{word}");
    }
}

#[test]
fn bash_takes_the_completions() {
    let place = Place::new();
    let script = place.ends("completions bash", 0).stdout;
    place.write("completions.bash", script);
    let Ok(output) =
        std::process::Command::new("bash").arg("-n").arg(place.at("completions.bash")).output()
    else {
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn help_and_the_version() {
    let place = Place::new();
    let version = place.ends("--version", 0);
    assert_eq!(version.stdout, format!("driftwall {}\n", env!("CARGO_PKG_VERSION")));
    assert_text!(place.shown(&["--help", "baseline accept --help"]));
}
