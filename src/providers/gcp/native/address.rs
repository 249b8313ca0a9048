//! Reserved addresses.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An address of `addresses list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Address {
    pub(crate) address: Option<String>,
    pub(crate) address_type: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) ip_version: Option<String>,
    pub(crate) ipv6_endpoint_type: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) name: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) network_attachment: Option<String>,
    pub(crate) network_tier: Option<String>,
    pub(crate) prefix_length: Option<i64>,
    pub(crate) purpose: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) self_link: Option<String>,
    pub(crate) subnetwork: Option<String>,
    pub(crate) users: Vec<String>,
}
