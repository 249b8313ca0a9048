//! Pods under their owners, namespaces, and what is left out.

use serde_json::{Value, json};

use super::{context, coverage, dump, durable, identities, manifests, told};
use crate::model::Status;
use crate::providers::kubernetes::parse::workload::{WorkloadContext, WorkloadDocument};

fn object(
    version: &str,
    kind: &str,
    name: &str,
    owner: Option<(&str, &str)>,
    spec: Value,
) -> Value {
    let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "shop"}, "spec": spec});
    if let Some((kind, name)) = owner {
        object["metadata"]["ownerReferences"] = json!([{"apiVersion": "x/v1", "kind": kind, "name": name, "uid": "u", "controller": true}]);
    }
    object
}

fn pod_spec() -> Value {
    json!({"containers": [{"name": "web", "image": "example.org/web:1", "ports": [{"containerPort": 8080, "name": "http"}]}]})
}

fn template() -> Value {
    json!({"replicas": 2, "template": {"metadata": {"labels": {"app": "web"}}, "spec": pod_spec()}})
}

fn pod(name: &str, owner: Option<(&str, &str)>, labels: Value) -> Value {
    let mut pod = object("v1", "Pod", name, owner, pod_spec());
    pod["metadata"]["labels"] = labels;
    pod["spec"]["nodeName"] = "node-1".into();
    pod["spec"]["serviceAccountName"] = "default".into();
    pod["status"] = json!({"phase": "Running", "podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}, {"ip": "2001:db8::1"}]});
    pod
}

fn list(items: &[Value]) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

#[test]
fn pods_are_folded_into_the_top_most_workload_that_was_read() {
    let hash = json!({"app": "web", "pod-template-hash": "7d9"});
    let reading = dump(&[(
        "all.json",
        &list(&[
            object("apps/v1", "Deployment", "web", None, template()),
            object("apps/v1", "ReplicaSet", "web-7d9", Some(("Deployment", "web")), template()),
            pod("web-7d9-b", Some(("ReplicaSet", "web-7d9")), hash.clone()),
            pod("web-7d9-a", Some(("ReplicaSet", "web-7d9")), hash),
        ]),
    )]);
    assert_eq!(identities(&reading, "deployment"), ["shop/web"]);
    assert_eq!(identities(&reading, "replica-set"), [""; 0]);
    assert_eq!(identities(&reading, "pod"), [""; 0]);
    assert_eq!(coverage(&reading, "pod").status, Status::Complete);
    let context: WorkloadContext = context(&reading, "deployment", "shop/web").decode().unwrap();
    assert_eq!(context.replicas, Some(2));
    let pod = &context.pods[0];
    assert_eq!((context.pods.len(), pod.name.as_str()), (2, "web-7d9-a"));
    assert_eq!(pod.addresses, ["10.0.0.1", "2001:db8::1"]);
    assert_eq!(pod.generated_labels["pod-template-hash"], "7d9");
    assert_eq!((&pod.labels, &pod.settings), (&None, &None));
}

#[test]
fn a_job_of_a_cron_job_is_folded_away_and_an_owned_stateful_set_is_not() {
    let job = json!({"template": {"spec": pod_spec()}});
    let reading = dump(&[(
        "all.json",
        &list(&[
            object(
                "batch/v1",
                "CronJob",
                "night",
                None,
                json!({"schedule": "0 3 * * *", "jobTemplate": {"spec": job}}),
            ),
            object("batch/v1", "Job", "night-1", Some(("CronJob", "night")), job.clone()),
            pod("night-1-x", Some(("Job", "night-1")), json!({"job-name": "night-1"})),
            object("apps/v1", "StatefulSet", "db", Some(("CronJob", "night")), template()),
        ]),
    )]);
    assert_eq!(identities(&reading, "cron-job"), ["shop/night"]);
    assert_eq!(identities(&reading, "job"), [""; 0]);
    assert_eq!(identities(&reading, "stateful-set"), ["shop/db"]);
}

#[test]
fn a_pod_that_is_set_otherwise_than_its_workload_keeps_its_settings() {
    let mut rogue = pod("web-x", Some(("StatefulSet", "web")), json!({"app": "other"}));
    rogue["spec"]["hostNetwork"] = true.into();
    let reading = dump(&[(
        "all.json",
        &list(&[object("apps/v1", "StatefulSet", "web", None, template()), rogue]),
    )]);
    let context: WorkloadContext = context(&reading, "stateful-set", "shop/web").decode().unwrap();
    assert!(context.pods[0].settings.as_ref().unwrap().host_network);
    assert_eq!(context.pods[0].labels.as_ref().unwrap()["app"], "other");
}

#[test]
fn pods_of_an_owner_that_was_not_read_are_one_resource_named_after_it() {
    let owner = Some(("ReplicaSet", "web-7d9"));
    let a = pod("web-7d9-a", owner, json!({"app": "web", "pod-template-hash": "7d9"}));
    let b = pod("web-7d9-b", owner, json!({"app": "web"}));
    let odd = pod("web-7d9-c", owner, json!({"app": "odd"}));
    let reading = dump(&[("pods.json", &list(&[a, b, odd]))]);
    assert_eq!(identities(&reading, "pod"), ["shop/web-7d9-c", "shop/web-7d9[ReplicaSet]"]);
    let durable: WorkloadDocument =
        durable(&reading, "pod", "shop/web-7d9[ReplicaSet]").decode().unwrap();
    assert_eq!(durable.owner_kind.as_deref(), Some("ReplicaSet"));
    assert!(!durable.pod_labels.contains_key("pod-template-hash"));
    let told = told(&reading, "pod");
    assert!(told.starts_with("complete: the owners of 3 pods were not read, so "), "{told}");
    let ask = "; add replicasets: kubectl get replicasets.apps --all-namespaces -o json";
    assert!(told.ends_with(ask), "{told}");
}

const DENIED: &str = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"Forbidden","code":403}"#;

/// A Deployment with one ReplicaSet and two pods, a pod of nobody, and an empty list of DaemonSets; some
/// files are replaced, and left out when they are empty.
fn rollout(replaced: &[(&str, &str)]) -> crate::model::ScopeReading {
    let replica_set =
        object("apps/v1", "ReplicaSet", "web-aaa", Some(("Deployment", "web")), template());
    let owner = Some(("ReplicaSet", "web-aaa"));
    let pods = [
        pod("web-aaa-a", owner, json!({"app": "web"})),
        pod("web-aaa-b", owner, json!({"app": "odd"})),
        pod("bare", None, json!({})),
        pod("etcd-node-1", Some(("Node", "node-1")), json!({})),
        pod("forged", Some(("DaemonSet", "gone")), json!({})),
    ];
    let whole = [
        ("deployments.json", list(&[object("apps/v1", "Deployment", "web", None, template())])),
        ("replicasets.json", list(&[replica_set])),
        ("daemonsets.json", list(&[])),
        ("pods.json", list(&pods)),
        ("nodes.json", DENIED.to_owned()),
    ];
    let files = whole.iter().map(|(name, text)| {
        let other = replaced.iter().find(|(replaced, _)| replaced == name);
        (*name, other.map_or(text.as_str(), |(_, other)| other))
    });
    dump(&files.filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>())
}

/// Pods that are named whatever their owners are; the DaemonSet of the last one is not there.
const ALWAYS: [&str; 3] = ["shop/bare", "shop/etcd-node-1", "shop/gone[DaemonSet]"];

#[test]
fn pods_of_owners_that_were_asked_for_and_not_read_are_unknown() {
    assert_eq!(identities(&rollout(&[]), "pod"), ALWAYS);
    assert_eq!(told(&rollout(&[]), "pod"), "complete");
    let cut = r#"{"apiVersion":"apps/v1","kind":"ReplicaSetList","metadata":{"continue":"more"},"items":[]}"#;
    for (answer, status) in [(DENIED, "denied"), ("{", "failed"), (cut, "partial")] {
        let reading = rollout(&[("replicasets.json", answer)]);
        assert_eq!(identities(&reading, "pod"), ALWAYS, "{status}");
        assert_eq!(
            told(&reading, "pod"),
            format!(
                "partial: the owners of 2 pods were not read (replicasets: {status}), so they are left out; add replicasets: kubectl get replicasets.apps --all-namespaces -o json"
            )
        );
        assert_eq!(told(&reading, "deployment"), "complete");
    }
    let reading = rollout(&[("daemonsets.json", DENIED)]);
    assert_eq!(identities(&reading, "pod"), ALWAYS[..2]);
    assert!(told(&reading, "pod").starts_with("partial: the owners of 1 pod were not read"));
}

#[test]
fn a_replica_set_of_an_unread_deployment_is_unknown_with_its_pods() {
    let reading = rollout(&[("deployments.json", DENIED)]);
    assert_eq!(identities(&reading, "replica-set"), [""; 0]);
    assert_eq!(identities(&reading, "pod"), ALWAYS);
    for (kind, what) in [("replica-set", "1 replica set"), ("pod", "2 pods")] {
        let told = told(&reading, kind);
        let start =
            format!("partial: the owners of {what} were not read (deployments: denied), so ");
        assert!(told.starts_with(&start), "{told}");
    }
    // Where nobody asks for Deployments, ReplicaSets stand for them.
    let reading = rollout(&[("deployments.json", "")]);
    assert_eq!(identities(&reading, "replica-set"), ["shop/web-aaa"]);
    assert_eq!(identities(&reading, "pod"), ALWAYS);
    assert_eq!(told(&reading, "pod"), "complete");
    assert_eq!(
        told(&reading, "replica-set"),
        "complete: the owners of 1 replica set were not read, so it is not folded into them and would look new beside a reading with deployments; add deployments: kubectl get deployments.apps --all-namespaces -o json"
    );
}

#[test]
fn owners_that_are_not_there_name_their_pods() {
    let gone = list(&[]);
    let named = [
        "shop/bare",
        "shop/etcd-node-1",
        "shop/gone[DaemonSet]",
        "shop/web-aaa-a",
        "shop/web-aaa[ReplicaSet]",
    ];
    let reading = rollout(&[("replicasets.json", &gone)]);
    assert_eq!(
        (identities(&reading, "pod"), told(&reading, "pod").as_str()),
        (named.map(str::to_owned).to_vec(), "complete")
    );
    let absent = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","code":404}"#;
    let reading = rollout(&[("replicasets.json", absent)]);
    assert_eq!(
        (identities(&reading, "pod"), told(&reading, "pod").as_str()),
        (named.map(str::to_owned).to_vec(), "complete")
    );
}

#[test]
fn bare_and_static_pods_are_named_by_themselves() {
    let mut claimed = pod("claimed", None, json!({}));
    // Not the managing owner.
    claimed["metadata"]["ownerReferences"] =
        json!([{"kind": "ReplicaSet", "name": "web", "apiVersion": "apps/v1", "uid": "u"}]);
    let reading = dump(&[(
        "pods.json",
        &list(&[
            pod("bare", None, json!({"job-name": "mine"})),
            pod("etcd-node-1", Some(("Node", "node-1")), json!({})),
            claimed,
        ]),
    )]);
    assert_eq!(identities(&reading, "pod"), ["shop/bare", "shop/claimed", "shop/etcd-node-1"]);
    let bare: WorkloadDocument = durable(&reading, "pod", "shop/bare").decode().unwrap();
    assert_eq!(bare.pod_labels["job-name"], "mine");
}

#[test]
fn owners_in_a_circle_own_nothing() {
    let reading = dump(&[(
        "all.json",
        &list(&[
            object("apps/v1", "ReplicaSet", "a", Some(("Deployment", "b")), template()),
            object("apps/v1", "Deployment", "b", Some(("ReplicaSet", "a")), template()),
            object("apps/v1", "Deployment", "self", Some(("Deployment", "self")), template()),
            pod("p", Some(("ReplicaSet", "a")), json!({})),
        ]),
    )]);
    assert_eq!(identities(&reading, "deployment"), ["shop/b", "shop/self"]);
}

#[test]
fn scaling_changes_no_durable_field() {
    let files = |replicas: u64| {
        let mut deployment = object("apps/v1", "Deployment", "web", None, template());
        deployment["spec"]["replicas"] = replicas.into();
        let reading = dump(&[("d.json", &deployment.to_string())]);
        durable(&reading, "deployment", "shop/web")
    };
    assert_eq!(files(2), files(50));
}

#[test]
fn a_namespace_has_its_automatic_label() {
    let reading =
        manifests(&[("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n")]);
    assert_eq!(
        durable(&reading, "namespace", "shop").as_str(),
        r#"{"labels":{"kubernetes.io/metadata.name":"shop"},"name":"shop"}"#
    );
}

#[test]
fn what_the_server_fills_in_makes_no_difference() {
    let written = json!({"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"hostNetwork": true,
        "containers": [{"name": "web", "image": "example.org/web:1", "ports": [{"containerPort": 80}]}]}}});
    let served = json!({"replicas": 1, "strategy": {"type": "RollingUpdate"}, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {
        "hostNetwork": true, "restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "securityContext": {}, "serviceAccount": "", "initContainers": [],
        "containers": [{"name": "web", "image": "example.org/web:1", "resources": {}, "ports": [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]}]}}});
    let read = |spec: Value| {
        let reading = manifests(&[(
            "d.json",
            &object("apps/v1", "Deployment", "web", None, spec).to_string(),
        )]);
        durable(&reading, "deployment", "shop/web")
    };
    assert_eq!(read(written), read(served));
    let service = |text: &str| {
        let reading = manifests(&[(
            "s.yaml",
            &format!("apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {text}"),
        )]);
        assert_eq!(told(&reading, "service"), "complete");
        durable(&reading, "service", "default/web")
    };
    assert_eq!(
        service("{ports: [{port: 80}], selector: {app: web}}"),
        service(
            "{ports: [{port: 80, targetPort: 80, protocol: TCP}], selector: {app: web}, type: ClusterIP, clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7], sessionAffinity: None, internalTrafficPolicy: Cluster, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack}"
        )
    );
    assert_eq!(
        service("{type: NodePort, ports: [{port: 80}]}"),
        service(
            "{type: NodePort, ports: [{port: 80, nodePort: 31234}], externalTrafficPolicy: Cluster}"
        )
    );
    assert_ne!(service("{clusterIP: None}"), service("{}"));
}

#[test]
fn a_job_takes_over_its_templates_labels_and_loses_the_generated_ones() {
    let job = |metadata: Value, labels: Value| {
        let object = json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": {"template": {"metadata": {"labels": labels}, "spec": pod_spec()}}});
        durable(&manifests(&[("j.json", &object.to_string())]), "job", "default/j")
    };
    let generated = json!({"app": "j", "controller-uid": "u", "batch.kubernetes.io/controller-uid": "u", "job-name": "j", "batch.kubernetes.io/job-name": "j"});
    assert_eq!(
        job(json!({"name": "j"}), json!({"app": "j"})),
        job(json!({"name": "j", "namespace": "default", "labels": generated}), generated.clone())
    );
}

#[test]
fn values_of_environment_variables_are_never_recorded() {
    let mut spec = template();
    spec["template"]["spec"]["containers"][0]["env"] =
        json!([{"name": "PASSWORD", "value": "hunter2"}]);
    spec["template"]["spec"]["containers"][0]["args"] = json!(["--password=hunter2"]);
    let reading =
        manifests(&[("d.json", &object("apps/v1", "Deployment", "web", None, spec).to_string())]);
    assert!(!format!("{reading:?}").contains("hunter2"));
}
