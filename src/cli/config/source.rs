//! A source as text: `dump:estate`, `manifests:deploy`, `baseline`.
//!
//! Which words there are is passed in ([`SourceForm`]), since `sources` owns them; here a path
//! behind a word is placed relative to the file that names it.

use std::fmt;
use std::str::FromStr;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::written::{did_you_mean, listed, text_value};

/// What stands behind the colon of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A file, a folder or a URL.
    Path,
    /// A file, a folder or a URL, or nothing.
    OptionalPath,
    /// Something that is no path, such as a scope, or nothing.
    OptionalName,
}

/// One kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceForm {
    /// The word before the colon: `dump`.
    pub word: &'static str,
    /// What stands behind the colon.
    pub argument: Argument,
    /// How it is written: `dump:DIR`.
    pub shape: &'static str,
}

/// A source, not looked at yet: a word and perhaps an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    word: String,
    argument: Option<String>,
}

/// Why a text is no source.
#[derive(Debug, thiserror::Error)]
pub enum SourceTextError {
    /// There is nothing before the colon.
    #[error("`{0}` is not a source; write `<word>` or `<word>:<where>`, for example dump:estate")]
    NoWord(String),
    /// There is nothing after the colon.
    #[error("`{0}` names nothing after the colon")]
    NoArgument(String),
}

impl SourceText {
    /// A source with an argument.
    #[must_use]
    pub fn new(word: impl Into<String>, argument: Option<String>) -> Self {
        Self { word: word.into(), argument }
    }

    /// The word before the colon.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// What stands behind the colon.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        self.argument.as_deref()
    }

    /// Checks the word and its argument against the known forms, and places a relative path in `base`.
    /// An error is a problem and perhaps a hint.
    pub(super) fn placed(
        self,
        forms: &[SourceForm],
        base: &Utf8Path,
    ) -> Result<Self, (String, Option<String>)> {
        let Some(form) = forms.iter().find(|form| form.word == self.word) else {
            let shapes = listed(forms.iter().map(|form| form.shape));
            let hint = did_you_mean(&self.word, forms.iter().map(|form| form.word)).or_else(|| {
                let folder = forms.iter().find(|form| form.argument == Argument::Path)?;
                Some(format!("a folder needs a word in front, such as `{}:{self}`", folder.word))
            });
            return Err((format!("`{self}` is not a source; known are {shapes}"), hint));
        };
        match (form.argument, self.argument.as_deref()) {
            (Argument::None, Some(_)) | (Argument::Path, None) => Err((
                format!("`{self}` is not complete or says too much; write `{}`", form.shape),
                None,
            )),
            (Argument::Path | Argument::OptionalPath, Some(path)) if !path.contains("://") => {
                Ok(Self { argument: Some(placed(path, base).into_string()), word: self.word })
            }
            _ => Ok(self),
        }
    }
}

/// A path of a file, seen from the working folder. `base` is the file's folder, empty when that is
/// the working folder itself, so that what people wrote is what reports print.
pub(super) fn placed(path: &str, base: &Utf8Path) -> Utf8PathBuf {
    let path = if base.as_str().is_empty() { path.into() } else { base.join(path) };
    // `estate/../baselines` is where `baselines` is, as long as `estate` is a folder and no link, and it reads better in
    // every report.
    let mut out: Vec<Utf8Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, out.last()) {
            (Utf8Component::CurDir, _) => {}
            (Utf8Component::ParentDir, Some(Utf8Component::Normal(_))) => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    if out.is_empty() { ".".into() } else { out.into_iter().collect() }
}

impl fmt::Display for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        match &self.argument {
            Some(argument) => write!(f, ":{argument}"),
            None => Ok(()),
        }
    }
}

impl FromStr for SourceText {
    type Err = SourceTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, argument) = match text.split_once(':') {
            Some((_, "")) => return Err(SourceTextError::NoArgument(text.to_owned())),
            Some((word, argument)) => (word, Some(argument.to_owned())),
            None => (text, None),
        };
        if word.is_empty() {
            return Err(SourceTextError::NoWord(text.to_owned()));
        }
        Ok(Self::new(word, argument))
    }
}

text_value!(SourceText, "Source", {
    "type": "string",
    "pattern": "^[^:]+(:.+)?$",
    "examples": ["dump:estate", "manifests:deploy"]
});
