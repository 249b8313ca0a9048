//! The facts of Kubernetes that parsing decides, each by its name.

mod corpora;
mod coverage;
mod examples;
mod placement;
mod policies;
mod seals;
mod workloads;

use camino::Utf8PathBuf;

use super::Tree;
use crate::model::{Coverage, Document, ScopeReading};
use crate::providers::Answer;

pub(super) fn read(tree: Tree, files: Vec<Answer>) -> ScopeReading {
    super::read(tree, files, None)
}

pub(super) fn answer(path: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let path = Utf8PathBuf::from(path);
    let bytes = bytes.into();
    let name = path.file_stem().unwrap().to_owned();
    Answer { name, path, read: Box::new(move || Ok(bytes)) }
}

pub(super) fn dump(files: &[(&str, &str)]) -> ScopeReading {
    read(Tree::Dump, files.iter().map(|(path, text)| answer(path, *text)).collect())
}

pub(super) fn manifests(files: &[(&str, &str)]) -> ScopeReading {
    read(Tree::Manifests, files.iter().map(|(path, text)| answer(path, *text)).collect())
}

pub(super) fn coverage<'a>(reading: &'a ScopeReading, word: &str) -> &'a Coverage {
    let kind = format!("kubernetes.{word}").parse().unwrap();
    &reading.kinds[&kind].coverage
}

/// The status and the reason in one text.
pub(super) fn told(reading: &ScopeReading, word: &str) -> String {
    let coverage = coverage(reading, word);
    match &coverage.reason {
        None => coverage.status.to_string(),
        Some(reason) => format!("{}: {reason}", coverage.status),
    }
}

pub(super) fn identities(reading: &ScopeReading, word: &str) -> Vec<String> {
    let kind = format!("kubernetes.{word}").parse().unwrap();
    reading.kinds[&kind].resources.keys().map(ToString::to_string).collect()
}

pub(super) fn durable(reading: &ScopeReading, word: &str, identity: &str) -> Document {
    let kind = format!("kubernetes.{word}").parse().unwrap();
    reading.kinds[&kind].resources[&identity.parse().unwrap()].durable.clone()
}

pub(super) fn context(reading: &ScopeReading, word: &str, identity: &str) -> Document {
    let kind = format!("kubernetes.{word}").parse().unwrap();
    reading.kinds[&kind].resources[&identity.parse().unwrap()].context.clone()
}
