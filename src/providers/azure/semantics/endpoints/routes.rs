//! Routes: where what leaves a subnet goes.
//!
//! The longest prefix decides; among equals a route of the subnet's table, then one that the network has by itself: to its own ranges, to
//! networks that it is peered with, and to the internet. What is reserved for private use and nobody has is dropped. ("Virtual network
//! traffic routing".) A table that takes the default route takes those reserved ranges as well: so hubs and spokes are told to be built.
//!
//! Routes that gateways learn are not read. Who is behind a gateway is a symbol.

use std::sync::Arc;

use ipnet::IpNet;

use super::estate::Estate;
use super::members::tagged;
use super::networks::{Network, addresses};
use crate::providers::azure::parse::route_table::{Context, Route};
use crate::providers::azure::parse::terms::{Peer, block};
use crate::traffic::{Addresses, Match, Side, Symbol};

/// What a route leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// The network itself.
    Local,
    /// A network that it is peered with, by its id.
    Peer(String),
    Internet,
    /// An address that sends it on.
    Appliance(Option<String>),
    Gateway,
    /// Nowhere, because the table says so.
    Nowhere,
    /// Nowhere, unless a gateway learned otherwise.
    Reserved,
    /// A word that nobody documents.
    Unknown,
}

/// One route, with what it decides about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// `to-hub: 0.0.0.0/0 → VirtualAppliance 10.0.0.4`.
    pub(super) label: String,
    pub(super) via: Via,
    pub(super) to: Addresses,
    /// Only those in a tag of which nobody knows the addresses.
    pub(super) tag: Option<Arc<str>>,
}

impl Way {
    /// Packets whose far end is one of these.
    pub(super) fn packets(&self, side: Side, within: &Addresses) -> Option<Match> {
        let to = self.to.intersection(within);
        if to.is_empty() {
            return None;
        }
        let packets = match side {
            Side::Source => Match::any().from(to),
            Side::Destination => Match::any().to(to),
        };
        let symbol = |name: &Arc<str>| Symbol { side, name: name.clone() };
        Some(self.tag.iter().fold(packets, |packets, name| packets.when(symbol(name))))
    }
}

/// Ranges that lead nowhere as long as nobody has them.
const RESERVED: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/// Every address of a family.
pub(super) const DEFAULT: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// A claim of a route on a block.
struct Claim {
    block: IpNet,
    /// Among equal prefixes: a table's own blocks, its tags, then what the network has by itself.
    rank: u8,
    label: String,
    via: Via,
}

/// The routes of a subnet, each with what it decides about.
pub(super) fn ways(estate: &Estate<'_>, network: &Network, table: Option<&Context>) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let mut claims: Vec<Claim> = Vec::new();
    for route in table.iter().flat_map(|table| &table.routes) {
        user(estate, route, &mut claims, &mut ways);
    }
    let is_default = |claim: &Claim| claim.block.prefix_len() == 0 && claim.block.addr().is_ipv4();
    let taken = claims.iter().any(is_default);
    claims.extend(system(network, taken));
    claims.sort_by(|a, b| {
        let key = |one: &Claim| (std::cmp::Reverse(one.block.prefix_len()), one.rank);
        (key(a), &a.label).cmp(&(key(b), &b.label))
    });
    let mut taken = Addresses::none();
    for Claim { block, rank: _, label, via } in claims {
        let block = addresses(&block);
        let left = block.difference(&taken);
        taken = taken.union(&block);
        match ways.iter_mut().find(|way| way.label == label && way.tag.is_none()) {
            Some(way) => way.to = way.to.union(&left),
            None => ways.push(Way { label, via, to: left, tag: None }),
        }
    }
    ways
}

/// What the network has by itself.
fn system(network: &Network, default_is_taken: bool) -> Vec<Claim> {
    let claim = |block: IpNet, label: &str, via: Via| Claim {
        block,
        rank: 2,
        label: format!("{block} → {label}"),
        via,
    };
    let mut claims = Vec::new();
    claims.extend(network.blocks.iter().map(|block| claim(*block, "VirtualNetwork", Via::Local)));
    for peer in &network.peered {
        let of = |block: &IpNet| claim(*block, "VNetPeering", Via::Peer(peer.id.clone()));
        claims.extend(peer.blocks.iter().map(of));
    }
    let known = |texts: &'static [&'static str]| texts.iter().filter_map(|text| block(text));
    if !default_is_taken {
        claims.extend(known(&RESERVED).map(|block| claim(block, "None", Via::Reserved)));
    }
    claims.extend(known(&DEFAULT).map(|block| claim(block, "Internet", Via::Internet)));
    claims
}

/// What a route of the table claims; one to a tag of unknown addresses comes before all others.
fn user(estate: &Estate<'_>, route: &Route, claims: &mut Vec<Claim>, ways: &mut Vec<Way>) {
    let Route { destination, name, next_hop, next_hop_type, overrides_learned: _ } = route;
    let via = match next_hop_type.to_ascii_lowercase().as_str() {
        "internet" => Via::Internet,
        "none" => Via::Nowhere,
        "virtualappliance" | "virtualapplianceecmp" => Via::Appliance(next_hop.clone()),
        "virtualnetworkgateway" => Via::Gateway,
        "vnetlocal" => Via::Local,
        _ => Via::Unknown,
    };
    let hop = next_hop.as_deref().map(|hop| format!(" {hop}")).unwrap_or_default();
    let label = format!("{name}: {} → {next_hop_type}{hop}", destination.say());
    let mut claim = |block: IpNet, rank: u8| {
        claims.push(Claim { block, rank, label: label.clone(), via: via.clone() });
    };
    match destination {
        Peer::Cidr(block) => claim(*block, 0),
        Peer::Any => DEFAULT.iter().filter_map(|text| block(text)).for_each(|all| claim(all, 0)),
        Peer::Tag(tag) => match tagged(estate, tag) {
            Some(blocks) => blocks.into_iter().for_each(|block| claim(block, 1)),
            None => {
                let tag = Some(destination.to_string().into());
                ways.push(Way { label, via, to: Addresses::all(), tag });
            }
        },
        Peer::Group(_) | Peer::Unknown(_) => {}
    }
}
