//! Answers that others recorded: they are not ours to copy, so the test is silent where they are not.

use serde_json::{Value, json};

use super::{answer, context, durable, kind, read, reason};
use crate::model::Status;

/// The body of an answer that cloud-custodian recorded.
fn body(name: &str) -> Option<Value> {
    let corpora = std::env::var("DRIFTWALL_CORPORA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    let bytes = std::fs::read(format!("{corpora}/gcp/recordings/{name}.json")).ok()?;
    let recorded: Value = serde_json::from_slice(&bytes).unwrap();
    Some(recorded["body"].clone())
}

#[test]
fn recorded_answers_are_read_without_a_gap() {
    let (Some(rule), Some(instances), Some(effective)) = (
        body(
            "firewall-get/get-compute-v1-projects-cloud-custodian-global-firewalls-allow-inbound-xyz_1",
        ),
        body(
            "instance-effective-firewall/get-compute-v1-projects-cloud-custodian-aggregated-instances_1",
        ),
        body(
            "instance-effective-firewall/get-compute-v1-projects-cloud-custodian-zones-us-east4-c-instances-iap-test-webapp-getEffectiveFirewalls_1",
        ),
    ) else {
        return;
    };
    let reading = read(vec![
        answer("firewall-rules-list", &json!({ "items": [rule] })),
        answer("instances-list", &instances),
        answer("get-effective-firewalls.default", &effective),
    ]);
    for word in ["firewall-rule", "instance", "effective-firewalls"] {
        let read = kind(&reading, word);
        assert_eq!((read.coverage.status, reason(read)), (Status::Complete, ""), "{word}");
        assert!(!read.resources.is_empty(), "{word}");
    }
    let rule = durable(kind(&reading, "firewall-rule"), "allow-inbound-xyz");
    assert_eq!(rule["allowed"], json!([{ "protocol": "all" }]));
    assert_eq!(rule["source_ranges"], json!(["0.0.0.0/0"]));
    assert_eq!(rule["target_service_accounts"].as_array().unwrap().len(), 1);
    let machine = context(kind(&reading, "instance"), "us-east4-c/iap-test-webapp");
    assert_eq!(machine["interfaces"][0]["network"], "default");
    let rules = durable(kind(&reading, "effective-firewalls"), "default")["rules"].clone();
    let disabled = |rule: &Value| rule["says"]["disabled"] == true;
    assert_eq!(rules.as_array().unwrap().len(), 3);
    assert_eq!(rules.as_array().unwrap().iter().filter(|rule| disabled(rule)).count(), 2);
}
