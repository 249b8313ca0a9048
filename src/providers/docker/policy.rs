//! The least that reading needs. Whoever gets to an engine's socket may do everything there, unless a proxy in front of it or
//! an authorization plugin in it lets only some requests pass: these are the ones.

use serde_json::{Value, json};

use super::calls;

/// The requests: each as the API's reference has it, and as a pattern of what is on the wire.
pub(super) fn policy() -> String {
    let allow: Vec<Value> = calls::REQUESTS
        .iter()
        .filter_map(|(_, permission)| permission.split_once(' '))
        .map(|(method, path)| {
            let pattern = path.replace("{id}", "[A-Za-z0-9]+");
            let pattern = format!("^(/v1\\.[0-9]+)?{pattern}$");
            json!({ "method": method, "path": path, "pattern": pattern })
        })
        .collect();
    format!("{:#}\n", json!({ "allow": allow }))
}
