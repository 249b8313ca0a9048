//! How much traffic matters.
//!
//! What opened, where it is known what is behind the boundary:
//!
//! | what gets through to an endpoint now and did not | severity |
//! | --- | --- |
//! | most of the internet, and nothing of it got through to that endpoint before | critical |
//! | most of the internet, with a service that is not meant for everyone (anything but web and icmp) | critical |
//! | one of these, where the machine is known not to run, or nothing is known to lead from outside to the pod | high |
//! | most of the internet, with a service that is meant for everyone | medium |
//! | part of the internet, private addresses, a group or list that is not resolved | medium |
//! | nothing, whatever opened at the boundary | at most medium |
//! | nothing, because there is no endpoint behind it | low |
//!
//! Whether a machine runs is not always asked. Then it counts as running: a way in that is told as less grave for want of a list would be a way to hide.
//!
//! Where it is not known what is behind the boundary, what opened there counts:
//!
//! | opened | severity |
//! | --- | --- |
//! | from most of the internet | high |
//! | from most of the internet, a service that is meant for everyone (web, icmp) | medium |
//! | from part of the internet, from private addresses, from a group or list that is not resolved | medium |
//!
//! Either way, what may now be sent to most of the internet is medium, and what may be sent to anybody else low. What closed is low,
//! but medium where much of the internet can't be reached any more, which cuts off what reports to the outside.

use std::sync::Arc;

use crate::model::{
    Change, Direction, Exposed, Exposure, Flow, Reach, Severity, Traffic, Way, is_condition,
};
use crate::traffic::{Addresses, Intervals, Portion, protocol};

/// How much it matters that these flows opened.
pub(super) fn opened(change: &Change, traffic: &Traffic) -> Severity {
    let at_boundary = traffic.opened.iter().map(flow);
    let Some(reach) = reach(change) else { return in_use(traffic, at_boundary) };
    if reach.of == 0 {
        return Severity::Low;
    }
    let arrives = reach
        .endpoints
        .iter()
        .flat_map(|endpoint| endpoint.opened.iter().map(|flow| arriving(endpoint, flow)));
    let most = |one: Severity| one.min(Severity::Medium);
    arrives.chain(at_boundary.map(most)).max().unwrap_or(Severity::Low)
}

/// How much it matters that these flows closed.
pub(super) fn closed(change: &Change, traffic: &Traffic) -> Severity {
    let grade = |flow: &Flow| {
        let cut_off = flow.direction == Direction::Egress && is_wide(flow);
        if cut_off { Severity::Medium } else { Severity::Low }
    };
    let Some(reach) = reach(change) else {
        return in_use(traffic, traffic.closed.iter().map(grade));
    };
    let closed = reach.endpoints.iter().flat_map(|endpoint| endpoint.closed.iter());
    closed.map(grade).max().unwrap_or(Severity::Low)
}

/// What a change does to endpoints, when that is known.
pub(super) fn reach(change: &Change) -> Option<&Reach> {
    match &change.exposure {
        Some(Exposure::Reach(reach)) => Some(reach),
        Some(Exposure::Unknown(_)) | None => None,
    }
}

/// Where nothing stands behind the boundary it is worth tidying up, no more.
fn in_use(traffic: &Traffic, grades: impl Iterator<Item = Severity>) -> Severity {
    match traffic.in_use {
        Some(false) => Severity::Low,
        Some(true) | None => grades.max().unwrap_or(Severity::Low),
    }
}

/// How much it matters that a flow opened, wherever it goes.
pub(super) fn flow(flow: &Flow) -> Severity {
    match (flow.direction, is_wide(flow)) {
        (Direction::Ingress, true) if is_for_everyone(flow) => Severity::Medium,
        (Direction::Ingress, true) => Severity::High,
        (Direction::Ingress, false) | (Direction::Egress, true) => Severity::Medium,
        (Direction::Egress, false) => Severity::Low,
    }
}

/// How much it matters that a flow gets through to an endpoint.
pub(super) fn arriving(endpoint: &Exposed, opened: &Flow) -> Severity {
    if opened.direction == Direction::Egress || !is_wide(opened) {
        return flow(opened);
    }
    if endpoint.before > Portion::None && is_for_everyone(opened) {
        return Severity::Medium;
    }
    let leads = |ways: &Arc<[Way]>| ways.iter().any(|way| way.leads_to(&opened.packets.service));
    match endpoint.running {
        Some(true) => Severity::Critical,
        // Nobody asked, and most things do run. What only others lead to is there when one of them does.
        None if endpoint.ways.as_ref().is_none_or(leads) => Severity::Critical,
        // What is stopped can be started, and that is no change of a boundary.
        Some(false) | None => Severity::High,
    }
}

/// As many addresses as a /8 has, or the IPv6 addresses of a /16.
pub(super) const MANY: (u128, u128) = (1 << 24, 1 << 112);

/// Whether the far end is much of the internet, whoever is in groups that nobody resolved.
pub(super) fn is_wide(flow: &Flow) -> bool {
    if is_named(flow) {
        return false;
    }
    is_much(&flow.far_addresses().intersection(&Addresses::internet()))
}

/// Whether these addresses of the internet are much of it.
pub(super) fn is_much(addresses: &Addresses) -> bool {
    let (v4, v6) = sizes(addresses);
    v4 >= MANY.0 || v6 >= MANY.1
}

/// Whether only members of something that nobody resolved are at the far end.
pub(super) fn is_named(flow: &Flow) -> bool {
    let side = flow.far_side();
    let mut symbols = flow.packets.symbols.iter();
    symbols.any(|(symbol, holds)| symbol.side == side && *holds && !is_condition(&symbol.name))
}

/// How many addresses of each family there are; of IPv6 at most as many as can be counted.
pub(super) fn sizes(addresses: &Addresses) -> (u128, u128) {
    let v4 = addresses.v4.spans().iter().map(|(low, high)| u128::from(high - low) + 1).sum();
    let v6 = addresses.v6.spans().iter();
    let v6 =
        v6.fold(0, |sum: u128, (low, high)| sum.saturating_add((high - low).saturating_add(1)));
    (v4, v6)
}

/// Whether it is nothing but what public servers are there for.
fn is_for_everyone(flow: &Flow) -> bool {
    let service = &flow.packets.service;
    let web = Intervals::of([(80, 80), (443, 443)]);
    let transport = Intervals::of([protocol::TCP, protocol::UDP].map(|one| (one, one)));
    let icmp = Intervals::of([protocol::ICMP, protocol::ICMPV6].map(|one| (one, one)));
    let within = |set: &Intervals<u8>| service.protocols.difference(set).is_empty();
    within(&icmp) || within(&transport) && service.destination_ports.difference(&web).is_empty()
}
