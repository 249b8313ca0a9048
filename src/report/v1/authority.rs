//! What made a verdict, in the document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TrafficBox;

/// What made a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The id of the grant that approves all of it; left out when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// The policy that forbids it, or that demands more than there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The id of the waiver that says not to tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// The id of a grant that approves a part of it, or that would and does not count; left out when none comes near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// What of what opened lies outside of that grant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<TrafficBox>,
    /// What of what closed lies outside of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside_closed: Vec<TrafficBox>,
    /// The fields that differ and that it does not name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside_fields: Vec<String>,
    /// Who answers for the grant or the waiver that is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Until when it holds, as it is written there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Why, one sentence a step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}
