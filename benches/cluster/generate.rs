//! A cluster as `kubectl get -o json` prints it, as it was approved and as it is today.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The workloads of a namespace, and how many pods each usually has.
const WORKLOADS: [&str; 5] = ["web", "api", "db", "cache", "job"];
const PODS: usize = 5;
/// Of so many namespaces, one has its database opened, one has lost a policy, and one its isolation.
const EVERY: usize = 20;

/// What was written.
pub(crate) struct Cluster {
    pub(crate) pods: usize,
    pub(crate) workloads: usize,
    pub(crate) policies: usize,
    pub(crate) changed: usize,
}

/// Writes `approved` and `today`, each as a dump.
pub(crate) fn write(folder: &Path, namespaces: usize) -> Result<Cluster, Box<dyn Error>> {
    let mut objects = Objects::with_pods(PODS);
    (0..namespaces).for_each(|number| objects.add(number));
    let approved: Vec<Value> = (0..namespaces).flat_map(policies).collect();
    let today: Vec<Value> = (0..namespaces).flat_map(drifted).collect();
    for (side, policies) in [("approved", &approved), ("today", &today)] {
        let folder = folder.join(side).join("kubernetes/prod");
        fs::create_dir_all(&folder)?;
        let files = [
            ("namespaces", &objects.namespaces),
            ("deployments", &objects.deployments),
            ("replicasets", &objects.replica_sets),
            ("pods", &objects.pods),
            ("networkpolicies", policies),
        ];
        for (name, items) in files {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": items });
            fs::write(folder.join(format!("{name}.json")), serde_json::to_vec(&list)?)?;
        }
    }
    let changed = (0..namespaces).filter(|number| policies(*number) != drifted(*number)).count();
    Ok(Cluster {
        pods: objects.pods.len(),
        workloads: objects.deployments.len(),
        policies: approved.len(),
        changed,
    })
}

/// What runs.
#[derive(Default)]
pub(crate) struct Objects {
    pub(crate) namespaces: Vec<Value>,
    pub(crate) deployments: Vec<Value>,
    pub(crate) replica_sets: Vec<Value>,
    pub(crate) pods: Vec<Value>,
    /// How many pods a workload has.
    each: usize,
}

impl Objects {
    /// None yet; workloads will have so many pods.
    pub(crate) fn with_pods(each: usize) -> Self {
        Self { each, ..Self::default() }
    }

    /// Adds a namespace.
    pub(crate) fn add(&mut self, number: usize) {
        let namespace = name(number);
        let tier = if number.is_multiple_of(3) { "dev" } else { "prod" };
        self.namespaces.push(json!({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": { "name": namespace, "labels": {
                "kubernetes.io/metadata.name": namespace, "tier": tier, "group": format!("g{}", number / 10)
            } }
        }));
        for (place, app) in WORKLOADS.into_iter().enumerate() {
            let id = number * WORKLOADS.len() + place;
            let port = json!({ "name": "http", "containerPort": 8080, "protocol": "TCP" });
            let spec = json!({ "containers": [
                { "name": app, "image": format!("registry.example/{app}:1"), "ports": [port] }
            ] });
            let labels = json!({ "app": app, "pod-template-hash": format!("h{id}") });
            let owned = |kind: &str, name: &str, uid: String| json!([{ "apiVersion": "apps/v1", "kind": kind, "name": name, "uid": uid, "controller": true }]);
            self.deployments.push(json!({
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": { "name": app, "namespace": namespace, "uid": format!("d{id}") },
                "spec": { "replicas": self.each, "selector": { "matchLabels": { "app": app } },
                    "template": { "metadata": { "labels": { "app": app } }, "spec": spec } }
            }));
            let set = format!("{app}-h{id}");
            self.replica_sets.push(json!({
                "apiVersion": "apps/v1", "kind": "ReplicaSet",
                "metadata": { "name": set, "namespace": namespace, "uid": format!("r{id}"), "labels": labels,
                    "ownerReferences": owned("Deployment", app, format!("d{id}")) },
                "spec": { "replicas": self.each, "selector": { "matchLabels": labels },
                    "template": { "metadata": { "labels": labels }, "spec": spec } }
            }));
            for pod in 0..self.each {
                let at = id * self.each + pod;
                let address = format!("10.{}.{}.{}", at >> 14, at >> 7 & 127, at & 127);
                let containers = spec.get("containers");
                let spec =
                    json!({ "containers": containers, "nodeName": format!("node-{}", at % 50) });
                self.pods.push(json!({
                    "apiVersion": "v1", "kind": "Pod",
                    "metadata": { "name": format!("{set}-{pod}"), "namespace": namespace, "uid": format!("p{at}"),
                        "labels": labels, "ownerReferences": owned("ReplicaSet", &set, format!("r{id}")) },
                    "spec": spec,
                    "status": { "phase": "Running", "podIP": address, "podIPs": [{ "ip": address }] }
                }));
            }
        }
    }
}

fn name(namespace: usize) -> String {
    format!("team-{namespace:04}")
}

/// The policies of a namespace as they were approved: nothing passes but what four of them name.
pub(crate) fn policies(namespace: usize) -> Vec<Value> {
    policies_but(namespace, None, &partner())
}

/// Who reaches the databases from outside.
fn partner() -> Value {
    json!({ "cidr": "203.0.113.0/24", "except": ["203.0.113.7/32"] })
}

/// The same today.
fn drifted(namespace: usize) -> Vec<Value> {
    match namespace % EVERY {
        3 => policies_but(namespace, None, &json!({ "cidr": "0.0.0.0/0" })),
        7 => policies_but(namespace, Some("web"), &partner()),
        9 => policies_but(namespace, Some("default-deny"), &partner()),
        _ => policies(namespace),
    }
}

/// The policies without one of them, with somebody outside who reaches the database.
fn policies_but(namespace: usize, gone: Option<&str>, outside: &Value) -> Vec<Value> {
    let app = |name: &str| json!({ "podSelector": { "matchLabels": { "app": name } } });
    let group = json!({ "matchLabels": { "group": format!("g{}", namespace / 10) } });
    let neighbours =
        json!({ "namespaceSelector": group, "podSelector": { "matchLabels": { "app": "web" } } });
    let outside = json!({ "ipBlock": outside });
    let dns = json!({ "port": 53, "protocol": "UDP" });
    let either = json!({ "matchExpressions": [{ "key": "app", "operator": "In", "values": ["api", "cache"] }] });
    let of = |name: &str| json!({ "matchLabels": { "app": name } });
    [
        ("default-deny", json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] })),
        ("web", json!({ "podSelector": of("web"), "policyTypes": ["Ingress"],
            "ingress": [{ "from": [neighbours], "ports": [{ "port": "http" }] }] })),
        ("api", json!({ "podSelector": either, "policyTypes": ["Ingress"],
            "ingress": [{ "from": [app("web")], "ports": [{ "port": 8080 }] }] })),
        ("db", json!({ "podSelector": of("db"), "policyTypes": ["Ingress"],
            "ingress": [{ "from": [app("api"), outside], "ports": [{ "port": 5432 }] }] })),
        ("egress", json!({ "podSelector": {}, "policyTypes": ["Egress"],
            "egress": [{ "to": [{ "namespaceSelector": {} }], "ports": [dns, { "port": 8080 }, { "port": 5432 }] }] })),
    ]
    .into_iter()
    .filter(|(policy, _)| Some(*policy) != gone)
    .map(|(policy, spec)| {
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": { "name": policy, "namespace": name(namespace) }, "spec": spec })
    })
    .collect()
}
