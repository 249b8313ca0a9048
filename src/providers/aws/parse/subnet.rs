//! Subnets: which ACL and which routes stand before the interfaces in them.

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use super::terms::Peer;
use super::vpc::block_in_use;
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::aws::calls::{
    DESCRIBE_NETWORK_ACLS, DESCRIBE_ROUTE_TABLES, DESCRIBE_SUBNETS,
};
use crate::providers::aws::native;
use crate::providers::calls::{enriches, required};
use crate::providers::normalised::{Known, Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "subnet"),
    title: "subnet",
    role: Role::Network,
    calls: &[
        required(DESCRIBE_SUBNETS),
        enriches(DESCRIBE_NETWORK_ACLS),
        enriches(DESCRIBE_ROUTE_TABLES),
    ],
    identity: "the subnet id, which AWS never gives to another subnet",
    named_by: &["tags.Name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable(
        "assign_ipv6_address",
        Bears::Exposure,
        "new interfaces get an address of the internet",
    ),
    Field::durable("cidrs", Bears::Exposure, "which addresses are inside"),
    Field::durable(
        "customer_owned_pool",
        Bears::Exposure,
        "where addresses of a customer's network come from",
    ),
    Field::durable("dns64", Bears::Metadata, "a service of the resolver"),
    Field::durable("ipv6_native", Bears::Metadata, "whether it has IPv6 alone"),
    Field::durable(
        "map_customer_owned_address",
        Bears::Exposure,
        "new interfaces get an address of a customer's network",
    ),
    Field::durable(
        "map_public_address",
        Bears::Exposure,
        "new interfaces get an address of the internet",
    ),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("vpc", Bears::Exposure, "the network it is in"),
    Field::context("availability_zone", Bears::Metadata, "inventory"),
    Field::context(
        "block_public_access",
        Bears::Metadata,
        "the options and exclusions tell of a change",
    ),
    Field::context("default", Bears::Metadata, "whether AWS puts what names no subnet here"),
    Field::context("network_acl", Bears::Exposure, "which ACL stands before it"),
    Field::context("outpost", Bears::Metadata, "inventory"),
    Field::context("owner", Bears::Metadata, "inventory"),
    Field::context("route_table", Bears::Exposure, "where traffic from it goes"),
    Field::context("type", Bears::Metadata, "inventory"),
    Field::volatile("AvailabilityZoneId", "the zone says it"),
    Field::volatile("AvailableIpAddressCount", "a counter"),
    Field::volatile(
        "EnableLniAtDeviceIndex",
        "local interfaces of outposts; no filter of AWS sees them",
    ),
    Field::volatile("Ipv6CidrBlockAssociationSet[].AssociationId", "new with each association"),
    Field::volatile("Ipv6CidrBlockAssociationSet[].IpSource", "the block says it"),
    Field::volatile("Ipv6CidrBlockAssociationSet[].Ipv6AddressAttribute", "the block says it"),
    Field::volatile(
        "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlockState",
        "only blocks in use are recorded",
    ),
    Field::volatile("PrivateDnsNameOptionsOnLaunch", "names of addresses"),
    Field::volatile("State", "the progress of its making"),
    Field::volatile("SubnetArn", "made of account, region and id"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) assign_ipv6_address: bool,
    pub(crate) cidrs: Vec<Peer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer_owned_pool: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) dns64: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ipv6_native: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) map_customer_owned_address: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) map_public_address: bool,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) block_public_access: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) default: bool,
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) network_acl: Known<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outpost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) route_table: Known<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// Makes a subnet's resource. `neighbours` answers, for a subnet and its VPC, which ACL and which route table it has.
pub(crate) fn normalise(
    subnet: native::Subnet,
    neighbours: impl FnOnce(&str, &str) -> (Known<Option<String>>, Known<Option<String>>),
) -> Outcome {
    let native::Subnet {
        assign_ipv6_address_on_creation,
        availability_zone,
        block_public_access_states,
        cidr_block,
        customer_owned_ipv4_pool,
        default_for_az,
        enable_dns64,
        ipv6_cidr_block_association_set,
        ipv6_native,
        map_customer_owned_ip_on_launch,
        map_public_ip_on_launch,
        outpost_arn,
        owner_id,
        subnet_id,
        tags: labels,
        r#type,
        vpc_id,
    } = subnet;
    let blocks = ipv6_cidr_block_association_set.into_iter().map(
        |native::SubnetIpv6CidrBlockAssociation { ipv6_cidr_block, ipv6_cidr_block_state }| {
            ipv6_cidr_block.filter(|_| block_in_use(ipv6_cidr_block_state))
        },
    );
    let cidrs = set(blocks.chain([cidr_block]));
    let id = said(subnet_id);
    let (network_acl, route_table) =
        neighbours(id.as_deref().unwrap_or_default(), vpc_id.as_deref().unwrap_or_default());
    let durable = Durable {
        assign_ipv6_address: assign_ipv6_address_on_creation.unwrap_or_default(),
        cidrs: cidrs.iter().map(|cidr| Peer::cidr(cidr)).collect(),
        customer_owned_pool: said(customer_owned_ipv4_pool),
        dns64: enable_dns64.unwrap_or_default(),
        ipv6_native: ipv6_native.unwrap_or_default(),
        map_customer_owned_address: map_customer_owned_ip_on_launch.unwrap_or_default(),
        map_public_address: map_public_ip_on_launch.unwrap_or_default(),
        tags: tags(labels),
        vpc: said(vpc_id),
    };
    let context = Context {
        availability_zone: said(availability_zone),
        block_public_access: block_public_access_states.and_then(
            |native::BlockPublicAccessStates { internet_gateway_block_mode }| {
                internet_gateway_block_mode
            },
        ),
        default: default_for_az.unwrap_or_default(),
        network_acl,
        outpost: said(outpost_arn),
        owner: said(owner_id),
        route_table,
        r#type: said(r#type),
    };
    resource(SPEC.title, id, &durable, &context, Vec::new())
}
