//! The options of `docker create` and `docker update` → what an engine is sent.

use serde_json::{Value, json};

use super::body::{Body, number, text};
use super::network::{is_own, said, unknown};
use crate::providers::docker::remedy::{Given, Line};

/// Options whose value is written as it is.
const TEXTS: &[(&str, &[&str])] = &[
    ("--cgroup-parent", &["HostConfig", "CgroupParent"]),
    ("--cgroupns", &["HostConfig", "CgroupnsMode"]),
    ("--domainname", &["Domainname"]),
    ("--hostname", &["Hostname"]),
    ("--ipc", &["HostConfig", "IpcMode"]),
    ("--isolation", &["HostConfig", "Isolation"]),
    ("--log-driver", &["HostConfig", "LogConfig", "Type"]),
    ("--pid", &["HostConfig", "PidMode"]),
    ("--runtime", &["HostConfig", "Runtime"]),
    ("--user", &["User"]),
    ("--userns", &["HostConfig", "UsernsMode"]),
    ("--uts", &["HostConfig", "UTSMode"]),
    ("--workdir", &["WorkingDir"]),
];

/// Options that are on.
const SWITCHES: &[(&str, &[&str])] = &[
    ("--init", &["HostConfig", "Init"]),
    ("--oom-kill-disable", &["HostConfig", "OomKillDisable"]),
    ("--privileged", &["HostConfig", "Privileged"]),
    ("--publish-all", &["HostConfig", "PublishAllPorts"]),
    ("--read-only", &["HostConfig", "ReadonlyRootfs"]),
    ("--rm", &["HostConfig", "AutoRemove"]),
];

/// Options of which each is an element.
const LISTS: &[(&str, &[&str])] = &[
    ("--add-host", &["HostConfig", "ExtraHosts"]),
    ("--cap-add", &["HostConfig", "CapAdd"]),
    ("--cap-drop", &["HostConfig", "CapDrop"]),
    ("--device-cgroup-rule", &["HostConfig", "DeviceCgroupRules"]),
    ("--dns", &["HostConfig", "Dns"]),
    ("--dns-option", &["HostConfig", "DnsOptions"]),
    ("--dns-search", &["HostConfig", "DnsSearch"]),
    ("--env", &["Env"]),
    ("--group-add", &["HostConfig", "GroupAdd"]),
    ("--volumes-from", &["HostConfig", "VolumesFrom"]),
];

/// Options of which each is a key with its value.
const PAIRS: &[(&str, &[&str])] = &[
    ("--annotation", &["HostConfig", "Annotations"]),
    ("--label", &["Labels"]),
    ("--log-opt", &["HostConfig", "LogConfig", "Config"]),
    ("--sysctl", &["HostConfig", "Sysctls"]),
];

/// Limits, which can be set of a container that is there.
const LIMITS: &[(&str, &str)] = &[
    ("--memory", "Memory"),
    ("--memory-swap", "MemorySwap"),
    ("--oom-score-adj", "OomScoreAdj"),
    ("--pids-limit", "PidsLimit"),
];

fn path(
    table: &[(&str, &'static [&'static str])],
    option: &str,
) -> Option<&'static [&'static str]> {
    table.iter().find(|(known, _)| *known == option).map(|(_, path)| *path)
}

/// A container, as it is made. What is taken over comes from the one that is there.
pub(super) fn body(line: &Line, old: &Value) -> Result<Value, String> {
    let Line { verb: _, options, names } = line;
    let mut body = Body::default();
    // As `docker create` has it without a terminal.
    body.set(&["AttachStdout"], true);
    body.set(&["AttachStderr"], true);
    let mut place = Body::default();
    let mut network = None;
    let mut links = Vec::new();
    for (option, given) in options {
        match (*option, given) {
            // The name is in the path, and an engine pulls nothing that it is not told to.
            ("--name" | "--pull", _) => {}
            ("--mount", Given::Fields(fields)) => {
                body.push(&["HostConfig", "Mounts"], mount(fields)?);
            }
            ("--network", Given::Fields(fields)) => {
                for field in fields {
                    let (key, value) = field.split_once('=').ok_or_else(|| unknown(option))?;
                    match key {
                        "name" => network = Some(value.to_owned()),
                        _ => said(&mut place, key, value)?,
                    }
                }
            }
            ("--network", given) => network = Some(text(given, old)?),
            ("--link", given) => links.push(text(given, old)?),
            ("--no-healthcheck", _) => body.set(&["Healthcheck", "Test"], json!(["NONE"])),
            ("--health-cmd", given) => {
                body.set(&["Healthcheck", "Test"], json!(["CMD-SHELL", text(given, old)?]));
            }
            ("--entrypoint", given) => body.set(&["Entrypoint"], json!([text(given, old)?])),
            (option, given) => {
                let value = text(given, old)?;
                one(&mut body, &["HostConfig"], option, &value)?;
            }
        }
    }
    if let Some(mode) = network {
        let is_own = is_own(&mode);
        // There links are of the place in the network.
        if is_own {
            links.drain(..).for_each(|link| place.push(&["Links"], link));
        }
        let place = place.value();
        if is_own || place != json!({}) {
            body.insert(&["NetworkingConfig", "EndpointsConfig"], &mode, place);
        }
        body.set(&["HostConfig", "NetworkMode"], mode);
    }
    for link in links {
        body.push(&["HostConfig", "Links"], link);
    }
    let mut names = names.iter().map(|name| text(name, old));
    let image = names.next().ok_or_else(|| "a container without an image".to_owned())??;
    body.set(&["Image"], image);
    for argument in names {
        body.push(&["Cmd"], argument?);
    }
    Ok(body.value())
}

/// Limits of a container that is there.
pub(super) fn limits(line: &Line) -> Result<Value, String> {
    let mut body = Body::default();
    for (option, given) in &line.options {
        let Given::Text(value) = given else { return Err(unknown(option)) };
        limit(&mut body, &[], option, value)?;
    }
    Ok(body.value())
}

/// One option that says how much a container may have, or what happens when it ends; these stand in a place of their own.
fn limit(body: &mut Body, place: &[&str], option: &str, value: &str) -> Result<(), String> {
    let at = |key: &'static str| [place, &[key]].concat();
    if let Some((_, key)) = LIMITS.iter().find(|(known, _)| *known == option) {
        body.set(&at(key), number(option, value)?);
        return Ok(());
    }
    match option {
        "--cpus" => {
            let (whole, thousandths) = value.split_once('.').unwrap_or((value, "0"));
            let all = number(option, whole)?.saturating_mul(1000);
            let all = all.saturating_add(number(option, thousandths)?);
            body.set(&at("NanoCpus"), all.saturating_mul(1_000_000));
        }
        "--restart" => {
            let (name, count) = value.split_once(':').unwrap_or((value, "0"));
            let count = number(option, count)?;
            body.set(&at("RestartPolicy"), json!({ "Name": name, "MaximumRetryCount": count }));
        }
        _ => return Err(unknown(option)),
    }
    Ok(())
}

fn one(body: &mut Body, host: &[&str], option: &str, value: &str) -> Result<(), String> {
    let at = |key: &'static str| [host, &[key]].concat();
    if let Some(path) = path(TEXTS, option) {
        body.set(path, value);
    } else if let Some(path) = path(SWITCHES, option) {
        body.set(path, true);
    } else if let Some(path) = path(LISTS, option) {
        body.push(path, value);
    } else if let Some(path) = path(PAIRS, option) {
        body.pair(path, value);
    } else {
        match option {
            "--device" => body.push(&at("Devices"), device(value)),
            "--expose" => body.insert(&["ExposedPorts"], &with_protocol(value), json!({})),
            "--publish" => {
                let (port, binding) = published(value);
                body.insert(&["ExposedPorts"], &port, json!({}));
                body.push(&["HostConfig", "PortBindings", &port], binding);
            }
            "--security-opt" if value == "systempaths=unconfined" => {
                body.set(&at("MaskedPaths"), json!([]));
                body.set(&at("ReadonlyPaths"), json!([]));
            }
            "--security-opt" => body.push(&at("SecurityOpt"), value),
            "--tmpfs" => {
                let (path, options) = value.split_once(':').unwrap_or((value, ""));
                body.insert(&at("Tmpfs"), path, options);
            }
            "--ulimit" => body.push(&at("Ulimits"), ulimit(value)?),
            _ => limit(body, host, option, value)?,
        }
    }
    Ok(())
}

/// `80` is of TCP.
fn with_protocol(port: &str) -> String {
    if port.contains('/') { port.to_owned() } else { format!("{port}/tcp") }
}

/// `127.0.0.1:8080:80/tcp`: the port inside, and where it is outside.
fn published(value: &str) -> (String, Value) {
    let (outside, inside) = value.rsplit_once(':').unwrap_or(("", value));
    let (address, port) = outside.rsplit_once(':').unwrap_or(("", outside));
    let address = address.trim_start_matches('[').trim_end_matches(']');
    (with_protocol(inside), json!({ "HostIp": address, "HostPort": port }))
}

/// `/dev/null:/dev/mem:rwm`
fn device(value: &str) -> Value {
    let mut parts = value.split(':');
    let host = parts.next().unwrap_or_default();
    let inside = parts.next().unwrap_or(host);
    json!({
        "PathOnHost": host, "PathInContainer": inside,
        "CgroupPermissions": parts.next().unwrap_or("rwm"),
    })
}

/// `nofile=64:128`
fn ulimit(value: &str) -> Result<Value, String> {
    let (name, both) = value.split_once('=').ok_or_else(|| format!("`{value}` is no limit"))?;
    let (soft, hard) = both.split_once(':').unwrap_or((both, both));
    let (soft, hard) = (number("--ulimit", soft)?, number("--ulimit", hard)?);
    Ok(json!({ "Name": name, "Soft": soft, "Hard": hard }))
}

fn mount(fields: &[String]) -> Result<Value, String> {
    let mut mount = Body::default();
    let sort = fields.iter().find_map(|field| field.strip_prefix("type=")).unwrap_or("bind");
    let options = match sort {
        "bind" => "BindOptions",
        "volume" => "VolumeOptions",
        "image" => "ImageOptions",
        _ => "",
    };
    for field in fields {
        let (key, value) = field.split_once('=').unwrap_or((field.as_str(), ""));
        match (key, value) {
            ("type", _) => mount.set(&["Type"], sort),
            ("target", _) => mount.set(&["Target"], value),
            ("source", _) => mount.set(&["Source"], value),
            ("readonly", _) => mount.set(&["ReadOnly"], true),
            ("bind-propagation", _) => mount.set(&["BindOptions", "Propagation"], value),
            ("bind-recursive", "disabled") => mount.set(&["BindOptions", "NonRecursive"], true),
            ("bind-recursive", "readonly") => {
                mount.set(&["BindOptions", "ReadOnlyForceRecursive"], true);
            }
            ("bind-recursive", "writable") => {
                mount.set(&["BindOptions", "ReadOnlyNonRecursive"], true);
            }
            ("volume-driver", _) => mount.set(&["VolumeOptions", "DriverConfig", "Name"], value),
            ("volume-opt", _) => mount.pair(&["VolumeOptions", "DriverConfig", "Options"], value),
            (key, _) if key == format!("{sort}-subpath") && !options.is_empty() => {
                mount.set(&[options, "Subpath"], value);
            }
            _ => return Err(unknown(field)),
        }
    }
    Ok(mount.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_published_as_they_are_written() {
        for (value, port, address, outside) in [
            ("80/tcp", "80/tcp", "", ""),
            ("8080:80", "80/tcp", "", "8080"),
            ("127.0.0.1:8080:80/udp", "80/udp", "127.0.0.1", "8080"),
            ("[::1]:8080:80/tcp", "80/tcp", "::1", "8080"),
            ("192.0.2.1::80/tcp", "80/tcp", "192.0.2.1", ""),
        ] {
            let binding = json!({ "HostIp": address, "HostPort": outside });
            assert_eq!(published(value), (port.to_owned(), binding), "{value}");
        }
    }

    #[test]
    fn limits_are_in_the_engines_numbers() {
        let options = [("--cpus", "1.050"), ("--memory", "4096"), ("--restart", "on-failure:3")];
        let options = options.map(|(option, value)| (option, Given::Text(value.to_owned())));
        let line = Line { verb: vec!["update"], options: options.to_vec(), names: Vec::new() };
        let expected = json!({
            "NanoCpus": 1_050_000_000_i64, "Memory": 4096,
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
        });
        assert_eq!(limits(&line), Ok(expected));
    }

    #[test]
    fn an_option_that_nobody_knows_is_never_left_out() {
        let options = vec![("--gpus", Given::Text("all".to_owned()))];
        let names = vec![Given::Text("shop:1".to_owned())];
        let line = Line { verb: vec!["create"], options, names };
        assert!(body(&line, &Value::Null).unwrap_err().contains("--gpus"));
    }
}
