//! Diagnostic settings: what is sent where, and what is told when not all of them were read.

use serde_json::{Value, json};

use super::{answer, durable, id, kind, nsg, read, reason};
use crate::model::{Reading, ScopeReading, Status};
use crate::providers::Answer;

const OF_THE_SUBSCRIPTION: &str = "diagnostic-settings-subscription-list";

fn of_group(name: &str) -> String {
    format!("diagnostic-settings-list.{name}")
}

/// Where the group `web` is.
fn web() -> String {
    id("networksecuritygroups/web")
}

/// A setting of something that sends all of its logs to a workspace, with some fields set otherwise; `null` takes one out.
fn setting(of: &str, other: Value) -> Value {
    let mut properties = json!({
        "logs": [{ "categoryGroup": "allLogs", "enabled": true }],
        "workspaceId": "/subscriptions/5D3C/resourceGroups/Audit/providers/x/workspaces/Siem",
    });
    let fields = properties.as_object_mut().unwrap();
    fields.extend(other.as_object().unwrap().clone());
    fields.retain(|_, value| !value.is_null());
    let id = format!("{of}/providers/Microsoft.Insights/diagnosticSettings/Siem");
    json!({ "id": id, "name": "Siem", "type": "Microsoft.Insights/diagnosticSettings", "properties": properties })
}

/// A dump in which nothing is missing: no setting of the subscription, and these of the group `web`.
fn whole(settings: Value) -> Vec<Answer> {
    vec![
        answer("nsg-list", &nsg(json!([]))),
        answer(OF_THE_SUBSCRIPTION, &json!({ "value": [] })),
        answer(&of_group("web"), &settings),
    ]
}

fn settings(reading: &ScopeReading) -> &Reading {
    kind(reading, "diagnostic-setting")
}

/// What is recorded of a setting of `web` that can be read.
fn recorded(other: Value) -> Value {
    let reading = read(whole(json!([setting(&web(), other)])));
    let read = settings(&reading);
    assert_eq!((read.coverage.status, &read.coverage.reason), (Status::Complete, &None));
    durable(read, &format!("{}/providers/microsoft.insights/diagnosticsettings/siem", web()))
}

#[test]
fn what_is_sent_is_recorded_and_where() {
    let siem = "/subscriptions/5d3c/resourcegroups/audit/providers/x/workspaces/siem";
    assert_eq!(
        recorded(json!({})),
        json!({
            "logging": true, "logs": [{ "group": "allLogs" }], "name": "Siem", "target": web(), "workspace": siem,
        })
    );
    let logs = json!([
        { "category": "NetworkSecurityGroupRuleCounter", "enabled": false },
        { "category": "NetworkSecurityGroupEvent", "categoryGroup": null, "enabled": true,
            "retentionPolicy": { "days": 30, "enabled": true } },
        { "categoryGroup": "audit", "enabled": false, "retentionPolicy": { "days": 0, "enabled": false } },
    ]);
    let sent = recorded(json!({ "logs": logs }));
    assert_eq!(
        sent["logs"],
        json!([{ "category": "NetworkSecurityGroupEvent", "retention": { "days": 30 } }])
    );
    for none in [json!([]), json!([{ "categoryGroup": "allLogs", "enabled": false }]), Value::Null]
    {
        let silent = recorded(json!({ "logs": none }));
        assert_eq!((&silent["logging"], &silent["logs"]), (&json!(false), &Value::Null));
    }
    let rule = "/subscriptions/5D3C/resourceGroups/Audit/providers/Microsoft.EventHub/namespaces/a/authorizationRules/Send";
    let hub = recorded(json!({ "eventHubAuthorizationRuleId": rule }));
    assert_eq!(hub["event_hub"], json!({ "name": "", "rule": rule.to_lowercase() }));
    let kind =
        |word: &str| recorded(json!({ "logAnalyticsDestinationType": word }))["tables"].clone();
    assert_eq!(kind("Dedicated"), "Dedicated");
    assert_eq!((kind("AzureDiagnostics"), kind("")), (Value::Null, Value::Null));
}

/// Azure writes the ids of a subscription's settings in several ways, and `az` in another again.
#[test]
fn an_id_is_one_however_it_is_spelled() {
    let own = "/subscriptions/5d3c/providers/microsoft.insights/diagnosticsettings/export";
    for id in [
        "subscriptions/5D3C/providers/AzureResourceManager/diagnosticSettings/Export",
        "subscriptions/5d3c/providers/microsoft.insights/diagnosticSettings/export",
        "/subscriptions/5D3C/providers/Microsoft.Insights/diagnosticSettings/Export/",
    ] {
        let mut one = setting("", json!({}));
        one["id"] = id.into();
        let reading = read(vec![
            answer("nsg-list", &json!([])),
            answer(OF_THE_SUBSCRIPTION, &json!({ "value": [one] })),
        ]);
        let read = settings(&reading);
        assert_eq!((read.coverage.status, &read.coverage.reason), (Status::Complete, &None));
        assert_eq!(durable(read, own)["target"], "/subscriptions/5d3c");
    }
    for (id, part) in [
        (json!("export"), "no id of a diagnostic setting"),
        (json!(web()), "no id of a diagnostic setting"),
        (json!("subscriptions/9999/providers/x/diagnosticSettings/export"), "subscription 9999"),
        (Value::Null, "has no id"),
    ] {
        let mut one = setting(&web(), json!({}));
        one["id"] = id;
        let reading = read(whole(json!([one])));
        let read = settings(&reading);
        assert_eq!(read.coverage.status, Status::Partial, "{part}");
        assert!(reason(read).contains(part), "{}", reason(read));
    }
}

#[test]
fn what_a_setting_does_not_say_clearly_is_doubted() {
    for (other, part) in [
        (json!({ "workspaceId": "" }), "where its logs go"),
        (json!({ "logs": [{ "category": "Security" }] }), "whether `Security` is enabled"),
        (json!({ "logs": [{ "enabled": true }] }), "which logs one of its entries"),
        (json!({ "metrics": [{ "category": "AllMetrics" }] }), "one of its metrics"),
    ] {
        let reading = read(whole(json!([setting(&web(), other)])));
        let read = settings(&reading);
        assert_eq!((read.coverage.status, read.resources.len()), (Status::Partial, 1), "{part}");
        assert!(reason(read).contains(part), "{}", reason(read));
    }
}

/// How whole the kind is, how many settings it has, and why it is no wholer.
fn told(answers: Vec<Answer>) -> (Status, usize, String) {
    let reading = read(answers);
    let read = settings(&reading);
    let why = read.coverage.reason.clone().unwrap_or_default();
    (read.coverage.status, read.resources.len(), why)
}

#[test]
fn what_was_not_asked_about_may_have_settings() {
    let groups = json!([
        { "id": web(), "name": "web", "securityRules": [], "defaultSecurityRules": [] },
        { "id": id("networksecuritygroups/db"), "name": "db", "securityRules": [], "defaultSecurityRules": [] },
    ]);
    let refused = json!({ "error": { "code": "AuthorizationFailed" } });
    let one = json!([setting(&web(), json!({}))]);
    let none = json!({ "value": [] });
    let export = json!({ "value": [setting("subscriptions/5d3c", json!({}))] });
    let list = || answer("nsg-list", &groups);
    let own = || answer(OF_THE_SUBSCRIPTION, &export);
    let of = |name: &str, settings: &Value| answer(&of_group(name), settings);

    let (status, there, why) = told(vec![list(), own(), of("web", &one), of("shop.db", &none)]);
    assert_eq!((status, there, &*why), (Status::Complete, 2, ""));
    for (answers, there, part) in [
        (vec![list(), own(), of("web", &one)], 2, "no diagnostic-settings-list.db.json"),
        (vec![list(), own()], 1, "no diagnostic-settings-list.<nsg>.json"),
        (vec![own()], 1, "no diagnostic-settings-list.<nsg>.json"),
        (
            vec![list(), of("web", &one), of("db", &none)],
            1,
            "no diagnostic-settings-subscription-list.json",
        ),
        (
            vec![list(), own(), of("web", &one), of("db", &refused)],
            2,
            "needs Microsoft.Insights/diagnosticSettings/read",
        ),
    ] {
        let (status, is, why) = told(answers);
        assert!(
            status == Status::Partial && is == there && why.contains(part),
            "{is} {status} {why}"
        );
    }
    let denied = vec![
        list(),
        answer(OF_THE_SUBSCRIPTION, &refused),
        of("web", &refused),
        of("db", &refused),
    ];
    assert_eq!(told(denied).0, Status::Denied);
    let (status, _, why) = told(vec![list()]);
    assert_eq!(status, Status::Skipped);
    let both =
        ["no diagnostic-settings-subscription-list.json", "no diagnostic-settings-list.<nsg>"];
    assert!(both.iter().all(|part| why.contains(part)), "{why}");
    // Without the list of groups the settings are still known.
    let (status, there, _) = told(vec![own(), of("web", &one)]);
    assert_eq!((status, there), (Status::Complete, 2));
    let reading = read(vec![list(), own(), of("web", &one), of("db", &none), of("old", &one)]);
    assert!(reading.unrecognised.values().any(|why| why.contains("no security group of nsg-list")));
}

#[test]
fn two_groups_of_one_name_are_told_apart_by_their_resource_groups() {
    let other = web().replace("/shop/", "/audit/");
    let groups = json!([
        { "id": web(), "name": "web", "securityRules": [], "defaultSecurityRules": [] },
        { "id": other, "name": "web", "securityRules": [], "defaultSecurityRules": [] },
    ]);
    let with = |files: [(&str, Value); 2]| {
        let mut answers =
            vec![answer("nsg-list", &groups), answer(OF_THE_SUBSCRIPTION, &json!([]))];
        answers.extend(files.iter().map(|(name, settings)| answer(&of_group(name), settings)));
        told(answers)
    };
    let (one, two) = (setting(&web(), json!({})), setting(&other, json!({})));
    let (status, read, why) = with([("shop.web", json!([one])), ("audit.web", json!([two]))]);
    assert_eq!((status, read, &*why), (Status::Complete, 2, ""));
    let (status, _, why) = with([("web", json!([one])), ("audit.web", json!([two]))]);
    assert_eq!(status, Status::Partial);
    assert!(why.contains("name the file diagnostic-settings-list.<resource group>.web"), "{why}");
}
