//! Which boundaries a change may show at: a policy itself, and for a project's rule the network that it is of, earlier and later.

use std::collections::BTreeSet;

use super::networks;
use crate::model::{ResourceId, View};
use crate::providers::gcp::parse::firewall_rule::{Durable, SPEC};

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    changed.iter().map(|id| boundaries(view, id)).collect()
}

fn boundaries(view: &View<'_>, id: &ResourceId) -> BTreeSet<ResourceId> {
    if id.kind != SPEC.kind {
        return BTreeSet::from([id.clone()]);
    }
    let versions = [view.get(id), view.later(id)].into_iter().flatten();
    let named = versions.filter_map(|rule| rule.durable.decode::<Durable>().ok()?.network);
    named.filter_map(|name| networks::named(&id.scope, &name)).collect()
}
