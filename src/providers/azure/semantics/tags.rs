//! Service tags whose addresses are fixed, wherever a rule stands.
//!
//! `Internet` is what is no private address: all of the public internet, Azure's own addresses included. `AzureLoadBalancer` is one
//! address, from which probes come. ("Virtual network service tags".) Every other tag stays a name: `VirtualNetwork` means something else in each
//! network, and Microsoft changes the others every week.

use std::net::{IpAddr, Ipv4Addr};

use crate::model::Members;
use crate::traffic::Addresses;

/// Where probes of load balancers come from, and where the platform answers.
const PLATFORM: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// Who is behind a name; nothing for one that stays a name.
pub(super) fn members(name: &str) -> Option<Members> {
    let platform = Addresses::one(IpAddr::V4(PLATFORM));
    match name {
        "azure.service-tag:Internet" => Some(Members::Addresses(Addresses::internet())),
        "azure.service-tag:AzureLoadBalancer" => Some(Members::Addresses(platform)),
        _ => None,
    }
}
