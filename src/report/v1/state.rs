//! A state that no baseline speaks of, in the document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// What there is to say of it besides the title: what a liberty allows an intruder, a rule, an address.
    pub facts: Vec<String>,
    /// The ports of tcp that much of the internet gets through to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<u16>,
    /// The rules that let it in: the provider's own ids, or the rules in words where those are not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The endpoints that it gets through to, by what people call them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
    /// What leads there from outside, where that is not an address of an endpoint's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<String>,
}
