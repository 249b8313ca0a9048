//! Which boundaries a change may show at: the boundary itself, and those that name what changed.
//!
//! Groups by the ten thousand are common, so their rules are not decoded to find out: a document is text,
//! and a peer is written in it in one way.

use std::collections::{BTreeMap, BTreeSet};

use super::public_access;
use crate::model::{ResourceId, View};
use crate::providers::aws::parse::{network_acl, prefix_list, security_group};

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let named: BTreeSet<String> =
        changed.iter().filter(|id| is_named(view, id)).map(|id| super::name(id)).collect();
    let by_name = naming(view, &named);
    let touched = |id: &&ResourceId| {
        let mut found = by_name.get(&super::name(id)).cloned().unwrap_or_default();
        let by_itself = [security_group::SPEC.kind, network_acl::SPEC.kind];
        if by_itself.contains(&id.kind) || public_access::is_of(&id.kind) {
            found.insert(ResourceId::clone(id));
        }
        found
    };
    changed.iter().map(touched).collect()
}

/// Whether rules that name this resource mean something else by its change: the entries of a list may differ; of a group only
/// counts whether it is there.
pub(super) fn is_named(view: &View<'_>, id: &ResourceId) -> bool {
    if id.kind == prefix_list::SPEC.kind {
        return true;
    }
    id.kind == security_group::SPEC.kind && view.get(id).is_some() != view.later(id).is_some()
}

/// The groups that name each of these.
pub(super) fn naming(
    view: &View<'_>,
    names: &BTreeSet<String>,
) -> BTreeMap<String, BTreeSet<ResourceId>> {
    let mut found: BTreeMap<String, BTreeSet<ResourceId>> = BTreeMap::new();
    if names.is_empty() {
        return found;
    }
    const PEER: &str = "\"peer\":\"";
    for (id, group) in view.versions(&security_group::SPEC.kind) {
        let text = group.durable.as_str();
        for (at, _) in text.match_indices(PEER) {
            let rest = text.get(at + PEER.len()..).unwrap_or_default();
            let peer = rest.split('"').next().unwrap_or_default();
            if names.contains(peer) {
                found.entry(peer.to_owned()).or_default().insert(id.clone());
            }
        }
    }
    found
}
