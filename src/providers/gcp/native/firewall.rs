//! VPC firewall rules.

use serde::Deserialize;

/// A rule of `firewall-rules list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Firewall {
    pub(crate) allowed: Vec<Layer4>,
    pub(crate) denied: Vec<Layer4>,
    pub(crate) description: Option<String>,
    pub(crate) destination_ranges: Vec<String>,
    pub(crate) direction: Option<String>,
    pub(crate) disabled: Option<bool>,
    pub(crate) id: Option<String>,
    pub(crate) log_config: Option<FirewallLogConfig>,
    pub(crate) name: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) priority: Option<i64>,
    pub(crate) self_link: Option<String>,
    pub(crate) source_ranges: Vec<String>,
    pub(crate) source_service_accounts: Vec<String>,
    pub(crate) source_tags: Vec<String>,
    pub(crate) target_service_accounts: Vec<String>,
    pub(crate) target_tags: Vec<String>,
}

/// Whether and how a rule is logged.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FirewallLogConfig {
    pub(crate) enable: Option<bool>,
    pub(crate) metadata: Option<String>,
}

/// A protocol, and perhaps ports of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Layer4 {
    #[serde(rename = "IPProtocol")]
    pub(crate) ip_protocol: Option<String>,
    pub(crate) ports: Vec<String>,
}
