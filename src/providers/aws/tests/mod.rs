//! Tests over the whole of the provider: dumps in, readings out.

mod declarations;
mod facts;
mod recorded;
mod recorders;
pub(super) mod remedies;
mod shuffled;
mod trouble;

use serde_json::Value;

use super::ENTRY;
use crate::model::{Reading, ScopeReading};
use crate::providers::Answer;
use crate::providers::tests::dumped::{self, answer, context, durable, file, reason};

/// Reads a dump of account 111122223333 in eu-west-1.
fn read(answers: Vec<Answer>) -> ScopeReading {
    dumped::read(&ENTRY, "aws:111122223333/eu-west-1", answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    dumped::kind(reading, &format!("aws.{word}"))
}

/// A dump in which every field that AWS documents is set, made from its service models.
fn every_field() -> Vec<(String, Value)> {
    dumped::fixtures("aws/every-field")
}
