//! Protections of a workload, in the document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which protections of a workload differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hardening {
    /// What it is protected by no more, worst first.
    pub lost: Vec<Protection>,
    /// What it is protected by now and was not, worst first.
    pub gained: Vec<Protection>,
    /// The policies that no longer bind it, because it left the network on which they stand: `kubernetes.network-policy:shop/web`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
}

/// One protection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    /// A stable name, with a detail where it has one: `seccomp`, `capability:SYS_ADMIN`.
    pub name: String,
    /// The container; left out when it is the whole workload's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What is so now: `has the capability SYS_ADMIN`.
    pub what: String,
    /// What an intruder in the container can do where the protection is missing.
    pub allows: String,
    /// ATT&CK technique ids of that.
    pub attack: Vec<String>,
}
