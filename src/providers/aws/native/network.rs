//! Networks: VPCs, subnets, route tables and internet gateways.

use serde::Deserialize;

use super::tag::Tag;

/// A subnet of `describe-subnets`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Subnet {
    pub(crate) assign_ipv6_address_on_creation: Option<bool>,
    pub(crate) availability_zone: Option<String>,
    pub(crate) block_public_access_states: Option<BlockPublicAccessStates>,
    pub(crate) cidr_block: Option<String>,
    pub(crate) customer_owned_ipv4_pool: Option<String>,
    pub(crate) default_for_az: Option<bool>,
    pub(crate) enable_dns64: Option<bool>,
    pub(crate) ipv6_cidr_block_association_set: Vec<SubnetIpv6CidrBlockAssociation>,
    pub(crate) ipv6_native: Option<bool>,
    pub(crate) map_customer_owned_ip_on_launch: Option<bool>,
    pub(crate) map_public_ip_on_launch: Option<bool>,
    pub(crate) outpost_arn: Option<String>,
    pub(crate) owner_id: Option<String>,
    pub(crate) subnet_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) r#type: Option<String>,
    pub(crate) vpc_id: Option<String>,
}

/// An IPv6 block of a subnet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct SubnetIpv6CidrBlockAssociation {
    pub(crate) ipv6_cidr_block: Option<String>,
    pub(crate) ipv6_cidr_block_state: Option<CidrBlockState>,
}

/// Whether a block is in use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct CidrBlockState {
    pub(crate) state: Option<String>,
}

/// What VPC Block Public Access does to a network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct BlockPublicAccessStates {
    pub(crate) internet_gateway_block_mode: Option<String>,
}

/// A network of `describe-vpcs`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Vpc {
    pub(crate) block_public_access_states: Option<BlockPublicAccessStates>,
    pub(crate) cidr_block: Option<String>,
    pub(crate) cidr_block_association_set: Vec<VpcCidrBlockAssociation>,
    pub(crate) dhcp_options_id: Option<String>,
    pub(crate) encryption_control: Option<VpcEncryptionControl>,
    pub(crate) instance_tenancy: Option<String>,
    pub(crate) ipv6_cidr_block_association_set: Vec<VpcIpv6CidrBlockAssociation>,
    pub(crate) is_default: Option<bool>,
    pub(crate) owner_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) vpc_id: Option<String>,
}

/// An IPv6 block of a network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcIpv6CidrBlockAssociation {
    pub(crate) ipv6_cidr_block: Option<String>,
    pub(crate) ipv6_cidr_block_state: Option<CidrBlockState>,
}

/// An IPv4 block of a network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcCidrBlockAssociation {
    pub(crate) cidr_block: Option<String>,
    pub(crate) cidr_block_state: Option<CidrBlockState>,
}

/// Whether a network demands encryption in transit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcEncryptionControl {
    pub(crate) mode: Option<String>,
    pub(crate) resource_exclusions: Option<VpcEncryptionControlExclusions>,
}

/// What is left out of the demand for encryption.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcEncryptionControlExclusions {
    pub(crate) api_gateway_v2: Option<VpcEncryptionControlExclusion>,
    pub(crate) egress_only_internet_gateway: Option<VpcEncryptionControlExclusion>,
    pub(crate) elastic_file_system: Option<VpcEncryptionControlExclusion>,
    pub(crate) global_accelerator: Option<VpcEncryptionControlExclusion>,
    pub(crate) internet_gateway: Option<VpcEncryptionControlExclusion>,
    pub(crate) lambda: Option<VpcEncryptionControlExclusion>,
    pub(crate) nat_gateway: Option<VpcEncryptionControlExclusion>,
    pub(crate) virtual_private_gateway: Option<VpcEncryptionControlExclusion>,
    pub(crate) vpc_lattice: Option<VpcEncryptionControlExclusion>,
    pub(crate) vpc_peering: Option<VpcEncryptionControlExclusion>,
}

/// Whether something is left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcEncryptionControlExclusion {
    pub(crate) state: Option<String>,
}

/// A route table of `describe-route-tables`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct RouteTable {
    pub(crate) associations: Vec<RouteTableAssociation>,
    pub(crate) owner_id: Option<String>,
    pub(crate) propagating_vgws: Vec<PropagatingVgw>,
    pub(crate) route_table_id: Option<String>,
    pub(crate) routes: Vec<Route>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) vpc_id: Option<String>,
}

/// What a route table is used by.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct RouteTableAssociation {
    pub(crate) association_state: Option<RouteTableAssociationState>,
    pub(crate) gateway_id: Option<String>,
    pub(crate) main: Option<bool>,
    pub(crate) public_ipv4_pool: Option<String>,
    pub(crate) subnet_id: Option<String>,
}

/// Whether an association is in use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct RouteTableAssociationState {
    pub(crate) state: Option<String>,
}

/// A gateway that may add routes by itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct PropagatingVgw {
    pub(crate) gateway_id: Option<String>,
}

/// A route.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Route {
    pub(crate) carrier_gateway_id: Option<String>,
    pub(crate) core_network_arn: Option<String>,
    pub(crate) destination_cidr_block: Option<String>,
    pub(crate) destination_ipv6_cidr_block: Option<String>,
    pub(crate) destination_prefix_list_id: Option<String>,
    pub(crate) egress_only_internet_gateway_id: Option<String>,
    pub(crate) gateway_id: Option<String>,
    pub(crate) instance_id: Option<String>,
    pub(crate) ip_address: Option<String>,
    pub(crate) local_gateway_id: Option<String>,
    pub(crate) nat_gateway_id: Option<String>,
    pub(crate) network_interface_id: Option<String>,
    pub(crate) odb_network_arn: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) transit_gateway_id: Option<String>,
    pub(crate) vpc_peering_connection_id: Option<String>,
}

/// A gateway of `describe-internet-gateways`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct InternetGateway {
    pub(crate) attachments: Vec<InternetGatewayAttachment>,
    pub(crate) internet_gateway_id: Option<String>,
    pub(crate) owner_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
}

/// The network that a gateway is attached to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct InternetGatewayAttachment {
    pub(crate) state: Option<String>,
    pub(crate) vpc_id: Option<String>,
}
