//! The interfaces behind a change.
//!
//! What is a part of a network, or stands before one, is behind the interfaces of that network and of those it is peered with; whatever else
//! changes is behind all of them: there are few networks, and those at which nothing is decided otherwise are not told.

use std::collections::BTreeSet;

use super::interfaces::is_interface;
use crate::model::{Kind, ResourceId, View};
use crate::providers::azure::parse::{self, network_interface, subnet, virtual_network};
use crate::providers::azure::parse::{nsg, route_table, security_admin_rules};

/// An interface, the networks that it is in, and the groups before it.
struct Known {
    id: ResourceId,
    networks: BTreeSet<String>,
}

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let around = Around::of(view);
    let behind = |id: &&ResourceId| -> BTreeSet<ResourceId> {
        let networks = around.networks(id);
        let is_behind = |one: &&Known| {
            networks.as_ref().is_none_or(|networks| !networks.is_disjoint(&one.networks))
                || one.id == **id
                // Nobody knows where it is.
                || one.networks.is_empty()
        };
        around.interfaces.iter().filter(is_behind).map(|one| one.id.clone()).collect()
    };
    changed.iter().map(behind).collect()
}

/// Every version of what places interfaces.
struct Around {
    interfaces: Vec<Known>,
    /// Networks, and what stands before a part of them or an interface in them: groups and tables.
    stands: Vec<(String, String)>,
    /// Networks, and those that they are peered with.
    peers: Vec<(String, String)>,
}

impl Around {
    fn of(view: &View<'_>) -> Self {
        let mut around = Self { interfaces: Vec::new(), stands: Vec::new(), peers: Vec::new() };
        for (id, resource) in view.versions(&network_interface::SPEC.kind) {
            let context = resource.context.decode::<network_interface::Context>();
            let context = context.unwrap_or_default();
            let of = |id: &String| parse::parent(id).map(str::to_owned);
            let networks: BTreeSet<String> = context.subnets.iter().filter_map(of).collect();
            for network in &networks {
                let group = context.network_security_group.clone();
                around.stands.extend(group.map(|group| (network.clone(), group)));
            }
            around.interfaces.push(Known { id, networks });
        }
        for (id, resource) in view.versions(&subnet::SPEC.kind) {
            let Ok(context) = resource.context.decode::<subnet::Context>() else { continue };
            let Some(network) = parse::parent(id.identity.as_str()) else { continue };
            let before = [context.network_security_group, context.route_table];
            let before = before.into_iter().flatten();
            around.stands.extend(before.map(|one| (network.to_owned(), one)));
        }
        for (id, resource) in view.versions(&virtual_network::SPEC.kind) {
            let Ok(durable) = resource.durable.decode::<virtual_network::Durable>() else {
                continue;
            };
            let remotes = durable.peerings.into_iter().filter_map(|peering| peering.remote);
            around.peers.extend(remotes.map(|remote| (id.identity.to_string(), remote)));
        }
        around
    }

    /// The networks that a resource has to do with; nothing when that may be any.
    fn networks(&self, id: &ResourceId) -> Option<BTreeSet<String>> {
        let identity = id.identity.as_str();
        let is = |kind: &Kind| id.kind == *kind;
        if is_interface(id) {
            let versions = self.interfaces.iter().filter(|one| one.id == *id);
            return Some(versions.flat_map(|one| one.networks.clone()).collect());
        }
        if is(&virtual_network::SPEC.kind) {
            return Some(self.with_peers(identity));
        }
        if is(&subnet::SPEC.kind) {
            return Some(self.with_peers(parse::parent(identity)?));
        }
        if is(&security_admin_rules::SPEC.kind) {
            return Some([identity.to_owned()].into());
        }
        if is(&nsg::SPEC.kind) || is(&route_table::SPEC.kind) {
            let before = self.stands.iter().filter(|(_, one)| one == identity);
            return Some(before.map(|(network, _)| network.clone()).collect());
        }
        None
    }

    fn with_peers(&self, network: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::from([network.to_owned()]);
        for (one, other) in &self.peers {
            if one == network {
                all.insert(other.clone());
            }
            if other == network {
                all.insert(one.clone());
            }
        }
        all
    }
}
