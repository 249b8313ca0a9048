//! Network ACLs.

use serde::Deserialize;

use super::tag::Tag;

/// An ACL of `describe-network-acls`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkAcl {
    pub(crate) associations: Vec<NetworkAclAssociation>,
    pub(crate) entries: Vec<NetworkAclEntry>,
    pub(crate) is_default: Option<bool>,
    pub(crate) network_acl_id: Option<String>,
    pub(crate) owner_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) vpc_id: Option<String>,
}

/// A subnet that an ACL stands before.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkAclAssociation {
    pub(crate) subnet_id: Option<String>,
}

/// An entry of either direction.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkAclEntry {
    pub(crate) cidr_block: Option<String>,
    pub(crate) egress: Option<bool>,
    pub(crate) icmp_type_code: Option<IcmpTypeCode>,
    pub(crate) ipv6_cidr_block: Option<String>,
    pub(crate) port_range: Option<PortRange>,
    pub(crate) protocol: Option<String>,
    pub(crate) rule_action: Option<String>,
    pub(crate) rule_number: Option<i64>,
}

/// The ICMP messages of an entry; -1 is all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct IcmpTypeCode {
    pub(crate) code: Option<i64>,
    pub(crate) r#type: Option<i64>,
}

/// The ports of an entry.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct PortRange {
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}
