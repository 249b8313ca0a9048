//! What to ask an engine: its own events, which say what was done and when, and not by whom.

use jiff::Timestamp;

use crate::model::{Query, ResourceId};

pub(super) fn queries(id: &ResourceId, since: Option<Timestamp>) -> Vec<Query> {
    let since = since.map_or_else(|| "24h".to_owned(), |since| since.to_string());
    let filter = match id.kind.word() {
        "container" => "container",
        "network" => "network",
        _ => return Vec::new(),
    };
    let name = id.identity.as_str().replace('\'', "'\\''");
    let text = format!("docker events --since '{since}' --until 0s --filter '{filter}={name}'");
    vec![Query { log: "Docker events", text }]
}
