//! Two topologies → what gets through to endpoints now and did not, and what did and doesn't now.
//!
//! Everything that stands before an endpoint is one guard ([`super::passages`]), before and after. Endpoints that behave the
//! same on both sides are asked once. A group that a rule names is whoever is in it on that side, so a member that comes is seen where the
//! group is named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::arrival::{Asked, Class, Found};
use super::passages::{self, Passages};
use super::resolve::{self, Sets};
use super::stand_ins::Names;
use crate::model::{
    Direction, Endpoint, Exposed, Flow, Kind, Reach, ResourceId, Role, Topology, Traffic, Witness,
};
use crate::providers;
use crate::traffic::{Addresses, Budget, Guard, Portion, Rules};

/// The endpoints that some changes may show at, before and after these changes.
pub(super) struct Behind<'a> {
    before: &'a Topology,
    after: &'a Topology,
    sets: Result<Sets<'a>, String>,
    /// Whether every endpoint is asked for itself, because rules limit the near end.
    individual: bool,
    budget: Budget,
}

/// What a change does at endpoints.
pub(super) struct Arrival {
    pub(super) reach: Reach,
    /// What opened and closed at any of them.
    pub(super) traffic: Traffic,
}

/// What endpoints have in common that behave the same, on one side.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'a> {
    shield: usize,
    door: usize,
    segment: &'a Arc<str>,
    /// The families that they have; their own addresses and sets, where each is asked for itself.
    addresses: Addresses,
    member_of: Option<&'a BTreeSet<Arc<str>>>,
}

impl<'a> Behind<'a> {
    pub(super) fn new(before: &'a Topology, after: &'a Topology, budget: Budget) -> Self {
        let sets = Sets::of(before, after, resolve::Asked::AtEndpoints);
        let individual = passages::limit_near(before) || passages::limit_near(after);
        Self { before, after, sets, individual, budget }
    }

    /// What is different at these endpoints. How much of the internet gets through is said of `changed`, what changed at a boundary before
    /// them; without a boundary, of what changed at the endpoints themselves.
    ///
    /// # Errors
    /// In words, when it can't be said.
    pub(super) fn arrival(
        &self,
        touched: &BTreeSet<ResourceId>,
        changed: Option<&Traffic>,
    ) -> Result<Arrival, String> {
        let mut classes: BTreeMap<[Option<Likeness<'_>>; 2], Vec<&ResourceId>> = BTreeMap::new();
        let mut of = 0;
        for id in touched {
            let [old, new] = self.at(id);
            if old.is_none() && new.is_none() {
                continue;
            }
            of += 1;
            let likeness = [old, new].map(|one| one.map(|one| self.likeness(one)));
            classes.entry(likeness).or_default().push(id);
        }
        let reach = Reach { internet: Portion::None, before: Portion::None, endpoints: vec![], of };
        let mut arrival = Arrival { reach, traffic: Traffic::default() };
        if of == 0 {
            return Ok(arrival);
        }
        let asked = changed.map_or(Asked::ItsOwn, Asked::at_boundary);
        for members in classes.values() {
            let found = self.found(members, &asked)?;
            arrival.add(found, members.iter().filter_map(|id| self.exposed(id)));
        }
        arrival.finish();
        Ok(arrival)
    }

    /// The endpoint before and after. What is set apart on one side alone was, or became, a part of another.
    fn at(&self, id: &ResourceId) -> [Option<&'a Endpoint>; 2] {
        let [old, new] = self.sides().map(|side| side.endpoints.get(id));
        let owner = |here: &'a Topology, other: &'a Topology| {
            let (_, owner) = here.stand_ins.parts().find(|(part, _)| *part == id)?;
            other.endpoints.get(owner)
        };
        match (old, new) {
            (None, Some(_)) => [owner(self.after, self.before), new],
            (Some(_), None) => [old, owner(self.before, self.after)],
            both => both.into(),
        }
    }

    /// The boundaries that stood before a workload, or before pods of it that are set apart, and stand there no more.
    pub(super) fn left(&self, id: &ResourceId) -> BTreeSet<String> {
        let parts = self.sides().into_iter().flat_map(|side| side.stand_ins.parts());
        let own = parts.filter(|(_, owner)| *owner == id).map(|(part, _)| part).chain([id]);
        let mut left = BTreeSet::new();
        for id in own {
            let [old, new] = self.at(id);
            let (Some(old), Some(new)) = (old, new) else { continue };
            let [was, is] = [(self.before, old), (self.after, new)].map(|(side, endpoint)| {
                let shield = side.shields.get(endpoint.shield);
                let guards = shield.into_iter().flat_map(|one| [&one.ingress, &one.egress]);
                let lists = guards.flat_map(Guard::lists).filter(|list| !is_unread(list));
                lists.map(|list| list.boundary.to_string()).collect::<BTreeSet<String>>()
            });
            left.extend(was.difference(&is).cloned());
        }
        // What stands for their absence, or for the node itself, is nobody's policy.
        left.retain(|name| {
            let kind = name.split_once(':').and_then(|(kind, _)| kind.parse::<Kind>().ok());
            let spec = kind.and_then(|kind| providers::kind_spec(&kind));
            spec.is_some_and(|spec| spec.role == Role::Boundary)
        });
        left
    }

    const fn sides(&self) -> [&'a Topology; 2] {
        [self.before, self.after]
    }

    fn likeness<'e>(&self, endpoint: &'e Endpoint) -> Likeness<'e> {
        let Endpoint { addresses, public, member_of, shield, door, segment, .. } = endpoint;
        let known = addresses.union(public);
        let (addresses, member_of) = if self.individual {
            (known, Some(member_of))
        } else {
            (passages::families(&known), None)
        };
        Likeness { shield: *shield, door: *door, segment, addresses, member_of }
    }

    /// What is different at one of them, which stands for all.
    fn found(&self, members: &[&ResourceId], asked: &Asked) -> Result<Found, String> {
        let [first, ..] = members else { return Ok(Found::default()) };
        let sets = self.sets.as_ref().map_err(Clone::clone)?;
        let passages = |side: &'a Topology, endpoint: Option<&'a Endpoint>| match endpoint {
            None => Ok(None),
            Some(endpoint) => Passages::of(side, endpoint, self.individual)
                .map(Some)
                .ok_or_else(|| format!("what stands before {} is not known", first.identity)),
        };
        let [old, new] = self.at(first);
        let passages = [passages(self.before, old)?, passages(self.after, new)?];
        let names = Names::of(self.before, self.after);
        let class = Class::new(passages, sets, names, self.budget);
        class.found(asked).map_err(|why| format!("at {}: {why}", first.identity))
    }

    /// The endpoint as it is now; as it was, when it is gone.
    fn exposed(&self, id: &ResourceId) -> Option<Exposed> {
        let endpoint = self.after.endpoints.get(id).or_else(|| self.before.endpoints.get(id))?;
        Some(Exposed {
            id: id.clone(),
            label: endpoint.label.clone(),
            called: endpoint.called.clone(),
            running: endpoint.running,
            ways: endpoint.ways.clone().map(Into::into),
            before: Portion::None,
            opened: Arc::new([]),
            closed: Arc::new([]),
        })
    }
}

/// Whether a list says nothing but that it was not read.
fn is_unread(list: &Rules) -> bool {
    let mut symbols = list.rules.iter().flat_map(|rule| &rule.matches).flat_map(|one| &one.symbols);
    symbols.any(|(symbol, _)| symbol.name == list.boundary)
}

impl Arrival {
    fn add(&mut self, found: Found, endpoints: impl Iterator<Item = Exposed>) {
        let Found { opened, closed, witness, internet: [before, after], reached } = found;
        self.reach.internet = self.reach.internet.max(after);
        self.reach.before = self.reach.before.max(before);
        if opened.is_empty() && closed.is_empty() {
            return;
        }
        let traffic = &mut self.traffic;
        // What opened before what closed, and rather what comes in.
        let weight = |witness: &Option<Witness>, opens: bool| {
            witness.as_ref().map(|one| (opens, one.direction == Direction::Ingress))
        };
        if weight(&traffic.witness, !traffic.opened.is_empty())
            < weight(&witness, !opened.is_empty())
        {
            traffic.witness = witness;
        }
        let [opened, closed]: [Arc<[Flow]>; 2] = [opened.into(), closed.into()];
        traffic.opened.extend(opened.iter().cloned());
        traffic.closed.extend(closed.iter().cloned());
        self.reach.endpoints.extend(endpoints.map(|one| Exposed {
            before: reached,
            opened: opened.clone(),
            closed: closed.clone(),
            ..one
        }));
    }

    fn finish(&mut self) {
        self.reach.endpoints.sort_by(|a, b| a.id.cmp(&b.id));
        for flows in [&mut self.traffic.opened, &mut self.traffic.closed] {
            flows.sort();
            // What opened at many endpoints is told once.
            flows.dedup_by(|a, b| a.direction == b.direction && a.packets == b.packets);
        }
        self.traffic.in_use = Some(true);
    }
}
