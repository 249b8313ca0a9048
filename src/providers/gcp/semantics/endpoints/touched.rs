//! The instances behind a change.
//!
//! Policies of folders and organisations reach every project below, tags and accounts whoever names them: there are few networks, so
//! whatever is not an instance's own change is behind all instances of its network, or of every one where it names none. Those at which nothing is decided otherwise are not told.

use std::collections::BTreeSet;

use super::instances::{interfaces, is_instance};
use crate::model::{ResourceId, View};
use crate::providers::gcp::parse::{
    effective_firewalls, firewall_rule, instance, network, route, subnetwork,
};
use crate::providers::gcp::semantics::networks::named;

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let mut all: Vec<(ResourceId, ResourceId)> = Vec::new();
    for (id, resource) in view.versions(&instance::SPEC.kind) {
        for interface in interfaces(view, &id, resource).unwrap_or_default() {
            all.push((interface.id, interface.network));
        }
    }
    let behind = |changed: &&ResourceId| -> BTreeSet<ResourceId> {
        let networks = networks_of(view, changed);
        let is_behind = |network: &ResourceId| {
            networks.as_ref().is_none_or(|networks| networks.contains(network))
        };
        all.iter().filter(|(_, network)| is_behind(network)).map(|(id, _)| id.clone()).collect()
    };
    changed.iter().map(behind).collect()
}

/// The networks that a resource has to do with; nothing when that may be any.
fn networks_of(view: &View<'_>, id: &ResourceId) -> Option<BTreeSet<ResourceId>> {
    let versions = || [view.get(id), view.later(id)].into_iter().flatten();
    if is_instance(id) {
        // Who names its tags is in its network.
        let own = versions().flat_map(|one| interfaces(view, id, one).unwrap_or_default());
        return Some(own.map(|interface| interface.network).collect());
    }
    if id.kind == network::SPEC.kind || id.kind == effective_firewalls::SPEC.kind {
        return Some([ResourceId { kind: network::SPEC.kind, ..id.clone() }].into());
    }
    let names: Vec<String> = if id.kind == firewall_rule::SPEC.kind {
        versions()
            .filter_map(|one| one.durable.decode::<firewall_rule::Durable>().ok()?.network)
            .collect()
    } else if id.kind == subnetwork::SPEC.kind {
        versions()
            .filter_map(|one| one.durable.decode::<subnetwork::Durable>().ok()?.network)
            .collect()
    } else if id.kind == route::SPEC.kind {
        versions().filter_map(|one| one.durable.decode::<route::Durable>().ok()?.network).collect()
    } else {
        return None;
    };
    Some(names.iter().filter_map(|name| named(&id.scope, name)).collect())
}
