//! What stands before instances: resources → the part of [`Topology`] that is about endpoints.
//!
//! | file | what it says |
//! | --- | --- |
//! | `instances` | an instance's interfaces, their addresses, and what people call them |
//! | `tiers` | everything that is asked about a packet of a network, in its order |
//! | `effective` | what effective firewalls repeat, for where it is not read itself |
//! | `shields` | the tiers as they are for an instance with these tags and this account |
//! | `doors` | routes and external addresses |
//! | `members` | who is behind the names of tags, accounts and contexts |
//! | `touched` | the instances behind a change |
//! | `by_itself` | what a change decides wherever an instance may be |
//!
//! A network is one segment: rules are asked about every packet of an instance, wherever it goes, and nothing stands between subnets.

mod by_itself;
mod doors;
mod effective;
mod instances;
mod members;
mod shields;
mod tiers;
mod touched;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::instances::{External, Interface};
use super::networks;
use crate::model::{Endpoint, Resource, ResourceId, Segment, Topology, View};
use crate::providers::gcp::parse;
use crate::providers::{Endpoints, Which};

/// Instances, and what stands before them.
pub(super) const ENDPOINTS: Endpoints = Endpoints {
    around: &[
        &parse::instance::SPEC,
        &parse::network::SPEC,
        &parse::subnetwork::SPEC,
        &parse::route::SPEC,
        &parse::ancestry::SPEC,
        &parse::effective_firewalls::SPEC,
    ],
    publishing: &[],
    touched: touched::touched,
    topology,
    is_above: crate::providers::gcp::kinds::is_above_projects,
    by_itself: by_itself::by_itself,
};

fn topology(view: &View<'_>, which: Which<'_>) -> Topology {
    let mut plan =
        Plan { view, topology: Topology::default(), shields: shields::Shields::default() };
    match which {
        Which::All => {
            for (scope, identity, resource) in view.resources(&parse::instance::SPEC.kind) {
                let (scope, identity) = (scope.clone(), identity.clone());
                let kind = parse::instance::SPEC.kind;
                plan.instance(&ResourceId { scope, kind, identity }, resource, |_| true);
            }
            for (scope, identity, _) in view.resources(&parse::network::SPEC.kind) {
                let (scope, identity) = (scope.clone(), identity.clone());
                plan.segment(&ResourceId { scope, kind: parse::network::SPEC.kind, identity });
            }
        }
        Which::These(ids) => {
            let mut asked: BTreeMap<ResourceId, Vec<&ResourceId>> = BTreeMap::new();
            for id in ids {
                asked.entry(instances::instance(id)).or_default().push(id);
            }
            for (id, interfaces) in asked {
                if let Some(resource) = view.get(&id) {
                    plan.instance(&id, resource, |one| interfaces.contains(&one));
                }
            }
        }
    }
    let names = std::mem::take(&mut plan.shields.names);
    plan.topology.shields = plan.shields.passages;
    plan.topology.sets = members::members(view, &names);
    plan.topology
}

/// A topology while it is made.
struct Plan<'a> {
    view: &'a View<'a>,
    topology: Topology,
    shields: shields::Shields,
}

impl Plan<'_> {
    fn instance(
        &mut self,
        id: &ResourceId,
        resource: &Resource,
        is_asked: impl Fn(&ResourceId) -> bool,
    ) {
        let interfaces = match instances::interfaces(self.view, id, resource) {
            Ok(interfaces) => interfaces,
            Err(why) => vec![Interface::unreadable(id, &why)],
        };
        for interface in interfaces.into_iter().filter(|one| is_asked(&one.id)) {
            self.interface(interface);
        }
    }

    fn interface(&mut self, interface: Interface) {
        let segment = self.segment(&interface.network);
        let door = self.door(&interface);
        let shield = self.shields.before(self.view, &interface);
        let Interface {
            id,
            label,
            called,
            names,
            machine,
            running,
            addresses,
            public,
            external: _,
            tags: _,
            network: _,
            region: _,
            member_of,
            doubt: _,
        } = interface;
        let endpoint = Endpoint {
            ways: None,
            label,
            called,
            names,
            machine: Some(machine),
            running,
            addresses,
            public,
            member_of,
            shield,
            door,
            segment,
        };
        self.topology.endpoints.insert(id, endpoint);
    }

    /// The one segment of a network.
    fn segment(&mut self, network: &ResourceId) -> Arc<str> {
        let name = networks::name(network);
        if !self.topology.segments.contains_key(&name) {
            let addresses = networks::addresses(self.view, network);
            let links = networks::links(self.view, network);
            let door = self.topology.door(doors::door(self.view, network, &[], External::NONE));
            self.topology.networks.insert(name.clone(), addresses.clone());
            let segment = Segment { network: name.clone(), addresses, edge: None, door, links };
            self.topology.segments.insert(name.clone(), segment);
        }
        name
    }

    fn door(&mut self, interface: &Interface) -> usize {
        let Interface { network, tags, external, .. } = interface;
        self.topology.door(doors::door(self.view, network, tags, *external))
    }
}
