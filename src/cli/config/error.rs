//! Everything that can be wrong with a configuration, one clear message each.
//!
//! A message holds text from files and variables as it is; whoever prints it neutralises it.

use camino::Utf8PathBuf;

use super::file::FILE_NAME;
use super::places::Place;
use super::settings::Origin;

/// Whose mistake it is, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A flag is wrong: exit 2.
    Usage,
    /// The file or the environment is wrong: exit 3.
    Configuration,
}

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that was named is not there. It never falls back to defaults.
    #[error("{path}, named by {named_by}, does not exist")]
    Missing {
        /// The path as it was named.
        path: Utf8PathBuf,
        /// The flag or the variable.
        named_by: Origin,
    },
    /// A file is there and can't be read.
    #[error("{path} can't be read")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is too large to be a configuration.
    #[error("{path} is larger than 1 MiB")]
    TooLarge {
        /// The file.
        path: Utf8PathBuf,
    },
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
    #[error("{place}: {key}: {problem}")]
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
    /// No variable of this name is read.
    #[error("unknown environment variable `{name}`")]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The nearest one, else all.
        hint: String,
    },
    /// A variable says nothing known.
    #[error("{name}: {problem}")]
    Variable {
        /// Its name.
        name: &'static str,
        /// What it is and what was expected.
        problem: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// A flag says nothing known.
    #[error("{flag}: {problem}")]
    Flag {
        /// The flag.
        flag: &'static str,
        /// What it is and what was expected.
        problem: String,
        /// What may have been meant.
        hint: Option<String>,
    },
}

impl ConfigError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => {
                Some(format!("`driftwall init` writes a commented {FILE_NAME} for what is found"))
            }
            Self::TooLarge { .. } => Some(format!("is it really a {FILE_NAME}?")),
            Self::NotUtf8 { .. } => Some("save the file as UTF-8".to_owned()),
            Self::UnknownVariable { hint, .. } => Some(hint.clone()),
            Self::UnknownKey { hint, .. }
            | Self::Value { hint, .. }
            | Self::Variable { hint, .. }
            | Self::Flag { hint, .. } => hint.clone(),
            Self::Read { .. } | Self::Syntax { .. } | Self::DuplicateKey { .. } => None,
        }
    }

    /// Whose mistake it is.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Flag { .. } => Fault::Usage,
            Self::Missing { .. }
            | Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::NotUtf8 { .. }
            | Self::Syntax { .. }
            | Self::DuplicateKey { .. }
            | Self::UnknownKey { .. }
            | Self::Value { .. }
            | Self::UnknownVariable { .. }
            | Self::Variable { .. } => Fault::Configuration,
        }
    }

    /// Where it is, when it is in the file.
    #[must_use]
    pub const fn place(&self) -> Option<&Place> {
        match self {
            Self::NotUtf8 { place }
            | Self::Syntax { place, .. }
            | Self::DuplicateKey { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::Value { place, .. } => Some(place),
            Self::Missing { .. }
            | Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::UnknownVariable { .. }
            | Self::Variable { .. }
            | Self::Flag { .. } => None,
        }
    }
}
