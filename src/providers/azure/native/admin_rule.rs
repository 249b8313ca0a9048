//! Security admin rules of Virtual Network Manager, as they are in force in one network.

use serde::Deserialize;

use super::Reference;

/// A rule in force.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct EffectiveSecurityAdminRule {
    pub(crate) access: Option<String>,
    pub(crate) configuration_description: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) destination_port_ranges: Vec<String>,
    pub(crate) destinations: Vec<AddressPrefixItem>,
    pub(crate) direction: Option<String>,
    pub(crate) flag: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) priority: Option<i64>,
    pub(crate) protocol: Option<String>,
    pub(crate) rule_collection_applies_to_groups: Vec<NetworkGroupItem>,
    pub(crate) rule_collection_description: Option<String>,
    pub(crate) rule_groups: Vec<Reference>,
    pub(crate) source_port_ranges: Vec<String>,
    pub(crate) sources: Vec<AddressPrefixItem>,
}

/// Addresses of a rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AddressPrefixItem {
    pub(crate) address_prefix: Option<String>,
    pub(crate) address_prefix_type: Option<String>,
}

/// A group of networks that a collection of rules applies to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkGroupItem {
    pub(crate) network_group_id: Option<String>,
}
