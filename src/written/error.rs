//! Everything that can be wrong with a file that people write, one clear message each.
//!
//! A message holds text from the file as it is; whoever prints it neutralises it.

use super::places::Place;

/// What is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The file is not text.
    #[error("{place}: not UTF-8")]
    NotUtf8 {
        /// The first byte that is wrong.
        place: Place,
    },
    /// The file is not TOML.
    #[error("{place}: {message}")]
    Syntax {
        /// Where it stops to be TOML.
        place: Place,
        /// What the parser says.
        message: String,
    },
    /// A key is set twice.
    #[error("{place}: `{key}` is set twice")]
    DuplicateKey {
        /// The second one.
        place: Place,
        /// The key.
        key: String,
    },
    /// Nothing reads this key.
    #[error("{place}: unknown key `{key}` {within}")]
    UnknownKey {
        /// The key.
        place: Place,
        /// Its name.
        key: String,
        /// The table it was written in and the keys of that table.
        within: String,
        /// The nearest of them.
        hint: Option<String>,
    },
    /// A value has the wrong type or says nothing known.
    #[error("{place}: {problem}", problem = of_key(key, problem))]
    Value {
        /// The value.
        place: Place,
        /// The key, with its tables: `scan.fail_on`.
        key: String,
        /// What it is and what was expected.
        problem: String,
        /// What may have been meant.
        hint: Option<String>,
    },
}

/// A problem of a key, or of the file as a whole.
fn of_key(key: &str, problem: &str) -> String {
    if key.is_empty() { problem.to_owned() } else { format!("{key}: {problem}") }
}

impl FileError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotUtf8 { .. } => Some("save the file as UTF-8".to_owned()),
            Self::UnknownKey { hint, .. } | Self::Value { hint, .. } => hint.clone(),
            Self::Syntax { .. } | Self::DuplicateKey { .. } => None,
        }
    }

    /// Where it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        match self {
            Self::NotUtf8 { place }
            | Self::Syntax { place, .. }
            | Self::DuplicateKey { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::Value { place, .. } => place,
        }
    }
}
