//! Virtual networks: their ranges, and the networks around them.
//!
//! Subnets of a network reach each other. A peering is there when both networks have it and it is connected; it exchanges the ranges of both.
//! ("Virtual network peering".) Whether the two are in each other's `VirtualNetwork` is a switch of each side; without it rules
//! that name addresses still let packets pass.

use std::sync::Arc;

use ipnet::IpNet;

use super::estate::{Estate, Found, named};
use crate::providers::azure::parse;
use crate::providers::azure::parse::virtual_network::{Context, Durable, Peering, SPEC};
use crate::traffic::Addresses;

/// A virtual network that was read.
pub(super) struct Network {
    pub(super) id: String,
    /// `azure.virtual-network:/subscriptions/…`.
    pub(super) name: Arc<str>,
    pub(super) blocks: Vec<IpNet>,
    pub(super) addresses: Addresses,
    pub(super) peered: Vec<Peered>,
    /// Whether it has a gateway to networks elsewhere, or uses a neighbour's.
    pub(super) gateway: bool,
}

/// A network that it is connected with.
pub(super) struct Peered {
    pub(super) id: String,
    pub(super) blocks: Vec<IpNet>,
    /// Whether `VirtualNetwork` includes it.
    pub(super) access: bool,
    /// The name of the peering, the same at both ends; nothing when the other end was not read.
    pub(super) link: Option<Arc<str>>,
}

impl Network {
    /// # Errors
    /// In words, why it is not known.
    pub(super) fn of(estate: &Estate<'_>, id: &str) -> Result<Self, String> {
        let (durable, context) = read(estate, id)?;
        let blocks = blocks(&durable.address_space);
        let own = durable.peerings.iter().filter(|peering| is_connected(peering));
        let peered = own.filter_map(|peering| peered(estate, id, peering)).collect();
        let has_gateway = context.subnets.iter().any(|id| parse::last(id) == "gatewaysubnet");
        let mut uses = durable.peerings.iter().filter(|peering| is_connected(peering));
        Ok(Self {
            id: id.to_owned(),
            name: named(&SPEC, id),
            addresses: union(&blocks),
            blocks,
            peered,
            gateway: has_gateway || uses.any(|peering| peering.use_remote_gateways),
        })
    }

    /// The network, among this one and those that it is peered with, that an address is in.
    pub(super) fn holder(&self, address: &str) -> Option<&str> {
        let address = address.parse().ok()?;
        let holds = |blocks: &[IpNet]| union(blocks).contains(address);
        if holds(&self.blocks) {
            return Some(&self.id);
        }
        self.peered.iter().find(|one| holds(&one.blocks)).map(|one| one.id.as_str())
    }
}

fn read(estate: &Estate<'_>, id: &str) -> Result<(Durable, Context), String> {
    match estate.find(&SPEC, id) {
        Found::Here(_, resource) => {
            let odd = |error| format!("{id} can't be read: {error}");
            Ok((resource.durable.decode().map_err(odd)?, resource.context.decode().map_err(odd)?))
        }
        Found::Gone => Err(format!("virtual network {id} is gone")),
        Found::Skipped(why) | Found::Unread(why) => Err(why),
    }
}

/// Nothing said about the state is no word against it.
fn is_connected(peering: &Peering) -> bool {
    peering.state.as_deref().is_none_or(|state| state.eq_ignore_ascii_case("connected"))
}

/// What a peering connects with; nothing when the other end is known not to answer.
fn peered(estate: &Estate<'_>, id: &str, peering: &Peering) -> Option<Peered> {
    let remote = peering.remote.as_ref()?;
    let mut space = blocks(&peering.remote_address_space);
    let mut link = None;
    if matches!(estate.find(&SPEC, remote), Found::Gone) {
        return None;
    }
    if let Ok((other, _)) = read(estate, remote) {
        let answers = |back: &&Peering| back.remote.as_deref() == Some(id) && is_connected(back);
        other.peerings.iter().find(answers)?;
        if space.is_empty() {
            space = blocks(&other.address_space);
        }
        let mut ends = [id, remote.as_str()];
        ends.sort_unstable();
        link = Some(format!("azure.peering:{}", ends.join("|")).into());
    }
    if peering.ipv6_only {
        space.retain(|block| block.addr().is_ipv6());
    }
    Some(Peered { id: remote.clone(), blocks: space, access: peering.allow_access, link })
}

pub(super) fn blocks(texts: &[String]) -> Vec<IpNet> {
    texts.iter().filter_map(|text| parse::terms::block(text)).collect()
}

pub(super) fn addresses(block: &IpNet) -> Addresses {
    Addresses::prefix(block.addr(), block.prefix_len()).unwrap_or_else(|_| Addresses::none())
}

pub(super) fn union(blocks: &[IpNet]) -> Addresses {
    blocks.iter().fold(Addresses::none(), |all, block| all.union(&addresses(block)))
}
