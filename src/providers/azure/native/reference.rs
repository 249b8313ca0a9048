//! How one resource names another.

use serde::Deserialize;
use serde_json::Value;

/// A resource that is named and told elsewhere. Resource Manager gives its id, sometimes with all that it is; only the id is
/// taken, because the rest is in the list of its own kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Value")]
pub(crate) struct Reference {
    pub(crate) id: Option<String>,
}

impl From<Value> for Reference {
    fn from(value: Value) -> Self {
        let id = match value {
            Value::Object(mut fields) => fields.remove("id"),
            other => Some(other),
        };
        let id = match id {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        Self { id }
    }
}
