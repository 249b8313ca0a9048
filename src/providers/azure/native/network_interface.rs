//! Network interfaces.

use serde::Deserialize;

use super::{Reference, Tags};

/// An interface of `az network nic list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkInterface {
    pub(crate) disable_tcp_state_tracking: Option<bool>,
    pub(crate) dns_settings: DnsSettings,
    pub(crate) enable_ip_forwarding: Option<bool>,
    pub(crate) hosted_workloads: Vec<String>,
    pub(crate) id: Option<String>,
    pub(crate) ip_configurations: Vec<IpConfiguration>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) network_security_group: Option<Reference>,
    pub(crate) nic_type: Option<String>,
    pub(crate) primary: Option<bool>,
    pub(crate) private_endpoint: Option<Reference>,
    pub(crate) private_link_service: Option<Reference>,
    pub(crate) tags: Tags,
    pub(crate) tap_configurations: Vec<Reference>,
    pub(crate) virtual_machine: Option<Reference>,
    pub(crate) workload_type: Option<String>,
}

/// Names that an interface resolves and has.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DnsSettings {
    pub(crate) dns_servers: Vec<String>,
}

/// One address of an interface, and what it is a member of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct IpConfiguration {
    pub(crate) application_gateway_backend_address_pools: Vec<Reference>,
    pub(crate) application_security_groups: Vec<Reference>,
    pub(crate) gateway_load_balancer: Option<Reference>,
    pub(crate) load_balancer_backend_address_pools: Vec<Reference>,
    pub(crate) load_balancer_inbound_nat_rules: Vec<Reference>,
    pub(crate) name: Option<String>,
    pub(crate) primary: Option<bool>,
    pub(crate) private_ip_address: Option<String>,
    pub(crate) private_ip_address_prefix_length: Option<i64>,
    pub(crate) private_link_connection_properties: Option<PrivateLinkConnection>,
    pub(crate) public_ip_address: Option<Reference>,
    pub(crate) subnet: Option<Reference>,
    pub(crate) virtual_network_taps: Vec<Reference>,
}

/// What a private endpoint leads to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PrivateLinkConnection {
    pub(crate) group_id: Option<String>,
}
