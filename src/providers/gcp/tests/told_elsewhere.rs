//! What the effective firewalls repeat is told once, where it belongs, and here when nobody else reads it.

use serde_json::{Value, json};

use super::{answer, durable, kind, read, read_of, reason};
use crate::model::{ScopeReading, Snapshot, Status};
use crate::providers::gcp::told_elsewhere::settle;

fn rule(range: &str) -> Value {
    json!([{ "priority": 7, "action": "deny", "direction": "EGRESS",
        "match": { "destIpRanges": [range], "layer4Configs": [{ "ipProtocol": "all" }] } }])
}

fn project(rules_listed: bool, range: &str) -> ScopeReading {
    let firewall = json!({ "name": "ssh", "allowed": [{ "IPProtocol": "tcp" }] });
    let mut files = vec![
        answer("networks-list", &json!([{ "name": "main" }])),
        answer("network-firewall-policies-describe.edge", &json!({ "name": "edge", "rules": [] })),
        answer(
            "get-effective-firewalls.main",
            &json!({ "firewalls": [firewall], "firewallPolicys": [
            { "name": "123", "type": "HIERARCHY", "rules": rule(range) }, { "name": "edge", "type": "NETWORK", "rules": [] }] }),
        ),
    ];
    if rules_listed {
        files.push(answer("firewall-rules-list", &json!([firewall])));
    }
    read(files)
}

fn organization(range: &str) -> ScopeReading {
    let policy = json!({ "name": "123", "rules": rule(range) });
    read_of("gcp:organizations/7", vec![answer("firewall-policies-describe.123", &policy)])
}

fn settled(project: ScopeReading, organization: Option<ScopeReading>) -> Value {
    let mut snapshot = Snapshot::default();
    snapshot.scopes.insert("gcp:shop".parse().unwrap(), project);
    if let Some(organization) = organization {
        snapshot.scopes.insert("gcp:organizations/7".parse().unwrap(), organization);
    }
    settle(&mut snapshot);
    durable(kind(&snapshot.scopes[&"gcp:shop".parse().unwrap()], "effective-firewalls"), "main")
}

#[test]
fn what_is_read_where_it_belongs_is_quiet_here() {
    let settled = settled(project(true, "192.0.2.0/24"), Some(organization("192.0.2.0/24")));
    assert_eq!(settled, json!({ "policies": null, "rules": null }));
}

#[test]
fn an_organisation_that_nobody_reads_is_told_here() {
    let told = settled(project(true, "192.0.2.0/24"), None);
    assert_eq!(told["rules"], Value::Null);
    let names: Vec<_> = told["policies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|policy| policy["policy"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["123", "edge"]);
    assert_ne!(told, settled(project(true, "198.51.100.0/24"), None));
}

#[test]
fn rules_that_nobody_listed_are_told_here() {
    let told = settled(project(false, "192.0.2.0/24"), Some(organization("192.0.2.0/24")));
    assert_eq!(told["policies"], Value::Null);
    assert_eq!(told["rules"][0]["name"], "ssh");
    assert_eq!(told["rules"][0]["says"]["source_ranges"], json!(["0.0.0.0/0"]));
}

/// A list that failed today would make a rule that was always there look new.
#[test]
fn rules_whose_list_failed_are_a_gap_and_no_change() {
    let denied =
        json!({ "error": { "code": 403, "status": "PERMISSION_DENIED", "message": "no" } });
    let firewall = json!({ "name": "ssh", "allowed": [{ "IPProtocol": "tcp" }] });
    let mut snapshot = Snapshot::default();
    let project = read(vec![
        answer("networks-list", &json!([{ "name": "main" }])),
        answer("firewall-rules-list", &denied),
        answer("get-effective-firewalls.main", &json!({ "firewalls": [firewall] })),
    ]);
    snapshot.scopes.insert("gcp:shop".parse().unwrap(), project);
    settle(&mut snapshot);
    let read = kind(&snapshot.scopes[&"gcp:shop".parse().unwrap()], "effective-firewalls");
    assert_eq!(durable(read, "main")["rules"], Value::Null);
    assert_eq!(read.coverage.status, Status::Partial);
    assert!(reason(read).contains("firewall-rules-list"), "{}", reason(read));
}

#[test]
fn a_denied_organisation_tells_nothing() {
    let denied =
        json!({ "error": { "code": 403, "status": "PERMISSION_DENIED", "message": "no" } });
    let organization =
        read_of("gcp:organizations/7", vec![answer("firewall-policies-describe.123", &denied)]);
    let told = settled(project(true, "192.0.2.0/24"), Some(organization));
    assert!(told["policies"].is_array());
}
