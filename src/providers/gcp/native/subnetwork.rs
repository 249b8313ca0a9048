//! Subnets.

use serde::Deserialize;

/// A subnet of `networks subnets list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Subnetwork {
    pub(crate) allow_subnet_cidr_routes_overlap: Option<bool>,
    pub(crate) description: Option<String>,
    pub(crate) enable_flow_logs: Option<bool>,
    pub(crate) external_ipv6_prefix: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) internal_ipv6_prefix: Option<String>,
    pub(crate) ip_cidr_range: Option<String>,
    pub(crate) ipv6_access_type: Option<String>,
    pub(crate) log_config: Option<SubnetworkLogConfig>,
    pub(crate) name: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) private_ip_google_access: Option<bool>,
    pub(crate) private_ipv6_google_access: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) secondary_ip_ranges: Vec<SecondaryRange>,
    pub(crate) self_link: Option<String>,
    pub(crate) stack_type: Option<String>,
    pub(crate) state: Option<String>,
}

/// Which flows of a subnet are logged.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SubnetworkLogConfig {
    pub(crate) aggregation_interval: Option<String>,
    pub(crate) enable: Option<bool>,
    pub(crate) filter_expr: Option<String>,
    pub(crate) flow_sampling: Option<f64>,
    pub(crate) metadata: Option<String>,
    pub(crate) metadata_fields: Vec<String>,
}

/// A further range of a subnet, for alias addresses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SecondaryRange {
    pub(crate) ip_cidr_range: Option<String>,
    pub(crate) range_name: Option<String>,
}
