//! Closing first: what to do now, so that nothing passes that was not approved.
//!
//! The fewest steps of the plan that close it are the best: they take nothing away that was approved. Where a plan has none, since nobody knows a
//! command that puts it back, the provider says how what is open at an endpoint is shut (a deny above the allow, a group that lets
//! nothing in). Either is made in the model first, and is said only when it closes there.

use std::collections::BTreeMap;

use crate::effects::Between;
use crate::model::{Change, Effect, Exposure, Resource, ResourceId, Step};

/// The steps of a plan to make now; nothing when it can't be shown that any of them close all that is open.
pub(super) fn closing(
    between: &Between<'_>,
    change: &Change,
    steps: &[Step],
) -> Option<Vec<Step>> {
    let is_exceeded = |steps: &[&Step]| {
        let are = made(between, steps)?;
        let is = are.get(between.id).map_or_else(|| between.estate.get(between.id), Option::as_ref);
        match between.moment(is) {
            Some(moment) => Some(moment.exceeds),
            None if reaches(change) => {
                let there = between.arrival(&borrowed(&are))?;
                Some(there.lets_in || there.lets_out)
            }
            None => None,
        }
    };
    if !is_exceeded(&[])? {
        return None;
    }
    let mut needed: Vec<&Step> = steps.iter().collect();
    if is_exceeded(&needed)? {
        return None;
    }
    for step in steps.iter().rev() {
        let without: Vec<&Step> =
            needed.iter().copied().filter(|other| !std::ptr::eq(*other, step)).collect();
        if is_exceeded(&without) == Some(false) {
            needed = without;
        }
    }
    Some(needed.into_iter().cloned().collect())
}

/// What is not as it is now, once these steps are made; nothing when they can't be made one after the other.
fn made(between: &Between<'_>, steps: &[&Step]) -> Option<BTreeMap<ResourceId, Option<Resource>>> {
    let mut are: BTreeMap<ResourceId, Option<Resource>> = BTreeMap::new();
    for Step { edit, .. } in steps {
        let is = are.get(&edit.id).map_or_else(|| between.estate.get(&edit.id), Option::as_ref);
        let next = edit.apply(is).ok()?;
        are.insert(edit.id.clone(), next);
    }
    Some(are)
}

fn borrowed(
    are: &BTreeMap<ResourceId, Option<Resource>>,
) -> BTreeMap<ResourceId, Option<&Resource>> {
    are.iter().map(|(id, is)| (id.clone(), is.as_ref())).collect()
}

/// Whether it is known that more gets through to endpoints because of a change.
fn reaches(change: &Change) -> bool {
    let is_known = matches!(&change.effect, Some(Effect::Traffic(_)));
    let is_there = matches!(&change.exposure, Some(Exposure::Reach(reach))
        if reach.endpoints.iter().any(|endpoint| !endpoint.opened.is_empty()));
    is_known && is_there
}
