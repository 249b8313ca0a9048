//! What goes wrong at the command line: a kind, a message and a way out, printed in one place.

use std::error::Error;

use super::exit::Exit;

/// A run that could not do what it was asked to do.
#[derive(Debug)]
pub struct Failure {
    /// What it ends with.
    pub exit: Exit,
    /// What went wrong, in lower case and without a full stop.
    pub message: String,
    /// More lines, each with what stands before it: `error: ` for another error, spaces for a detail.
    pub more: Vec<String>,
    /// The way out.
    pub hint: Option<String>,
}

impl Failure {
    /// The command line can't be followed.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), more: Vec::new(), hint: None }
    }

    /// The configuration or the baseline is invalid.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self { exit: Exit::Invalid, message: message.into(), more: Vec::new(), hint: None }
    }

    /// Something could not be read.
    #[must_use]
    pub fn unread(message: impl Into<String>) -> Self {
        Self { exit: Exit::Unread, message: message.into(), more: Vec::new(), hint: None }
    }

    /// The system failed.
    #[must_use]
    pub fn system(error: &dyn Error) -> Self {
        Self { exit: Exit::Bug, message: chain(error), more: Vec::new(), hint: None }
    }

    /// Several errors of one sort, each told like the only one.
    #[must_use]
    pub(super) fn and(mut self, others: impl IntoIterator<Item = String>) -> Self {
        self.more.extend(others.into_iter().map(|error| format!("error: {error}")));
        self
    }

    /// With details, one a line.
    #[must_use]
    pub(super) fn details(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.more.extend(details.into_iter().map(|detail| format!("  {detail}")));
        self
    }

    /// With a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With a way out, if there is one.
    #[must_use]
    pub fn hint_if(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }
}

/// An error with its sources, each said once.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}
