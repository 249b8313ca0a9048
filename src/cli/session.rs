//! One run: the settings in force, the streams, and the reading of sources.

use std::io::Read as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{Color, Global, Sides};
use super::config::{self, Flags, Settings, Side, Vocabulary};
use super::exit::Exit;
use super::failure::{Failure, chain};
use super::progress::Progress;
use super::surroundings::{Stream, Surroundings};
use crate::baseline::{BaselineError, Holder};
use crate::findings::{Override, Overrides, RULES};
use crate::model::{Kind, Scope, Severity, Snapshot};
use crate::providers::live::{Unwatched, Wanted, Watch};
use crate::providers::{REGISTRY, Seal};
use crate::report::neutral::{self, visible};
use crate::report::{Format, Style};
use crate::sources::{Places, Source, SourceError};

/// What a terminal that does not say its width is taken to have.
const WIDTH: usize = 100;

/// One run of one command.
pub(super) struct Session<'a> {
    /// The process.
    pub(super) around: &'a mut Surroundings,
    /// What applies to every command.
    pub(super) global: Global,
    /// The configuration in force.
    pub(super) settings: Settings,
    /// What seals values that may be secret.
    seal: Option<Seal>,
}

/// What the configuration may name.
pub(super) fn with_vocabulary<T>(use_it: impl FnOnce(&Vocabulary<'_>) -> T) -> T {
    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    let kinds: Vec<Kind> =
        REGISTRY.iter().flat_map(|entry| entry.kinds).map(|spec| spec.kind.clone()).collect();
    use_it(&Vocabulary { formats: &formats, sources: SOURCES, codes: &codes, kinds: &kinds })
}

const SOURCES: &[config::SourceForm] = &[
    form("dump", config::Argument::Path, "dump:DIR"),
    form("manifests", config::Argument::Path, "manifests:DIR"),
    form("snapshot", config::Argument::Path, "snapshot:FILE"),
    form("baseline", config::Argument::OptionalPath, "baseline:DIR"),
    form("live", config::Argument::OptionalName, "live"),
];

const fn form(
    word: &'static str,
    argument: config::Argument,
    shape: &'static str,
) -> config::SourceForm {
    config::SourceForm { word, argument, shape }
}

/// The flags that the configuration answers for.
pub(super) fn flags(global: &Global, sides: &Sides, activity: &[String]) -> Result<Flags, Failure> {
    let fail_on = match &global.fail_on {
        None => None,
        Some(word) => Some(
            word.parse::<Severity>()
                .map_err(|error| Failure::usage(format!("--fail-on: {error}")))?,
        ),
    };
    Ok(Flags {
        config: global.config.clone(),
        baseline: sides.baseline.clone(),
        live: sides.live.clone(),
        fail_on,
        allow_incomplete: global.allow_incomplete,
        deadline: global.deadline.clone(),
        scope: global.scope.clone(),
        activity: activity.to_vec(),
        output: global.output.clone(),
    })
}

/// The surroundings that the configuration looks at.
pub(super) fn config_surroundings(around: &Surroundings) -> config::Surroundings {
    config::Surroundings { cwd: around.folder.clone(), env: around.env.clone() }
}

impl<'a> Session<'a> {
    /// Loads the configuration.
    pub(super) fn new(
        around: &'a mut Surroundings,
        global: Global,
        sides: &Sides,
    ) -> Result<Self, Failure> {
        Self::with_logs(around, global, sides, &[])
    }

    /// Loads the configuration, with logs named in place of those that it names.
    pub(super) fn with_logs(
        around: &'a mut Surroundings,
        global: Global,
        sides: &Sides,
        activity: &[String],
    ) -> Result<Self, Failure> {
        let flags = flags(&global, sides, activity)?;
        let known = config_surroundings(around);
        let settings = with_vocabulary(|words| config::load(&flags, &known, words))?;
        let seal = config::seal(&known.env)?;
        Ok(Self { around, global, settings, seal })
    }

    /// The live source, or what to do when there is none.
    pub(super) fn live(&self) -> Result<Source, Failure> {
        let Some(text) = &self.settings.live.value else {
            return Err(Failure::invalid("nothing says what to compare with the baseline").hint(
                "name it: `--live dump:DIR`, or `live = \"dump:DIR\"` under [scan] in driftwall.toml",
            ));
        };
        parse_source(&text.to_string())
    }

    /// The approved source.
    pub(super) fn approved(&self) -> Result<Source, Failure> {
        parse_source(&self.settings.baseline.value.to_string())
    }

    /// The folder of the baseline that is written, for commands that write one.
    pub(super) fn baseline_folder(&self) -> Result<Utf8PathBuf, Failure> {
        match self.approved()? {
            Source::Baseline(Some(folder)) => Ok(folder),
            Source::Baseline(None) => Ok(self.settings.baseline_path.value.clone()),
            other => {
                Err(Failure::usage(format!("`{other}` is not a baseline that can be written"))
                    .hint("name a folder: --baseline baseline:DIR"))
            }
        }
    }

    /// A path as the user named it, as one that can be opened.
    pub(super) fn at(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.around.folder.join(path)
    }

    /// What sources need to know.
    fn places(&self, cluster: &str) -> Result<Places, Failure> {
        Ok(Places {
            folder: self.around.folder.clone(),
            baseline: self.settings.baseline_path.value.clone(),
            cluster: cluster.to_owned(),
            holder: self.holder("read"),
            wanted: self.wanted(),
            seal: self.seal.clone(),
            demand: self.demand_on_baselines()?,
        })
    }

    /// What live reads need to know; nothing when they are forbidden.
    pub(super) fn wanted(&self) -> Option<Wanted> {
        let filter = self.settings.filter.clone();
        (!self.global.offline).then(|| Wanted {
            settings: self.settings.reads.providers(),
            only: None,
            kind: None,
            takes: Arc::new(move |scope| filter.takes_scope(scope)),
            limits: self.settings.reads.limits(),
            watch: self.watch(),
            seal: self.seal.clone(),
        })
    }

    /// Who is told how far a live read is: a person at a terminal, who did not ask for quiet.
    fn watch(&self) -> Arc<dyn Watch> {
        let dumb = self.around.env.get("TERM").is_some_and(|term| term == "dumb");
        let unwanted = self.global.quiet || self.global.no_progress || dumb;
        if self.around.stderr.terminal && !unwanted {
            Arc::new(Progress::new((self.around.progress)()))
        } else {
            Arc::new(Unwatched)
        }
    }

    /// Reads a source and leaves in it what is in scope.
    pub(super) fn read(
        &self,
        source: &Source,
        side: Side,
        cluster: &str,
    ) -> Result<Snapshot, Failure> {
        let snapshot = source.read(&self.places(cluster)?);
        self.in_scope(snapshot, side)
    }

    /// Reads two sources at the same time, each on a thread of its own.
    pub(super) fn read_both(
        &self,
        before: (&Source, Side),
        after: (&Source, Side),
        cluster: &str,
    ) -> Result<[Result<Snapshot, Failure>; 2], Failure> {
        let places = self.places(cluster)?;
        let (earlier, later) = std::thread::scope(|threads| {
            let earlier = threads.spawn(|| before.0.read(&places));
            let later = after.0.read(&places);
            (earlier.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), later)
        });
        Ok([self.in_scope(earlier, before.1), self.in_scope(later, after.1)])
    }

    fn in_scope(
        &self,
        snapshot: Result<Snapshot, SourceError>,
        side: Side,
    ) -> Result<Snapshot, Failure> {
        let mut snapshot = snapshot.map_err(|error| unreadable(&error, side))?;
        let _ = self.settings.filter.apply(side, &mut snapshot);
        Ok(snapshot)
    }

    /// Asks, and gives back whether the answer was yes.
    pub(super) fn confirmed(&mut self, question: &str, hint: &str) -> Result<bool, Failure> {
        let Some(answers) = &mut self.around.answers else {
            return Err(Failure::usage("nobody is there to say yes").hint(hint));
        };
        write_all(&mut self.around.stderr, &visible(question))?;
        let mut answer = Vec::new();
        let mut byte = [0];
        while answers.read(&mut byte).is_ok_and(|read| read == 1)
            && byte != [b'\n']
            && answer.len() < 16
        {
            answer.extend(byte);
        }
        let answer = String::from_utf8_lossy(&answer).trim().to_lowercase();
        Ok(answer == "y" || answer == "yes")
    }

    /// What `[findings.<code>]` changes.
    pub(super) fn overrides(&self) -> Overrides {
        let changed = self.settings.findings.keys().map(|code| {
            let severity = self.settings.severity(code);
            (code.clone(), Override { severity, disabled: !self.settings.is_enabled(code) })
        });
        Overrides(changed.collect())
    }

    /// Who holds the lock while this run writes.
    pub(super) fn holder(&self, command: &str) -> Holder {
        Holder {
            pid: self.around.pid,
            host: self.around.host.clone(),
            command: command.to_owned(),
            since: (self.around.now)(),
        }
    }

    /// How text looks on stdout.
    pub(super) fn style(&self) -> Style {
        Style {
            color: wants_color(self.global.color, &self.around.stdout, &self.around.env),
            width: self.around.stdout.width.unwrap_or(WIDTH),
            verbose: self.global.verbose,
            quiet: self.global.quiet,
        }
    }

    /// Writes data. A reader that has gone away is no error: it has read what it wanted.
    pub(super) fn print(&mut self, text: &str) -> Result<(), Failure> {
        write_all(&mut self.around.stdout, text)
    }

    /// Writes a JSON document, with whatever a terminal might act on escaped.
    pub(super) fn print_json(&mut self, document: &serde_json::Value) -> Result<(), Failure> {
        self.print(&neutral::json(&format!("{document:#}\n")))
    }

    /// Tells something that is not data, unless asked to be quiet.
    pub(super) fn tell(&mut self, text: &str) {
        if !self.global.quiet {
            let _ = write_all(&mut self.around.stderr, &format!("{}\n", visible(text)));
        }
    }
}

/// `1 scope`, `2 scopes`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Colour for a stream: as the user says; else on a terminal that can, unless `NO_COLOR` is set.
pub(super) fn wants_color(
    wish: Color,
    stream: &Stream,
    env: &std::collections::BTreeMap<String, String>,
) -> bool {
    let set = |name: &str| env.get(name).is_some_and(|value| !value.is_empty());
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if env.get("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0") => true,
        Color::Auto => stream.terminal && env.get("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Writes to a stream; a closed pipe is no error.
pub(super) fn write_all(stream: &mut Stream, text: &str) -> Result<(), Failure> {
    match stream.to.write_all(text.as_bytes()).and_then(|()| stream.to.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::usage(format!("the output could not be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// A source named on the command line or in the configuration.
pub(super) fn parse_source(text: &str) -> Result<Source, Failure> {
    text.parse().map_err(|error: crate::sources::SourceNameError| Failure::usage(error.to_string()))
}

/// `A=B` pairs of scopes.
pub(super) fn parse_pairs(map: &[String]) -> Result<Vec<(Scope, Scope)>, Failure> {
    map.iter()
        .map(|text| {
            let wrong = |why: &str| {
                Failure::usage(format!("--map {text}: {why}"))
                    .hint("write --map <scope of one side>=<scope of the other>")
            };
            let (one, other) = text.split_once('=').ok_or_else(|| wrong("there is no `=`"))?;
            let parse =
                |text: &str| text.parse::<Scope>().map_err(|error| wrong(&error.to_string()));
            Ok((parse(one)?, parse(other)?))
        })
        .collect()
}

/// A source that could not be read: a baseline that can't be trusted is one thing, a place that is not there another.
pub(super) fn unreadable(error: &SourceError, side: Side) -> Failure {
    if let SourceError::Baseline(error) = error {
        let (message, details) = super::baseline::told(error);
        let mut failure = Failure::invalid(message).details(details).hint_if(error.hint());
        if matches!(error, BaselineError::Missing { .. }) {
            failure.exit = Exit::NoBaseline;
        }
        return failure;
    }
    let message = chain(error);
    let failure = match (error, side) {
        (SourceError::Missing(_) | SourceError::WrongSort { .. }, Side::Live) => {
            Failure::usage(message)
        }
        (_, Side::Baseline) => Failure::invalid(message),
        (SourceError::NoLive(_) | SourceError::Offline, Side::Live) => Failure::invalid(message),
        (SourceError::Live(error), _) if error.is_wrong => Failure::invalid(message),
        (SourceError::Live(_), _) => Failure::unread(message),
        (_, Side::Live) => Failure::unread(message),
    };
    failure.hint_if(error.hint())
}

impl From<config::ConfigError> for Failure {
    fn from(error: config::ConfigError) -> Self {
        let message = chain(&error);
        let failure = match error.fault() {
            config::Fault::Usage => Self::usage(message),
            config::Fault::Configuration => Self::invalid(message),
        };
        failure.hint_if(error.hint())
    }
}
