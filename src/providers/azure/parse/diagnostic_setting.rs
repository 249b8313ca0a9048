//! Diagnostic settings of Azure Monitor: which logs of a subscription or a security group go where.
//!
//! Those of a subscription export its activity log, which says who changed what; without one it is gone after ninety days.
//! Azure keeps only metrics by itself, so a security group without a setting has no log at all. Recorded is what is sent:
//! Azure lists a category that is switched off, or leaves it out, and both are the same.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::arm::{self, fields_of_a_resource};
use super::flow_log::{Retention, retention};
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::azure::calls::{
    DIAGNOSTIC_SETTINGS_LIST, DIAGNOSTIC_SETTINGS_SUBSCRIPTION_LIST, NSG_LIST,
};
use crate::providers::azure::native;
use crate::providers::calls::{enriches, required};
use crate::providers::normalised::{Outcome, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "diagnostic-setting"),
    title: "diagnostic setting",
    role: Role::Monitoring,
    calls: &[
        required(DIAGNOSTIC_SETTINGS_SUBSCRIPTION_LIST),
        required(DIAGNOSTIC_SETTINGS_LIST),
        // Of which groups there may be settings.
        enriches(NSG_LIST),
    ],
    identity: "the id of Resource Manager in lower case, in one spelling for those of a subscription, which Azure writes in several; a setting can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable("event_hub", Bears::Logging, "where logs are streamed to")
        .records(Less::Elsewhere, ""),
    Field::durable(
        "event_hub.name",
        Bears::Logging,
        "which hub; empty where Azure makes one for each category"
    )
    .records(Less::Elsewhere, ""),
    Field::durable(
        "event_hub.rule",
        Bears::Logging,
        "whose right to send is used, and the namespace"
    )
    .records(Less::Elsewhere, ""),
    Field::durable("logging", Bears::Logging, "whether any log is sent").records(Less::Switch, ""),
    Field::list(
        "logs",
        Bears::Logging,
        Matching::Keyed(&["category", "group"]),
        "which logs are sent: categories, and groups of them",
    )
    .records(Less::Fewer(covers), "all the logs that it did"),
    Field::durable(
        "logs[].retention",
        Bears::Logging,
        "when the storage account deletes them; left out when they are kept for ever"
    )
    .records(Less::More, "what is older than its retention"),
    Field::durable("logs[].retention.days", Bears::Logging, "for how many days they are kept")
        .records(Less::Lower, "as many days"),
    Field::list(
        "metrics",
        Bears::Logging,
        Matching::Set,
        "which metrics are sent; they are counters and record nobody's doings",
    ),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("partner", Bears::Logging, "the resource of a partner that logs are sent to")
        .records(Less::Elsewhere, ""),
    Field::durable(
        "service_bus_rule",
        Bears::Logging,
        "where logs are streamed to, as it once was"
    )
    .records(Less::Elsewhere, ""),
    Field::durable("storage", Bears::Logging, "where logs are archived")
        .records(Less::Elsewhere, ""),
    Field::durable(
        "tables",
        Bears::Logging,
        "`Dedicated` when each category has a table of its own in the workspace; queries look in one or the other"
    ),
    Field::durable("target", Bears::Logging, "whose logs they are; a part of the id"),
    Field::durable("workspace", Bears::Logging, "where logs can be queried")
        .records(Less::Elsewhere, ""),
    Field::volatile("location", "that of what the logs are of"),
    Field::volatile("metrics[].retentionPolicy", "metrics record nobody's doings"),
    Field::volatile("metrics[].timeGrain", "metrics record nobody's doings"),
    Field::volatile("systemData", "who made it and when"),
];

/// Says what is sent: `sends NetworkSecurityGroupEvent`.
fn phrase(list: &str, element: &Value) -> Option<String> {
    if list != "logs" {
        return None;
    }
    let Log { category, group, retention } = Log::deserialize(element).ok()?;
    let what = category.or_else(|| group.map(|group| format!("the group {group}")))?;
    Some(match retention {
        Some(Retention { days }) => format!("sends {what}, kept {days} days"),
        None => format!("sends {what}"),
    })
}

/// Whether logs that came take in those that went.
fn covers(gone: &Value, came: &Value) -> bool {
    let is_all = came.get("group").is_some_and(|group| group == ALL);
    is_all && gone.is_object()
}

/// The group of all categories.
const ALL: &str = "allLogs";

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event_hub: Option<EventHub>,
    pub(crate) logging: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) logs: Vec<Log>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) metrics: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) partner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_bus_rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) storage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tables: Option<String>,
    pub(crate) target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workspace: Option<String>,
}

/// A hub that logs are streamed to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EventHub {
    pub(crate) name: String,
    pub(crate) rule: String,
}

/// Logs that are sent: of a category, or of a group of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Log {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retention: Option<Retention>,
}

/// Makes a setting's resource.
pub(crate) fn normalise(setting: native::DiagnosticSetting, subscription: &str) -> Outcome {
    let native::DiagnosticSetting {
        event_hub_authorization_rule_id,
        event_hub_name,
        id,
        log_analytics_destination_type,
        logs,
        marketplace_partner_id,
        metrics,
        name,
        service_bus_rule_id,
        storage_account_id,
        workspace_id,
    } = setting;
    let Some(text) = said(id) else { return Err(format!("a {} has no id", SPEC.title)) };
    let Some((target, last)) = taken_apart(&text) else {
        return Err(format!("{} `{text}` has no id of a diagnostic setting", SPEC.title));
    };
    let id = format!("{target}/providers/microsoft.insights/diagnosticsettings/{last}");
    let id = arm::identity(SPEC.title, Some(id), subscription)?;
    let mut doubts = Vec::new();
    let place = |text: Option<String>| said(text).map(|text| arm::id(&text));
    let mut logs: Vec<Log> =
        logs.into_iter().filter_map(|log| sent(log, &id, &mut doubts)).collect();
    logs.sort();
    logs.dedup();
    let metrics =
        metrics.into_iter().filter_map(|native::DiagnosticMetric { category, enabled }| {
            if enabled.is_none() {
                doubts.push(format!("{id}: it does not say whether one of its metrics is enabled"));
            }
            (enabled == Some(true)).then_some(category)
        });
    let metrics = set(metrics);
    let (partner, service_bus_rule) = (place(marketplace_partner_id), place(service_bus_rule_id));
    let (storage, workspace) = (place(storage_account_id), place(workspace_id));
    let rule = place(event_hub_authorization_rule_id);
    let hub = said(event_hub_name).unwrap_or_default();
    if [&partner, &service_bus_rule, &storage, &workspace, &rule].iter().all(|one| one.is_none()) {
        doubts.push(format!("{id}: it does not say where its logs go"));
    }
    let tables = said(log_analytics_destination_type);
    let durable = Durable {
        event_hub: rule.map(|rule| EventHub { name: hub, rule }),
        logging: !logs.is_empty(),
        logs,
        metrics,
        name: said(name),
        partner,
        service_bus_rule,
        storage,
        // What is shared is what Azure takes when nothing is said.
        tables: tables.filter(|kind| !kind.eq_ignore_ascii_case("AzureDiagnostics")),
        target,
        workspace,
    };
    resource(SPEC.title, Some(id), &durable, &serde_json::Map::new(), doubts)
}

/// The id of what a setting is of, and the setting's name. Those of a subscription have no slash at the beginning, and are now
/// of `microsoft.insights` and now of `AzureResourceManager`.
fn taken_apart(text: &str) -> Option<(String, String)> {
    let id = format!("/{}", arm::id(text).trim_start_matches('/'));
    let mut parts = id.rsplitn(5, '/');
    let (name, kind, _) = (parts.next()?, parts.next()?, parts.next()?);
    let (providers, target) = (parts.next()?, parts.next()?);
    (kind == "diagnosticsettings" && providers == "providers" && !name.is_empty())
        .then(|| (target.to_owned(), name.to_owned()))
}

/// What is sent of a category or a group; nothing when it is switched off.
fn sent(log: native::DiagnosticLog, id: &str, doubts: &mut Vec<String>) -> Option<Log> {
    let native::DiagnosticLog { category, category_group, enabled, retention_policy } = log;
    let (category, group) = (said(category), said(category_group));
    if category.is_none() && group.is_none() {
        doubts.push(format!("{id}: it does not say which logs one of its entries is about"));
        return None;
    }
    if enabled.is_none() {
        let what = category.as_deref().or(group.as_deref()).unwrap_or_default();
        doubts.push(format!("{id}: it does not say whether `{what}` is enabled"));
    }
    (enabled == Some(true)).then(|| Log { category, group, retention: retention(retention_policy) })
}
