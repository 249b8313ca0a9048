//! Why a source can't be read at all.

use camino::Utf8PathBuf;

use crate::baseline::BaselineError;
use crate::providers::live::LiveError;
use crate::trust::FormatError;

/// Why a source yields no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The path does not exist.
    #[error("{0} does not exist")]
    Missing(Utf8PathBuf),
    /// The path is of the wrong sort.
    #[error("{path} is not a {expected}")]
    WrongSort {
        /// The path as it was given.
        path: Utf8PathBuf,
        /// `folder` or `file`.
        expected: &'static str,
    },
    /// It is there and can't be read.
    #[error("can't read {path}: {source}")]
    Io {
        /// The path as it was given.
        path: Utf8PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is too large to be what it should be.
    #[error("{path} is larger than {limit} MiB")]
    TooLarge {
        /// The path as it was given.
        path: Utf8PathBuf,
        /// The limit.
        limit: u64,
    },
    /// A file's contents are not what they should be.
    #[error("{path}: {what}")]
    Content {
        /// The path as it was given.
        path: Utf8PathBuf,
        /// What is wrong, and at which place.
        what: String,
    },
    /// A file is of another format, or of a version that this build can't read.
    #[error("{path}: {source}")]
    Format {
        /// The path as it was given.
        path: Utf8PathBuf,
        /// What is wrong with the format.
        source: FormatError,
    },
    /// The baseline is missing or can't be trusted.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// Nothing live can be read of this.
    #[error("this build reads {0}")]
    NoLive(&'static str),
    /// A network was forbidden.
    #[error("a live read needs a network, and `--offline` forbids it")]
    Offline,
    /// It is not even known what there is.
    #[error(transparent)]
    Live(#[from] LiveError),
}

impl SourceError {
    /// The way out, where there is one to tell.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing(_) | Self::Io { .. } | Self::TooLarge { .. } | Self::Format { .. } => None,
            Self::WrongSort { expected: "folder", .. } => Some(
                "dump: and manifests: take a folder; a file that driftwall wrote is snapshot:FILE"
                    .to_owned(),
            ),
            Self::WrongSort { .. } => Some("snapshot: takes a file; a folder is dump:DIR".to_owned()),
            Self::Content { .. } => Some("write it again with `driftwall snapshot -o FILE`".to_owned()),

            Self::Baseline(error) => error.hint(),
            Self::Offline => Some("name a source that is on disk: `--live dump:DIR`".to_owned()),
            Self::Live(error) => error.hint.clone(),
            Self::NoLive(_) => Some(
                "name what to read: `--live dump:DIR`, or `live = \"dump:DIR\"` under `[scan]` in driftwall.toml"
                    .to_owned(),
            ),
        }
    }
}
