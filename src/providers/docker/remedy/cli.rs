//! Calls of an engine as data, and the command lines of `docker` that make them. The client makes the same calls without `docker`.
//!
//! A scope is called what the configuration calls a host, which says nothing of where its engine listens. So no command names one: they are for
//! whatever engine `docker` asks where they are run.

use serde_json::Value;

use crate::model::{Check, Command, Edit, Script, Word};

/// What an edit asks of an engine.
#[derive(Debug, Default)]
pub(in super::super) struct Calls {
    /// What is asked just before.
    pub(super) check: Option<Check>,
    /// The calls, in order. Each is made when the one before it worked.
    pub(in super::super) calls: Vec<Call>,
}

/// One of them.
#[derive(Debug)]
pub(in super::super) enum Call {
    /// The name of an image still means this one.
    SameImage { image: String, id: String },
    /// What a command of `docker` asks.
    Docker(Line),
}

/// A command of `docker`, as data.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Line {
    /// Its words: `network`, `connect`.
    pub(in super::super) verb: Vec<&'static str>,
    pub(in super::super) options: Vec<(&'static str, Given)>,
    /// What it is about, which is never taken for an option.
    pub(in super::super) names: Vec<Given>,
}

/// What an option, or a name, is given as.
#[derive(Clone, Debug)]
pub(in super::super) enum Given {
    /// It is there.
    On,
    /// A text.
    Text(String),
    /// Several fields, as of a mount: `type=bind`, `target=/data`.
    Fields(Vec<String>),
    /// What a container has that is there.
    Of { container: String, fact: Fact },
}

/// What is taken over from a container, without being printed anywhere.
#[derive(Clone, Debug)]
pub(in super::super) enum Fact {
    /// The program that it runs.
    Path,
    /// One of the arguments of that.
    Argument(usize),
    /// A variable with its value.
    Variable(String),
    /// The command of its health check.
    Health,
    /// A value under a key, after the key.
    Value(Values, String),
}

/// Where a container has values under keys.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Values {
    Annotations,
    Labels,
    LogOptions,
    Sysctls,
}

impl Values {
    /// The path to them.
    pub(in super::super) const fn path(self) -> &'static [&'static str] {
        match self {
            Self::Annotations => &["HostConfig", "Annotations"],
            Self::Labels => &["Config", "Labels"],
            Self::LogOptions => &["HostConfig", "LogConfig", "Config"],
            Self::Sysctls => &["HostConfig", "Sysctls"],
        }
    }
}

impl Fact {
    /// The template that prints it.
    fn template(&self) -> String {
        match self {
            Self::Path => "{{.Path}}".to_owned(),
            Self::Argument(place) => format!("{{{{index .Args {place}}}}}"),
            Self::Variable(name) => format!(
                "{{{{range .Config.Env}}}}{{{{if eq (index (split . \"=\") 0) {}}}}}{{{{.}}}}{{{{end}}}}{{{{end}}}}",
                literal(name)
            ),
            Self::Health => "{{index .Config.Healthcheck.Test 1}}".to_owned(),
            Self::Value(values, key) => {
                let (key, place) = (literal(key), values.path().join("."));
                format!("{{{{{key}}}}}={{{{index .{place} {key}}}}}")
            }
        }
    }
}

impl Line {
    /// The same with an option that takes no value.
    pub(super) fn word(self, option: &'static str) -> Self {
        self.given(option, Given::On)
    }

    /// The same with an option and its value.
    pub(super) fn option(self, option: &'static str, value: impl Into<String>) -> Self {
        self.given(option, Given::Text(value.into()))
    }

    /// The same with an option, whatever it is given as.
    pub(super) fn given(mut self, option: &'static str, given: Given) -> Self {
        self.options.push((option, given));
        self
    }

    /// The same with an option whose value a container has that is there.
    pub(super) fn of(self, option: &'static str, container: &str, fact: Fact) -> Self {
        self.given(option, Given::Of { container: container.to_owned(), fact })
    }

    /// The command line.
    fn command(&self) -> Command {
        let Self { verb, options, names } = self;
        let mut command = Command::new(&["docker"]);
        command.words.extend(verb.iter().map(|word| Word::Text((*word).to_owned())));
        for (option, given) in options {
            command = match given {
                Given::On => command.word(*option),
                Given::Text(value) => command.option(option, value),
                Given::Fields(all) => command.option(option, fields(all)),
                Given::Of { container, fact } => {
                    command.output_of(option, inspect(container, fact.template()))
                }
            };
        }
        if !names.is_empty() {
            command = command.word("--");
        }
        for name in names {
            match name {
                Given::Text(text) => command = command.word(text),
                Given::Of { container, fact } => {
                    command.words.push(Word::Output(inspect(container, fact.template())));
                }
                Given::On | Given::Fields(_) => {}
            }
        }
        command
    }
}

impl Calls {
    /// Calls that need no check.
    pub(super) fn of(lines: Vec<Line>) -> Self {
        Self { check: None, calls: lines.into_iter().map(Call::Docker).collect() }
    }

    /// The command lines.
    pub(super) fn script(&self) -> Script {
        let Self { check, calls } = self;
        let commands = calls.iter().map(|call| match call {
            Call::Docker(line) => line.command(),
            Call::SameImage { image, id } => {
                let read = docker(&["image", "inspect"]).option("--format", "{{.Id}}");
                let mut test = Command::new(&["test"]);
                let read = Word::Output(about(read, &[image]).command());
                test.words.extend([read, Word::Text("=".to_owned()), Word::Text(id.clone())]);
                test
            }
        });
        Script { check: check.clone(), commands: commands.collect() }
    }
}

/// A command about something that has a name.
pub(super) fn docker(words: &[&'static str]) -> Line {
    Line { verb: words.to_vec(), ..Line::default() }
}

/// The same, with names at its end, which are never taken for options.
pub(super) fn about(mut line: Line, names: &[&str]) -> Line {
    line.names.extend(names.iter().map(|name| Given::Text((*name).to_owned())));
    line
}

/// The name of what an edit is about.
pub(super) fn name(edit: &Edit) -> &str {
    edit.id.identity.as_str()
}

/// What a template prints of a container.
fn inspect(container: &str, template: impl Into<String>) -> Command {
    about(docker(&["container", "inspect"]).option("--format", template), &[container]).command()
}

/// That something still is what a template should print of it.
pub(super) fn check(sort: &'static str, name: &str, template: &str, prints: String) -> Check {
    let command = about(docker(&[sort, "inspect"]).option("--format", template), &[name]);
    Check { command: command.command(), prints }
}

/// A text as Go writes it in its source. What JSON escapes, Go reads the same.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// Fields of an option that takes several, separated by commas: `type=bind,target=/data`.
fn fields(fields: &[String]) -> String {
    let quoted = fields.iter().map(|field| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(",")
}
