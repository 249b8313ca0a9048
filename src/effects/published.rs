//! What leads to endpoints from outside → what somebody outside gets to by it, now and before.
//!
//! A service, an ingress or a gateway decides about no packet: it hands over what comes to it. What its change means is what of that
//! the boundaries of the endpoint let in. So the ways that lead to an endpoint are put in the place of its door, and
//! compared like one. Behind a proxy boundaries see the proxy: whatever they let in there, outsiders can send.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::behind::Blind;
use super::exposure::{Arrival, Behind};
use super::{BUDGET, Sides};
use crate::model::{
    Change, Direction, Effect, Exposed, Exposure, Flow, Passage, ResourceId, StandIns, Topology,
    Traffic, Way,
};
use crate::providers::{Endpoints, Semantics};
use crate::traffic::{Addresses, Guard, Match, Portion};

/// Whether a change is one of what leads to endpoints.
pub(super) fn leads(semantics: &Semantics, change: &Change) -> bool {
    let kind = &change.id.kind;
    semantics
        .endpoints
        .is_some_and(|endpoints| endpoints.publishing.iter().any(|spec| spec.kind == *kind))
}

impl Sides<'_> {
    /// What something that leads to endpoints lets the outside get to.
    pub(super) fn publishing(
        &self,
        semantics: &Semantics,
        endpoints: &Endpoints,
        change: &mut Change,
        touched: &BTreeSet<ResourceId>,
        [before, after]: [&Topology; 2],
    ) {
        if touched.is_empty() {
            return;
        }
        let found = match self.blind(semantics, endpoints, &change.id) {
            Some(Blind { skipped: true, .. }) => return,
            Some(Blind { why, .. }) => Err(why),
            None => Behind::new(&by_ways(before), &by_ways(after), BUDGET).arrival(touched, None),
        };
        change.effect = Some(match found {
            Err(why) => Effect::Unknown(why),
            Ok(mut arrival) => {
                arrival.reach.endpoints.iter_mut().for_each(|one| of_clients(one, [before, after]));
                let traffic = together(&mut arrival);
                change.exposure = Some(Exposure::Reach(Box::new(arrival.reach)));
                Effect::Traffic(Box::new(traffic))
            }
        });
    }
}

/// The topology with the ways to each endpoint as its door.
fn by_ways(topology: &Topology) -> Topology {
    let mut all = topology.clone();
    let mut endpoints = std::mem::take(&mut all.endpoints);
    for endpoint in endpoints.values_mut() {
        let packets = endpoint.ways.iter().flatten().map(packets).collect();
        endpoint.door = all.door(Passage {
            ingress: Guard::packets(packets),
            egress: Guard::All(Vec::new()),
            stateful: true,
            doubt: None,
        });
    }
    all.endpoints = endpoints;
    all
}

/// What comes by a way, as the boundaries of the endpoint see it.
fn packets(way: &Way) -> Match {
    let from =
        if way.by_proxy { Addresses::all() } else { way.from.difference(&StandIns::region()) };
    Match::of(way.arrives.clone()).from(from)
}

/// The boxes of an endpoint with the clients in the place of their proxy.
fn of_clients(one: &mut Exposed, [before, after]: [&Topology; 2]) {
    let ways = |side: &Topology| {
        side.endpoints.get(&one.id).and_then(|endpoint| endpoint.ways.clone()).unwrap_or_default()
    };
    let (was, is) = (ways(before), ways(after));
    one.opened = seen_by_clients(&one.opened, &is);
    one.closed = seen_by_clients(&one.closed, &was);
}

fn seen_by_clients(flows: &[Flow], ways: &[Way]) -> Arc<[Flow]> {
    let mut seen = Vec::with_capacity(flows.len());
    for flow in flows {
        let proxy = ways.iter().find(|way| way.by_proxy && way.leads_to(&flow.packets.service));
        let flow = match (flow.direction, proxy) {
            (Direction::Ingress, Some(way)) => {
                let packets = Match::of(flow.packets.service.clone()).from(way.from.clone());
                Flow { packets, far_set: None, ..flow.clone() }
            }
            _ => {
                // It is about outsiders, and pods were not asked.
                let mut flow = flow.clone();
                let far = flow.far_side();
                flow.packets.symbols.retain(|(symbol, holds)| symbol.side != far || *holds);
                flow
            }
        };
        if !seen.iter().any(|one: &Flow| one.packets == flow.packets) {
            seen.push(flow);
        }
    }
    seen.into()
}

/// What opened and closed at any of them, and how much of the internet gets to it.
fn together(arrival: &mut Arrival) -> Traffic {
    let internet = Addresses::internet();
    let from = |flow: &Flow| flow.far_addresses().intersection(&internet);
    let portion = |flows: Vec<Flow>| {
        let reached = flows.iter().fold(Addresses::none(), |all, flow| all.union(&from(flow)));
        if reached == internet {
            Portion::All
        } else if reached.is_empty() {
            Portion::None
        } else {
            Portion::Some
        }
    };
    let all = |flows: fn(&Exposed) -> &[Flow]| {
        let mut all: Vec<Flow> =
            arrival.reach.endpoints.iter().flat_map(|one| flows(one).to_vec()).collect();
        all.sort();
        all.dedup_by(|a, b| a.packets == b.packets);
        all
    };
    let (opened, closed) = (all(|one| &one.opened), all(|one| &one.closed));
    arrival.reach.internet = arrival.reach.internet.max(portion(opened.clone()));
    arrival.reach.before = arrival.reach.before.max(portion(closed.clone()));
    Traffic { opened, closed, whole: false, ..arrival.traffic.clone() }
}
