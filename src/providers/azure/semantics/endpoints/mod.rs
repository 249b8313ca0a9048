//! What stands before network interfaces: resources → the part of [`Topology`] that is about endpoints.
//!
//! | file | what it says |
//! | --- | --- |
//! | `interfaces` | an interface's addresses, its machine, and what people call it |
//! | `shields` | admin rules, the subnet's group and its own, in their order |
//! | `tags` | what tags and groups in rules mean where an interface is |
//! | `networks` | the ranges of networks, and those that they are peered with |
//! | `subnets` | what a subnet has, what its table drops inside, and the ways to other networks |
//! | `routes` | which route decides about which addresses |
//! | `balancers` | what load balancers lead to an interface, and out of it |
//! | `doors` | what routes, public addresses and NAT let through |
//! | `members` | who is behind the names of groups and tags |
//! | `estate` | where a resource is looked for |
//! | `touched` | the interfaces behind a change |
//!
//! Everything is taken from the view, so that what did not happen yet is as it was. What was not read is a symbol with the name of what
//! would have told, and a doubt that says so; nothing is left out for it.

mod balancers;
mod doors;
mod estate;
mod interfaces;
mod members;
mod networks;
mod routes;
mod shields;
mod subnets;
mod tags;
mod touched;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use self::balancers::Balancers;
use self::doors::{Facing, Opening, Stand};
use self::estate::Estate;
use self::interfaces::{Interface, Public, is_interface};
use self::networks::Network;
use self::shields::Shields;
use self::subnets::{Subnet, behind_the_gateway};
use crate::model::{Endpoint, Members, Passage, Resource, ResourceId, Segment, Topology, View};
use crate::providers::azure::parse;
use crate::providers::{Endpoints, Which};
use crate::traffic::{Addresses, Service};

/// Interfaces, and what stands before them.
pub(super) const ENDPOINTS: Endpoints = Endpoints {
    around: &[
        &parse::network_interface::SPEC,
        &parse::subnet::SPEC,
        &parse::virtual_network::SPEC,
        &parse::route_table::SPEC,
        &parse::public_ip::SPEC,
        &parse::load_balancer::SPEC,
        &parse::application_security_group::SPEC,
        &parse::service_tag::SPEC,
    ],
    publishing: &[],
    touched: touched::touched,
    topology,
    is_above: |_| false,
    by_itself: |_, _| None,
};

fn topology(view: &View<'_>, which: Which<'_>) -> Topology {
    let estate = Estate::of(view);
    let mut plan = Plan {
        balancers: Balancers::of(&estate),
        names: names(&estate),
        estate,
        topology: Topology::default(),
        shields: Shields::default(),
        networks: BTreeMap::new(),
        subnets: BTreeMap::new(),
        doors: BTreeMap::new(),
    };
    match which {
        Which::These(ids) => {
            for id in ids.iter().filter(|id| is_interface(id)) {
                if let Some(resource) = view.get(id) {
                    plan.endpoint(id, resource);
                }
            }
        }
        Which::All => {
            let kind = parse::network_interface::SPEC.kind;
            for (scope, identity, resource) in view.resources(&kind) {
                let (scope, identity) = (scope.clone(), identity.clone());
                plan.endpoint(&ResourceId { scope, kind: kind.clone(), identity }, resource);
            }
            for (_, identity, _) in view.resources(&parse::subnet::SPEC.kind) {
                drop(plan.segment(identity.as_str()));
            }
            for (_, identity, _) in view.resources(&parse::virtual_network::SPEC.kind) {
                drop(plan.network(identity.as_str()));
            }
        }
    }
    plan.finish()
}

/// How many interfaces have each name, in lower case.
fn names(estate: &Estate<'_>) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (_, identity, _) in estate.view.resources(&parse::network_interface::SPEC.kind) {
        *names.entry(parse::last(identity.as_str()).to_owned()).or_default() += 1;
    }
    names
}

/// A topology while it is made.
struct Plan<'a> {
    estate: Estate<'a>,
    balancers: Balancers,
    names: BTreeMap<String, usize>,
    topology: Topology,
    shields: Shields,
    networks: BTreeMap<String, Result<Rc<Network>, String>>,
    subnets: BTreeMap<String, Result<Rc<Subnet>, String>>,
    doors: BTreeMap<(Arc<str>, Facing), usize>,
}

impl Plan<'_> {
    fn endpoint(&mut self, id: &ResourceId, resource: &Resource) {
        let interface = match Interface::of(id.clone(), resource) {
            Ok(interface) => interface,
            Err(why) => return self.unreadable(id, &why),
        };
        let member_of = interface.member_of();
        let publics = interface.publics(&self.estate);
        let machine = interface.machine(&self.estate);
        let place = match interface.subnet() {
            Some(subnet) => self.segment(subnet),
            None => Err(format!("{} names no subnet", interface.name)),
        };
        let (segment, door, shield) = match place {
            Ok(subnet) => {
                let door = self.door(&subnet, self.facing(&interface, &subnet, &publics));
                let shield = self.shields.before(&self.estate, &subnet, &interface);
                (subnet.name.clone(), door, shield)
            }
            Err(why) => self.alone(id, &why),
        };
        let shown = publics.iter().filter_map(|public| public.address.as_deref());
        let endpoint = Endpoint {
            ways: None,
            label: self.label(id, &interface.name),
            called: interface.called(machine.name.as_ref(), &publics),
            names: interface.names(machine.name.as_ref()),
            machine: interface.context.virtual_machine.as_deref().map(Arc::from),
            running: machine.running,
            addresses: interface.addresses,
            public: Addresses::parse_all(shown).unwrap_or_else(|_| Addresses::none()),
            member_of,
            shield,
            door,
            segment,
        };
        self.topology.endpoints.insert(id.clone(), endpoint);
    }

    /// Its name, or its id where several have the name.
    fn label(&self, id: &ResourceId, name: &str) -> Arc<str> {
        let identity = id.identity.as_str();
        let known = self.names.get(parse::last(identity)).copied();
        if known.unwrap_or_default() > 1 { identity.into() } else { name.into() }
    }

    /// An interface that is there, and nothing else is known of it.
    fn unreadable(&mut self, id: &ResourceId, why: &str) {
        let (segment, door, shield) = self.alone(id, why);
        let label = self.label(id, parse::last(id.identity.as_str()));
        let endpoint = Endpoint {
            ways: None,
            called: label.to_string(),
            names: [id.identity.as_str().into()].into(),
            machine: None,
            running: None,
            addresses: Addresses::none(),
            public: Addresses::none(),
            member_of: std::collections::BTreeSet::new(),
            shield,
            door,
            segment,
            label,
        };
        self.topology.endpoints.insert(id.clone(), endpoint);
    }

    /// A segment and a network of its own, for an interface of which nobody knows where it is, with its door and its shield.
    fn alone(&mut self, id: &ResourceId, why: &str) -> (Arc<str>, usize, usize) {
        let name: Arc<str> = format!("{}:{}", id.kind, id.identity).into();
        let unread = || Passage::unread(&name, why.to_owned());
        let door = self.topology.door(unread());
        let shield = self.shields.unread(&name, why);
        let segment = Segment {
            network: name.clone(),
            addresses: Addresses::none(),
            edge: Some(unread()),
            door,
            links: Vec::new(),
        };
        self.topology.networks.insert(name.clone(), Addresses::none());
        self.topology.segments.insert(name.clone(), segment);
        (name, door, shield)
    }

    /// A network by its id.
    fn network(&mut self, id: &str) -> Result<Rc<Network>, String> {
        if let Some(known) = self.networks.get(id) {
            return known.clone();
        }
        let network = Network::of(&self.estate, id).map(Rc::new);
        if let Ok(network) = &network {
            let addresses = network.addresses.clone();
            self.topology.networks.insert(network.name.clone(), addresses);
            self.topology.sets.insert(behind_the_gateway(network), Members::Unread);
        }
        self.networks.insert(id.to_owned(), network.clone());
        network
    }

    /// The subnet of this id, which is a segment by itself: its routes are its own.
    fn segment(&mut self, id: &str) -> Result<Rc<Subnet>, String> {
        if let Some(known) = self.subnets.get(id) {
            return known.clone();
        }
        let network = parse::parent(id).ok_or_else(|| format!("`{id}` is no id of a subnet"));
        let network = network.and_then(|network| self.network(network));
        let subnet = Subnet::of(&self.estate, id, |_| network).map(Rc::new);
        if let Ok(subnet) = &subnet {
            let door = self.door(subnet, Facing::default());
            let segment = Segment {
                network: subnet.network.name.clone(),
                addresses: subnet.addresses.clone(),
                edge: subnet.edge(),
                door,
                links: subnet.links(),
            };
            self.topology.segments.insert(subnet.name.clone(), segment);
        }
        self.subnets.insert(id.to_owned(), subnet.clone());
        subnet
    }

    /// What an interface has, seen from outside.
    fn facing(&self, interface: &Interface, subnet: &Subnet, publics: &[Public]) -> Facing {
        let groups = [&subnet.context.network_security_group];
        let own = &interface.context.network_security_group;
        let is_filtered = groups.into_iter().chain([own]).any(Option::is_some);
        let balanced = self.balancers.before(&self.estate, interface, &subnet.network.id);
        let mut facing =
            Facing { inbound: balanced.inbound, outbound: Vec::new(), unread: balanced.unread };
        for public in publics {
            let Public { name, address: _, is_v6, sku } = public;
            let opening = |stand| Opening {
                label: format!("public address {name}"),
                service: Service::any(),
                v4: !is_v6,
                v6: *is_v6,
                stand,
            };
            facing.inbound.push(opening(Stand::without_group(sku.as_deref())));
            facing.outbound.push(opening(Stand::Open));
        }
        if is_filtered {
            facing.inbound.iter_mut().for_each(|one| one.stand = Stand::Open);
        }
        facing.outbound.extend(balanced.outbound);
        facing.with_the_subnets(subnet, !balanced.in_standard_pool)
    }

    fn door(&mut self, subnet: &Subnet, facing: Facing) -> usize {
        let key = (subnet.name.clone(), facing);
        if let Some(known) = self.doors.get(&key) {
            return *known;
        }
        let door = self.topology.door(doors::door(subnet, &key.1));
        self.doors.insert(key, door);
        door
    }

    fn finish(mut self) -> Topology {
        self.topology.sets.extend(members::members(&self.estate, &self.shields.names));
        self.topology.shields = self.shields.passages;
        self.topology
    }
}
