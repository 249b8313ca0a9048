//! Why the store could not do what it was asked.

use std::fmt::Write as _;
use std::io;

use camino::Utf8PathBuf;

use super::commit::Written;
use super::problem::Problem;
use crate::model::{Kind, Scope, Status};

/// Why the store could not do what it was asked. Every path is named as it was given.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Nothing was ever approved there.
    #[error("there is no baseline in {root}")]
    Missing {
        /// Where.
        root: Utf8PathBuf,
    },
    /// The files are not those that were approved.
    #[error("{}", list(root, problems))]
    Untrusted {
        /// The root.
        root: Utf8PathBuf,
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
    /// Somebody tried to accept what was not fully read.
    #[error("{kind} in {scope} was not fully read ({status}{}), so it can't be accepted", because(reason.as_deref()))]
    Unread {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// How its reading ended.
        status: Status,
        /// Why.
        reason: Option<String>,
    },
    /// A kind that nobody read would drop out of the baseline without being named.
    #[error("{kind} in {scope} was skipped, and the baseline holds {held} of it")]
    WouldForget {
        /// Where.
        scope: Scope,
        /// What.
        kind: Kind,
        /// How many resources the baseline holds.
        held: usize,
    },
    /// An edit doesn't make sense.
    #[error("can't record {scope}: {why}")]
    Nonsense {
        /// Where.
        scope: Scope,
        /// What is wrong with it.
        why: String,
    },
    /// A newer driftwall wrote it, and an older one would lose what it doesn't know.
    #[error(
        "{file} was written by driftwall {made_by} in a newer format; this driftwall reads it and never rewrites it"
    )]
    NewerMinor {
        /// The manifest.
        file: Utf8PathBuf,
        /// The version that made it.
        made_by: String,
    },
    /// Somebody else is writing.
    #[error("{root} is locked by {holder}")]
    Locked {
        /// The root.
        root: Utf8PathBuf,
        /// Who holds the lock.
        holder: String,
    },
    /// The lock can't be taken.
    #[error("can't lock {path}")]
    Lock {
        /// The lock file.
        path: Utf8PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing of this scope was recorded.
    #[error("can't write the baseline of {scope}; it is as it was")]
    Write {
        /// The scope.
        scope: Scope,
        /// Why, with the path.
        source: io::Error,
    },
    /// The version is recorded and readable, but not all files are in place yet.
    #[error("version {version} of {scope} is recorded, but its files are not all in place yet")]
    Unfinished {
        /// The scope.
        scope: Scope,
        /// The version.
        version: u64,
        /// Why, with the path.
        source: io::Error,
    },
    /// Some scopes were recorded before one was not.
    #[error("{} of the scopes were recorded before one failed", written.len())]
    Partly {
        /// What was recorded.
        written: Vec<Written>,
        /// Why the next was not.
        source: Box<BaselineError>,
    },
    /// The baseline has no such scope.
    #[error("the baseline in {root} does not hold {scope}")]
    NoScope {
        /// The root.
        root: Utf8PathBuf,
        /// The scope.
        scope: Scope,
    },
    /// The scope has no such version.
    #[error("{scope} has no version {version}; kept are {first} to {last}")]
    NoVersion {
        /// The scope.
        scope: Scope,
        /// What was asked for.
        version: u64,
        /// The oldest kept.
        first: u64,
        /// The current one.
        last: u64,
    },
    /// The root itself can't be used.
    #[error("can't use the baseline's folder {root}")]
    Root {
        /// The root.
        root: Utf8PathBuf,
        /// Why, with the path.
        source: io::Error,
    },
}

impl BaselineError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => {
                Some("`driftwall baseline record --reason …` approves what is live".into())
            }
            Self::Untrusted { problems, .. } => problems.first().map(Problem::hint),
            Self::Unread { .. } => Some(
                "give driftwall the permission it misses, or record the scope without this kind"
                    .into(),
            ),
            Self::WouldForget { .. } => {
                Some("read the kind as well, or say that it is no longer watched".into())
            }
            Self::NewerMinor { made_by, .. } => {
                Some(format!("upgrade driftwall to {made_by} or later"))
            }
            Self::Locked { .. } => Some(
                "run this again when it is done; the lock goes when that process ends, however it ends"
                    .into(),
            ),
            Self::Unfinished { .. } => Some("the next run finishes it; nothing is lost".into()),
            Self::Partly { source, .. } => source.hint(),
            Self::NoScope { .. } => Some("`driftwall baseline list` shows what it holds".into()),
            Self::Nonsense { .. }
            | Self::Lock { .. }
            | Self::Write { .. }
            | Self::NoVersion { .. }
            | Self::Root { .. } => None,
        }
    }
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(": {reason}")).unwrap_or_default()
}

fn list(root: &Utf8PathBuf, problems: &[Problem]) -> String {
    let mut text = format!("the baseline in {root} is not the one that was approved");
    for problem in problems {
        let _ = write!(text, "\n  {problem}");
    }
    text
}
