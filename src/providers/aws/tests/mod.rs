//! Tests over the whole of the provider: dumps in, readings out.

mod declarations;
mod facts;
mod recorded;
mod shuffled;
mod trouble;

use serde_json::Value;

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

/// Reads a dump of account 111122223333 in eu-west-1.
fn read(answers: Vec<Answer>) -> ScopeReading {
    let scope: Scope = "aws:111122223333/eu-west-1".parse().unwrap();
    (ENTRY.read_dump)(&scope, answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    let kind: Kind = format!("aws.{word}").parse().unwrap();
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

/// A dump in which every field that AWS documents is set, made from its service models.
fn every_field() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/aws/every-field");
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
