//! Every way in which a run ends, and its exit code: one exhaustive match.

use crate::scan::Ending;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// A command did what it was asked to do.
    Done,
    /// A comparison ended.
    Compared(Ending),
    /// An answer is not what it should be.
    Unmet,
    /// The command line can't be followed.
    Usage,
    /// The configuration or the baseline is invalid, can't be trusted, or is missing altogether.
    Invalid,
    /// Nothing was ever approved.
    NoBaseline,
    /// Something that was to be read could not be read.
    Unread,
    /// driftwall has a bug, or the system failed it.
    Bug,
    /// SIGINT.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done | Self::Compared(Ending::Clean) => 0,
            Self::Compared(Ending::Drift) | Self::Unmet => 1,
            Self::Usage => 2,
            Self::Invalid | Self::NoBaseline => 3,
            Self::Compared(Ending::Incomplete) | Self::Unread => 4,
            Self::Compared(Ending::NothingInScope) => 5,
            Self::Bug => 70,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// Zero for what a comparison found or could not read; a failure stays a failure.
    #[must_use]
    pub const fn forgiven(self) -> Self {
        match self {
            Self::Compared(_) => Self::Done,
            other => other,
        }
    }
}
