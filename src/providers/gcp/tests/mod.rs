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
use crate::model::{Reading, ScopeReading};
use crate::providers::Answer;
use crate::providers::tests::dumped::{self, answer, context, durable, file, reason};

/// Reads a dump of the project `shop`.
fn read(answers: Vec<Answer>) -> ScopeReading {
    read_of("gcp:shop", answers)
}

fn read_of(scope: &str, answers: Vec<Answer>) -> ScopeReading {
    dumped::read(&ENTRY, scope, answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    dumped::kind(reading, &format!("gcp.{word}"))
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
    dumped::fixtures(&format!("gcp/every-field/{scope}"))
}
