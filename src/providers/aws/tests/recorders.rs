//! Recorders of AWS Config: what they take in, and what is told when one of their calls is missing.

use serde_json::{Value, json};

use super::{answer, context, durable, file, kind, read, reason};
use crate::model::{Reading, Status};
use crate::providers::Answer;

/// A recorder of every type, with some fields set otherwise; `null` takes one out.
fn recorder(other: Value) -> Value {
    let mut recorder = json!({
        "name": "default", "roleARN": "arn:aws:iam::111122223333:role/config",
        "recordingGroup": { "allSupported": true, "includeGlobalResourceTypes": true },
    });
    let fields = recorder.as_object_mut().unwrap();
    fields.extend(other.as_object().unwrap().clone());
    fields.retain(|_, value| !value.is_null());
    recorder
}

fn recorders(list: Value) -> Answer {
    answer("describe-configuration-recorders", &json!({ "ConfigurationRecorders": list }))
}

fn statuses(list: Value) -> Answer {
    let list = json!({ "ConfigurationRecordersStatus": list });
    answer("describe-configuration-recorder-status", &list)
}

fn channels(list: Value) -> Answer {
    answer("describe-delivery-channels", &json!({ "DeliveryChannels": list }))
}

fn running() -> Answer {
    statuses(json!([{ "name": "default", "recording": true }]))
}

fn bucket() -> Answer {
    channels(json!([{ "name": "default", "s3BucketName": "records" }]))
}

fn told(answers: Vec<Answer>) -> Reading {
    kind(&read(answers), "config-recorder").clone()
}

fn recorded(other: Value) -> Value {
    let read = told(vec![recorders(json!([recorder(other)])), running(), bucket()]);
    assert_eq!((read.coverage.status, &read.coverage.reason), (Status::Complete, &None));
    durable(&read, "default")
}

#[test]
fn a_recorder_is_what_three_calls_say_of_it() {
    assert_eq!(
        recorded(json!({})),
        json!({
            "channel": { "bucket": "records", "name": "default" }, "continuous": ["*"],
            "global_types": true, "logging": true, "role": "arn:aws:iam::111122223333:role/config",
            "types": ["*"],
        })
    );
    let failing = statuses(
        json!([{ "name": "default", "recording": true, "lastErrorCode": "AccessDenied" }]),
    );
    let read = told(vec![recorders(json!([recorder(json!({}))])), failing, bucket()]);
    assert_eq!(context(&read, "default"), json!({ "error": "AccessDenied" }));
}

#[test]
fn a_choice_of_types_is_what_it_takes_in() {
    let by = |strategy: &str| json!({ "useOnly": strategy });
    let (web, db) = ("AWS::EC2::SecurityGroup", "AWS::RDS::DBInstance");
    for (group, types, excluded, global) in [
        (json!({ "allSupported": true }), json!(["*"]), Value::Null, Value::Null),
        (
            json!({ "recordingStrategy": by("ALL_SUPPORTED_RESOURCE_TYPES"), "includeGlobalResourceTypes": true }),
            json!(["*"]),
            Value::Null,
            json!(true),
        ),
        (
            json!({ "allSupported": false, "resourceTypes": [db, web, web], "includeGlobalResourceTypes": true }),
            json!([web, db]),
            Value::Null,
            Value::Null,
        ),
        // The switch for global types means nothing here.
        (
            json!({ "recordingStrategy": by("EXCLUSION_BY_RESOURCE_TYPES"),
                "exclusionByResourceTypes": { "resourceTypes": [db] } }),
            json!(["*"]),
            json!([db]),
            json!(true),
        ),
    ] {
        let read = recorded(json!({ "recordingGroup": group }));
        assert_eq!((&read["types"], &read["excluded"]), (&types, &excluded), "{group}");
        assert_eq!(read["global_types"], global, "{group}");
    }
}

#[test]
fn each_change_is_recorded_unless_something_says_otherwise() {
    let mode = |own: &str, other: &str| {
        let overrides =
            json!([{ "recordingFrequency": other, "resourceTypes": ["AWS::EC2::VPC"] }]);
        json!({ "recordingFrequency": own, "recordingModeOverrides": overrides })
    };
    for (mode, continuous, daily) in [
        (Value::Null, json!(["*"]), Value::Null),
        (json!({ "recordingFrequency": "CONTINUOUS" }), json!(["*"]), Value::Null),
        (json!({ "recordingFrequency": "DAILY" }), Value::Null, json!(["*"])),
        (mode("CONTINUOUS", "DAILY"), json!(["*"]), json!(["AWS::EC2::VPC"])),
        (mode("DAILY", "CONTINUOUS"), json!(["AWS::EC2::VPC"]), json!(["*"])),
        (mode("DAILY", "DAILY"), Value::Null, json!(["*"])),
    ] {
        let read = recorded(json!({ "recordingMode": mode }));
        assert_eq!((&read["continuous"], &read["daily"]), (&continuous, &daily), "{mode}");
    }
}

#[test]
fn a_service_s_own_recorder_delivers_to_nobody_else() {
    assert_eq!(recorded(json!({ "servicePrincipal": "x.amazonaws.com" }))["channel"], Value::Null);
    let read = told(vec![recorders(json!([recorder(json!({}))])), running(), channels(json!([]))]);
    assert_eq!(read.coverage.status, Status::Complete);
    assert!(durable(&read, "default").get("channel").is_none(), "it is known to have none");
}

#[test]
fn what_a_missing_call_would_say_is_unknown() {
    let list = || recorders(json!([recorder(json!({}))]));
    let none = || recorders(json!([]));
    for (answers, status, field, part) in [
        (
            vec![list(), bucket()],
            Status::Partial,
            "logging",
            "no describe-configuration-recorder-status.json",
        ),
        (vec![list(), running()], Status::Partial, "channel", "no describe-delivery-channels.json"),
        (
            vec![list(), statuses(json!([{ "name": "other", "recording": true }])), bucket()],
            Status::Partial,
            "logging",
            "default: describe-configuration-recorder-status does not say whether it runs",
        ),
        (
            vec![
                list(),
                running(),
                file(
                    "describe-delivery-channels",
                    "{\"Error\": {\"Code\": \"AccessDeniedException\"}}",
                ),
            ],
            Status::Partial,
            "channel",
            "needs config:DescribeDeliveryChannels",
        ),
        (
            vec![list(), running(), file("describe-delivery-channels", "")],
            Status::Partial,
            "channel",
            "aws configservice describe-delivery-channels",
        ),
    ] {
        let read = told(answers);
        assert_eq!(read.coverage.status, status, "{part}");
        assert!(reason(&read).contains(part), "{}", reason(&read));
        let recorder = durable(&read, "default");
        assert_eq!(recorder.get(field), Some(&Value::Null), "{part}");
    }
    for (answers, status) in [
        (vec![none()], Status::Complete),
        (vec![none(), bucket()], Status::Complete),
        (vec![running(), bucket()], Status::Skipped),
    ] {
        let read = told(answers);
        assert_eq!((read.coverage.status, read.resources.len()), (status, 0));
    }
}

#[test]
fn what_a_recorder_does_not_say_clearly_is_doubted() {
    let two = || channels(json!([{ "s3BucketName": "one" }, { "s3BucketName": "two" }]));
    for (other, channel, part) in [
        (json!({ "recordingGroup": null }), bucket(), "does not say what it records"),
        (
            json!({ "recordingMode": { "recordingFrequency": "WEEKLY" } }),
            bucket(),
            "the frequency `WEEKLY`",
        ),
        (json!({}), two(), "a region has one channel"),
        (json!({ "name": null }), bucket(), "has no id"),
    ] {
        let read = told(vec![recorders(json!([recorder(other)])), running(), channel]);
        assert_eq!(read.coverage.status, Status::Partial, "{part}");
        assert!(reason(&read).contains(part), "{}", reason(&read));
    }
}
