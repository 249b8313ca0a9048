//! What somebody tried and was refused.
//!
//! A refusal changes nothing, and so no snapshot shows it. Who tries to open a boundary or to stop a log without the right to will try again, with another
//! credential. What would have changed nothing that matters, such as a tag, is not told.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::Book;
use super::index::Sides;
use super::window::Window;
use crate::model::{
    Activity, Actor, Attempt, Bears, Deed, Done, Identity, KindSpec, Outcome, ResourceId, Role,
    Scope, Setting, Subject, Target,
};
use crate::providers::kind_spec;

/// Everything that was refused, by who tried it where.
pub(super) fn find(
    book: &Book,
    sides: Sides<'_>,
    window: &dyn Fn(&Scope) -> Window,
) -> Vec<Subject> {
    let mut by_actor: BTreeMap<(Scope, Arc<Actor>), Attempt> = BTreeMap::new();
    for event in &book.events {
        if !matches!(event.outcome, Outcome::Refused(_)) {
            continue;
        }
        for deed in &event.deeds {
            let Some(scope) = sides.scope(&deed.scope) else { continue };
            let window = window(&scope);
            if window.is_before(event.time) || !window.takes(event.time) {
                continue;
            }
            let Some(spec) = kind_spec(&deed.kind) else { continue };
            let Some(blinds) = would_matter(spec, deed) else { continue };
            let actor = book.origin(event);
            let attempt =
                by_actor.entry((scope.clone(), Arc::clone(&actor))).or_insert_with(|| Attempt {
                    scope: scope.clone(),
                    actor,
                    tries: Vec::new(),
                    resources: Vec::new(),
                    blinds: false,
                });
            add(attempt, event, deed, scope);
            attempt.blinds |= blinds;
        }
    }
    by_actor.into_values().map(|attempt| Subject::Attempt(Box::new(attempt))).collect()
}

fn add(attempt: &mut Attempt, event: &Arc<Activity>, deed: &Deed, scope: Scope) {
    if attempt.tries.last().is_none_or(|last| !Arc::ptr_eq(last, event)) {
        attempt.tries.push(Arc::clone(event));
    }
    let named = match &deed.target {
        Target::Is(identity) | Target::Below(identity) => identity,
        Target::Has { value, .. } => value,
    };
    let Ok(identity) = Identity::new(named.clone()) else { return };
    let id = ResourceId { scope, kind: deed.kind.clone(), identity };
    if !attempt.resources.contains(&id) {
        attempt.resources.push(id);
    }
}

/// Whether it would have mattered, and if so whether less would be recorded.
fn would_matter(spec: &KindSpec, deed: &Deed) -> Option<bool> {
    let guards = matches!(spec.role, Role::Boundary | Role::Network | Role::Monitoring);
    let records = spec.role == Role::Monitoring;
    let bears =
        |setting: &Setting| spec.field(&setting.name()).map_or(Bears::Traffic, |field| field.bears);
    match &deed.act {
        Done::Set(settings) => {
            let most = settings.iter().map(bears).max().unwrap_or(Bears::Metadata);
            (most >= Bears::Logging).then_some(most == Bears::Logging || records)
        }
        Done::Touched(fields) if !fields.is_empty() => {
            let of = |field: &&str| spec.field(field).map_or(Bears::Traffic, |one| one.bears);
            let most = fields.iter().map(of).max().unwrap_or(Bears::Metadata);
            (most >= Bears::Logging).then_some(most == Bears::Logging || records)
        }
        Done::Touched(_) | Done::Went | Done::Came | Done::Became { .. } => {
            guards.then_some(records)
        }
    }
}
