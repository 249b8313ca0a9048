//! The way from one end to another: what is asked about a packet, in the order in which it meets it.
//!
//! Inside a segment only shields are asked. Whoever leaves it meets the edges, and a link when the other end is in another network; whoever goes
//! outside, or comes from there, meets the door. A boundary that keeps no state is asked about the reply as well, in
//! its other direction.

use std::borrow::Cow;
use std::sync::Arc;

use super::ends::{End, Place};
use crate::model::{Direction, Link, Passage, Topology};
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Rule};

/// One thing on the way.
#[derive(Clone, Debug)]
pub(super) struct Hop<'a> {
    /// What it does with the first packet.
    pub(super) guard: Cow<'a, Guard>,
    /// What it does with the reply, where it judges that by itself: to be mirrored.
    pub(super) reply: Option<Cow<'a, Guard>>,
}

impl<'a> Hop<'a> {
    fn through(passage: &'a Passage, direction: Direction) -> Self {
        let back = match direction {
            Direction::Ingress => Direction::Egress,
            Direction::Egress => Direction::Ingress,
        };
        let reply = (!passage.stateful).then(|| Cow::Borrowed(passage.guard(back)));
        Self { guard: Cow::Borrowed(passage.guard(direction)), reply }
    }

    /// The same, where nothing filters what this rule allows, nor the reply to it.
    fn but(self, rule: &Rule) -> Self {
        let back = Rule {
            matches: rule.matches.iter().flat_map(Match::mirrored).collect(),
            ..rule.clone()
        };
        let reply = self.reply.map(|reply| Cow::Owned(reply.with_first(&back)));
        Self { guard: Cow::Owned(self.guard.with_first(rule)), reply }
    }

    const fn way(guard: Guard) -> Self {
        Self { guard: Cow::Owned(guard), reply: None }
    }
}

/// The way from one end to another; nothing when both are outside, where nothing is known.
pub(super) fn path<'a>(
    topology: &'a Topology,
    from: &End<'a>,
    to: &End<'a>,
) -> Option<Vec<Hop<'a>>> {
    let mut hops = Vec::new();
    match (from.place, to.place) {
        (Place::Outside, Place::Outside) => return None,
        (_, Place::Outside) => {
            hops.extend(shield(topology, from, Direction::Egress));
            hops.extend(edge(from, Direction::Egress));
            hops.extend(door(topology, from, Direction::Egress));
        }
        (Place::Outside, _) => {
            hops.extend(door(topology, to, Direction::Ingress));
            hops.extend(edge(to, Direction::Ingress));
            hops.extend(shield(topology, to, Direction::Ingress));
        }
        (_, _) => {
            hops.extend(shield(topology, from, Direction::Egress));
            if !from.is_beside(to) {
                hops.extend(edge(from, Direction::Egress));
                hops.extend(between_networks(from, to));
                hops.extend(edge(to, Direction::Ingress));
            }
            hops.extend(shield(topology, to, Direction::Ingress));
            if let Some(rule) = unfiltered(topology, from, to) {
                hops = hops.into_iter().map(|hop| hop.but(rule)).collect();
            }
        }
    }
    Some(hops)
}

/// What nothing filters on the way to an address of the same network that nobody is known to use: that may be a service of the network.
fn unfiltered<'a>(topology: &'a Topology, from: &End<'a>, to: &End<'a>) -> Option<&'a Rule> {
    let network = from.network().filter(|network| to.network() == Some(network))?;
    topology.unfiltered.get(network).filter(|_| to.endpoint.is_none())
}

fn shield<'a>(topology: &'a Topology, end: &End<'a>, direction: Direction) -> Option<Hop<'a>> {
    let passage = topology.shields.get(end.endpoint?.shield)?;
    Some(Hop::through(passage, direction))
}

fn edge<'a>(end: &End<'a>, direction: Direction) -> Option<Hop<'a>> {
    let passage = end.segment()?.edge.as_ref()?;
    Some(Hop::through(passage, direction))
}

/// What has no door is let out nowhere.
fn door<'a>(topology: &'a Topology, end: &End<'a>, direction: Direction) -> Option<Hop<'a>> {
    match end.door().and_then(|door| topology.doors.get(door)) {
        Some(passage) => Some(Hop::through(passage, direction)),
        None => end.network().map(refused_by),
    }
}

/// What leads from one network to another: nothing to ask when it is the same one.
fn between_networks<'a>(from: &End<'a>, to: &End<'a>) -> Option<Hop<'a>> {
    let (here, there) = (from.network()?, to.network()?);
    if here == there {
        return None;
    }
    let mut links: Vec<Guard> = links(from, to).map(|(out, back)| link(out, back)).collect();
    Some(match links.len() {
        0 => refused_by(here),
        1 => Hop::way(links.remove(0)),
        _ => Hop::way(Guard::Any(links)),
    })
}

/// The links that both ends name: each as the one end has it, and the other.
pub(super) fn links<'a>(
    from: &End<'a>,
    to: &End<'a>,
) -> impl Iterator<Item = (&'a Link, &'a Link)> {
    let of = |end: &End<'a>| end.segment().map_or(&[][..], |segment| &segment.links);
    let there = of(to);
    of(from).iter().flat_map(move |out| {
        there.iter().filter(|back| back.name == out.name).map(move |back| (out, back))
    })
}

/// A link takes what the one end sends there, if the other end sends the replies there.
fn link(out: &Link, back: &Link) -> Guard {
    let taken = Match::any().to(out.to.clone()).from(back.to.clone());
    let rule = Rule::new(said(&out.to), Action::Allow, vec![taken]);
    Guard::listed(out.name.clone(), vec![rule], Decision::Deny)
}

fn said(addresses: &Addresses) -> Arc<str> {
    addresses.texts().join(", ").into()
}

/// Nothing leads on from a network.
fn refused_by<'a>(network: &Arc<str>) -> Hop<'a> {
    Hop::way(Guard::always(network.clone(), Decision::Deny))
}
