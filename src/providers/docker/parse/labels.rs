//! Labels.

use std::collections::BTreeMap;

use super::secrets;

/// Labels that tools write anew with each re-creation: ids, their own version, and digests over what may hold secrets.
const GENERATED: &[&str] = &[
    "com.docker.compose.config-hash",
    "com.docker.compose.image",
    "com.docker.compose.replace",
    "com.docker.compose.version",
    "com.docker.swarm.task",
    "com.docker.swarm.task.id",
    "com.docker.swarm.task.name",
];

/// The labels that people and tools go by.
pub(super) fn labels(map: Option<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    let mut labels = secrets::values(map);
    labels.retain(|name, _| !GENERATED.contains(&name.as_str()));
    labels
}
