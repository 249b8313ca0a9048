//! In which order steps are made.
//!
//! The provider's own order is kept where nothing speaks against it. Where a step would let something through that passes neither
//! now nor as approved, or cut off what passes in both, another that does not is made first. When every one does, the step says so.

use crate::effects::{Between, Moment};
use crate::model::{Resource, Step};

/// As many steps as are tried in every place. More are made as the provider has them.
const TRIED: usize = 12;

/// The steps in the best order.
pub(super) fn best(between: &Between<'_>, mut steps: Vec<Step>) -> Vec<Step> {
    let only_this = steps.iter().all(|step| step.edit.id == *between.id);
    if steps.len() < 2 || steps.len() > TRIED || !only_this {
        return steps;
    }
    let given = steps.clone();
    let mut is: Option<Resource> = between.estate.get(between.id).cloned();
    let mut ordered = Vec::with_capacity(steps.len());
    while !steps.is_empty() {
        let Some((place, next, mind)) = choose(between, &steps, is.as_ref()) else {
            // Some were made for what others leave: then only the provider knows an order.
            return as_given(between, given);
        };
        let mut step = steps.remove(place);
        step.mind = mind.map(str::to_owned);
        ordered.push(step);
        is = next;
    }
    ordered
}

/// The steps as the provider has them, with what is to be minded about each.
fn as_given(between: &Between<'_>, mut steps: Vec<Step>) -> Vec<Step> {
    let mut is: Option<Resource> = between.estate.get(between.id).cloned();
    for step in &mut steps {
        let Ok(next) = step.edit.apply(is.as_ref()) else { break };
        step.mind = grade(between.moment(next.as_ref())).1.map(str::to_owned);
        is = next;
    }
    steps
}

/// Which step to make next, what the resource is then, and what is to be minded about it.
fn choose(
    between: &Between<'_>,
    steps: &[Step],
    is: Option<&Resource>,
) -> Option<(usize, Option<Resource>, Option<&'static str>)> {
    let mut best: Option<(u8, usize, Option<Resource>, Option<&'static str>)> = None;
    for (place, step) in steps.iter().enumerate() {
        let Ok(next) = step.edit.apply(is) else { continue };
        let (grade, mind) = grade(between.moment(next.as_ref()));
        if best.as_ref().is_none_or(|(least, ..)| grade < *least) {
            best = Some((grade, place, next, mind));
        }
        if grade == 0 {
            break;
        }
    }
    best.map(|(_, place, next, mind)| (place, next, mind))
}

/// How bad a moment is: opening is worse than cutting off.
const fn grade(moment: Option<Moment>) -> (u8, Option<&'static str>) {
    match moment {
        None | Some(Moment { opens: false, cuts: false, .. }) => (0, None),
        Some(Moment { opens: false, cuts: true, .. }) => {
            (1, Some("until the next step, something is refused that passes before and after"))
        }
        Some(Moment { opens: true, .. }) => {
            (2, Some("until the next step, something passes that does not before and after"))
        }
    }
}
