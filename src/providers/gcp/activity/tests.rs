//! Entries as Google writes them, and everything that is made of each.

use serde_json::{Value, json};

use super::{LOGS, calls};
use crate::model::{Activity, Done, Outcome, same_event};
use crate::providers::gcp::kinds::KINDS;
use crate::providers::tests::activities::{
    every_field_is_declared, every_kind_is_walked, golden, records_of,
};

golden! {
    &LOGS, "gcp",
    actors: "actors";
    firewalls: "firewalls";
    instances: "instances";
    networks: "networks";
    policies: "policies";
    sinks: "sinks";
}

const REPEATS: &str =
    "it repeats what is told of rules and policies, and its name is in no entry of theirs";

#[test]
fn every_kind_is_made_edited_and_deleted() {
    every_kind_is_walked(
        &LOGS,
        "gcp",
        KINDS,
        &[
            ("effective-firewalls", "made", REPEATS),
            ("effective-firewalls", "edited", REPEATS),
            ("effective-firewalls", "deleted", REPEATS),
            ("ancestry", "made", "a project is born in its place"),
            ("ancestry", "deleted", "a project goes with it"),
        ],
    );
}

#[test]
fn every_field_that_is_told_is_declared() {
    every_field_is_declared(&LOGS, "gcp", KINDS);
}

fn activity(entry: &Value) -> Activity {
    (LOGS.read)(&entry.to_string(), None).unwrap().activity.unwrap()
}

fn of(file: &str) -> Vec<Value> {
    records_of("gcp").into_iter().find(|(name, _)| name == file).unwrap().1
}

#[test]
fn the_entries_of_one_operation_are_one_event() {
    let entries = of("firewalls");
    let (first, last) = (activity(&entries[0]), activity(&entries[1]));
    assert_eq!((&first.outcome, &last.outcome), (&Outcome::Open, &Outcome::Done));
    assert_eq!(first.event, last.event);
    for order in [vec![first.clone(), last.clone()], vec![last.clone(), first.clone()]] {
        let event = same_event(order).unwrap();
        assert_eq!((&event.outcome, event.time), (&Outcome::Done, first.time));
        assert_eq!(event.deeds, first.deeds);
        assert!(matches!(event.deeds[0].act, Done::Became { is_new: true, .. }));
    }
    let mut failed = entries[1].clone();
    failed["protoPayload"]["status"] = json!({"code": 3, "message": "INVALID_ARGUMENT"});
    let event = same_event(vec![first.clone(), activity(&failed)]).unwrap();
    assert_eq!(event.outcome, Outcome::Failed("INVALID_ARGUMENT".into()));
}

#[test]
fn what_a_caller_chooses_proves_nothing() {
    for entry in of("actors") {
        let Ok(read) = (LOGS.read)(&entry.to_string(), None) else { continue };
        let Some(activity) = read.activity else { continue };
        let mut other = entry.clone();
        let payload = &mut other["protoPayload"];
        payload["requestMetadata"]["callerSuppliedUserAgent"] = "ana@example.com".into();
        payload["request"]["user"] = "ana@example.com".into();
        payload["request"]["principalEmail"] = "ana@example.com".into();
        payload["response"]["user"] = "ana@example.com".into();
        payload["authenticationInfo"]["authoritySelector"] = "ana@example.com".into();
        payload["authenticationInfo"]["thirdPartyPrincipal"] = json!({"email": "ana@example.com"});
        let other = (LOGS.read)(&other.to_string(), None).unwrap().activity.unwrap();
        assert_eq!(activity.actor, other.actor, "{entry}");
    }
}

#[test]
fn an_entry_is_about_where_the_resource_is() {
    let mut entry = of("firewalls").remove(9);
    let deed = |entry: &Value| activity(entry).deeds.remove(0);
    assert_eq!(deed(&entry).scope.to_string(), "gcp:shop");
    // A caller of another project, and even a log of another one, change nothing of it.
    entry["protoPayload"]["authenticationInfo"]["principalEmail"] =
        "deploy@other.iam.gserviceaccount.com".into();
    entry["resource"]["labels"]["project_id"] = "other".into();
    entry["logName"] = "projects/other/logs/cloudaudit.googleapis.com%2Factivity".into();
    assert_eq!(deed(&entry).scope.to_string(), "gcp:shop");
    entry["protoPayload"]["resourceName"] = "projects/other/global/firewalls/ssh".into();
    assert_eq!(deed(&entry).scope.to_string(), "gcp:other");
}

#[test]
fn what_is_malformed_says_what_is_missing() {
    let entry = of("firewalls").remove(9);
    for (path, part) in [
        ("/timestamp", "`timestamp`"),
        ("/protoPayload/methodName", "`methodName`"),
        ("/protoPayload/resourceName", "`resourceName`"),
    ] {
        let mut other = entry.clone();
        *other.pointer_mut(path).unwrap() = Value::Null;
        let wrong = (LOGS.read)(&other.to_string(), None).unwrap_err();
        assert!(wrong.contains(part), "{wrong}");
    }
    let mut other = entry.clone();
    other["operation"] = Value::Null;
    other["insertId"] = Value::Null;
    assert!((LOGS.read)(&other.to_string(), None).unwrap_err().contains("`insertId`"));
    // What is no entry of an audit log is none.
    let mut other = entry.clone();
    other["logName"] = "projects/shop/logs/appengine.googleapis.com%2Frequest_log".into();
    assert_eq!((LOGS.read)(&other.to_string(), None).unwrap().activity, None);
}

#[test]
fn every_version_of_a_method_is_one_call() {
    for version in ["v1.", "beta.", "alpha.", ""] {
        let method = format!("{version}compute.regionNetworkFirewallPolicies.addRule");
        let (row, verb) = calls::find("compute.googleapis.com", &method).unwrap();
        assert_eq!((row.collection, verb), ("compute.regionNetworkFirewallPolicies", "addRule"));
    }
    for (service, method) in [
        ("compute.googleapis.com", "v1.compute.disks.insert"),
        ("compute.googleapis.com", "insert"),
        ("evil.googleapis.com", "v1.compute.firewalls.insert"),
        ("logging.googleapis.com", "google.logging.v2.LoggingServiceV2.WriteLogEntries"),
    ] {
        assert!(calls::find(service, method).is_none(), "{method}");
    }
}
