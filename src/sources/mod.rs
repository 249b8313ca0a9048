//! Sources: whatever yields a snapshot.
//!
//! A source is named on the command line or in the configuration as `<what>:<where>` ([`Source`]),
//! and read into a [`Snapshot`]. A source that can't be opened at all is an error; one of which a
//! part can't be understood is a snapshot whose coverage says so.

#[cfg(feature = "buckets")]
mod bucket;
mod dump;
mod error;
mod files;
mod live;
mod manifests;
pub mod snapshot_file;
pub mod terraform;

use std::fmt;
use std::str::FromStr;

use camino::{Utf8Path, Utf8PathBuf};

use crate::baseline::{Holder, Store};
use crate::model::{Scope, Snapshot};
use crate::providers::Seal;
use crate::providers::live::Wanted;
use crate::trust::Demand;

#[cfg(feature = "buckets")]
pub use bucket::bucket;
pub use error::SourceError;
pub use live::{check, make, makes, read_kind, search};

/// Where a snapshot comes from. Prints what it was parsed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The clouds themselves, all that are configured or one scope.
    Live(Option<Scope>),
    /// The approved baseline, the configured one or one elsewhere.
    Baseline(Option<Utf8PathBuf>),
    /// A file that `driftwall snapshot` wrote.
    Snapshot(Utf8PathBuf),
    /// A tree of Kubernetes manifests.
    Manifests(Utf8PathBuf),
    /// A folder of what the vendors' tools print.
    Dump(Utf8PathBuf),
}

/// A text that names no source.
#[derive(Debug, thiserror::Error)]
pub enum SourceNameError {
    /// The word before the colon is unknown, or there is none.
    #[error(
        "`{0}` is not a source; known are dump:DIR, manifests:DIR, snapshot:FILE, baseline, baseline:DIR and live"
    )]
    Unknown(String),
    /// There is nothing after the colon.
    #[error("`{0}` names no place; write for example `{0}estate`")]
    NoPlace(String),
    /// A source that this version can't read.
    #[error(
        "`{0}` can't be read by this version of driftwall, which reads dumps, manifests, snapshot files and baselines in folders"
    )]
    NotYet(String),
    /// A live scope that is no scope.
    #[error(transparent)]
    Scope(#[from] crate::model::ScopeError),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live(None) => f.write_str("live"),
            Self::Live(Some(scope)) => write!(f, "live:{scope}"),
            Self::Baseline(None) => f.write_str("baseline"),
            Self::Baseline(Some(dir)) => write!(f, "baseline:{dir}"),
            Self::Snapshot(file) => write!(f, "snapshot:{file}"),
            Self::Manifests(dir) => write!(f, "manifests:{dir}"),
            Self::Dump(dir) => write!(f, "dump:{dir}"),
        }
    }
}

impl FromStr for Source {
    type Err = SourceNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, place) = match text.split_once(':') {
            None => (text, None),
            Some((_, "")) => return Err(SourceNameError::NoPlace(text.to_owned())),
            Some((word, place)) => (word, Some(place)),
        };
        match (word, place) {
            ("live", None) => Ok(Self::Live(None)),
            ("live", Some(scope)) => Ok(Self::Live(Some(scope.parse()?))),
            ("baseline", None) => Ok(Self::Baseline(None)),
            ("baseline", Some(place)) if place.contains("://") => {
                Err(SourceNameError::NotYet(text.to_owned()))
            }
            ("baseline", Some(dir)) => Ok(Self::Baseline(Some(dir.into()))),
            ("snapshot", Some(file)) => Ok(Self::Snapshot(file.into())),
            ("manifests", Some(dir)) => Ok(Self::Manifests(dir.into())),
            ("dump", Some(dir)) => Ok(Self::Dump(dir.into())),
            ("tfstate" | "tfplan", _) => Err(SourceNameError::NotYet(text.to_owned())),
            _ => Err(SourceNameError::Unknown(text.to_owned())),
        }
    }
}

/// What the caller knows that a source needs.
#[derive(Clone, Debug)]
pub struct Places {
    /// What relative paths are relative to: the process's working folder.
    pub folder: Utf8PathBuf,
    /// The configured baseline, for `baseline` without a folder.
    pub baseline: Utf8PathBuf,
    /// The name of the cluster that manifests are for.
    pub cluster: String,
    /// Who reads, in case a baseline is found that somebody left unfinished.
    pub holder: Holder,
    /// Who has to have signed a baseline; nobody, where there is nothing.
    pub demand: Option<Demand>,
    /// What live reads need to know; nothing when they are forbidden.
    pub wanted: Option<Wanted>,
    /// What seals values that may be secret; without it they are left out.
    pub seal: Option<Seal>,
}

impl Source {
    /// Reads the source.
    ///
    /// # Errors
    /// [`SourceError`] when it can't be opened at all, or is a baseline that can't be trusted.
    pub fn read(&self, places: &Places) -> Result<Snapshot, SourceError> {
        let at = |path: &Utf8Path| places.folder.join(path);
        match self {
            Self::Live(scope) => {
                live::read(scope.as_ref(), places.wanted.as_ref().ok_or(SourceError::Offline)?)
            }
            Self::Baseline(dir) => {
                // The store names its files in everything it says, so it gets the path as the user gave it.
                let dir = dir.as_ref().unwrap_or(&places.baseline).clone();
                let store = Store::open(dir, places.holder.clone());
                Ok(store.demanding(places.demand.clone()).snapshot()?)
            }
            Self::Snapshot(file) => snapshot_file::read(&at(file), file),
            Self::Manifests(dir) => {
                manifests::read(&at(dir), dir, &places.cluster, places.seal.as_ref())
            }
            Self::Dump(dir) => dump::read(&at(dir), dir, places.seal.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn a_source_prints_back() {
        for text in [
            "live",
            "live:aws:111122223333/eu-west-1",
            "baseline",
            "baseline:approved",
            "snapshot:a b.json",
            "manifests:k8s",
            "dump:C:estate",
        ] {
            assert_eq!(text.parse::<Source>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_source_says_what_is() {
        for (text, hint) in [
            ("estate", "dump:DIR"),
            ("dumps:estate", "dump:DIR"),
            ("dump:", "names no place"),
            ("dump", "dump:DIR"),
            ("tfstate:terraform.tfstate", "can't be read by this version"),
            ("baseline:https://baselines.example", "can't be read by this version"),
            ("live:prod", "is not a scope"),
        ] {
            let error = text.parse::<Source>().unwrap_err().to_string();
            assert!(error.contains(hint), "{text}: {error}");
        }
    }
}
