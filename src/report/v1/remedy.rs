//! How a finding is put back, as it is written to the outside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a finding is put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// `restores-baseline`, `partial` or `none`: what the steps were proved to do before they were printed.
    pub proof: String,
    /// What stays as it is, or outlives the steps, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remains: Vec<String>,
    /// The steps, in the order in which they are to be made.
    pub steps: Vec<RemedyStep>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemedyStep {
    /// The program that makes it: `aws`, `az`, `gcloud`, `kubectl` or `docker`.
    pub tool: String,
    /// What is asked just before, as a condition for a POSIX shell: when it is false, somebody changed it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The command lines, for a POSIX shell.
    pub command: String,
    /// The command lines that take it back; left out when nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    /// Why nothing takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_undo: Option<String>,
    /// What is to be minded about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mind: Option<String>,
}
