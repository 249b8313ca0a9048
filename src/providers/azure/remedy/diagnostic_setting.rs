//! Diagnostic settings, which are written as a whole: Azure Monitor has no smaller unit.

use serde_json::{Value, json};

use super::sheet::{Made, Sheet};
use super::ways::{Way, odd};
use crate::model::Resource;
use crate::providers::azure::parse::diagnostic_setting::{Durable, EventHub, Log, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: "2021-05-01-preview",
    columns: &[
        ("event_hub", Way::Whole),
        ("logging", Way::Whole),
        ("logs", Way::Whole),
        ("metrics", Way::Whole),
        ("name", Way::Not("a diagnostic setting can't be renamed")),
        ("partner", Way::Whole),
        ("service_bus_rule", Way::Whole),
        ("storage", Way::Whole),
        ("tables", Way::Whole),
        ("target", Way::Not("a diagnostic setting belongs to what its logs are of")),
        ("workspace", Way::Whole),
    ],
    made: Made::Both(made),
    lacks: &[],
};

fn made(setting: &Resource) -> Result<Value, String> {
    let Durable {
        event_hub,
        logging: _,
        logs,
        metrics,
        name: _,
        partner,
        service_bus_rule,
        storage,
        tables,
        target: _,
        workspace,
    } = setting.durable.decode().map_err(|_| odd())?;
    let EventHub { name: hub, rule } = event_hub.unwrap_or_default();
    let text = |text: String| (!text.is_empty()).then_some(text);
    let logs: Vec<Value> = logs
        .into_iter()
        .map(|Log { category, group, retention }| {
            let retention = retention.map(|kept| json!({ "days": kept.days, "enabled": true }));
            json!({ "category": category, "categoryGroup": group, "enabled": true, "retentionPolicy": retention })
        })
        .collect();
    let metrics: Vec<Value> =
        metrics.iter().map(|category| json!({ "category": category, "enabled": true })).collect();
    Ok(json!({ "properties": {
        "eventHubAuthorizationRuleId": text(rule),
        "eventHubName": text(hub),
        "logAnalyticsDestinationType": tables,
        "logs": logs,
        "marketplacePartnerId": partner,
        "metrics": metrics,
        "serviceBusRuleId": service_bus_rule,
        "storageAccountId": storage,
        "workspaceId": workspace,
    } }))
}
