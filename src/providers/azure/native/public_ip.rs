//! Public addresses.

use serde::Deserialize;

use super::{Reference, Tags};

/// An address of `az network public-ip list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PublicIpAddress {
    pub(crate) ddos_settings: DdosSettings,
    pub(crate) dns_settings: PublicDnsSettings,
    pub(crate) id: Option<String>,
    pub(crate) ip_address: Option<String>,
    pub(crate) ip_configuration: Option<Reference>,
    pub(crate) ip_tags: Vec<IpTag>,
    pub(crate) linked_public_ip_address: Option<Reference>,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) nat_gateway: Option<Reference>,
    pub(crate) public_ip_address_version: Option<String>,
    pub(crate) public_ip_allocation_method: Option<String>,
    pub(crate) public_ip_prefix: Option<Reference>,
    pub(crate) service_public_ip_address: Option<Reference>,
    pub(crate) sku: Sku,
    pub(crate) tags: Tags,
    pub(crate) zones: Vec<String>,
}

/// What was bought.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Sku {
    pub(crate) name: Option<String>,
}

/// How floods are kept off.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DdosSettings {
    pub(crate) ddos_protection_plan: Option<Reference>,
    pub(crate) protection_mode: Option<String>,
}

/// The names of an address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PublicDnsSettings {
    pub(crate) fqdn: Option<String>,
    pub(crate) reverse_fqdn: Option<String>,
}

/// What kind of address it is inside Azure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct IpTag {
    pub(crate) ip_tag_type: Option<String>,
    pub(crate) tag: Option<String>,
}
