//! Prefix lists and their entries.

use serde::Deserialize;

use super::tag::Tag;

/// A list of `describe-managed-prefix-lists`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct ManagedPrefixList {
    pub(crate) address_family: Option<String>,
    pub(crate) ipam_prefix_list_resolver_sync_enabled: Option<bool>,
    pub(crate) ipam_prefix_list_resolver_target_id: Option<String>,
    pub(crate) max_entries: Option<i64>,
    pub(crate) owner_id: Option<String>,
    pub(crate) prefix_list_id: Option<String>,
    pub(crate) prefix_list_name: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) version: Option<i64>,
}

/// An entry of `get-managed-prefix-list-entries`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct PrefixListEntry {
    pub(crate) cidr: Option<String>,
    pub(crate) description: Option<String>,
}
