//! The networks that a container is in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::addresses::address;
use super::container_names::Names;
use super::{ports, secrets};
use crate::providers::docker::native;
use crate::providers::normalised::{said, set};

/// A container's place in one network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Membership {
    /// Addresses that somebody chose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) addresses: Vec<String>,
    /// Other names that it answers to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) aliases: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) driver_options: BTreeMap<String, String>,
    /// Other containers under names of its own choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<String>,
    /// The network.
    pub(crate) name: String,
    /// Which of its networks leads out, where that is not left to the engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<i64>,
}

/// What is known of a container's networks.
#[derive(Debug, Default)]
pub(super) struct Networks {
    pub(super) memberships: Vec<Membership>,
    /// Addresses, each with its network.
    pub(super) addresses: Vec<String>,
    pub(super) mac_addresses: Vec<String>,
    /// Ports of the host that lead in now.
    pub(super) bound_ports: Vec<String>,
    /// Networks by their ids.
    pub(super) by_id: BTreeMap<String, String>,
}

/// Reads the networks of a container with this id.
pub(super) fn networks(
    settings: Option<native::NetworkSettings>,
    id: Option<&str>,
    names: &Names,
) -> Networks {
    let native::NetworkSettings { networks, ports } = settings.unwrap_or_default();
    let mut found = Networks { bound_ports: ports::published(ports), ..Networks::default() };
    let (mut addresses, mut mac_addresses) = (Vec::new(), Vec::new());
    for (name, endpoint) in networks.unwrap_or_default() {
        let native::Endpoint {
            aliases,
            driver_opts,
            global_ipv6_address,
            gw_priority,
            ipam_config,
            ip_address,
            links,
            mac_address,
            network_id,
        } = endpoint.unwrap_or_default();
        for text in [ip_address, global_ipv6_address].into_iter().filter_map(said) {
            addresses.push(Some(format!("{name} {}", address(&text))));
        }
        mac_addresses.push(said(mac_address));
        if let Some(network) = said(network_id) {
            found.by_id.insert(network, name.clone());
        }
        let native::EndpointIpam { ipv4_address, ipv6_address, link_local_ips } =
            ipam_config.unwrap_or_default();
        let chosen = [ipv4_address, ipv6_address].into_iter().flatten();
        let chosen = chosen.chain(link_local_ips.unwrap_or_default());
        // The engine adds the beginning of the id, which is new with each re-creation.
        let own = |alias: &String| {
            id.is_some_and(|id| alias.len() >= 12 && id.starts_with(alias.as_str()))
        };
        let aliases = aliases.unwrap_or_default().into_iter().filter(|alias| !own(alias));
        found.memberships.push(Membership {
            addresses: set(chosen.map(|text| Some(address(&text)))),
            aliases: set(aliases.map(Some)),
            driver_options: secrets::values(driver_opts),
            links: linked(links, names),
            name,
            priority: gw_priority.filter(|priority| *priority != 0),
        });
    }
    found.addresses = set(addresses);
    found.mac_addresses = set(mac_addresses);
    found
}

/// Containers under other names: `db:database`.
pub(super) fn linked(links: Option<Vec<String>>, names: &Names) -> Vec<String> {
    set(links.unwrap_or_default().into_iter().map(|link| {
        let (who, alias) = link.split_once(':').unwrap_or((&link, ""));
        // `/db:/web/database` is `db` under the name `database`.
        let alias = alias.rsplit('/').next().unwrap_or(alias);
        Some(format!("{}:{alias}", names.of(who)))
    }))
}
