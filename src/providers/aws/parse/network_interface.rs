//! Network interfaces: where groups take hold, and what traffic reaches.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use crate::model::{Bears, Field, Inventory, Kind, KindSpec, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_NETWORK_INTERFACES;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Known, Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "network-interface"),
    title: "network interface",
    role: Role::Endpoint,
    calls: &[required(DESCRIBE_NETWORK_INTERFACES)],
    identity: "the interface id, which AWS never gives to another interface",
    named_by: &["tags.Name"],
    comes_and_goes: Some(Inventory {
        reason: "autoscaling, load balancers and functions make and delete them all day",
        shape: &["groups", "public_addresses?", "subnet"],
    }),
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("deny_internet_gateway", Bears::Exposure, "an internet gateway may not be used"),
    Field::durable(
        "source_dest_check",
        Bears::Exposure,
        "without it the interface passes on what is not for it",
    ),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("addresses", Bears::Exposure, "where it is reached"),
    Field::context("associated_subnets", Bears::Exposure, "further subnets it stands in"),
    Field::context("availability_zone", Bears::Metadata, "inventory"),
    Field::context(
        "connection_tracking",
        Bears::Metadata,
        "how long idle connections are remembered",
    ),
    Field::context("description", Bears::Metadata, "mostly written by services"),
    Field::context("device_index", Bears::Metadata, "inventory"),
    Field::context("groups", Bears::Exposure, "which groups stand before it"),
    Field::context("instance", Bears::Exposure, "the machine that is behind it"),
    Field::context("instance_owner", Bears::Metadata, "inventory"),
    Field::context("ipv6_native", Bears::Metadata, "whether it has IPv6 alone"),
    Field::context("operator", Bears::Metadata, "the service that manages it"),
    Field::context("outpost", Bears::Metadata, "inventory"),
    Field::context("owner", Bears::Metadata, "inventory"),
    Field::context("prefixes", Bears::Metadata, "moves with pods, behind the same groups"),
    Field::context("public_addresses", Bears::Exposure, "where it is reached from other networks"),
    Field::context("requester", Bears::Metadata, "the service that made it"),
    Field::context("requester_managed", Bears::Metadata, "whether a service made it"),
    Field::context(
        "secondary_addresses",
        Bears::Metadata,
        "moves with pods, behind the same groups",
    ),
    Field::context("subnet", Bears::Exposure, "which ACL and routes apply"),
    Field::context("type", Bears::Metadata, "inventory"),
    Field::context("vpc", Bears::Exposure, "the network it is in"),
    Field::volatile("Association.AllocationId", "the address says it"),
    Field::volatile("Association.AssociationId", "new with each association"),
    Field::volatile(
        "Association.IpOwnerId",
        "who owns the address; the address says where it is reached",
    ),
    Field::volatile("Association.PublicDnsName", "made of the address"),
    Field::volatile("Attachment.AttachTime", "a timestamp"),
    Field::volatile("Attachment.AttachmentId", "new with each attachment"),
    Field::volatile("Attachment.DeleteOnTermination", "what becomes of it later"),
    Field::volatile("Attachment.EnaQueueCount", "speed"),
    Field::volatile("Attachment.EnaSrdSpecification", "speed"),
    Field::volatile("Attachment.NetworkCardIndex", "inventory"),
    Field::volatile("Attachment.Status", "the progress of an attachment"),
    Field::volatile("AvailabilityZoneId", "the zone says it"),
    Field::volatile("Groups[].GroupName", "the id says which group"),
    Field::volatile("Ipv6Address", "repeated in the list of addresses"),
    Field::volatile("Ipv6Addresses[].IsPrimaryIpv6", "every address of the list is reachable"),
    Field::volatile("Ipv6Addresses[].PublicIpv6DnsName", "made of the address"),
    Field::volatile("MacAddress", "no filter sees it"),
    Field::volatile("Operator.HiddenByDefault", "what the console shows"),
    Field::volatile("PrivateDnsName", "made of the address"),
    Field::volatile("PrivateIpAddresses[].Association.AllocationId", "the address says it"),
    Field::volatile("PrivateIpAddresses[].Association.AssociationId", "new with each association"),
    Field::volatile("PrivateIpAddresses[].Association.IpOwnerId", "as for the first address"),
    Field::volatile("PrivateIpAddresses[].Association.PublicDnsName", "made of the address"),
    Field::volatile("PrivateIpAddresses[].PrivateDnsName", "made of the address"),
    Field::volatile("PublicDnsName", "made of the address"),
    Field::volatile("PublicIpDnsNameOptions", "names of the address"),
    Field::volatile("Status", "follows the attachment"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) deny_internet_gateway: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_dest_check: Option<bool>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// The first private address and those of IPv6.
    pub(crate) addresses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) associated_subnets: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connection_tracking: Option<ConnectionTracking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device_index: Option<i64>,
    pub(crate) groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance_owner: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ipv6_native: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outpost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    /// Blocks delegated to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) prefixes: Vec<String>,
    /// Addresses of the internet, a carrier or a customer that are mapped onto it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) public_addresses: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) requester: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) requester_managed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secondary_addresses: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc: Option<String>,
}

/// Seconds that idle connections are remembered, where they were set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ConnectionTracking {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tcp_established: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) udp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) udp_stream: Option<i64>,
}

/// Makes an interface's resource, and notes in `members` which groups it is in.
pub(crate) fn normalise(
    interface: native::NetworkInterface,
    members: &mut HashMap<String, Vec<String>>,
) -> Outcome {
    let native::NetworkInterface {
        associated_subnets,
        association,
        attachment,
        availability_zone,
        connection_tracking_configuration,
        deny_all_igw_traffic,
        description,
        groups,
        interface_type,
        ipv4_prefixes,
        ipv6_addresses,
        ipv6_native,
        ipv6_prefixes,
        network_interface_id,
        operator,
        outpost_arn,
        owner_id,
        private_ip_address,
        private_ip_addresses,
        requester_id,
        requester_managed,
        source_dest_check,
        subnet_id,
        tag_set,
        vpc_id,
    } = interface;
    let id = said(network_interface_id);
    let groups = set(groups.into_iter().map(|native::GroupIdentifier { group_id }| group_id));
    if let Some(id) = &id {
        for group in &groups {
            members.entry(group.clone()).or_default().push(id.clone());
        }
    }
    let mut public = association.map(mapped).unwrap_or_default();
    let mut addresses = vec![said(private_ip_address)];
    let mut secondary = Vec::new();
    for address in private_ip_addresses {
        let native::NetworkInterfacePrivateIpAddress { association, primary, private_ip_address } =
            address;
        public.extend(association.map(mapped).unwrap_or_default());
        let list = if primary == Some(true) { &mut addresses } else { &mut secondary };
        list.push(private_ip_address);
    }
    addresses.extend(
        ipv6_addresses
            .into_iter()
            .map(|native::NetworkInterfaceIpv6Address { ipv6_address }| ipv6_address),
    );
    let prefixes = ipv4_prefixes
        .into_iter()
        .map(|native::Ipv4PrefixSpecification { ipv4_prefix }| ipv4_prefix)
        .chain(
            ipv6_prefixes
                .into_iter()
                .map(|native::Ipv6PrefixSpecification { ipv6_prefix }| ipv6_prefix),
        );
    let native::NetworkInterfaceAttachment { device_index, instance_id, instance_owner_id } =
        attachment.unwrap_or_default();
    let durable = Durable {
        deny_internet_gateway: deny_all_igw_traffic.unwrap_or_default(),
        source_dest_check,
        tags: tags(tag_set),
    };
    let context = Context {
        addresses: set(addresses),
        associated_subnets: set(associated_subnets.into_iter().map(Some)),
        availability_zone: said(availability_zone),
        connection_tracking: connection_tracking_configuration.map(tracking),
        description: said(description),
        device_index,
        groups,
        instance: said(instance_id),
        instance_owner: said(instance_owner_id),
        ipv6_native: ipv6_native.unwrap_or_default(),
        operator: operator.and_then(operated_by),
        outpost: said(outpost_arn),
        owner: said(owner_id),
        prefixes: set(prefixes),
        public_addresses: set(public),
        requester: said(requester_id),
        requester_managed: requester_managed.unwrap_or_default(),
        secondary_addresses: set(secondary),
        subnet: said(subnet_id),
        r#type: said(interface_type),
        vpc: said(vpc_id),
    };
    resource(SPEC.title, id, &durable, &context, Vec::new())
}

fn mapped(association: native::NetworkInterfaceAssociation) -> Vec<Option<String>> {
    let native::NetworkInterfaceAssociation { carrier_ip, customer_owned_ip, public_ip } =
        association;
    vec![carrier_ip, customer_owned_ip, public_ip]
}

fn tracking(configuration: native::ConnectionTrackingConfiguration) -> ConnectionTracking {
    let native::ConnectionTrackingConfiguration {
        tcp_established_timeout,
        udp_stream_timeout,
        udp_timeout,
    } = configuration;
    ConnectionTracking {
        tcp_established: tcp_established_timeout,
        udp: udp_timeout,
        udp_stream: udp_stream_timeout,
    }
}

/// The service that manages a resource, when one does.
pub(super) fn operated_by(operator: native::Operator) -> Option<String> {
    let native::Operator { managed, principal } = operator;
    said(principal).filter(|_| managed == Some(true))
}

/// The interfaces in a group, when all interfaces were read.
pub(crate) fn in_group(
    members: &HashMap<String, Vec<String>>,
    whole: bool,
    group: &str,
) -> Known<Vec<String>> {
    if !whole {
        return Known::Unread;
    }
    Known::Read(set(members.get(group).into_iter().flatten().cloned().map(Some)))
}
