//! Service tags whose addresses are fixed, wherever a rule stands.
//!
//! `Internet` is what is no private address: all of the public internet, Azure's own addresses included. `AzureLoadBalancer` is one
//! address, from which probes come. ("Virtual network service tags".) Every other tag stays a name: `VirtualNetwork` means something else in each
//! network, and Microsoft changes the others every week.
//!
//! A tag of one region is a part of the tag of all: `Storage.WestUS` of `Storage`. While both are names, a rule for the part asks for both, so that
//! nothing counts as in the part that is not in the whole.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use crate::model::Members;
use crate::traffic::Addresses;

/// Where probes of load balancers come from, and where the platform answers.
const PLATFORM: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// What the names of service tags begin with.
pub(super) const TAG: &str = "azure.service-tag:";

/// The tag that this one is a part of, as a name.
pub(super) fn whole(name: &str) -> Option<Arc<str>> {
    let (whole, _) = name.strip_prefix(TAG)?.split_once('.')?;
    Some(format!("{TAG}{whole}").into())
}

/// Who is behind a name; nothing for one that stays a name.
pub(super) fn members(name: &str) -> Option<Members> {
    let platform = Addresses::one(IpAddr::V4(PLATFORM));
    match name {
        "azure.service-tag:Internet" => Some(Members::Addresses(Addresses::internet())),
        "azure.service-tag:AzureLoadBalancer" => Some(Members::Addresses(platform)),
        _ => None,
    }
}
