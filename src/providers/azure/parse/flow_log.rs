//! Flow logs of Network Watcher: whose traffic is recorded, where, and how much of it.
//!
//! What leaves something out is recorded as that, so that a flow log which records everything, and keeps it for ever, has
//! the fewest fields. Azure keeps the settings of analytics that are switched off; they mean nothing then.

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, tags};
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::azure::calls::FLOW_LOG_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "flow-log"),
    title: "flow log",
    role: Role::Monitoring,
    calls: &[required(FLOW_LOG_LIST)],
    identity: "the id of Resource Manager in lower case; a flow log can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable(
        "analytics",
        Bears::Logging,
        "what analyses the flows; left out when nothing does"
    )
    .records(Less::Off, "what analyses the flows"),
    Field::durable(
        "analytics.interval",
        Bears::Logging,
        "how often flows are analysed, in minutes"
    )
    .records(Less::Higher, "short intervals of analysis"),
    Field::durable("analytics.region", Bears::Metadata, "where the workspace is"),
    Field::durable("analytics.workspace", Bears::Logging, "where analysed flows go")
        .records(Less::Elsewhere, ""),
    Field::durable(
        "analytics.workspace_guid",
        Bears::Logging,
        "which workspace of that name; one that was made again has another"
    ),
    Field::durable("filter", Bears::Logging, "which flows are recorded; all, without one")
        .records(Less::More, "what its filter leaves out"),
    Field::durable("format", Bears::Logging, "how records are written"),
    Field::durable("format_version", Bears::Logging, "what is in a record")
        .records(Less::Lower, "as much of each flow"),
    Field::durable("identities", Bears::Logging, "who delivers; the storage account has to let it"),
    Field::durable(
        "identity_type",
        Bears::Logging,
        "who delivers; the storage account has to let it"
    ),
    Field::list(
        "left_out",
        Bears::Logging,
        Matching::Set,
        "the states of flows that are not recorded: begin, continue, end, deny",
    )
    .records(Less::More, "flows in all their states"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("logging", Bears::Logging, "whether it records anything")
        .records(Less::Switch, ""),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable(
        "retention",
        Bears::Logging,
        "when records are deleted; left out when they are kept for ever"
    )
    .records(Less::More, "what is older than its retention"),
    Field::durable("retention.days", Bears::Logging, "for how many days records are kept")
        .records(Less::Lower, "as many days"),
    Field::durable("storage", Bears::Logging, "where records go").records(Less::Elsewhere, ""),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("target", Bears::Logging, "whose traffic is recorded"),
    Field::context(
        "target_guid",
        Bears::Metadata,
        "which one of that name; one that was made again has another",
    ),
    Field::volatile("identity.principalId", "new when the identity is made again"),
    Field::volatile("identity.tenantId", "the tenant of the subscription"),
];

/// The states of flows, and the letters by which Azure knows them.
const STATES: &[(&str, &str)] = &[("B", "begin"), ("C", "continue"), ("D", "deny"), ("E", "end")];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) analytics: Option<Analytics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format_version: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) identities: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identity_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) left_out: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    pub(crate) logging: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retention: Option<Retention>,
    pub(crate) storage: String,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    pub(crate) target: String,
}

/// Traffic analytics, where it is on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Analytics {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) interval: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workspace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workspace_guid: Option<String>,
}

/// When records are deleted, where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Retention {
    pub(crate) days: i64,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_guid: Option<String>,
}

/// Makes a flow log's resource.
pub(crate) fn normalise(log: native::FlowLog, subscription: &str) -> Outcome {
    let native::FlowLog {
        enabled,
        enabled_filtering_criteria,
        flow_analytics_configuration:
            native::FlowAnalytics { network_watcher_flow_analytics_configuration: analytics },
        format: native::FlowLogFormat { r#type: format, version },
        id,
        identity: native::ManagedIdentity { r#type: identity_type, user_assigned_identities },
        location,
        name,
        record_types,
        retention_policy,
        storage_id,
        tags: labels,
        target_resource_guid,
        target_resource_id,
    } = log;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let mut doubts = Vec::new();
    if enabled.is_none() {
        doubts.push(format!("{id}: it does not say whether it is enabled"));
    }
    let mut named = |text: Option<String>, missing: &str| {
        said(text).map(|text| arm::id(&text)).unwrap_or_else(|| {
            doubts.push(format!("{id}: {missing}"));
            String::new()
        })
    };
    let storage = named(storage_id, "it has no storage account");
    let target = named(target_resource_id, "it does not say whose traffic it records");
    let left_out = left_out(said(record_types).as_deref()).unwrap_or_else(|odd| {
        doubts.push(format!("{id}: can't read the record type `{odd}`"));
        Vec::new()
    });
    let durable = Durable {
        analytics: read_analytics(analytics),
        filter: said(enabled_filtering_criteria),
        format: said(format),
        format_version: version,
        identities: set(user_assigned_identities.into_keys().map(|id| Some(arm::id(&id)))),
        identity_type: said(identity_type),
        left_out,
        location: arm::location(location),
        logging: enabled == Some(true),
        name: said(name),
        retention: retention(retention_policy),
        storage,
        tags: tags(labels),
        target,
    };
    let context = Context { target_guid: said(target_resource_guid) };
    resource(SPEC.title, Some(id), &durable, &context, doubts)
}

/// When a storage account deletes records. No days at all are as many as there are.
pub(super) fn retention(policy: native::RetentionPolicy) -> Option<Retention> {
    let native::RetentionPolicy { days, enabled } = policy;
    let days = days.filter(|days| *days > 0 && enabled == Some(true));
    days.map(|days| Retention { days })
}

fn read_analytics(analytics: native::TrafficAnalytics) -> Option<Analytics> {
    let native::TrafficAnalytics {
        enabled,
        traffic_analytics_interval,
        workspace_id,
        workspace_region,
        workspace_resource_id,
    } = analytics;
    (enabled == Some(true)).then(|| Analytics {
        interval: traffic_analytics_interval,
        region: arm::location(workspace_region),
        workspace: said(workspace_resource_id).map(|id| arm::id(&id)),
        workspace_guid: said(workspace_id),
    })
}

/// The states that a list of letters leaves out; none, where there is no list.
fn left_out(letters: Option<&str>) -> Result<Vec<String>, String> {
    let Some(letters) = letters else { return Ok(Vec::new()) };
    let letters: Vec<&str> = letters.split(',').map(str::trim).collect();
    let is = |letter: &str, known: &str| letter.eq_ignore_ascii_case(known);
    let is_known = |letter: &str| STATES.iter().any(|(known, _)| is(letter, known));
    if let Some(odd) = letters.iter().find(|letter| !is_known(letter)) {
        return Err((*odd).to_owned());
    }
    let is_recorded = |known: &str| letters.iter().any(|letter| is(letter, known));
    let out = STATES.iter().filter(|(known, _)| !is_recorded(known));
    Ok(set(out.map(|(_, state)| Some((*state).to_owned()))))
}
