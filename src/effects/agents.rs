//! Two versions of an agent → what it does no more.
//!
//! Only what the approved side holds is an agent: nobody becomes one by being added, and so nobody can stand in for one that went.
//! That nobody wants a replica of one is told although replicas are no setting: of anything else, autoscalers may do that.

use std::collections::BTreeSet;

use super::Sides;
use crate::compare::name_of;
use crate::model::{
    Action, Agent, AgentChange, Bears, Change, Class, FieldChange, FieldPath, Idle, Kind, KindSpec,
    Loss, Nodes, Provider, Resource, ResourceId, Scope, Sight, Subject,
};
use crate::providers::agents::{Watching, unseen};
use crate::providers::watching;

impl Sides<'_> {
    /// Says of every change of a workload what it takes from an agent, and adds those that take everything and change nothing
    /// that is compared.
    pub(super) fn agents(&self, subjects: &mut Vec<Subject>) {
        for subject in &mut *subjects {
            if let Subject::Change(change) = subject {
                change.agents = self.lost(change);
                self.add_why_idle(change);
            }
        }
        for change in self.idled(subjects) {
            let later = |subject: &Subject| matches!(subject, Subject::Change(other) if other.id > change.id);
            let place = subjects.iter().position(later).unwrap_or(subjects.len());
            subjects.insert(place, Subject::Change(change));
        }
    }

    fn lost(&self, change: &Change) -> Vec<AgentChange> {
        let id = &change.id;
        let Some(watching) = watching(id.kind.provider()) else { return Vec::new() };
        let Some(before) = self.before.get(&self.earlier(id)) else { return Vec::new() };
        let after = match change.action {
            Action::Removed => None,
            Action::Added => return Vec::new(),
            Action::Modified => self.after.get(id),
        };
        self.between(watching, id, before, after)
    }

    /// What says that an agent is idle is a field of the change as well.
    fn add_why_idle(&self, change: &mut Change) {
        let idled = change.agents.iter().any(|agent| matches!(agent.loss, Loss::Idle(_)));
        let by = watching(change.id.kind.provider()).and_then(|watching| watching.idles_by);
        let Some((kinds, field)) = by.filter(|_| idled) else { return };
        let sides = (self.before.get(&self.earlier(&change.id)), self.after.get(&change.id));
        if let (Some(before), Some(after)) = sides
            && kinds.iter().any(|spec| spec.kind == change.id.kind)
        {
            change.fields.push(differs(field, before, after));
            change.fields.sort_by(|a, b| a.path.cmp(&b.path));
        }
    }

    /// What an agent does no more. One that did nothing loses nothing.
    fn between(
        &self,
        watching: &Watching,
        id: &ResourceId,
        before: &Resource,
        after: Option<&Resource>,
    ) -> Vec<AgentChange> {
        let kind = &id.kind;
        let mut agents = (watching.agents)(kind, before);
        agents.retain(|agent| !agent.sights.is_empty());
        if agents.is_empty() || (watching.idle)(kind, before).is_some() {
            return Vec::new();
        }
        let scopes = [
            self.before.scopes.get(self.pairing.earlier(&id.scope)),
            self.after.scopes.get(&id.scope),
        ];
        let nodes = (watching.nodes)(kind, [Some(before), after], scopes);
        let now = after.map(|after| (watching.agents)(kind, after));
        let idle = after.and_then(|after| (watching.idle)(kind, after));
        let lost = agents.into_iter().filter_map(|agent| {
            let now = now.as_ref().map(|now| now.iter().find(|one| one.duty == agent.duty));
            let loss = loss(&agent, now, idle, nodes.as_ref())?;
            Some(AgentChange { duty: agent.duty, name: agent.name, loss, nodes: nodes.clone() })
        });
        lost.collect()
    }

    /// Agents that nobody wants a replica of any more, where nothing else about them differs.
    fn idled(&self, subjects: &[Subject]) -> Vec<Change> {
        let told: BTreeSet<&ResourceId> = subjects
            .iter()
            .filter_map(|subject| match subject {
                Subject::Change(change) => Some(&change.id),
                Subject::Gap { .. }
                | Subject::Unapproved { .. }
                | Subject::State(_)
                | Subject::Paper(_) => None,
            })
            .collect();
        let mut found = Vec::new();
        for provider in Provider::ALL {
            let Some(watching) = watching(provider) else { continue };
            let Some((kinds, field)) = watching.idles_by else { continue };
            for (id, spec, after) in self.there(kinds) {
                if told.contains(&id) || (watching.idle)(&id.kind, after).is_none() {
                    continue;
                }
                let Some(before) = self.before.get(&self.earlier(&id)) else { continue };
                let agents = self.between(watching, &id, before, Some(after));
                if !agents.is_empty() {
                    let fields = vec![differs(field, before, after)];
                    let name = name_of(Some(spec), after);
                    found
                        .push(Change { agents, ..Change::new(id, name, Action::Modified, fields) });
                }
            }
        }
        found
    }

    /// The resources of these kinds that are there now.
    fn there(
        &self,
        kinds: &'static [&'static KindSpec],
    ) -> impl Iterator<Item = (ResourceId, &'static KindSpec, &Resource)> {
        self.after.scopes.iter().flat_map(move |(scope, reading)| {
            kinds.iter().flat_map(move |spec| {
                let found = reading.kinds.get(&spec.kind).into_iter();
                found.flat_map(|found| &found.resources).map(move |(identity, resource)| {
                    let (scope, kind): (Scope, Kind) = (scope.clone(), spec.kind.clone());
                    (ResourceId { scope, kind, identity: identity.clone() }, *spec, resource)
                })
            })
        })
    }

    fn earlier(&self, id: &ResourceId) -> ResourceId {
        ResourceId { scope: self.pairing.earlier(&id.scope).clone(), ..id.clone() }
    }
}

/// What became of an agent; nothing when it does what it did. `now` is nothing when it is gone, and holds nothing when nobody there is
/// known to have its duty.
fn loss(
    agent: &Agent,
    now: Option<Option<&Agent>>,
    idle: Option<Idle>,
    nodes: Option<&Nodes>,
) -> Option<Loss> {
    let Some(now) = now else { return Some(Loss::Gone) };
    // By its program alone it is another one, where its image said who it was.
    let Some(now) = now.filter(|now| now.by_image || !agent.by_image) else {
        return Some(Loss::Replaced);
    };
    let gone: BTreeSet<Sight> = unseen(&agent.sights, &now.sights);
    if now.sights.is_empty() {
        return Some(Loss::Blind(gone));
    }
    if let Some(idle) = idle {
        return Some(Loss::Idle(idle));
    }
    let covers_less = match nodes {
        Some(Nodes::Counted { before, after: 0, .. }) if *before > 0 => return Some(Loss::Nowhere),
        Some(Nodes::Counted { lost, .. }) => *lost > 0,
        Some(Nodes::Unknown(_)) => true,
        None => false,
    };
    let program = now.other_program.clone().filter(|_| now.other_program != agent.other_program);
    let less = covers_less || !gone.is_empty() || program.is_some();
    less.then_some(Loss::Less { unseen: gone, program })
}

/// How a field of the context differs.
fn differs(field: &str, before: &Resource, after: &Resource) -> FieldChange {
    let value = |resource: &Resource| resource.context.value().ok()?.get(field).cloned();
    FieldChange {
        path: FieldPath::root().key(field),
        class: Class::Context,
        bears: Bears::Logging,
        before: value(before),
        after: value(after),
    }
}
