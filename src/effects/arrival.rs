//! What is different at one endpoint, for all that behave like it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::passages::{Passages, of_clients, said_plainly};
use super::resolve::{Sets, Time};
use super::stand_ins::Names;
use crate::model::{Direction, Flow, Ruling, Traffic, Witness, is_condition};
use crate::traffic::{
    self, Addresses, Budget, Decision, Decisions, Guard, Match, Packet, PacketSet, Portion,
    Service, Side, Space, Symbol, TrafficError,
};

/// Of which packets it is asked how much of the internet gets through with them.
pub(super) enum Asked {
    /// Packets of these services, as they come in at a boundary.
    Services(Vec<Service>),
    /// Of those that are different.
    ItsOwn,
}

impl Asked {
    /// What changed at a boundary. Who is at the far end is what is asked, so that is left out.
    pub(super) fn at_boundary(traffic: &Traffic) -> Self {
        Self::Services(services(traffic.opened.iter().chain(&traffic.closed)))
    }
}

fn services<'a>(flows: impl Iterator<Item = &'a Flow>) -> Vec<Service> {
    let ingress = flows.filter(|flow| flow.direction == Direction::Ingress);
    let mut services: Vec<Service> = ingress.map(|flow| flow.packets.service.clone()).collect();
    services.sort();
    services.dedup();
    services
}

/// What is different.
pub(super) struct Found {
    pub(super) opened: Vec<Flow>,
    pub(super) closed: Vec<Flow>,
    /// A packet that is decided otherwise.
    pub(super) witness: Option<Witness>,
    /// How much of the internet gets through with what was asked, before and after.
    pub(super) internet: [Portion; 2],
    /// How much of it got through with anything before.
    pub(super) reached: Portion,
}

impl Default for Found {
    fn default() -> Self {
        let none = Portion::None;
        Self {
            opened: Vec::new(),
            closed: Vec::new(),
            witness: None,
            internet: [none; 2],
            reached: none,
        }
    }
}

/// What stands before an endpoint, before and after; nothing while it is not there.
pub(super) struct Class<'a> {
    passages: [Option<Passages<'a>>; 2],
    sets: &'a Sets<'a>,
    names: Names<'a>,
    budget: Budget,
}

/// One way: what each passage does, and the packets that can be the endpoint's.
struct Way {
    near: Guard,
    passages: [Guard; 3],
    /// What the rules call far ends, by name.
    far_sets: BTreeMap<Arc<str>, FarSet>,
}

/// A set by which rules mean far ends.
struct FarSet {
    members: Addresses,
    /// What the rules say of them.
    services: Vec<Service>,
}

impl FarSet {
    /// Whether the rules speak of all of a service with them. Of what they don't speak of, somebody else is meant who has
    /// the same addresses.
    fn speaks_of(&self, service: &Service) -> bool {
        service.destination_ports.spans().iter().all(|(low, high)| {
            let ports = Service { destination_ports: (*low..=*high).into(), ..service.clone() };
            self.services.iter().any(|all| all.covers(&ports))
        })
    }
}

impl Way {
    fn whole(&self) -> Guard {
        let mut all = vec![self.near.clone()];
        all.extend(self.passages.iter().cloned());
        Guard::All(all)
    }
}

impl<'a> Class<'a> {
    pub(super) const fn new(
        passages: [Option<Passages<'a>>; 2],
        sets: &'a Sets<'a>,
        names: Names<'a>,
        budget: Budget,
    ) -> Self {
        Self { passages, sets, names, budget }
    }

    /// # Errors
    /// In words, when it is too complex, or depends on what was not read.
    pub(super) fn found(&self, asked: &Asked) -> Result<Found, String> {
        let mut found = Found::default();
        let mut depends = false;
        for direction in Direction::ALL {
            let ways = [Time::Before, Time::After].map(|time| self.way(direction, time));
            let services = match (asked, direction) {
                (Asked::Services(services), Direction::Ingress) => services.as_slice(),
                _ => &[],
            };
            let guards = ways.each_ref().map(Way::whole);
            if guards[0] == guards[1] && services.is_empty() {
                continue;
            }
            let asking = Asking { class: self, direction, ways: &ways };
            depends |= asking
                .compare(&guards, services, asked, &mut found)
                .map_err(|error| error.to_string())?;
        }
        let doubt = self.passages.iter().flatten().find_map(Passages::doubt);
        match doubt {
            // What is around boundaries may change what an unread one does, without anything of it showing.
            Some(why) if depends || matches!(asked, Asked::ItsOwn) => Err(why.to_owned()),
            _ => Ok(found),
        }
    }

    fn way(&self, direction: Direction, time: Time) -> Way {
        let Some(passages) = self.side(time) else {
            let closed = || Guard::always("", Decision::Deny);
            let passages = [closed(), closed(), closed()];
            return Way { near: closed(), passages, far_sets: BTreeMap::new() };
        };
        let mut near = passages.near(direction);
        if self.passages.iter().flatten().any(Passages::replies_are_judged) {
            near = of_clients(near);
        }
        let guards = passages.guards(direction);
        let mut far_sets = BTreeMap::new();
        guards.iter().for_each(|guard| self.far_sets(guard, direction, time, &mut far_sets));
        let passages = guards.map(|guard| self.sets.resolve(&guard, time).into_owned());
        let packets = self.names.between(near, direction);
        Way { near: Guard::packets(packets), passages, far_sets }
    }

    /// The sets by which a guard means far ends, and their members.
    fn far_sets(
        &self,
        guard: &Guard,
        direction: Direction,
        time: Time,
        found: &mut BTreeMap<Arc<str>, FarSet>,
    ) {
        for packets in guard.matches() {
            let symbols = packets.symbols.iter();
            let far = symbols.filter(|(one, holds)| *holds && one.side == direction.far_side());
            for (Symbol { name, side: _ }, _) in far {
                let Some(members) = self.sets.members(name, time) else { continue };
                let set = found.entry(name.clone());
                let set = set
                    .or_insert_with(|| FarSet { members: members.clone(), services: Vec::new() });
                set.services.push(packets.service.clone());
            }
        }
    }

    const fn side(&self, time: Time) -> Option<&Passages<'a>> {
        let [before, after] = &self.passages;
        match time {
            Time::Before => before.as_ref(),
            Time::After => after.as_ref(),
        }
    }

    /// The internet in the families that the endpoint has, before or after.
    fn internet(&self) -> Addresses {
        let mut near = Addresses::none();
        for passages in self.passages.iter().flatten() {
            near = near.union(&passages.near(Direction::Ingress).destination);
        }
        Addresses::internet().intersection(&super::passages::families(&near))
    }

    /// An address of the endpoint in the family of another.
    fn own_address(&self, other: IpAddr) -> Option<IpAddr> {
        let known = self.side(Time::After).or_else(|| self.side(Time::Before))?.private();
        match other {
            IpAddr::V4(_) => known.v4.spans().first().map(|(low, _)| IpAddr::V4((*low).into())),
            IpAddr::V6(_) => known.v6.spans().first().map(|(low, _)| IpAddr::V6((*low).into())),
        }
    }
}

/// One direction of a class.
struct Asking<'a> {
    class: &'a Class<'a>,
    direction: Direction,
    ways: &'a [Way; 2],
}

impl Asking<'_> {
    /// Adds what is different; whether anything is, or something was asked.
    fn compare(
        &self,
        guards: &[Guard; 2],
        services: &[Service],
        asked: &Asked,
        found: &mut Found,
    ) -> Result<bool, TrafficError> {
        let internet = self.class.internet();
        let from_internet = |service: &Service| Match::of(service.clone()).from(internet.clone());
        let everything = Guard::packets(vec![from_internet(&Service::any())]);
        let named = Guard::packets(services.iter().map(from_internet).collect());
        let [before, after] = guards;
        let mut space = Space::new([before, after, &everything, &named], self.class.budget)?;
        let decisions = [space.decisions(before)?, space.decisions(after)?];
        let [was, is] = decisions;
        let (opened, opens) = self.flows(&mut space, was, is, Time::After)?;
        let (closed, closes) = self.flows(&mut space, is, was, Time::Before)?;
        let differs = !opened.is_empty() || !closed.is_empty();
        if self.direction == Direction::Ingress {
            let packets = match asked {
                Asked::Services(_) => named,
                Asked::ItsOwn => {
                    let services = services_of(&opened, &closed);
                    Guard::packets(services.iter().map(from_internet).collect())
                }
            };
            for (portion, decisions) in found.internet.iter_mut().zip(decisions) {
                *portion = self.portion(&mut space, decisions, &packets, &internet)?;
            }
            found.reached = self.portion(&mut space, was, &everything, &internet)?;
        }
        if found.witness.is_none() || (found.opened.is_empty() && !opened.is_empty()) {
            let witness = opens.or(closes).map(|packet| self.witness(packet));
            found.witness = witness.or_else(|| found.witness.take());
        }
        found.opened.extend(opened);
        found.closed.extend(closed);
        Ok(differs || !services.is_empty())
    }

    /// How much of the internet gets through with any of these packets, whatever is not documented. Nobody of it is a member of what is not
    /// known.
    fn portion(
        &self,
        space: &mut Space,
        decisions: Decisions,
        packets: &Guard,
        internet: &Addresses,
    ) -> Result<Portion, TrafficError> {
        let packets = space.set(packets)?;
        let allowed = space.allowed(decisions)?;
        let through = space.intersection(allowed, packets)?;
        let members: Vec<Symbol> =
            space.symbols().filter(|symbol| !is_condition(&symbol.name)).cloned().collect();
        let through = space.assume(through, members.iter().map(|symbol| (symbol, false)))?;
        let from = space.addresses(through, Side::Source)?.intersection(internet);
        Ok(if from.is_empty() {
            Portion::None
        } else if internet.difference(&from).is_empty() {
            Portion::All
        } else {
            Portion::Some
        })
    }

    /// The boxes of what passes `to` and not `from`, each with the rule that makes the difference, and a packet of them.
    fn flows(
        &self,
        space: &mut Space,
        from: Decisions,
        to: Decisions,
        time: Time,
    ) -> Result<(Vec<Flow>, Option<Packet>), TrafficError> {
        let towards = match self.direction {
            Direction::Ingress => traffic::Direction::Inbound,
            Direction::Egress => traffic::Direction::Outbound,
        };
        let set: PacketSet = space.opened(from, to)?;
        let mut flows = Vec::new();
        for packets in space.boxes(set)? {
            let inside = space.set(&Guard::packets(vec![packets.clone()]))?;
            let rule = space.witness(inside, towards)?.and_then(|packet| {
                let rulings = self.rulings(&packet);
                rulings.into_iter().find(|one| one.decision == Decision::Allow)?.rule
            });
            let far_set = self.far_set(&packets, time);
            let rule = rule.map(Into::into);
            flows.push(Flow { direction: self.direction, packets, rule, far_set });
        }
        let flows = self.class.names.told(said_plainly(flows), time);
        Ok((flows, space.witness(set, towards)?))
    }

    /// The set whose members are the far end of packets, by the name that the rules of that time have for it.
    fn far_set(&self, packets: &Match, time: Time) -> Option<Arc<str>> {
        let far = match self.direction.far_side() {
            Side::Source => &packets.source,
            Side::Destination => &packets.destination,
        };
        let [before, after] = self.ways;
        let (own, other) = match time {
            Time::Before => (before, after),
            Time::After => (after, before),
        };
        if !packets.symbols.is_empty() {
            return None;
        }
        let own_family = |members: &Addresses| {
            let (v4, v6) = (far.v4.is_empty(), far.v6.is_empty());
            (v4 || far.v4 == members.v4) && (v6 || far.v6 == members.v6)
        };
        let same = own.far_sets.iter().filter(|(_, set)| {
            let FarSet { members, services: _ } = set;
            !members.is_empty() && own_family(members) && set.speaks_of(&packets.service)
        });
        // Rather what the rules did not, or do not, name at the other time.
        let (name, _) = same.min_by_key(|(name, _)| other.far_sets.contains_key(*name))?;
        Some(name.clone())
    }

    /// A packet between the far end and an address that the endpoint really has.
    fn witness(&self, packet: Packet) -> Witness {
        let near = self.direction.near_side();
        let own = self.class.own_address(packet.source());
        let moved = own.and_then(|own| packet.with_end(near, own));
        let is_same = |moved: &Packet| {
            self.ways.iter().all(|way| {
                let whole = way.whole();
                whole.decide(moved).decision == whole.decide(&packet).decision
            })
        };
        let packet = moved.filter(is_same).unwrap_or(packet);
        let [before, after] = self.rulings(&packet);
        let near = |other: IpAddr| self.class.own_address(other);
        let packet = self.class.names.shown(packet, self.direction.far_side(), near);
        Witness { direction: self.direction, packet, before, after }
    }

    /// Who decided and who decides, at the first passage where that is another answer.
    fn rulings(&self, packet: &Packet) -> [Ruling; 2] {
        let [before, after] = self.ways;
        let rulings = |at: usize| {
            [before, after].map(|way| way.passages.get(at).map(|guard| ruling(guard, packet)))
        };
        let different = (0..3).map(rulings).find_map(|pair| match pair {
            [Some(old), Some(new)] if old.decision != new.decision => Some([old, new]),
            _ => None,
        });
        // A family that the endpoint did not have, or has no more: no passage was asked.
        different.unwrap_or_else(|| {
            [before, after].map(|way| {
                let passes = way.whole().decide(packet).decision == Decision::Allow;
                let decision = if passes { Decision::Allow } else { Decision::Deny };
                Ruling { boundary: String::new(), rule: None, decision }
            })
        })
    }
}

fn services_of(opened: &[Flow], closed: &[Flow]) -> Vec<Service> {
    services(opened.iter().chain(closed))
}

/// Who decides about a packet at a passage: of several that allow it or refuse it together, the first that has a rule for it.
fn ruling(guard: &Guard, packet: &Packet) -> Ruling {
    let answer = guard.decide(packet);
    let decision =
        if answer.decision == Decision::Allow { Decision::Allow } else { Decision::Deny };
    let named = || answer.by.iter().filter(|by| !by.boundary.is_empty());
    let by = named().find(|by| by.rule.is_some()).or_else(|| named().next());
    Ruling {
        boundary: by.map_or_else(String::new, |by| by.boundary.to_owned()),
        rule: by.and_then(|by| by.rule).map(str::to_owned),
        decision,
    }
}
