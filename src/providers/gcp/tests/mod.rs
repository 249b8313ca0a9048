//! Tests over the whole of the provider: dumps in, readings out.

mod declarations;
mod facts;
mod policies;
mod recorded;
mod shapes;
mod shuffled;
mod told_elsewhere;
mod trouble;

use serde_json::{Value, json};

use super::ENTRY;
use crate::model::{Kind, Reading, Scope, ScopeReading};
use crate::providers::Answer;

/// A file of a dump.
fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let bytes = bytes.into();
    Answer {
        name: name.to_owned(),
        path: format!("{name}.json").into(),
        read: Box::new(move || Ok(bytes)),
    }
}

fn answer(name: &str, json: &Value) -> Answer {
    file(name, json.to_string())
}

/// Reads a dump of the project `shop`.
fn read(answers: Vec<Answer>) -> ScopeReading {
    read_of("gcp:shop", answers)
}

fn read_of(scope: &str, answers: Vec<Answer>) -> ScopeReading {
    let scope: Scope = scope.parse().unwrap();
    (ENTRY.read_dump)(&scope, answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    let kind: Kind = format!("gcp.{word}").parse().unwrap();
    &reading.kinds[&kind]
}

/// The durable fields of a resource.
fn durable(reading: &Reading, id: &str) -> Value {
    reading.resources[&id.parse().unwrap()].durable.value().unwrap()
}

/// The context of a resource.
fn context(reading: &Reading, id: &str) -> Value {
    reading.resources[&id.parse().unwrap()].context.value().unwrap()
}

fn reason(reading: &Reading) -> &str {
    reading.coverage.reason.as_deref().unwrap_or_default()
}

fn phrase(word: &str, list: &str, element: &Value) -> Option<String> {
    let spec = ENTRY.kinds.iter().find(|spec| spec.kind.word() == word).unwrap();
    (spec.phrase)(list, element)
}

/// The reading of one kind from one list.
fn listed(call: &str, word: &str, items: Value) -> Reading {
    kind(&read(vec![answer(call, &items)]), word).clone()
}

/// A link within the project.
fn link(path: &str) -> Value {
    json!(format!("https://www.googleapis.com/compute/v1/projects/shop/{path}"))
}

/// A dump in which every field that Google documents is set, made from its discovery documents: `tests/discovery.rs`.
fn every_field(scope: &str) -> Vec<(String, Value)> {
    let folder = format!("{}/tests/fixtures/gcp/every-field/{scope}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}
