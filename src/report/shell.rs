//! Commands as a POSIX shell is told them.
//!
//! Names, tags and descriptions are attacker-chosen, and end up in the shell of whoever puts things back. Every word that is not plainly
//! harmless stands in single quotes, inside of which a shell knows nothing but their end. Control characters, which a terminal would obey when a
//! script is shown, are printed by `printf` from their numbers; a line break stays one, since a substitution would drop it at the end.

use super::neutral::is_hidden;
use crate::model::{Check, Command, Script, Word};

/// The command lines of a script: one a line, each run when the one before it worked.
#[must_use]
pub(super) fn commands(script: &Script) -> String {
    let lines: Vec<String> = script.commands.iter().map(line).collect();
    lines.join(" &&\n")
}

/// What is asked before, as a condition: `[ "$(aws …)" = tcp ]`.
#[must_use]
pub(super) fn check(check: &Check) -> String {
    let Check { command, prints } = check;
    format!("[ \"$({})\" = {} ]", line(command), quoted(prints.trim()))
}

/// One command line.
fn line(command: &Command) -> String {
    let Command { words, input, keeps } = command;
    let words: Vec<String> = words.iter().map(word).collect();
    let mut line = words.join(" ");
    if let Some(input) = input {
        line = format!("printf %s {} | {line}", quoted(input));
    }
    match keeps {
        Some(name) => format!("{name}=\"$({line})\""),
        None => line,
    }
}

fn word(word: &Word) -> String {
    match word {
        Word::Text(text) => quoted(text),
        Word::Option(name, value) => format!("{name}={}", quoted(value)),
        Word::Output(command) => format!("\"$({})\"", line(command)),
        Word::Kept(name) => format!("\"${name}\""),
    }
}

/// A word that a shell takes as this text and nothing else.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@%+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() || out.is_empty() {
        let end = rest.find(is_obeyed).unwrap_or(rest.len());
        let (safe, from) = rest.split_at(end);
        if !safe.is_empty() || text.is_empty() {
            out.push_str(&format!("'{}'", safe.replace('\'', "'\\''")));
        }
        let end = from.find(|c| !is_obeyed(c)).unwrap_or(from.len());
        let (obeyed, after) = from.split_at(end);
        if !obeyed.is_empty() {
            let bytes: String = obeyed.bytes().map(|byte| format!("\\{byte:03o}")).collect();
            out.push_str(&format!("\"$(printf '{bytes}')\""));
        }
        if rest.is_empty() {
            break;
        }
        rest = after;
    }
    out
}

/// Whether a terminal obeys a character, or shows the text around it in another order than it is in.
fn is_obeyed(c: char) -> bool {
    c != '\n' && is_hidden(c)
}
