//! Tests over the whole of the provider: dumps in, readings out.

mod declarations;
mod facts;
mod recorded;
mod secrets;
mod shuffled;
mod trouble;

use serde_json::{Value, json};

use super::ENTRY;
use crate::model::{Reading, ScopeReading};
use crate::providers::Answer;
use crate::providers::tests::dumped::{self, answer, context, durable, file, reason};

/// Reads a dump of the host shop-1.
fn read(answers: Vec<Answer>) -> ScopeReading {
    dumped::read(&ENTRY, "docker:shop-1", answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    dumped::kind(reading, &format!("docker.{word}"))
}

/// The durable fields of a container `web` with this `HostConfig`.
fn contained(host_config: Value) -> Value {
    let list = json!([{ "Id": "1f".repeat(32), "Name": "/web", "HostConfig": host_config }]);
    durable(kind(&read(vec![answer("inspect", &list)]), "container"), "web")
}

/// The durable fields of a container `web` with this `Config`.
fn configured(config: Value) -> Value {
    let list = json!([{ "Id": "1f".repeat(32), "Name": "/web", "Config": config }]);
    durable(kind(&read(vec![answer("inspect", &list)]), "container"), "web")
}

/// The files of a folder under `tests/fixtures/docker`.
pub(super) fn fixture(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = format!("{}/tests/fixtures/docker/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn read_fixture(name: &str) -> ScopeReading {
    read(fixture(name).into_iter().map(|(name, bytes)| file(&name, bytes)).collect())
}
