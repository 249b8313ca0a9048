//! Service tags.

use serde::Deserialize;
use serde_json::Value;

/// A tag of `az network list-service-tags`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ServiceTag {
    pub(crate) address_prefixes: Vec<String>,
    /// A number, which Resource Manager writes as a text.
    pub(crate) change_number: Option<Value>,
    pub(crate) name: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) system_service: Option<String>,
}
