//! What the names in a question stand for.
//!
//! A name is looked up among all endpoints. An address is looked up from where the other end is, because networks may use the same
//! private addresses: first in its network, then in those that are linked with it, then outside.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use super::addresses::{Reach, coverage};
use crate::effects::ends::End;
use crate::effects::estate::Estate;
use crate::model::{Endpoint, Topology};
use crate::traffic::Addresses;

/// The word for everyone on the internet.
const INTERNET: &str = "internet";

/// A name that can't be asked about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is called so.
    #[error("nothing is called `{0}`")]
    Unknown(String),
    /// Several things are called so.
    #[error("`{name}` is the name of several: {}", .candidates.join(", "))]
    Ambiguous {
        /// The name.
        name: String,
        /// What it may stand for, each by a name that is its own.
        candidates: Vec<String>,
    },
    /// An address of several networks.
    #[error("`{name}` is in several networks: {}", .networks.join(", "))]
    Overlapping {
        /// The address or block.
        name: String,
        /// The networks.
        networks: Vec<String>,
    },
    /// Nothing is known of either end.
    #[error("`{from}` and `{to}` are both outside of everything that was read")]
    BothOutside {
        /// The one.
        from: String,
        /// The other.
        to: String,
    },
}

/// Both ends, and the world that they are in.
type Ends<'a> = (&'a Topology, Vec<End<'a>>, Vec<End<'a>>);

/// What a name stands for.
enum Named<'a> {
    /// Endpoints, all of one machine.
    Endpoints(&'a Topology, Vec<&'a Endpoint>),
    /// Addresses, wherever they are.
    Addresses(Addresses),
    /// Everyone outside.
    Internet,
}

/// The ends that two names stand for; nothing when each is in a world of its own.
pub(super) fn ends<'a>(
    estate: &'a Estate,
    from: &str,
    to: &str,
) -> Result<Option<Ends<'a>>, NameError> {
    use Named::Endpoints;
    let all = |topology: &'a Topology, endpoints: &[&'a Endpoint]| -> Vec<End<'a>> {
        endpoints.iter().map(|endpoint| End::of(topology, endpoint)).collect()
    };
    // Where one world knows both names, that is the one that is meant.
    let knows = |world: &&Topology, name| !called(world, name).is_empty();
    let mut worlds: Vec<&Topology> =
        estate.worlds.iter().filter(|world| knows(world, from) && knows(world, to)).collect();
    if worlds.is_empty() {
        worlds.extend(&estate.worlds);
    }
    Ok(match (named(&worlds, from)?, named(&worlds, to)?) {
        (Endpoints(here, from), Endpoints(there, to)) => {
            std::ptr::eq(here, there).then(|| (here, all(here, &from), all(here, &to)))
        }
        (Endpoints(topology, from), to) => {
            let from = all(topology, &from);
            let to = to.seen_from(topology, &from);
            Some((topology, from, to))
        }
        (from, Endpoints(topology, to)) => {
            let to = all(topology, &to);
            Some((topology, from.seen_from(topology, &to), to))
        }
        (source, destination) => {
            Some(between_addresses(estate, (from, &source), (to, &destination))?)
        }
    })
}

/// The endpoints of a world that a name stands for. A label is a name of one endpoint alone, so no tag of another makes it ambiguous.
fn called<'a>(world: &'a Topology, name: &str) -> Vec<&'a Endpoint> {
    let found = |is: &dyn Fn(&Endpoint) -> bool| -> Vec<&'a Endpoint> {
        world.endpoints.values().filter(|one| is(one)).collect()
    };
    let hits = found(&|one| *one.label == *name);
    if hits.is_empty() { found(&|one| one.names.contains(name)) } else { hits }
}

fn named<'a>(worlds: &[&'a Topology], name: &str) -> Result<Named<'a>, NameError> {
    if name == INTERNET {
        return Ok(Named::Internet);
    }
    if let Ok(addresses) = Addresses::parse(name) {
        return Ok(Named::Addresses(addresses));
    }
    let of = |world: &&'a Topology| {
        let world: &'a Topology = world;
        called(world, name).into_iter().map(move |one| (world, one))
    };
    let mut hits: Vec<(&Topology, &Endpoint)> = worlds.iter().flat_map(of).collect();
    if hits.is_empty() {
        // Azure's ids come in any case.
        let same = |known: &Arc<str>| known.eq_ignore_ascii_case(name);
        let is_it = |one: &Endpoint| same(&one.label) || one.names.iter().any(same);
        for world in worlds {
            let found = world.endpoints.values().filter(|one| is_it(one));
            hits.extend(found.map(|one| (*world, one)));
        }
    }
    let Some((world, first)) = hits.first().copied() else {
        return Err(NameError::Unknown(name.to_owned()));
    };
    let is_one = |(other, one): &(&Topology, &Endpoint)| {
        std::ptr::eq(*other, world) && first.machine.is_some() && one.machine == first.machine
    };
    if hits.len() > 1 && !hits.iter().all(is_one) {
        // What has the label in another cloud is told by the name that says most.
        let own = |one: &Endpoint| {
            let others = one.names.iter().filter(|known| ***known != *name);
            let longest = others.max_by_key(|known| known.len());
            longest.filter(|_| *one.label == *name).unwrap_or(&one.label).to_string()
        };
        let candidates = hits.iter().map(|(_, one)| own(one)).collect();
        return Err(NameError::Ambiguous { name: name.to_owned(), candidates });
    }
    Ok(Named::Endpoints(world, hits.into_iter().map(|(_, endpoint)| endpoint).collect()))
}

impl<'a> Named<'a> {
    /// The ends that addresses are, from where the other end is.
    fn seen_from(&self, topology: &'a Topology, other: &[End<'a>]) -> Vec<End<'a>> {
        let home = other.iter().filter_map(End::network).collect();
        self.in_reach(&Reach::of(topology, home))
    }

    fn in_reach(&self, reach: &Reach<'a>) -> Vec<End<'a>> {
        match self {
            Named::Endpoints(topology, endpoints) => {
                endpoints.iter().map(|endpoint| End::of(topology, endpoint)).collect()
            }
            Named::Addresses(addresses) => reach.ends(addresses),
            Named::Internet => vec![End::outside(Addresses::internet())],
        }
    }

    /// The networks that have some of these addresses.
    fn networks(&self, topology: &'a Topology) -> BTreeSet<&'a Arc<str>> {
        match self {
            Named::Addresses(addresses) => coverage(topology, addresses).into_keys().collect(),
            Named::Endpoints(..) | Named::Internet => BTreeSet::new(),
        }
    }

    /// The networks that have the same ones of these addresses.
    fn overlapping(&self, topology: &'a Topology) -> BTreeSet<&'a Arc<str>> {
        let Named::Addresses(addresses) = self else { return BTreeSet::new() };
        let covered: Vec<_> = coverage(topology, addresses).into_iter().collect();
        let mut found = BTreeSet::new();
        for (at, (one, addresses)) in covered.iter().enumerate() {
            for (other, others) in covered.iter().skip(at + 1) {
                if !addresses.intersection(others).is_empty() {
                    found.extend([*one, *other]);
                }
            }
        }
        found
    }
}

/// The ends when both are given by addresses: one of them has to say in which network they are.
fn between_addresses<'a>(
    estate: &'a Estate,
    (from, source): (&str, &Named<'a>),
    (to, destination): (&str, &Named<'a>),
) -> Result<Ends<'a>, NameError> {
    let knows = |world: &&'a Topology, named: &Named<'a>| !named.networks(world).is_empty();
    let either = |world: &&'a Topology| knows(world, source) || knows(world, destination);
    let both = |world: &&'a Topology| knows(world, source) && knows(world, destination);
    let mut worlds: Vec<&'a Topology> = estate.worlds.iter().filter(either).collect();
    if worlds.iter().any(both) {
        worlds.retain(both);
    }
    let overlap = |name: &str, networks: BTreeSet<&Arc<str>>| NameError::Overlapping {
        name: name.to_owned(),
        networks: networks.into_iter().map(ToString::to_string).collect(),
    };
    let topology = match worlds.as_slice() {
        [] => {
            let (from, to) = (from.to_owned(), to.to_owned());
            return Err(NameError::BothOutside { from, to });
        }
        [one] => *one,
        [..] => {
            let (name, named) = if worlds.iter().any(|world| knows(world, source)) {
                (from, source)
            } else {
                (to, destination)
            };
            return Err(overlap(name, worlds.iter().flat_map(|one| named.networks(one)).collect()));
        }
    };
    let clear = |named: &Named<'a>| named.overlapping(topology).is_empty();
    let own = |named: &Named<'a>| named.in_reach(&Reach::of(topology, named.networks(topology)));
    if knows(&topology, destination) && clear(destination) {
        let ends = own(destination);
        let from = source.seen_from(topology, &ends);
        Ok((topology, from, ends))
    } else if knows(&topology, source) && clear(source) {
        let ends = own(source);
        let to = destination.seen_from(topology, &ends);
        Ok((topology, ends, to))
    } else if !clear(source) {
        Err(overlap(from, source.overlapping(topology)))
    } else {
        Err(overlap(to, destination.overlapping(topology)))
    }
}

impl Estate {
    /// Every name that an endpoint may be called by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let endpoints = self.worlds.iter().flat_map(|world| world.endpoints.values());
        endpoints.flat_map(|one| std::iter::once(&*one.label).chain(one.names.iter().map(|n| &**n)))
    }
}

/// The one address of a set that has no other.
pub(super) fn single(addresses: &Addresses) -> Option<IpAddr> {
    match (addresses.v4.spans(), addresses.v6.spans()) {
        ([(one, last)], []) if one == last => Some(IpAddr::V4((*one).into())),
        ([], [(one, last)]) if one == last => Some(IpAddr::V6((*one).into())),
        _ => None,
    }
}
