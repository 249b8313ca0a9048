//! The words of a command.

use serde::Deserialize;

/// A command: a list of words, or, as Podman before 5.0 prints an entry point, one text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Words {
    /// One text.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl Words {
    /// The words.
    pub(crate) fn list(self) -> Vec<String> {
        match self {
            Self::One(text) => text.split_whitespace().map(str::to_owned).collect(),
            Self::Many(words) => words,
        }
    }
}
