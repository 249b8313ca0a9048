//! `Namespace`: its labels are what policies select namespaces by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::documents::Item;
use super::super::native::{NamespaceSpec, Object};
use super::left_out;
use super::object::{Body, Known, Normalised, Refused, decode, metadata};
use crate::model::{Bears, Call, Document, Field, Kind, KindSpec, Need, Provider, Resource, Role};

/// The label that the server puts on every namespace and keeps there; files often lack it.
pub const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// The durable fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namespace {
    /// With the automatic one.
    pub labels: BTreeMap<String, String>,
    /// The name.
    pub name: String,
}

/// The declaration of the kind.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "namespace"),
    title: "namespace",
    role: Role::Network,
    calls: &[Call { name: "namespaces", permission: "list namespaces", need: Need::Required }],
    identity: "`name`: unique in the cluster",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        Field::durable("labels", Bears::Traffic, "policies select namespaces by them"),
        Field::durable("name", Bears::Metadata, "the identity"),
        Field::volatile("spec.finalizers", "who must be asked before a deletion ends"),
        left_out::ANNOTATIONS,
        left_out::CREATED,
        left_out::FINALIZERS,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::STATUS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase: |_, _| None,
};

/// Normalises one object.
pub(crate) fn normalise(item: Item<'_>) -> Result<Normalised, Refused> {
    let Object { metadata: meta, spec, status: _ } = decode::<Object<NamespaceSpec>>(item)?;
    if let Some(NamespaceSpec {}) = spec {}
    let Known { place, mut labels, owner } = metadata(meta, false)?;
    labels.insert(NAME_LABEL.to_owned(), place.name.clone());
    let durable = Namespace { labels, name: place.name.clone() };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::empty() };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts: Vec::new() })
}
