//! Looking after a baseline: list, show, verify, prune.

use std::process::Output;

use serde_json::Value;

use crate::estates::{dump, group, recorded};
use crate::harness::{Place, Run, tree};

/// Runs a line at another time.
fn at(place: &Place, time: &str, line: &str) -> Run {
    let output: Output = place.command(line).env("DRIFTWALL_NOW", time).output().unwrap();
    let run = Run::of(output);
    assert_eq!(run.code, Some(0), "{}", place.text(line, &run));
    run
}

/// A baseline of five versions, each a day after the one before.
fn five() -> Place {
    let place = recorded();
    for day in 1..5_u16 {
        dump(
            &place,
            "live",
            &[
                group("sg-1", "web", 443, "0.0.0.0/0"),
                group("sg-2", "db", 5432 + day, "10.0.0.0/16"),
            ],
        );
        let time = format!("2026-11-2{day}T06:00:00Z");
        at(&place, &time, &format!("baseline accept --all --yes --reason 'ticket NET-{day}'"));
    }
    place
}

fn versions(place: &Place) -> Vec<u64> {
    let list: Value =
        serde_json::from_str(&place.ends("baseline list --output json", 0).stdout).unwrap();
    list["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["version"].as_u64().unwrap())
        .collect()
}

#[test]
fn list_and_show() {
    assert_shown!(
        five(),
        "baseline list",
        "baseline show",
        "baseline show sg-2",
        "baseline show aws.security-group/sg-2",
        "baseline show sg-2 --version 2",
        "baseline show sg-9",
        "baseline show --version 9",
        "baseline show --version 0",
        "baseline verify",
        "baseline verify --output json",
    );
}

#[test]
fn show_json_and_formats_that_are_not_there() {
    assert_shown!(
        recorded(),
        "baseline show --output json",
        "baseline list --output json",
        "baseline list --output sarif",
        "baseline show --output json=file",
    );
}

#[test]
fn versions_of_several_scopes_are_told_apart() {
    let place = recorded();
    let other = "more/aws/111122223333/us-east-1/describe-security-groups.json";
    place.write_json(other, &crate::estates::groups(&[group("sg-1", "web", 22, "0.0.0.0/0")]));
    place.ends("baseline record --live dump:more", 0);
    assert_shown!(
        place,
        "baseline list",
        "baseline show sg-1",
        "baseline show sg-1 --version 1",
        "baseline show sg-1 --version 1 --scope 'aws:*/us-east-1'",
        "baseline list --scope 'aws:*/us-east-1'",
    );
}

#[test]
fn pruning_by_count_and_age() {
    for (flags, left) in [
        ("--keep 9", &[1, 2, 3, 4, 5][..]),
        ("--keep 2", &[4, 5]),
        ("--keep 1", &[5]),
        ("--keep 0", &[5]),
        // It is the 26th; version 1 was approved on the 20th, version 5 on the 24th, all at six o'clock.
        ("--older-than 4d", &[3, 4, 5]),
        ("--older-than 1w", &[1, 2, 3, 4, 5]),
        ("--older-than 1h", &[5]),
        ("--older-than 0h", &[5]),
        ("--keep 1 --older-than 3d", &[4, 5]),
        ("--keep 3 --older-than 0h", &[3, 4, 5]),
    ] {
        let place = five();
        at(&place, "2026-11-26T06:00:00Z", &format!("baseline prune {flags}"));
        assert_eq!(versions(&place), left, "{flags}");
        place.ends("baseline verify", 0);
        place.ends("scan", 0);
        // What was pruned is gone from disk, and what was not can still be shown.
        let objects = tree(&place.at("baselines"))
            .into_keys()
            .filter(|file| file.contains("/objects/"))
            .count();
        assert_eq!(objects, left.len() - 1, "{flags}");
        for version in left {
            let shown = place.ends(&format!("baseline show sg-2 --version {version}"), 0).stdout;
            assert!(shown.contains(&(5431 + version).to_string()), "{shown}");
        }
    }
}

#[test]
fn pruning_says_what_it_did() {
    let place = five();
    assert_shown!(
        place,
        "baseline prune",
        "baseline prune --keep x",
        "baseline prune --older-than soon",
        "baseline prune --keep 2",
        "baseline prune --keep 2",
        "baseline verify",
        "baseline show sg-2 --version 1",
    );
}

#[test]
fn a_baseline_can_be_anywhere() {
    let place = recorded();
    std::fs::rename(place.at("baselines"), place.at("elsewhere")).unwrap();
    place.ends("scan", 3);
    place.ends("scan --baseline baseline:elsewhere", 0);
    place.ends("baseline verify --baseline baseline:elsewhere", 0);
    place.write(
        "driftwall.toml",
        "[baseline]\npath = \"elsewhere\"\n[scan]\nlive = \"dump:live\"\n",
    );
    place.ends("scan", 0);
    assert_shown!(
        place,
        "baseline list --baseline dump:live",
        "baseline accept --all --reason x --yes --baseline dump:live"
    );
}

#[test]
fn git_ignores_what_is_not_for_it() {
    let place = recorded();
    let ignored = place.read("baselines/.gitignore");
    assert!(ignored.lines().any(|line| line == ".pending/" || line == ".pending"), "{ignored}");
    assert!(ignored.lines().any(|line| line.contains(".lock")), "{ignored}");
}

#[test]
fn a_recorded_file_is_easy_to_review() {
    let place = recorded();
    assert_text!(place.read("baselines/aws/111122223333/eu-west-1/aws.security-group/sg-2.json"));
}
