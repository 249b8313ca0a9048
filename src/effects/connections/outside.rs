//! What an endpoint and the outside can open, one way: ranges of addresses that behave alike.

use std::net::IpAddr;
use std::sync::Arc;

use super::classes::Class;
use super::points::{Cuts, Point, blocks};
use super::services::Services;
use crate::effects::ends::End;
use crate::effects::path::path;
use crate::model::{Direction, Talk, Topology};
use crate::traffic::{Addresses, PacketSet, Side, TrafficError};

/// Addresses that behave alike.
pub(super) struct Range {
    /// A block, or `a-b`.
    pub(super) addresses: Arc<str>,
    pub(super) traffic: Arc<[Talk]>,
}

/// The fewest ranges that behave alike. Addresses of the endpoint's own network, and of those that it is linked
/// with, are not outside; a range may go over them.
pub(super) fn outside(
    topology: &Topology,
    services: &mut Services<'_>,
    class: &Class<'_>,
    direction: Direction,
) -> Result<Vec<Range>, TrafficError> {
    let far = End::outside(Addresses::all());
    let (from, to, side) = match direction {
        Direction::Ingress => (&far, &class.end, Side::Source),
        Direction::Egress => (&class.end, &far, Side::Destination),
    };
    let Some(hops) = path(topology, from, to) else { return Ok(Vec::new()) };
    let inside = class.end.inside_of_reach(topology);
    let mut found = vec![&inside];
    for hop in &hops {
        blocks(topology, &hop.guard, side, &mut found);
        if let Some(reply) = hop.reply.as_deref() {
            blocks(topology, reply, side.other(), &mut found);
        }
    }
    let mut ranges = Vec::new();
    for stretches in Cuts::at(found).stretches() {
        let mut row = Row::default();
        for (low, high) in stretches {
            if inside.contains(low) {
                continue;
            }
            let there = Point { end: far.clone(), address: Some(low) };
            let mut passes = services.nothing();
            for here in class.points.iter().filter(|here| here.is_of_one_family(&there)) {
                let (from, to) = match direction {
                    Direction::Ingress => (&there, here),
                    Direction::Egress => (here, &there),
                };
                let one = services.along(&hops, from, to)?;
                passes = services.either(passes, one)?;
            }
            row.add((low, high), passes);
        }
        for (low, high, set) in row.ranges.into_iter().filter(|(_, _, set)| !set.is_empty()) {
            let traffic = services.talks(set)?;
            if !traffic.is_empty() {
                ranges.push(Range { addresses: text(low, high), traffic });
            }
        }
    }
    Ok(ranges)
}

/// Ranges in order, of which neighbours differ.
#[derive(Default)]
struct Row {
    ranges: Vec<(IpAddr, IpAddr, PacketSet)>,
}

impl Row {
    fn add(&mut self, (low, high): (IpAddr, IpAddr), set: PacketSet) {
        match self.ranges.last_mut() {
            Some((_, last, same)) if *same == set => *last = high,
            _ => self.ranges.push((low, high, set)),
        }
    }
}

/// A block where the range is one, else both its ends.
fn text(low: IpAddr, high: IpAddr) -> Arc<str> {
    let range = Addresses::range(low, high).unwrap_or_else(|_| Addresses::none());
    match range.texts().as_slice() {
        [block] => block.as_str().into(),
        _ => format!("{low}-{high}").into(),
    }
}
