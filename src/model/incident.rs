//! Findings that belong together.

use std::sync::Arc;

use jiff::Timestamp;

use super::activity::Actor;
use super::finding::FindingId;
use super::severity::Severity;

/// Findings that belong together: one actor or one path, one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its stable name: the same as long as the same findings are in it.
    pub id: FindingId,
    /// Its code.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence.
    pub title: String,
    /// Who did it, as far as it is known.
    pub actor: Option<Arc<Actor>>,
    /// When its first and its last part were done, as far as that is known.
    pub times: Option<(Timestamp, Timestamp)>,
    /// Its findings in order of time; those of which nobody knows when come last.
    pub findings: Vec<FindingId>,
}
