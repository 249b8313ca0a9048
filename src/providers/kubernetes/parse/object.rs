//! What every normaliser starts from and ends with.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_ignored::Path;

use super::super::documents::Item;
use super::super::native::{Meta, OwnerReference};
use super::workload::{Pod, Workload};
use crate::model::{DocumentError, Resource};

/// Why an object is not recorded. Names the field or the value, not the object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

impl From<DocumentError> for Refused {
    fn from(error: DocumentError) -> Self {
        Self(error.to_string())
    }
}

/// One object, normalised.
#[derive(Debug)]
pub(crate) struct Normalised {
    /// What it is called.
    pub(crate) place: Place,
    /// Which object made it and manages it.
    pub(crate) owner: Option<Owner>,
    /// What is recorded.
    pub(crate) body: Body,
    /// What its writer may have meant and this build does not know; makes the kind partial.
    pub(crate) doubts: Vec<String>,
}

/// What is recorded of an object, before pods are gathered under their owners.
#[derive(Debug)]
pub(crate) enum Body {
    /// A resource as it is.
    Plain(Resource),
    /// A workload with a pod template.
    Workload(Box<Workload>),
    /// One pod.
    Pod(Box<Pod>),
}

/// Name and, for namespaced kinds, namespace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Nothing for objects of the cluster.
    pub(crate) namespace: Option<String>,
    /// The name.
    pub(crate) name: String,
}

impl Place {
    /// The identity: `namespace/name`, or `name`.
    pub(crate) fn identity(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The namespace of an object that has one.
    pub(crate) fn namespace(&self) -> String {
        self.namespace.clone().unwrap_or_default()
    }
}

/// The managing owner of an object, in the same namespace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Owner {
    /// `ReplicaSet`.
    pub(crate) kind: String,
    /// Its name.
    pub(crate) name: String,
}

/// The metadata that is recorded.
pub(crate) struct Known {
    pub(crate) place: Place,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) owner: Option<Owner>,
}

/// Takes the metadata apart; `namespaced` kinds get the namespace `default` when the file names none, as
/// `kubectl apply` gives them.
pub(crate) fn metadata(meta: Meta, namespaced: bool) -> Result<Known, Refused> {
    let Meta { apparmor: _, name, generate_name, namespace, labels, owner_references } = meta;
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let name = filled(name)
        .or_else(|| filled(generate_name).map(|prefix| format!("{prefix}*")))
        .ok_or_else(|| Refused("it has no `metadata.name`".to_owned()))?;
    let namespace = namespaced.then(|| filled(namespace).unwrap_or_else(|| "default".to_owned()));
    let owner = owner_references.unwrap_or_default().into_iter().find_map(|reference| {
        let OwnerReference { kind, name, controller } = reference;
        // The server demands a kind; files by hand may lack it.
        let kind = kind.unwrap_or_else(|| "Pod".to_owned());
        (controller == Some(true)).then_some(Owner { kind, name })
    });
    Ok(Known { place: Place { namespace, name }, labels: labels.unwrap_or_default(), owner })
}

/// Reads the native shape.
pub(crate) fn decode<T: DeserializeOwned>(item: Item<'_>) -> Result<T, Refused> {
    item.decode().map_err(refused)
}

/// Reads the native shape, and tells which fields it has no place for.
pub(crate) fn decode_noting<T: DeserializeOwned>(
    item: Item<'_>,
) -> Result<(T, Vec<String>), Refused> {
    let mut unknown = Vec::new();
    let native = item.decode_noting(|path| unknown.push(words(&path))).map_err(refused)?;
    Ok((native, unknown))
}

/// Without the place in a text that nobody sees.
fn refused(error: serde_json::Error) -> Refused {
    let text = error.to_string();
    let words = text.rsplit_once(" at line ").map_or(&*text, |(words, _)| words);
    Refused(words.to_owned())
}

/// Which unknown fields of a policy matter: all but those beside and below its metadata and status. A
/// policy with a field that is not understood may let through something else than it seems to.
pub(crate) fn doubts(unknown: Vec<String>) -> Vec<String> {
    let quiet = ["apiVersion", "kind", "metadata", "status"];
    unknown
        .into_iter()
        .filter(|path| !quiet.contains(&path.split(['.', '[']).next().unwrap_or_default()))
        .map(|path| format!("the field `{path}` is not known to driftwall"))
        .collect()
}

fn words(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", words(parent)),
        Path::Map { parent, key } => {
            let parent = words(parent);
            if parent.is_empty() { key.clone() } else { format!("{parent}.{key}") }
        }
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => words(parent),
    }
}

/// A sorted list without repetitions: in lists whose order has no meaning, neither has a repetition.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort();
    items.dedup();
    items
}
