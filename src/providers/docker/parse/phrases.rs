//! Elements of lists, said in words.

use serde_json::Value;

/// An element of one of a container's lists: `mount /var/run/docker.sock of the host at /var/run/docker.sock`.
pub(super) fn container(list: &str, element: &Value) -> Option<String> {
    let text = |key: &str| element.get(key).and_then(Value::as_str);
    match list {
        "ports" => {
            let (outside, inside) = element.as_str()?.split_once("->")?;
            Some(format!("publish {inside} on {outside}"))
        }
        "mounts" => {
            let destination = text("destination")?;
            let what = match (text("type"), text("source")) {
                (Some("bind"), Some(source)) => format!("mount {source} of the host"),
                (Some("tmpfs"), _) => "mount memory".to_owned(),
                (Some(kind), Some(source)) => format!("mount the {kind} {source}"),
                (Some(kind), None) => format!("mount a {kind} of its own"),
                (None, Some(source)) => format!("mount {source}"),
                (None, None) => "mount something".to_owned(),
            };
            let read_only = element.get("read_only") == Some(&true.into());
            let how = if read_only { ", read-only" } else { "" };
            Some(format!("{what} at {destination}{how}"))
        }
        "networks" => {
            let aliases: Vec<&str> = element
                .get("aliases")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let called = if aliases.is_empty() {
                String::new()
            } else {
                format!(" as {}", aliases.join(", "))
            };
            Some(format!("join the network {}{called}", text("name")?))
        }
        _ => None,
    }
}
