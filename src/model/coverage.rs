//! What was read, and what was not.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

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
    /// What reading it took, when it was read live. It tells of the run and not of the estate: it is in reports, and
    /// in no manifest and no snapshot file.
    pub effort: Option<Effort>,
}

/// What a live read took, and what it lacked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// How long its requests took from their turn to the answer, one after the other, repetitions included.
    pub duration: Duration,
    /// How often a request was sent again.
    pub retries: u64,
    /// The permissions that were missing, as the provider's policies write them.
    pub missing: BTreeSet<String>,
}

impl Effort {
    fn add(&mut self, more: &Self) {
        let Self { duration, retries, missing } = more;
        self.duration = self.duration.saturating_add(*duration);
        self.retries = self.retries.saturating_add(*retries);
        self.missing.extend(missing.iter().cloned());
    }
}

impl Coverage {
    /// Everything was read.
    #[must_use]
    pub const fn complete(calls: Vec<String>, pages: u64) -> Self {
        Self { status: Status::Complete, reason: None, calls, pages, effort: None }
    }

    /// Nothing was read, for this reason.
    #[must_use]
    pub fn unread(status: Status, reason: impl Into<String>) -> Self {
        Self { status, reason: Some(reason.into()), calls: Vec::new(), pages: 0, effort: None }
    }

    /// Counts what another call took as a part of this. What it yielded is for the caller to judge.
    pub fn count(&mut self, with: &Self) {
        let Self { status: _, reason: _, calls: _, pages, effort } = with;
        self.pages += pages;
        if let Some(effort) = effort {
            self.effort.get_or_insert_default().add(effort);
        }
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
