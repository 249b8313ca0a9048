//! Who did something, and when, as it is written to the outside.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An event of an audit log that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// When the call was made.
    #[schemars(with = "String")]
    pub time: Timestamp,
    /// Who made it, as far as the log proves it.
    pub actor: String,
    /// How the actor came in: roles, sessions, who was impersonated by whom, services in between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub way: Vec<String>,
    /// What was called: `ec2:AuthorizeSecurityGroupIngress`, `delete networkpolicies`.
    pub action: String,
    /// The address that it came from, as the log has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<String>,
    /// `succeeded`, `refused`, `failed` or `unknown`.
    pub outcome: String,
    /// `high`, `medium` or `low`: how surely it explains the finding.
    pub confidence: String,
    /// Why not more surely, or what makes it sure.
    pub reason: String,
    /// The public id of the credential that was used, such as `AKIA…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The log's own id of the event.
    pub event_id: String,
    /// Which log: `CloudTrail`.
    pub log: String,
}

/// When something was so that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transient {
    /// How often.
    pub times: u64,
    /// How long in all, in seconds.
    pub seconds: i64,
    /// Each time.
    pub spells: Vec<Spell>,
    /// Why nobody can say what it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
}

/// A while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spell {
    /// When it began.
    #[schemars(with = "String")]
    pub from: Timestamp,
    /// When it was over.
    #[schemars(with = "String")]
    pub until: Timestamp,
}
