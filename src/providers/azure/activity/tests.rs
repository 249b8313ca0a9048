//! Records as Azure writes them, and everything that is made of each.

use serde_json::Value;

use super::LOGS;
use crate::model::{Activity, Done, Outcome, same_event};
use crate::providers::azure::kinds::KINDS;
use crate::providers::tests::activities::{
    every_field_is_declared, every_kind_is_walked, golden, records_of,
};

golden! {
    &LOGS, "azure",
    actors: "actors";
    exports: "exports";
    groups: "groups";
    networks: "networks";
    others: "others";
}

const MANAGER: &str =
    "what Virtual Network Manager puts in force is in no record that names the networks";
const MICROSOFTS: &str = "Microsoft keeps it";

#[test]
fn every_kind_is_made_edited_and_deleted() {
    every_kind_is_walked(
        &LOGS,
        "azure",
        KINDS,
        &[
            ("security-admin-rules", "made", MANAGER),
            ("security-admin-rules", "edited", MANAGER),
            ("security-admin-rules", "deleted", MANAGER),
            ("service-tag", "made", MICROSOFTS),
            ("service-tag", "edited", MICROSOFTS),
            ("service-tag", "deleted", MICROSOFTS),
        ],
    );
}

#[test]
fn every_field_that_is_told_is_declared() {
    every_field_is_declared(&LOGS, "azure", KINDS);
}

fn activity(record: &Value) -> Activity {
    (LOGS.read)(&record.to_string(), None).unwrap().activity.unwrap()
}

fn of(file: &str) -> Vec<Value> {
    records_of("azure").into_iter().find(|(name, _)| name == file).unwrap().1
}

#[test]
fn the_records_of_one_write_are_one_event() {
    let three: Vec<Activity> = of("groups").iter().take(3).map(activity).collect();
    let outcomes: Vec<&Outcome> = three.iter().map(|one| &one.outcome).collect();
    assert_eq!(outcomes, [&Outcome::Open, &Outcome::Open, &Outcome::Done]);
    assert!(three.iter().all(|one| one.event == three[0].event));
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let event = same_event(order.iter().map(|at| three[*at].clone()).collect()).unwrap();
        assert_eq!((&event.outcome, event.time), (&Outcome::Done, three[0].time));
        // What was answered says that the rule is new; the last record says nothing.
        assert_eq!(event.deeds, three[1].deeds);
    }
    let two: Vec<Activity> = of("exports").iter().take(2).map(activity).collect();
    assert_eq!(two[0].event, two[1].event);
    assert_eq!(same_event(two.clone()).unwrap().outcome, Outcome::Done);
}

#[test]
fn calls_with_one_correlation_are_told_apart() {
    // Whoever calls may give all his calls one correlation; what is sent to storage has no other id.
    let mut records = of("exports");
    let (mut opened, mut closed) = (records.remove(1), records.remove(1));
    closed["correlationId"] = opened["correlationId"].clone();
    let mut again = opened.clone();
    again["time"] = "2026-11-20T02:14:30.1946826Z".into();
    assert_ne!(activity(&opened).event, activity(&closed).event);
    assert_ne!(activity(&opened).event, activity(&again).event);
    opened["operationId"] = "one".into();
    again["operationId"] = "two".into();
    assert_ne!(activity(&opened).event, activity(&again).event);
}

#[test]
fn what_a_caller_chooses_proves_nothing() {
    for record in of("actors") {
        let known = activity(&record).actor;
        let mut other = record.clone();
        if other["claims"].is_object() {
            other["claims"]["name"] = "Ana <ana@example.com>".into();
        }
        other["httpRequest"]["clientRequestId"] = "ana@example.com".into();
        other["correlationId"] = "ana@example.com".into();
        other["properties"]["requestbody"] = "{\"caller\": \"ana@example.com\"}".into();
        assert_eq!(known, activity(&other).actor, "{record}");
    }
}

#[test]
fn a_record_is_about_where_the_resource_is() {
    let mut record = of("groups").remove(11);
    assert!(matches!(activity(&record).deeds[0].act, Done::Went));
    let scope = |record: &Value| activity(record).deeds[0].scope.to_string();
    let known = scope(&record);
    record["subscriptionId"] = "aaaa0000-0000-0000-0000-000000000000".into();
    record["tenantId"] = "aaaa0000-0000-0000-0000-000000000000".into();
    assert_eq!(scope(&record), known);
    record["resourceId"] = "/subscriptions/AAAA0000-0000-0000-0000-000000000000/resourceGroups/r/providers/Microsoft.Network/networkSecurityGroups/web".into();
    assert_eq!(scope(&record), "azure:aaaa0000-0000-0000-0000-000000000000");
}

#[test]
fn what_is_malformed_says_what_is_missing() {
    let record = of("groups").remove(11);
    for (key, part) in [
        ("eventTimestamp", "`eventTimestamp`"),
        ("operationName", "`operationName`"),
        ("resourceId", "`resourceId`"),
    ] {
        let mut other = record.clone();
        other[key] = Value::Null;
        let wrong = (LOGS.read)(&other.to_string(), None).unwrap_err();
        assert!(wrong.contains(part), "{wrong}");
    }
}
