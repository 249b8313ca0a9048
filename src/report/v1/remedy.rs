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
    /// The fewest steps after which nothing passes any more that was not approved, to be made first; left out when nothing is open, or
    /// when that can't be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contain: Vec<RemedyStep>,
    /// `closes-exposure`: what the steps under `contain` were proved to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contain_proof: Option<String>,
    /// What Terraform has to do with it; left out when no state was named, or when it has no such thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terraform: Option<Terraform>,
    /// What to do about it besides.
    pub advice: Advice,
}

/// What to do about a finding, in four parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Whom to ask, and how it is approved when it was meant.
    pub review: String,
    /// What to close first.
    pub contain: String,
    /// What to ask the logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub investigate: Vec<Query>,
    /// How it is put back, and what to do about whoever did it.
    pub restore: String,
}

/// What to ask a log, ready to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Which log: `CloudTrail Lake`, `Athena`, `Azure KQL`, `GCP Logging`, `Kubernetes audit log`, `Docker events`.
    pub log: String,
    /// The query.
    pub query: String,
}

/// What Terraform has to do with a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terraform {
    /// The state file that keeps it, as it was named; left out when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its address there; or as what a configuration declares it, when no state was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The file of the configuration that declares it, or that calls the module that does; left out when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line of its block, or of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What says there what differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<TerraformAttribute>,
    /// What else is to be known about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What makes it what is declared; or what takes it in, under a name of one's own where nothing declares it.
    pub command: String,
}

/// What says in a configuration of Terraform what differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TerraformAttribute {
    /// An attribute or a nested block (`source_ranges`, `spec.ingress`), or the type or address of a resource of its own.
    pub attribute: String,
    /// The file in which it is written; left out when it is not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line; of the first, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// `now` or `approved`: what the literal there says; left out when that is not certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
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
