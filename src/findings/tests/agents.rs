//! What becomes of an agent: from what clusters and engines print to the finding.

use serde_json::{Value, json};

use super::workloads::{found, with};
use crate::model::{Finding, Scope, Severity, Snapshot, Subject};
use crate::providers::{self, Answer};

/// A log shipper on every node, without the daemon set around it.
fn shipper() -> Value {
    json!({
        "containers": [{
            "name": "fluent-bit", "image": "registry.example.com/fluent-bit:4.1",
            "volumeMounts": [{"name": "logs", "mountPath": "/logs"}, {"name": "state", "mountPath": "/state"}],
        }],
        "volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}, {"name": "state", "emptyDir": {}}],
    })
}

fn object(kind: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "agent", "namespace": "watch"},
        "spec": {"replicas": 2, "template": {"metadata": {"labels": {"app": "agent"}}, "spec": spec}},
    })
}

/// Three nodes, one of which is tainted.
fn nodes() -> Value {
    let node = |name: &str, pool: &str, taints: Value| json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"pool": pool}}, "spec": {"taints": taints}});
    json!([
        node("n-1", "a", json!([])),
        node("n-2", "a", json!([])),
        node("n-3", "b", json!([{"key": "gpu", "effect": "NoSchedule"}])),
    ])
}

fn read(scope: &str, files: Vec<(&str, Value)>) -> Snapshot {
    let scope: Scope = scope.parse().unwrap();
    let answers = files.into_iter().map(|(name, content)| {
        let bytes = content.to_string().into_bytes();
        let path = format!("{name}.json").into();
        Answer { name: name.to_owned(), path, read: Box::new(move || Ok(bytes)) }
    });
    let read = providers::entry(scope.provider()).unwrap().read_dump;
    let mut snapshot = Snapshot::default();
    snapshot.scopes.insert(scope.clone(), read(&scope, answers.collect(), None));
    snapshot
}

fn list(items: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "List", "items": items})
}

/// A cluster with these workloads and, where they are read, three nodes.
fn cluster(workloads: Value, with_nodes: bool) -> Snapshot {
    let of = |kind: &str| {
        let all = workloads.as_array().unwrap().iter();
        list(all.filter(|one| one["kind"] == kind).cloned().collect())
    };
    let mut files = vec![
        ("daemonsets", of("DaemonSet")),
        ("deployments", of("Deployment")),
        ("pods", of("Pod")),
    ];
    if with_nodes {
        files.push(("nodes", list(nodes())));
    }
    read("kubernetes:prod", files)
}

fn one(mut all: Vec<Finding>) -> Option<(&'static str, Severity, String)> {
    assert!(all.len() < 2, "{all:?}");
    all.pop().map(|one| (one.code, one.severity, one.title))
}

fn told(kind: &str, before: &Value, after: &Value) -> Option<(&'static str, Severity, String)> {
    let side = |spec: &Value| cluster(json!([object(kind, spec)]), true);
    one(found(&side(before), &side(after)))
}

const REMOVED: &str = "monitoring-removed";
const REDUCED: &str = "monitoring-reduced";

#[track_caller]
fn says(
    found: Option<(&'static str, Severity, String)>,
    code: &str,
    severity: Severity,
    end: &str,
) {
    let (told, graded, title) = found.unwrap();
    assert_eq!((told, graded), (code, severity), "{title}");
    let title = title.strip_prefix("daemon set `watch/agent`").unwrap_or(&title);
    assert_eq!(title, end);
}

#[test]
fn an_agent_that_is_gone_says_what_it_did_and_where() {
    let (there, gone) =
        (cluster(json!([object("DaemonSet", &shipper())]), true), cluster(json!([]), true));
    let end = " was removed: it shipped the logs of containers, on 2 of 3 nodes";
    says(one(found(&there, &gone)), REMOVED, Severity::High, end);
    let unread =
        [cluster(json!([object("DaemonSet", &shipper())]), false), cluster(json!([]), false)];
    let end = " was removed: it shipped the logs of containers";
    says(one(found(&unread[0], &unread[1])), REMOVED, Severity::High, end);
    // Where there is no node for it, such as one of Windows, nobody misses it.
    let mut nowhere = shipper();
    nowhere["nodeSelector"] = json!({"os": "windows"});
    let idle = cluster(json!([object("DaemonSet", &nowhere)]), true);
    let end = " was removed: it shipped the logs of containers, on 0 of 3 nodes";
    says(one(found(&idle, &gone)), REMOVED, Severity::Medium, end);
    let (code, ..) = one(found(&gone, &there)).unwrap();
    assert_eq!(code, "workload-added", "nobody becomes an agent by being added");
}

#[test]
fn one_that_is_only_called_an_agent_is_none() {
    let decoy = with(&shipper(), "/volumes/0", json!({"name": "logs", "emptyDir": {}}));
    let there = cluster(json!([object("DaemonSet", &decoy)]), true);
    let (code, ..) = one(found(&there, &cluster(json!([]), true))).unwrap();
    assert_eq!(code, "workload-removed");
    // An image that is fetched beforehand runs nothing.
    let mut fetched = shipper();
    fetched["initContainers"] = fetched["containers"].take();
    fetched["containers"] = json!([{"name": "pause", "image": "pause:3"}]);
    let there = cluster(json!([object("DaemonSet", &fetched)]), true);
    let (code, ..) = one(found(&there, &cluster(json!([]), true))).unwrap();
    assert_eq!(code, "workload-removed");
}

#[test]
fn an_agent_that_keeps_its_name_and_nothing_else_is_gone() {
    let image = with(&shipper(), "/containers/0/image", "registry.example.com/pause:3".into());
    let end = " no longer ships the logs of containers, on 2 of 3 nodes: it runs something else than Fluent Bit";
    says(told("DaemonSet", &shipper(), &image), REMOVED, Severity::High, end);
    let blind = with(&shipper(), "/volumes/0", json!({"name": "logs", "emptyDir": {}}));
    let end = " no longer ships the logs of containers, on 2 of 3 nodes: it no longer reads /var/log of its host";
    says(told("DaemonSet", &shipper(), &blind), REMOVED, Severity::High, end);
    // Another one that does the same is another image.
    let other = with(&shipper(), "/containers/0/image", "docker.io/grafana/promtail:3".into());
    assert_eq!(told("DaemonSet", &shipper(), &other).unwrap().0, "image-changed");
}

#[test]
fn an_agent_that_sees_less_does_less() {
    let less = with(&shipper(), "/volumes/0/hostPath/path", "/var/log/nginx".into());
    let end = ", which ships the logs of containers, no longer reads /var/log of its host";
    says(told("DaemonSet", &shipper(), &less), REDUCED, Severity::High, end);
    let program = with(&shipper(), "/containers/0/command", json!(["/bin/sleep", "1d"]));
    let end = ", which ships the logs of containers, starts `sleep`, which is no program of Fluent Bit; it also runs another command";
    says(told("DaemonSet", &shipper(), &program), REDUCED, Severity::High, end);
    let own = with(&shipper(), "/containers/0/command", json!(["/fluent-bit/bin/fluent-bit"]));
    assert_eq!(told("DaemonSet", &shipper(), &own).unwrap().0, "command-changed");
    // What else it may do now is not kept back.
    let mut both = less.clone();
    both["containers"][0]["securityContext"] = json!({"privileged": true});
    let (code, severity, title) = told("DaemonSet", &shipper(), &both).unwrap();
    assert_eq!((code, severity), (REDUCED, Severity::High));
    assert!(
        title.contains("no longer reads /var/log") && title.contains("now runs privileged"),
        "{title}"
    );
}

#[test]
fn an_agent_that_does_two_things_loses_one_or_part_of_both() {
    let datadog = json!({
        "hostPID": true,
        "containers": [{
            "name": "agent", "image": "gcr.io/datadoghq/agent:7", "command": ["agent", "run"],
            "securityContext": {"capabilities": {"add": ["SYS_PTRACE"]}},
            "volumeMounts": [{"name": "pods", "mountPath": "/pods"}, {"name": "docker", "mountPath": "/docker"}],
        }],
        "volumes": [
            {"name": "pods", "hostPath": {"path": "/var/log/pods"}},
            {"name": "docker", "hostPath": {"path": "/var/lib/docker/containers"}},
        ],
    });
    let mut less = with(&datadog, "/volumes/1", json!({"name": "docker", "emptyDir": {}}));
    less["hostPID"] = false.into();
    let end = ", which ships the logs of containers and watches what containers do, no longer reads /var/lib/docker/containers of its host or sees the processes of its host";
    says(told("DaemonSet", &datadog, &less), REDUCED, Severity::High, end);
    let blind = with(&less, "/volumes/0", json!({"name": "pods", "emptyDir": {}}));
    let end = " no longer ships the logs of containers, on 2 of 3 nodes: it no longer reads /var/lib/docker/containers of its host or reads /var/log/pods of its host";
    says(told("DaemonSet", &datadog, &blind), REMOVED, Severity::High, end);
}

#[test]
fn nodes_are_counted_that_an_agent_covers() {
    let at = |key: &str, value: Value| {
        let mut spec = shipper();
        spec[key] = value;
        spec
    };
    let everywhere = at("tolerations", json!([{"operator": "Exists"}]));
    let pool = |pool: &str| at("nodeSelector", json!({"pool": pool}));
    let end = ", which ships the logs of containers, covers 2 of 3 nodes, 3 before";
    says(told("DaemonSet", &everywhere, &shipper()), REDUCED, Severity::High, end);
    let end = " no longer ships the logs of containers: there are 3 nodes, and it may run on none of them; on 2 before";
    says(told("DaemonSet", &shipper(), &pool("none")), REMOVED, Severity::High, end);
    says(told("DaemonSet", &shipper(), &pool("b")), REMOVED, Severity::High, end);
    let end = ", which ships the logs of containers, covers 1 of 3 nodes, 2 before";
    says(
        told("DaemonSet", &shipper(), &at("nodeName", "n-1".into())),
        REDUCED,
        Severity::High,
        end,
    );
    let end =
        ", which ships the logs of containers, covers 1 of 3 nodes, and not 1 that it covered";
    let [one, two] = ["n-1", "n-2"].map(|name| at("nodeName", name.into()));
    says(told("DaemonSet", &one, &two), REDUCED, Severity::High, end);
    // The same nodes, and more of them, are no loss.
    assert_eq!(told("DaemonSet", &shipper(), &pool("a")).unwrap().0, "workload-changed");
    let (code, severity, title) = told("DaemonSet", &shipper(), &everywhere).unwrap();
    assert_eq!((code, severity), ("workload-changed", Severity::Medium));
    assert_eq!(title, "daemon set `watch/agent` may run on other nodes");
    assert_eq!(told("DaemonSet", &shipper(), &shipper()), None);
}

#[test]
fn where_others_run_is_told_and_graver_beside_what_runs_the_cluster() {
    let web = json!({"containers": [{"name": "web", "image": "example.org/web:1"}]});
    let told_of = |key: &str, value: Value| {
        let mut after = web.clone();
        after[key] = value;
        let (code, severity, title) = told("Deployment", &web, &after).unwrap();
        assert_eq!(code, "workload-changed");
        assert_eq!(title, "deployment `watch/agent` may run on other nodes");
        severity
    };
    assert_eq!(told_of("nodeSelector", json!({"pool": "a"})), Severity::Low);
    assert_eq!(told_of("nodeName", json!("n-1")), Severity::Medium);
    assert_eq!(told_of("tolerations", json!([{"operator": "Exists"}])), Severity::Medium);
}

#[test]
fn where_nodes_were_not_read_nobody_guesses() {
    let side = |spec: &Value| cluster(json!([object("DaemonSet", spec)]), false);
    let mut narrow = shipper();
    narrow["nodeSelector"] = json!({"pool": "a"});
    let end = ", which ships the logs of containers, may run on fewer nodes; on how many is unknown, the nodes were not read";
    says(one(found(&side(&shipper()), &side(&narrow))), REDUCED, Severity::Medium, end);
    let (code, ..) = one(found(&side(&narrow), &side(&shipper()))).unwrap();
    assert_eq!(code, "workload-changed", "it may run on more");
    // Nodes of one side are enough.
    let known = cluster(json!([object("DaemonSet", &shipper())]), true);
    let found = found(&known, &side(&narrow));
    let of_agent = found.into_iter().filter(|one| one.code != "coverage-lost").collect();
    assert_eq!(one(of_agent).unwrap().0, "workload-changed", "it still covers both");
}

#[test]
fn what_is_scaled_to_nothing_is_off() {
    let admission = json!({
        "serviceAccountName": "kyverno",
        "containers": [{"name": "kyverno", "image": "ghcr.io/kyverno/kyverno:v1.15"}],
    });
    let scaled = |spec: &Value, replicas: u64| {
        let mut object = object("Deployment", spec);
        object["spec"]["replicas"] = replicas.into();
        cluster(json!([object]), true)
    };
    let off = one(found(&scaled(&admission, 3), &scaled(&admission, 0)));
    let end = "deployment `watch/agent` no longer judges what is let into the cluster: it is scaled to nothing";
    says(off, REMOVED, Severity::High, end);
    // A label that is edited with it hides nothing.
    let mut labelled = object("Deployment", &admission);
    labelled["spec"]["replicas"] = 0.into();
    labelled["metadata"]["labels"] = json!({"tidy": "yes"});
    let found_both = found(&scaled(&admission, 3), &cluster(json!([labelled]), true));
    let Subject::Change(change) = &found_both[0].subject else { unreachable!() };
    let paths: Vec<&str> = change.fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["labels", "replicas"]);
    says(one(found_both), REMOVED, Severity::High, end);
    assert_eq!(one(found(&scaled(&admission, 3), &scaled(&admission, 1))), None);
    assert_eq!(one(found(&scaled(&admission, 0), &scaled(&admission, 0))), None, "approved as off");
    assert_eq!(one(found(&scaled(&admission, 0), &scaled(&admission, 3))), None);
    // Of anything else, autoscalers may do that.
    let web = with(&admission, "/containers/0/image", "example.org/web:1".into());
    assert_eq!(one(found(&scaled(&web, 3), &scaled(&web, 0))), None);
    // What runs once covers no nodes: it needs one.
    let mut nowhere = admission.clone();
    nowhere["nodeSelector"] = json!({"pool": "b"});
    let end = "deployment `watch/agent` no longer judges what is let into the cluster: there are 3 nodes, and it may run on none of them; on 2 before";
    says(told("Deployment", &admission, &nowhere), REMOVED, Severity::High, end);
    nowhere["nodeSelector"] = json!({"pool": "a"});
    assert_eq!(told("Deployment", &admission, &nowhere).unwrap().0, "workload-changed");
}

#[test]
fn what_enforces_policies_is_an_agent() {
    let calico = json!({
        "hostNetwork": true,
        "tolerations": [{"operator": "Exists"}],
        "containers": [{"name": "calico-node", "image": "quay.io/calico/node:v3.30", "securityContext": {"privileged": true}}],
    });
    let (there, gone) =
        (cluster(json!([object("DaemonSet", &calico)]), true), cluster(json!([]), true));
    let end = " was removed: it enforced network policies, on 3 of 3 nodes";
    says(one(found(&there, &gone)), REMOVED, Severity::High, end);
}

/// An engine with a container.
fn host(container: Option<&Value>) -> Snapshot {
    let all: Vec<&Value> = container.into_iter().collect();
    read("docker:shop-1", vec![("inspect", json!(all))])
}

#[test]
fn an_agent_of_a_docker_host_is_one_by_the_same_table() {
    let falco = json!({
        "Id": "1f".repeat(32), "Name": "/falco", "Image": "sha256:1", "Path": "/usr/bin/falco", "State": {"Status": "running"},
        "Config": {"Image": "falcosecurity/falco:0.41"},
        "HostConfig": {"PidMode": "host", "Binds": ["/proc:/host/proc:ro"], "LogConfig": {"Type": "json-file"}},
    });
    let say = |after: Option<&Value>| one(found(&host(Some(&falco)), &host(after)));
    let end = "container `falco` was removed: it watched what containers do";
    says(say(None), REMOVED, Severity::High, end);
    let stopped = with(&falco, "/State", json!({"Status": "exited"}));
    let end = "container `falco` no longer watches what containers do: it does not run";
    says(say(Some(&stopped)), REMOVED, Severity::High, end);
    let blind =
        with(&with(&falco, "/HostConfig/PidMode", "".into()), "/HostConfig/Binds", json!([]));
    let end = "container `falco` no longer watches what containers do: it no longer sees the processes of its host";
    says(say(Some(&blind)), REMOVED, Severity::High, end);
    // The folder shows them as well.
    let less = with(&falco, "/HostConfig/PidMode", "".into());
    assert_ne!(say(Some(&less)).unwrap().0, REDUCED);
    let (code, ..) = one(found(&host(None), &host(Some(&falco)))).unwrap();
    assert_eq!(code, "workload-added");
}

#[test]
fn an_engine_that_keeps_no_logs_or_takes_its_containers_along() {
    let info = json!({"Containers": 0, "ID": "A", "LiveRestoreEnabled": true, "LoggingDriver": "json-file", "Name": "shop-1"});
    let side = |info: &Value| read("docker:shop-1", vec![("info", info.clone())]);
    let say = |after: &Value| one(found(&side(&info), &side(after)));
    let silent = with(&info, "/LoggingDriver", "none".into());
    let end = "Docker engine of docker:shop-1 keeps no log of containers that don't ask for one";
    let (code, severity, title) = say(&silent).unwrap();
    assert_eq!((code, severity, &*title), ("logging-disabled", Severity::High, end));
    let elsewhere = with(&info, "/LoggingDriver", "syslog".into());
    assert_eq!(say(&elsewhere).unwrap().0, "log-redirected");
    assert_eq!(one(found(&side(&silent), &side(&silent))), None, "approved without");
    let off = with(&info, "/LiveRestoreEnabled", false.into());
    let (code, severity, title) = say(&off).unwrap();
    assert_eq!((code, severity), (REDUCED, Severity::Low), "{title}");
    assert_eq!(one(found(&side(&off), &side(&info))).unwrap().0, "workload-changed");
}
