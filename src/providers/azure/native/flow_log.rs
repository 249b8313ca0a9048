//! Flow logs of Network Watcher.

use serde::Deserialize;

use super::{ManagedIdentity, Tags};

/// A flow log of `az network watcher flow-log list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FlowLog {
    pub(crate) enabled: Option<bool>,
    pub(crate) enabled_filtering_criteria: Option<String>,
    pub(crate) flow_analytics_configuration: FlowAnalytics,
    pub(crate) format: FlowLogFormat,
    pub(crate) id: Option<String>,
    pub(crate) identity: ManagedIdentity,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    /// In newer versions of the API than 2024-03.
    pub(crate) record_types: Option<String>,
    pub(crate) retention_policy: RetentionPolicy,
    pub(crate) storage_id: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) target_resource_guid: Option<String>,
    pub(crate) target_resource_id: Option<String>,
}

/// What is around the settings of traffic analytics.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FlowAnalytics {
    pub(crate) network_watcher_flow_analytics_configuration: TrafficAnalytics,
}

/// The settings of traffic analytics.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TrafficAnalytics {
    pub(crate) enabled: Option<bool>,
    pub(crate) traffic_analytics_interval: Option<i64>,
    pub(crate) workspace_id: Option<String>,
    pub(crate) workspace_region: Option<String>,
    pub(crate) workspace_resource_id: Option<String>,
}

/// What a record looks like.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FlowLogFormat {
    pub(crate) r#type: Option<String>,
    pub(crate) version: Option<i64>,
}

/// How long a storage account keeps records.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RetentionPolicy {
    pub(crate) days: Option<i64>,
    pub(crate) enabled: Option<bool>,
}
