//! What a grant or a waiver is called: a name that can stand in a path and in a line.

use crate::written::text_value;

/// The id of a grant or a waiver: letters, digits and `. _ - /`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperId(String);

/// A text that is no id.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is no id; it has up to 100 letters, digits, `.`, `_`, `-` and `/`, and begins with one of the first two"
)]
pub struct PaperIdError(String);

impl PaperId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PaperId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for PaperId {
    type Err = PaperIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-/".contains(&b);
        // A file whose name begins with a dot would not be read.
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if text.len() <= 100 && begins && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PaperIdError(text.to_owned()))
        }
    }
}

text_value!(PaperId, "PaperId", { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$", "examples": ["CHG-1042"] });
