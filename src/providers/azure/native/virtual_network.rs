//! Virtual networks, their subnets and peerings, and route tables.

use serde::Deserialize;

use super::{Reference, Tags};

/// A network of `az network vnet list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct VirtualNetwork {
    pub(crate) address_space: AddressSpace,
    pub(crate) ddos_protection_plan: Option<Reference>,
    pub(crate) dhcp_options: DhcpOptions,
    pub(crate) enable_ddos_protection: Option<bool>,
    pub(crate) enable_vm_protection: Option<bool>,
    pub(crate) encryption: Encryption,
    pub(crate) flow_logs: Vec<Reference>,
    pub(crate) id: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    #[serde(rename = "privateEndpointVNetPolicies")]
    pub(crate) private_endpoint_vnet_policies: Option<String>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) tags: Tags,
    pub(crate) virtual_network_peerings: Vec<Peering>,
}

/// Blocks of addresses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AddressSpace {
    pub(crate) address_prefixes: Vec<String>,
}

/// What machines of a network are told when they start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DhcpOptions {
    pub(crate) dns_servers: Vec<String>,
}

/// Whether traffic between machines is encrypted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Encryption {
    pub(crate) enabled: Option<bool>,
    pub(crate) enforcement: Option<String>,
}

/// One side of a peering.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Peering {
    pub(crate) allow_forwarded_traffic: Option<bool>,
    pub(crate) allow_gateway_transit: Option<bool>,
    pub(crate) allow_virtual_network_access: Option<bool>,
    #[serde(rename = "enableOnlyIPv6Peering")]
    pub(crate) enable_only_ipv6_peering: Option<bool>,
    pub(crate) local_address_space: Option<AddressSpace>,
    pub(crate) local_subnet_names: Vec<String>,
    pub(crate) name: Option<String>,
    pub(crate) peer_complete_vnets: Option<bool>,
    pub(crate) peering_state: Option<String>,
    pub(crate) remote_address_space: Option<AddressSpace>,
    pub(crate) remote_subnet_names: Vec<String>,
    pub(crate) remote_virtual_network: Option<Reference>,
    pub(crate) use_remote_gateways: Option<bool>,
}

/// A subnet of a network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Subnet {
    pub(crate) address_prefix: Option<String>,
    pub(crate) address_prefixes: Vec<String>,
    pub(crate) application_gateway_ip_configurations: Vec<Reference>,
    pub(crate) default_outbound_access: Option<bool>,
    pub(crate) delegations: Vec<Delegation>,
    pub(crate) id: Option<String>,
    pub(crate) ip_configurations: Vec<Reference>,
    pub(crate) name: Option<String>,
    pub(crate) nat_gateway: Option<Reference>,
    pub(crate) network_security_group: Option<Reference>,
    pub(crate) private_endpoint_network_policies: Option<String>,
    pub(crate) private_endpoints: Vec<Reference>,
    pub(crate) private_link_service_network_policies: Option<String>,
    pub(crate) route_table: Option<Reference>,
    pub(crate) service_association_links: Vec<ServiceLink>,
    pub(crate) service_endpoint_policies: Vec<Reference>,
    pub(crate) service_endpoints: Vec<ServiceEndpoint>,
    pub(crate) sharing_scope: Option<String>,
}

/// A service that may put its own machines into a subnet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Delegation {
    pub(crate) service_name: Option<String>,
}

/// A service that did.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ServiceLink {
    pub(crate) linked_resource_type: Option<String>,
}

/// A direct way to a service of Azure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ServiceEndpoint {
    pub(crate) locations: Vec<String>,
    pub(crate) network_identifier: Option<Reference>,
    pub(crate) service: Option<String>,
}

/// A table of `az network route-table list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RouteTable {
    pub(crate) disable_bgp_route_propagation: Option<bool>,
    pub(crate) id: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) routes: Vec<Route>,
    pub(crate) subnets: Vec<Reference>,
    pub(crate) tags: Tags,
}

/// A route that somebody wrote.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Route {
    pub(crate) address_prefix: Option<String>,
    pub(crate) has_bgp_override: Option<bool>,
    pub(crate) name: Option<String>,
    pub(crate) next_hop_ip_address: Option<String>,
    pub(crate) next_hop_type: Option<String>,
}
