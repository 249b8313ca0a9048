//! What belongs to the cluster as a whole: namespaces and nodes.

use serde::Deserialize;

use super::placement::Taint;

/// Nothing of a namespace's spec is recorded: only its labels select.
#[derive(Debug, Deserialize)]
pub(crate) struct NamespaceSpec {}

/// Of a node's spec only what keeps pods away is recorded.
#[derive(Debug, Deserialize)]
pub(crate) struct NodeSpec {
    pub(crate) taints: Option<Vec<Taint>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct NodeStatus {
    pub(crate) addresses: Option<Vec<NodeAddress>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct NodeAddress {
    pub(crate) r#type: String,
    pub(crate) address: String,
}
