//! What every object has: metadata, and the selectors that look at other objects' labels.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// One object. The kinds differ in `spec` and `status`; a kind whose status says nothing that is recorded
/// leaves it ignored.
#[derive(Debug, Deserialize)]
#[serde(bound = "S: Deserialize<'de>, T: Deserialize<'de>")]
pub(crate) struct Object<S, T = IgnoredAny> {
    #[serde(default)]
    pub(crate) metadata: Meta,
    #[serde(default = "none")]
    pub(crate) spec: Option<S>,
    #[serde(default = "none")]
    pub(crate) status: Option<T>,
}

const fn none<T>() -> Option<T> {
    None
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Meta {
    pub(crate) name: Option<String>,
    pub(crate) generate_name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) labels: Option<BTreeMap<String, String>>,
    pub(crate) owner_references: Option<Vec<OwnerReference>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OwnerReference {
    pub(crate) kind: Option<String>,
    pub(crate) name: String,
    pub(crate) controller: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LabelSelector {
    pub(crate) match_labels: Option<BTreeMap<String, String>>,
    pub(crate) match_expressions: Option<Vec<SelectorRequirement>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SelectorRequirement {
    pub(crate) key: String,
    pub(crate) operator: String,
    pub(crate) values: Option<Vec<String>>,
}

/// A port's number or its name; the API keeps them apart by their JSON type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum IntOrString {
    Int(i64),
    String(String),
}
