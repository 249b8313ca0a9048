//! Every protection of a container of an engine, lost and gained: from what the engine prints to the finding.

use serde_json::{Value, json};

use super::workloads::{found, names};
use crate::model::{Finding, Provider, Scope, Severity, Snapshot};
use crate::providers::{self, Answer};

/// A container that is held as closely as can be.
fn held() -> Value {
    json!({
        "Id": "1f".repeat(32), "Name": "/web", "AppArmorProfile": "docker-default", "Image": "sha256:1", "Path": "/bin/web",
        "Config": {"Image": "web", "User": "1000"},
        "HostConfig": {
            "CapDrop": ["ALL"], "LogConfig": {"Type": "json-file"}, "NetworkMode": "backend", "ReadonlyRootfs": true,
            "SecurityOpt": ["no-new-privileges"], "MaskedPaths": null,
        },
    })
}

fn with(at: &str, value: Value) -> Value {
    let mut container = held();
    let mut place = &mut container;
    for key in at.split('/') {
        place = &mut place[key];
    }
    *place = value;
    container
}

fn estate(container: &Value) -> Snapshot {
    let scope: Scope = "docker:shop-1".parse().unwrap();
    let bytes = json!([container]).to_string().into_bytes();
    let answer = Answer {
        name: "inspect".to_owned(),
        path: "inspect.json".into(),
        read: Box::new(move || Ok(bytes)),
    };
    let read = providers::entry(Provider::Docker).unwrap().read_dump;
    let mut snapshot = Snapshot::default();
    snapshot.scopes.insert(scope.clone(), read(&scope, vec![answer], None));
    snapshot
}

fn told(before: &Value, after: &Value) -> Option<Finding> {
    let mut all = found(&estate(before), &estate(after));
    assert!(all.len() < 2, "{all:?}");
    all.pop()
}

fn loosened() -> Vec<(Value, &'static str, Severity, &'static str)> {
    use Severity::{High, Medium};
    const LOST: &str = "workload-hardening-lost";
    const NETWORK: &str = "network-mode-changed";
    let host = |key: &str, value: Value| with(&format!("HostConfig/{key}"), value);
    let option = |word: &str| host("SecurityOpt", json!(["no-new-privileges", word]));
    let bind = |bind: &str| host("Binds", json!([bind]));
    let device = |path: &str| json!([{"PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rwm"}]);
    vec![
        (host("Privileged", true.into()), "privileged", High, LOST),
        (host("CapAdd", json!(["CAP_SYS_MODULE"])), "capability:SYS_MODULE", High, LOST),
        (host("CapAdd", json!(["NET_RAW"])), "capability:NET_RAW", Medium, LOST),
        (host("CapDrop", json!([])), "default-capabilities", Medium, LOST),
        (host("Devices", device("/dev/sda")), "device:/dev/sda", High, LOST),
        (host("DeviceCgroupRules", json!(["b 8:* rwm"])), "device:b 8:* rwm", High, LOST),
        (host("PidMode", "host".into()), "host-pid", High, LOST),
        (host("PidMode", "container:db".into()), "shared-processes", Medium, LOST),
        (host("IpcMode", "host".into()), "host-ipc", Medium, LOST),
        (host("UTSMode", "host".into()), "host-uts", Medium, LOST),
        (host("CgroupnsMode", "host".into()), "host-cgroup", Medium, LOST),
        (host("UsernsMode", "host".into()), "host-users", Medium, LOST),
        (host("NetworkMode", "host".into()), "host-network", High, NETWORK),
        (host("NetworkMode", "container:db".into()), "other-network:db", High, NETWORK),
        (option("seccomp=unconfined"), "seccomp", Medium, LOST),
        (with("AppArmorProfile", "unconfined".into()), "apparmor", Medium, LOST),
        (option("label=disable"), "selinux", Medium, LOST),
        (host("SecurityOpt", json!([])), "privilege-escalation", Medium, LOST),
        (host("MaskedPaths", json!([])), "kernel-files:/proc/acpi", Medium, LOST),
        (host("ReadonlyPaths", json!([])), "kernel-settings:/proc/bus", High, LOST),
        (host("ReadonlyRootfs", false.into()), "writable-root", Medium, LOST),
        (with("Config/User", "0:0".into()), "runs-as-root", Medium, LOST),
        (bind("/var/run/docker.sock:/s:ro"), "engine-socket:/var/run/docker.sock", High, LOST),
        (bind("/etc:/x"), "host-system:/etc", High, LOST),
        (bind("/srv:/x"), "host-path-writable:/srv", Medium, LOST),
        (bind("/srv:/x:ro"), "host-path:/srv", Medium, LOST),
        (host("Tmpfs", json!({"/var/log": ""})), "log-covered:/var/log", Medium, "log-redirected"),
        (
            bind("/dev/null:/var/log/web.log"),
            "log-covered:/var/log/web.log",
            Medium,
            "log-redirected",
        ),
        (host("LogConfig", json!({"Type": "none"})), "no-log", High, "log-redirected"),
    ]
}

#[test]
fn every_protection_that_is_lost_is_told_and_gained_when_it_comes_back() {
    for (loose, name, severity, code) in loosened() {
        let lost = told(&held(), &loose).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(names(&lost)[0].first().map(String::as_str), Some(name));
        assert_eq!((lost.code, lost.severity), (code, severity), "{name}: {}", lost.title);
        let back = told(&loose, &held()).unwrap_or_else(|| panic!("{name} back"));
        assert_eq!(names(&back)[0], [""; 0], "{name} back");
        assert_eq!(names(&back)[1].first().map(String::as_str), Some(name), "back");
        let quiet = [Severity::Info, Severity::Low];
        assert!(quiet.contains(&back.severity), "{name}: {} {}", back.code, back.title);
        assert_eq!(told(&loose, &loose), None, "{name} was approved");
    }
}

#[test]
fn a_log_that_goes_elsewhere_is_told() {
    let log = |driver: &str, options: Value| {
        with("HostConfig/LogConfig", json!({"Type": driver, "Config": options}))
    };
    let say = |before: &Value, after: &Value| {
        let one = told(before, after).unwrap();
        (one.code, one.severity, one.title)
    };
    let elsewhere = log("syslog", json!({}));
    let told = say(&held(), &elsewhere);
    assert_eq!(told.1, Severity::Medium);
    assert_eq!((told.0, &*told.2), ("log-redirected", "the log of container `web` goes to syslog"));
    let short = log("json-file", json!({"max-size": "1k"}));
    assert_eq!(say(&held(), &short).0, "log-redirected");
    let (code, severity, _) = say(&log("none", json!({})), &held());
    assert_eq!((code, severity), ("log-redirected", Severity::Low), "it keeps one again");
    let mut other = log("none", json!({}));
    other["HostConfig"]["Sysctls"] = json!({"net.ipv4.ip_forward": "1"});
    assert_eq!(say(&other, &held()).1, Severity::Medium, "and something else is another way");
    // An agent that no longer sees what it is there to read.
    let agent = with("HostConfig/Binds", json!(["/var/log:/logs:ro"]));
    let (code, severity, _) = say(&agent, &held());
    assert_eq!((code, severity), ("workload-changed", Severity::Medium));
}
