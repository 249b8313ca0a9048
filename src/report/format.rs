//! The formats by name, and the one function that prints any of them.

use std::fmt;
use std::str::FromStr;

use super::v1::Report;
use super::{github, gitlab, json, jsonl, junit, markdown, remedy, sarif, text};

/// A way to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// For people, on a terminal or in a log.
    Text,
    /// The whole report as one document; prints in any other format later.
    Json,
    /// One object a line, for pipes and log stores.
    Jsonl,
    /// A pull-request comment.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for the test tab of a build.
    Junit,
    /// Annotations of a GitHub Actions step, as workflow commands.
    Github,
    /// A GitLab Code Quality report.
    Gitlab,
    /// A script for a POSIX shell that puts back what nobody approved.
    Sh,
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown format `{0}`; known are text, json, jsonl, markdown, sarif, junit, github, gitlab and sh"
)]
pub struct UnknownFormat(pub String);

impl Format {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Json,
        Self::Jsonl,
        Self::Markdown,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Sh,
    ];

    /// The word on the command line and in the configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "markdown",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Sh => "sh",
        }
    }

    /// The extension of a file in this format, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Text | Self::Github => "txt",
            Self::Json | Self::Gitlab => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "md",
            Self::Sarif => "sarif",
            Self::Junit => "xml",
            Self::Sh => "sh",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.word() == text)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// How `text` looks; the other formats look the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colour. Nothing is said by colour alone.
    pub color: bool,
    /// Characters in a line.
    pub width: usize,
    /// Whether to show what is otherwise summarised.
    pub verbose: bool,
    /// Whether to show the last lines only.
    pub quiet: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 100, verbose: false, quiet: false }
    }
}

/// Writes a report. The text ends with a line feed.
#[must_use]
pub fn render(format: Format, report: &Report, style: &Style) -> String {
    match format {
        Format::Text => text::render(report, style),
        Format::Json => json::render(report),
        Format::Jsonl => jsonl::render(report),
        Format::Markdown => markdown::render(report),
        Format::Sarif => sarif::render(report),
        Format::Junit => junit::render(report),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Sh => remedy::script::render(report),
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn a_format_prints_back() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>(), Ok(format));
        }
        let error = "html".parse::<Format>().unwrap_err().to_string();
        assert_eq!(
            error,
            "unknown format `html`; known are text, json, jsonl, markdown, sarif, junit, github, gitlab and sh"
        );
    }
}
