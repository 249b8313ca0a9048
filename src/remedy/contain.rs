//! Closing first: the fewest steps of a plan after which nothing passes that was not approved.

use crate::effects::Between;
use crate::model::{Resource, Step};

/// The steps to make now; nothing when it can't be shown that any of them close all that is open.
pub(super) fn closing(between: &Between<'_>, steps: &[Step]) -> Option<Vec<Step>> {
    let is_exceeded = |steps: &[&Step]| {
        let mut is: Option<Resource> = between.estate.get(between.id).cloned();
        for step in steps.iter().filter(|step| step.edit.id == *between.id) {
            is = step.edit.apply(is.as_ref()).ok()?;
        }
        between.moment(is.as_ref()).map(|moment| moment.exceeds)
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
