//! Something to tell.

use std::fmt;

use super::activity::{Attempt, Evidence, Transient};
use super::change::Change;
use super::kind::Kind;
use super::scope::Scope;
use super::severity::Severity;
use super::state::State;
use super::verdict::{Authority, Stale, Verdict};

/// A finding's stable name: 16 hexadecimal digits over provider, scope, resource, code and the
/// normalised content of the change. Any unambiguous prefix of it works on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FindingId(String);

impl FindingId {
    /// From the first 8 bytes of a digest.
    #[must_use]
    pub fn from_digest(bytes: &[u8]) -> Self {
        use fmt::Write as _;
        let mut text = String::with_capacity(16);
        for byte in bytes.iter().take(8) {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether it is known who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribution {
    /// Events explain it.
    Attributed,
    /// The logs were searched, are whole, and say nothing.
    Unattributed,
    /// There is no log, it has a gap, or the events are not there yet.
    Unknown,
}

impl Attribution {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Attributed => "attributed",
            Self::Unattributed => "unattributed",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Whether it is known.
    pub attribution: Attribution,
    /// The events that explain it, best first.
    pub evidence: Vec<Evidence>,
    /// Why it is not known.
    pub why: Option<String>,
    /// The logs that were searched, in words: `CloudTrail in logs/`.
    pub searched: Vec<String>,
}

impl Default for Who {
    fn default() -> Self {
        Self {
            attribution: Attribution::Unknown,
            evidence: Vec::new(),
            why: None,
            searched: Vec::new(),
        }
    }
}

/// What is missing to compare something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// It was not fully read.
    Answers,
    /// The key that the baseline's values are sealed with.
    Key,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A resource that changed.
    Change(Change),
    /// A kind, or a whole scope, that the baseline holds and that was not fully read, or not fully compared.
    Gap {
        /// Where.
        scope: Scope,
        /// What; nothing when the scope was not read at all.
        kind: Option<Kind>,
        /// How many resources of it the baseline holds, or of those the ones that could not be compared in full.
        held: usize,
        /// What is missing.
        lacks: Lacks,
    },
    /// A scope, or a kind in it, that was read and that nobody ever approved.
    Unapproved {
        /// Where.
        scope: Scope,
        /// What; nothing when the whole scope has no baseline.
        kind: Option<Kind>,
        /// How many resources were read.
        found: usize,
    },
    /// A state that no baseline speaks of, and that nobody should leave unsaid.
    State(State),
    /// What was otherwise for a while, and is as it was approved again, or something else.
    Transient(Box<Transient>),
    /// What somebody tried and was refused.
    Attempt(Box<Attempt>),
    /// A grant or a waiver that ended, or that does nothing.
    Paper(Stale),
}

impl Subject {
    /// Where it is.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        match self {
            Self::Change(change) => &change.id.scope,
            Self::Gap { scope, .. } | Self::Unapproved { scope, .. } => scope,
            Self::State(state) => &state.scope,
            Self::Transient(transient) => &transient.change.id.scope,
            Self::Attempt(attempt) => &attempt.scope,
            Self::Paper(stale) => &stale.scope,
        }
    }

    /// What differs, or differed for a while.
    #[must_use]
    pub fn difference(&self) -> Option<&Change> {
        match self {
            Self::Change(change) => Some(change),
            Self::Transient(transient) => Some(&transient.change),
            Self::Gap { .. }
            | Self::Unapproved { .. }
            | Self::State(_)
            | Self::Attempt(_)
            | Self::Paper(_) => None,
        }
    }
}

/// Something to tell: a rule's code and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its stable name.
    pub id: FindingId,
    /// The rule's code.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence, the effect first, without colour or full stop.
    pub title: String,
    /// Whether anybody had approved it.
    pub verdict: Verdict,
    /// What made the verdict; nothing when there is nobody to ask.
    pub authority: Option<Box<Authority>>,
    /// What is known of who did it.
    pub who: Who,
    /// What it is about.
    pub subject: Subject,
}
