//! A network of `docker network inspect`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Network {
    pub(crate) attachable: Option<bool>,
    pub(crate) config_from: Option<ConfigFrom>,
    pub(crate) config_only: Option<bool>,
    pub(crate) containers: Option<BTreeMap<String, Attached>>,
    pub(crate) driver: Option<String>,
    #[serde(rename = "EnableIPv4")]
    pub(crate) enable_ipv4: Option<bool>,
    #[serde(rename = "EnableIPv6")]
    pub(crate) enable_ipv6: Option<bool>,
    pub(crate) ingress: Option<bool>,
    pub(crate) internal: Option<bool>,
    #[serde(rename = "IPAM")]
    pub(crate) ipam: Option<Ipam>,
    pub(crate) labels: Option<BTreeMap<String, String>>,
    pub(crate) name: Option<String>,
    pub(crate) options: Option<BTreeMap<String, String>>,
    pub(crate) peers: Option<Vec<Peer>>,
    pub(crate) scope: Option<String>,
}

/// The network that another takes its settings from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct ConfigFrom {
    pub(crate) network: Option<String>,
}

/// A container in a network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Attached {
    pub(crate) name: Option<String>,
}

/// Where a network's addresses come from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Ipam {
    pub(crate) config: Option<Vec<IpamConfig>>,
    pub(crate) driver: Option<String>,
    pub(crate) options: Option<BTreeMap<String, String>>,
}

/// A block of addresses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct IpamConfig {
    pub(crate) auxiliary_addresses: Option<BTreeMap<String, String>>,
    pub(crate) gateway: Option<String>,
    #[serde(rename = "IPRange")]
    pub(crate) ip_range: Option<String>,
    pub(crate) subnet: Option<String>,
}

/// Another host of a network that spans several.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Peer {
    #[serde(rename = "IP")]
    pub(crate) ip: Option<String>,
}
