//! Flow logs: what they record, and what is told when not all of them were read.

use serde_json::{Value, json};

use super::{answer, context, durable, file, id, kind, read, reason};
use crate::model::{Reading, Status};

const LIST: &str = "flow-log-list";

fn log_id(name: &str) -> String {
    id(&format!("networkwatchers/networkwatcher_westeurope/flowlogs/{name}"))
}

/// A flow log that records everything for ever, with some settings set otherwise; `null` takes one out.
fn log(name: &str, other: Value) -> Value {
    let mut log = json!({
        "id": log_id(name), "name": name, "enabled": true,
        "storageId": "/subscriptions/5D3C/resourceGroups/Audit/providers/Microsoft.Storage/storageAccounts/Flows",
        "targetResourceId": id("virtualNetworks/Main"),
        "format": { "type": "JSON", "version": 2 },
        "retentionPolicy": { "days": 0, "enabled": false },
    });
    let fields = log.as_object_mut().unwrap();
    fields.extend(other.as_object().unwrap().clone());
    fields.retain(|_, value| !value.is_null());
    log
}

fn one(other: Value) -> Reading {
    let reading = read(vec![answer("flow-log-list.westeurope", &json!([log("main", other)]))]);
    kind(&reading, "flow-log").clone()
}

/// What is recorded of a flow log that can be read.
fn recorded(other: Value) -> Value {
    let read = one(other);
    assert_eq!((read.coverage.status, &read.coverage.reason), (Status::Complete, &None));
    durable(&read, &log_id("main"))
}

#[test]
fn what_records_everything_for_ever_leaves_nothing_out() {
    assert_eq!(
        recorded(json!({})),
        json!({
            "format": "JSON", "format_version": 2, "logging": true, "name": "main",
            "storage": "/subscriptions/5d3c/resourcegroups/audit/providers/microsoft.storage/storageaccounts/flows",
            "target": id("virtualnetworks/main"),
        })
    );
    let guid = json!({ "targetResourceGuid": "00000000-0000-4000-8000-000000000007" });
    let read = context(&one(guid), &log_id("main"));
    assert_eq!(read, json!({ "target_guid": "00000000-0000-4000-8000-000000000007" }));
    assert_eq!(recorded(json!({ "enabled": false }))["logging"], false);
}

#[test]
fn records_are_kept_for_ever_unless_both_settings_say_otherwise() {
    for (policy, kept) in [
        (json!({ "days": 7, "enabled": true }), json!({ "days": 7 })),
        (json!({ "days": 7, "enabled": false }), Value::Null),
        (json!({ "days": 0, "enabled": true }), Value::Null),
        (json!({ "enabled": true }), Value::Null),
        (Value::Null, Value::Null),
    ] {
        let read = recorded(json!({ "retentionPolicy": policy }));
        assert_eq!(read["retention"], kept, "{policy}");
    }
}

#[test]
fn the_states_that_are_not_recorded_are_named() {
    for (letters, out) in [
        (json!("B,C,D,E"), Value::Null),
        (json!(" e, d ,c,b"), Value::Null),
        (json!(""), Value::Null),
        (Value::Null, Value::Null),
        (json!("B,E"), json!(["continue", "deny"])),
        (json!("d"), json!(["begin", "continue", "end"])),
    ] {
        assert_eq!(recorded(json!({ "recordTypes": letters }))["left_out"], out, "{letters}");
    }
}

#[test]
fn analytics_that_are_switched_off_are_none() {
    let settings = |enabled: bool| {
        json!({ "flowAnalyticsConfiguration": { "networkWatcherFlowAnalyticsConfiguration": {
            "enabled": enabled, "trafficAnalyticsInterval": 10, "workspaceId": "w", "workspaceRegion": "West Europe",
            "workspaceResourceId": "/subscriptions/5D3C/resourceGroups/Audit/providers/x/workspaces/Flows",
        }}})
    };
    assert_eq!(
        recorded(settings(true))["analytics"],
        json!({
            "interval": 10, "region": "westeurope", "workspace_guid": "w",
            "workspace": "/subscriptions/5d3c/resourcegroups/audit/providers/x/workspaces/flows",
        })
    );
    assert_eq!(recorded(settings(false)), recorded(json!({})));
}

#[test]
fn what_a_flow_log_does_not_say_clearly_is_doubted() {
    for (other, part) in [
        (json!({ "enabled": null }), "does not say whether it is enabled"),
        (json!({ "storageId": null }), "no storage account"),
        (json!({ "targetResourceId": "" }), "whose traffic"),
        (json!({ "recordTypes": "B,X" }), "the record type `X`"),
    ] {
        let read = one(other);
        assert_eq!(read.coverage.status, Status::Partial, "{part}");
        assert!(reason(&read).contains(part), "{}", reason(&read));
    }
}

#[test]
fn one_region_that_is_refused_leaves_the_others() {
    let list = |region: &str| format!("{LIST}.{region}");
    let refused = json!({ "error": { "code": "AuthorizationFailed" } });
    let logs = json!([log("main", json!({}))]);
    let told = |answers| {
        let reading = read(answers);
        let read = kind(&reading, "flow-log");
        let why = read.coverage.reason.clone().unwrap_or_default();
        (read.coverage.status, read.resources.len(), why)
    };
    let (status, read, why) =
        told(vec![answer(&list("westeurope"), &logs), answer(&list("northeurope"), &refused)]);
    assert_eq!((status, read), (Status::Partial, 1), "{why}");
    assert!(why.contains("flow-log-list.northeurope.json: denied"), "{why}");
    assert!(why.contains("Microsoft.Network/networkWatchers/flowLogs/read"), "{why}");

    let both = ["westeurope", "northeurope"].map(|region| answer(&list(region), &refused));
    let (status, read, _) = told(both.into());
    assert_eq!((status, read), (Status::Denied, 0));

    let (status, read, why) =
        told(vec![answer(&list("westeurope"), &logs), file(&list("northeurope"), "")]);
    assert_eq!((status, read), (Status::Partial, 1), "{why}");
    assert!(why.contains("az network watcher flow-log list --location <region> -o json"), "{why}");

    let empty = [answer(&list("westeurope"), &logs), answer(&list("northeurope"), &json!([]))];
    let (status, read, why) = told(empty.into());
    assert_eq!((status, read, &*why), (Status::Complete, 1, ""));

    let (status, _, why) = told(Vec::new());
    assert_eq!((status, &*why), (Status::Skipped, "no flow-log-list.<region>.json in the dump"));
}
