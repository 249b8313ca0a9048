//! Endpoints that nothing tells apart.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use super::points::{Cuts, Point, blocks};
use crate::effects::ends::End;
use crate::model::{Direction, Topology};
use crate::traffic::{Addresses, Side};

/// Endpoints that behave the same.
pub(super) struct Class<'a> {
    /// One of them.
    pub(super) end: End<'a>,
    /// What they are called, in order.
    pub(super) labels: Vec<Arc<str>>,
    /// Their addresses, those that are alike as one.
    pub(super) points: Vec<Point<'a>>,
}

/// Every endpoint, in one class.
pub(super) fn classes(topology: &Topology) -> Vec<Class<'_>> {
    type Key<'a> = (&'a Arc<str>, usize, usize, &'a BTreeSet<Arc<str>>, Option<Vec<IpAddr>>);
    let cuts = Cuts::at(all_blocks(topology));
    let mut found: BTreeMap<Key<'_>, Class<'_>> = BTreeMap::new();
    for endpoint in topology.endpoints.values() {
        let end = End::of(topology, endpoint);
        let addresses = end.addresses.as_ref().map(|addresses| cuts.representatives(addresses));
        let key =
            (&endpoint.segment, endpoint.shield, endpoint.door, &endpoint.member_of, addresses);
        let points: Vec<Option<IpAddr>> = key
            .4
            .as_ref()
            .map_or_else(|| vec![None], |all| all.iter().copied().map(Some).collect());
        let class = found.entry(key).or_insert_with(|| Class {
            points: points.into_iter().map(|address| Point { end: end.clone(), address }).collect(),
            labels: Vec::new(),
            end,
        });
        class.labels.push(endpoint.label.clone());
    }
    let mut classes: Vec<Class<'_>> = found.into_values().collect();
    classes.iter_mut().for_each(|class| class.labels.sort());
    classes
}

/// Every block that anything tells addresses apart by.
fn all_blocks(topology: &Topology) -> Vec<&Addresses> {
    let mut found = Vec::new();
    let edges = topology.segments.values().filter_map(|segment| segment.edge.as_ref());
    for passage in topology.shields.iter().chain(&topology.doors).chain(edges) {
        for direction in Direction::ALL {
            for side in [Side::Source, Side::Destination] {
                blocks(topology, passage.guard(direction), side, &mut found);
            }
        }
    }
    let links = topology.segments.values().flat_map(|segment| &segment.links);
    found.extend(links.map(|link| &link.to));
    found
}
