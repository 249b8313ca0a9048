//! `Node`: all context, because autoscalers make and delete nodes all day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::documents::Item;
use super::super::native::{NodeAddress, NodeSpec, NodeStatus, Object};
use super::left_out;
use super::object::{Body, Known, Normalised, Refused, decode, metadata, set};
use crate::model::{
    Bears, Call, Document, Field, Inventory, Kind, KindSpec, Need, Provider, Resource, Role,
};

/// The context fields; there are no durable ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeContext {
    /// Addresses, sorted; names are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// What cluster-wide policies select nodes by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The name.
    pub name: String,
}

/// The declaration of the kind.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "node"),
    title: "node",
    role: Role::Network,
    calls: &[Call { name: "nodes", permission: "list nodes", need: Need::Required }],
    identity: "`name`: unique in the cluster; new with each new machine",
    named_by: &[],
    comes_and_goes: Some(Inventory {
        reason: "autoscalers make and delete nodes all day",
        shape: &[],
    }),
    fields: &[
        Field::context("addresses", Bears::Exposure, "given to the machine when it starts"),
        Field::context(
            "labels",
            Bears::Exposure,
            "cluster-wide policies select nodes by them; written by the kubelet and by node pools",
        ),
        Field::context("name", Bears::Metadata, "the identity, which autoscaling changes"),
        Field::volatile("spec", "where it lives in the cloud, and what may be scheduled on it"),
        Field::volatile("status.conditions", "health, rewritten every few seconds"),
        Field::volatile("status.nodeInfo", "versions"),
        left_out::ANNOTATIONS,
        left_out::CREATED,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase: |_, _| None,
};

/// Normalises one object.
pub(crate) fn normalise(item: Item<'_>) -> Result<Normalised, Refused> {
    let Object { metadata: meta, spec, status } = decode::<Object<NodeSpec, NodeStatus>>(item)?;
    if let Some(NodeSpec {}) = spec {}
    let Known { place, labels, owner } = metadata(meta, false)?;
    let addresses = status.and_then(|NodeStatus { addresses }| addresses).unwrap_or_default();
    let addresses = addresses.into_iter().filter_map(|NodeAddress { r#type, address }| {
        matches!(r#type.as_str(), "InternalIP" | "ExternalIP").then_some(address)
    });
    let context = NodeContext { addresses: set(addresses), labels, name: place.name.clone() };
    let resource = Resource { durable: Document::empty(), context: Document::of(&context)? };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts: Vec::new() })
}
