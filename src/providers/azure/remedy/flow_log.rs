//! Flow logs: whether they record, what, where and for how long.

use serde_json::{Map, Value, json};

use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Way, Written, odd};
use crate::model::Resource;
use crate::providers::azure::parse::flow_log::{Durable, SPEC};

const DELIVERS: &str = "who delivers is not handed out from here: `az network watcher flow-log update` gives a flow log an identity, and the storage account has to let it";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("analytics", Way::Property(Written::Own(analytics))),
        ("filter", Way::Property(Written::As("enabledFilteringCriteria"))),
        ("format", Way::Property(Written::As("format.type"))),
        ("format_version", Way::Property(Written::As("format.version"))),
        ("identities", Way::Not(DELIVERS)),
        ("identity_type", Way::Not(DELIVERS)),
        ("left_out", Way::Property(Written::Loose(recorded))),
        ("location", Way::Not("a flow log can't be moved to another region")),
        ("logging", Way::Property(Written::Flag("enabled"))),
        ("name", Way::Not("a flow log can't be renamed")),
        ("retention", Way::Property(Written::Own(retention))),
        ("storage", Way::Property(Written::As("storageId"))),
        ("tags", Way::Tags),
        ("target", Way::Not("whose traffic a flow log records can't be edited")),
    ],
    made: Made::Both(made),
    lacks: &[],
};

fn analytics(analytics: Option<&Value>) -> Result<Value, String> {
    let mut fields = Map::new();
    fields.insert("enabled".to_owned(), analytics.is_some().into());
    for (field, key) in [
        ("interval", "trafficAnalyticsInterval"),
        ("region", "workspaceRegion"),
        ("workspace", "workspaceResourceId"),
        ("workspace_guid", "workspaceId"),
    ] {
        let value = analytics.and_then(|analytics| analytics.get(field));
        fields.extend(value.map(|value| (key.to_owned(), value.clone())));
    }
    Ok(
        json!({ "flowAnalyticsConfiguration": { "networkWatcherFlowAnalyticsConfiguration": fields } }),
    )
}

fn retention(retention: Option<&Value>) -> Result<Value, String> {
    Ok(match retention.and_then(|retention| retention.get("days")) {
        Some(days) => json!({ "retentionPolicy": { "days": days, "enabled": true } }),
        None => json!({ "retentionPolicy": { "enabled": false } }),
    })
}

/// The states of flows that are recorded, in Azure's letters.
fn recorded(left_out: Option<&Value>) -> Result<Value, String> {
    let left_out = left_out.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let letters: Vec<&str> = [("B", "begin"), ("C", "continue"), ("E", "end"), ("D", "deny")]
        .into_iter()
        .filter(|(_, state)| !left_out.iter().any(|out| out == state))
        .map(|(letter, _)| letter)
        .collect();
    Ok(json!({ "recordTypes": letters.join(",") }))
}

fn made(log: &Resource) -> Result<Value, String> {
    let value = log.durable.value().map_err(|_| odd())?;
    let Durable {
        analytics: _,
        filter,
        format,
        format_version,
        identities,
        identity_type,
        left_out,
        location,
        logging,
        name: _,
        retention: _,
        storage,
        tags,
        target,
    } = log.durable.decode().map_err(|_| odd())?;
    let mut fields = super::ways::object(json!({
        "enabled": logging,
        "enabledFilteringCriteria": filter,
        "format": { "type": format, "version": format_version },
        "storageId": storage,
        "targetResourceId": target,
    }))?;
    let said = [analytics(value.get("analytics"))?, retention(value.get("retention"))?];
    for part in said {
        fields.extend(super::ways::object(part)?);
    }
    if !left_out.is_empty() {
        fields.extend(super::ways::object(recorded(value.get("left_out"))?)?);
    }
    let identities: Map<String, Value> = identities.into_iter().map(|id| (id, json!({}))).collect();
    let identities = (!identities.is_empty()).then_some(identities);
    let identity =
        identity_type.map(|kind| json!({ "type": kind, "userAssignedIdentities": identities }));
    Ok(json!({ "location": location, "tags": tags, "identity": identity, "properties": fields }))
}
