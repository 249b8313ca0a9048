//! Tests over the whole of the provider: dumps in, readings out.

mod declarations;
mod facts;
mod recorded;
mod secrets;
mod shuffled;
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

/// Reads a dump of the host shop-1.
fn read(answers: Vec<Answer>) -> ScopeReading {
    let scope: Scope = "docker:shop-1".parse().unwrap();
    (ENTRY.read_dump)(&scope, answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    let kind: Kind = format!("docker.{word}").parse().unwrap();
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
fn fixture(name: &str) -> Vec<(String, Vec<u8>)> {
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
