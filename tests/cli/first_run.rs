//! A first run: nothing was ever approved, and what is there is told all the same.

use std::path::Path;

use serde_json::Value;

use crate::harness::Place;

/// The later side of a case, of which nobody approved anything.
fn unapproved(case: &str) -> Place {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let place = Place::new();
    place.copy(&cases.join(case).join("live"), "live");
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    place
}

/// The cases in which states are told.
const CASES: &[&str] = &[
    "account-without-baseline",
    "azure-subscription-without-baseline",
    "cluster-without-baseline",
    "docker-host-without-baseline",
    "gcp-project-without-baseline",
];

fn states(report: &Value) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().unwrap().iter();
    let states = findings.filter(|one| !one["state"].is_null());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    states.map(|one| (text(&one["code"]), text(&one["id"]))).collect()
}

#[test]
fn what_is_there_is_told_and_how_to_approve_it() {
    assert_shown!(
        unapproved("account-without-baseline"),
        "scan",
        "scan --quiet",
        "scan --scope 'aws:111122223333/us-east-1' --output markdown",
        "scan --exit-zero --quiet",
    );
}

#[test]
fn every_format_has_it_and_prints_it_again() {
    let place = unapproved("account-without-baseline");
    let report: Value = serde_json::from_str(&place.ends("scan --output json", 3).stdout).unwrap();
    assert_eq!(report["exit_code"], 3);
    assert_eq!(report["compared"]["before"], "baseline:baselines");
    assert_eq!(report["summary"]["scopes"], 3);
    assert!(report["coverage"].as_array().unwrap().len() > 10);
    assert_eq!(states(&report).len(), 13, "six in each of two regions, and one");
    place.ends("scan --output json=first.json", 3);
    for format in ["text", "jsonl", "markdown", "sarif", "junit", "github", "gitlab"] {
        let told = place.ends(&format!("scan --output {format}"), 3).stdout;
        assert!(told.contains("PostgreSQL"), "{format}: {told}");
        let again = place.ends(&format!("report first.json --output {format}"), 0).stdout;
        assert_eq!(again, told, "{format}");
    }
}

#[test]
fn a_recorded_scope_has_no_states() {
    for case in CASES {
        let place = unapproved(case);
        let first: Value =
            serde_json::from_str(&place.ends("scan --output json", 3).stdout).unwrap();
        assert!(!states(&first).is_empty(), "{case}");
        // A kind that was only read in part is not approved, nor are kinds that were not asked for.
        place.ends("baseline record --reason 'first recording' --by ana@example.com", 0);
        let then: Value =
            serde_json::from_str(&place.ends("scan --output json", 0).stdout).unwrap();
        assert_eq!(states(&then), [], "{case}");
        assert_eq!(then["findings"], Value::Array(Vec::new()), "{case}");
    }
}

#[test]
fn a_difference_of_two_sources_has_no_states() {
    let place = unapproved("account-without-baseline");
    place.copy(&place.at("live/aws/111122223333/eu-west-1"), "one/aws/111122223333/eu-west-1");
    place.ends("diff dump:one dump:live --output json=report.json", 4);
    assert_eq!(states(&place.json("report.json")), []);
}

#[test]
fn a_state_is_recorded_with_its_scope_and_not_accepted() {
    let place = unapproved("account-without-baseline");
    place.ends("baseline record --scope '*/eu-west-1' --reason x --by ana@example.com", 0);
    let report: Value = serde_json::from_str(&place.ends("scan --output json", 4).stdout).unwrap();
    let told = states(&report);
    assert_eq!(told.len(), 7);
    let (_, id) = told.iter().find(|(code, _)| code == "default-group-used").unwrap();
    let line = format!("baseline accept {id} --reason x --by ana@example.com --yes");
    let run = place.ends(&line, 2);
    assert!(run.stderr.contains("record --scope aws:111122223333/us-east-1"), "{}", run.stderr);
    // A raised one is drift; another threshold counts all of them.
    place.ends("scan --fail-on info", 1);
    place.write(
        "driftwall.toml",
        "[scan]\nlive = \"dump:live\"\n[findings.recording-off]\nseverity = \"low\"\n",
    );
    place.ends("scan", 1);
}

#[test]
fn nothing_is_approved_and_nothing_can_be_read() {
    let place = Place::new();
    assert_shown!(place, "scan --live dump:nowhere", "scan --live dump:nowhere --output json");
}
