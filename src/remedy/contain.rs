//! Closing first: what to do now, so that nothing passes that was not approved.
//!
//! The fewest steps of the plan that close it are the best: they take nothing away that was approved. Where a plan has none that can be taken
//! back (nobody knows a command that puts it back, or all that there is would delete a machine), the provider says how what comes in at an
//! endpoint is shut: a deny above the allow, a group that lets nothing in. Either is made in the model first, and is said only when it closes there.

use std::collections::BTreeMap;

use crate::effects::{Between, While};
use crate::model::{
    Change, Direction, Edit, Effect, Exposed, Exposure, FindingId, Resource, ResourceId, Step,
};
use crate::providers::{Open, Remedies};

/// The steps of a plan to make now; nothing when it can't be shown that any of them close all that is open.
pub(super) fn closing(between: &Between<'_>, change: &Change, steps: &[Step]) -> Option<Vec<Step>> {
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

/// What shuts it beside the plan: the first way of the provider's that closes what came in, cutting off nothing that was approved where there is
/// such a one. Each step can be taken back.
pub(super) fn shutting(
    between: &Between<'_>,
    change: &Change,
    finding: &FindingId,
    remedies: &Remedies,
) -> Option<Vec<Step>> {
    let Some(Exposure::Reach(reach)) = change.exposure.as_ref().filter(|_| reaches(change)) else {
        return None;
    };
    let comes_in =
        |one: &&Exposed| one.opened.iter().any(|flow| flow.direction == Direction::Ingress);
    let endpoints: Vec<Exposed> = reach.endpoints.iter().filter(comes_in).cloned().collect();
    let short: String = finding.as_str().chars().take(8).collect();
    let mark = format!("driftwall-contain-{short}");
    let open = Open { endpoints: &endpoints, estate: between.estate, mark: &mark };
    let mut second = None;
    for edits in (remedies.shut?)(&open) {
        let Some(mut steps) = steps(remedies, edits) else { continue };
        let Some(are) = made(between, &steps.iter().collect::<Vec<_>>()) else { continue };
        let there = between.arrival(&borrowed(&are));
        let Some(While { lets_in: false, lets_out, cuts }) = there else { continue };
        let minds = [
            cuts.then_some("until it is taken back, something is refused that was approved"),
            lets_out.then_some("what goes out still does"),
            // What filters by state may ask no rule about a connection that it knows.
            Some("connections that are open may go on until they end"),
        ];
        let minds: Vec<&str> = minds.into_iter().flatten().collect();
        if let Some(last) = steps.last_mut() {
            last.mind = Some(minds.join("; "));
        }
        if !cuts {
            return Some(steps);
        }
        second = second.or(Some(steps));
    }
    second
}

/// Edits as steps, when each can be made and taken back.
fn steps(remedies: &Remedies, edits: Vec<Edit>) -> Option<Vec<Step>> {
    let step = |edit: Edit| {
        let script = (remedies.script)(&edit).and_then(super::sayable).ok()?;
        let undo = (remedies.script)(&edit.undo()).and_then(super::sayable).ok()?;
        Some(Step { edit, script, undo: Ok(undo), mind: None })
    };
    edits.into_iter().map(step).collect()
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
