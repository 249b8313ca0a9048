//! `driftwall snapshot`: collect only.

use camino::Utf8Path;

use super::args::Sides;
use super::config::Side;
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::write_file;
use super::session::{Session, counted};
use crate::scan::Ending;
use crate::sources::snapshot_file;

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
    let mut unread = 0_usize;
    for (scope, reading) in &snapshot.scopes {
        for (kind, reading) in &reading.kinds {
            if reading.coverage.status.is_gap() {
                unread += 1;
                let reason = reading.coverage.reason.as_deref().unwrap_or("no reason given");
                let status = reading.coverage.status;
                session.tell(&format!("Not read: {scope} {kind}: {status}, {reason}"));
            }
        }
    }
    let places = snapshot.scopes.values().map(|reading| &reading.unrecognised);
    for (name, reason) in places.chain([&snapshot.unrecognised]).flatten() {
        session.tell(&format!("Not recognised: {name}: {reason}"));
    }
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
