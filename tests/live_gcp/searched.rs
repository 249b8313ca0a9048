//! Who changed it, asked of Cloud Logging itself.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::place::Place;

const ENTRIES: &str = "logging.logEntries.list";

fn ago(hours: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(hours)
}

/// The two entries of a rule that was made, as of an hour ago.
fn entries() -> Vec<Value> {
    let kept =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/activity/gcp/firewalls.json");
    let kept: Vec<Value> = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
    let mut entries: Vec<Value> = kept.into_iter().take(2).collect();
    for (number, entry) in (0..).zip(&mut entries) {
        entry["timestamp"] = (ago(1) + SignedDuration::from_secs(number)).to_string().into();
    }
    entries
}

fn opened() -> (Cloud, Place) {
    let link =
        |path: &str| format!("https://www.googleapis.com/compute/v1/projects/shop/global/{path}");
    let network = json!({
        "kind": "compute#network", "id": "7", "name": "main", "selfLink": link("networks/main"),
        "autoCreateSubnetworks": false, "networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL",
    });
    let rule = json!({
        "kind": "compute#firewall", "id": "4711", "name": "ssh", "network": link("networks/main"),
        "selfLink": link("firewalls/ssh"), "direction": "INGRESS", "priority": 900,
        "sourceRanges": ["0.0.0.0/0"], "targetTags": ["web"], "disabled": false,
        "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}, {"IPProtocol": "icmp"}],
        "logConfig": {"enable": true},
    });
    let cloud = Cloud::start(
        Estate::default().pages_of(1).gcp("shop", |project| project.put("networks", &network)),
    );
    let place = Place::before(&cloud, "projects = [\"shop\"]");
    place.run("baseline record --by auditor").ends_with(0);
    let entries = entries();
    cloud.edit(|estate| {
        estate.gcp("shop", |project| {
            let project = project.put("firewalls", &rule);
            entries.iter().fold(project, |project, entry| project.entry(entry))
        })
    });
    (cloud, place)
}

fn finding(place: &Place) -> Value {
    let line = format!("scan --output json --activity live --since {}", ago(2));
    let report: Value = place.run(&line).ends_with(1).json();
    let findings = report["findings"].as_array().unwrap();
    let is = |one: &&Value| one["resource"]["kind"] == "gcp.firewall-rule";
    findings.iter().find(is).unwrap_or_else(|| panic!("{findings:#?}")).clone()
}

#[test]
fn who_made_a_rule_is_asked_page_by_page() {
    let (cloud, place) = opened();
    cloud.forget();
    let made = finding(&place);
    assert_eq!(made["attribution"], "attributed", "{made:#}");
    assert_eq!(made["activity"][0]["actor"], "mallory@example.com");
    assert_eq!(made["searched"], json!(["Cloud Audit Logs, live"]));
    let asked = cloud.asked();
    assert_eq!(asked.iter().filter(|asked| asked.action == ENTRIES).count(), 2);
    let role = place.run("doctor --permissions gcp:activity").ends_with(0).stdout;
    assert!(role.ends_with("includedPermissions:\n- logging.logEntries.list\n"), "{role}");
}

#[test]
fn a_log_that_may_not_be_read_leaves_it_unknown() {
    let (cloud, place) = opened();
    cloud.fault(Kind::Denied.on(ENTRIES));
    let made = finding(&place);
    assert_eq!(made["attribution"], "unknown");
    let why = made["attribution_reason"].as_str().unwrap();
    assert!(why.contains("was not read whole: logging-read"), "{why}");
}

/// A sink writes a folder a day.
#[cfg(feature = "buckets")]
#[test]
fn who_made_a_rule_is_read_in_a_bucket() {
    let (_cloud, place) = opened();
    let lines: Vec<String> = entries().iter().map(Value::to_string).collect();
    let day = ago(1).strftime("%Y/%m/%d");
    let folder = "cloudaudit.googleapis.com/activity";
    let now = format!("org/{folder}/{day}/00:00:00_23:59:59_S0.json");
    let shelf = super::shelf::Shelf::start(&[
        (&now, lines.join("\n").as_bytes()),
        // None of these is what is wanted, and each would be a gap.
        (&format!("org/{folder}/2024/02/28/00:00:00_23:59:59_S0.json"), b"?"),
        (&format!("org/{folder}/2024/02/29/00:00:00_23:59:59_S0.json"), b"?"),
        (&format!("org/{folder}/2025/12/31/00:00:00_23:59:59_S0.json"), b"?"),
        ("org/README.md", b"?"),
        // What stands for a folder.
        ("org/", b""),
        ("other/x.json", b"?"),
    ]);
    let env = [("GOOGLE_BASE_URL", shelf.url())];
    let env: Vec<(&str, &str)> = env.iter().map(|(name, url)| (*name, url.as_str())).collect();
    let line = format!("scan --output json --activity gs://logs/org --since {}", ago(2));
    let report = place.run_with(&line, &env).ends_with(1).json();
    let is = |one: &&Value| one["resource"]["kind"] == "gcp.firewall-rule";
    let made = report["findings"].as_array().unwrap().iter().find(is).unwrap();
    assert_eq!(made["attribution"], "attributed", "{made:#}");
    assert_eq!(made["activity"][0]["actor"], "mallory@example.com");
    assert_eq!(made["searched"], json!(["Cloud Audit Logs in gs://logs/org"]));
    assert!(
        !shelf.asked().iter().any(|target| target.contains("2024/") || target.contains("other"))
    );
    let away = [("GOOGLE_BASE_URL", "http://192.0.2.1:9000")];
    let told = place.run_with(&line, &away).ends_with(2).stderr;
    assert!(told.contains("in plain text to http://192.0.2.1:9000"), "{told}");
    let line = "scan --activity gs://logs/nothing";
    let told = place.run_with(line, &env).ends_with(2).stderr;
    assert!(told.contains("there is nothing under gs://logs/nothing"), "{told}");
}
