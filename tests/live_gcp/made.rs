//! What goes wrong while something is put back: each has its own word, nothing is sent twice that may have been followed, and nobody's newer
//! work is overwritten.

use serde_json::{Value, json};

use super::binary::Run;
use super::editable::{Editable, Fault};
use super::place::Place;

const APPLY: &str = "remedy --apply --all-unauthorized --yes --allow-incomplete";

fn rule(ranges: &[&str]) -> Value {
    json!({
        "kind": "compute#firewall", "id": "1", "name": "ssh", "network": "projects/shop/global/networks/main",
        "direction": "INGRESS", "priority": 900, "sourceRanges": ranges,
        "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}],
    })
}

const OPEN: &[&str] = &["0.0.0.0/0"];
const APPROVED: &[&str] = &["198.51.100.0/24"];

/// A project whose rule `ssh` lets in everybody since it was approved.
fn opened() -> (Editable, Place) {
    let cloud = Editable::start();
    cloud.state().rules.insert("ssh".to_owned(), rule(APPROVED));
    cloud.state().tags = vec!["web".to_owned()];
    let place = Place::at_url(&cloud.url(), "projects = [\"shop\"]");
    place.run("baseline record --by auditor --allow-incomplete").ends_with(0);
    cloud.state().rules.insert("ssh".to_owned(), rule(OPEN));
    (cloud, place)
}

/// Applies with these faults: how the run ended, and the last line of the journal.
fn applied(cloud: &Editable, place: &Place, faults: &[Fault], more: &str) -> (Run, Value) {
    cloud.state().faults = faults.to_vec();
    let run = place.run(&format!("{APPLY} {more}"));
    let journal = std::fs::read_to_string(place.at("driftwall-journal.jsonl")).unwrap();
    (run, serde_json::from_str(journal.lines().last().unwrap()).unwrap())
}

fn ranges(cloud: &Editable) -> Value {
    cloud.state().rules["ssh"]["sourceRanges"].clone()
}

fn sent(cloud: &Editable) -> usize {
    cloud.state().changes.len()
}

#[test]
fn what_google_refuses_is_not_made() {
    for (fault, reason, part) in [
        (Fault::Refused(403, "forbidden"), "denied", "needs compute.firewalls.update"),
        (Fault::Refused(404, "notFound"), "changed", "it says no"),
        (Fault::Refused(412, "conditionNotMet"), "changed", "it says no"),
        (Fault::Refused(400, "invalid"), "failed", "it says no"),
        (Fault::EndsIn("RESOURCE_NOT_READY", 400), "failed", "(RESOURCE_NOT_READY): it says so"),
        (Fault::EndsIn("PERMISSION_DENIED", 403), "denied", "needs compute.firewalls.update"),
        (Fault::EndsIn("RESOURCE_NOT_FOUND", 404), "changed", "RESOURCE_NOT_FOUND"),
    ] {
        let (cloud, place) = opened();
        let about = format!("{fault:?}");
        let (run, last) = applied(&cloud, &place, &[fault], "");
        let run = run.ends_with(1);
        assert_eq!(
            (&last["ending"], &last["reason"]),
            (&json!("not-made"), &json!(reason)),
            "{about}"
        );
        assert!(run.stderr.contains(part), "{about}\n{}", run.stderr);
        assert!(run.stderr.contains("0 of 1 change made"), "{}", run.stderr);
        assert_eq!((sent(&cloud), ranges(&cloud)), (1, json!(OPEN)), "{about}: it is sent once");
    }
}

#[test]
fn what_was_too_much_is_sent_again() {
    for reason in [(403, "rateLimitExceeded"), (429, "rateLimitExceeded"), (429, "other")] {
        let (cloud, place) = opened();
        let faults = [Fault::Refused(reason.0, reason.1), Fault::Refused(reason.0, reason.1)];
        let (run, last) = applied(&cloud, &place, &faults, "");
        run.ends_with(0);
        assert_eq!(last["ending"], "made");
        assert_eq!((sent(&cloud), ranges(&cloud)), (3, json!(APPROVED)));
    }
}

#[test]
fn an_edit_says_what_it_changes_and_nothing_else() {
    let (cloud, place) = opened();
    let (run, last) = applied(&cloud, &place, &[], "");
    run.ends_with(0);
    assert_eq!(last["ending"], "made");
    let changes = cloud.state().changes.clone();
    let patch = ("PATCH global/firewalls/ssh".to_owned(), json!({"sourceRanges": APPROVED}));
    assert_eq!(changes, [patch]);
}

#[test]
fn what_nobody_answered_is_looked_at_and_never_sent_again() {
    let (cloud, place) = opened();
    let (run, last) = applied(&cloud, &place, &[Fault::Unheard], "");
    run.ends_with(0);
    assert_eq!(last["ending"], "found-made");
    assert_eq!((sent(&cloud), ranges(&cloud)), (1, json!(APPROVED)));
    for fault in [Fault::Lost, Fault::Refused(500, "backendError"), Fault::Refused(503, "x")] {
        let (cloud, place) = opened();
        let about = format!("{fault:?}");
        let (run, last) = applied(&cloud, &place, &[fault], "");
        let run = run.ends_with(4);
        assert_eq!(last["ending"], "unknown", "{about}");
        assert!(run.stderr.contains("may still be on its way"), "{about}\n{}", run.stderr);
        assert_eq!((sent(&cloud), ranges(&cloud)), (1, json!(OPEN)), "{about}");
    }
}

#[test]
fn an_operation_that_does_not_end_is_unknown() {
    let (cloud, place) = opened();
    let (run, last) = applied(&cloud, &place, &[Fault::Endless], "--deadline 4s");
    let run = run.ends_with(4);
    assert_eq!(last["ending"], "unknown");
    assert!(run.stderr.contains("it was taken"), "{}", run.stderr);
    assert_eq!(sent(&cloud), 1);
}

#[test]
fn whoever_was_faster_keeps_what_he_did() {
    // After the report, and before it is made: the rule is read again.
    let (cloud, place) = opened();
    let newer = rule(&["203.0.113.0/24"]);
    cloud.state().overtaken = Some((1, newer.clone()));
    let (run, last) = applied(&cloud, &place, &[], "");
    let run = run.ends_with(1);
    assert_eq!((&last["ending"], &last["reason"]), (&json!("not-made"), &json!("changed")));
    assert!(run.stderr.contains("changed since the report"), "{}", run.stderr);
    assert_eq!((sent(&cloud), ranges(&cloud)), (0, newer["sourceRanges"].clone()));

    // Between the look and the call: that is what the fingerprint is for.
    let (cloud, place) = opened();
    cloud.state().rules.insert("ssh".to_owned(), rule(APPROVED));
    cloud.state().tags = vec!["web".to_owned(), "open".to_owned()];
    // The rehearsal looks as well.
    cloud.state().retagged = Some((1, "theirs".to_owned()));
    let (run, last) = applied(&cloud, &place, &[], "");
    let run = run.ends_with(1);
    assert_eq!((&last["ending"], &last["reason"]), (&json!("not-made"), &json!("changed")));
    assert!(run.stderr.contains("compute instances remove-tags in shop"), "{}", run.stderr);
    assert_eq!((sent(&cloud), cloud.state().tags.join(" ")), (1, "web open theirs".to_owned()));
}

#[test]
fn a_rule_that_came_back_meanwhile_is_not_overwritten() {
    let (cloud, place) = opened();
    cloud.state().rules.clear();
    let (run, last) = applied(&cloud, &place, &[Fault::Refused(409, "alreadyExists")], "");
    run.ends_with(1);
    assert_eq!((&last["ending"], &last["reason"]), (&json!("not-made"), &json!("changed")));
    let (run, last) = applied(&cloud, &place, &[], "");
    run.ends_with(0);
    assert_eq!((&last["ending"], ranges(&cloud)), (&json!("made"), json!(APPROVED)));
}
