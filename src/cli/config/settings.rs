//! The configuration that is in force: every value, and where it comes from.

use std::collections::BTreeMap;
use std::fmt;

use camino::Utf8PathBuf;

use super::assumed::IpBlockText;
use super::authority::AuthoritySettings;
use super::filter::Filter;
use super::live::LiveSettings;
use super::log::LogText;
use super::source::SourceText;
use crate::model::{Assumptions, Severity};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The configuration file.
    File {
        /// Its path, as it was named or seen from the working folder.
        path: Utf8PathBuf,
        /// The line.
        line: usize,
    },
    /// An environment variable.
    Variable(&'static str),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// A value that nobody set.
    pub const fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

/// What the configuration says about the findings with one code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingSetting {
    /// The severity of all of them, in place of the rule's own.
    pub severity: Option<Setting<Severity>>,
    /// Whether they are told.
    pub enabled: Option<Setting<bool>>,
}

/// One report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: String,
    /// The file, seen from the working folder; nothing for standard output.
    pub path: Option<Utf8PathBuf>,
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}={path}", self.format),
            None => f.write_str(&self.format),
        }
    }
}

/// Everything that is configured. Paths are seen from the working folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The configuration file that was read.
    pub file: Option<Setting<Utf8PathBuf>>,
    /// The folder that a baseline is written to.
    pub baseline_path: Setting<Utf8PathBuf>,
    /// The source that is compared with: `--baseline`, else the folder above as `baseline:<folder>`.
    pub baseline: Setting<SourceText>,
    /// The source that is compared with the baseline.
    pub live: Setting<Option<SourceText>>,
    /// The lowest severity that makes a scan exit with 1.
    pub fail_on: Setting<Severity>,
    /// Whether a scan that could not read everything may exit with 0.
    pub allow_incomplete: Setting<bool>,
    /// Where what may approve a finding is kept.
    pub authority: AuthoritySettings,
    /// What live reads are told.
    pub reads: LiveSettings,
    /// Whom an `ipBlock` of a network policy means.
    pub ipblock: Setting<IpBlockText>,
    /// The audit logs that are searched.
    pub logs: Setting<Vec<LogText>>,
    /// What is looked at.
    pub filter: Filter,
    /// By finding code.
    pub findings: BTreeMap<String, FindingSetting>,
    /// The reports to write, the first one named first; empty when nobody asked for one.
    pub outputs: Vec<Setting<Output>>,
}

impl Settings {
    /// Whether findings with this code are told.
    #[must_use]
    pub fn is_enabled(&self, code: &str) -> bool {
        self.findings
            .get(code)
            .and_then(|finding| finding.enabled.as_ref())
            .is_none_or(|enabled| enabled.value)
    }

    /// How what is not documented is read.
    #[must_use]
    pub const fn assumptions(&self) -> Assumptions {
        Assumptions { ip_blocks: self.ipblock.value.0 }
    }

    /// The severity that is configured for this code.
    #[must_use]
    pub fn severity(&self, code: &str) -> Option<Severity> {
        Some(self.findings.get(code)?.severity.as_ref()?.value)
    }
}
