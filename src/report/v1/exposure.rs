//! What a change does at the endpoints behind it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TrafficBox;

/// What of a change arrives, through everything that stands before endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// How much of the internet gets through to any endpoint with what changed: `all`, `some` or `none`.
    pub internet: String,
    /// How much of it did before: `all`, `some` or `none`.
    pub before: String,
    /// The endpoints at which packets are decided otherwise, by the names that they have in questions and answers.
    pub endpoints: Vec<String>,
    /// What people call each of these, in the same order; left out when they have no other name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<String>,
    /// How many endpoints are behind what changed.
    pub of: u64,
    /// What opened at these endpoints, through everything else that stands before them; left out where it is what the effect says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opened: Vec<TrafficBox>,
    /// What closed there, in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<TrafficBox>,
    /// What leads from outside to these endpoints and takes what opened there to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Published>,
}

/// A way from outside to an endpoint, besides an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The endpoint.
    pub endpoint: String,
    /// What leads there, in words: `service shop/web (LoadBalancer, tcp 443)`.
    pub by: String,
}
