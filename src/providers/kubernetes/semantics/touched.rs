//! At which endpoints a change may show.
//!
//! A policy of a namespace shows at its pods. A policy of the cluster, a workload, a namespace and a node may show at whoever's policies look
//! at labels that differ. So the cluster is laid out as it was and as it will be, and every endpoint that is treated otherwise, or may
//! meet somebody who is, is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::endpoints;
use crate::model::{Endpoint, Passage, ResourceId, Scope, Topology, View};
use crate::providers::Which;
use crate::providers::kubernetes::parse::network_policy;
use crate::traffic::Guard;

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let mut later = view.clone();
    changed.iter().for_each(|id| later.apply(id));
    let was = endpoints::topology(view, Which::All);
    let is = endpoints::topology(&later, Which::All);
    let mut by_scope: BTreeMap<&Scope, BTreeSet<ResourceId>> = BTreeMap::new();
    for id in changed {
        by_scope.entry(&id.scope).or_insert_with(|| differing(&id.scope, &was, &is));
    }
    let at = |id: &ResourceId| {
        let mut found = by_scope.get(&id.scope).cloned().unwrap_or_default();
        if id.kind == network_policy::SPEC.kind {
            found.retain(|endpoint| namespace(endpoint) == namespace(id));
        }
        found
    };
    changed.iter().map(|id| at(id)).collect()
}

/// The namespace that something lives in.
fn namespace(id: &ResourceId) -> Option<&str> {
    id.identity.as_str().split_once('/').map(|(namespace, _)| namespace)
}

/// The endpoints of a cluster at which packets may be decided otherwise.
fn differing(scope: &Scope, was: &Topology, is: &Topology) -> BTreeSet<ResourceId> {
    let ids: BTreeSet<&ResourceId> =
        was.endpoints.keys().chain(is.endpoints.keys()).filter(|id| id.scope == *scope).collect();
    let mut found = BTreeSet::new();
    // The names that somebody took on or gave up.
    let mut moved: BTreeSet<&Arc<str>> = BTreeSet::new();
    for id in &ids {
        let (old, new) = (was.endpoints.get(id), is.endpoints.get(id));
        let members = |end: Option<&'_ Endpoint>| end.map(|end| end.member_of.clone());
        let (before, after) = (members(old).unwrap_or_default(), members(new).unwrap_or_default());
        let differ: BTreeSet<Arc<str>> = before.symmetric_difference(&after).cloned().collect();
        let all = [old, new].into_iter().flatten().flat_map(|end| &end.member_of);
        moved.extend(all.filter(|name| differ.contains(*name)));
        let same = match (old, new) {
            (Some(old), Some(new)) => {
                was.shields.get(old.shield) == is.shields.get(new.shield)
                    && old.addresses == new.addresses
                    && old.running == new.running
            }
            _ => false,
        };
        if !same {
            found.insert(ResourceId::clone(id));
        }
    }
    for topology in [was, is] {
        let draws: Vec<bool> =
            topology.shields.iter().map(|shield| draws_on(shield, &moved)).collect();
        let meeting = topology.endpoints.iter().filter(|(id, end)| {
            id.scope == *scope && draws.get(end.shield).copied().unwrap_or_default()
        });
        found.extend(meeting.map(|(id, _)| id.clone()));
    }
    found
}

fn draws_on(shield: &Passage, names: &BTreeSet<&Arc<str>>) -> bool {
    fn any(guard: &Guard, names: &BTreeSet<&Arc<str>>) -> bool {
        match guard {
            Guard::Rules(rules) => rules
                .rules
                .iter()
                .flat_map(|rule| &rule.matches)
                .flat_map(|one| &one.symbols)
                .any(|(symbol, _)| names.contains(&symbol.name)),
            Guard::All(guards) | Guard::Any(guards) | Guard::Tiers(guards) => {
                guards.iter().any(|guard| any(guard, names))
            }
        }
    }
    any(&shield.ingress, names) || any(&shield.egress, names)
}
