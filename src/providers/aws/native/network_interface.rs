//! Network interfaces.

use serde::Deserialize;

use super::tag::Tag;

/// An interface of `describe-network-interfaces`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkInterface {
    pub(crate) associated_subnets: Vec<String>,
    pub(crate) association: Option<NetworkInterfaceAssociation>,
    pub(crate) attachment: Option<NetworkInterfaceAttachment>,
    pub(crate) availability_zone: Option<String>,
    pub(crate) connection_tracking_configuration: Option<ConnectionTrackingConfiguration>,
    pub(crate) deny_all_igw_traffic: Option<bool>,
    pub(crate) description: Option<String>,
    pub(crate) groups: Vec<GroupIdentifier>,
    pub(crate) interface_type: Option<String>,
    pub(crate) ipv4_prefixes: Vec<Ipv4PrefixSpecification>,
    pub(crate) ipv6_addresses: Vec<NetworkInterfaceIpv6Address>,
    pub(crate) ipv6_native: Option<bool>,
    pub(crate) ipv6_prefixes: Vec<Ipv6PrefixSpecification>,
    pub(crate) network_interface_id: Option<String>,
    pub(crate) operator: Option<Operator>,
    pub(crate) outpost_arn: Option<String>,
    pub(crate) owner_id: Option<String>,
    pub(crate) private_ip_address: Option<String>,
    pub(crate) private_ip_addresses: Vec<NetworkInterfacePrivateIpAddress>,
    pub(crate) requester_id: Option<String>,
    pub(crate) requester_managed: Option<bool>,
    pub(crate) source_dest_check: Option<bool>,
    pub(crate) subnet_id: Option<String>,
    pub(crate) tag_set: Vec<Tag>,
    pub(crate) vpc_id: Option<String>,
}

/// An address of another network that is mapped onto a private one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkInterfaceAssociation {
    pub(crate) carrier_ip: Option<String>,
    pub(crate) customer_owned_ip: Option<String>,
    pub(crate) public_ip: Option<String>,
}

/// What an interface is plugged into.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkInterfaceAttachment {
    pub(crate) device_index: Option<i64>,
    pub(crate) instance_id: Option<String>,
    pub(crate) instance_owner_id: Option<String>,
}

/// How long idle connections are remembered, in seconds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct ConnectionTrackingConfiguration {
    pub(crate) tcp_established_timeout: Option<i64>,
    pub(crate) udp_stream_timeout: Option<i64>,
    pub(crate) udp_timeout: Option<i64>,
}

/// A security group, named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct GroupIdentifier {
    pub(crate) group_id: Option<String>,
}

/// An IPv6 address of an interface.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkInterfaceIpv6Address {
    pub(crate) ipv6_address: Option<String>,
}

/// A private IPv4 address of an interface.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkInterfacePrivateIpAddress {
    pub(crate) association: Option<NetworkInterfaceAssociation>,
    pub(crate) primary: Option<bool>,
    pub(crate) private_ip_address: Option<String>,
}

/// A block of addresses delegated to an interface.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Ipv4PrefixSpecification {
    pub(crate) ipv4_prefix: Option<String>,
}

/// A block of addresses delegated to an interface.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Ipv6PrefixSpecification {
    pub(crate) ipv6_prefix: Option<String>,
}

/// The service that manages a resource.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Operator {
    pub(crate) managed: Option<bool>,
    pub(crate) principal: Option<String>,
}
