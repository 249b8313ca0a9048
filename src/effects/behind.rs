//! The changes in their sequence → what each does at the endpoints behind what changed.
//!
//! Who is in a group has to be looked up among all endpoints, so changes that follow one another and show at different endpoints are
//! looked at together: each endpoint meets at most one of them, so each is still told by itself.

use std::collections::BTreeSet;
use std::ops::Range;

use super::exposure::{Arrival, Behind};
use super::{BUDGET, Sides, hardening, published};
use crate::model::{
    Bears, Change, Class, Effect, Exposure, Kind, KindSpec, ResourceId, Role, Scope, Status,
    Topology, Traffic, View,
};
use crate::providers::{Endpoints, Semantics, Which};

/// Why nobody knows what is behind a resource.
pub(super) struct Blind {
    pub(super) why: String,
    /// Whether nobody asked for it. Of a boundary that says nothing new.
    pub(super) skipped: bool,
}

impl Sides<'_> {
    /// Computes what the changes, in their sequence, do at endpoints.
    pub(super) fn exposures(
        &self,
        semantics: &Semantics,
        endpoints: &Endpoints,
        mut view: View<'_>,
        changes: &mut [&mut Change],
    ) {
        let ids: Vec<ResourceId> = changes.iter().map(|change| change.id.clone()).collect();
        let touched = (endpoints.touched)(&view, &ids.iter().collect::<Vec<_>>());
        for batch in batches(&touched) {
            let all: BTreeSet<ResourceId> =
                touched.get(batch.clone()).unwrap_or_default().iter().flatten().cloned().collect();
            let topology = |view: &View<'_>| {
                if all.is_empty() {
                    Topology::default()
                } else {
                    (endpoints.topology)(view, Which::These(&all))
                }
            };
            let before = topology(&view);
            ids.get(batch.clone()).unwrap_or_default().iter().for_each(|id| view.apply(id));
            let after = topology(&view);
            let behind = Behind::new(&before, &after, BUDGET);
            let changes = changes.get_mut(batch.clone()).unwrap_or_default();
            for (change, touched) in changes.iter_mut().zip(touched.get(batch).unwrap_or_default())
            {
                if published::leads(semantics, change) {
                    self.publishing(semantics, endpoints, change, touched, [&before, &after]);
                } else if semantics.knows(&change.id.kind) {
                    self.at_boundary(semantics, endpoints, change, touched, &behind);
                } else {
                    self.around(semantics, endpoints, change, touched, &behind);
                }
            }
        }
    }

    /// What of a boundary's effect arrives.
    fn at_boundary(
        &self,
        semantics: &Semantics,
        endpoints: &Endpoints,
        change: &mut Change,
        touched: &BTreeSet<ResourceId>,
        behind: &Behind<'_>,
    ) {
        let changed = match &change.effect {
            Some(Effect::Traffic(traffic)) => Some(&**traffic),
            Some(Effect::Nowhere) => None,
            Some(Effect::Unknown(_)) | None => return,
        };
        let none = Traffic::default();
        let found = match self.blind(semantics, endpoints, &change.id) {
            Some(Blind { skipped: true, .. }) => return,
            Some(Blind { why, .. }) => Err(why),
            None => behind.arrival(touched, Some(changed.unwrap_or(&none))),
        };
        let is_idle = changed.is_none_or(Traffic::is_same);
        change.exposure = match found {
            Ok(Arrival { reach, .. }) if is_idle && reach.endpoints.is_empty() => None,
            Ok(Arrival { reach, traffic }) => {
                if is_idle {
                    // It shows nowhere but at the endpoints.
                    let whole = changed.is_none_or(|traffic| traffic.whole);
                    let traffic = Traffic { whole, ..traffic };
                    change.effect = Some(Effect::Traffic(Box::new(traffic)));
                }
                Some(Exposure::Reach(Box::new(reach)))
            }
            // The same at the boundary is the same behind it.
            Err(_) if is_idle => None,
            Err(why) => Some(Exposure::Unknown(why)),
        };
    }

    /// What something around the boundaries does.
    fn around(
        &self,
        semantics: &Semantics,
        endpoints: &Endpoints,
        change: &mut Change,
        touched: &BTreeSet<ResourceId>,
        behind: &Behind<'_>,
    ) {
        hardening::left(change, behind);
        let blind = self.blind(semantics, endpoints, &change.id);
        let is_skipped = blind.as_ref().is_some_and(|blind| blind.skipped);
        let found = match blind {
            Some(Blind { why, .. }) => Err(why),
            None => behind.arrival(touched, None),
        };
        // What it does wherever an endpoint may be counts where none is known.
        let by_itself = change.effect.take();
        let is_told = matches!(&by_itself, Some(Effect::Traffic(traffic)) if !traffic.is_same() || traffic.whole);
        change.effect = Some(match (found, by_itself) {
            (Err(why), Some(effect)) if is_told => {
                change.exposure = (!is_skipped).then_some(Exposure::Unknown(why));
                effect
            }
            (Ok(Arrival { reach, .. }), Some(effect)) if reach.of == 0 && is_told => {
                change.exposure = Some(Exposure::Reach(Box::new(reach)));
                effect
            }
            (Err(_), Some(Effect::Unknown(why))) if is_skipped => Effect::Unknown(why),
            (Err(why), _) => Effect::Unknown(why),
            (Ok(Arrival { reach, .. }), _) if reach.of == 0 => Effect::Nowhere,
            (Ok(Arrival { reach, traffic }), _) => {
                change.exposure = Some(Exposure::Reach(Box::new(reach)));
                // What is recorded for its exposure is told by that.
                let whole = change.fields.iter().all(|field| {
                    field.class == Class::Context
                        || field.bears < Bears::Exposure
                        || super::is_said(semantics, &change.id.kind, field)
                });
                Effect::Traffic(Box::new(Traffic { whole, ..traffic }))
            }
        });
    }

    /// Why endpoints may be missing, or what stands before them, where nothing else would say so.
    pub(super) fn blind(
        &self,
        semantics: &Semantics,
        endpoints: &Endpoints,
        id: &ResourceId,
    ) -> Option<Blind> {
        if !(endpoints.is_above)(&id.scope) {
            return self.blind_in(semantics, endpoints, &id.scope);
        }
        let provider = id.scope.provider();
        let is_below =
            |scope: &&Scope| scope.provider() == provider && !(endpoints.is_above)(scope);
        let mut below = self.after.scopes.keys().filter(is_below).peekable();
        if below.peek().is_none() {
            let why = format!("nothing under {} was read, and anything may be behind it", id.scope);
            return Some(Blind { why, skipped: true });
        }
        below.find_map(|scope| self.blind_in(semantics, endpoints, scope))
    }

    /// The same, of the endpoints of one scope.
    fn blind_in(
        &self,
        semantics: &Semantics,
        endpoints: &Endpoints,
        scope: &Scope,
    ) -> Option<Blind> {
        let later = self.after.scopes.get(scope);
        let status = |kind: &Kind| later.map_or(Status::Skipped, |scope| scope.status(kind));
        let workloads = || endpoints.around.iter().filter(|spec| spec.role == Role::Workload);
        if workloads().next().is_some() && !workloads().any(|spec| self.holds(scope, &spec.kind)) {
            // Policies alone: what they are for is elsewhere.
            let why = format!("no workload of {scope} was read, and any may be behind it");
            return Some(Blind { why, skipped: true });
        }
        let is_unread = |spec: &&&KindSpec| match (spec.role, status(&spec.kind)) {
            (_, status) if status.proves_absence() => false,
            // Workloads are those that are in the source, of whatever kind.
            (Role::Workload, status) => status.is_gap(),
            (role, _) => role == Role::Endpoint,
        };
        if let Some(spec) = endpoints.around.iter().find(is_unread) {
            let why = format!(
                "not every {} of {} was read, and any of them may be behind it",
                spec.title, scope
            );
            return Some(Blind { why, skipped: status(&spec.kind) == Status::Skipped });
        }
        let kinds = semantics.kinds.iter().chain(endpoints.around);
        let why = kinds.into_iter().find_map(|spec| self.doubt(scope, &spec.kind))?;
        Some(Blind { why, skipped: false })
    }

    /// Whether there is any resource of a kind in a scope, before or after.
    fn holds(&self, scope: &Scope, kind: &Kind) -> bool {
        let sides = [(self.before, self.pairing.earlier(scope)), (self.after, scope)];
        sides.into_iter().any(|(side, scope)| {
            let reading = side.scopes.get(scope).and_then(|reading| reading.kinds.get(kind));
            reading.is_some_and(|reading| !reading.resources.is_empty())
        })
    }
}

/// Whether a change is one of what is around the boundaries.
pub(super) fn is_around(semantics: &Semantics, change: &Change) -> bool {
    semantics.endpoints.is_some_and(|endpoints| {
        let kind = &change.id.kind;
        !semantics.knows(kind) && endpoints.around.iter().any(|spec| spec.kind == *kind)
    })
}

/// Changes that follow one another and have no endpoint in common.
fn batches(touched: &[BTreeSet<ResourceId>]) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut seen: BTreeSet<&ResourceId> = BTreeSet::new();
    for (at, endpoints) in touched.iter().enumerate() {
        match batches.last_mut() {
            Some(batch) if endpoints.iter().all(|id| !seen.contains(id)) => batch.end = at + 1,
            _ => {
                seen.clear();
                batches.push(at..at + 1);
            }
        }
        seen.extend(endpoints);
    }
    batches
}
