//! Addresses that no rule tells apart, as one of them.

use std::net::IpAddr;

use crate::effects::ends::{End, Membership};
use crate::model::{Members, Topology};
use crate::traffic::{Addresses, Guard, Match, Side, Value};

/// An end, with one address that stands for all that are alike.
#[derive(Clone, Debug)]
pub(super) struct Point<'a> {
    pub(super) end: End<'a>,
    /// The address; nothing when it is not known.
    pub(super) address: Option<IpAddr>,
}

/// Whether a condition holds at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    /// Nobody knows.
    Open,
}

impl From<bool> for Holds {
    fn from(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }
}

impl Point<'_> {
    /// Whether packets can go between the two.
    pub(super) fn is_of_one_family(&self, other: &Self) -> bool {
        match (self.address, other.address) {
            (Some(one), Some(two)) => one.is_ipv4() == two.is_ipv4(),
            _ => true,
        }
    }

    /// Whether it is in a block. An address that is not known is in every block that is a whole family.
    pub(super) fn is_in(&self, block: &Addresses) -> Holds {
        match self.address {
            Some(address) => block.contains(address).into(),
            None if block.v4.is_all() || block.v6.is_all() => Holds::Yes,
            None if block.is_empty() => Holds::No,
            None => Holds::Open,
        }
    }

    /// Whether it is a member of a set.
    pub(super) fn is_member(&self, topology: &Topology, name: &std::sync::Arc<str>) -> Holds {
        match self.end.membership(topology, name) {
            Membership::Known(known) => known.into(),
            Membership::Of(members) => self.is_in(members),
            Membership::Open => Holds::Open,
        }
    }
}

/// Where addresses begin to be told apart: the first address of every stretch.
#[derive(Clone, Debug, Default)]
pub(super) struct Cuts {
    v4: Vec<u32>,
    v6: Vec<u128>,
}

impl Cuts {
    /// The cuts at the ends of these blocks.
    pub(super) fn at<'a>(blocks: impl IntoIterator<Item = &'a Addresses>) -> Self {
        let mut cuts = Self { v4: vec![0], v6: vec![0] };
        for block in blocks {
            ends(&block.v4, &mut cuts.v4);
            ends(&block.v6, &mut cuts.v6);
        }
        cuts.v4.sort_unstable();
        cuts.v4.dedup();
        cuts.v6.sort_unstable();
        cuts.v6.dedup();
        cuts
    }

    /// The stretches of IPv4, then those of IPv6, each with its first and last address.
    pub(super) fn stretches(&self) -> [Vec<(IpAddr, IpAddr)>; 2] {
        [
            stretches(&self.v4, |one| IpAddr::V4(one.into())),
            stretches(&self.v6, |one| IpAddr::V6(one.into())),
        ]
    }

    /// One address of each stretch that some of these are in: the first of the stretch.
    pub(super) fn representatives(&self, addresses: &Addresses) -> Vec<IpAddr> {
        let v4 = first_of(&self.v4, addresses.v4.spans()).map(|one| IpAddr::V4(one.into()));
        let v6 = first_of(&self.v6, addresses.v6.spans()).map(|one| IpAddr::V6(one.into()));
        let mut found: Vec<IpAddr> = v4.chain(v6).collect();
        found.sort();
        found.dedup();
        found
    }
}

fn ends<T: Value>(set: &crate::traffic::Intervals<T>, cuts: &mut Vec<T>) {
    for (low, high) in set.spans() {
        cuts.push(*low);
        cuts.extend(high.after());
    }
}

fn stretches<T: Value>(cuts: &[T], address: impl Fn(T) -> IpAddr) -> Vec<(IpAddr, IpAddr)> {
    let last_before = |next: Option<&T>| next.and_then(|next| next.before()).unwrap_or(T::LAST);
    let each = cuts.iter().enumerate();
    each.map(|(at, low)| (address(*low), address(last_before(cuts.get(at + 1))))).collect()
}

fn first_of<T: Value>(cuts: &[T], spans: &[(T, T)]) -> impl Iterator<Item = T> {
    spans.iter().flat_map(|(low, high)| {
        let from = cuts.partition_point(|cut| cut <= low).saturating_sub(1);
        cuts.iter().skip(from).take_while(|cut| *cut <= high).copied()
    })
}

/// The blocks that a guard names at one end, and those that stand behind the names it uses there.
pub(super) fn blocks<'a>(
    topology: &'a Topology,
    guard: &'a Guard,
    side: Side,
    found: &mut Vec<&'a Addresses>,
) {
    for packets in guard.matches() {
        let Match { source, destination, service: _, symbols } = packets;
        found.push(match side {
            Side::Source => source,
            Side::Destination => destination,
        });
        let named = symbols.iter().filter(|(symbol, _)| symbol.side == side);
        found.extend(named.filter_map(|(symbol, _)| match topology.sets.get(&symbol.name) {
            Some(Members::Addresses(addresses)) => Some(addresses),
            Some(Members::Endpoints { .. } | Members::Unread) | None => None,
        }));
    }
}
