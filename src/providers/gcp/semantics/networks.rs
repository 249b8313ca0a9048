//! Networks: their ranges, and the peerings between them.
//!
//! Subnets of a network reach each other by routes that can't be taken away. A peering is there when both networks have it and it is active;
//! it exchanges the ranges of subnets. ("VPC networks", "VPC Network Peering".)

use std::sync::Arc;

use crate::model::{Identity, Link, ResourceId, Scope, View};
use crate::providers::gcp::parse::network::{Context, Durable, SPEC};
use crate::providers::gcp::parse::subnetwork;
use crate::traffic::Addresses;

/// The name of a network, with its project: two projects may have a `default` each.
pub(super) fn name(network: &ResourceId) -> Arc<str> {
    format!("{}:{}/{}", network.kind, network.scope.place(), network.identity).into()
}

/// The network that something of a project calls this: its own, or `projects/host/global/networks/main` of another.
pub(super) fn named(scope: &Scope, text: &str) -> Option<ResourceId> {
    let (scope, own) = match text.strip_prefix("projects/").and_then(|rest| rest.split_once('/')) {
        Some((project, path)) => {
            let scope = Scope::new(scope.provider(), project).ok()?;
            (scope, path.rsplit('/').next().unwrap_or(path))
        }
        None => (scope.clone(), text),
    };
    Some(ResourceId { scope, kind: SPEC.kind, identity: Identity::new(own).ok()? })
}

/// Those who have a tag or an account and are in a network: its rules mean nobody of another one, peered or not. ("Network tags": "tags are
/// only meaningful in the network to which the interface is attached"; "VPC Network Peering".) Other names stand for the same everywhere.
pub(super) fn within(network: &ResourceId, name: &Arc<str>) -> Arc<str> {
    for kind in ["gcp.tag:", "gcp.service-account:"] {
        if let Some(own) = name.strip_prefix(kind) {
            let place = network.scope.place();
            return format!("{kind}{place}/{}/{own}", network.identity).into();
        }
    }
    name.clone()
}

/// The ranges of a network's subnets, further ones included.
pub(super) fn addresses(view: &View<'_>, network: &ResourceId) -> Addresses {
    let mut all = Addresses::none();
    for (scope, _, resource) in view.resources(&subnetwork::SPEC.kind) {
        let Ok(subnet) = resource.durable.decode::<subnetwork::Durable>() else { continue };
        let of = subnet.network.as_deref().and_then(|text| named(scope, text));
        if of.as_ref() != Some(network) {
            continue;
        }
        let further = subnet.secondary_ranges.iter().map(|one| one.range.as_str());
        let six = [&subnet.internal_ipv6_range, &subnet.external_ipv6_range];
        let ranges = subnet.range.iter().chain(six.into_iter().flatten()).map(String::as_str);
        if let Ok(known) = Addresses::parse_all(ranges.chain(further)) {
            all = all.union(&known);
        }
    }
    let own = view.get(network).and_then(|one| one.durable.decode::<Durable>().ok());
    let legacy = own.and_then(|network| network.ipv4_range);
    legacy
        .and_then(|range| Addresses::parse(&range).ok())
        .map_or(all.clone(), |range| all.union(&range))
}

/// The networks that it is peered with. Both ends call a peering the same: by the names of both networks.
pub(super) fn links(view: &View<'_>, network: &ResourceId) -> Vec<Link> {
    let Some(resource) = view.get(network) else { return Vec::new() };
    let decoded = (resource.durable.decode::<Durable>(), resource.context.decode::<Context>());
    let (Ok(durable), Ok(context)) = decoded else { return Vec::new() };
    let mut links = Vec::new();
    for peering in &durable.peerings {
        let other = peering.network.as_deref().and_then(|text| named(&network.scope, text));
        let Some(other) = other.filter(|_| !context.peering_states.contains_key(&peering.name))
        else {
            continue;
        };
        let mut ends = [name(network), name(&other)];
        ends.sort();
        let link = format!("gcp.peering:{}", ends.join("|"));
        links.push(Link { name: link.into(), to: addresses(view, &other) });
    }
    links.sort();
    links.dedup();
    links
}
