//! Stand-ins in effects: among the packets that are asked about, and as names in what is told.
//!
//! At a far end an endpoint is its stand-in ([`StandIns`]), whatever family its own addresses are of. What is told says instead who it
//! is: the one set whose members they are, else each by its name. Ranges are told whole: a rule for addresses does not
//! mean pods, and says so as an exception.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::resolve::Time;
use crate::model::{Direction, Flow, Members, StandIn, StandIns, Topology};
use crate::traffic::{Addresses, Match, Packet, Side, Symbol};

/// Who stands for whom, before and after.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    sides: [&'a Topology; 2],
}

impl<'a> Names<'a> {
    pub(super) const fn of(before: &'a Topology, after: &'a Topology) -> Self {
        Self { sides: [before, after] }
    }

    fn are_none(&self) -> bool {
        self.sides.iter().all(|side| side.stand_ins.of.is_empty())
    }

    /// The packets of an endpoint: those between it and ordinary addresses, and those between it and stand-ins, when there are any.
    pub(super) fn between(&self, mut near: Match, direction: Direction) -> Vec<Match> {
        if self.are_none() {
            return vec![near];
        }
        let far = far_of(&mut near, direction.far_side());
        *far = far.difference(&StandIns::region());
        let mut pods = Match { service: near.service.clone(), ..Match::any() };
        *far_of(&mut pods, direction.far_side()) = self.at_far_ends(direction);
        vec![near, pods]
    }

    /// The stand-ins that there may be at far ends. What is on the network of a node is sent to by the node's address.
    fn at_far_ends(&self, direction: Direction) -> Addresses {
        let all = StandIns::region();
        if direction == Direction::Ingress {
            return all;
        }
        let everyone = |side: &&'a Topology| members(side, side.stand_ins.everyone.as_ref()?);
        let known = self.sides.iter().filter_map(everyone);
        known.fold(all, |all, pods| all.intersection(pods))
    }

    /// The same boxes with names in the place of stand-ins. What opened is told as it is now, what closed as it was.
    pub(super) fn told(&self, flows: Vec<Flow>, time: Time) -> Vec<Flow> {
        if self.are_none() {
            return flows;
        }
        let mut told = Vec::with_capacity(flows.len());
        for flow in together(flows) {
            self.tell(&flow, time, &mut told);
        }
        told
    }

    fn tell(&self, flow: &Flow, time: Time, told: &mut Vec<Flow>) {
        let far = flow.far_addresses();
        let (region, pods) = (StandIns::region(), far.intersection(&StandIns::region()));
        let (topology, everyone) = self.everyone(time);
        let members = everyone.and_then(|name| members(topology, name));
        let asked = self.at_far_ends(flow.direction);
        let is_all =
            |members: &Addresses| members.intersection(&asked).difference(&pods).is_empty();
        let is_everyone = !pods.is_empty() && members.is_some_and(is_all);
        let outside = far.difference(&region);
        let anywhere = outside.v4.is_all() || outside.union(&region).v6.is_all();
        let side = flow.far_side();
        if !outside.is_empty() {
            let mut packets = flow.packets.clone();
            *far_of(&mut packets, side) = StandIns::whole(&outside);
            if let (false, Some(name)) = (is_everyone, everyone) {
                packets.symbols.push((Symbol { side, name: name.clone() }, false));
            }
            let far_set = flow.far_set.clone().filter(|_| pods.is_empty());
            told.push(Flow { packets, far_set, ..flow.clone() });
        }
        if pods.is_empty() || is_everyone && anywhere {
            return;
        }
        let by_rule = flow.far_set.clone().filter(|name| self.is_one_group(name));
        let names = by_rule.map_or_else(|| self.called(&pods, time), |name| vec![name]);
        for name in names {
            let mut packets = Match { symbols: flow.packets.symbols.clone(), ..Match::any() };
            packets.service = flow.packets.service.clone();
            packets.symbols.push((Symbol { side, name }, true));
            told.push(Flow { packets, far_set: None, ..flow.clone() });
        }
    }

    /// Whether a name that a rule has for its peers meant the same ones before and after. Otherwise it is one of them that came or went.
    fn is_one_group(&self, name: &Arc<str>) -> bool {
        let [before, after] = self.sides.map(|side| members(side, name));
        let known = self.sides.iter().any(|side| side.stand_ins.groups.contains(name));
        known && (before.is_none() || after.is_none() || before == after)
    }

    fn everyone(&self, time: Time) -> (&'a Topology, Option<&'a Arc<str>>) {
        let topology = self.side(time);
        (topology, topology.stand_ins.everyone.as_ref())
    }

    const fn side(&self, time: Time) -> &'a Topology {
        let [before, after] = self.sides;
        match time {
            Time::Before => before,
            Time::After => after,
        }
    }

    /// The names of these: of sets that hold nobody else, the largest first, and of whoever is in none of those.
    fn called(&self, pods: &Addresses, time: Time) -> Vec<Arc<str>> {
        let topology = self.side(time);
        let mut rest: Vec<(u128, Arc<str>)> = self.known(pods, time);
        let mut names = Vec::new();
        let (_, everyone) = self.everyone(time);
        let groups = everyone.into_iter().chain(&topology.stand_ins.groups);
        let mut groups: Vec<(&Arc<str>, Vec<u128>)> = groups
            .filter_map(|name| {
                let members = members(topology, name)?;
                let inside = !members.is_empty() && members.difference(pods).is_empty();
                let known = || self.known(members, time).into_iter().map(|(point, _)| point);
                inside.then(|| (name, known().collect()))
            })
            .collect();
        groups.sort_by_key(|(name, members)| (std::cmp::Reverse(members.len()), *name));
        for (name, members) in groups {
            let new = rest.iter().filter(|(point, _)| members.contains(point)).count();
            if new > 1 {
                names.push(name.clone());
                rest.retain(|(point, _)| !members.contains(point));
            }
        }
        names.extend(rest.into_iter().map(|(_, name)| name));
        names
    }

    /// The endpoints among these. A part of one that is here as a whole is not told for itself.
    fn known(&self, pods: &Addresses, time: Time) -> Vec<(u128, Arc<str>)> {
        let [first, second] = match time {
            Time::Before => [Time::Before, Time::After],
            Time::After => [Time::After, Time::Before],
        };
        let has = |point: u128| pods.contains(IpAddr::V6(Ipv6Addr::from_bits(point)));
        let among = |of: &'a BTreeMap<u128, StandIn>| {
            let spans = pods.v6.spans().iter();
            spans.flat_map(move |(low, high)| of.range(*low..=*high))
        };
        let now = &self.side(first).stand_ins.of;
        let of_other = among(&self.side(second).stand_ins.of)
            .filter(|(point, one)| !now.contains_key(point) && !one.part_of.is_some_and(has));
        among(now).chain(of_other).map(|(point, one)| (*point, one.name.clone())).collect()
    }

    /// A packet as it is shown: with an ordinary address in the place of a stand-in, and the name of whom it is.
    pub(super) fn shown(
        &self,
        packet: Packet,
        side: Side,
        near: impl Fn(IpAddr) -> Option<IpAddr>,
    ) -> Packet {
        let far = match side {
            Side::Source => packet.source(),
            Side::Destination => packet.destination(),
        };
        let IpAddr::V6(six) = far else { return packet };
        if !StandIns::is_one(far) {
            return packet;
        }
        let one = Addresses::one(IpAddr::V6(six));
        let names = self.known(&one, Time::After).into_iter().map(|(_, name)| name);
        let name = names.chain(self.everyone(Time::After).1.cloned()).next();
        let [pod, own] = [INSIDE, near(INSIDE).unwrap_or(OWN)];
        let (source, destination) = match side {
            Side::Source => (pod, own),
            Side::Destination => (own, pod),
        };
        let Some(shown) = Packet::between(source, destination, packet.protocol()) else {
            return packet;
        };
        let (to, from) = packet.ports().unwrap_or_default();
        let (kind, code) = packet.icmp().unwrap_or_default();
        let known = packet.members().iter().cloned();
        let members = known.chain(name.map(|name| Symbol { side, name }));
        shown.with_ports(to, from).with_icmp(kind, code).with_members(members)
    }
}

/// Where a pod is that is shown in a packet.
const INSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 20));
/// Where the endpoint itself is, when nobody knows.
const OWN: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 10));

fn members<'a>(topology: &'a Topology, name: &Arc<str>) -> Option<&'a Addresses> {
    match topology.sets.get(name)? {
        Members::Endpoints { addresses, whole: _ } => Some(addresses),
        Members::Addresses(_) | Members::Unread => None,
    }
}

/// Boxes that differ in nothing but the ends, as one: stand-ins are of one family, and endpoints of either.
fn together(flows: Vec<Flow>) -> Vec<Flow> {
    let mut merged: Vec<Flow> = Vec::with_capacity(flows.len());
    for flow in flows {
        let same = |other: &&mut Flow| {
            let Match { source: _, destination: _, service, symbols } = &other.packets;
            other.rule == flow.rule
                && other.far_set == flow.far_set
                && *service == flow.packets.service
                && *symbols == flow.packets.symbols
        };
        match merged.iter_mut().find(same) {
            Some(other) => {
                for (all, more) in [
                    (&mut other.packets.source, &flow.packets.source),
                    (&mut other.packets.destination, &flow.packets.destination),
                ] {
                    *all = all.union(more);
                }
            }
            None => merged.push(flow),
        }
    }
    merged
}

const fn far_of(packets: &mut Match, side: Side) -> &mut Addresses {
    match side {
        Side::Source => &mut packets.source,
        Side::Destination => &mut packets.destination,
    }
}
