//! VPCs.

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use super::terms::Peer;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_VPCS;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "vpc"),
    title: "VPC",
    role: Role::Network,
    calls: &[required(DESCRIBE_VPCS)],
    identity: "the VPC id, which AWS never gives to another VPC",
    named_by: &["tags.Name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::list("cidrs", Bears::Exposure, Matching::Set, "which addresses are inside"),
    Field::durable("default", Bears::Metadata, "can't be edited"),
    Field::durable("dhcp_options", Bears::Hardening, "decides which DNS servers machines ask"),
    Field::list(
        "encryption_exclusions",
        Bears::Hardening,
        Matching::Set,
        "what may go unencrypted",
    ),
    Field::durable("encryption_mode", Bears::Hardening, "whether traffic must be encrypted"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context(
        "block_public_access",
        Bears::Metadata,
        "the options and exclusions tell of a change",
    ),
    Field::context("owner", Bears::Metadata, "inventory"),
    Field::context("tenancy", Bears::Metadata, "inventory"),
    Field::volatile("CidrBlockAssociationSet[].AssociationId", "new with each association"),
    Field::volatile("CidrBlockAssociationSet[].CidrBlockState", "only blocks in use are recorded"),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.ApiGatewayV2.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.EgressOnlyInternetGateway.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.ElasticFileSystem.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.GlobalAccelerator.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.InternetGateway.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.Lambda.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.NatGateway.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.VirtualPrivateGateway.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.VpcLattice.StateMessage",
        "words about the state",
    ),
    Field::volatile(
        "EncryptionControl.ResourceExclusions.VpcPeering.StateMessage",
        "words about the state",
    ),
    Field::volatile("EncryptionControl.State", "the progress of an edit"),
    Field::volatile("EncryptionControl.StateMessage", "the progress of an edit"),
    Field::volatile("EncryptionControl.Tags", "labels of a setting"),
    Field::volatile("EncryptionControl.VpcEncryptionControlId", "one for each VPC"),
    Field::volatile("EncryptionControl.VpcId", "the VPC itself"),
    Field::volatile("Ipv6CidrBlockAssociationSet[].AssociationId", "new with each association"),
    Field::volatile("Ipv6CidrBlockAssociationSet[].IpSource", "the block says it"),
    Field::volatile("Ipv6CidrBlockAssociationSet[].Ipv6AddressAttribute", "the block says it"),
    Field::volatile(
        "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlockState",
        "only blocks in use are recorded",
    ),
    Field::volatile("Ipv6CidrBlockAssociationSet[].Ipv6Pool", "the block says it"),
    Field::volatile(
        "Ipv6CidrBlockAssociationSet[].NetworkBorderGroup",
        "where the block is announced",
    ),
    Field::volatile("State", "the progress of its making"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) cidrs: Vec<Peer>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dhcp_options: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) encryption_exclusions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encryption_mode: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) block_public_access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenancy: Option<String>,
}

/// Makes a VPC's resource.
pub(crate) fn normalise(vpc: native::Vpc) -> Outcome {
    let native::Vpc {
        block_public_access_states,
        cidr_block,
        cidr_block_association_set,
        dhcp_options_id,
        encryption_control,
        instance_tenancy,
        ipv6_cidr_block_association_set,
        is_default,
        owner_id,
        tags: labels,
        vpc_id,
    } = vpc;
    let old = cidr_block_association_set.into_iter().map(
        |native::VpcCidrBlockAssociation { cidr_block, cidr_block_state }| {
            cidr_block.filter(|_| block_in_use(cidr_block_state))
        },
    );
    let new = ipv6_cidr_block_association_set.into_iter().map(
        |native::VpcIpv6CidrBlockAssociation { ipv6_cidr_block, ipv6_cidr_block_state }| {
            ipv6_cidr_block.filter(|_| block_in_use(ipv6_cidr_block_state))
        },
    );
    let cidrs = set(old.chain(new).chain([cidr_block]));
    let native::VpcEncryptionControl { mode, resource_exclusions } =
        encryption_control.unwrap_or_default();
    let durable = Durable {
        cidrs: cidrs.iter().map(|cidr| Peer::cidr(cidr)).collect(),
        default: is_default.unwrap_or_default(),
        dhcp_options: said(dhcp_options_id),
        encryption_exclusions: resource_exclusions.map(excluded).unwrap_or_default(),
        encryption_mode: said(mode),
        tags: tags(labels),
    };
    let context = Context {
        block_public_access: block_public_access_states.and_then(
            |native::BlockPublicAccessStates { internet_gateway_block_mode }| {
                internet_gateway_block_mode
            },
        ),
        owner: said(owner_id),
        tenancy: said(instance_tenancy),
    };
    resource(SPEC.title, said(vpc_id), &durable, &context, Vec::new())
}

fn excluded(exclusions: native::VpcEncryptionControlExclusions) -> Vec<String> {
    let native::VpcEncryptionControlExclusions {
        api_gateway_v2,
        egress_only_internet_gateway,
        elastic_file_system,
        global_accelerator,
        internet_gateway,
        lambda,
        nat_gateway,
        virtual_private_gateway,
        vpc_lattice,
        vpc_peering,
    } = exclusions;
    set([
        ("api-gateway-v2", api_gateway_v2),
        ("egress-only-internet-gateway", egress_only_internet_gateway),
        ("elastic-file-system", elastic_file_system),
        ("global-accelerator", global_accelerator),
        ("internet-gateway", internet_gateway),
        ("lambda", lambda),
        ("nat-gateway", nat_gateway),
        ("virtual-private-gateway", virtual_private_gateway),
        ("vpc-lattice", vpc_lattice),
        ("vpc-peering", vpc_peering),
    ]
    .map(|(name, exclusion)| {
        let native::VpcEncryptionControlExclusion { state } = exclusion?;
        (state? != "disabled").then(|| name.to_owned())
    }))
}

/// Whether a block of addresses counts: AWS lists those that failed or were taken away for a while.
pub(super) fn block_in_use(state: Option<native::CidrBlockState>) -> bool {
    let Some(native::CidrBlockState { state: Some(state) }) = state else { return true };
    !matches!(state.as_str(), "disassociated" | "failed" | "failing")
}
