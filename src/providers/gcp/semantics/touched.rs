//! Which boundaries a change may show at: a policy itself, and for a project's rule the network that it is of, earlier and later.

use std::collections::BTreeSet;

use crate::model::{Identity, ResourceId, View};
use crate::providers::gcp::parse::firewall_rule::{Durable, SPEC};
use crate::providers::gcp::parse::network;

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    changed.iter().map(|id| boundaries(view, id)).collect()
}

fn boundaries(view: &View<'_>, id: &ResourceId) -> BTreeSet<ResourceId> {
    if id.kind != SPEC.kind {
        return BTreeSet::from([id.clone()]);
    }
    let versions = [view.get(id), view.later(id)].into_iter().flatten();
    let named = versions.filter_map(|rule| rule.durable.decode::<Durable>().ok()?.network);
    named.filter_map(|name| network_of(id, &name)).collect()
}

/// The network of a rule: the scope's own resource of that name.
pub(super) fn network_of(rule: &ResourceId, name: &str) -> Option<ResourceId> {
    let identity = Identity::new(name).ok()?;
    Some(ResourceId { scope: rule.scope.clone(), kind: network::SPEC.kind, identity })
}
