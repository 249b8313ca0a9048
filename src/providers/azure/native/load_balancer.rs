//! Load balancers.

use serde::Deserialize;

use super::{Reference, Sku, Tags};

/// A load balancer of `az network lb list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LoadBalancer {
    pub(crate) backend_address_pools: Vec<BackendAddressPool>,
    pub(crate) frontend_ip_configurations: Vec<FrontendIpConfiguration>,
    pub(crate) id: Option<String>,
    pub(crate) inbound_nat_pools: Vec<InboundNatPool>,
    pub(crate) inbound_nat_rules: Vec<InboundNatRule>,
    pub(crate) load_balancing_rules: Vec<LoadBalancingRule>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) outbound_rules: Vec<OutboundRule>,
    pub(crate) probes: Vec<Probe>,
    pub(crate) sku: Sku,
    pub(crate) tags: Tags,
}

/// An address that it listens on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FrontendIpConfiguration {
    pub(crate) gateway_load_balancer: Option<Reference>,
    pub(crate) name: Option<String>,
    pub(crate) private_ip_address: Option<String>,
    pub(crate) public_ip_address: Option<Reference>,
    pub(crate) public_ip_prefix: Option<Reference>,
    pub(crate) subnet: Option<Reference>,
}

/// Whom it hands connections to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct BackendAddressPool {
    #[serde(rename = "backendIpConfigurations")]
    pub(crate) backend_ip_configurations: Vec<Reference>,
    pub(crate) load_balancer_backend_addresses: Vec<BackendAddress>,
    pub(crate) name: Option<String>,
    pub(crate) tunnel_interfaces: Vec<TunnelInterface>,
    pub(crate) virtual_network: Option<Reference>,
}

/// A member that is named by its address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct BackendAddress {
    pub(crate) admin_state: Option<String>,
    pub(crate) ip_address: Option<String>,
    pub(crate) load_balancer_frontend_ip_configuration: Option<Reference>,
    pub(crate) network_interface_ip_configuration: Option<Reference>,
    pub(crate) subnet: Option<Reference>,
    pub(crate) virtual_network: Option<Reference>,
}

/// The tunnel to a chain of appliances.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TunnelInterface {
    pub(crate) identifier: Option<i64>,
    pub(crate) port: Option<i64>,
    pub(crate) protocol: Option<String>,
    pub(crate) r#type: Option<String>,
}

/// A port that is spread over a pool.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LoadBalancingRule {
    pub(crate) backend_address_pool: Option<Reference>,
    pub(crate) backend_address_pools: Vec<Reference>,
    pub(crate) backend_port: Option<i64>,
    pub(crate) disable_outbound_snat: Option<bool>,
    pub(crate) enable_floating_ip: Option<bool>,
    pub(crate) frontend_ip_configuration: Option<Reference>,
    pub(crate) frontend_port: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) probe: Option<Reference>,
    pub(crate) protocol: Option<String>,
}

/// A port that leads to one machine, or a range of ports of which each does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct InboundNatRule {
    pub(crate) backend_address_pool: Option<Reference>,
    pub(crate) backend_ip_configuration: Option<Reference>,
    pub(crate) backend_port: Option<i64>,
    pub(crate) enable_floating_ip: Option<bool>,
    pub(crate) frontend_ip_configuration: Option<Reference>,
    pub(crate) frontend_port: Option<i64>,
    pub(crate) frontend_port_range_end: Option<i64>,
    pub(crate) frontend_port_range_start: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) protocol: Option<String>,
}

/// A range of ports that lead to the machines of a scale set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct InboundNatPool {
    pub(crate) backend_port: Option<i64>,
    pub(crate) enable_floating_ip: Option<bool>,
    pub(crate) frontend_ip_configuration: Option<Reference>,
    pub(crate) frontend_port_range_end: Option<i64>,
    pub(crate) frontend_port_range_start: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) protocol: Option<String>,
}

/// How members reach the internet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct OutboundRule {
    pub(crate) backend_address_pool: Option<Reference>,
    pub(crate) frontend_ip_configurations: Vec<Reference>,
    pub(crate) name: Option<String>,
    pub(crate) protocol: Option<String>,
}

/// How members are asked whether they live.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Probe {
    pub(crate) name: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) protocol: Option<String>,
    pub(crate) request_path: Option<String>,
}
