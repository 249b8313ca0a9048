//! What to ask an audit log of the API server, as `jq` reads its lines.

use jiff::Timestamp;

use crate::model::{Query, ResourceId};

pub(super) fn queries(id: &ResourceId, since: Option<Timestamp>) -> Vec<Query> {
    let (namespace, name) = match id.identity.as_str().split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, id.identity.as_str()),
    };
    // A workload's identity ends with its kind: `web[Deployment]`.
    let name = name.split('[').next().unwrap_or(name);
    let namespace = namespace.map_or_else(String::new, |namespace| {
        format!(" and .objectRef.namespace == {}", literal(namespace))
    });
    let since = since.map_or_else(String::new, |since| {
        format!(" and .requestReceivedTimestamp >= {}", literal(&since.to_string()))
    });
    let filter = format!(
        "select(.stage == \"ResponseComplete\" and .objectRef.name == {}{namespace}{since} and (.verb | IN(\"create\", \"update\", \"patch\", \"delete\", \"deletecollection\"))) | {{time: .requestReceivedTimestamp, verb, resource: .objectRef.resource, user: .user.username, as: .impersonatedUser.username, from: .sourceIPs, code: .responseStatus.code, id: .auditID}}",
        literal(name)
    );
    // Inside of single quotes a shell knows nothing but their end.
    let text = format!("jq -c '{}' audit.log", filter.replace('\'', "'\\''"));
    vec![Query { log: "Kubernetes audit log", text }]
}

/// A literal of `jq`, which is one of JSON.
fn literal(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}
