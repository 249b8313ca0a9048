//! Only `accept` moves a baseline, and only where somebody said why.

use serde_json::json;

use crate::estates::{AWS, approved, drifted, dump, group, groups, recorded};
use crate::harness::{Place, tree};

/// Runs lines that must not touch the baseline.
fn refused(place: &Place, lines: &[&str]) -> String {
    let before = tree(&place.at("baselines"));
    let shown = place.shown(lines);
    assert!(before == tree(&place.at("baselines")), "the baseline was touched: {shown}");
    shown
}

#[test]
fn without_a_reason_or_a_yes() {
    let place = drifted();
    assert_text!(refused(
        &place,
        &[
            "baseline accept sg-2",
            "baseline accept sg-2 --reason ''",
            "baseline accept sg-2 --reason ' ' --yes",
            "baseline accept sg-2 --reason x",
            "baseline accept --reason x --yes",
            "baseline accept sg-2 --all --reason x --yes",
            "baseline accept sg-2 --reason x --by '' --yes",
        ]
    ));
}

#[test]
fn without_a_name() {
    let place = drifted();
    place.write("../home/.gitconfig", "");
    assert_text!(refused(&place, &["baseline accept sg-2 --reason x --yes"]));
    place.ends("baseline accept sg-2 --reason x --by ben@example.com --yes", 0);
    assert!(place.ends("baseline list", 0).stdout.contains("ben@example.com"));
}

#[test]
fn ids_that_name_nothing_or_several_things() {
    let place = recorded();
    let other = "live/aws/111122223333/us-east-1/describe-security-groups.json";
    place.write_json(other, &groups(&[group("sg-1", "web", 22, "0.0.0.0/0")]));
    assert_text!(refused(
        &place,
        &[
            "baseline accept sg-9 --reason x --yes",
            "baseline accept 00000000 --reason x --yes",
            "baseline accept '' --reason x --yes",
            "baseline accept sg-1 --reason x --yes",
            "baseline accept sg-2 sg-9 --reason x --yes",
        ]
    ));
}

#[test]
fn what_was_not_read_is_never_approved() {
    let place = drifted();
    let denied = json!({"Error": {"Code": "UnauthorizedOperation", "Message": "no"}});
    place.write_json(&format!("live/{AWS}/describe-security-groups.json"), &denied);
    let scan = place.ends("scan --output json", 4);
    let report: serde_json::Value = serde_json::from_str(&scan.stdout).unwrap();
    let gap = report["findings"][0]["id"].as_str().unwrap();
    assert_text!(refused(
        &place,
        &[
            "baseline accept --all --reason x --yes",
            "baseline accept sg-2 --reason x --yes",
            &format!("baseline accept {gap} --reason x --yes"),
            "baseline accept --all --allow-incomplete --reason x --yes",
        ]
    ));
}

#[test]
fn one_change_is_approved_and_the_other_is_not() {
    let place = recorded();
    dump(
        &place,
        "live",
        &[group("sg-1", "web", 80, "0.0.0.0/0"), group("sg-2", "db", 5432, "0.0.0.0/0")],
    );
    assert_shown!(
        place,
        "baseline accept sg-2 --reason 'ticket NET-2' --yes",
        "scan",
        "baseline accept sg-2 --reason again --yes",
        "baseline accept --all --reason 'ticket NET-3' --yes --by ben@example.com",
        "scan",
        "baseline list",
    );
}

#[test]
fn a_finding_is_approved_by_its_id_or_the_beginning_of_it() {
    for length in [16, 8, 4] {
        let place = drifted();
        let report: serde_json::Value =
            serde_json::from_str(&place.ends("scan --output json", 1).stdout).unwrap();
        let id = report["findings"][0]["id"].as_str().unwrap();
        place.ends(&format!("baseline accept {} --reason x --yes", &id[..length]), 0);
        place.ends("scan", 0);
    }
}

#[test]
fn a_group_that_came_and_one_that_went() {
    let place = recorded();
    let [web, _] = approved();
    dump(&place, "live", &[web, group("sg-3", "new", 22, "10.0.0.0/8")]);
    place.ends("scan", 1);
    place.ends("baseline accept sg-3 --reason x --yes", 0);
    assert!(place.at(&format!("baselines/{AWS}/aws.security-group/sg-3.json")).exists());
    assert!(place.at(&format!("baselines/{AWS}/aws.security-group/sg-2.json")).exists());
    place.ends("baseline accept sg-2 --reason x --yes", 0);
    assert!(!place.at(&format!("baselines/{AWS}/aws.security-group/sg-2.json")).exists());
    place.ends("scan", 0);
}

#[test]
fn recording_twice_changes_nothing() {
    let place = drifted();
    assert_text!(refused(&place, &["baseline record", "baseline record --live dump:approved"]));
}

#[test]
fn what_was_not_read_is_never_recorded() {
    let place = Place::new();
    place.write(&format!("live/{AWS}/describe-security-groups.json"), "{");
    place.write_json(&format!("live/{AWS}/describe-flow-logs.json"), &json!({"FlowLogs": []}));
    assert_shown!(place, "baseline record --live dump:live");
    assert!(!place.at("baselines/aws").exists());
    assert_shown!(
        place,
        "baseline record --live dump:live --allow-incomplete",
        "baseline show",
        "scan --live dump:live",
    );
}
