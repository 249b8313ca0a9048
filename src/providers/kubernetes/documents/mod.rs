//! Bytes of a file → the documents in it.
//!
//! A file is JSON or YAML, with one document or many. Nothing that a file holds can make this run out of memory or
//! stack: depth, aliases and sizes are budgeted far above what honest files need. A document that can't be read is
//! a `Trouble` with its line and column and the way out; the documents before it are still read.

mod answer;
mod lists;
mod strict;

#[cfg(feature = "kubernetes")]
use serde_json::Value;

pub(crate) use answer::{Outcome, refusal_in_text, refusal_of_status};
pub(crate) use lists::{Document, Item};
use strict::Strict;

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Documents<'a> {
    /// The documents that could be read; empty ones are left out.
    pub(crate) values: Vec<Document<'a>>,
    /// What could not be read, in words for people, without the file's name.
    pub(crate) troubles: Vec<String>,
    /// Whether there is nothing in the file but white space and comments.
    pub(crate) blank: bool,
}

/// Levels of nesting. The deepest honest files are schemas of custom resources, with about 60.
const DEPTH: usize = 100;
/// How many documents may fail before the rest of a file is not looked at.
const TROUBLES: usize = 20;

/// Reads the documents of a file.
pub(crate) fn read(bytes: &[u8]) -> Documents<'_> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
            let wrong = if utf16 {
                "it is UTF-16, as PowerShell writes it; save it as UTF-8".to_owned()
            } else {
                format!("it is not UTF-8 text (byte {})", error.valid_up_to().saturating_add(1))
            };
            return Documents { troubles: vec![wrong], ..Documents::default() };
        }
    };
    if text.trim().is_empty() {
        return Documents { blank: true, ..Documents::default() };
    }
    // YAML is nearly a superset of JSON, but JSON is read many times faster as what it is.
    let json = text.trim_start().starts_with(['{', '[']).then(|| read_json(text));
    match json {
        Some(documents) if documents.troubles.is_empty() => documents,
        Some(documents) => {
            // A YAML flow mapping starts like JSON, and so does a template: `{{ if … }}`.
            let yaml = read_yaml(text);
            if yaml.troubles.is_empty() { yaml } else { with_hint(documents, text) }
        }
        None => with_hint(read_yaml(text), text),
    }
}

fn with_hint<'a>(mut documents: Documents<'a>, text: &str) -> Documents<'a> {
    if text.contains("{{")
        && let Some(last) = documents.troubles.last_mut()
    {
        last.push_str(
            "; if this is a Helm template, render it first: helm template NAME CHART > FILE",
        );
    }
    documents
}

/// Why an answer of a server is none.
#[cfg(feature = "kubernetes")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAnswer {
    #[error("the answer is empty")]
    Empty,
    #[error("the answer ends in the middle")]
    Ends,
    #[error("in the answer (line {0} column {1}) a key is there twice")]
    Twice(usize, usize),
    #[error("the answer can't be read as JSON (line {0} column {1}); what answers there?")]
    NoJson(usize, usize),
}

/// Reads what a server answered, which is one document of JSON.
#[cfg(feature = "kubernetes")]
pub(crate) fn answer(bytes: &[u8]) -> Result<Value, NoAnswer> {
    use serde_json::error::Category;
    if bytes.trim_ascii().is_empty() {
        return Err(NoAnswer::Empty);
    }
    let read = serde_json::from_slice::<Strict>(bytes).map(|Strict(value)| value);
    read.map_err(|error| match error.classify() {
        Category::Eof => NoAnswer::Ends,
        Category::Data => NoAnswer::Twice(error.line(), error.column()),
        Category::Syntax | Category::Io => NoAnswer::NoJson(error.line(), error.column()),
    })
}

fn read_json(text: &str) -> Documents<'_> {
    let values = serde_json::Deserializer::from_str(text).into_iter().collect();
    if let Ok(values) = values {
        return Documents { values, ..Documents::default() };
    }
    // What is wrong, and where, is told by whoever makes a tree of it.
    let mut documents = Documents::default();
    for next in serde_json::Deserializer::from_str(text).into_iter::<Strict>() {
        match next {
            Ok(Strict(value)) => documents.values.push(Document::Tree(value)),
            Err(error) => {
                documents.troubles.push(at(error.line(), error.column(), &json_words(&error)));
                break;
            }
        }
    }
    documents
}

/// The message without the position that is told separately.
fn json_words(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the file ends in the middle; write it again".to_owned();
    }
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

/// Reads a list that a server answered; what is no list is a tree.
#[cfg(feature = "kubernetes")]
pub(crate) fn answered_list(bytes: &[u8]) -> Result<Document<'_>, NoAnswer> {
    let read = std::str::from_utf8(bytes).ok().and_then(|text| serde_json::from_str(text).ok());
    read.map_or_else(|| answer(bytes).map(Document::Tree), Ok)
}

fn at(line: usize, column: usize, words: &str) -> String {
    format!("line {line} column {column}: {words}")
}

fn read_yaml(text: &str) -> Documents<'_> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_reader_input_bytes: None,
            max_depth: DEPTH,
            flow_nesting_limit: DEPTH,
            max_events: 40_000_000,
            max_nodes: 20_000_000,
            max_documents: 1_000_000,
            // What an alias repeats counts here too.
            max_total_scalar_bytes: text.len().saturating_add(16 * 1024 * 1024),
            max_aliases: 100_000,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 200_000,
            max_replay_stack_depth: 16,
        },
        with_snippet: false,
    };
    let mut documents = Documents::default();
    let mut reader = text.as_bytes();
    for next in serde_saphyr::read_with_options::<_, Strict>(&mut reader, options) {
        match next {
            Ok(Strict(value)) => documents.values.push(Document::Tree(value)),
            Err(error) => documents.troubles.push(yaml_words(&error)),
        }
        if documents.troubles.len() >= TROUBLES {
            documents.troubles.push("the rest of the file was not read".to_owned());
            break;
        }
    }
    documents.blank = documents.values.is_empty() && documents.troubles.is_empty();
    documents
}

fn yaml_words(error: &serde_saphyr::Error) -> String {
    let text = error.without_snippet().to_string();
    let words = text.lines().next().unwrap_or_default();
    match error.location() {
        Some(place) if place.line() > 0 => {
            let words = match words.rsplit_once(" at line ") {
                Some((words, _)) => words,
                None => words,
            };
            format!("line {} column {}: {}", place.line(), place.column(), for_people(words))
        }
        _ => for_people(words).to_owned(),
    }
}

/// The words without advice for whoever programs with the parser.
fn for_people(words: &str) -> &str {
    let advice = [". Set ", "; set ", ", set ", " (set ", ". set ", " (used "];
    let end = advice.iter().filter_map(|start| words.find(start)).min();
    words.get(..end.unwrap_or(words.len())).unwrap_or(words)
}

#[cfg(test)]
mod tests;
