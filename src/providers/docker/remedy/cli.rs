//! Command lines of `docker`.
//!
//! A scope is called what the configuration calls a host, which says nothing of where its engine listens. So no command names one: they are for
//! whatever engine `docker` asks where they are run.

use serde_json::Value;

use crate::model::{Check, Command, Edit, Word};

/// A command about something that has a name.
pub(super) fn docker(words: &[&str]) -> Command {
    let words: Vec<&str> = ["docker"].into_iter().chain(words.iter().copied()).collect();
    Command::new(&words)
}

/// The same, with names at its end, which are never taken for options.
pub(super) fn about(command: Command, names: &[&str]) -> Command {
    names.iter().fold(command.word("--"), |command, name| command.word(*name))
}

/// The name of what an edit is about.
pub(super) fn name(edit: &Edit) -> &str {
    edit.id.identity.as_str()
}

/// What a template prints of a container.
pub(super) fn inspect(container: &str, template: impl Into<String>) -> Command {
    about(docker(&["container", "inspect"]).option("--format", template), &[container])
}

/// That a container still is what a template should print of it.
pub(super) fn check(container: &str, template: &str, prints: String) -> Check {
    Check { command: inspect(container, template), prints }
}

/// The command goes on with what another one prints.
pub(super) fn printed(mut command: Command, option: &'static str, other: Command) -> Command {
    if !option.is_empty() {
        command.words.push(Word::Text(option.to_owned()));
    }
    command.words.push(Word::Output(other));
    command
}

/// A text as Go writes it in its source. What JSON escapes, Go reads the same.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// Fields of an option that takes several, separated by commas: `type=bind,target=/data`.
pub(super) fn fields(fields: &[String]) -> String {
    let quoted = fields.iter().map(|field| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(",")
}
