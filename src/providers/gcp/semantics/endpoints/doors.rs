//! Routes out of a network, and external addresses.
//!
//! A packet for an address outside follows the most specific route, among equals the one of the lowest priority; a route with tags is only there for
//! instances that have one of them. The default internet gateway takes what comes from an instance with an external address, and what Cloud NAT
//! speaks for; nothing comes in through it but to an external address. External IPv6 addresses are the instance's own; internal ones leave no network. ("Routes", "Internet access requirements".)
//!
//! Cloud NAT is not read, so whether an instance without an external address reaches the internet is a symbol.

use std::sync::Arc;

use ipnet::IpNet;

use super::instances::External;
use crate::model::{Passage, ResourceId, View, unread};
use crate::providers::gcp::parse::route::{Context, Durable, SPEC};
use crate::providers::gcp::semantics::networks::named;
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Rule, Side};

/// The gateway that every network has.
const GATEWAY: &str = "global/gateways/default-internet-gateway";

/// The door of an instance in a network, with these tags and these external addresses.
pub(super) fn door(
    view: &View<'_>,
    network: &ResourceId,
    tags: &[String],
    external: External,
) -> Passage {
    let status = view.status(&network.scope, &SPEC.kind);
    if !status.proves_absence() {
        let name: Arc<str> = format!("{}:{}", SPEC.kind, network.identity).into();
        return Passage::unread(
            &name,
            format!("routes of {} were not read: {status}", network.scope),
        );
    }
    let mut routes: Vec<(IpNet, i64, String, Durable)> = Vec::new();
    for (scope, identity, resource) in view.resources(&SPEC.kind) {
        let decoded = (resource.durable.decode::<Durable>(), resource.context.decode::<Context>());
        let (Ok(route), Ok(context)) = decoded else { continue };
        let of = route.network.as_deref().and_then(|text| named(scope, text));
        let applies = route.tags.is_empty() || route.tags.iter().any(|tag| tags.contains(tag));
        let used = context.status.is_none();
        if let (true, Ok(block)) =
            (of.as_ref() == Some(network) && applies && used, route.destination.parse::<IpNet>())
        {
            routes.push((block, route.priority, identity.to_string(), route));
        }
    }
    routes.sort_by(|a, b| {
        (std::cmp::Reverse(a.0.prefix_len()), a.1, &a.2).cmp(&(
            std::cmp::Reverse(b.0.prefix_len()),
            b.1,
            &b.2,
        ))
    });
    let guard = |side: Side| {
        let rules = routes.iter().flat_map(|(block, _, name, route)| {
            ways(*block, name, &route.next_hop_type, &route.next_hop, side, external)
        });
        let boundary = format!("gcp.route:{}", network.identity);
        Guard::listed(boundary, rules.collect(), Decision::Deny)
    };
    let (ingress, mut egress) = (guard(Side::Source), guard(Side::Destination));
    if !external.v4 {
        let nat: Arc<str> = format!("gcp.router-nat:{}", network.identity).into();
        let gateway = gateway_only(&routes);
        egress =
            Guard::Any(vec![egress, Guard::All(vec![gateway, unread(&nat, Side::Destination)])]);
    }
    Passage { ingress, egress, stateful: true, doubt: None }
}

/// What one route lets through at this side: rules that allow, or that end the search.
fn ways(
    block: IpNet,
    name: &str,
    hop_type: &str,
    hop: &str,
    side: Side,
    external: External,
) -> Vec<Rule> {
    let Some(taken) = taken(block, side) else { return Vec::new() };
    let label = format!("{name}: {block}");
    let refuse = |label: String| Rule::new(label, Action::Deny, vec![taken.clone()]);
    let allow = Rule::new(label.clone(), Action::Allow, vec![taken.clone()]);
    let is_external = if block.addr().is_ipv6() { external.v6 } else { external.v4 };
    match hop_type {
        "gateway" if hop == GATEWAY => {
            if is_external {
                vec![allow]
            } else {
                vec![refuse(format!("{label}, no external address"))]
            }
        }
        // A machine, a load balancer or an address that sends it on: outwards, and inwards for whom the internet reaches anyway.
        "instance" | "address" | "load-balancer" => match side {
            Side::Destination => vec![allow],
            Side::Source if is_external => vec![allow],
            Side::Source => vec![refuse(format!("{label}, no external address"))],
        },
        // Tunnels, interconnects and hubs lead to networks that are not read, both ways.
        "tunnel" | "interconnect" | "hub" => vec![allow],
        _ => vec![refuse(label)],
    }
}

fn taken(block: IpNet, side: Side) -> Option<Match> {
    let addresses = Addresses::prefix(block.addr(), block.prefix_len()).ok()?;
    Some(match side {
        Side::Source => Match::any().from(addresses),
        Side::Destination => Match::any().to(addresses),
    })
}

/// What leaves by the internet gateway, for whoever may use it.
fn gateway_only(routes: &[(IpNet, i64, String, Durable)]) -> Guard {
    let rules = routes.iter().filter_map(|(block, _, name, route)| {
        let through = route.next_hop_type == "gateway" && route.next_hop == GATEWAY;
        let action = if through && block.addr().is_ipv4() { Action::Allow } else { Action::Deny };
        Some(Rule::new(format!("{name}: {block}"), action, vec![taken(*block, Side::Destination)?]))
    });
    Guard::listed("gcp.route", rules.collect(), Decision::Deny)
}
