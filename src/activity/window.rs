//! Between which moments something must have happened.

use jiff::Timestamp;

/// Between which moments a change was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// When it was approved; nothing where nobody knows how old the earlier side is.
    pub(super) since: Option<Timestamp>,
    /// When the later side was read, or this run if nobody knows.
    pub(super) until: Timestamp,
    /// Whether both sides were read of what runs, so that what was before `since` is in the baseline already. Files may be of any day.
    pub(super) is_strict: bool,
}

impl Window {
    /// Whether an event may have made a difference between the two sides.
    #[must_use]
    pub(super) fn takes(&self, time: Timestamp) -> bool {
        // Of files nobody knows when they were written, nor by whose clock.
        !self.is_strict || time <= self.until && !self.is_before(time)
    }

    /// Whether an event was before what was approved, as far as anybody knows.
    #[must_use]
    pub(super) fn is_before(&self, time: Timestamp) -> bool {
        self.since.is_some_and(|since| time < since)
    }
}
