//! In which order changes that came together are taken to have happened.

use crate::model::{Action, Change, ResourceId, View};
use crate::providers::Semantics;

/// When a change happens.
///
/// What boundaries draw on comes first, so that the change of a list is told with the rules as they were, and those of the
/// boundaries with the list as it is. Boundaries come before what is around them: their changes are told at the endpoints that they
/// stood before, and what is moved behind another boundary meets that one as it is. What is new is there before somebody names
/// it, and what goes is gone after nobody does. Between changes of one sort the provider may say which comes first ([`Semantics::turn`]).
pub(super) fn place(
    semantics: &Semantics,
    view: &View<'_>,
    change: &Change,
) -> (u8, (i64, i64), ResourceId) {
    let is_around = !semantics.knows(&change.id.kind);
    let turn = match change.action {
        Action::Added if !is_around => 0,
        Action::Modified if semantics.draws_on(&change.id.kind) => 0,
        Action::Modified if !is_around => 1,
        Action::Added => 2,
        Action::Modified => 3,
        Action::Removed if is_around => 4,
        Action::Removed => 5,
    };
    let among_these = (semantics.turn)(view, &change.id);
    (turn, among_these, change.id.clone())
}
