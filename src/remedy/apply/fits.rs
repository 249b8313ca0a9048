//! Whether a resource still is what a step was planned for, and whether it is what the step makes of it.

use crate::compare;
use crate::model::{Act, Edit, Resource, Setting};
use crate::providers;

/// Where a resource stands, as far as a comparison would tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// As it was before the step.
    Before,
    /// As the step makes it.
    After,
    /// As neither.
    Elsewhere,
}

/// Whether a step can be made of a resource as it is.
///
/// What is to go must be what it was. What stood around it may have gone by then, as by the steps before: it is the provider's to refuse when
/// something is still in use.
pub(super) fn fits(edit: &Edit, is: Option<&Resource>) -> bool {
    if edit.apply(is).is_ok() {
        return true;
    }
    match (&edit.act, is) {
        (Act::Delete(was), Some(is)) => {
            was.durable == is.durable
                && settings(edit, was, is).is_some_and(|all| all.iter().all(went))
        }
        _ => false,
    }
}

fn went(setting: &Setting) -> bool {
    setting.to.is_none()
}

/// Where a resource stands after a step of which nobody says whether it was made.
pub(super) fn stands(edit: &Edit, was: Option<&Resource>, is: Option<&Resource>) -> Stands {
    let will = match &edit.act {
        // What it was before may have lost what stood around it.
        Act::Delete(_) => None,
        _ => match edit.apply(was) {
            Ok(will) => will,
            Err(_) => return Stands::Elsewhere,
        },
    };
    if same(edit, is, will.as_ref()) {
        Stands::After
    } else if same(edit, is, was) {
        Stands::Before
    } else {
        Stands::Elsewhere
    }
}

/// Whether a comparison of the two would tell nothing.
fn same(edit: &Edit, one: Option<&Resource>, other: Option<&Resource>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one == other || settings(edit, one, other).is_some_and(|all| all.is_empty())
        }
        _ => false,
    }
}

fn settings(edit: &Edit, now: &Resource, then: &Resource) -> Option<Vec<Setting>> {
    providers::kind_spec(&edit.id.kind).map(|spec| compare::settings(spec, now, then))
}
