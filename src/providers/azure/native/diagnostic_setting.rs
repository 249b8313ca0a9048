//! Diagnostic settings of Azure Monitor.

use serde::Deserialize;

use super::RetentionPolicy;

/// A diagnostic setting of `az monitor diagnostic-settings list`, or of `subscription list`, which knows fewer fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DiagnosticSetting {
    pub(crate) event_hub_authorization_rule_id: Option<String>,
    pub(crate) event_hub_name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) log_analytics_destination_type: Option<String>,
    pub(crate) logs: Vec<DiagnosticLog>,
    pub(crate) marketplace_partner_id: Option<String>,
    pub(crate) metrics: Vec<DiagnosticMetric>,
    pub(crate) name: Option<String>,
    pub(crate) service_bus_rule_id: Option<String>,
    pub(crate) storage_account_id: Option<String>,
    pub(crate) workspace_id: Option<String>,
}

/// Logs of one category, or of a group of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DiagnosticLog {
    pub(crate) category: Option<String>,
    pub(crate) category_group: Option<String>,
    pub(crate) enabled: Option<bool>,
    pub(crate) retention_policy: RetentionPolicy,
}

/// Metrics of one category.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DiagnosticMetric {
    pub(crate) category: Option<String>,
    pub(crate) enabled: Option<bool>,
}
