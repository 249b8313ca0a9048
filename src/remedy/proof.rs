//! Whether a plan does what it says: it is made in the model, and the result is held against the baseline.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Sides;
use crate::compare;
use crate::model::{KindSpec, Resource, ResourceId, Setting, Step};
use crate::providers::{Drift, Remains};

/// That the steps restore all that nobody said would remain, and touch nothing else.
///
/// # Errors
/// What they leave that nobody said, in words.
pub(super) fn of(
    sides: &Sides<'_>,
    spec: &KindSpec,
    drift: &Drift<'_>,
    steps: &[Step],
    remains: &[Remains],
) -> Result<(), Vec<String>> {
    let mut is: Option<Resource> = drift.now.cloned();
    for Step { edit, .. } in steps {
        if edit.id == *drift.id {
            is = edit.apply(is.as_ref()).map_err(|misfit| vec![misfit.to_string()])?;
        } else {
            beside(sides, &edit.id, edit).map_err(|why| vec![why])?;
        }
    }
    match (&is, drift.then) {
        (None, None) => Ok(()),
        (Some(is), Some(then)) => {
            let told: BTreeSet<&str> =
                remains.iter().filter_map(|one| one.field.as_deref()).collect();
            let left: BTreeSet<String> = compare::settings(spec, is, then)
                .into_iter()
                .filter(|left| !told.contains(left.field()) && !is_of_the_model(left, drift))
                .map(|left| left.name())
                .collect();
            if left.is_empty() {
                return Ok(());
            }
            let say =
                |field: String| format!("driftwall knows no command that puts `{field}` back");
            Err(left.into_iter().map(say).collect())
        }
        _ if remains.iter().any(|one| one.field.is_none() && one.is_less) => Ok(()),
        (None, Some(_)) => {
            Err(vec![format!("driftwall knows no command that brings back a {}", spec.title)])
        }
        (Some(_), None) => {
            Err(vec![format!("driftwall knows no command that takes away a {}", spec.title)])
        }
    }
}

/// Whether a list that lost its last element is empty in the model where it is left out when it is read. That there is a list
/// at all is a difference where it was one from the beginning.
fn is_of_the_model(left: &Setting, drift: &Drift<'_>) -> bool {
    let is_empty =
        |side: &Option<Value>| side.as_ref().is_none_or(|side| *side == Value::Array(Vec::new()));
    let is_presence = |one: &Setting| !one.is_element && is_empty(&one.from) && is_empty(&one.to);
    is_presence(left) && !drift.settings.iter().any(|one| one.path == left.path && is_presence(one))
}

/// A step may touch another resource only to make it what was approved.
fn beside(sides: &Sides<'_>, id: &ResourceId, edit: &crate::model::Edit) -> Result<(), String> {
    let now = sides.after.get(id);
    let is = edit.apply(now).map_err(|misfit| misfit.to_string())?;
    if is.as_ref() == sides.then(id) {
        Ok(())
    } else {
        Err(format!("it would make {} something that nobody approved", id.identity))
    }
}
