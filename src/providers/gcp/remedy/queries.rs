//! What to ask Cloud Logging: the audit log of admin activity, which can't be switched off.

use jiff::Timestamp;

use crate::model::{Query, ResourceId};

pub(super) fn queries(id: &ResourceId, since: Option<Timestamp>) -> Vec<Query> {
    let scope = id.scope.to_string();
    let place = scope.strip_prefix("gcp:").unwrap_or(&scope);
    let log = if place.contains('/') { place.to_owned() } else { format!("projects/{place}") };
    let since = since.map_or_else(String::new, |since| format!("\ntimestamp >= \"{since}\""));
    // A resource's name ends with what it is called; a rule of a policy is in the request for its policy.
    let text = format!(
        "logName = {}\nprotoPayload.resourceName =~ {}{since}",
        literal(&format!("{log}/logs/cloudaudit.googleapis.com%2Factivity")),
        literal(&format!("/{}$", plain(id.identity.as_str())))
    );
    vec![Query { log: "GCP Logging", text }]
}

/// A literal of the query language, in which a backslash escapes.
fn literal(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A regular expression that matches this text and nothing else.
fn plain(value: &str) -> String {
    let special = |c: char| "\\.+*?()|[]{}^$".contains(c);
    value.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
