//! The interfaces of an instance, and their ways in from the internet.

use serde::{Deserialize, Serialize};

use super::link::Own;
use super::terms::range;
use crate::providers::gcp::native;
use crate::providers::normalised::{said, set};

/// An interface.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Interface {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) alias_ranges: Vec<String>,
    /// The attachment of another project's network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachment: Option<String>,
    /// `EXTERNAL` or `INTERNAL`: whether its IPv6 addresses are reached from the internet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv6_access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv6_address: Option<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    /// The interface that a dynamic one is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vlan: Option<i64>,
}

/// An address by which the internet reaches an interface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PublicAddress {
    /// The address, or the IPv6 range; `unassigned` while the machine does not run and none is held for it.
    pub(crate) address: String,
    pub(crate) interface: String,
    /// The policy that filters what comes in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) security_policy: Option<String>,
}

/// Interfaces by name, and where the internet reaches them.
pub(super) fn interfaces(
    list: Vec<native::NetworkInterface>,
    own: &Own,
) -> (Vec<Interface>, Vec<PublicAddress>) {
    let (mut interfaces, mut public) = (Vec::new(), Vec::new());
    for interface in list {
        let native::NetworkInterface {
            access_configs,
            alias_ip_ranges,
            alias_ipv6_ranges,
            ipv6_access_configs,
            ipv6_access_type,
            ipv6_address,
            name,
            network,
            network_attachment,
            network_ip,
            parent_nic_name,
            stack_type,
            subnetwork,
            vlan,
        } = interface;
        let name = name.unwrap_or_default();
        let ipv4 = access_configs.into_iter().map(|config| (config, false));
        let ipv6 = ipv6_access_configs.into_iter().map(|config| (config, true));
        for (config, is_ipv6) in ipv4.chain(ipv6) {
            public.push(public_address(config, is_ipv6, &name, own));
        }
        let aliases = alias_ip_ranges
            .into_iter()
            .chain(alias_ipv6_ranges)
            .map(|native::AliasIpRange { ip_cidr_range }| said(ip_cidr_range).map(range));
        interfaces.push(Interface {
            address: said(network_ip),
            alias_ranges: set(aliases),
            attachment: said(network_attachment).map(|link| own.relative(&link)),
            ipv6_access: said(ipv6_access_type),
            ipv6_address: said(ipv6_address).map(|text| one_spelling(&text)),
            name,
            network: said(network).map(|link| own.name(&link)),
            parent: said(parent_nic_name),
            stack_type: said(stack_type).filter(|word| word != "IPV4_ONLY"),
            subnet: said(subnetwork).map(|link| own.name(&link)),
            vlan,
        });
    }
    interfaces.sort_by(|a, b| a.name.cmp(&b.name));
    public.sort_unstable();
    public.dedup();
    (interfaces, public)
}

fn public_address(
    config: native::AccessConfig,
    is_ipv6: bool,
    interface: &str,
    own: &Own,
) -> PublicAddress {
    let native::AccessConfig {
        external_ipv6,
        external_ipv6_prefix_length,
        nat_ip,
        security_policy,
    } = config;
    let address = if is_ipv6 {
        said(external_ipv6).map(|address| match external_ipv6_prefix_length {
            Some(length) => range(format!("{address}/{length}")),
            None => one_spelling(&address),
        })
    } else {
        said(nat_ip)
    };
    PublicAddress {
        address: address.unwrap_or_else(|| "unassigned".to_owned()),
        interface: interface.to_owned(),
        security_policy: said(security_policy).map(|link| own.relative(&link)),
    }
}

/// An address as everybody else writes it.
fn one_spelling(address: &str) -> String {
    address.parse::<std::net::IpAddr>().map_or_else(|_| address.to_owned(), |read| read.to_string())
}
