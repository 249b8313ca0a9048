//! What changes mean as traffic: which packets pass now and did not, and which don't any more.
//!
//! Several things change at once, and each is told for itself. So they are put in a sequence, and the effect of one is
//! what differs between the estate just before it and just after it, at every boundary where it may show. Together the effects are
//! the whole difference: nothing is missed and nothing is told twice.
//!
//! A boundary opens nothing by itself: what matters is what arrives at the endpoints behind it, through everything else that stands before
//! them. That is computed for every change ([`Change::exposure`]). What is around the boundaries (which of them stand before an
//! endpoint, routes, addresses) has an effect nowhere else, unless the provider knows what it does wherever an endpoint may be.
//!
//! What can't be computed is never guessed: then the effect is unknown, with the reason, and the change is told by
//! its rules.

mod agents;
mod arrival;
mod behind;
mod connections;
mod difference;
mod ends;
mod entrances;
mod estate;
mod exposure;
mod hardening;
mod moments;
mod passages;
mod path;
mod published;
mod questions;
mod resolve;
mod sequence;
mod stand_ins;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use connections::connections;
pub use entrances::{Entrance, entrances};
pub use estate::Estate;
pub use moments::{Between, Moment, While};
pub use questions::{NameError, QuestionError, answer};

use crate::compare::Pairing;
use crate::model::{
    Action, Assumptions, Bears, Change, Effect, FieldChange, Kind, Provider, ResourceId, Role,
    Scope, Snapshot, Status, Subject, Topology, View,
};
use crate::providers::{self, Semantics};
use crate::traffic::Budget;

/// How large the diagrams of one boundary may become: some hundred megabytes, which no group comes near to.
const BUDGET: Budget = Budget { size: 20_000_000 };

/// Computes the effect of every change that can have one.
#[must_use]
pub fn compute(
    mut subjects: Vec<Subject>,
    before: &Snapshot,
    after: &Snapshot,
    pairing: &Pairing,
    assumptions: Assumptions,
) -> Vec<Subject> {
    let sides = Sides { before, after, pairing };
    sides.hardenings(&mut subjects);
    sides.agents(&mut subjects);
    for provider in Provider::ALL {
        let Some(semantics) = providers::semantics(provider) else { continue };
        let mut changes: Vec<&mut Change> = subjects
            .iter_mut()
            .filter_map(|subject| match subject {
                Subject::Change(change) => Some(change),
                _ => None,
            })
            .filter(|change| change.id.kind.provider() == provider && may_matter(semantics, change))
            .collect();
        sides.under(semantics, &mut changes, assumptions);
    }
    subjects
}

/// Whether packets may be decided otherwise by a change. Where that is not known, they may.
#[must_use]
pub fn may_change_traffic(change: &Change) -> bool {
    match &change.effect {
        Some(Effect::Traffic(traffic)) => !traffic.is_same() || !traffic.whole,
        Some(Effect::Nowhere) => false,
        Some(Effect::Unknown(_)) => true,
        None => {
            let role =
                providers::kind_spec(&change.id.kind).map_or(Role::Boundary, |spec| spec.role);
            let filters = matches!(role, Role::Boundary | Role::Endpoint | Role::Network);
            filters && change.bears() >= Bears::Exposure
        }
    }
}

/// Whether a change can have an effect: a difference in words and labels has none.
fn may_matter(semantics: &Semantics, change: &Change) -> bool {
    if behind::is_around(semantics, change) || published::leads(semantics, change) {
        // What came or went may be an endpoint, whatever its fields are.
        return change.action != Action::Modified || change.bears() >= Bears::Exposure;
    }
    semantics.knows(&change.id.kind) && change.bears() > Bears::Metadata
}

/// What a change of something around the boundaries does wherever an endpoint may be, where the provider can say that of what changed. Lets the
/// change happen.
fn by_itself(semantics: &Semantics, view: &mut View<'_>, change: &Change) -> Option<Effect> {
    let mut bearing = change.fields.iter().filter(|field| field.bears >= Bears::Exposure);
    let is_of_it = bearing.any(|field| is_said(semantics, &change.id.kind, field));
    let endpoints = semantics.endpoints.filter(|_| is_of_it);
    let boundary = |view: &View<'_>| (endpoints?.by_itself)(view, &change.id);
    let old = boundary(view);
    view.apply(&change.id);
    let [old, new] = [old?, boundary(view)?].map(|boundary| Topology {
        boundaries: [(change.id.clone(), boundary)].into(),
        ..Topology::default()
    });
    let mut effect = difference::between(&old, &new, BUDGET);
    if let Effect::Traffic(traffic) = &mut effect {
        let is_told = |field: &FieldChange| {
            field.bears < Bears::Exposure || is_said(semantics, &change.id.kind, field)
        };
        traffic.whole = change.fields.iter().all(is_told);
    }
    Some(effect)
}

/// Whether what differs in a field is wholly in the guards.
fn is_said(semantics: &Semantics, kind: &Kind, field: &FieldChange) -> bool {
    let outermost = field.path.as_str().split(['.', '[']).next().unwrap_or_default();
    (semantics.is_said)(kind, outermost)
}

/// What is compared.
struct Sides<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    pairing: &'a Pairing,
}

impl Sides<'_> {
    /// The effects as they are read, and which of them another reading of what is not documented would change.
    fn under(&self, semantics: &Semantics, changes: &mut [&mut Change], assumptions: Assumptions) {
        if changes.is_empty() {
            return;
        }
        let view = self.view(changes).under(assumptions);
        changes.sort_by_cached_key(|change| sequence::place(semantics, &view, change));
        let others = (semantics.left_open)(&view);
        let mut again: Vec<Vec<Change>> = others
            .iter()
            .map(|_| changes.iter().map(|change| Change::clone(change)).collect())
            .collect();
        self.effects(semantics, view, changes);
        for ((option, other), again) in others.iter().zip(&mut again) {
            let mut again: Vec<&mut Change> = again.iter_mut().collect();
            let view = self.view(&again).under(*other);
            self.effects(semantics, view, &mut again);
            for (change, other) in changes.iter_mut().zip(again) {
                // What arrives counts, where it is known. At a boundary every possible pod may be behind every policy.
                let differs = match (&change.exposure, &other.exposure) {
                    (None, None) => change.effect != other.effect,
                    (one, other) => one != other,
                };
                if differs {
                    change.hangs_on.push(option);
                }
            }
        }
    }

    /// The later side with nothing of this changed yet.
    fn view(&self, changes: &[&mut Change]) -> View<'_> {
        let earlier = |id: &ResourceId| {
            let scope = self.pairing.earlier(&id.scope).clone();
            self.before.get(&ResourceId { scope, ..id.clone() })
        };
        let pending: BTreeMap<_, _> =
            changes.iter().map(|change| (change.id.clone(), earlier(&change.id))).collect();
        View::before(self.after, pending)
    }

    fn effects(&self, semantics: &Semantics, view: View<'_>, changes: &mut [&mut Change]) {
        self.at_boundaries(semantics, view.clone(), changes);
        if let Some(endpoints) = semantics.endpoints {
            self.exposures(semantics, endpoints, view, changes);
        }
    }

    /// What differs at the boundaries themselves.
    fn at_boundaries(
        &self,
        semantics: &Semantics,
        mut view: View<'_>,
        changes: &mut [&mut Change],
    ) {
        let ids: Vec<&ResourceId> = changes.iter().map(|change| &change.id).collect();
        let touched = (semantics.touched)(&view, &ids);
        for (change, touched) in changes.iter_mut().zip(touched) {
            if !semantics.knows(&change.id.kind) {
                let alone = by_itself(semantics, &mut view, change);
                let doubt = self.doubt(&change.id.scope, &change.id.kind);
                change.effect = alone.map(|effect| doubt.map_or(effect, Effect::Unknown));
                continue;
            }
            let old = (semantics.topology)(&view, &touched);
            view.apply(&change.id);
            let new = (semantics.topology)(&view, &touched);
            let doubt =
                touched.iter().chain([&change.id]).find_map(|id| self.doubt(&id.scope, &id.kind));
            let doubt = doubt.or_else(|| self.unseen(semantics, &change.id));
            change.effect = Some(match doubt {
                Some(doubt) => Effect::Unknown(doubt),
                None => difference::between(&old, &new, BUDGET),
            });
            if let Some(Effect::Traffic(traffic)) = &mut change.effect {
                traffic.whole = change.fields.iter().all(|field| {
                    field.bears == Bears::Metadata || is_said(semantics, &change.id.kind, field)
                });
                traffic.temporary = self.temporary(semantics, &change.id);
            }
        }
    }

    /// What came or went by itself, when that is all of a change.
    fn temporary(&self, semantics: &Semantics, id: &ResourceId) -> Option<&'static str> {
        let scope = self.pairing.earlier(&id.scope).clone();
        let before = self.before.get(&ResourceId { scope, ..id.clone() })?;
        semantics.temporary?(before, self.after.get(id)?)
    }

    /// Why it is not known which boundaries draw on a resource: those of its scope were not all read.
    fn unseen(&self, semantics: &Semantics, id: &ResourceId) -> Option<String> {
        if !semantics.draws_on(&id.kind) {
            return None;
        }
        let later = self.after.scopes.get(&id.scope);
        let status = |kind: &Kind| later.map_or(Status::Skipped, |scope| scope.status(kind));
        let unread = semantics.drawing.iter().find(|spec| !status(&spec.kind).proves_absence())?;
        Some(format!(
            "not every {} of {} was read, and any of them may name it",
            unread.title, id.scope
        ))
    }

    /// Why the resources of a kind may say less than they should. Where something could not be understood, it may be a rule that is
    /// missing from one of them.
    fn doubt(&self, scope: &Scope, kind: &Kind) -> Option<String> {
        let sides = [(self.before, self.pairing.earlier(scope)), (self.after, scope)];
        sides.into_iter().find_map(|(side, scope)| {
            let coverage = &side.scopes.get(scope)?.kinds.get(kind)?.coverage;
            (coverage.status == Status::Partial).then(|| {
                let reason = coverage.reason.as_deref().unwrap_or("no reason given");
                format!("{kind} of {scope} was not read whole: {reason}")
            })
        })
    }
}
