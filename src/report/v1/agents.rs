//! Agents that a change takes something from, in the document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an agent of the approved side does no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// What it is, as the table of agents calls it: `Fluent Bit`.
    pub name: String,
    /// What it was there for: `log-shipper`, `runtime-security`, `network-policy` or `admission`.
    pub duty: String,
    /// What became of it: `gone`, `replaced`, `blind`, `idle`, `nowhere` or `less`.
    pub loss: String,
    /// What it can't see any more: `reads /var/log of its host`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
    /// The program that is started in place of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// Of the nodes that are there, those that it may run on; left out where it runs once, or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Nodes>,
    /// Why nobody knows on how many nodes it may run, where that may be fewer than before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes_unknown: Option<String>,
}

/// Of the nodes that are there, those that an agent may run on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nodes {
    /// As it was approved.
    pub before: u64,
    /// As it is.
    pub after: u64,
    /// Those that it was to run on and does no more.
    pub lost: u64,
    /// All of them.
    pub of: u64,
}
