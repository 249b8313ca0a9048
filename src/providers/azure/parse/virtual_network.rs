//! Virtual networks: what `VirtualNetwork` means in a rule, and which other networks are reached.

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, refer, refer_all, tags};
use super::terms::blocks;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::VNET_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "virtual-network"),
    title: "virtual network",
    role: Role::Network,
    calls: &[required(VNET_LIST)],
    identity: "the id of Resource Manager in lower case; a network can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable("address_space", Bears::Exposure, "which addresses `VirtualNetwork` means"),
    Field::durable("ddos_protection", Bears::Exposure, "whether floods are kept off"),
    Field::durable("ddos_protection_plan", Bears::Exposure, "who keeps floods off"),
    Field::durable("dns_servers", Bears::Exposure, "who answers for names"),
    Field::durable("encryption", Bears::Hardening, "whether traffic inside is encrypted"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::list(
        "peerings",
        Bears::Exposure,
        Matching::Keyed(&["name"]),
        "which other networks are reached, and belong to `VirtualNetwork`",
    ),
    Field::durable(
        "private_endpoint_policies",
        Bears::Exposure,
        "whether peered networks learn of private endpoints",
    ),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("vm_protection", Bears::Exposure, "whether machines are kept from floods"),
    Field::context("flow_logs", Bears::Logging, "what records its traffic"),
    Field::context("subnets", Bears::Metadata, "each is told by itself"),
    Field::volatile("addressSpace.ipamPoolPrefixAllocations", "who gave out the addresses"),
    Field::volatile("bgpCommunities", "labels of routes"),
    Field::volatile("extendedLocation", "inventory"),
    Field::volatile("flowTimeoutInMinutes", "how long idle connections are remembered"),
    Field::volatile("ipAllocations", "who gave out the addresses"),
    Field::volatile("subnets[].delegations[].actions", "what the service does with its own"),
    Field::volatile("subnets[].delegations[].id", "made of the subnet's id and the name"),
    Field::volatile("subnets[].delegations[].name", "the service says it"),
    Field::volatile("subnets[].ipAllocations", "who gave out the addresses"),
    Field::volatile("subnets[].ipConfigurationProfiles", "a service's own, never traffic"),
    Field::volatile("subnets[].ipamPoolPrefixAllocations", "who gave out the addresses"),
    Field::volatile("subnets[].purpose", "the delegations say it"),
    Field::volatile("subnets[].resourceNavigationLinks", "the older form of service links"),
    Field::volatile("subnets[].serviceAssociationLinks[].allowDelete", "what becomes of it later"),
    Field::volatile("subnets[].serviceAssociationLinks[].id", "made of the subnet's id"),
    Field::volatile("subnets[].serviceAssociationLinks[].link", "the service's own name for it"),
    Field::volatile("subnets[].serviceAssociationLinks[].locations", "inventory"),
    Field::volatile("subnets[].serviceAssociationLinks[].name", "the service says it"),
    Field::volatile("virtualNetworkPeerings[].doNotVerifyRemoteGateways", "a check of the edit"),
    Field::volatile("virtualNetworkPeerings[].id", "made of the network's id and the name"),
    Field::volatile(
        "virtualNetworkPeerings[].localVirtualNetworkAddressSpace",
        "the network's own address space",
    ),
    Field::volatile("virtualNetworkPeerings[].peeringSyncLevel", "the progress of an edit"),
    Field::volatile("virtualNetworkPeerings[].remoteBgpCommunities", "labels of routes"),
    Field::volatile(
        "virtualNetworkPeerings[].remoteVirtualNetworkAddressSpace",
        "what the other side has by now; the peered part is recorded",
    ),
    Field::volatile(
        "virtualNetworkPeerings[].remoteVirtualNetworkEncryption",
        "the other network tells it",
    ),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) address_space: Vec<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ddos_protection: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ddos_protection_plan: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) dns_servers: Vec<String>,
    /// How strict it is, when it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encryption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) peerings: Vec<Peering>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_endpoint_policies: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) vm_protection: bool,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) flow_logs: Vec<String>,
    pub(crate) subnets: Vec<String>,
}

/// This side of a peering.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Peering {
    /// Whether `VirtualNetwork` includes the other network.
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) allow_access: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) allow_forwarded_traffic: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) allow_gateway_transit: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ipv6_only: bool,
    /// The blocks of this side, when only some of its subnets are peered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) local_address_space: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) local_subnets: Vec<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remote: Option<String>,
    pub(crate) remote_address_space: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) remote_subnets: Vec<String>,
    /// `Connected`, or why nothing passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) use_remote_gateways: bool,
    /// Whether the whole of both networks is peered; left out when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) whole: Option<bool>,
}

/// Makes a network's resource, and gives its subnets back.
pub(crate) fn normalise(
    network: native::VirtualNetwork,
    subscription: &str,
) -> (Outcome, Vec<native::Subnet>) {
    let native::VirtualNetwork {
        address_space: native::AddressSpace { address_prefixes },
        ddos_protection_plan,
        dhcp_options: native::DhcpOptions { dns_servers },
        enable_ddos_protection,
        enable_vm_protection,
        encryption: native::Encryption { enabled, enforcement },
        flow_logs,
        id,
        location,
        name,
        private_endpoint_vnet_policies,
        subnets,
        tags: labels,
        virtual_network_peerings,
    } = network;
    let id = match arm::identity(SPEC.title, id, subscription) {
        Ok(id) => id,
        Err(wrong) => return (Err(wrong), Vec::new()),
    };
    let mut doubts = Vec::new();
    let mut peerings: Vec<Peering> = virtual_network_peerings
        .into_iter()
        .map(|peering| read_peering(peering, &mut doubts))
        .collect();
    peerings.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    let durable = Durable {
        address_space: blocks(address_prefixes, &mut doubts),
        ddos_protection: enable_ddos_protection.unwrap_or_default(),
        ddos_protection_plan: refer(ddos_protection_plan),
        dns_servers: set(dns_servers.into_iter().map(Some)),
        encryption: enabled
            .unwrap_or_default()
            .then(|| said(enforcement).unwrap_or_else(|| "AllowUnencrypted".to_owned())),
        location: arm::location(location),
        name: said(name),
        peerings,
        private_endpoint_policies: said(private_endpoint_vnet_policies),
        tags: tags(labels),
        vm_protection: enable_vm_protection.unwrap_or_default(),
    };
    let ids = subnets.iter().map(|subnet| subnet.id.as_deref().map(arm::id));
    let context = Context { flow_logs: refer_all(flow_logs), subnets: set(ids) };
    let doubts = doubts.into_iter().map(|odd| format!("{id}: {odd}")).collect();
    (resource(SPEC.title, Some(id.clone()), &durable, &context, doubts), subnets)
}

fn read_peering(peering: native::Peering, doubts: &mut Vec<String>) -> Peering {
    let native::Peering {
        allow_forwarded_traffic,
        allow_gateway_transit,
        allow_virtual_network_access,
        enable_only_ipv6_peering,
        local_address_space,
        local_subnet_names,
        name,
        peer_complete_vnets,
        peering_state,
        remote_address_space,
        remote_subnet_names,
        remote_virtual_network,
        use_remote_gateways,
    } = peering;
    let mut space = |space: Option<native::AddressSpace>| {
        let native::AddressSpace { address_prefixes } = space.unwrap_or_default();
        blocks(address_prefixes, doubts)
    };
    Peering {
        allow_access: allow_virtual_network_access.unwrap_or_default(),
        allow_forwarded_traffic: allow_forwarded_traffic.unwrap_or_default(),
        allow_gateway_transit: allow_gateway_transit.unwrap_or_default(),
        ipv6_only: enable_only_ipv6_peering.unwrap_or_default(),
        local_address_space: space(local_address_space),
        local_subnets: set(local_subnet_names.into_iter().map(Some)),
        name: name.unwrap_or_default(),
        remote: refer(remote_virtual_network),
        remote_address_space: space(remote_address_space),
        remote_subnets: set(remote_subnet_names.into_iter().map(Some)),
        state: said(peering_state),
        use_remote_gateways: use_remote_gateways.unwrap_or_default(),
        whole: peer_complete_vnets.filter(|whole| !whole),
    }
}

/// `peered with hub (10.0.0.0/16), Connected, for access`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "peerings" {
        return None;
    }
    let peering = Peering::deserialize(element).ok()?;
    let remote = peering.remote.as_deref().map_or("a network", arm::last).to_owned();
    let space = peering.remote_address_space.join(", ");
    let state = peering.state.unwrap_or_default();
    let switches = [
        (peering.allow_access, "access"),
        (peering.allow_forwarded_traffic, "forwarded traffic"),
        (peering.allow_gateway_transit, "gateway transit"),
        (peering.use_remote_gateways, "remote gateways"),
    ];
    let switches: Vec<&str> =
        switches.into_iter().filter(|(on, _)| *on).map(|(_, word)| word).collect();
    let switches = if switches.is_empty() { "nothing".to_owned() } else { switches.join(", ") };
    Some(format!("peered with {remote} ({space}), {state}, for {switches}"))
}
