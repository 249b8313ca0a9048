//! `driftwall snapshot`: collect only.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::args::Sides;
use super::config::Side;
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::write_file;
use super::session::{Session, counted};
use crate::model::{Coverage, Snapshot, Status};
use crate::scan::Ending;
use crate::sources::snapshot_file;

/// Kinds that are named for one reason; more are counted.
const KINDS: usize = 4;

pub(super) fn run(
    session: &mut Session<'_>,
    sides: &Sides,
    out: Option<&Utf8Path>,
) -> Result<Exit, Failure> {
    let source = session.live()?;
    let snapshot = session.read(&source, Side::Live, &sides.cluster)?;
    let text = snapshot_file::render(&snapshot);
    match out {
        Some(path) => write_file(&session.at(path), path, text.as_bytes())?,
        None => session.print(&text)?,
    }
    let unread = tell_gaps(session, &snapshot);
    session.tell(&format!(
        "{} in {}, {} not fully read",
        counted(snapshot.resource_count(), "resource"),
        counted(snapshot.scopes.len(), "scope"),
        counted(unread, "kind"),
    ));
    if snapshot.scopes.is_empty() {
        return Ok(Exit::Compared(Ending::NothingInScope));
    }
    let forgiven = session.settings.allow_incomplete.value || session.global.exit_zero;
    Ok(if unread > 0 && !forgiven { Exit::Compared(Ending::Incomplete) } else { Exit::Done })
}

/// Says what was not read, and counts the kinds.
pub(super) fn tell_gaps(session: &mut Session<'_>, snapshot: &Snapshot) -> usize {
    let mut unread = 0_usize;
    for (scope, reading) in &snapshot.scopes {
        // One file that can't be read is a gap in every kind that it might have held: told once.
        let mut gaps: BTreeMap<(Status, &str), Vec<String>> = BTreeMap::new();
        for (kind, reading) in &reading.kinds {
            let Coverage { status, reason, calls: _, pages: _, effort: _ } = &reading.coverage;
            if status.is_gap() {
                unread += 1;
                let reason = reason.as_deref().unwrap_or("no reason given");
                gaps.entry((*status, reason)).or_default().push(kind.to_string());
            }
        }
        for ((status, reason), kinds) in gaps {
            let more = kinds.len().saturating_sub(KINDS);
            let mut named = kinds.get(..KINDS).unwrap_or(&kinds).join(", ");
            if more > 0 {
                named.push_str(&format!(" and {more} more"));
            }
            session.tell(&format!("Not read: {scope} {named}: {status}, {reason}"));
        }
        for (name, reason) in &reading.unrecognised {
            session.tell(&format!("Not recognised: {scope} {name}: {reason}"));
        }
    }
    for (name, reason) in &snapshot.unrecognised {
        session.tell(&format!("Not recognised: {name}: {reason}"));
    }
    unread
}
