//! At which endpoints a change may show.
//!
//! A policy shows at the pods that it speaks for, a workload and a namespace at their own, before or after. Where labels change, the change shows at others as well:
//! at the pods whose policies name a peer that somebody became or ceased to be. A service shows at the pods that it leads to from outside. What is at a node's address shows at those whose policies name nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{SEMANTICS, endpoints, policies, published};
use crate::model::{Endpoint, Passage, ResourceId, Scope, Topology, View};
use crate::providers::Which;
use crate::providers::kubernetes::parse::{namespace, node};
use crate::traffic::Guard;

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let mut later = view.clone();
    changed.iter().for_each(|id| later.apply(id));
    let was = endpoints::topology(view, Which::All);
    let is = endpoints::topology(&later, Which::All);
    let (was, is) = (Layout::of(&was), Layout::of(&is));
    let apart: Vec<(&ResourceId, &ResourceId)> =
        [&was, &is].into_iter().flat_map(|side| side.topology.stand_ins.parts()).collect();
    let with_owners = |mut found: BTreeSet<ResourceId>| {
        let own = apart.iter().filter(|(part, _)| found.contains(*part));
        let owners: Vec<ResourceId> = own.map(|(_, owner)| ResourceId::clone(owner)).collect();
        found.extend(owners);
        found
    };
    changed.iter().map(|id| with_owners(behind(id, &was, &is))).collect()
}

fn behind(id: &ResourceId, was: &Layout<'_>, is: &Layout<'_>) -> BTreeSet<ResourceId> {
    let mut found = BTreeSet::new();
    if SEMANTICS.knows(&id.kind) {
        let name = policies::name(id);
        for side in [was, is] {
            found.extend(side.standing_behind(&side.by_boundary, &name, &id.scope));
        }
        return found;
    }
    if published::KINDS.iter().any(|spec| spec.kind == id.kind) {
        let leads = |end: &Endpoint| end.ways.iter().flatten().any(|way| way.through.contains(id));
        for side in [was, is] {
            let behind = side.topology.endpoints.iter().filter(|(_, end)| leads(end));
            found.extend(behind.map(|(id, _)| id.clone()));
        }
        return found;
    }
    let is_node = id.kind == node::SPEC.kind;
    let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
    if is_node {
        let of_nodes = |side: &Layout<'_>| {
            let all = side.by_symbol.keys().filter(|name| name.starts_with("kubernetes.node:"));
            all.map(|name| Arc::clone(name)).collect::<Vec<_>>()
        };
        names.extend([was, is].into_iter().flat_map(of_nodes));
    } else {
        let own = |side: &Layout<'_>| side.own(id);
        let members = |side: &Layout<'_>, own: &BTreeSet<ResourceId>| {
            let ends = own.iter().filter_map(|id| side.topology.endpoints.get(id));
            ends.map(|end| end.member_of.clone()).collect::<BTreeSet<_>>()
        };
        let (before, after) = (own(was), own(is));
        let (old, new) = (members(was, &before), members(is, &after));
        // Every name that not all of them have, before and after.
        let all: BTreeSet<&Arc<str>> = old.iter().chain(&new).flatten().collect();
        let each = || old.iter().chain(&new);
        let constant = |name: &Arc<str>| {
            !old.is_empty() && !new.is_empty() && each().all(|one| one.contains(name))
        };
        names.extend(all.into_iter().filter(|name| !constant(name)).cloned());
        found.extend(before);
        found.extend(after);
    }
    for name in names {
        for side in [was, is] {
            found.extend(side.standing_behind(&side.by_symbol, &name, &id.scope));
        }
    }
    found
}

/// A topology, and who is behind what.
struct Layout<'a> {
    topology: &'a Topology,
    /// The shields in which a policy has a say.
    by_boundary: BTreeMap<&'a Arc<str>, BTreeSet<usize>>,
    /// The shields that draw on a name.
    by_symbol: BTreeMap<&'a Arc<str>, BTreeSet<usize>>,
    behind: BTreeMap<usize, Vec<&'a ResourceId>>,
    named: BTreeMap<&'a str, Vec<&'a ResourceId>>,
}

impl<'a> Layout<'a> {
    fn of(topology: &'a Topology) -> Self {
        let mut layout = Self {
            topology,
            by_boundary: BTreeMap::new(),
            by_symbol: BTreeMap::new(),
            behind: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        for (index, Passage { ingress, egress, stateful: _, doubt: _ }) in
            topology.shields.iter().enumerate()
        {
            layout.look(ingress, index);
            layout.look(egress, index);
        }
        for (id, endpoint) in &topology.endpoints {
            layout.behind.entry(endpoint.shield).or_default().push(id);
            for name in &endpoint.names {
                layout.named.entry(name).or_default().push(id);
            }
        }
        layout
    }

    fn look(&mut self, guard: &'a Guard, index: usize) {
        for rules in guard.lists() {
            self.by_boundary.entry(&rules.boundary).or_default().insert(index);
            let matches = rules.rules.iter().flat_map(|rule| &rule.matches);
            for (symbol, _) in matches.flat_map(|one| &one.symbols) {
                self.by_symbol.entry(&symbol.name).or_default().insert(index);
            }
        }
    }

    fn standing_behind(
        &self,
        shields: &BTreeMap<&Arc<str>, BTreeSet<usize>>,
        name: &Arc<str>,
        scope: &Scope,
    ) -> Vec<ResourceId> {
        let shields = shields.get(name).into_iter().flatten();
        let all = shields.filter_map(|shield| self.behind.get(shield)).flatten();
        all.filter(|id| id.scope == *scope).map(|id| ResourceId::clone(id)).collect()
    }

    /// The endpoints of a workload, or of a namespace.
    fn own(&self, id: &ResourceId) -> BTreeSet<ResourceId> {
        let identity = id.identity.as_str();
        let ids: Vec<&ResourceId> = if id.kind == namespace::SPEC.kind {
            let inside = |one: &&ResourceId| {
                let rest = one.identity.as_str().strip_prefix(identity);
                rest.is_some_and(|rest| rest.starts_with('/'))
            };
            self.topology.endpoints.keys().filter(inside).collect()
        } else {
            // Those that are set apart have their owner's name as one of theirs.
            let own = self.topology.endpoints.get(id);
            let label = own.map(|endpoint| &*endpoint.label).unwrap_or_default();
            let named = [identity, label].into_iter().filter_map(|name| self.named.get(name));
            named.flatten().copied().collect()
        };
        let own = ids.into_iter().filter(|one| one.scope == id.scope);
        own.cloned()
            .chain(self.topology.endpoints.get_key_value(id).map(|(id, _)| id.clone()))
            .collect()
    }
}
