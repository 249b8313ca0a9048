//! An audit log, as it is named: a path, with a scope in front where its records don't say whose they are.

use std::fmt;
use std::str::FromStr;

use camino::{Utf8Path, Utf8PathBuf};

use super::source::placed;
use crate::model::Scope;
use crate::written::text_value;

/// `PATH`, `SCOPE=PATH`, or `live`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogText {
    /// The providers are asked.
    Live,
    /// It lies on this machine.
    Files {
        /// Whose it is, where its records don't say that.
        scope: Option<Scope>,
        /// A file or a folder.
        path: Utf8PathBuf,
    },
    /// It lies in a bucket.
    Bucket {
        /// Whose it is, where its records don't say that.
        scope: Option<Scope>,
        /// `s3://BUCKET/FOLDER`.
        url: String,
    },
}

/// What a bucket is named with.
const BUCKETS: [&str; 3] = ["s3://", "gs://", "az://"];

/// What asks the providers. A folder of that name is `./live`.
const LIVE: &str = "live";

/// Why a text names no log.
#[derive(Debug, thiserror::Error)]
pub enum LogTextError {
    /// There is nothing.
    #[error("a log is a file or a folder, `SCOPE=PATH`, or `live`")]
    Empty,
    /// It is in a place that this build can't read.
    #[error(
        "`{0}` is neither on this machine nor in a bucket (s3://, gs://, az://); copy the log here, and name the folder"
    )]
    Remote(String),
}

impl LogText {
    /// The same with its path relative to a folder.
    pub(super) fn placed(&self, base: &Utf8Path) -> Self {
        match self {
            Self::Live | Self::Bucket { .. } => self.clone(),
            Self::Files { scope, path } => {
                Self::Files { scope: scope.clone(), path: placed(path.as_str(), base) }
            }
        }
    }
}

impl FromStr for LogText {
    type Err = LogTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == LIVE {
            return Ok(Self::Live);
        }
        // A path may hold a `=`; what stands before it is only a scope when it is one.
        let scoped = text.match_indices('=').find_map(|(at, _)| {
            let (scope, path) = (text.get(..at)?, text.get(at + 1..)?);
            Some((scope.parse::<Scope>().ok()?, path))
        });
        let (scope, path) = match scoped {
            Some((scope, path)) => (Some(scope), path),
            None => (None, text),
        };
        if path.is_empty() {
            return Err(LogTextError::Empty);
        }
        if BUCKETS.iter().any(|bucket| path.starts_with(bucket)) {
            return Ok(Self::Bucket { scope, url: path.to_owned() });
        }
        if path.contains("://") {
            return Err(LogTextError::Remote(path.to_owned()));
        }
        Ok(Self::Files { scope, path: path.into() })
    }
}

impl fmt::Display for LogText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str(LIVE),
            Self::Bucket { scope: Some(scope), url } => write!(f, "{scope}={url}"),
            Self::Bucket { scope: None, url } => f.write_str(url),
            Self::Files { scope: Some(scope), path } => write!(f, "{scope}={path}"),
            Self::Files { scope: None, path } => write!(f, "{path}"),
        }
    }
}

text_value!(LogText, "LogText", { "type": "string", "minLength": 1 });
