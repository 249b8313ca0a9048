//! What calls yielded: the hand-over from sources to providers.

use camino::Utf8PathBuf;

use crate::model::{Coverage, Status};

/// One file of a dump, read lazily so that a large dump is never in memory as a whole.
pub struct Answer {
    /// The name without folders and `.json`: `describe-subnets`, `get-trail-status.main`,
    /// `describe-security-groups.page-2`.
    pub name: String,
    /// Where it is, relative to the dump, for messages.
    pub path: Utf8PathBuf,
    /// Reads it.
    pub read: Box<dyn FnOnce() -> Result<Vec<u8>, Unread>>,
}

/// Why an answer could not be read or understood, in words for people; names the file and the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unread {
    /// How it counts.
    pub status: Status,
    /// What went wrong, where, and the way out.
    pub reason: String,
}

/// What one call yielded, over all its pages.
#[derive(Clone, Debug)]
pub struct Gathered<T> {
    /// What was in the pages that could be read.
    pub items: Vec<T>,
    /// How the call went.
    pub coverage: Coverage,
}

impl<T> Gathered<T> {
    /// A call that nobody made.
    #[must_use]
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self { items: Vec::new(), coverage: Coverage::unread(Status::Skipped, reason) }
    }
}
