//! What was read, and what was not.

use std::fmt;
use std::str::FromStr;

/// How a read ended. Everything but [`Status::Complete`] and [`Status::Absent`] means that there
/// may be more than was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Everything there is was read.
    Complete,
    /// The API does not exist there, so there is nothing of this kind.
    Absent,
    /// Not read, because nobody asked for it.
    Skipped,
    /// Some of it was read.
    Partial,
    /// The provider kept saying "slow down".
    Throttled,
    /// The provider said no.
    Denied,
    /// It could not be read.
    Failed,
}

impl Status {
    /// All of them, from the best to the worst.
    pub const ALL: [Self; 7] = [
        Self::Complete,
        Self::Absent,
        Self::Skipped,
        Self::Partial,
        Self::Throttled,
        Self::Denied,
        Self::Failed,
    ];

    /// The word in reports and manifests.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Absent => "absent",
            Self::Skipped => "skipped",
            Self::Partial => "partial",
            Self::Throttled => "throttled",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }

    /// Whether a resource that was not seen is known not to exist.
    #[must_use]
    pub const fn proves_absence(self) -> bool {
        match self {
            Self::Complete | Self::Absent => true,
            Self::Skipped | Self::Partial | Self::Throttled | Self::Denied | Self::Failed => false,
        }
    }

    /// Whether somebody tried to read and did not get everything. Never accepted into a baseline.
    #[must_use]
    pub const fn is_gap(self) -> bool {
        match self {
            Self::Partial | Self::Throttled | Self::Denied | Self::Failed => true,
            Self::Complete | Self::Absent | Self::Skipped => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.word() == text)
            .ok_or_else(|| format!("unknown coverage status `{text}`"))
    }
}

/// What became of reading one kind in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// How it ended.
    pub status: Status,
    /// Why it is not complete, with the call, the file or the permission that is missing; also what was odd about
    /// a complete one. Attacker-influenced text.
    pub reason: Option<String>,
    /// The calls (or files) that were read or tried, by name.
    pub calls: Vec<String>,
    /// Pages read.
    pub pages: u64,
}

impl Coverage {
    /// Everything was read.
    #[must_use]
    pub const fn complete(calls: Vec<String>, pages: u64) -> Self {
        Self { status: Status::Complete, reason: None, calls, pages }
    }

    /// Nothing was read, for this reason.
    #[must_use]
    pub fn unread(status: Status, reason: impl Into<String>) -> Self {
        Self { status, reason: Some(reason.into()), calls: Vec::new(), pages: 0 }
    }

    /// Lowers this coverage to `status` when that is worse, and adds the reason either way.
    pub fn lower(&mut self, status: Status, reason: &str) {
        self.status = self.status.max(status);
        match &mut self.reason {
            None => self.reason = Some(reason.to_owned()),
            Some(known) if known.split("; ").any(|r| r == reason) => {}
            Some(known) => {
                known.push_str("; ");
                known.push_str(reason);
            }
        }
    }
}
