//! The shapes that the floor parses into: those of the answers, with the fields that driftwall reads of
//! them, and those of a baseline's files.
//!
//! Strings are owned and nothing is interpreted: this is the least that a program does that wants to look at
//! every rule.

#![expect(dead_code, reason = "everything is parsed and dropped")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Groups {
    security_groups: Vec<Group>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Group {
    description: Option<String>,
    group_id: Option<String>,
    group_name: Option<String>,
    ip_permissions: Vec<Permission>,
    ip_permissions_egress: Vec<Permission>,
    owner_id: Option<String>,
    tags: Vec<Tag>,
    vpc_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Permission {
    from_port: Option<i64>,
    ip_protocol: Option<String>,
    ip_ranges: Vec<Peer>,
    ipv6_ranges: Vec<Peer>,
    prefix_list_ids: Vec<Peer>,
    to_port: Option<i64>,
    user_id_group_pairs: Vec<Peer>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Peer {
    cidr_ip: Option<String>,
    cidr_ipv6: Option<String>,
    description: Option<String>,
    group_id: Option<String>,
    prefix_list_id: Option<String>,
    user_id: Option<String>,
    vpc_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Rules {
    security_group_rules: Vec<Rule>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Rule {
    cidr_ipv4: Option<String>,
    cidr_ipv6: Option<String>,
    description: Option<String>,
    from_port: Option<i64>,
    group_id: Option<String>,
    group_owner_id: Option<String>,
    ip_protocol: Option<String>,
    is_egress: Option<bool>,
    prefix_list_id: Option<String>,
    referenced_group_info: Option<Peer>,
    security_group_rule_id: Option<String>,
    tags: Vec<Tag>,
    to_port: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Tag {
    key: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Manifest {
    approved: BTreeMap<String, String>,
    coverage: BTreeMap<String, IgnoredAny>,
    digest: String,
    driftwall: String,
    files: BTreeMap<String, String>,
    format: String,
    scope: String,
    version: u64,
}

#[derive(Deserialize)]
pub(crate) struct ResourceFile {
    context: BTreeMap<String, IgnoredAny>,
    durable: Durable,
    format: String,
    identity: String,
    kind: String,
}

#[derive(Deserialize)]
struct Durable {
    description: Option<String>,
    #[serde(default)]
    egress: Vec<RecordedRule>,
    #[serde(default)]
    ingress: Vec<RecordedRule>,
    name: Option<String>,
    owner: Option<String>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    vpc: Option<String>,
}

#[derive(Deserialize)]
struct RecordedRule {
    description: Option<String>,
    icmp: Option<String>,
    id: Option<String>,
    peer: String,
    peer_account: Option<String>,
    peer_peering: Option<String>,
    peer_vpc: Option<String>,
    ports: Option<String>,
    protocol: String,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}
