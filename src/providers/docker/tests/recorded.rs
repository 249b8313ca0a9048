//! Answers of a real engine.

use serde_json::json;

use super::{context, durable, kind, read_fixture};
use crate::model::Status;

#[test]
fn a_real_host_is_read_without_a_gap() {
    let reading = read_fixture("recorded");
    for (kind, read) in &reading.kinds {
        assert_eq!(
            (read.coverage.status, &read.coverage.reason),
            (Status::Complete, &None),
            "{kind}"
        );
    }
    let containers = kind(&reading, "container");
    let names: Vec<&str> =
        containers.resources.keys().map(crate::model::Identity::as_str).collect();
    assert_eq!(names, ["plain", "priv", "side", "web"]);
    let networks = kind(&reading, "network");
    assert_eq!(networks.resources.len(), 4);
    assert_eq!(durable(networks, "private")["internal"], true);
    assert_eq!(context(networks, "backend")["containers"], json!(["web"]));
    assert_eq!(durable(kind(&reading, "host"), "engine")["log_driver"], "json-file");
}

#[test]
fn a_loose_container_and_a_tight_one_are_told_apart() {
    let reading = read_fixture("recorded");
    let containers = kind(&reading, "container");
    let loose = durable(containers, "priv");
    for (field, value) in [
        ("privileged", json!(true)),
        ("network_mode", json!("host")),
        ("pid", json!("host")),
        ("ipc", json!("host")),
        ("uts", json!("host")),
        ("user_namespace", json!("host")),
        ("seccomp", json!("unconfined")),
        ("apparmor", json!("unconfined")),
        ("log_driver", json!("none")),
        ("devices", json!(["/dev/null:/dev/thing:rwm"])),
        ("dns", json!(["192.0.2.53"])),
        ("extra_hosts", json!(["a:192.0.2.1"])),
        ("state", json!("stopped")),
        (
            "mounts",
            json!([
                { "destination": "/data", "propagation": "rshared", "read_only": true,
                  "source": "/var/lib/somewhere", "type": "bind" },
                { "destination": "/var/run/docker.sock", "source": "/var/run/docker.sock", "type": "bind" },
            ]),
        ),
    ] {
        assert_eq!(loose[field], value, "{field}");
    }
    let tight = durable(containers, "web");
    for (field, value) in [
        ("capabilities_added", json!(["NET_BIND_SERVICE"])),
        ("capabilities_dropped", json!(["ALL"])),
        ("environment", json!(["APP_MODE", "DB_PASSWORD"])),
        ("no_new_privileges", json!(true)),
        ("readonly_root", json!(true)),
        ("user", json!("1000")),
        ("restart", json!("unless-stopped")),
        ("state", json!("running")),
        ("network_mode", json!("backend")),
        ("networks", json!([{ "name": "backend" }])),
        (
            "ports",
            json!(["0.0.0.0:8080->8080/tcp", "127.0.0.1:9000->9000/udp", "[::]:8080->8080/tcp"]),
        ),
        ("mounts", json!([{ "destination": "/run", "type": "tmpfs" }])),
        ("hostname", json!(null)),
        ("seccomp", json!(null)),
        ("unmasked_paths", json!(null)),
    ] {
        assert_eq!(tight[field], value, "{field}");
    }
    assert_eq!(durable(containers, "side")["network_mode"], "container:plain");
}

/// Ids, addresses, times, names that nobody gave: everything is new, and nothing changed.
#[test]
fn a_host_whose_containers_were_made_again_is_the_same() {
    let (before, after) = (read_fixture("recorded"), read_fixture("recreated"));
    for (kind, read) in &before.kinds {
        for (id, resource) in &read.resources {
            let sides = [resource, &after.kinds[kind].resources[id]].map(|resource| {
                let mut durable = resource.durable.value().unwrap();
                // `side` had come to its end by itself.
                durable.as_object_mut().unwrap().remove("state");
                durable
            });
            assert_eq!(sides[0], sides[1], "{kind} {id}");
        }
        assert_eq!(read.resources.len(), after.kinds[kind].resources.len(), "{kind}");
    }
}

/// Podman prints more, and some of it in another form.
#[test]
fn what_podman_prints_is_read_without_a_gap() {
    let reading = read_fixture("podman");
    let containers = kind(&reading, "container");
    assert_eq!(
        (containers.coverage.status, &containers.coverage.reason),
        (Status::Complete, &None)
    );
    let web = durable(containers, "web");
    for (field, value) in [
        ("image", json!("registry.example/shop:1.0")),
        ("command", json!({ "arguments": 1, "program": "sleep" })),
        ("environment", json!(["API_TOKEN", "PATH", "TERM", "container"])),
        ("capabilities_added", json!(["NET_ADMIN"])),
        ("log_driver", json!("none")),
        ("network_mode", json!("none")),
        (
            "mounts",
            json!([{ "destination": "/t", "read_only": true, "source": "/srv/shared", "type": "bind" }]),
        ),
    ] {
        assert_eq!(web[field], value, "{field}");
    }
}
