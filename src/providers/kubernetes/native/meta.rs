//! What every object has: metadata, and the selectors that look at other objects' labels.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

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
    /// Of the annotations those with which containers chose their profile of AppArmor before there was a field, by container.
    #[serde(rename = "annotations", deserialize_with = "apparmor")]
    pub(crate) apparmor: BTreeMap<String, String>,
    pub(crate) name: Option<String>,
    pub(crate) generate_name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) labels: Option<BTreeMap<String, String>>,
    pub(crate) owner_references: Option<Vec<OwnerReference>>,
}

/// Before the name of a container.
const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Whatever else annotations are, nobody looks at it.
fn apparmor<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let Value::Object(all) = Value::deserialize(from)? else { return Ok(BTreeMap::new()) };
    let profiles = all.into_iter().filter_map(|(key, profile)| {
        Some((key.strip_prefix(APPARMOR)?.to_owned(), profile.as_str()?.to_owned()))
    });
    Ok(profiles.collect())
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
