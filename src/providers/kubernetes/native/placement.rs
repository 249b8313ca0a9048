//! Where a pod may run, and what keeps pods away from a node.

use serde::Deserialize;

/// Of what it is drawn to and kept from, what it insists on of nodes.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Affinity {
    pub(crate) node_affinity: Option<NodeAffinity>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NodeAffinity {
    pub(crate) required_during_scheduling_ignored_during_execution: Option<NodeSelector>,
}

/// Any of these terms.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NodeSelector {
    pub(crate) node_selector_terms: Option<Vec<NodeSelectorTerm>>,
}

/// All of these requirements; one without any is met by no node.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NodeSelectorTerm {
    pub(crate) match_expressions: Option<Vec<NodeRequirement>>,
    pub(crate) match_fields: Option<Vec<NodeRequirement>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NodeRequirement {
    pub(crate) key: String,
    pub(crate) operator: String,
    pub(crate) values: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Toleration {
    pub(crate) effect: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) operator: Option<String>,
    pub(crate) toleration_seconds: Option<i64>,
    pub(crate) value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Taint {
    pub(crate) effect: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) value: Option<String>,
}
