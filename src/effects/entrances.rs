//! One snapshot → the ports of endpoints that outsiders get through to, and by which boundary.
//!
//! It is what stands there that is asked, not what changed: everything before an endpoint is one guard ([`super::passages`]), and
//! endpoints that behave the same are asked once. A guard none of whose rules lets in any outsider to any of the ports is not looked
//! at more closely. What is not known lets nobody in here: a way in that hangs on it is not told, and coverage says what was not read.

pub(super) mod asking;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::asking::{Asking, Found};
use super::passages;
use crate::model::{
    Assumptions, Endpoint, Kind, Provider, ResourceId, Role, Scope, Snapshot, Topology, View, Way,
};
use crate::providers::{self, Endpoints, Semantics, Which};
use crate::traffic::{Addresses, Intervals};

/// A port of endpoints that outsiders get through to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// What lets them in: the boundary whose rule decides, what leads there, or the endpoint itself where nothing stands before it.
    pub by: ResourceId,
    /// The rule, by the provider's own id.
    pub rule: Option<String>,
    /// The port, of tcp.
    pub port: u16,
    /// Who gets through, of the internet.
    pub from: Addresses,
    /// The endpoints and what people call them, in order. All of them behave the same.
    pub endpoints: Arc<[(ResourceId, String)]>,
    /// What leads there from outside, where that is not an address of the endpoint's own.
    pub ways: Vec<Arc<str>>,
}

/// What endpoints have in common that behave the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'a> {
    shield: usize,
    door: usize,
    segment: &'a Arc<str>,
    ways: Option<&'a [Way]>,
    /// The families that they have; their own addresses and sets, where each is asked for itself.
    addresses: Addresses,
    member_of: Option<&'a BTreeSet<Arc<str>>>,
    scope: &'a Scope,
}

/// The ways in to these ports of tcp, at the endpoints of these scopes. A scope of which not everything was read has none.
#[must_use]
pub fn entrances(
    snapshot: &Snapshot,
    scopes: &BTreeSet<Scope>,
    assumptions: Assumptions,
    ports: &Intervals<u16>,
) -> Vec<Entrance> {
    let view = View::of(snapshot).under(assumptions);
    let mut found = Vec::new();
    for provider in Provider::ALL {
        let Some(semantics) = providers::semantics(provider) else { continue };
        let Some(endpoints) = semantics.endpoints else { continue };
        let whole = whole(snapshot, provider, semantics, endpoints, scopes);
        if whole.is_empty() {
            continue;
        }
        let topology = (endpoints.topology)(&view, Which::All);
        found.extend(World { snapshot, semantics, scopes: &whole, topology: &topology }.all(ports));
    }
    found
}

/// The scopes of which everything that decides was read, or is known not to have been; so was what is above them.
fn whole(
    snapshot: &Snapshot,
    provider: Provider,
    semantics: &Semantics,
    endpoints: &Endpoints,
    scopes: &BTreeSet<Scope>,
) -> BTreeSet<Scope> {
    let kinds = || semantics.kinds.iter().chain(endpoints.around).chain(endpoints.publishing);
    let is_torn = |scope: &Scope| {
        let reading = snapshot.scopes.get(scope);
        reading.is_none_or(|one| kinds().any(|spec| one.status(&spec.kind).is_gap()))
    };
    let mut above = snapshot
        .scopes
        .keys()
        .filter(|one| one.provider() == provider && (endpoints.is_above)(one));
    if above.any(is_torn) {
        return BTreeSet::new();
    }
    let own = scopes.iter().filter(|one| one.provider() == provider && !is_torn(one));
    own.cloned().collect()
}

/// The endpoints of one provider.
struct World<'a> {
    snapshot: &'a Snapshot,
    semantics: &'a Semantics,
    scopes: &'a BTreeSet<Scope>,
    topology: &'a Topology,
}

impl<'a> World<'a> {
    fn all(&self, ports: &Intervals<u16>) -> Vec<Entrance> {
        let topology = self.topology;
        let Some(mut asking) = Asking::of(topology, ports) else { return Vec::new() };
        let mut classes: BTreeMap<Likeness<'_>, Vec<(&ResourceId, &Endpoint)>> = BTreeMap::new();
        for (id, endpoint) in &topology.endpoints {
            if self.scopes.contains(&id.scope) {
                let likeness = likeness(id, endpoint, asking.individual);
                classes.entry(likeness).or_default().push((id, endpoint));
            }
        }
        classes.values().flat_map(|members| self.class(&mut asking, members)).collect()
    }

    /// The ways in to endpoints that behave the same. What is too complex to say is not told.
    fn class(
        &self,
        asking: &mut Asking<'a>,
        members: &[(&ResourceId, &Endpoint)],
    ) -> Vec<Entrance> {
        let [(first, endpoint), ..] = members else { return Vec::new() };
        let found = asking.found(endpoint).unwrap_or_default();
        if found.is_empty() {
            return Vec::new();
        }
        let endpoints: Arc<[(ResourceId, String)]> =
            members.iter().map(|(id, one)| ((*id).clone(), one.called.clone())).collect();
        let entrance = |one: Found<'_>| {
            let mut rulings = one.rulings.iter();
            let boundary = rulings.find_map(|(boundary, rule)| {
                let by = self.resource(boundary, rule.as_deref(), &first.scope)?;
                // A rule that is a resource itself needs no other name.
                let rule = rule.clone().filter(|rule| *rule != by.identity.as_str());
                Some((by, rule))
            });
            let through = || one.ways.iter().find_map(|way| way.through.first().cloned());
            let (by, rule) =
                boundary.unwrap_or_else(|| (through().unwrap_or_else(|| (*first).clone()), None));
            Entrance {
                by,
                rule,
                port: one.port,
                from: one.from,
                endpoints: endpoints.clone(),
                ways: one.ways.iter().map(|way| way.by.clone()).collect(),
            }
        };
        found.into_iter().map(entrance).collect()
    }

    /// The resource that guards call so: a boundary, or a rule of it that is one by itself. Those that are held against a baseline are none.
    fn resource(&self, boundary: &str, rule: Option<&str>, home: &Scope) -> Option<ResourceId> {
        let (kind, identity) = boundary.split_once(':')?;
        let kind: Kind = kind.parse().ok()?;
        let filters = |kind: &Kind| {
            providers::kind_spec(kind).is_some_and(|spec| spec.role == Role::Boundary)
        };
        let own = filters(&kind).then_some((kind, identity));
        let rules = self.semantics.kinds.iter().filter(|spec| filters(&spec.kind));
        let rules = rules.filter_map(|spec| Some((spec.kind.clone(), rule?)));
        own.into_iter().chain(rules).find_map(|(kind, identity)| {
            let identity: crate::model::Identity = identity.parse().ok()?;
            let scopes = [home].into_iter().chain(self.scopes);
            let mut ids = scopes.map(|scope| ResourceId {
                scope: scope.clone(),
                kind: kind.clone(),
                identity: identity.clone(),
            });
            ids.find(|id| self.snapshot.get(id).is_some())
        })
    }
}

fn likeness<'a>(id: &'a ResourceId, endpoint: &'a Endpoint, individual: bool) -> Likeness<'a> {
    let known = endpoint.addresses.union(&endpoint.public);
    let (addresses, member_of) = if individual {
        (known, Some(&endpoint.member_of))
    } else {
        (passages::families(&known), None)
    };
    Likeness {
        shield: endpoint.shield,
        door: endpoint.door,
        segment: &endpoint.segment,
        ways: endpoint.ways.as_deref(),
        addresses,
        member_of,
        scope: &id.scope,
    }
}
