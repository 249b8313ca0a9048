//! Security groups, their rules by id, and the VPCs they are associated with.

use serde::Deserialize;

use super::tag::Tag;

/// A group of `describe-security-groups`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct SecurityGroup {
    pub(crate) description: Option<String>,
    pub(crate) group_id: Option<String>,
    pub(crate) group_name: Option<String>,
    pub(crate) ip_permissions: Vec<IpPermission>,
    pub(crate) ip_permissions_egress: Vec<IpPermission>,
    pub(crate) owner_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) vpc_id: Option<String>,
}

/// Rules of one protocol and port range, for any number of peers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct IpPermission {
    pub(crate) from_port: Option<i64>,
    pub(crate) ip_protocol: Option<String>,
    pub(crate) ip_ranges: Vec<IpRange>,
    pub(crate) ipv6_ranges: Vec<Ipv6Range>,
    pub(crate) prefix_list_ids: Vec<PrefixListId>,
    pub(crate) to_port: Option<i64>,
    pub(crate) user_id_group_pairs: Vec<UserIdGroupPair>,
}

/// A group as a peer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct UserIdGroupPair {
    pub(crate) description: Option<String>,
    pub(crate) group_id: Option<String>,
    pub(crate) peering_status: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) vpc_id: Option<String>,
    pub(crate) vpc_peering_connection_id: Option<String>,
}

/// An IPv4 peer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct IpRange {
    pub(crate) cidr_ip: Option<String>,
    pub(crate) description: Option<String>,
}

/// An IPv6 peer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Ipv6Range {
    pub(crate) cidr_ipv6: Option<String>,
    pub(crate) description: Option<String>,
}

/// A prefix list as a peer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct PrefixListId {
    pub(crate) description: Option<String>,
    pub(crate) prefix_list_id: Option<String>,
}

/// A rule of `describe-security-group-rules`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct SecurityGroupRule {
    pub(crate) cidr_ipv4: Option<String>,
    pub(crate) cidr_ipv6: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) from_port: Option<i64>,
    pub(crate) group_id: Option<String>,
    pub(crate) group_owner_id: Option<String>,
    pub(crate) ip_protocol: Option<String>,
    pub(crate) is_egress: Option<bool>,
    pub(crate) prefix_list_id: Option<String>,
    pub(crate) referenced_group_info: Option<ReferencedSecurityGroup>,
    pub(crate) security_group_rule_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) to_port: Option<i64>,
}

/// A group as the peer of a rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct ReferencedSecurityGroup {
    pub(crate) group_id: Option<String>,
    pub(crate) peering_status: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) vpc_id: Option<String>,
    pub(crate) vpc_peering_connection_id: Option<String>,
}

/// A pair of `describe-security-group-vpc-associations`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct SecurityGroupVpcAssociation {
    pub(crate) group_id: Option<String>,
    pub(crate) group_owner_id: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) vpc_id: Option<String>,
    pub(crate) vpc_owner_id: Option<String>,
}
