//! What is said to people of a plan that was made, or was not.

use super::super::session::{Session, counted};
use super::journal::File;
use crate::model::Edit;
use crate::remedy::apply::{Ending, Outcome, Task};
use crate::report::remedy::undo_lines;

/// A step in a few words: `aws.security-group sg-1`.
pub(super) fn what(edit: &Edit) -> String {
    format!("{} {} of {}", edit.id.kind, edit.id.identity, edit.id.scope)
}

/// Where things stand, and how to take back what was done.
pub(super) fn stands(session: &mut Session<'_>, tasks: &[Task], outcome: &Outcome, file: &File) {
    let Outcome { made, stopped, unkept } = outcome;
    session.tell(&format!("{made} of {} made", counted(tasks.len(), "change")));
    if let Some(why) = unkept {
        session.tell(&format!("The journal {} lacks its last line: {why}", file.name()));
    }
    let Some(ending) = stopped else { return };
    if let Some(task) = tasks.get(*made) {
        let what = what(&task.step.edit);
        let why = ending.why().unwrap_or_default();
        session.tell(&match ending {
            Ending::NotMade(..) => format!("Stopped: {what} was not changed: {why}"),
            Ending::Partly(calls, _) => format!(
                "Stopped: {what} was changed in part, after {}: {why}",
                counted(*calls, "call")
            ),
            Ending::Unknown(_) => {
                format!("Stopped: nobody knows whether {what} was changed: {why}")
            }
            Ending::Made | Ending::FoundMade => format!("Stopped after {what}"),
        });
    }
    let rest = tasks.len().saturating_sub(made + 1);
    if rest > 0 {
        session.tell(&format!("{} not begun", counted(rest, "change")));
    }
    let done = tasks.get(..*made).unwrap_or_default();
    if done.is_empty() {
        return;
    }
    session.tell("What was made is taken back by, the last one first:");
    for task in done.iter().rev() {
        session.tell(&format!("  # {}", what(&task.step.edit)));
        match (undo_lines(&task.step), &task.step.undo) {
            (Some(lines), _) => lines.lines().for_each(|line| session.tell(&format!("  {line}"))),
            (None, Err(why)) => session.tell(&format!("  # nothing: {why}")),
            (None, Ok(_)) => {}
        }
    }
}
