//! Network security groups and application security groups.

use serde::Deserialize;

use super::{Reference, Tags};

/// A group of `az network nsg list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkSecurityGroup {
    pub(crate) default_security_rules: Vec<SecurityRule>,
    pub(crate) flow_logs: Vec<Reference>,
    pub(crate) flush_connection: Option<bool>,
    pub(crate) id: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) network_interfaces: Vec<Reference>,
    pub(crate) security_rules: Option<Vec<SecurityRule>>,
    pub(crate) subnets: Vec<Reference>,
    pub(crate) tags: Tags,
}

/// A rule of either direction.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SecurityRule {
    pub(crate) access: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) destination_address_prefix: Option<String>,
    pub(crate) destination_address_prefixes: Vec<String>,
    pub(crate) destination_application_security_groups: Vec<Reference>,
    pub(crate) destination_port_range: Option<String>,
    pub(crate) destination_port_ranges: Vec<String>,
    pub(crate) direction: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) priority: Option<i64>,
    pub(crate) protocol: Option<String>,
    pub(crate) source_address_prefix: Option<String>,
    pub(crate) source_address_prefixes: Vec<String>,
    pub(crate) source_application_security_groups: Vec<Reference>,
    pub(crate) source_port_range: Option<String>,
    pub(crate) source_port_ranges: Vec<String>,
}

/// A group of `az network asg list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ApplicationSecurityGroup {
    pub(crate) id: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) tags: Tags,
}
