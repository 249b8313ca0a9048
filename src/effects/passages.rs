//! Everything that stands between one endpoint and anybody else, as guards.
//!
//! It is asked about the first packet of a connection. Far ends inside the segment meet the shield alone, those inside the
//! network the edge as well, and all others the door or a link too.
//!
//! A boundary that keeps no state judges the reply by its other direction, so that is put in its place here, mirrored. Replies go to
//! ports from 1024 on; of an endpoint with such a boundary other source ports are left aside ([`Passages::replies_are_judged`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::questions::EPHEMERAL;
use crate::model::{Direction, Endpoint, Flow, Members, Passage, Segment, Topology};
use crate::traffic::{Addresses, Guard, Intervals, Match, Service, Side, Symbol};

/// What stands before one endpoint.
pub(super) struct Passages<'a> {
    endpoint: &'a Endpoint,
    shield: &'a Passage,
    door: &'a Passage,
    segment: &'a Segment,
    network: Option<&'a Addresses>,
    sets: &'a BTreeMap<Arc<str>, Members>,
    /// Whether rules on the way limit the near end, so that it is asked for itself.
    individual: bool,
}

impl<'a> Passages<'a> {
    /// Nothing when the topology doesn't hold what the endpoint names.
    pub(super) fn of(
        topology: &'a Topology,
        endpoint: &'a Endpoint,
        individual: bool,
    ) -> Option<Self> {
        let segment = topology.segments.get(&endpoint.segment)?;
        Some(Self {
            endpoint,
            shield: topology.shields.get(endpoint.shield)?,
            door: topology.doors.get(endpoint.door)?,
            segment,
            network: topology.networks.get(&segment.network),
            sets: &topology.sets,
            individual,
        })
    }

    /// Why not everything is known about them.
    pub(super) fn doubt(&self) -> Option<&'a str> {
        let all = [Some(self.shield), self.segment.edge.as_ref(), Some(self.door)];
        all.into_iter().flatten().find_map(|passage| passage.doubt.as_deref())
    }

    /// Whether something here forgets a connection and judges the reply to it.
    pub(super) fn replies_are_judged(&self) -> bool {
        let all = [Some(self.shield), self.segment.edge.as_ref(), Some(self.door)];
        all.into_iter().flatten().any(|passage| !passage.stateful)
    }

    /// What each of the three does in a direction, all of which have to allow a packet: shield, edge, door. At the edge and at the door
    /// whoever is nearer passes unasked.
    pub(super) fn guards(&self, direction: Direction) -> [Guard; 3] {
        let within = |addresses: &Addresses| Guard::packets(vec![far(direction, addresses)]);
        let shield = asked(self.shield, direction);
        let inside = within(&self.segment.addresses);
        let mut edge = vec![inside.clone()];
        edge.push(match &self.segment.edge {
            Some(passage) => asked(passage, direction),
            None => Guard::All(Vec::new()),
        });
        let mut door = vec![inside];
        door.extend(self.network.into_iter().map(within));
        door.extend(self.segment.links.iter().map(|link| within(&link.to)));
        door.push(asked(self.door, direction));
        let all = [shield, Guard::Any(edge), Guard::Any(door)];
        if self.individual {
            all.map(|one| self.as_member(&one, direction.near_side()))
        } else {
            all
        }
    }

    /// What each of the three does with what comes from outside of all known networks, which meets all of them. A link leads from a network,
    /// whatever is sent back over it.
    pub(super) fn for_outsiders(&self) -> [Guard; 3] {
        let direction = Direction::Ingress;
        let edge = self.segment.edge.as_ref().map(|passage| asked(passage, direction));
        let edge = edge.unwrap_or_else(|| Guard::All(Vec::new()));
        let all = [asked(self.shield, direction), edge, asked(self.door, direction)];
        if self.individual {
            all.map(|one| self.as_member(&one, direction.near_side()))
        } else {
            all
        }
    }

    /// The addresses of the network that it is in.
    pub(super) fn inside(&self) -> Addresses {
        let network = self.network.cloned().unwrap_or_else(Addresses::none);
        network.union(&self.segment.addresses)
    }

    /// The guard with an answer in the place of every membership of the endpoint's own.
    fn as_member(&self, guard: &Guard, near: Side) -> Guard {
        let is_member = |symbol: &Symbol| {
            let told = matches!(self.sets.get(&symbol.name), Some(Members::Endpoints { .. }));
            match self.endpoint.member_of.contains(&symbol.name) {
                true => Some(true),
                false => told.then_some(false),
            }
        };
        let of_own = |packets: &Match| {
            let mut packets = packets.clone();
            let mut possible = true;
            packets.symbols.retain(|(symbol, holds)| {
                let answer = if symbol.side == near { is_member(symbol) } else { None };
                possible &= answer.is_none_or(|answer| answer == *holds);
                answer.is_none()
            });
            possible.then_some(packets)
        };
        guard.with_matches(&mut { of_own })
    }

    /// The packets that can be the endpoint's: of a family that it has an address of. Where it is asked for itself, those of its own
    /// addresses.
    pub(super) fn near(&self, direction: Direction) -> Match {
        let known = self.endpoint.addresses.union(&self.endpoint.public);
        let own = if known.is_empty() {
            Addresses::all()
        } else if self.individual {
            known
        } else {
            families(&known)
        };
        match direction {
            Direction::Ingress => Match::any().to(own),
            Direction::Egress => Match::any().from(own),
        }
    }

    /// Its addresses, as its boundaries see them.
    pub(super) const fn private(&self) -> &'a Addresses {
        &self.endpoint.addresses
    }
}

/// Whether any rule of a topology limits the near end. Endpoints then have to be asked one by one.
pub(super) fn limit_near(topology: &Topology) -> bool {
    let edges = topology.segments.values().filter_map(|segment| segment.edge.as_ref());
    topology.shields.iter().chain(&topology.doors).chain(edges).any(|passage| {
        Direction::ALL
            .into_iter()
            .any(|direction| limits(passage.guard(direction), direction.near_side()))
    })
}

/// Both families in which there are addresses, whole.
pub(super) fn families(known: &Addresses) -> Addresses {
    let mut whole = Addresses::none();
    if !known.v4.is_empty() {
        whole.v4 = Intervals::all();
    }
    if !known.v6.is_empty() {
        whole.v6 = Intervals::all();
    }
    whole
}

/// Connections whose replies arrive where clients listen.
pub(super) fn of_clients(packets: Match) -> Match {
    let (first, last) = EPHEMERAL;
    let service = Service { source_ports: Intervals::range(first, last), ..packets.service };
    Match { service, ..packets }
}

/// Boxes said without what every packet of an endpoint has: the source ports of clients, and beside a name its family. Boxes that then differ
/// in nothing but protocols are one.
pub(super) fn said_plainly(flows: Vec<Flow>) -> Vec<Flow> {
    let mut plain: Vec<Flow> = Vec::with_capacity(flows.len());
    for mut flow in flows {
        let Match { source, destination, service, symbols } = &mut flow.packets;
        if service.source_ports.spans() == [EPHEMERAL] {
            service.source_ports = Intervals::all();
        }
        if !symbols.is_empty() && source == destination && families(source) == *source {
            (*source, *destination) = (Addresses::all(), Addresses::all());
        }
        let same = |other: &&mut Flow| {
            let protocols = flow.packets.service.protocols.clone();
            let service = Service { protocols, ..other.packets.service.clone() };
            flow.packets == Match { service, ..other.packets.clone() }
        };
        match plain.iter_mut().find(same) {
            Some(other) => {
                let protocols = &mut other.packets.service.protocols;
                *protocols = protocols.union(&flow.packets.service.protocols);
            }
            None => plain.push(flow),
        }
    }
    plain
}

fn far(direction: Direction, addresses: &Addresses) -> Match {
    match direction {
        Direction::Ingress => Match::any().from(addresses.clone()),
        Direction::Egress => Match::any().to(addresses.clone()),
    }
}

fn asked(passage: &Passage, direction: Direction) -> Guard {
    let guard = passage.guard(direction).clone();
    if passage.stateful {
        return guard;
    }
    let back = match direction {
        Direction::Ingress => Direction::Egress,
        Direction::Egress => Direction::Ingress,
    };
    Guard::All(vec![guard, passage.guard(back).mirrored()])
}

fn limits(guard: &Guard, side: Side) -> bool {
    guard.matches().any(|one| {
        let end = match side {
            Side::Source => &one.source,
            Side::Destination => &one.destination,
        };
        families(end) != *end || one.symbols.iter().any(|(symbol, _)| symbol.side == side)
    })
}
