//! Networks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::addresses::{address, block, is_first};
use super::{labels, secrets};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::docker::calls::NETWORK_INSPECT;
use crate::providers::docker::native;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Docker, "network"),
    title: "network",
    role: Role::Network,
    calls: &[required(NETWORK_INSPECT)],
    identity: "the name, by which containers join it; ids are new with each re-creation",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("attachable", Bears::Exposure, "whether any container may join"),
    Field::durable("config_from", Bears::Exposure, "whose settings it takes over"),
    Field::durable("config_only", Bears::Exposure, "whether it only lends its settings"),
    Field::durable("driver", Bears::Exposure, "what carries its packets, and what filters them"),
    Field::durable("ingress", Bears::Exposure, "whether the swarm's published ports lead in"),
    Field::durable("internal", Bears::Exposure, "whether anything in it reaches the outside"),
    Field::durable("ipam_driver", Bears::Exposure, "who hands out its addresses"),
    Field::durable("ipam_options", Bears::Exposure, "how its addresses are handed out"),
    Field::durable("ipv4", Bears::Exposure, "recorded where it is off"),
    Field::durable("ipv6", Bears::Exposure, "whether its containers have addresses of IPv6"),
    Field::durable("labels", Bears::Metadata, "people and tools go by them"),
    Field::durable(
        "options",
        Bears::Traffic,
        "whether its containers reach each other, and which addresses of the host ports are published on; of a bridge, what says the default is left out",
    ),
    Field::durable("scope", Bears::Exposure, "whether it spans hosts; recorded where it does"),
    Field::list(
        "subnets",
        Bears::Exposure,
        Matching::Keyed(&["subnet"]),
        "which addresses are inside",
    ),
    Field::context("containers", Bears::Metadata, "each container says which networks it is in"),
    Field::context("peers", Bears::Metadata, "hosts join and leave"),
    Field::volatile("Containers.*.EndpointID", "new with each start"),
    Field::volatile("Containers.*.IPv4Address", "the container says it"),
    Field::volatile("Containers.*.IPv6Address", "the container says it"),
    Field::volatile("Containers.*.MacAddress", "the container says it"),
    Field::volatile("Created", "a timestamp"),
    Field::volatile("Id", "new with each re-creation"),
    Field::volatile("Peers[].Name", "new with each re-creation"),
    Field::volatile("Services", "what runs in a swarm, which its managers say"),
    Field::volatile("Status", "how many addresses are in use"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) attachable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) config_from: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) config_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) driver: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ingress: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) internal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipam_driver: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) ipam_options: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv4: Option<bool>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ipv6: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) options: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) subnets: Vec<Subnet>,
}

/// A block of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Subnet {
    /// Where the way out is, when that is not the first address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gateway: Option<String>,
    /// The part of it that containers are given addresses of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) range: Option<String>,
    /// Addresses that are not given out, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) reserved: BTreeMap<String, String>,
    pub(crate) subnet: String,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) containers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) peers: Vec<String>,
}

/// What a bridge does unless told otherwise; some versions print it and others don't.
const USUAL: &[(&str, &str)] = &[
    ("com.docker.network.bridge.enable_icc", "true"),
    ("com.docker.network.bridge.enable_ip_masquerade", "true"),
    ("com.docker.network.bridge.host_binding_ipv4", "0.0.0.0"),
    ("com.docker.network.driver.mtu", "1500"),
];

/// Makes the resource of a network.
pub(crate) fn normalise(network: native::Network) -> Outcome {
    let native::Network {
        attachable,
        config_from,
        config_only,
        containers,
        driver,
        enable_ipv4,
        enable_ipv6,
        ingress,
        internal,
        ipam,
        labels,
        name,
        options,
        peers,
        scope,
    } = network;
    let native::Ipam { config, driver: ipam_driver, options: ipam_options } =
        ipam.unwrap_or_default();
    let mut subnets: Vec<Subnet> = config.unwrap_or_default().into_iter().map(subnet).collect();
    subnets.sort_unstable_by(|a, b| (&a.subnet, a).cmp(&(&b.subnet, b)));
    let driver = said(driver);
    let mut options = secrets::values(options);
    if driver.as_deref() == Some("bridge") {
        options.retain(|name, value| !USUAL.contains(&(name, value)));
    }
    let durable = Durable {
        attachable: attachable.unwrap_or_default(),
        config_from: config_from.and_then(|native::ConfigFrom { network }| said(network)),
        config_only: config_only.unwrap_or_default(),
        driver,
        ingress: ingress.unwrap_or_default(),
        internal: internal.unwrap_or_default(),
        ipam_driver: said(ipam_driver).filter(|driver| driver != "default"),
        ipam_options: secrets::values(ipam_options),
        ipv4: enable_ipv4.filter(|on| !on),
        ipv6: enable_ipv6.unwrap_or_default(),
        labels: labels::labels(labels),
        options,
        scope: said(scope).filter(|scope| scope != "local"),
        subnets,
    };
    let attached = containers.unwrap_or_default().into_values();
    let peers = peers.unwrap_or_default().into_iter();
    let context = Context {
        containers: set(attached.map(|native::Attached { name }| name)),
        peers: set(peers.map(|native::Peer { ip }| ip)),
    };
    let Some(name) = said(name) else {
        return Err("a network has no `Name`; `podman network inspect` prints another form: ask Podman through its Docker socket".to_owned());
    };
    resource(SPEC.title, Some(name), &durable, &context, Vec::new())
}

fn subnet(config: native::IpamConfig) -> Subnet {
    let native::IpamConfig { auxiliary_addresses, gateway, ip_range, subnet } = config;
    let subnet = block(subnet.as_deref().unwrap_or_default());
    let reserved = auxiliary_addresses.unwrap_or_default().into_iter();
    Subnet {
        // Some versions print one that nobody chose, others don't.
        gateway: said(gateway)
            .map(|text| address(&text))
            .filter(|gateway| !is_first(gateway, &subnet)),
        range: said(ip_range).map(|range| block(&range)),
        reserved: reserved.map(|(name, text)| (name, address(&text))).collect(),
        subnet,
    }
}
