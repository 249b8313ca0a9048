//! Whatever a record says, it is read or refused in words, and nobody is proved to be whom a caller says to be.

use serde_json::{Value, json};

use super::super::{LOGS, read};
use crate::providers::tests::activities;
use crate::providers::tests::dumped::fixtures;

/// All golden records.
fn records() -> Vec<Value> {
    let files = fixtures("activity/aws").into_iter();
    files.flat_map(|(_, list)| list.as_array().unwrap().clone()).collect()
}

#[test]
fn nothing_in_a_record_breaks_the_reader() {
    activities::nothing_in_a_record_breaks_the_reader(&LOGS, "aws");
}

#[test]
fn a_wrapped_record_is_opened_once() {
    let mut record = records()[0].to_string();
    for _ in 0..3 {
        record = json!({ "CloudTrailEvent": record }).to_string();
    }
    assert!(read(&record, None).is_err());
}

/// Everything in a record that whoever calls can choose.
fn disguise(record: &mut Value, name: &str) {
    record["userAgent"] = name.into();
    record["requestParameters"]["invokedBy"] = name.into();
    record["requestParameters"]["userIdentity"] = json!({"type": "Root", "arn": name});
    let identity = &mut record["userIdentity"];
    if identity["type"] == "AssumedRole" {
        let arn = identity["arn"].as_str().unwrap().rsplit_once('/').unwrap().0.to_owned();
        identity["arn"] = format!("{arn}/{name}").into();
        identity["principalId"] = format!("AROAEXAMPLE:{name}").into();
        identity["sessionContext"]["sourceIdentity"] = name.into();
    }
    if identity["type"] == "FederatedUser" {
        identity["arn"] = format!("arn:aws:sts::111122223333:federated-user/{name}").into();
        identity["principalId"] = format!("111122223333:{name}").into();
    }
}

#[test]
fn what_a_caller_chooses_proves_nothing() {
    let (_, actors) =
        fixtures("activity/aws").into_iter().find(|(name, _)| name == "actors").unwrap();
    let is_of_identity_center = |record: &Value| {
        let arn = record["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"].as_str();
        arn.is_some_and(|arn| arn.contains("/aws-reserved/sso.amazonaws.com/"))
    };
    let mut seen = 0;
    for record in actors.as_array().unwrap().iter().filter(|one| !is_of_identity_center(one)) {
        let proved = |record: &Value| {
            let actor = read(&record.to_string(), None).unwrap().activity.unwrap().actor;
            (actor.principals.clone(), actor.groups.clone(), actor.is_service)
        };
        let mut other = record.clone();
        disguise(&mut other, "alice@example.com");
        assert_eq!(proved(record), proved(&other), "{record}");
        seen += 1;
    }
    assert!(seen > 15);
}

#[test]
fn a_record_is_about_where_it_happened_and_not_about_who_called() {
    let record = records().into_iter().find(|record| record["eventName"] == "StopLogging").unwrap();
    let mut other = record.clone();
    other["userIdentity"]["accountId"] = "999988887777".into();
    let deeds = |record: &Value| read(&record.to_string(), None).unwrap().activity.unwrap().deeds;
    assert_eq!(deeds(&record), deeds(&other));
    other["recipientAccountId"] = "444455556666".into();
    assert_ne!(deeds(&record), deeds(&other));
    // Without it nothing says where: the path may, and nobody guesses.
    other.as_object_mut().unwrap().remove("recipientAccountId");
    assert!(read(&other.to_string(), None).unwrap_err().contains("recipientAccountId"));
    let path = "aws:444455556666/eu-west-3".parse().unwrap();
    let placed = read(&other.to_string(), Some(&path)).unwrap();
    assert_eq!(placed.activity.unwrap().deeds[0].scope, path);
}

/// Attacks that others recorded: they are not ours to copy, so the test is silent where they are not.
#[test]
fn recorded_attacks_are_understood() {
    let corpora = std::env::var("DRIFTWALL_CORPORA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    for (file, said) in [
        ("aws.exfiltration.ec2-security-group-open-port-22-ingress", "\"peer\":\"0.0.0.0/0\""),
        ("aws.defense-evasion.vpc-remove-flow-logs", "aws.flow-log fl-0e17aa62a21d4bbfe: went"),
        ("aws.defense-evasion.cloudtrail-stop", "durable logging: - → false"),
    ] {
        let Ok(bytes) = std::fs::read(format!("{corpora}/aws/cloudtrail/{file}.json")) else {
            return;
        };
        let records: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
        let [record] = &records[..] else { panic!("{file} has one record") };
        let told = super::golden::told(&read(&record.to_string(), None));
        assert!(told.contains(said), "{told}");
        assert!(told.contains("by user/christophe"), "{told}");
    }
}
