//! One object of the API, taken from wherever it was read.

use serde_json::Value;

use super::super::documents::Item;
use super::object::{Body, Normalised};
use super::owners::{Key, Stored};
use super::table::{Normalise, Row};
use crate::providers::Seal;

/// What became of an object.
#[derive(Debug)]
pub(crate) struct Taken {
    /// The object, when it could be read.
    pub(crate) kept: Option<(Key, Stored)>,
    /// Why it could not, or what its writer may have meant and this build does not know.
    pub(crate) gaps: Vec<String>,
}

/// Takes an object of a row, whose version has no group in front.
pub(crate) fn take(
    (index, row): (usize, &Row),
    version: &str,
    item: Item<'_>,
    (file, seal): (&str, Option<&Seal>),
) -> Taken {
    let names = Names::of(&item);
    let place = || format!("`{file}`: {} {}", row.object, names.called());
    if !row.versions.contains(&version) {
        let known = row.versions.join(", ");
        let reason = format!(
            "{}: version `{version}` is not one of those that driftwall reads ({known})",
            place()
        );
        return Taken { kept: None, gaps: vec![reason] };
    }
    let normalised = match row.normalise {
        Normalise::Open(normalise) => normalise(item),
        Normalise::Sealing(normalise) => normalise(item, seal),
    };
    match normalised {
        Ok(Normalised { place: at, owner, body, doubts }) => {
            let gaps = doubts.into_iter().map(|doubt| format!("{}: {doubt}", place())).collect();
            let stored = Stored { file: file.to_owned(), owner, body };
            Taken { kept: Some(((index, at), stored)), gaps }
        }
        Err(refused) => Taken { kept: None, gaps: vec![format!("{}: {refused}", place())] },
    }
}

/// `networking.k8s.io/v1` → group and version; the core has no group.
pub(crate) fn group_and_version(version: &str) -> (&str, &str) {
    version.split_once('/').unwrap_or(("", version))
}

/// What an object is called for messages, before anything is known to be well formed.
enum Names<'a> {
    /// As its tree has it.
    Known(String),
    /// As its text has it, which is looked up when somebody asks.
    In(&'a str),
}

impl<'a> Names<'a> {
    fn of(item: &Item<'a>) -> Self {
        match item {
            Item::Tree(tree) => Self::Known(name_of(tree)),
            Item::Text { text, .. } => Self::In(text),
        }
    }

    fn called(&self) -> String {
        match self {
            Self::Known(name) => name.clone(),
            Self::In(text) => name_of(&serde_json::from_str(text).unwrap_or_default()),
        }
    }
}

/// `namespace/name`.
fn name_of(tree: &Value) -> String {
    let text = |pointer: &str| tree.pointer(pointer).and_then(Value::as_str);
    let name = text("/metadata/name").or_else(|| text("/metadata/generateName"));
    match (text("/metadata/namespace"), name) {
        (_, None) => "without a name".to_owned(),
        (None, Some(name)) => format!("`{name}`"),
        (Some(namespace), Some(name)) => format!("`{namespace}/{name}`"),
    }
}

/// Whether two answers about one object say the same. What changes by itself, such as a status, may differ
/// between two files of one dump.
pub(crate) fn same(a: &Body, b: &Body) -> bool {
    match (a, b) {
        (Body::Plain(a), Body::Plain(b)) if a.durable.is_empty() => a.context == b.context,
        (Body::Plain(a), Body::Plain(b)) => a.durable == b.durable,
        (Body::Workload(a), Body::Workload(b)) => {
            (&a.labels, &a.pod_labels, &a.settings) == (&b.labels, &b.pod_labels, &b.settings)
        }
        (Body::Pod(a), Body::Pod(b)) => (&a.labels, &a.settings) == (&b.labels, &b.settings),
        _ => false,
    }
}
