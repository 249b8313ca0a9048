//! `driftwall.report/v1`: the types that are written to the outside, and nothing else.
//!
//! They exist for output only: the model may change its shape without changing the format. Field
//! names and order are part of the format; the JSON Schema under `docs/schema/` is generated from here.

mod activity;
mod agents;
mod authority;
mod effect;
mod exposure;
mod hardening;
mod remedy;
mod state;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use activity::{Activity, Spell, Transient};
pub use agents::{Agent, Nodes};
pub use authority::Authority;
pub use effect::{DecidedBy, Effect, Packet, RuleName, TrafficBox};
pub use exposure::{Exposure, Published};
pub use hardening::{Hardening, Protection};
pub use remedy::{Advice, Query, Remedy, RemedyStep, Terraform, TerraformAttribute};
pub use state::State;

/// The result of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Always `driftwall.report/v1`.
    pub schema: SchemaName,
    /// The run itself; the only place that holds a time of the run.
    pub run: Run,
    /// What the process exited with.
    pub exit_code: u8,
    /// Counts.
    pub summary: Summary,
    /// The two sides of the comparison.
    pub compared: Compared,
    /// How well each kind of each scope was read, sorted by scope and kind.
    pub coverage: Vec<CoverageEntry>,
    /// What is worth telling, worst first.
    pub findings: Vec<Finding>,
    /// Findings that belong together.
    pub incidents: Vec<Incident>,
}

/// The name of this format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SchemaName {
    /// Version 1.
    #[default]
    #[serde(rename = "driftwall.report/v1")]
    V1,
}

/// The run that made the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// `driftwall`.
    pub tool: String,
    /// The version of driftwall.
    pub version: String,
    /// When it started.
    #[schemars(with = "String")]
    pub started: Timestamp,
    /// When it finished.
    #[schemars(with = "String")]
    pub finished: Timestamp,
    /// The subcommand: `scan`, `diff`.
    pub command: String,
}

/// Counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Findings by severity; every severity is there.
    pub findings: BySeverity,
    /// Findings by verdict; every verdict is there.
    pub verdicts: ByVerdict,
    /// Findings left out because of a waiver or a configuration.
    pub suppressed: u64,
    /// Resources on the later side.
    pub resources: u64,
    /// Scopes on the later side.
    pub scopes: u64,
}

/// A count for each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BySeverity {
    /// Critical findings.
    pub critical: u64,
    /// High findings.
    pub high: u64,
    /// Medium findings.
    pub medium: u64,
    /// Low findings.
    pub low: u64,
    /// Notes.
    pub info: u64,
}

/// A count for each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByVerdict {
    /// Nobody had approved these.
    pub unauthorized: u64,
    /// Inside a valid grant.
    pub authorized: u64,
    /// Suppressed until a date.
    pub waived: u64,
}

/// The two sides of the comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// The earlier side, as it was named: `baseline:baselines`.
    pub before: String,
    /// The later side, as it was named: `dump:estate`.
    pub after: String,
    /// Who approved the baseline of each scope, sorted by scope; empty when the earlier side is no baseline.
    pub approvals: Vec<Approval>,
    /// Scopes of the two sides that were held against each other under different names: later to earlier.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub paired: BTreeMap<String, String>,
    /// What was found beside the resources and not understood, such as files with unknown names, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unrecognised: Vec<Unrecognised>,
}

/// Who approved a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The scope, by the later side's name.
    pub scope: String,
    /// The version of its baseline.
    pub version: u64,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Something that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unrecognised {
    /// Where it lay.
    pub scope: String,
    /// Its name.
    pub name: String,
    /// Why it was not read.
    pub reason: String,
}

/// How well one kind of one scope was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageEntry {
    /// The scope.
    pub scope: String,
    /// The kind.
    pub kind: String,
    /// `complete`, `partial`, `denied`, `throttled`, `failed`, `absent` or `skipped`.
    pub status: String,
    /// Resources seen.
    pub count: u64,
    /// Pages read.
    pub pages: u64,
    /// Why it is not complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether this makes the run incomplete (exit 4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
    /// The calls that a live read made for it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<String>,
    /// How many milliseconds a live read waited for their answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// How often a live read sent a request again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u64>,
    /// The permission that a live read lacked; several are separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// 16 hexadecimal digits that stay the same from run to run.
    pub id: String,
    /// The rule.
    pub code: String,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// One sentence.
    pub title: String,
    /// `unauthorized`, `authorized` or `waived`.
    pub verdict: String,
    /// The incidents that it has a part in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<String>,
    /// What made the verdict; left out where there are no grants and no waivers to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// `attributed`, `unattributed` or `unknown`.
    pub attribution: String,
    /// Why it is not known who did it; left out when it is, or when the logs are whole and say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution_reason: Option<String>,
    /// The logs that were searched: `CloudTrail in logs`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searched: Vec<String>,
    /// The events that explain it, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activity: Vec<Activity>,
    /// When it was so, for what was so for a while only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transient: Option<Transient>,
    /// `aws`, `azure`, `gcp`, `kubernetes` or `docker`.
    pub provider: String,
    /// The scope.
    pub scope: String,
    /// The resource; left out when the finding is about a whole scope or kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceName>,
    /// The difference; left out when the finding is about the scan itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// What is so where no baseline speaks of it; left out when the finding is about a difference or about the scan itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// What the change means as traffic; left out when it means nothing, or when that could not be computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Why there is no effect although there may be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect_unknown: Option<String>,
    /// What of it arrives at endpoints; left out when none was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Exposure>,
    /// Why there is no exposure although there are endpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure_unknown: Option<String>,
    /// Which protections of a workload differ; left out when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardening: Option<Hardening>,
    /// What agents do no more, for each thing that they were there for; left out when no agent lost anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<Agent>,
    /// The options of the configuration that decide what documentation leaves open, such as `kubernetes.ipblock`, with which effect or
    /// exposure would be another one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hangs_on: Vec<String>,
    /// How it is put back; left out when nothing changed, when nobody approved the earlier side, or when somebody approved the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// ATT&CK technique ids.
    pub attack: Vec<String>,
    /// Where the approved state is written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Place>,
}

/// Which resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceName {
    /// Its kind.
    pub kind: String,
    /// Its identity, bare.
    pub id: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A structural difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// `added`, `removed` or `modified`.
    pub action: String,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// Where: `ingress[sgr-01aa].ports`.
    pub path: String,
    /// What was there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub before: Option<Value>,
    /// What is there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub after: Option<Value>,
}

/// Reads a value that is there. A field that holds `null` is not a field that is missing, which serde would make of it.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file, as the baseline's path was given, with `/`.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
}

/// Findings that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// Its stable name.
    pub id: String,
    /// Its code.
    pub code: String,
    /// How much it matters.
    pub severity: String,
    /// One sentence.
    pub title: String,
    /// Who did it; left out where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// When the first of it was done, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
    /// When the last of it was done, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
    /// Its findings in order of time; those of which nobody knows when come last.
    pub findings: Vec<String>,
}
