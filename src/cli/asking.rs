//! What `allows` and `connections` begin and end with: reading a source, and saying what was not read.

use super::config::Side;
use super::exit::Exit;
use super::failure::Failure;
use super::session::{Session, counted, parse_source};
use super::snapshot::tell_gaps;
use crate::effects::Estate;
use crate::scan::Ending;

/// A source that is asked about.
pub(super) struct Asking {
    /// What there is.
    pub(super) estate: Estate,
    /// How whole it is.
    pub(super) unread: Unread,
    /// Whether anything was read at all.
    pub(super) was_read: bool,
}

/// How whole a source was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unread {
    is_whole: bool,
    was_read: bool,
}

impl Unread {
    /// The same, when this matters as well.
    pub(super) const fn and(self, is_whole: bool) -> Self {
        Self { is_whole: self.is_whole && is_whole, ..self }
    }

    /// How the run ends, when its answers are as they should be, or are not.
    pub(super) fn exit(self, session: &Session<'_>, met: bool) -> Exit {
        let forgiven = session.global.exit_zero;
        if !met {
            return if forgiven { Exit::Done } else { Exit::Unmet };
        }
        let incomplete = !self.is_whole && !session.settings.allow_incomplete.value;
        match (incomplete, self.was_read) {
            (true, _) if !forgiven => Exit::Compared(Ending::Incomplete),
            (false, false) if !forgiven => Exit::Compared(Ending::NothingInScope),
            _ => Exit::Done,
        }
    }
}

/// Reads a source, and says what of it was not read.
pub(super) fn read_estate(
    session: &mut Session<'_>,
    source: &str,
    cluster: &str,
) -> Result<Asking, Failure> {
    let source = parse_source(source)?;
    let snapshot = session.read(&source, Side::Live, cluster)?;
    let gaps = tell_gaps(session, &snapshot);
    let estate = Estate::of(&snapshot, session.settings.assumptions());
    if gaps > 0 {
        session.tell(&format!("{} not fully read", counted(gaps, "kind")));
    }
    let was_read = snapshot.was_read();
    Ok(Asking { estate, unread: Unread { is_whole: gaps == 0, was_read }, was_read })
}

/// Says which scopes of the source have no answers, because this build can't say what stands before their endpoints.
pub(super) fn tell_untold(session: &mut Session<'_>, estate: &Estate) {
    let scopes: Vec<String> = estate.untold.iter().map(ToString::to_string).collect();
    if !scopes.is_empty() {
        let scopes = scopes.join(", ");
        session.tell(&format!(
            "Not asked: {scopes}: this driftwall can't say yet what stands before their endpoints"
        ));
    }
}
