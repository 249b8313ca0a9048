//! What belongs to the cluster as a whole: namespaces and nodes.

use serde::Deserialize;

/// Nothing of a namespace's spec is recorded: only its labels select.
#[derive(Debug, Deserialize)]
pub(crate) struct NamespaceSpec {}

/// Nothing of a node's spec is recorded.
#[derive(Debug, Deserialize)]
pub(crate) struct NodeSpec {}

#[derive(Debug, Deserialize)]
pub(crate) struct NodeStatus {
    pub(crate) addresses: Option<Vec<NodeAddress>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct NodeAddress {
    pub(crate) r#type: String,
    pub(crate) address: String,
}
