//! Interrupted in the middle: the right exit code, and nothing half-written.
//!
//! A named pipe as the source holds the process where the test wants it.
#![cfg(unix)]

use std::process::{Child, Command};

use crate::estates::recorded;
use crate::harness::{Place, Run, tree};

/// A place with a named pipe that nobody has written to.
fn waiting() -> Place {
    let place = recorded();
    let made = Command::new("mkfifo").arg(place.at("pipe")).status().unwrap();
    assert!(made.success());
    place
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("sh")
        .args(["-c", &format!("kill -s {name} {}", child.id())])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Opens the other end of the pipe, which only works once the process has opened its own: then it waits for what is in it.
fn reached(place: &Place) -> std::fs::File {
    std::fs::File::options().write(true).open(place.at("pipe")).unwrap()
}

#[test]
fn a_signal_ends_the_run_and_leaves_everything_as_it_was() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        for line in [
            "scan --live snapshot:pipe --output json=report.json",
            "snapshot --live snapshot:pipe --out snapshot.json",
            "baseline record --live snapshot:pipe",
            "baseline accept --all --reason x --yes --live snapshot:pipe",
        ] {
            let place = waiting();
            let before = tree(&place.at("baselines"));
            let child = place.start(line);
            let writer = reached(&place);
            signal(&child, name);
            let run = Run::of(child.wait_with_output().unwrap());
            drop(writer);
            assert_eq!(run.code, Some(code), "{name} {line}: {}", run.stderr);
            assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""), "{name} {line}");
            assert!(before == tree(&place.at("baselines")), "{name} {line}");
            let left: Vec<_> = std::fs::read_dir(place.at(""))
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            assert_eq!(left.len(), 5, "{name} {line}: {left:?}");
            place.ends("baseline verify", 0);
        }
    }
}

#[test]
fn what_comes_through_a_pipe_is_read_like_a_file() {
    use std::io::Write as _;
    let place = waiting();
    place.ends("snapshot --out whole.json", 0);
    let child = place.start("scan --live snapshot:pipe");
    reached(&place).write_all(place.read("whole.json").as_bytes()).unwrap();
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
}
