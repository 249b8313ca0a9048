//! Who changed it, asked of the activity log itself.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::place::Place;

/// That of the records that are kept for the reader of the log.
const SUBSCRIPTION: &str = "5d3c0000-0000-0000-0000-000000000000";
const ACTIVITY: &str = "Microsoft.Insights/eventtypes/values/read";

fn ago(hours: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(hours)
}

/// The three records of a rule that was written, as of an hour ago.
fn records() -> Vec<Value> {
    let kept =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/activity/azure/groups.json");
    let kept: Vec<Value> = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
    let mut records: Vec<Value> = kept.into_iter().take(3).collect();
    for (number, record) in (0..).zip(&mut records) {
        let time = ago(1) + SignedDuration::from_secs(number);
        record["eventTimestamp"] = time.to_string().into();
    }
    records
}

/// A group with the rules that somebody wrote.
fn group(rules: &[Value]) -> Value {
    let id = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/Shop/providers/Microsoft.Network/networkSecurityGroups/Web"
    );
    let rules: Vec<Value> = rules
        .iter()
        .map(|properties| {
            json!({
                "name": "Allow-SSH", "id": format!("{id}/securityRules/Allow-SSH"),
                "properties": properties,
            })
        })
        .collect();
    json!({
        "id": id, "name": "Web", "type": "Microsoft.Network/networkSecurityGroups",
        "location": "westeurope", "properties": {"securityRules": rules},
    })
}

fn opened() -> (Cloud, Place) {
    let cloud = Cloud::start(Estate::default().pages_of(1).azure(SUBSCRIPTION, |subscription| {
        let tags = json!({"values": [], "changeNumber": "1"});
        subscription.put(&group(&[])).service_tags("westeurope", &tags)
    }));
    let place = Place::before(&cloud, "");
    place.run("baseline record --by auditor").ends_with(0);
    let records = records();
    // What was answered is what there is.
    let answered = records[1]["properties"]["responseBody"].as_str().unwrap();
    let written: Value = serde_json::from_str(answered).unwrap();
    cloud.edit(|estate| {
        estate.azure(SUBSCRIPTION, |subscription| {
            let subscription = subscription.put(&group(&[written["properties"].clone()]));
            records.iter().fold(subscription, |subscription, record| subscription.record(record))
        })
    });
    (cloud, place)
}

fn finding(place: &Place) -> Value {
    let line = format!("scan --output json --activity live --since {}", ago(2));
    let report: Value = place.run(&line).ends_with(1).json();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().find(|one| one["code"] == "traffic-opened").unwrap().clone()
}

#[test]
fn who_wrote_a_rule_is_asked_page_by_page() {
    let (cloud, place) = opened();
    cloud.forget();
    let opened = finding(&place);
    assert_eq!(opened["attribution"], "attributed", "{opened:#}");
    assert_eq!(opened["activity"][0]["actor"], "mallory@example.com");
    assert_eq!(opened["activity"][0]["source_ip"], "203.0.113.9");
    assert_eq!(opened["searched"], json!(["Azure activity log, live"]));
    let asked = cloud.asked();
    assert_eq!(asked.iter().filter(|asked| asked.action == ACTIVITY).count(), 3);
    let role = place.run("doctor --permissions azure:activity").ends_with(0).json();
    assert_eq!(role["Actions"], json!([ACTIVITY]));
}

#[test]
fn a_page_that_does_not_come_leaves_a_gap() {
    let (cloud, place) = opened();
    cloud.fault(Kind::Denied.on(ACTIVITY));
    let opened = finding(&place);
    assert_eq!(opened["attribution"], "unknown");
    let why = opened["attribution_reason"].as_str().unwrap();
    assert!(why.contains("was not read whole: activity-log-list"), "{why}");
}

/// An export writes a folder an hour.
#[cfg(feature = "buckets")]
#[test]
fn who_wrote_a_rule_is_read_in_a_container() {
    let (_cloud, place) = opened();
    let lines: Vec<String> = records().iter().map(Value::to_string).collect();
    let folder = format!("resourceId=/SUBSCRIPTIONS/{}", SUBSCRIPTION.to_uppercase());
    let hour = ago(1).strftime("y=%Y/m=%m/d=%d/h=%H/m=00");
    let now = format!("{folder}/{hour}/PT1H.json");
    let shelf = super::shelf::Shelf::start(&[
        (&now, lines.join("\n").as_bytes()),
        // None of these is what is wanted, and each would be a gap.
        (&format!("{folder}/y=2024/m=02/d=29/h=02/m=00/PT1H.json"), b"?"),
        (&format!("{folder}/y=2025/m=01/d=01/h=02/m=00/PT1H.json"), b"?"),
    ]);
    let url = format!("{}/", shelf.url());
    let env = [("AZURE_STORAGE_ENDPOINT", url.as_str()), ("AZURE_STORAGE_ACCOUNT_NAME", "example")];
    let line = format!("scan --output json --activity az://logs --since {}", ago(2));
    let report = place.run_with(&line, &env).ends_with(1).json();
    let is = |one: &&Value| one["code"] == "traffic-opened";
    let made = report["findings"].as_array().unwrap().iter().find(is).unwrap();
    assert_eq!(made["attribution"], "attributed", "{made:#}");
    assert_eq!(made["activity"][0]["actor"], "mallory@example.com");
    assert_eq!(made["searched"], json!(["Azure activity log in az://logs"]));
    assert!(!shelf.asked().iter().any(|target| target.contains("2024")));
    let away =
        [env[1], ("AZURE_STORAGE_ENDPOINT", "http://192.0.2.1/"), ("AZURE_ALLOW_HTTP", "true")];
    let told = place.run_with(&line, &away).ends_with(2).stderr;
    assert!(told.contains("in plain text to http://192.0.2.1/"), "{told}");
}
