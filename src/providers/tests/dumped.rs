//! Dumps in, readings out: what the tests of every provider ask for.

use serde_json::Value;

use crate::model::{Kind, Reading, Scope, ScopeReading};
use crate::providers::{Answer, ProviderEntry};

/// A file of a dump.
pub(in crate::providers) fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let bytes = bytes.into();
    Answer {
        name: name.to_owned(),
        path: format!("{name}.json").into(),
        read: Box::new(move || Ok(bytes)),
    }
}

/// A file of a dump that holds this document.
pub(in crate::providers) fn answer(name: &str, json: &Value) -> Answer {
    file(name, json.to_string())
}

/// Reads the dump of a scope.
pub(in crate::providers) fn read(
    entry: &ProviderEntry,
    scope: &str,
    answers: Vec<Answer>,
) -> ScopeReading {
    let scope: Scope = scope.parse().unwrap();
    (entry.read_dump)(&scope, answers, None)
}

/// The reading of a kind.
pub(in crate::providers) fn kind<'a>(reading: &'a ScopeReading, kind: &str) -> &'a Reading {
    &reading.kinds[&kind.parse::<Kind>().unwrap()]
}

/// The durable fields of a resource.
pub(in crate::providers) fn durable(reading: &Reading, id: &str) -> Value {
    reading.resources[&id.parse().unwrap()].durable.value().unwrap()
}

/// The context of a resource.
pub(in crate::providers) fn context(reading: &Reading, id: &str) -> Value {
    reading.resources[&id.parse().unwrap()].context.value().unwrap()
}

/// What a kind's coverage says.
pub(in crate::providers) fn reason(reading: &Reading) -> &str {
    reading.coverage.reason.as_deref().unwrap_or_default()
}

/// The documents of a folder under `tests/fixtures`, by their names without `.json`.
pub(in crate::providers) fn fixtures(folder: &str) -> Vec<(String, Value)> {
    let folder = format!("{}/tests/fixtures/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}
