//! The logs that are named → the book of what they say.

use std::collections::BTreeMap;

use super::book::{Book, Loans};
use super::files::{LogFiles, found_in};
use super::live::{Asking, found_live};
use crate::model::{Provider, Scope};
use crate::sources::SourceError;

/// A log that is searched.
#[derive(Clone, Debug)]
pub enum LogSource {
    /// A file, or a folder with files in it.
    Files(LogFiles),
    /// The providers themselves.
    Live(Box<Asking>),
}

/// Why a log can't be searched at all.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It is not there, or may not be looked at.
    #[error("can't read the log {named}: {error}")]
    Unreadable {
        /// As it was named.
        named: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A bucket says no, or nothing.
    #[cfg(feature = "buckets")]
    #[error("can't read the log: {0}")]
    Bucket(#[from] crate::providers::live::BucketError),
    /// This build knows no buckets.
    #[cfg(not(feature = "buckets"))]
    #[error("this build reads no buckets: {0}")]
    NoBuckets(String),
    /// It is not even known what there is to ask.
    #[error(transparent)]
    Live(#[from] SourceError),
}

/// Reads all logs that are named. `only` is the scope for records that name none, by provider, where there is just one.
///
/// # Errors
/// [`LogError`] when one of them is not there. What can't be understood is a gap.
pub fn read(sources: &[LogSource], only: &BTreeMap<Provider, Scope>) -> Result<Book, LogError> {
    let mut events = Vec::new();
    let mut lent = Loans::default();
    let mut searched = Vec::new();
    for source in sources {
        let (mut found, reaching) = match source {
            LogSource::Files(files) => found_in(files, only)?,
            LogSource::Live(asking) => found_live(asking)?,
        };
        events.append(&mut found.events);
        lent.absorb(found.lent);
        searched.extend(reaching);
    }
    Ok(Book::with_loans(events, lent, searched))
}
