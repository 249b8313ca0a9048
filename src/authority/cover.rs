//! Whether what opened or closed lies inside of what was approved: a question about sets of packets.
//!
//! Flows and envelopes are both boxes, and most flows lie whole in one box of an envelope, which is seen by looking at their sides.
//! Only what does not is asked of a space: then the answer is exact for any union of boxes, and what lies outside comes back as
//! boxes. What is too complex to be said lies outside.

use crate::model::{Direction, Flow, is_part_of};
use crate::traffic::{Budget, Carries, Guard, Match, Space, Symbol, TrafficError};

use super::envelope::Approved;

/// What one comparison may take: far more than an envelope that a person wrote.
const BUDGET: Budget = Budget { size: 2_000_000 };

/// The parts of some flows that no box approves.
pub(super) fn outside(flows: &[&Flow], approved: &[Approved]) -> Vec<Flow> {
    let mut found: Vec<Flow> = Vec::new();
    for direction in Direction::ALL {
        let boxes: Vec<&Match> = approved
            .iter()
            .filter(|one| one.direction == direction)
            .flat_map(|one| &one.packets)
            .collect();
        let left = flows.iter().copied().filter(|flow| flow.direction == direction);
        let left: Vec<(&Flow, Match)> = left
            .map(|flow| (flow, known(flow, &boxes)))
            .filter(|(_, packets)| !boxes.iter().any(|one| lies_in(packets, one)))
            .collect();
        if left.is_empty() {
            continue;
        }
        // What no packet of a flow lies in has nothing to take away.
        let boxes: Vec<&Match> = boxes
            .into_iter()
            .filter(|one| left.iter().any(|(_, packets)| may_meet(packets, one)))
            .collect();
        let rest = if boxes.is_empty() { None } else { subtracted(&left, &boxes).ok() };
        found
            .extend(rest.unwrap_or_else(|| left.iter().map(|(flow, _)| (*flow).clone()).collect()));
    }
    found.sort();
    found.dedup_by(|a, b| a.direction == b.direction && a.packets == b.packets);
    found
}

/// What is left of flows without the boxes.
fn subtracted(left: &[(&Flow, Match)], boxes: &[&Match]) -> Result<Vec<Flow>, TrafficError> {
    let envelope = Guard::packets(boxes.iter().copied().cloned().collect());
    let guards: Vec<Guard> =
        left.iter().map(|(_, packets)| Guard::packets(vec![packets.clone()])).collect();
    let mut space = Space::new(guards.iter().chain([&envelope]), BUDGET)?;
    let envelope = space.set(&envelope)?;
    let mut found = Vec::new();
    for ((flow, _), guard) in left.iter().zip(&guards) {
        let packets = space.set(guard)?;
        let rest = space.difference(packets, envelope)?;
        if rest.is_empty() {
            continue;
        }
        if rest == packets {
            found.push((*flow).clone());
            continue;
        }
        for packets in space.boxes(rest)? {
            found.push(Flow { packets, far_set: None, ..(*flow).clone() });
        }
    }
    Ok(found)
}

/// The packets of a flow with what is known of them: where its addresses are those of a set, that they are in it; and who is in a part of
/// something is in the whole of it.
fn known(flow: &Flow, boxes: &[&Match]) -> Match {
    let Flow { direction: _, packets, rule: _, far_set } = flow;
    let mut packets = packets.clone();
    let side = flow.far_side();
    packets.symbols.extend(far_set.iter().map(|name| (Symbol { side, name: name.clone() }, true)));
    let named = boxes.iter().flat_map(|one| &one.symbols).map(|(symbol, _)| symbol);
    let wholes: Vec<(Symbol, bool)> = named
        .filter(|whole| {
            let mut members = packets.symbols.iter().filter(|(_, holds)| *holds);
            members.any(|(part, _)| part.side == whole.side && is_part_of(&part.name, &whole.name))
        })
        .map(|whole| (whole.clone(), true))
        .collect();
    packets.symbols.extend(wholes);
    packets.symbols.sort();
    packets.symbols.dedup();
    packets
}

/// Whether two boxes may have a packet in common; when in doubt they may.
fn may_meet(one: &Match, other: &Match) -> bool {
    let Match { source, destination, service, symbols } = other;
    let protocols = one.service.protocols.intersection(&service.protocols);
    let has_ports = |&(low, high): &(u8, u8)| {
        (low..=high).all(|protocol| Carries::of(protocol) == Carries::Ports)
    };
    let apart_in_ports = || {
        let (here, there) = (&one.service, service);
        here.destination_ports.intersection(&there.destination_ports).is_empty()
            || here.source_ports.intersection(&there.source_ports).is_empty()
    };
    if protocols.is_empty() || (protocols.spans().iter().all(has_ports) && apart_in_ports()) {
        return false;
    }
    let contradicts = |(symbol, holds): &(Symbol, bool)| {
        one.symbols.iter().any(|(other, also)| other == symbol && also != holds)
    };
    !symbols.iter().any(contradicts)
        && !one.source.intersection(source).is_empty()
        && !one.destination.intersection(destination).is_empty()
}

/// Whether one box lies in another, seen by their sides alone. Where it can't be seen so, it may still be.
fn lies_in(inner: &Match, outer: &Match) -> bool {
    let Match { source, destination, service, symbols } = outer;
    service.covers(&inner.service)
        && symbols.iter().all(|one| inner.symbols.contains(one))
        && inner.source.difference(source).is_empty()
        && inner.destination.difference(destination).is_empty()
}
