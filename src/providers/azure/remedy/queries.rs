//! What to ask the activity log, where a workspace of Log Analytics receives it (table `AzureActivity`).

use jiff::Timestamp;

use crate::model::{Query, ResourceId};

pub(super) fn queries(id: &ResourceId, since: Option<Timestamp>) -> Vec<Query> {
    let since = since
        .map_or_else(String::new, |since| format!("| where TimeGenerated >= datetime({since})\n"));
    // A rule is an id below its group's, in whatever case the client wrote it.
    let text = format!(
        "AzureActivity\n{since}| where tolower(_ResourceId) startswith {}\n| where OperationNameValue endswith \"write\" or OperationNameValue endswith \"delete\" or OperationNameValue endswith \"action\"\n| project TimeGenerated, OperationNameValue, ActivityStatusValue, Caller, CallerIpAddress, CorrelationId, _ResourceId\n| order by TimeGenerated asc",
        literal(&id.identity.as_str().to_lowercase())
    );
    vec![Query { log: "Azure KQL", text }]
}

/// A literal of KQL, in which a backslash escapes.
fn literal(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
