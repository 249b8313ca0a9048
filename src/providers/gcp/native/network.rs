//! Networks and their peerings.

use serde::Deserialize;

/// A network of `networks list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Network {
    pub(crate) additional_tags: Vec<String>,
    pub(crate) auto_create_subnetworks: Option<bool>,
    pub(crate) description: Option<String>,
    pub(crate) enable_ula_internal_ipv6: Option<bool>,
    pub(crate) firewall_policy: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) internal_ipv6_range: Option<String>,
    #[serde(rename = "IPv4Range")]
    pub(crate) ipv4_range: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) network_firewall_policy_enforcement_order: Option<String>,
    pub(crate) network_profile: Option<String>,
    pub(crate) peerings: Vec<NetworkPeering>,
    pub(crate) routing_config: Option<NetworkRoutingConfig>,
    pub(crate) self_link: Option<String>,
}

/// A connection with another network, of which this is one end.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkPeering {
    pub(crate) auto_create_routes: Option<bool>,
    pub(crate) exchange_subnet_routes: Option<bool>,
    pub(crate) export_custom_routes: Option<bool>,
    pub(crate) export_subnet_routes_with_public_ip: Option<bool>,
    pub(crate) import_custom_routes: Option<bool>,
    pub(crate) import_subnet_routes_with_public_ip: Option<bool>,
    pub(crate) name: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) stack_type: Option<String>,
    pub(crate) state: Option<String>,
}

/// Which dynamic routes a network takes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkRoutingConfig {
    pub(crate) routing_mode: Option<String>,
}
