//! What Docker's settings mean, as far as parsing decides it.

use serde_json::{Value, json};

use super::{ENTRY, answer, configured, contained, context, durable, kind, read};

fn network(network: Value) -> Value {
    let reading = read(vec![answer("network-inspect", &json!([network]))]);
    durable(kind(&reading, "network"), network["Name"].as_str().unwrap())
}

fn host(info: Value) -> Value {
    durable(kind(&read(vec![answer("info", &info)]), "host"), "engine")
}

#[test]
fn null_empty_and_absent_are_the_same() {
    let plain = contained(json!({}));
    for empty in [
        json!({ "CapAdd": null, "Binds": [], "Sysctls": {}, "PidMode": "", "PidsLimit": 0, "Privileged": false,
                "PortBindings": {}, "Dns": [], "LogConfig": { "Type": "", "Config": null }, "Mounts": null,
                "RestartPolicy": { "Name": "no", "MaximumRetryCount": 0 }, "Annotations": null }),
        json!({ "PortBindings": { "80/tcp": null }, "PidMode": "private", "IpcMode": "private",
                "PidsLimit": -1, "Isolation": "default", "SecurityOpt": ["seccomp=builtin"] }),
    ] {
        assert_eq!(contained(empty.clone()), plain, "{empty}");
    }
    assert_eq!(plain, json!({}));
}

#[test]
fn capabilities_have_one_spelling() {
    let written =
        contained(json!({ "CapAdd": ["CAP_NET_ADMIN", "sys_ptrace"], "CapDrop": ["all"] }));
    let plain = contained(json!({ "CapAdd": ["SYS_PTRACE", "NET_ADMIN"], "CapDrop": ["ALL"] }));
    assert_eq!(written, plain);
    assert_eq!(plain["capabilities_added"], json!(["NET_ADMIN", "SYS_PTRACE"]));
}

#[test]
fn a_port_without_an_address_is_open_on_all_of_them() {
    let ports = |bindings: Value| {
        contained(json!({ "PortBindings": { "80/tcp": bindings } }))["ports"].clone()
    };
    let everywhere = json!(["0.0.0.0:8080->80/tcp", "[::]:8080->80/tcp"]);
    assert_eq!(ports(json!([{ "HostIp": "", "HostPort": "8080" }])), everywhere);
    assert_eq!(
        ports(
            json!([{ "HostIp": "::", "HostPort": "8080" }, { "HostIp": "0.0.0.0", "HostPort": "8080" }])
        ),
        everywhere
    );
    assert_eq!(ports(json!([{ "HostIp": "127.0.0.1" }])), json!(["127.0.0.1:*->80/tcp"]));
    assert_eq!(
        ports(json!([{ "HostIp": "2001:DB8:0::1", "HostPort": "1" }])),
        json!(["[2001:db8::1]:1->80/tcp"])
    );
}

#[test]
fn publishing_all_opens_what_the_image_exposes() {
    let list = json!([{ "Name": "/web", "HostConfig": { "PublishAllPorts": true,
        "PortBindings": { "80/tcp": [{ "HostIp": "127.0.0.1", "HostPort": "1" }] } },
        "Config": { "ExposedPorts": { "80/tcp": {}, "53/udp": {} } } }]);
    let web = durable(kind(&read(vec![answer("inspect", &list)]), "container"), "web");
    assert_eq!(web["ports"], json!(["0.0.0.0:*->53/udp", "127.0.0.1:1->80/tcp", "[::]:*->53/udp"]));
}

#[test]
fn another_container_is_named_and_not_numbered() {
    let [app, db, gone] = ["1f", "2e", "3d"].map(|pair| pair.repeat(32));
    let list = json!([
        { "Id": app, "Name": "/app", "HostConfig": { "NetworkMode": format!("container:{db}"),
          "PidMode": format!("container:{}", &db[..12]), "IpcMode": "container:db",
          "VolumesFrom": [format!("{db}:ro")], "Links": ["/db:/app/database"] } },
        { "Id": db, "Name": "/db", "HostConfig": { "NetworkMode": format!("container:{gone}") } },
    ]);
    let reading = read(vec![answer("inspect", &list)]);
    let app = durable(kind(&reading, "container"), "app");
    for (field, value) in [
        ("network_mode", json!("container:db")),
        ("pid", json!("container:db")),
        ("ipc", json!("container:db")),
        ("volumes_from", json!(["db:ro"])),
        ("links", json!(["db:database"])),
    ] {
        assert_eq!(app[field], value, "{field}");
    }
    let db = durable(kind(&reading, "container"), "db");
    assert_eq!(db["network_mode"], "container:3d3d3d3d3d3d");
}

#[test]
fn a_mount_is_told_once_however_often_it_is_printed() {
    let id = "a1".repeat(32);
    let sock = "/var/run/docker.sock";
    let there = json!([
        { "Type": "bind", "Source": sock, "Destination": sock, "Mode": "", "RW": true, "Propagation": "rprivate" },
        { "Type": "volume", "Name": id, "Source": format!("/var/lib/docker/volumes/{id}/_data"),
          "Destination": "/anon", "Driver": "local", "Mode": "z", "RW": true, "Propagation": "" },
        { "Type": "volume", "Name": "logs", "Source": "/var/lib/docker/volumes/logs/_data",
          "Destination": "/var/log", "Driver": "local", "Mode": "ro", "RW": false },
    ]);
    let host_config = json!({ "Binds": [format!("{sock}:{sock}"), "logs:/var/log:ro"],
        "Mounts": [{ "Type": "volume", "Target": "/anon" }] });
    let whole = json!([{ "Name": "/web", "Mounts": there, "HostConfig": host_config }]);
    let whole = durable(kind(&read(vec![answer("inspect", &whole)]), "container"), "web");
    let wanted = json!([
        { "destination": "/anon", "type": "volume" },
        { "destination": "/var/log", "read_only": true, "source": "logs", "type": "volume" },
        { "destination": sock, "source": sock, "type": "bind" },
    ]);
    assert_eq!(whole["mounts"], wanted);
    // What was asked for says the same where what there is was not printed.
    assert_eq!(contained(host_config)["mounts"], wanted);
}

#[test]
fn protections_are_read_from_their_options() {
    let told = contained(json!({ "SecurityOpt": ["no-new-privileges:true", "seccomp:unconfined",
        "apparmor=unconfined", "label=disable"] }));
    assert_eq!(told["no_new_privileges"], true);
    assert_eq!(told["seccomp"], "unconfined");
    assert_eq!(told["apparmor"], "unconfined");
    assert_eq!(told["security_options"], json!(["label=disable"]));
    let profile = |text: &str| {
        contained(json!({ "SecurityOpt": [format!("seccomp={text}")] }))["seccomp"].clone()
    };
    let one = profile("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": []}");
    assert!(one.as_str().unwrap().starts_with("profile sha256:"), "{one}");
    assert_eq!(one, profile("{\"syscalls\":[],\n\"defaultAction\":\"SCMP_ACT_ERRNO\"}"));
    assert_ne!(one, profile("{\"syscalls\":[],\"defaultAction\":\"SCMP_ACT_ALLOW\"}"));
    assert_eq!(contained(json!({ "SecurityOpt": ["no-new-privileges=false"] })), json!({}));
}

#[test]
fn hidden_paths_are_told_when_they_are_not() {
    assert_eq!(contained(json!({ "MaskedPaths": null, "ReadonlyPaths": null })), json!({}));
    let bare = contained(
        json!({ "MaskedPaths": [], "ReadonlyPaths": ["/proc/sys", "/proc/bus", "/proc/fs"] }),
    );
    assert_eq!(bare["unmasked_paths"].as_array().unwrap().len(), 10);
    assert_eq!(bare["writable_paths"], json!(["/proc/irq", "/proc/sysrq-trigger"]));
}

#[test]
fn limits_said_in_two_ways_are_one() {
    let quota = contained(json!({ "CpuQuota": 150_000, "CpuPeriod": 0, "Memory": 1024 }));
    let nano = contained(json!({ "NanoCpus": 1_500_000_000_i64, "Memory": 1024, "MemorySwap": 0 }));
    assert_eq!(quota, nano);
    assert_eq!(nano["limits"], json!({ "cpu": 1500, "memory": 1024 }));
}

#[test]
fn names_that_nobody_gave_are_left_out() {
    for drawn in ["1f1f1f1f1f1f", "0123456789ab"] {
        assert_eq!(configured(json!({ "Hostname": drawn })), json!({}), "{drawn}");
    }
    assert_eq!(configured(json!({ "Hostname": "web-1" }))["hostname"], "web-1");
    let compose =
        json!({ "com.docker.compose.config-hash": "ab12", "com.docker.compose.service": "web" });
    assert_eq!(
        configured(json!({ "Labels": compose }))["labels"],
        json!({ "com.docker.compose.service": "web" })
    );
}

#[test]
fn a_command_is_its_program_and_its_options() {
    let command = configured(json!({ "Entrypoint": ["/bin/shop"], "Cmd": ["--port=80", "serve"] }));
    let wanted = json!({ "arguments": 2, "options": ["--port"], "program": "/bin/shop" });
    assert_eq!(command["command"], wanted);
    // Podman before 5.0 prints a text.
    assert_eq!(
        configured(json!({ "Entrypoint": "/bin/shop", "Cmd": ["--port=80", "serve"] })),
        command
    );
}

#[test]
fn a_container_runs_is_frozen_or_is_at_rest() {
    for (state, wanted) in [
        (json!({ "Status": "running" }), json!("running")),
        (json!({ "Status": "restarting" }), json!("running")),
        (json!({ "Status": "paused" }), json!("paused")),
        (json!({ "Status": "exited" }), json!("stopped")),
        (json!({ "Status": "created" }), json!("stopped")),
        (json!({ "Running": true, "Paused": true }), json!("paused")),
        (json!({ "Running": false }), json!("stopped")),
        (json!({}), Value::Null),
    ] {
        let list = json!([{ "Name": "/web", "State": state }]);
        let web = durable(kind(&read(vec![answer("inspect", &list)]), "container"), "web");
        assert_eq!(web["state"], wanted, "{state}");
    }
}

#[test]
fn addresses_are_context_and_an_alias_of_the_id_is_nothing() {
    let id = "1f".repeat(32);
    let list = json!([{ "Id": id, "Name": "/web", "HostConfig": { "NetworkMode": "2e".repeat(32) },
        "NetworkSettings": { "Networks": { "backend": { "Aliases": ["1f1f1f1f1f1f", "web"],
            "NetworkID": "2e".repeat(32), "IPAddress": "192.0.2.2", "MacAddress": "02:42:c0:00:02:02" } } } }]);
    let reading = read(vec![answer("inspect", &list)]);
    let containers = kind(&reading, "container");
    assert_eq!(durable(containers, "web")["network_mode"], "backend");
    assert_eq!(
        durable(containers, "web")["networks"],
        json!([{ "aliases": ["web"], "name": "backend" }])
    );
    assert_eq!(
        context(containers, "web"),
        json!({ "addresses": ["backend 192.0.2.2"], "mac_addresses": ["02:42:c0:00:02:02"] })
    );
}

#[test]
fn what_a_bridge_does_anyway_is_left_out() {
    let old =
        network(json!({ "Name": "backend", "Driver": "bridge", "Scope": "local", "Options": {},
        "IPAM": { "Driver": "default", "Config": [{ "Subnet": "192.0.2.0/24" }] } }));
    let new = network(
        json!({ "Name": "backend", "Driver": "bridge", "EnableIPv4": true, "EnableIPv6": false,
        "Options": { "com.docker.network.bridge.enable_icc": "true" }, "ConfigFrom": { "Network": "" },
        "IPAM": { "Config": [{ "Subnet": "192.0.2.0/24", "Gateway": "192.0.2.1", "IPRange": "" }] } }),
    );
    assert_eq!(old, new);
    assert_eq!(old, json!({ "driver": "bridge", "subnets": [{ "subnet": "192.0.2.0/24" }] }));
    let apart = network(json!({ "Name": "backend", "Driver": "bridge",
        "Options": { "com.docker.network.bridge.enable_icc": "false" } }));
    assert_eq!(apart["options"], json!({ "com.docker.network.bridge.enable_icc": "false" }));
}

#[test]
fn an_engine_that_obeys_anybody_is_told_from_its_warnings() {
    let host = host(json!({ "ID": "ABCD", "Warnings": ["WARNING: No swap limit support",
        "WARNING: API is accessible on http://0.0.0.0:2375 without encryption.\n         Access to the remote API is"] }));
    assert_eq!(host, json!({ "open_api": ["http://0.0.0.0:2375"] }));
}

#[test]
fn the_builtin_profile_has_two_names() {
    let [old, new] = ["default", "builtin"].map(|name| {
        host(json!({ "ID": "A", "SecurityOptions": [format!("name=seccomp,profile={name}")] }))
    });
    assert_eq!(old, new);
}

#[test]
fn elements_are_said_in_words() {
    let spec = ENTRY.kinds.iter().find(|spec| spec.kind.word() == "container").unwrap();
    for (list, element, words) in [
        ("ports", json!("0.0.0.0:80->8080/tcp"), "publish 8080/tcp on 0.0.0.0:80"),
        (
            "mounts",
            json!({ "destination": "/s", "source": "/var/run/docker.sock", "type": "bind" }),
            "mount /var/run/docker.sock of the host at /s",
        ),
        (
            "mounts",
            json!({ "destination": "/d", "source": "data", "type": "volume", "read_only": true }),
            "mount the volume data at /d, read-only",
        ),
        (
            "networks",
            json!({ "name": "backend", "aliases": ["db"] }),
            "join the network backend as db",
        ),
    ] {
        assert_eq!((spec.phrase)(list, &element).as_deref(), Some(words));
    }
}
