//! From what surrounds the process to the settings in force.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::ConfigError;
use super::file::ConfigFile;
use super::resolve::Resolver;
use super::settings::Settings;
use super::source::SourceForm;
use super::{find, schema, variables};
use crate::model::{Kind, Severity};
use crate::written::{self, Parsed};

/// What the library does not look up by itself.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The working folder, without symbolic links in it, as the system reports it.
    pub cwd: Utf8PathBuf,
    /// The environment. Only names that begin with `DRIFTWALL_` are looked at.
    pub env: BTreeMap<String, String>,
}

/// What the flags say; nothing for a flag that was not given.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config FILE`
    pub config: Option<Utf8PathBuf>,
    /// `--baseline SOURCE`
    pub baseline: Option<String>,
    /// `--live SOURCE`
    pub live: Option<String>,
    /// `--fail-on SEVERITY`
    pub fail_on: Option<Severity>,
    /// `--allow-incomplete`
    pub allow_incomplete: bool,
    /// `--deadline TIME`
    pub deadline: Option<String>,
    /// `--scope GLOB`, as often as it was given.
    pub scope: Vec<String>,
    /// `--activity`, as often as it was given.
    pub activity: Vec<String>,
    /// `--output FORMAT[=PATH]`, as often as it was given.
    pub output: Vec<String>,
}

/// The words that other rooms own and that the configuration may use.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// The formats of reports.
    pub formats: &'a [&'a str],
    /// The sources.
    pub sources: &'a [SourceForm],
    /// The codes of findings.
    pub codes: &'a [&'a str],
    /// The kinds of resources.
    pub kinds: &'a [Kind],
}

/// The settings in force.
///
/// # Errors
/// The first thing that is wrong; see [`validate`] for the order.
pub fn load(
    flags: &Flags,
    around: &Surroundings,
    words: &Vocabulary<'_>,
) -> Result<Settings, ConfigError> {
    let (settings, errors) = everything(flags, around, words);
    errors.into_iter().next().map_or(Ok(settings), Err)
}

/// The settings in force, or everything that is wrong with them.
///
/// # Errors
/// Everything that is wrong: unknown variables first, then the file by line, then flags and the
/// values of variables. A file that is not TOML hides what else is wrong in it. Never empty.
pub fn validate(
    flags: &Flags,
    around: &Surroundings,
    words: &Vocabulary<'_>,
) -> Result<Settings, Vec<ConfigError>> {
    let (settings, errors) = everything(flags, around, words);
    if errors.is_empty() { Ok(settings) } else { Err(errors) }
}

/// The settings as far as they can be told, and what is wrong. They count only when nothing is.
fn everything(
    flags: &Flags,
    around: &Surroundings,
    words: &Vocabulary<'_>,
) -> (Settings, Vec<ConfigError>) {
    let mut errors = variables::unknown(&around.env);
    let found = find::find(flags, around);
    let parsed = found.as_ref().and_then(|found| {
        find::bytes(found, &around.cwd)
            .map_err(|error| vec![error])
            .and_then(|bytes| parse(&found.value, &bytes))
            .map_err(|wrong| errors.extend(wrong))
            .ok()
    });
    let mut resolver = Resolver::new(flags, around, words, parsed.as_ref());
    let settings = resolver.settings(found);
    errors.extend(in_order(resolver.errors()));
    (settings, errors)
}

/// Decodes and parses the file.
pub(super) fn parse(file: &Utf8Path, bytes: &[u8]) -> Result<Parsed<ConfigFile>, Vec<ConfigError>> {
    let told = |error| vec![ConfigError::File(error)];
    let text = written::decode(file, bytes).map_err(told)?;
    written::parse(file, text, &schema::schema())
        .map_err(|errors| errors.into_iter().map(ConfigError::File).collect())
}

/// Sorts what is wrong by where it is in the file; what is not in the file comes last.
fn in_order(mut errors: Vec<ConfigError>) -> Vec<ConfigError> {
    errors.sort_by(|a, b| (a.place().is_none(), a.place()).cmp(&(b.place().is_none(), b.place())));
    errors
}
