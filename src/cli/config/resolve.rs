//! Flags over variables over the file over the defaults, value by value.
//!
//! The first layer that says something wins, but what the others say is still checked: a broken
//! file does not become right because a flag happens to win today.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::ConfigError;
use super::file::{ConfigFile, Level};
use super::filter::Filter;
use super::load::{Flags, Surroundings, Vocabulary};
use super::log::LogText;
use super::settings::{FindingSetting, Origin, Output, Setting, Settings};
use super::source::{SourceText, placed};
use super::variables::{self, Variable};
use crate::model::Severity;
use crate::written::{FileError, Parsed, did_you_mean, dotted, listed};

/// Where a baseline is kept unless somebody says otherwise.
const BASELINE_FOLDER: &str = "baselines";

/// Collects the settings and what is wrong with them.
pub(super) struct Resolver<'a> {
    pub(super) flags: &'a Flags,
    around: &'a Surroundings,
    pub(super) words: &'a Vocabulary<'a>,
    parsed: Option<&'a Parsed<ConfigFile>>,
    /// The folder of the file, empty for the working folder.
    pub(super) base: Utf8PathBuf,
    errors: Vec<ConfigError>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        flags: &'a Flags,
        around: &'a Surroundings,
        words: &'a Vocabulary<'a>,
        parsed: Option<&'a Parsed<ConfigFile>>,
    ) -> Self {
        let base = parsed
            .and_then(|parsed| parsed.places.file().parent())
            .map(Utf8Path::to_owned)
            .unwrap_or_default();
        Self { flags, around, words, parsed, base, errors: Vec::new() }
    }

    /// The folder of the file, empty for the working folder.
    pub(super) fn base(&self) -> &Utf8Path {
        &self.base
    }

    pub(super) fn errors(self) -> Vec<ConfigError> {
        self.errors
    }

    pub(super) fn settings(&mut self, found: Option<Setting<Utf8PathBuf>>) -> Settings {
        let nothing = ConfigFile::default();
        let file = self.parsed.map_or(&nothing, |parsed| &parsed.file);

        let baseline_path = self.baseline_path(file);
        let own_baseline = || SourceText::new("baseline", Some(baseline_path.value.to_string()));
        // The bare word stands for the configured folder, whoever says it.
        let completed = |source: SourceText| {
            if source.word() == "baseline" && source.argument().is_none() {
                own_baseline()
            } else {
                source
            }
        };
        let baseline = self
            .source("--baseline", self.flags.baseline.as_deref(), &variables::BASELINE, None)
            .map_or_else(
                || Setting { value: own_baseline(), origin: baseline_path.origin.clone() },
                |source| Setting { value: completed(source.value), origin: source.origin },
            );
        let live = self
            .source("--live", self.flags.live.as_deref(), &variables::LIVE, file.scan.live.as_ref())
            .map_or(Setting::default(None), |source| Setting {
                value: Some(completed(source.value)),
                origin: source.origin,
            });
        Settings {
            file: found,
            baseline,
            baseline_path,
            live,
            fail_on: self.fail_on(file),
            allow_incomplete: self.allow_incomplete(file),
            authority: self.authority(file),
            reads: self.live(file),
            ipblock: self.ipblock(file),
            logs: self.logs(file),
            filter: self.filter(file),
            findings: self.findings(file),
            outputs: self.outputs(file),
        }
    }

    fn baseline_path(&self, file: &ConfigFile) -> Setting<Utf8PathBuf> {
        if let Some(path) = self.variable(&variables::BASELINE_PATH) {
            return Setting { value: path.value.into(), origin: path.origin };
        }
        match &file.baseline.path {
            Some(path) => Setting {
                value: placed(path.as_str(), &self.base),
                origin: self.line(&["baseline", "path"]),
            },
            None => Setting::default(placed(BASELINE_FOLDER, &self.base)),
        }
    }

    fn source(
        &mut self,
        flag: &'static str,
        given: Option<&str>,
        variable: &Variable,
        configured: Option<&SourceText>,
    ) -> Option<Setting<SourceText>> {
        let path = &["scan", "live"];
        let flag = given.map(|text| (text.to_owned(), Origin::Flag(flag)));
        let variable = self.variable(variable).map(|set| (set.value, set.origin));
        let outside: Vec<Option<Setting<SourceText>>> = [flag, variable]
            .into_iter()
            .flatten()
            .map(|(text, origin)| {
                let parsed = text.parse::<SourceText>().map_err(|error| (error.to_string(), None));
                let checked =
                    parsed.and_then(|source| source.placed(self.words.sources, Utf8Path::new("")));
                self.settle(checked, origin, path)
            })
            .collect();
        let inside = configured.and_then(|source| {
            let checked = source.clone().placed(self.words.sources, &self.base);
            self.settle(checked, self.line(path), path)
        });
        outside.into_iter().flatten().next().or(inside)
    }

    fn fail_on(&mut self, file: &ConfigFile) -> Setting<Severity> {
        let path = &["scan", "fail_on"];
        let variable = self.variable(&variables::FAIL_ON).and_then(|set| {
            let checked = set.value.parse::<Severity>().map_err(|error| {
                let known = Severity::ALL.map(Severity::word);
                (error.to_string(), did_you_mean(&set.value, known))
            });
            self.settle(checked, set.origin, path)
        });
        let flag = self.flags.fail_on;
        flag.map(|value| Setting { value, origin: Origin::Flag("--fail-on") })
            .or(variable)
            .or_else(|| {
                let Level(value) = file.scan.fail_on?;
                Some(Setting { value, origin: self.line(path) })
            })
            .unwrap_or(Setting::default(Severity::Low))
    }

    fn allow_incomplete(&mut self, file: &ConfigFile) -> Setting<bool> {
        let path = &["scan", "allow_incomplete"];
        let variable = self.variable(&variables::ALLOW_INCOMPLETE).and_then(|set| {
            let checked = match set.value.as_str() {
                "true" | "1" => Ok(true),
                "false" | "0" => Ok(false),
                other => Err((format!("expected `true` or `false`, found `{other}`"), None)),
            };
            self.settle(checked, set.origin, path)
        });
        if self.flags.allow_incomplete {
            return Setting { value: true, origin: Origin::Flag("--allow-incomplete") };
        }
        variable
            .or_else(|| {
                let value = file.scan.allow_incomplete?;
                Some(Setting { value, origin: self.line(path) })
            })
            .unwrap_or(Setting::default(false))
    }

    fn logs(&mut self, file: &ConfigFile) -> Setting<Vec<LogText>> {
        let mut given = Vec::new();
        for text in &self.flags.activity {
            let parsed = text.parse::<LogText>().map_err(|error| (error.to_string(), None));
            given.extend(self.settle(parsed, Origin::Flag("--activity"), &[]));
        }
        if let Some(first) = given.first() {
            let origin = first.origin.clone();
            return Setting { value: given.into_iter().map(|one| one.value).collect(), origin };
        }
        match &file.activity.sources {
            Some(sources) => Setting {
                value: sources.iter().map(|one| one.placed(&self.base)).collect(),
                origin: self.line(&["activity", "sources"]),
            },
            None => Setting::default(Vec::new()),
        }
    }

    fn filter(&mut self, file: &ConfigFile) -> Filter {
        let mut rules = Vec::new();
        for (position, table) in file.scope.iter().enumerate() {
            super::filter::check(self, position, table, &file.scope);
            let origin = self.line(&["scope", &position.to_string()]);
            rules.push(Setting { value: table.clone(), origin });
        }
        let mut only = Vec::new();
        for text in &self.flags.scope {
            let checked =
                text.parse().map_err(|error: super::PatternError| (error.to_string(), None));
            only.extend(self.settle(checked, Origin::Flag("--scope"), &[]));
        }
        Filter { rules, only }
    }

    fn findings(
        &mut self,
        file: &ConfigFile,
    ) -> std::collections::BTreeMap<String, FindingSetting> {
        for code in file.findings.keys() {
            if !self.words.codes.contains(&code.as_str()) {
                let problem = format!("no finding has the code `{code}`");
                let codes = || self.words.codes.iter().copied();
                let hint = did_you_mean(code, codes())
                    .or_else(|| Some(format!("known are {}", listed(codes()))));
                self.wrong_key(&["findings", code], problem, hint);
            }
        }
        let set = |code: &str, key: &str| self.line(&["findings", code, key]);
        file.findings
            .iter()
            .map(|(code, table)| {
                let setting = FindingSetting {
                    severity: table
                        .severity
                        .map(|Level(value)| Setting { value, origin: set(code, "severity") }),
                    enabled: table
                        .enabled
                        .map(|value| Setting { value, origin: set(code, "enabled") }),
                };
                (code.clone(), setting)
            })
            .collect()
    }

    fn outputs(&mut self, file: &ConfigFile) -> Vec<Setting<Output>> {
        let mut inside = Vec::new();
        for (position, table) in file.output.iter().enumerate() {
            let position = position.to_string();
            let Some(format) = &table.format else {
                let problem = "an output needs a `format`".to_owned();
                self.wrong_key(&["output", &position], problem, Some(self.known_formats()));
                continue;
            };
            let path = table.path.as_ref().map(|path| placed(path.as_str(), &self.base));
            let checked = self.output(format, path);
            inside.extend(self.settle(
                checked,
                self.line(&["output", &position, "format"]),
                &["output", &position, "format"],
            ));
        }
        let flags = self.flags.output.iter().map(|text| (text.clone(), Origin::Flag("--output")));
        let flags = self.outputs_outside(flags.collect());
        let variable = self.variable(&variables::OUTPUT).map(|set| (set.value, set.origin));
        let variable = self.outputs_outside(variable.into_iter().collect());
        let outputs =
            [flags, variable, inside].into_iter().find(|list| !list.is_empty()).unwrap_or_default();
        let mut targets = BTreeSet::new();
        for (position, output) in outputs.iter().enumerate() {
            if !targets.insert(output.value.path.clone()) {
                let target =
                    output.value.path.as_ref().map_or("standard output", |path| path.as_str());
                let problem = format!("two reports can't both be written to {target}");
                let path = ["output", &position.to_string()];
                self.wrong(&output.origin, &path, problem, None);
            }
        }
        outputs
    }

    /// Outputs as flags and variables write them: `FORMAT` or `FORMAT=PATH`.
    fn outputs_outside(&mut self, texts: Vec<(String, Origin)>) -> Vec<Setting<Output>> {
        let mut outputs = Vec::new();
        for (text, origin) in texts {
            let checked = match text.split_once('=') {
                Some((_, "")) => Err((format!("`{text}` names no file after `=`"), None)),
                Some((format, path)) => self.output(format, Some(path.into())),
                None => self.output(&text, None),
            };
            outputs.extend(self.settle(checked, origin, &[]));
        }
        outputs
    }

    fn output(
        &self,
        format: &str,
        path: Option<Utf8PathBuf>,
    ) -> Result<Output, (String, Option<String>)> {
        if self.words.formats.contains(&format) {
            return Ok(Output { format: format.to_owned(), path });
        }
        let hint = did_you_mean(format, self.words.formats.iter().copied());
        Err((format!("unknown format `{format}`; {}", self.known_formats()), hint))
    }

    fn known_formats(&self) -> String {
        format!("known are {}", listed(self.words.formats.iter().copied()))
    }

    pub(super) fn variable(&self, variable: &Variable) -> Option<Setting<String>> {
        let value = variables::value(&self.around.env, variable)?.to_owned();
        Some(Setting { value, origin: Origin::Variable(variable.name) })
    }

    /// The line of a key that the file has.
    pub(super) fn line(&self, path: &[&str]) -> Origin {
        self.parsed.map_or(Origin::Default, |parsed| {
            let place = parsed.places.key(path);
            Origin::File { path: place.file, line: place.line }
        })
    }

    pub(super) fn settle<T>(
        &mut self,
        checked: Result<T, (String, Option<String>)>,
        origin: Origin,
        path: &[&str],
    ) -> Option<Setting<T>> {
        match checked {
            Ok(value) => Some(Setting { value, origin }),
            Err((problem, hint)) => {
                self.wrong(&origin, path, problem, hint);
                None
            }
        }
    }

    /// Notes that a key of the file is wrong in itself.
    pub(super) fn wrong_key(&mut self, path: &[&str], problem: String, hint: Option<String>) {
        self.errors.extend(self.parsed.map(|parsed| -> ConfigError {
            let key = dotted(&path.iter().map(ToString::to_string).collect::<Vec<_>>());
            FileError::Value { place: parsed.places.key(path), key, problem, hint }.into()
        }));
    }

    /// Notes that a value is wrong, in the words of whoever set it.
    pub(super) fn wrong(
        &mut self,
        origin: &Origin,
        path: &[&str],
        problem: String,
        hint: Option<String>,
    ) {
        let error = match (origin, self.parsed) {
            (Origin::Flag(flag), _) => ConfigError::Flag { flag, problem, hint },
            (Origin::Variable(name), _) => ConfigError::Variable { name, problem, hint },
            (Origin::File { .. }, Some(parsed)) => {
                let key = dotted(&path.iter().map(ToString::to_string).collect::<Vec<_>>());
                FileError::Value { place: parsed.places.value(path), key, problem, hint }.into()
            }
            // Nobody can have set it wrong.
            (Origin::File { .. } | Origin::Default, _) => return,
        };
        self.errors.push(error);
    }
}
