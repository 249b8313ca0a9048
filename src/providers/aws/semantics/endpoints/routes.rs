//! Route tables: where what leaves a subnet goes.
//!
//! The longest prefix decides; among equals a static route, then one to the blocks of a prefix list, then a propagated one. What was propagated
//! never takes anything from the local route. (VPC user guide, "How route priority works"; Site-to-Site VPN user guide, "Route tables and route
//! priority".) A route that is no longer in use, a blackhole, keeps its destinations and drops them.

use std::sync::Arc;

use ipnet::IpNet;

use super::estate::Estate;
use crate::model::{ResourceId, Scope};
use crate::providers::aws::parse::route_table::Route;
use crate::providers::aws::parse::terms::Peer;
use crate::providers::aws::parse::{internet_gateway, prefix_list};
use crate::providers::aws::semantics::{prefix_list as lists, words};
use crate::traffic::{Addresses, Match, Side, Symbol};

/// What a route leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    Local,
    InternetGateway,
    /// A NAT gateway or an egress-only internet gateway.
    Nat,
    /// A gateway of a service inside AWS.
    Service,
    /// An interface, an instance or an endpoint of appliances, which sends it on.
    Appliance,
    /// A way to other networks.
    Link,
    /// A word that nobody documents.
    Unknown,
    /// Nowhere, for this reason.
    Nothing(&'static str),
}

/// One route, with what it decides about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// `0.0.0.0/0 → igw-77`.
    pub(super) label: String,
    pub(super) target: String,
    pub(super) via: Via,
    /// Who is at the far end, outside of the network. What stays inside is nobody's question there.
    pub(super) far: Far,
    /// Where it sends packets to, less what stays inside.
    pub(super) to: Addresses,
}

/// Destinations, less what other routes that lead out of the network take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Far {
    pub(super) addresses: Addresses,
    /// Only those in a list of which nobody knows the blocks.
    list: Option<Arc<str>>,
    /// Not those in such lists.
    unless: Vec<Arc<str>>,
}

impl Far {
    /// Packets whose far end is one of these.
    pub(super) fn packets(&self, side: Side, within: &Addresses) -> Option<Match> {
        let addresses = self.addresses.intersection(within);
        if addresses.is_empty() {
            return None;
        }
        let every = match side {
            Side::Source => Match::any().from(addresses),
            Side::Destination => Match::any().to(addresses),
        };
        let symbol = |name: &Arc<str>| Symbol { side, name: name.clone() };
        let every = self.list.iter().fold(every, |every, name| every.when(symbol(name)));
        Some(self.unless.iter().fold(every, |every, name| every.unless(symbol(name))))
    }

    /// The lists that nobody knows the blocks of.
    pub(super) fn unknown(&self) -> Option<&Arc<str>> {
        self.list.as_ref()
    }
}

/// The routes of a table, each with what it decides about. The gateways that it names are of `owner`, and of its network.
pub(super) fn ways(
    estate: &Estate<'_>,
    table: &ResourceId,
    owner: &Scope,
    vpc: Option<&str>,
    routes: &[Route],
) -> Vec<Way> {
    let mut ways: Vec<Way> = routes
        .iter()
        .map(|route| {
            let Route { destination, next_hop: _, origin: _, state, target } = route;
            let via = via(estate, owner, vpc, route);
            let reason = match (state, via) {
                (Some(state), _) => format!(" ({state})"),
                (None, Via::Nothing(reason)) => format!(" ({reason})"),
                (None, _) => String::new(),
            };
            let label = format!("{} → {target}{reason}", told(destination));
            let far = Far { addresses: Addresses::none(), list: None, unless: Vec::new() };
            Way { label, target: target.clone(), via, far, to: Addresses::none() }
        })
        .collect();
    let (mut taken, mut outside) = (Addresses::none(), Addresses::none());
    let mut hidden: Vec<Arc<str>> = Vec::new();
    let mut claims = claims(estate, table, routes);
    claims.sort_by(|a, b| a.order.cmp(&b.order));
    for Claim { order: _, route, blocks, list } in claims {
        let Some(way) = ways.get_mut(route) else { continue };
        way.far.unless.clone_from(&hidden);
        way.far.addresses = way.far.addresses.union(&blocks.difference(&outside));
        way.to = way.to.union(&blocks.difference(&taken));
        match list {
            Some(name) => {
                way.far.list = Some(name.clone());
                hidden.push(name);
                continue;
            }
            None if way.via != Via::Local => outside = outside.union(&blocks),
            None => {}
        }
        taken = taken.union(&blocks);
    }
    ways
}

/// What a route asks for.
struct Claim {
    order: Order,
    /// Which route.
    route: usize,
    blocks: Addresses,
    list: Option<Arc<str>>,
}

/// Who comes first: what stays inside before what was propagated, then the longest prefix, then the kind of route.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    shorter_by: u8,
    rank: Rank,
    route: usize,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Unknown,
    Static,
    List,
    Propagated,
}

fn claims(estate: &Estate<'_>, table: &ResourceId, routes: &[Route]) -> Vec<Claim> {
    let local = routes
        .iter()
        .filter(|route| route.target == LOCAL)
        .filter_map(|route| block(&route.destination))
        .fold(Addresses::none(), |all, block| all.union(&block));
    let mut claims = Vec::new();
    for (index, route) in routes.iter().enumerate() {
        let propagated = route.origin.as_deref() == Some(PROPAGATED);
        let rank = if propagated { Rank::Propagated } else { Rank::Static };
        let mut claim = |net: IpNet, rank: Rank| {
            let Ok(mut blocks) = words::addresses(net) else { return };
            if propagated {
                blocks = blocks.difference(&local);
            }
            let shorter_by = net.max_prefix_len() - net.prefix_len();
            // A /0 of either family comes last.
            let shorter_by = if net.prefix_len() == 0 { u8::MAX } else { shorter_by };
            let order = Order { shorter_by, rank, route: index };
            claims.push(Claim { order, route: index, blocks, list: None });
        };
        let unknown = match &route.destination {
            Peer::Cidr(net) => {
                claim(*net, rank);
                continue;
            }
            Peer::PrefixList(list) => {
                let mut told = estate.all(&prefix_list::SPEC, list, &table.scope);
                match told.find_map(|(_, resource)| lists::blocks(resource)) {
                    Some(blocks) => {
                        blocks.into_iter().for_each(|net| claim(net, Rank::List));
                        continue;
                    }
                    None => route.destination.to_string(),
                }
            }
            Peer::SecurityGroup(_) | Peer::Unknown(_) => {
                format!("{}:{}/{}", table.kind, table.identity, route.destination)
            }
        };
        // Whatever its blocks are, they are more than a default route is.
        let order = Order { shorter_by: u8::MAX, rank: Rank::Unknown, route: index };
        let (blocks, list) = (Addresses::all(), Some(unknown.into()));
        claims.push(Claim { order, route: index, blocks, list });
    }
    claims
}

const LOCAL: &str = "local";
/// The origin of a route that a virtual private gateway added. (EC2 API reference, `Route`.)
const PROPAGATED: &str = "EnableVgwRoutePropagation";

fn block(destination: &Peer) -> Option<Addresses> {
    match destination {
        Peer::Cidr(net) => words::addresses(*net).ok(),
        Peer::PrefixList(_) | Peer::SecurityGroup(_) | Peer::Unknown(_) => None,
    }
}

/// A destination as people write it: `pl-1`, not `aws.prefix-list:pl-1`.
fn told(destination: &Peer) -> String {
    match destination {
        Peer::PrefixList(list) => list.to_string(),
        other => other.to_string(),
    }
}

/// By the prefix of the target's id (EC2 API reference, `Route`).
fn via(estate: &Estate<'_>, owner: &Scope, vpc: Option<&str>, route: &Route) -> Via {
    let Route { destination, next_hop: _, origin: _, state, target } = route;
    if state.is_some() {
        return Via::Nothing("not in use");
    }
    let prefix = target.split('-').next().unwrap_or_default();
    match prefix {
        LOCAL => Via::Local,
        "igw" => gateway(estate, owner, vpc, target),
        "nat" | "eigw" => Via::Nat,
        "vpce" if matches!(destination, Peer::PrefixList(_)) => Via::Service,
        "vpce" | "eni" | "i" => Via::Appliance,
        "pcx" | "tgw" | "vgw" | "lgw" | "cagw" => Via::Link,
        // A core network, or a network of Oracle's.
        _ if target.starts_with("arn:") => Via::Link,
        _ => Via::Unknown,
    }
}

/// An internet gateway, unless it is known to be attached to another network, or to none.
fn gateway(estate: &Estate<'_>, owner: &Scope, vpc: Option<&str>, target: &str) -> Via {
    const DETACHED: Via = Via::Nothing("not attached");
    let spec = &internet_gateway::SPEC;
    let Some((_, found)) = estate.find(spec, target, owner) else {
        let known = estate.view.status(owner, &spec.kind).proves_absence();
        return if known { DETACHED } else { Via::InternetGateway };
    };
    let attached = found.context.decode::<internet_gateway::Context>().ok();
    match (attached, vpc) {
        (Some(context), Some(vpc)) if !context.vpcs.iter().any(|one| one == vpc) => DETACHED,
        _ => Via::InternetGateway,
    }
}
