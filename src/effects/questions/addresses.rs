//! What addresses in a question stand for: endpoints, addresses that nobody is known to use, and the outside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::single;
use crate::effects::ends::{End, Place};
use crate::model::{Endpoint, Topology};
use crate::traffic::Addresses;

/// The networks in which addresses are looked up.
pub(super) struct Reach<'a> {
    topology: &'a Topology,
    /// Where the other end is, and then what is linked with that.
    networks: [BTreeSet<&'a Arc<str>>; 2],
}

impl<'a> Reach<'a> {
    /// What can be reached from these networks.
    pub(super) fn of(topology: &'a Topology, home: BTreeSet<&'a Arc<str>>) -> Self {
        let at_home = |network: &Arc<str>| home.contains(network);
        let of_home = topology.segments.values().filter(|segment| at_home(&segment.network));
        let links: BTreeSet<&Arc<str>> =
            of_home.flat_map(|segment| &segment.links).map(|link| &link.name).collect();
        let linked = topology.segments.values().filter(|segment| {
            !at_home(&segment.network)
                && segment.links.iter().any(|link| links.contains(&link.name))
        });
        let linked = linked.map(|segment| &segment.network).collect();
        Self { topology, networks: [home, linked] }
    }

    /// The ends that addresses are. One address of an endpoint stands for the endpoint; a block for the addresses inside.
    pub(super) fn ends(&self, asked: &Addresses) -> Vec<End<'a>> {
        let mut rest = asked.clone();
        let mut ends = Vec::new();
        for networks in &self.networks {
            ends.extend(self.inside(networks, asked, &mut rest));
        }
        if rest.is_empty() {
            return ends;
        }
        let public = self.by_public_address(asked);
        if !public.is_empty() {
            return public;
        }
        // A network that nothing leads to. A larger block is asked about as what is outside.
        let covered = coverage(self.topology, asked);
        if let Some((network, _)) = covered.iter().find(|(_, inside)| *inside == asked) {
            return self.inside(&[*network].into(), asked, &mut rest);
        }
        ends.push(End::outside(rest));
        ends
    }

    /// What is in these networks of the rest, which is left with what isn't.
    fn inside(
        &self,
        networks: &BTreeSet<&'a Arc<str>>,
        asked: &Addresses,
        rest: &mut Addresses,
    ) -> Vec<End<'a>> {
        let topology = self.topology;
        let whole = single(asked).is_some();
        let mut ends = Vec::new();
        let mut used = Addresses::none();
        for endpoint in topology.endpoints.values() {
            let hit = endpoint.addresses.intersection(rest);
            let end = End::of(topology, endpoint);
            if hit.is_empty() || !end.network().is_some_and(|network| networks.contains(network)) {
                continue;
            }
            used = used.union(&hit);
            ends.push(if whole { end } else { End { addresses: Some(hit), ..end } });
        }
        *rest = rest.difference(&used);
        let mut bare = |place: Place<'a>, addresses: &Addresses| {
            let hit = addresses.intersection(rest);
            *rest = rest.difference(&hit);
            (!hit.is_empty()).then(|| End { place, ..End::outside(hit) })
        };
        for (name, segment) in &topology.segments {
            if networks.contains(&segment.network) {
                ends.extend(bare(Place::Segment { name, segment }, &segment.addresses));
            }
        }
        for (name, addresses) in &topology.networks {
            if networks.contains(name) {
                ends.extend(bare(Place::Network(name), addresses));
            }
        }
        ends
    }

    /// The endpoints that others reach by this address, those in reach if there are any.
    fn by_public_address(&self, asked: &Addresses) -> Vec<End<'a>> {
        let all = at_public_address(self.topology, asked).map(|one| End::of(self.topology, one));
        let (near, far): (Vec<End<'a>>, Vec<End<'a>>) = all.partition(|end| {
            let network = end.network();
            network.is_some_and(|network| self.networks.iter().any(|all| all.contains(network)))
        });
        if near.is_empty() { far } else { near }
    }
}

fn at_public_address<'a>(
    topology: &'a Topology,
    asked: &Addresses,
) -> impl Iterator<Item = &'a Endpoint> {
    let address = single(asked);
    topology
        .endpoints
        .values()
        .filter(move |one| address.is_some_and(|address| one.public.contains(address)))
}

/// The networks that have some of these addresses, each with those that it has.
pub(super) fn coverage<'a>(
    topology: &'a Topology,
    asked: &Addresses,
) -> BTreeMap<&'a Arc<str>, Addresses> {
    let mut covered: BTreeMap<&Arc<str>, Addresses> = BTreeMap::new();
    let mut add = |network: &'a Arc<str>, addresses: &Addresses| {
        let hit = addresses.intersection(asked);
        if !hit.is_empty() {
            let known = covered.entry(network).or_insert_with(Addresses::none);
            *known = known.union(&hit);
        }
    };
    for (network, addresses) in &topology.networks {
        add(network, addresses);
    }
    for endpoint in topology.endpoints.values() {
        if let Some(network) = End::of(topology, endpoint).network() {
            add(network, &endpoint.addresses);
        }
    }
    if covered.is_empty() {
        for endpoint in at_public_address(topology, asked) {
            if let Some(network) = End::of(topology, endpoint).network() {
                covered.insert(network, asked.clone());
            }
        }
    }
    covered
}
