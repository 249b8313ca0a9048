//! What can be wrong with a baseline, file by file.

use std::fmt;

use camino::Utf8PathBuf;
use jiff::Timestamp;

use crate::trust::{Digest, FormatError, Untrusted};

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file or folder, below the root as it was given.
    pub file: Utf8PathBuf,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The manifest names it and it is not there.
    Missing {
        /// The digest in the manifest.
        recorded: Digest,
        /// When the manifest was approved.
        approved: Timestamp,
    },
    /// It is there and no manifest names it.
    Extra,
    /// It is not what was recorded.
    Edited {
        /// The digest that was recorded.
        recorded: Digest,
        /// The digest of what is there.
        found: Digest,
        /// When the manifest that names it was approved.
        approved: Option<Timestamp>,
    },
    /// The versions of a scope don't follow from each other.
    Chain(String),
    /// What the file says it is belongs elsewhere.
    Misplaced {
        /// What it says it is.
        says: String,
    },
    /// It can't be understood.
    Unparsable(String),
    /// Its format is not for this driftwall.
    Format(FormatError),
    /// A scope's folder has content and no manifest.
    NoManifest,
    /// Too few people signed it.
    Unsigned(Untrusted),
    /// It says that it was approved at a time that is yet to come, so that nobody can tell what has ended.
    Early(Timestamp),
    /// It is a symbolic link, which could lead anywhere.
    Symlink,
    /// The file system would not give it.
    Unreadable(String),
}

impl Problem {
    pub(super) fn new(file: impl Into<Utf8PathBuf>, trouble: Trouble) -> Self {
        Self { file: file.into(), trouble }
    }

    /// Whether a newer driftwall made it.
    pub(super) const fn is_newer(&self) -> bool {
        matches!(self.trouble, Trouble::Format(FormatError::Newer { .. }))
    }

    /// Whether what was recorded is whole, and only lacks somebody's word for it.
    pub(super) const fn is_unsigned(&self) -> bool {
        matches!(self.trouble, Trouble::Unsigned(_) | Trouble::Early(_))
    }

    /// Whether it could lead anywhere.
    pub(super) const fn is_link(&self) -> bool {
        matches!(self.trouble, Trouble::Symlink)
    }

    /// The digest that was recorded, where there is one.
    #[must_use]
    pub const fn recorded(&self) -> Option<Digest> {
        match &self.trouble {
            Trouble::Missing { recorded, .. } | Trouble::Edited { recorded, .. } => Some(*recorded),
            _ => None,
        }
    }

    /// The digest that was found, where there is one.
    #[must_use]
    pub const fn found(&self) -> Option<Digest> {
        match &self.trouble {
            Trouble::Edited { found, .. } => Some(*found),
            _ => None,
        }
    }

    /// The way out.
    #[must_use]
    pub fn hint(&self) -> String {
        let file = &self.file;
        match &self.trouble {
            Trouble::Missing { .. } => format!(
                "`git checkout -- {file}` brings it back; `driftwall baseline accept` approves what is there now"
            ),
            Trouble::Extra => format!(
                "nobody approved it and it is never read: remove it, or see who added it with `git log -- {file}`"
            ),
            Trouble::Edited { .. } => format!(
                "`git log -p -- {file}` shows the edit; `driftwall baseline accept` approves it"
            ),
            Trouble::Chain(_) => {
                "`git log` shows which version was replaced or removed by hand".into()
            }
            Trouble::Misplaced { .. } => {
                format!("a file can't be copied or renamed; `git log -- {file}` shows who did")
            }
            Trouble::Unparsable(_) => format!(
                "resolve what a merge left in it, or take back a version with `git checkout -- {file}`"
            ),
            Trouble::Format(_) => "use the driftwall that the rest of the team uses".into(),
            Trouble::NoManifest => {
                "bring the manifest back with git, or remove the folder and record the scope again"
                    .into()
            }
            Trouble::Unsigned(_) => {
                "look at what it approves with `git log -p`; `driftwall baseline sign --key FILE` signs it".into()
            }
            Trouble::Early(_) => "set the clock of this machine".into(),
            Trouble::Symlink => "replace the link with the files themselves".into(),
            Trouble::Unreadable(_) => "check the permissions of the file and its folders".into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, trouble } = self;
        write!(f, "{file} {trouble}")
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { recorded, approved } => write!(
                f,
                "is missing: it was approved on {} (digest {}… recorded)",
                day(*approved),
                recorded.short()
            ),
            Self::Extra => f.write_str("is named by no manifest"),
            Self::Edited { recorded, found, approved } => {
                f.write_str("was edited after ")?;
                match approved {
                    Some(at) => f.write_str(&day(*at))?,
                    None => f.write_str("it was written")?,
                }
                write!(f, " (digest {}… recorded, {}… found)", recorded.short(), found.short())
            }
            Self::Chain(what) => write!(f, "breaks the chain of versions: {what}"),
            Self::Misplaced { says } => write!(f, "is in the wrong place: it says it is {says}"),
            Self::Unparsable(why) => write!(f, "can't be understood: {why}"),
            Self::Format(error) => write!(f, "can't be read: {error}"),
            Self::NoManifest => f.write_str("has no manifest.json"),
            Self::Unsigned(why) => write!(f, "counts for nothing: {why}"),
            Self::Early(at) => write!(f, "was approved at {at}, which is yet to come"),
            Self::Symlink => f.write_str("is a symbolic link"),
            Self::Unreadable(why) => write!(f, "can't be read: {why}"),
        }
    }
}

/// The day of a time, in UTC.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
