//! What passes at a moment on the way from one state of a resource to another.

use std::collections::{BTreeMap, BTreeSet};

use super::BUDGET;
use super::exposure::Behind;
use crate::model::{
    Assumptions, Direction, Flow, Gate, Resource, ResourceId, Snapshot, Topology, Traffic, View,
};
use crate::providers::{self, Which};
use crate::traffic::{Guard, Space, TrafficError};

/// What a moment lets through, beside what two states do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Something passes that passes in neither of the two.
    pub opens: bool,
    /// Something is refused that passes in both.
    pub cuts: bool,
    /// Something passes that does not in the second.
    pub exceeds: bool,
}

/// What gets through to endpoints for a while, beside what gets through in another state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct While {
    /// Something comes in that does not in the other.
    pub lets_in: bool,
    /// Something goes out that does not in the other.
    pub lets_out: bool,
    /// Something is refused that passes now and in the other.
    pub cuts: bool,
}

/// The states of a resource between which a moment lies: as it is in a snapshot, and another.
#[derive(Clone, Copy, Debug)]
pub struct Between<'a> {
    /// All that is there.
    pub estate: &'a Snapshot,
    /// Which resource.
    pub id: &'a ResourceId,
    /// The other state; nothing when it is not there then.
    pub then: Option<&'a Resource>,
    /// How what is not documented is read.
    pub assumptions: Assumptions,
}

impl Between<'_> {
    /// What passes at the boundaries where the resource shows, while it is this. Nothing when that can't be told, or when
    /// the resource is nothing that boundaries ask.
    #[must_use]
    pub fn moment(&self, is: Option<&Resource>) -> Option<Moment> {
        let semantics = providers::semantics(self.id.kind.provider())?;
        if !semantics.knows(&self.id.kind) || semantics.draws_on(&self.id.kind) {
            return None;
        }
        let then = BTreeMap::from([(self.id.clone(), self.then)]);
        let touched = (semantics.touched)(&self.view(&then), &[self.id]).into_iter().next()?;
        let topology = |state: Option<&Resource>| {
            let changed = BTreeMap::from([(self.id.clone(), state)]);
            (semantics.topology)(&self.view(&changed), &touched)
        };
        let states = [topology(self.estate.get(self.id)), topology(self.then), topology(is)];
        at_boundaries(&states)
    }

    /// What gets through to the endpoints where any of these resources shows, while they are this. Nothing when that can't be told, or
    /// when nothing is behind them.
    #[must_use]
    pub fn arrival(&self, are: &BTreeMap<ResourceId, Option<&Resource>>) -> Option<While> {
        let endpoints = providers::semantics(self.id.kind.provider())?.endpoints?;
        let other = BTreeMap::from([(self.id.clone(), self.then)]);
        let ids: Vec<&ResourceId> = are.keys().chain([self.id]).collect();
        let touched = [&other, are].map(|changed| (endpoints.touched)(&self.view(changed), &ids));
        let all: BTreeSet<ResourceId> = touched.into_iter().flatten().flatten().collect();
        if all.is_empty() {
            return None;
        }
        let topology = |changed: &BTreeMap<ResourceId, Option<&Resource>>| {
            (endpoints.topology)(&self.view(changed), Which::These(&all))
        };
        let [now, then, is] = [topology(&BTreeMap::new()), topology(&other), topology(are)];
        let between = |one: &Topology, other: &Topology| -> Option<Traffic> {
            Some(Behind::new(one, other, BUDGET).arrival(&all, None).ok()?.traffic)
        };
        let (to_then, over) = (between(&now, &then)?, between(&then, &is)?);
        let goes = |flows: &[Flow], way| flows.iter().any(|flow| flow.direction == way);
        Some(While {
            lets_in: goes(&over.opened, Direction::Ingress),
            lets_out: goes(&over.opened, Direction::Egress),
            // What does not pass now either is cut off by nobody.
            cuts: !over.closed.is_empty() && over.closed != to_then.opened,
        })
    }

    /// All that is there, but for these.
    fn view<'v>(&'v self, changed: &BTreeMap<ResourceId, Option<&'v Resource>>) -> View<'v> {
        View::before(self.estate, changed.clone()).under(self.assumptions)
    }
}

fn at_boundaries([first, second, moment]: &[Topology; 3]) -> Option<Moment> {
    let mut total: Option<Moment> = None;
    for (id, boundary) in &moment.boundaries {
        let (Some(one), Some(other)) = (first.boundaries.get(id), second.boundaries.get(id)) else {
            continue;
        };
        for direction in Direction::ALL {
            let gates = [one, other, boundary].map(|boundary| boundary.gate(direction));
            match gates {
                [Gate::Guard(one), Gate::Guard(other), Gate::Guard(is)] => {
                    let found = guards([one, other, is]).ok()?;
                    let total = total.get_or_insert_default();
                    total.opens |= found.opens;
                    total.cuts |= found.cuts;
                    total.exceeds |= found.exceeds;
                }
                _ if gates.iter().any(|gate| matches!(gate, Gate::Unknown(_))) => return None,
                _ => {}
            }
        }
    }
    total
}

fn guards(guards: [&Guard; 3]) -> Result<Moment, TrafficError> {
    let mut space = Space::new(guards, BUDGET)?;
    let mut allowed = |guard: &Guard| {
        let decisions = space.decisions(guard)?;
        space.allowed(decisions)
    };
    let [one, other, is] = guards;
    let (one, other, is) = (allowed(one)?, allowed(other)?, allowed(is)?);
    let (either, both) = (space.union(one, other)?, space.intersection(one, other)?);
    Ok(Moment {
        opens: !space.difference(is, either)?.is_empty(),
        cuts: !space.difference(both, is)?.is_empty(),
        exceeds: !space.difference(is, other)?.is_empty(),
    })
}
