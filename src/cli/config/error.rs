//! Everything that can be wrong with a configuration, one clear message each.
//!
//! A message holds text from files and variables as it is; whoever prints it neutralises it.

use camino::Utf8PathBuf;

use super::file::FILE_NAME;
use super::settings::Origin;
use crate::written::{FileError, Place};

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
    /// Something in the file is wrong.
    #[error(transparent)]
    File(#[from] FileError),
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
            Self::File(error) => error.hint(),
            Self::UnknownVariable { hint, .. } => Some(hint.clone()),
            Self::Variable { hint, .. } | Self::Flag { hint, .. } => hint.clone(),
            Self::Read { .. } => None,
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
            | Self::File(_)
            | Self::UnknownVariable { .. }
            | Self::Variable { .. } => Fault::Configuration,
        }
    }

    /// Where it is, when it is in the file.
    #[must_use]
    pub const fn place(&self) -> Option<&Place> {
        match self {
            Self::File(error) => Some(error.place()),
            Self::Missing { .. }
            | Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::UnknownVariable { .. }
            | Self::Variable { .. }
            | Self::Flag { .. } => None,
        }
    }
}
