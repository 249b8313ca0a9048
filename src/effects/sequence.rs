//! In which order changes that came together are taken to have happened.

use crate::model::{Action, Change, ResourceId};
use crate::providers::Semantics;

/// When a change happens.
///
/// What boundaries draw on comes first, so that the change of a list is told with the rules as they were, and those of the
/// boundaries with the list as it is. What is new is there before somebody names it, and what goes is gone after nobody does.
pub(super) fn place(semantics: &Semantics, change: &Change) -> (u8, ResourceId) {
    let turn = match change.action {
        Action::Added => 0,
        Action::Modified if semantics.draws_on(&change.id.kind) => 0,
        Action::Modified => 1,
        Action::Removed => 2,
    };
    (turn, change.id.clone())
}
