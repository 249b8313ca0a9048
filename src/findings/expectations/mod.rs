//! Expectations: states that are worth telling where no baseline speaks of them.
//!
//! Everything else is held against what somebody approved. Of a scope that nobody recorded yet there is nothing to hold anything against, and
//! that is where nobody looks. So a few states are told there that hardly anybody means to have: each has a code of its own, a severity
//! that asks for nothing (info), and a reason. As soon as the scope is recorded they fall silent: what the baseline holds is
//! approved, and what it does not hold is drift.
//!
//! A state is only told of kinds that were read whole: of what was not read nothing is known. What is public is computed from
//! packets (`public`), what containers may do is read off their liberties (`liberties`), what is switched off from what fields declare;
//! the rest is a provider's knowledge, in its room `states`.

mod liberties;
mod ports;
mod public;
mod told;

use std::collections::BTreeSet;

use crate::compare;
use crate::model::{
    Assumptions, Condition, Kind, Less, Reading, Resource, ResourceId, Role, Scope, ScopeReading,
    Snapshot, State, Subject,
};
use crate::providers::{self, kind_spec};

pub(super) use liberties::Sort as Liberties;
pub(super) use ports::Sort as Ports;
pub(super) use told::{at_liberty, public_port};

pub use ports::words as ports;

/// The subjects of a comparison, and after each scope without a baseline the states that are in it.
#[must_use]
pub fn beside(
    subjects: Vec<Subject>,
    snapshot: &Snapshot,
    assumptions: Assumptions,
) -> Vec<Subject> {
    let scopes: BTreeSet<Scope> = subjects.iter().filter_map(without_baseline).cloned().collect();
    if scopes.is_empty() {
        return subjects;
    }
    let mut public = public::states(snapshot, &scopes, assumptions);
    let mut all = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let scope = without_baseline(&subject).cloned();
        all.push(subject);
        let Some(scope) = scope else { continue };
        let mut states = public.remove(&scope).unwrap_or_default();
        states.extend(snapshot.scopes.get(&scope).map(|one| of(&scope, one)).unwrap_or_default());
        states.iter_mut().for_each(|state| state.name = name(state, snapshot));
        states.sort_by(|a, b| (&a.kind, &a.identity).cmp(&(&b.kind, &b.identity)));
        all.extend(states.into_iter().map(Subject::State));
    }
    all
}

/// The scope that a subject says has no baseline at all.
const fn without_baseline(subject: &Subject) -> Option<&Scope> {
    match subject {
        Subject::Unapproved { scope, kind: None, .. } => Some(scope),
        Subject::Unapproved { .. }
        | Subject::Gap { .. }
        | Subject::Change(_)
        | Subject::State(_)
        | Subject::Transient(_)
        | Subject::Attempt(_)
        | Subject::Paper(_) => None,
    }
}

/// What is so in a scope, packets aside.
fn of(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let mut states = providers::states(scope, reading);
    for (kind, Reading { coverage, resources }) in &reading.kinds {
        if !coverage.status.proves_absence() {
            continue;
        }
        for one in resources {
            let off = is_off(kind, one.1).then_some(Condition::Off);
            let taken = liberties::conditions(kind, one.1);
            let conditions = off.into_iter().chain(taken);
            states.extend(conditions.map(|condition| State::of(scope, kind, one, condition)));
        }
    }
    states
}

/// Whether something is there to record what happens, and says itself that it does not.
fn is_off(kind: &Kind, resource: &Resource) -> bool {
    let Some(spec) = kind_spec(kind).filter(|spec| spec.role == Role::Monitoring) else {
        return false;
    };
    let Ok(durable) = resource.durable.value() else { return false };
    let mut switches = spec.fields.iter().filter(|field| matches!(field.less.0, Less::Switch));
    switches.any(|field| durable.get(field.path) == Some(&false.into()))
}

fn name(state: &State, snapshot: &Snapshot) -> Option<String> {
    let State { scope, kind, identity, .. } = state;
    let (scope, kind, identity) = (scope.clone(), kind.clone(), identity.clone()?);
    let spec = kind_spec(&kind);
    compare::name_of(spec, snapshot.get(&ResourceId { scope, kind, identity })?)
}
