//! Every protection of a workload, lost and gained, on every kind of workload: from manifests to the finding.

use serde_json::{Value, json};

use super::super::{Overrides, find, protections};
use crate::compare::{Pairing, compare};
use crate::effects;
use crate::model::{Assumptions, Finding, Severity, Snapshot, Subject};
use crate::providers::kubernetes::applied;

/// The kinds that hold a template, and a pod of its own: the version, the kind, and where in it the spec of its pods is.
pub(super) const KINDS: &[(&str, &str, &str)] = &[
    ("v1", "Pod", "/spec"),
    ("apps/v1", "Deployment", "/spec/template/spec"),
    ("apps/v1", "ReplicaSet", "/spec/template/spec"),
    ("apps/v1", "StatefulSet", "/spec/template/spec"),
    ("apps/v1", "DaemonSet", "/spec/template/spec"),
    ("batch/v1", "Job", "/spec/template/spec"),
    ("batch/v1", "CronJob", "/spec/jobTemplate/spec/template/spec"),
    ("v1", "ReplicationController", "/spec/template/spec"),
];

/// A pod that is held as closely as can be.
pub(super) fn held() -> Value {
    json!({
        "automountServiceAccountToken": false,
        "hostUsers": false,
        "securityContext": {"runAsNonRoot": true, "runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{
            "name": "web", "image": "example.org/web:1",
            "securityContext": {
                "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "privileged": false, "readOnlyRootFilesystem": true,
            },
        }],
    })
}

/// A workload of a kind around a spec.
pub(super) fn workload((version, kind, at): (&str, &str, &str), spec: &Value) -> Value {
    let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": "web", "namespace": "shop"}});
    let mut place = &mut object;
    for key in at.split('/').skip(1) {
        place = &mut place[key];
    }
    *place = spec.clone();
    object
}

/// The same with a value put at a place.
pub(super) fn with(spec: &Value, at: &str, value: Value) -> Value {
    let mut spec = spec.clone();
    let mut place = &mut spec;
    for key in at.split('/').skip(1) {
        place = match key.parse::<usize>() {
            Ok(index) => &mut place[index],
            Err(_) => &mut place[key],
        };
    }
    *place = value;
    spec
}

/// What is told of the difference of two estates.
pub(super) fn found(before: &Snapshot, after: &Snapshot) -> Vec<Finding> {
    let pairing = Pairing::new(before, after, &[]).unwrap();
    let subjects = compare(before, after, &pairing).subjects;
    let subjects = effects::compute(subjects, before, after, &pairing, Assumptions::default());
    find(subjects, &Overrides::default()).findings
}

fn told(before: &Value, after: &Value) -> Option<Finding> {
    let [before, after] = [before, after].map(|object| applied(&object.to_string()));
    let mut all = found(&before, &after);
    assert!(all.len() < 2, "{all:?}");
    all.pop()
}

/// The names of what was lost, and gained.
pub(super) fn names(finding: &Finding) -> [Vec<String>; 2] {
    let Subject::Change(change) = &finding.subject else { panic!("{finding:?}") };
    let hardening = change.hardening.as_deref().cloned().unwrap_or_default();
    [hardening.lost, hardening.gained].map(|list| {
        let name = |one: crate::model::Protection| match one.container {
            Some(container) => format!("{container} {}", protections::name(&one.missing)),
            None => protections::name(&one.missing),
        };
        list.into_iter().map(name).collect()
    })
}

/// Mounts a volume in the container.
fn mounting(volume: Value, mount: Value) -> Value {
    let mut volume = volume;
    volume["name"] = "x".into();
    let mut mount = mount;
    mount["name"] = "x".into();
    let spec = with(&held(), "/volumes", json!([volume]));
    with(&spec, "/containers/0/volumeMounts", json!([mount]))
}

/// A folder of the node where the server mounts tokens, under the name that it gives them.
fn host_for_token() -> Value {
    let at = json!({"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"});
    let mut spec = mounting(json!({"hostPath": {"path": "/etc"}}), at);
    spec["volumes"][0]["name"] = "kube-api-access-x".into();
    spec["containers"][0]["volumeMounts"][0]["name"] = "kube-api-access-x".into();
    spec
}

/// A loosened pod, what it lost, how grave that is, and which rule tells it.
fn loosened() -> Vec<(Value, &'static str, Severity, &'static str)> {
    use Severity::{High, Medium};
    const LOST: &str = "workload-hardening-lost";
    let held = held();
    let own =
        |at: &str, value: Value| with(&held, &format!("/containers/0/securityContext{at}"), value);
    let host = |path: &str, read_only: bool| {
        mounting(
            json!({"hostPath": {"path": path}}),
            json!({"mountPath": "/x", "readOnly": read_only}),
        )
    };
    let add = |name: &str| own("/capabilities/add", json!([name]));
    vec![
        (own("/privileged", true.into()), "web privileged", High, LOST),
        (own("/windowsOptions", json!({"hostProcess": true})), "web host-process", High, LOST),
        (with(&held, "/hostPID", true.into()), "host-pid", High, LOST),
        (with(&held, "/hostIPC", true.into()), "host-ipc", Medium, LOST),
        (with(&held, "/hostNetwork", true.into()), "host-network", High, "network-mode-changed"),
        (with(&held, "/hostUsers", Value::Null), "host-users", Medium, LOST),
        (with(&held, "/shareProcessNamespace", true.into()), "shared-processes", Medium, LOST),
        (
            with(&held, "/automountServiceAccountToken", Value::Null),
            "service-account-token",
            Medium,
            LOST,
        ),
        (add("SYS_ADMIN"), "web capability:SYS_ADMIN", High, LOST),
        (add("CAP_SYS_MODULE"), "web capability:SYS_MODULE", High, LOST),
        (add("sys_ptrace"), "web capability:SYS_PTRACE", High, LOST),
        (add("BPF"), "web capability:BPF", High, LOST),
        (add("ALL"), "web capability:ALL", High, LOST),
        (add("NET_ADMIN"), "web capability:NET_ADMIN", Medium, LOST),
        (own("/capabilities", Value::Null), "web default-capabilities", Medium, LOST),
        (own("/allowPrivilegeEscalation", Value::Null), "web privilege-escalation", Medium, LOST),
        (own("/readOnlyRootFilesystem", false.into()), "web writable-root", Medium, LOST),
        (own("/runAsUser", 0.into()), "web runs-as-root", Medium, LOST),
        (
            with(&held, "/securityContext", json!({"seccompProfile": {"type": "RuntimeDefault"}})),
            "web runs-as-root",
            Medium,
            LOST,
        ),
        (own("/seccompProfile", json!({"type": "Unconfined"})), "web seccomp", Medium, LOST),
        (with(&held, "/securityContext/seccompProfile", Value::Null), "web seccomp", Medium, LOST),
        (own("/appArmorProfile", json!({"type": "Unconfined"})), "web apparmor", Medium, LOST),
        (own("/seLinuxOptions", json!({"type": "spc_t"})), "web selinux", Medium, LOST),
        (own("/procMount", "Unmasked".into()), "web kernel-files:/proc", Medium, LOST),
        (host("/srv/data", true), "web host-path:/srv/data", Medium, LOST),
        (host("/srv/data", false), "web host-path-writable:/srv/data", Medium, LOST),
        (host("/etc", false), "web host-system:/etc", High, LOST),
        (host("/", true), "web host-path:/", High, LOST),
        (
            host("/run/containerd/containerd.sock", true),
            "web engine-socket:/run/containerd/containerd.sock",
            High,
            LOST,
        ),
        (
            mounting(json!({"emptyDir": {}}), json!({"mountPath": "/var/log/web"})),
            "web log-covered:/var/log/web",
            Medium,
            "log-redirected",
        ),
        (host_for_token(), "web host-system:/etc", High, LOST),
        (
            mounting(
                json!({"projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}),
                json!({"mountPath": "/t"}),
            ),
            "web service-account-token",
            Medium,
            LOST,
        ),
    ]
}

#[test]
fn every_protection_that_is_lost_is_told_on_every_kind_and_gained_when_it_comes_back() {
    for kind in KINDS {
        for (loose, name, severity, code) in loosened() {
            let [before, after] = [&held(), &loose].map(|spec| workload(*kind, spec));
            let about = format!("{} {name}", kind.1);
            let lost = told(&before, &after).unwrap_or_else(|| panic!("{about}"));
            assert_eq!(names(&lost)[0].first().map(String::as_str), Some(name), "{about}");
            assert_eq!(names(&lost)[1], [""; 0], "{about}");
            assert_eq!((lost.code, lost.severity), (code, severity), "{about}: {}", lost.title);
            let back = told(&after, &before).unwrap_or_else(|| panic!("{about} back"));
            assert_eq!(names(&back)[0], [""; 0], "{about} back");
            assert_eq!(names(&back)[1].first().map(String::as_str), Some(name), "{about} back");
            let quiet = [Severity::Info, Severity::Low];
            assert!(quiet.contains(&back.severity), "{about}: {} {}", back.code, back.title);
            // What was approved like that is quiet.
            assert_eq!(told(&after, &after), None, "{about}");
        }
    }
}

#[test]
fn a_setting_that_moves_between_a_pod_and_its_container_is_no_change() {
    let held = held();
    let pod = with(&held, "/securityContext/appArmorProfile", json!({"type": "RuntimeDefault"}));
    let mut own = with(&held, "/securityContext", Value::Null);
    for (key, value) in [
        ("runAsNonRoot", json!(true)),
        ("runAsUser", json!(1000)),
        ("seccompProfile", json!({"type": "RuntimeDefault"})),
        ("appArmorProfile", json!({"type": "RuntimeDefault"})),
    ] {
        own = with(&own, &format!("/containers/0/securityContext/{key}"), value);
    }
    for kind in KINDS {
        assert_eq!(told(&workload(*kind, &pod), &workload(*kind, &own)), None, "{}", kind.1);
    }
}

#[test]
fn what_the_server_fills_in_is_no_change() {
    let spec = mounting(json!({}), json!({"mountPath": "/tmp/"}));
    let served = with(&spec, "/dnsPolicy", "ClusterFirst".into());
    let served = with(&served, "/volumes", json!([{"name": "x", "emptyDir": {}}]));
    let served = with(&served, "/containers/0/securityContext/procMount", "Default".into());
    let served = with(
        &served,
        "/containers/0/resources",
        json!({"limits": {"cpu": "1", "hugepages-2Mi": "4Mi"}}),
    );
    let served = with(&served, "/restartPolicy", "Always".into());
    for kind in KINDS {
        assert_eq!(told(&workload(*kind, &spec), &workload(*kind, &served)), None, "{}", kind.1);
    }
}

#[test]
fn a_profile_that_somebody_wrote_is_changed_and_never_gained() {
    let seccomp = |profile: Value| with(&held(), "/securityContext/seccompProfile", profile);
    let written = |name: &str| seccomp(json!({"type": "Localhost", "localhostProfile": name}));
    let code = |before: &Value, after: &Value| {
        let kind = KINDS[1];
        told(&workload(kind, before), &workload(kind, after)).unwrap().code
    };
    let (own, off) = (written("a.json"), seccomp(json!({"type": "Unconfined"})));
    assert_eq!(code(&own, &written("b.json")), "workload-changed");
    assert_eq!(code(&held(), &own), "workload-changed");
    assert_eq!(code(&off, &own), "workload-changed");
    assert_eq!(code(&own, &off), "workload-hardening-lost");
    assert_eq!(code(&seccomp(Value::Null), &held()), "workload-hardening-gained");
}

#[test]
fn worst_first_with_what_else_changed_in_one_finding() {
    let mut loose = held();
    for (at, value) in [
        ("/containers/0/image", json!("example.org/web:2")),
        ("/containers/0/securityContext/readOnlyRootFilesystem", json!(false)),
        ("/containers/0/securityContext/capabilities/add", json!(["SYS_ADMIN"])),
        ("/hostPID", json!(true)),
    ] {
        loose = with(&loose, at, value);
    }
    let one = told(&workload(KINDS[1], &held()), &workload(KINDS[1], &loose)).unwrap();
    assert_eq!(
        one.title,
        "container `web` of deployment `shop/web` now has the capability SYS_ADMIN, writes to its own programs; it now sees and signals its host's processes; it also runs another image"
    );
    assert_eq!(names(&one)[0], ["web capability:SYS_ADMIN", "host-pid", "web writable-root"]);
}

#[test]
fn containers_that_come_and_go_are_told() {
    let side = |name: &str, more: Value| {
        let mut container = held()["containers"][0].clone();
        container["name"] = name.into();
        for (key, value) in more.as_object().unwrap() {
            container[key] = value.clone();
        }
        container
    };
    let pair = |list: &str, one: Value| {
        let mut spec = held();
        match list {
            "containers" => spec["containers"].as_array_mut().unwrap().push(one),
            _ => spec[list] = json!([one]),
        }
        spec
    };
    let say = |before: &Value, after: &Value| {
        let one = told(&workload(KINDS[0], before), &workload(KINDS[0], after)).unwrap();
        (one.code, one.severity, one.title)
    };
    let (held, shipper) = (held(), pair("containers", side("shipper", json!({}))));
    let (code, severity, title) = say(&shipper, &held);
    assert_eq!((code, severity), ("workload-changed", Severity::Medium));
    assert_eq!(title, "the container `shipper` was taken from pod `shop/web`");
    assert_eq!(say(&held, &shipper).2, "the container `shipper` came to pod `shop/web`");
    let debug = pair("ephemeralContainers", side("debug", json!({})));
    assert_eq!(
        say(&held, &debug).2,
        "the container `debug`, for debugging, came to pod `shop/web`"
    );
    let loose = json!({"securityContext": {"capabilities": {"add": ["SYS_PTRACE"]}}});
    let (code, severity, title) = say(&held, &pair("ephemeralContainers", side("debug", loose)));
    assert_eq!((code, severity), ("workload-hardening-lost", Severity::High));
    assert!(
        title.starts_with("container `debug` of pod `shop/web` now has the capability SYS_PTRACE"),
        "{title}"
    );
    let sidecar = pair("initContainers", side("mesh", json!({"restartPolicy": "Always"})));
    let before = pair("initContainers", side("mesh", json!({})));
    assert_eq!(say(&before, &sidecar).0, "workload-changed", "it stays beside the others");
}

#[test]
fn what_runs_is_told_without_a_value() {
    let held = held();
    let say = |at: &str, value: Value| {
        let after = with(&held, &format!("/containers/0{at}"), value);
        let one = told(&workload(KINDS[1], &held), &workload(KINDS[1], &after)).unwrap();
        assert!(!format!("{one:?}").contains("hunter2"), "{one:?}");
        (one.code, one.severity)
    };
    assert_eq!(say("/image", "example.org/other".into()), ("image-changed", Severity::Low));
    for (at, value) in [
        ("/command", json!(["/bin/sh", "-c", "hunter2"])),
        ("/args", json!(["--password=hunter2"])),
        ("/env", json!([{"name": "PASSWORD", "value": "hunter2"}])),
        ("/envFrom", json!([{"secretRef": {"name": "more"}}])),
        ("/lifecycle", json!({"postStart": {"exec": {"command": ["/bin/sh", "hunter2"]}}})),
        ("/workingDir", json!("/srv")),
    ] {
        assert_eq!(say(at, value), ("command-changed", Severity::Low), "{at}");
    }
}

#[test]
fn a_tag_that_was_moved_is_told_and_what_was_not_seen_before_is_not() {
    let pod = |image: &str, seen: Option<&str>| {
        let mut pod = workload(KINDS[0], &with(&held(), "/containers/0/image", image.into()));
        let id = seen.map(|digest| format!("example.org/web@sha256:{digest}"));
        pod["status"] = json!({"containerStatuses": [{"name": "web", "imageID": id}]});
        pod
    };
    let seen = |digest| pod("example.org/web:1", Some(digest));
    let moved = told(&seen("a"), &seen("b")).unwrap();
    assert_eq!((moved.code, moved.severity), ("image-changed", Severity::Low));
    assert_eq!(moved.title, "pod `shop/web` runs another image under the same name");
    let nothing = pod("example.org/web:1", None);
    assert_eq!(told(&nothing, &seen("a")), None, "it had not begun");
    assert_eq!(told(&seen("a"), &nothing), None, "it was scaled down");
    let pinned = |digest| pod("example.org/web@sha256:a", Some(digest));
    assert_eq!(told(&pinned("a"), &pinned("b")), None, "a digest is what it says");
}
