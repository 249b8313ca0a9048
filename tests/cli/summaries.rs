//! The job summary of a step of GitHub Actions, which `--output github` adds a page to.

use crate::estates::drifted;
use crate::harness::{Place, Run};

/// Runs a line in a step whose summary is this file.
fn step(place: &Place, line: &str, summary: &str) -> Run {
    Run::of(place.command(line).env("GITHUB_STEP_SUMMARY", summary).output().unwrap())
}

#[test]
fn a_page_is_added() {
    let place = drifted();
    place.write("summary.md", "built in 3 s");
    let run = step(&place, "scan --output github --output json=saved.json", "summary.md");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(run.stdout, place.ends("scan --output github", 1).stdout);
    assert_text!(place.read("summary.md"));

    let absolute = place.at("again.md");
    let again = step(&place, "report saved.json --output github", absolute.to_str().unwrap());
    assert_eq!(again.stdout, run.stdout);
    assert!(
        place.read("summary.md").ends_with(&format!("built in 3 s\n{}", place.read("again.md")))
    );
    // Commands that go to a file, for a later step to print, have a page all the same.
    step(&place, "scan --output github=commands", "third.md");
    assert_eq!(place.read("commands"), run.stdout);
    assert_eq!(place.read("third.md"), place.read("again.md"));
}

#[test]
fn nobody_else_writes_one() {
    let place = drifted();
    for line in ["scan --output markdown", "scan", "scan --output gitlab --output github="] {
        step(&place, line, "summary.md");
        assert!(!place.at("summary.md").exists(), "{line}");
    }
    let run = step(&place, "scan --output github", "");
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "an empty variable is none");
    place.ends("scan --output github", 1);
}

#[test]
fn a_full_summary_is_left_as_it_is() {
    let place = drifted();
    let full = "x".repeat(1024 * 1024 - 100);
    place.write("summary.md", &full);
    let run = step(&place, "scan --output github", "summary.md");
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "The job summary is full: no page was added to it\n");
    assert!(place.read("summary.md") == full);
}

#[test]
fn a_summary_that_can_not_be_written_is_an_error() {
    let place = drifted();
    std::fs::create_dir(place.at("folder")).unwrap();
    let run = step(&place, "scan --output github", "folder");
    assert_eq!(run.code, Some(2), "{}", run.stdout);
    assert_eq!(run.stdout, place.ends("scan --output github", 1).stdout, "the findings are told");
    assert_text!(run.stderr);
}
