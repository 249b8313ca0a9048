//! What stands before network interfaces: resources → the part of [`Topology`] that is about endpoints.
//!
//! | file | what it says |
//! | --- | --- |
//! | `interfaces` | an interface's addresses, its machine, and what people call it |
//! | `shields` | its groups together |
//! | `segments` | its subnet's ACL, and the addresses of subnets and VPCs |
//! | `resolver` | the resolver of a network, which nothing can block |
//! | `routes` | which route decides about which addresses |
//! | `doors` | what that, its public address and the block of public access let through |
//! | `members` | who is behind the names of groups and lists |
//! | `estate` | where what one account uses of another's is told |
//! | `touched` | the interfaces behind a change |
//!
//! Everything is taken from the view, so that what did not happen yet is as it was. What was not read is a symbol with the name of what
//! would have told, and a doubt that says so; nothing is left out for it.

mod doors;
mod estate;
mod interfaces;
mod members;
mod resolver;
mod routes;
mod segments;
mod shields;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::doors::Facing;
use self::estate::Estate;
use self::interfaces::Interface;
use self::routes::Way;
use self::segments::{Routes, Subnet};
use self::shields::Shields;
use crate::model::{
    Endpoint, Members, Passage, Resource, ResourceId, Scope, Segment, Topology, View, unread,
};
use crate::providers::aws::parse::{
    internet_gateway, network_interface, public_access, route_table, security_group, subnet, vpc,
};
use crate::providers::semantics::{Endpoints, Which};
use crate::traffic::{Addresses, Guard, Side};

/// Interfaces, and what stands before them.
pub(super) const ENDPOINTS: Endpoints = Endpoints {
    around: &[
        &network_interface::SPEC,
        &subnet::SPEC,
        &route_table::SPEC,
        &internet_gateway::SPEC,
        &vpc::SPEC,
        &public_access::OPTIONS,
        &public_access::EXCLUSION,
    ],
    publishing: &[],
    touched: touched::touched,
    topology,
    is_above: |_| false,
    by_itself: |_, _| None,
};

fn topology(view: &View<'_>, which: Which<'_>) -> Topology {
    let mut plan = Plan {
        estate: Estate::of(view),
        topology: Topology::default(),
        shields: Shields::default(),
        subnets: BTreeMap::new(),
        doors: BTreeMap::new(),
    };
    match which {
        Which::These(ids) => {
            for id in ids.iter().filter(|id| id.kind == network_interface::SPEC.kind) {
                if let Some(resource) = view.get(id) {
                    plan.endpoint(id.clone(), resource);
                }
            }
        }
        Which::All => {
            let kind = network_interface::SPEC.kind;
            for (scope, identity, resource) in view.resources(&kind) {
                let (scope, identity) = (scope.clone(), identity.clone());
                plan.endpoint(ResourceId { scope, kind: kind.clone(), identity }, resource);
            }
            for (scope, identity, _) in view.resources(&subnet::SPEC.kind) {
                plan.segment(identity.as_str(), scope, None);
            }
            for (scope, identity, _) in view.resources(&vpc::SPEC.kind) {
                plan.network(identity.as_str(), scope);
            }
        }
    }
    plan.finish()
}

/// A topology while it is made.
struct Plan<'a> {
    estate: Estate<'a>,
    topology: Topology,
    shields: Shields,
    subnets: BTreeMap<String, Subnet>,
    doors: BTreeMap<(Arc<str>, Facing), usize>,
}

impl Plan<'_> {
    fn endpoint(&mut self, id: ResourceId, resource: &Resource) {
        let label: Arc<str> = id.identity.as_str().into();
        let interface = match Interface::of(id.clone(), resource) {
            Ok(interface) => interface,
            Err(why) => return self.unreadable(id, &label, &why),
        };
        if interface.is_told_at_home(&self.estate) {
            return;
        }
        let machine = interface.machine(&self.estate);
        let (addresses, public) = (interface.addresses(), interface.public());
        let internet = Addresses::internet();
        let facing = Facing {
            public: !public.intersection(&internet).is_empty(),
            inner: !addresses.v6.is_empty() && addresses.v6.intersection(&internet.v6).is_empty(),
            denied: interface.durable.deny_internet_gateway,
        };
        let context = &interface.context;
        let (segment, door) = match &context.subnet {
            Some(subnet) => {
                let segment = self.segment(subnet, &id.scope, context.vpc.as_deref());
                (segment, self.door(subnet, facing))
            }
            None => self.alone(&id, &format!("{label} names no subnet")),
        };
        let group = |group: &String| segments::named(&security_group::SPEC.kind, group);
        let endpoint = Endpoint {
            ways: None,
            called: interface.called(&machine),
            names: interface.names(&machine),
            machine: context.instance.as_deref().map(Arc::from),
            running: machine.running,
            addresses,
            public,
            member_of: context.groups.iter().map(group).collect(),
            shield: self.shields.before(&self.estate, &interface),
            door,
            segment,
            label,
        };
        self.topology.endpoints.insert(id, endpoint);
    }

    /// An interface that is there, and nothing else is known of it.
    fn unreadable(&mut self, id: ResourceId, label: &Arc<str>, why: &str) {
        let (segment, door) = self.alone(&id, why);
        let endpoint = Endpoint {
            ways: None,
            label: label.clone(),
            called: label.to_string(),
            names: BTreeSet::new(),
            machine: None,
            running: None,
            addresses: Addresses::none(),
            public: Addresses::none(),
            member_of: BTreeSet::new(),
            shield: self.shields.unread(&segment, why),
            door,
            segment,
        };
        self.topology.endpoints.insert(id, endpoint);
    }

    /// A segment and a network of its own, for an interface of which nobody knows where it is.
    fn alone(&mut self, id: &ResourceId, why: &str) -> (Arc<str>, usize) {
        let name = segments::named(&id.kind, id.identity.as_str());
        let door = self.topology.door(Passage::unread(&name, why.to_owned()));
        let edge = Passage { stateful: false, ..Passage::unread(&name, why.to_owned()) };
        let segment = Segment {
            network: name.clone(),
            addresses: Addresses::none(),
            edge: Some(edge),
            door,
            links: Vec::new(),
        };
        self.topology.networks.insert(name.clone(), Addresses::none());
        self.topology.segments.insert(name.clone(), segment);
        (name, door)
    }

    /// The segment of a subnet that is named near this scope, by something in this network.
    fn segment(&mut self, identity: &str, near: &Scope, vpc: Option<&str>) -> Arc<str> {
        if let Some(known) = self.subnets.get(identity) {
            return known.name();
        }
        let subnet = Subnet::of(&self.estate, identity, near, vpc);
        let (name, network) = (subnet.name(), subnet.network());
        let (addresses, links) = (subnet.addresses.clone(), subnet.links());
        let edge = Some(subnet.edge.clone());
        let read = subnet.vpc.as_ref().is_some_and(|vpc| self.network(vpc, near));
        if !read {
            // Nobody said what the network is; what is known of its subnets is inside at least.
            let known = self.topology.networks.entry(network.clone());
            let known = known.or_insert_with(Addresses::none);
            *known = known.union(&subnet.inside());
        }
        self.subnets.insert(identity.to_owned(), subnet);
        let door = self.door(identity, Facing { public: false, inner: false, denied: false });
        let segment = Segment { network, addresses, edge, door, links };
        self.topology.segments.insert(name.clone(), segment);
        name
    }

    /// Whether a network was read.
    fn network(&mut self, identity: &str, near: &Scope) -> bool {
        let Some(addresses) = segments::network(&self.estate, identity, near) else { return false };
        let name = segments::named(&vpc::SPEC.kind, identity);
        if let Some(rule) = resolver::unfiltered(&self.estate, identity, near) {
            self.topology.unfiltered.insert(name.clone(), rule);
        }
        self.topology.networks.insert(name, addresses);
        true
    }

    /// The door of an interface in a subnet.
    fn door(&mut self, subnet: &str, facing: Facing) -> usize {
        let Some(subnet) = self.subnets.get(subnet) else { return 0 };
        let key = (subnet.name(), facing);
        if let Some(known) = self.doors.get(&key) {
            return *known;
        }
        let passage = match &subnet.routes {
            Routes::Unread { name, why } => Passage::unread(name, why.clone()),
            Routes::Read { table, ways, doubt } => {
                doubted(doors::door(table, ways, &subnet.stand, facing), table, doubt.as_ref())
            }
        };
        let door = self.topology.door(passage);
        self.doors.insert(key, door);
        door
    }

    fn finish(mut self) -> Topology {
        let mut names = self.shields.names;
        for way in self.subnets.values().flat_map(|subnet| ways(&subnet.routes)) {
            if let Some(list) = way.far.unknown() {
                names.remove(list);
                self.topology.sets.insert(list.clone(), Members::Unread);
            }
        }
        self.topology.shields = self.shields.passages;
        self.topology.sets.extend(members::members(&self.estate, &names));
        self.topology
    }
}

fn ways(routes: &Routes) -> &[Way] {
    match routes {
        Routes::Read { ways, .. } => ways,
        Routes::Unread { .. } => &[],
    }
}

/// A door behind which there may be routes that were not read.
fn doubted(door: Passage, table: &str, doubt: Option<&String>) -> Passage {
    let Some(doubt) = doubt else { return door };
    let name: Arc<str> = table.into();
    let or = |guard, side| Guard::Any(vec![guard, unread(&name, side)]);
    Passage {
        ingress: or(door.ingress, Side::Source),
        egress: or(door.egress, Side::Destination),
        stateful: door.stateful,
        doubt: Some(door.doubt.map_or_else(|| doubt.clone(), |other| format!("{other}; {doubt}"))),
    }
}
