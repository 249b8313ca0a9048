//! Which ports of one endpoint outsiders get through to, and who lets them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;

use crate::effects::BUDGET;
use crate::effects::passages::{Passages, limit_near, of_clients};
use crate::effects::resolve::{Asked, Sets, Time};
use crate::effects::stand_ins::Names;
use crate::model::{Direction, Endpoint, StandIns, Topology, Way};
use crate::traffic::{
    Action, Addresses, Decision, Guard, Intervals, Match, Packet, Rule, Rules, Service, Space,
    TrafficError, protocol,
};

/// What is asked of every class.
pub(in crate::effects) struct Asking<'a> {
    topology: &'a Topology,
    sets: Sets<'a>,
    names: Names<'a>,
    /// Whether every endpoint is asked for itself, because rules limit the near end.
    pub(super) individual: bool,
    ports: &'a Intervals<u16>,
    internet: Addresses,
    /// What passes guards that were asked already.
    known: HashMap<Guard, Rc<[Match]>>,
}

/// A port that outsiders get through to.
pub(in crate::effects) struct Found<'e> {
    pub(in crate::effects) port: u16,
    /// Who, of the internet.
    pub(in crate::effects) from: Addresses,
    /// The boundaries that let them through, the nearest to the endpoint first, with the rules.
    pub(in crate::effects) rulings: Vec<(String, Option<String>)>,
    /// What leads there.
    pub(in crate::effects) ways: Vec<&'e Way>,
}

impl<'a> Asking<'a> {
    /// Nothing where the names that its guards use mean something else on either side, which they don't in one snapshot.
    pub(in crate::effects) fn of(
        topology: &'a Topology,
        ports: &'a Intervals<u16>,
    ) -> Option<Self> {
        let sets = Sets::of(topology, topology, Asked::AtEndpoints).ok()?;
        let names = Names::of(topology, topology);
        let individual = limit_near(topology);
        let internet = Addresses::internet();
        Some(Self { topology, sets, names, individual, ports, internet, known: HashMap::new() })
    }

    /// The ports of an endpoint, in order.
    ///
    /// # Errors
    /// When it is too complex.
    pub(in crate::effects) fn found<'e>(
        &mut self,
        endpoint: &'e Endpoint,
    ) -> Result<Vec<Found<'e>>, TrafficError> {
        let Some(passages) = Passages::of(self.topology, endpoint, self.individual) else {
            return Ok(Vec::new());
        };
        let ways: Option<Vec<&Way>> = endpoint.ways.as_ref().map(|ways| {
            // Of what shares the network of its node, nobody says which ports it listens on.
            let named = ways.iter().filter(|way| !way.arrives.destination_ports.is_all());
            named.filter(|way| way.leads_to(&Service::tcp(self.ports.clone()))).collect()
        });
        let [shield, edge, door] = passages.for_outsiders();
        let door = match &ways {
            Some(ways) => Guard::packets(ways.iter().map(|way| packets(way)).collect()),
            None => door,
        };
        // What a proxy hands on may come from anybody.
        let by_proxy = ways.iter().flatten().any(|way| way.by_proxy);
        let from =
            if by_proxy { Addresses::all() } else { self.internet.difference(&passages.inside()) };
        let guards = [shield, edge, door].map(|guard| self.resolved(guard));
        let asked: Vec<Guard> =
            guards.iter().map(|guard| asked(guard, self.ports, &from)).collect();
        if !asked.iter().all(may_let_in) {
            return Ok(Vec::new());
        }
        let mut near = passages.near(Direction::Ingress);
        if passages.replies_are_judged() {
            near = of_clients(near);
        }
        near.service.protocols = protocol::TCP.into();
        near.service.destination_ports = self.ports.clone();
        let mut near = self.names.between(near, Direction::Ingress);
        near.iter_mut().for_each(|one| one.source = one.source.intersection(&from));
        let whole = Guard::All([Guard::packets(near)].into_iter().chain(asked).collect());
        let boxes = match self.known.get(&whole) {
            Some(boxes) => boxes.clone(),
            None => {
                let boxes: Rc<[Match]> = boxes(&whole)?.into();
                self.known.insert(whole, boxes.clone());
                boxes
            }
        };
        if boxes.is_empty() {
            return Ok(Vec::new());
        }
        let own = passages.private();
        Ok(self.each_port(&boxes, &guards, ways.as_deref().unwrap_or_default(), own))
    }

    /// The guard with addresses in the place of every name that is known.
    fn resolved(&self, guard: Guard) -> Guard {
        let known = match self.sets.resolve(&guard, Time::After) {
            Cow::Owned(known) => Some(known),
            Cow::Borrowed(_) => None,
        };
        known.unwrap_or(guard)
    }

    fn each_port<'e>(
        &self,
        boxes: &[Match],
        guards: &[Guard; 3],
        ways: &[&'e Way],
        own: &Addresses,
    ) -> Vec<Found<'e>> {
        let internet = &self.internet;
        let ports = self.ports.spans().iter().flat_map(|(low, high)| *low..=*high);
        let mut found = Vec::new();
        for port in ports {
            let mut of_port: Vec<&Match> =
                boxes.iter().filter(|one| one.service.destination_ports.contains(port)).collect();
            let leading: Vec<&Way> =
                ways.iter().copied().filter(|way| way.leads_to(&Service::tcp(port))).collect();
            let mut from = Addresses::none();
            for one in &of_port {
                from = from.union(&one.source.intersection(internet));
            }
            if !leading.is_empty() {
                from = outsiders(&leading, &from, internet, !of_port.is_empty());
            }
            // The widest says most plainly who decides.
            of_port.sort_by_key(|one| std::cmp::Reverse(width(&one.source)));
            let packet = of_port.first().and_then(|one| packet(one, port, own));
            if let (false, Some(packet)) = (from.is_empty(), packet) {
                let rulings = guards.iter().flat_map(|guard| rulings(guard, &packet)).collect();
                found.push(Found { port, from, rulings, ways: leading });
            }
        }
        found
    }
}

/// What passes a guard, whatever is not known.
fn boxes(whole: &Guard) -> Result<Vec<Match>, TrafficError> {
    let mut space = Space::new([whole], BUDGET)?;
    let mut passes = space.set(whole)?;
    for symbol in space.depends_on(passes)? {
        let without = space.assume(passes, [(&symbol, false)])?;
        let with = space.assume(passes, [(&symbol, true)])?;
        passes = space.intersection(without, with)?;
    }
    space.boxes(passes)
}

/// A guard without its names, as far as it speaks of tcp to some ports, from some addresses: what it does with those packets is the same, and
/// guards that do the same with them are often one.
fn asked(guard: &Guard, ports: &Intervals<u16>, from: &Addresses) -> Guard {
    let each = |guards: &[Guard]| guards.iter().map(|guard| asked(guard, ports, from)).collect();
    match guard {
        Guard::All(guards) => Guard::All(each(guards)),
        Guard::Any(guards) => Guard::Any(each(guards)),
        Guard::Tiers(guards) => Guard::Tiers(each(guards)),
        Guard::Rules(Rules { boundary: _, order, rules, otherwise }) => {
            let rules = rules.iter().map(|Rule { label: _, priority, action, matches }| {
                let matches = matches.iter().filter_map(|one| of_those(one, ports, from)).collect();
                Rule { label: "".into(), priority: *priority, action: *action, matches }
            });
            Guard::Rules(Rules {
                boundary: "".into(),
                order: *order,
                rules: rules.filter(|rule| !rule.matches.is_empty()).collect(),
                otherwise: *otherwise,
            })
        }
    }
}

fn of_those(packets: &Match, ports: &Intervals<u16>, from: &Addresses) -> Option<Match> {
    let Match { source, destination, service, symbols } = packets;
    let ports = service.destination_ports.intersection(ports);
    if ports.is_empty() || !service.protocols.contains(protocol::TCP) {
        return None;
    }
    let source = source.intersection(from);
    (!source.is_empty()).then(|| Match {
        source,
        destination: destination.clone(),
        service: Service::tcp(ports).from_ports(service.source_ports.clone()),
        symbols: symbols.clone(),
    })
}

/// Whether any rule that is left may let anything in: too much rather than too little.
fn may_let_in(guard: &Guard) -> bool {
    match guard {
        Guard::Rules(Rules { boundary: _, order: _, rules, otherwise }) => {
            *otherwise == Decision::Allow || rules.iter().any(|rule| rule.action == Action::Allow)
        }
        Guard::All(each) => each.iter().all(may_let_in),
        Guard::Any(each) | Guard::Tiers(each) => each.iter().any(may_let_in),
    }
}

/// What comes by a way, as the boundaries of the endpoint see it.
fn packets(way: &Way) -> Match {
    let from =
        if way.by_proxy { Addresses::all() } else { way.from.difference(&StandIns::region()) };
    Match::of(way.arrives.clone()).from(from)
}

/// Who gets to a port by the ways that lead there: by a proxy whomever that is for, if boundaries let in anybody.
fn outsiders(ways: &[&Way], from: &Addresses, internet: &Addresses, open: bool) -> Addresses {
    let come = ways.iter().map(|way| match way.by_proxy {
        true if open => way.from.intersection(internet),
        true => Addresses::none(),
        false => way.from.intersection(from),
    });
    come.fold(Addresses::none(), |all, one| all.union(&one))
}

/// How wide addresses are: IPv4 before IPv6, which has more than anybody counts.
fn width(addresses: &Addresses) -> (u64, usize) {
    let v4 = addresses.v4.spans().iter().map(|(low, high)| u64::from(high - low) + 1).sum();
    (v4, addresses.v6.spans().len())
}

/// One packet of a box to a port: to an address of the endpoint's own where one is in it.
fn packet(one: &Match, port: u16, own: &Addresses) -> Option<Packet> {
    let internet = one.source.intersection(&Addresses::internet());
    let source = first(&internet).or_else(|| first(&one.source))?;
    let same = |addresses: &Addresses| match source {
        IpAddr::V4(_) => first_v4(addresses),
        IpAddr::V6(_) => first_v6(addresses),
    };
    let near = one.destination.intersection(own);
    let destination = same(&near).or_else(|| same(&one.destination))?;
    let (low, _) = one.service.source_ports.spans().last()?;
    Some(Packet::between(source, destination, protocol::TCP)?.with_ports(port, *low))
}

fn first(addresses: &Addresses) -> Option<IpAddr> {
    first_v4(addresses).or_else(|| first_v6(addresses))
}

fn first_v4(addresses: &Addresses) -> Option<IpAddr> {
    addresses.v4.spans().first().map(|(low, _)| IpAddr::V4((*low).into()))
}

fn first_v6(addresses: &Addresses) -> Option<IpAddr> {
    addresses.v6.spans().first().map(|(low, _)| IpAddr::V6((*low).into()))
}

/// Who allows a packet, where a rule does.
fn rulings(guard: &Guard, packet: &Packet) -> Vec<(String, Option<String>)> {
    let by = guard.decide(packet).by.into_iter();
    let allowing = by.filter(|by| by.decision == Decision::Allow && !by.boundary.is_empty());
    allowing.map(|by| (by.boundary.to_owned(), by.rule.map(str::to_owned))).collect()
}
