//! One end of a way: where it is, and what is known of the packets that begin or end there.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Endpoint, Members, Segment, Topology};
use crate::traffic::Addresses;

/// One end. Endpoints that nothing tells apart are one end together.
#[derive(Clone, Debug)]
pub(super) struct End<'a> {
    /// Where it is.
    pub(super) place: Place<'a>,
    /// Its addresses; nothing when they are not known. Then it stands for every address.
    pub(super) addresses: Option<Addresses>,
    /// The endpoint, or one of them; nothing for addresses that nobody is known to use.
    pub(super) endpoint: Option<&'a Endpoint>,
    /// Whether it is several endpoints.
    pub(super) several: bool,
}

/// Where an end is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    /// In a part of a known network.
    Segment {
        /// Its name.
        name: &'a Arc<str>,
        /// What is known of it.
        segment: &'a Segment,
    },
    /// In a known network, and in no known part of it.
    Network(&'a Arc<str>),
    /// Outside of all networks that it has to do with.
    Outside,
}

/// What is known of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Membership<'a> {
    /// Whether it holds, for every packet of the end.
    Known(bool),
    /// It holds for these addresses.
    Of(&'a Addresses),
    /// Nobody knows.
    Open,
}

/// What is known of a block of addresses at an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// These addresses of the end are in it.
    These(Addresses),
    /// The end's addresses are not known, nor whether they are in it.
    Open,
}

impl<'a> End<'a> {
    /// An endpoint, with all of its addresses.
    pub(super) fn of(topology: &'a Topology, endpoint: &'a Endpoint) -> Self {
        let known = Some(&endpoint.addresses).filter(|addresses| !addresses.is_empty());
        let place = match topology.segments.get_key_value(&endpoint.segment) {
            Some((name, segment)) => Place::Segment { name, segment },
            // A segment that is not there is in no network that leads anywhere.
            None => Place::Network(&endpoint.segment),
        };
        Self { place, addresses: known.cloned(), endpoint: Some(endpoint), several: false }
    }

    /// Addresses outside.
    pub(super) const fn outside(addresses: Addresses) -> Self {
        Self { place: Place::Outside, addresses: Some(addresses), endpoint: None, several: false }
    }

    /// The network that it is in.
    pub(super) const fn network(&self) -> Option<&'a Arc<str>> {
        match self.place {
            Place::Segment { name: _, segment } => Some(&segment.network),
            Place::Network(name) => Some(name),
            Place::Outside => None,
        }
    }

    /// The segment that it is in.
    pub(super) const fn segment(&self) -> Option<&'a Segment> {
        match self.place {
            Place::Segment { name: _, segment } => Some(segment),
            Place::Network(_) | Place::Outside => None,
        }
    }

    /// Whether both are the same single endpoint.
    pub(super) fn is_one_with(&self, other: &Self) -> bool {
        let same = |one: &Endpoint| other.endpoint.is_some_and(|two| one.label == two.label);
        !self.several && !other.several && self.endpoint.is_some_and(same)
    }

    /// Whether both are in one segment, where only shields are asked.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        match (self.place, other.place) {
            (Place::Segment { name: here, .. }, Place::Segment { name: there, .. }) => {
                here == there
            }
            _ => false,
        }
    }

    /// Which door leads outside from it.
    pub(super) fn door(&self) -> Option<usize> {
        let of_segment = self.segment().map(|segment| segment.door);
        self.endpoint.map(|endpoint| endpoint.door).or(of_segment)
    }

    /// The addresses that are not outside, seen from here: its own network's, and those of networks that are linked with it.
    pub(super) fn inside_of_reach(&self, topology: &Topology) -> Addresses {
        let Some(home) = self.network() else { return Addresses::none() };
        let links = self.segment().map_or(&[][..], |segment| &segment.links);
        let linked = topology.segments.values().filter(|other| {
            other.network != *home
                && other.links.iter().any(|link| links.iter().any(|own| own.name == link.name))
        });
        let mut networks: BTreeSet<&Arc<str>> = linked.map(|other| &other.network).collect();
        networks.insert(home);
        let known = networks.into_iter().filter_map(|network| topology.networks.get(network));
        known.fold(Addresses::none(), |all, network| all.union(network))
    }

    /// The addresses that its packets have.
    pub(super) fn all_addresses(&self) -> Addresses {
        self.addresses.clone().unwrap_or_else(Addresses::all)
    }

    /// What is known of a membership at this end.
    ///
    /// An endpoint says itself which sets it is in. An address that no known endpoint has is in no set that endpoints tell of, if
    /// all of those are known.
    pub(super) fn membership(&self, topology: &'a Topology, name: &Arc<str>) -> Membership<'a> {
        let members = topology.sets.get(name);
        if let Some(endpoint) = self.endpoint {
            if endpoint.member_of.contains(name) {
                return Membership::Known(true);
            }
            if matches!(members, Some(Members::Endpoints { .. })) {
                return Membership::Known(false);
            }
        }
        match members {
            Some(Members::Addresses(addresses)) if self.addresses.is_some() => {
                Membership::Of(addresses)
            }
            Some(Members::Addresses(addresses)) if addresses.is_empty() => Membership::Known(false),
            Some(Members::Endpoints { addresses: _, whole: true }) => Membership::Known(false),
            Some(Members::Addresses(_) | Members::Endpoints { .. } | Members::Unread) | None => {
                Membership::Open
            }
        }
    }

    /// Which of its addresses are in a block. Where they are not known, every address of a family is: the end has some in either.
    pub(super) fn inside(&self, block: &Addresses) -> Inside {
        match &self.addresses {
            Some(addresses) => Inside::These(addresses.intersection(block)),
            None if block.v4.is_all() || block.v6.is_all() => Inside::These(Addresses::all()),
            None if block.is_empty() => Inside::These(Addresses::none()),
            None => Inside::Open,
        }
    }

    /// What it has to be called where its address is not known.
    pub(super) fn nameless(&self) -> Option<&'a Arc<str>> {
        self.endpoint.map(|endpoint| &endpoint.label).filter(|_| self.addresses.is_none())
    }
}

/// Endpoints that nothing tells apart, whatever is asked, put together as one end each.
pub(super) fn alike<'a>(ends: impl IntoIterator<Item = End<'a>>) -> Vec<End<'a>> {
    type Key<'a> = (&'a Arc<str>, usize, usize, &'a BTreeSet<Arc<str>>, Option<&'a Arc<str>>);
    let mut together: Vec<(Option<Key<'a>>, End<'a>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for end in ends {
        // Two endpoints of unknown addresses stay two, so that each is shown by its name.
        let key: Option<Key<'a>> = end
            .endpoint
            .map(|one| (&one.segment, one.shield, one.door, &one.member_of, end.nameless()));
        let at = key.and_then(|key| places.get(&key).copied());
        match (at.and_then(|at: usize| together.get_mut(at)), &end.addresses) {
            (Some((_, other)), Some(addresses)) => {
                other.addresses = other.addresses.as_ref().map(|known| known.union(addresses));
                other.several = true;
            }
            _ => {
                if let Some(key) = key {
                    places.insert(key, together.len());
                }
                together.push((key, end));
            }
        }
    }
    together.into_iter().map(|(_, end)| end).collect()
}
