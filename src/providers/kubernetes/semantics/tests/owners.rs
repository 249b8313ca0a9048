//! Which pods are one endpoint, what it is called, and pods that are their node.

use super::estate::{cluster, decided, deployment, endpoint, labels, passes, policy};

const OUTSIDE: &str = "198.51.100.7";

/// A pod of a ReplicaSet or of nobody.
fn pod(name: &str, owner: &str, labels: &str, spec: &str) -> String {
    let owner = match owner.split_once(' ') {
        Some((kind, name)) => {
            format!(", ownerReferences: [{{kind: {kind}, name: {name}, controller: true}}]")
        }
        None => String::new(),
    };
    format!(
        "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: shop, labels: {{{labels}}}{owner}}}, spec: {{{spec}}}}}\n"
    )
}

#[test]
fn pods_are_called_after_the_topmost_owner_that_was_read() {
    let owned = pod("db-0", "StatefulSet db", "app: db", "");
    let none = pod("x-1", "ReplicaSet x", "app: x", "") + &pod("x-2", "ReplicaSet x", "app: x", "");
    let bare = pod("bare", "", "app: bare", "");
    let of_node = pod("etcd-node1", "Node node1", "app: etcd", "");
    let set = "---\n{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: shop}, spec: {template: {metadata: {labels: {app: db}}, spec: {}}}}\n";
    let all = cluster(&(owned + &none + &bare + &of_node + set));
    assert_eq!(
        labels(&all),
        ["shop/bare[Pod]", "shop/db[StatefulSet]", "shop/etcd-node1[Pod]", "shop/x[ReplicaSet]"]
    );
    let db = endpoint(&all, "shop/db[StatefulSet]");
    assert!(db.names.contains("shop/db-0") && db.names.contains("shop/db"), "{:?}", db.names);
}

#[test]
fn a_deployment_stands_for_the_pods_of_its_replica_sets() {
    let set = "---\n{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web-7d9, namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]}, spec: {template: {metadata: {labels: {app: web}}, spec: {}}}}\n";
    let hash = "app: web, pod-template-hash: 7d9";
    let pods = pod("web-7d9-a", "ReplicaSet web-7d9", hash, "")
        + &pod("web-7d9-b", "ReplicaSet web-7d9", hash, "");
    let all = cluster(&(deployment("shop", "web", "") + set + &pods));
    assert_eq!(labels(&all), ["shop/web[Deployment]"]);
    assert!(endpoint(&all, "shop/web[Deployment]").names.contains("shop/web-7d9-a"));
    // Without the deployment the replica set is the top.
    let all = cluster(
        &(set.replace(", ownerReferences: [{kind: Deployment, name: web, controller: true}]", "")
            + &pods),
    );
    assert_eq!(labels(&all), ["shop/web-7d9[ReplicaSet]"]);
    // The hash counts where a selector uses it.
    let by_hash = policy("p", "podSelector: {matchLabels: {pod-template-hash: 7d9}}");
    let all = cluster(&(deployment("shop", "web", "") + set + &pods + &by_hash));
    assert!(!passes(&all, OUTSIDE, "shop/web-7d9-a[Pod]", "tcp 1"), "{:?}", labels(&all));
}

#[test]
fn pods_of_one_owner_are_one_as_long_as_all_policies_treat_them_alike() {
    let pods = pod("x-1", "ReplicaSet x", "app: x, role: a", "")
        + &pod("x-2", "ReplicaSet x", "app: x, role: a", "")
        + &pod("x-3", "ReplicaSet x", "app: x, role: b", "");
    let by_app = policy("p", "podSelector: {matchLabels: {app: x}}");
    assert_eq!(labels(&cluster(&(pods.clone() + &by_app))), ["shop/x[ReplicaSet]"]);
    let by_role = policy("q", "podSelector: {matchLabels: {role: b}}");
    let apart = cluster(&(pods.clone() + &by_app + &by_role));
    assert_eq!(labels(&apart), ["shop/x-3[Pod]", "shop/x[ReplicaSet]"]);
    let odd = endpoint(&apart, "shop/x-3[Pod]");
    assert_eq!(odd.machine, endpoint(&apart, "shop/x[ReplicaSet]").machine);
    assert!(odd.names.contains("shop/x[ReplicaSet]"), "who asks for the owner asks for all");
    // Also where somebody else's policy tells them apart.
    let spec = "podSelector: {matchLabels: {app: z}}, ingress: [{from: [{podSelector: {matchLabels: {role: b}}}]}]";
    let told = cluster(&(pods + &policy("z", spec)));
    assert_eq!(labels(&told), ["shop/x-3[Pod]", "shop/x[ReplicaSet]"]);
}

#[test]
fn a_pod_that_is_set_otherwise_than_its_template_is_named_by_itself() {
    let set = "---\n{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: shop}, spec: {template: {metadata: {labels: {app: db}}, spec: {}}}}\n";
    let names = ["db-0", "db-1"];
    let own = |name: &&str| {
        pod(
            name,
            "StatefulSet db",
            &format!("app: db, statefulset.kubernetes.io/pod-name: {name}"),
            "",
        )
    };
    let pods: String = names.iter().map(own).collect();
    assert_eq!(labels(&cluster(&(pods.clone() + set))), ["shop/db[StatefulSet]"]);
    let first =
        policy("p", "podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}");
    let all = cluster(&(pods + set + &first));
    assert_eq!(labels(&all), ["shop/db-0[Pod]", "shop/db[StatefulSet]"]);
    assert!(!passes(&all, OUTSIDE, "shop/db-0[Pod]", "tcp 1"));
    assert!(passes(&all, OUTSIDE, "shop/db[StatefulSet]", "tcp 1"));
}

#[test]
fn the_names_of_ports_set_pods_apart() {
    let with = |number: u16| {
        format!("containers: [{{name: c, ports: [{{name: http, containerPort: {number}}}]}}]")
    };
    let pods = pod("x-1", "ReplicaSet x", "app: x", &with(80))
        + &pod("x-2", "ReplicaSet x", "app: x", &with(80))
        + &pod("x-3", "ReplicaSet x", "app: x", &with(81));
    let number = policy("p", "podSelector: {}, ingress: [{ports: [{port: 80}]}]");
    assert_eq!(labels(&cluster(&(pods.clone() + &number))), ["shop/x[ReplicaSet]"]);
    let name = policy("p", "podSelector: {}, ingress: [{ports: [{port: http}]}]");
    let all = cluster(&(pods + &name));
    assert_eq!(labels(&all), ["shop/x-3[Pod]", "shop/x[ReplicaSet]"]);
    assert!(passes(&all, OUTSIDE, "shop/x-3[Pod]", "tcp 81"));
}

#[test]
fn pods_of_a_job_carry_its_name() {
    let job = "---\n{apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: shop}, spec: {template: {spec: {}}}}\n";
    let all =
        cluster(&(job.to_owned() + &policy("p", "podSelector: {matchLabels: {job-name: once}}")));
    assert!(!passes(&all, OUTSIDE, "shop/once[Job]", "tcp 1"));
}

#[test]
fn a_pod_that_ended_has_no_address_and_does_not_answer() {
    let ended = "---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {}, status: {phase: Succeeded, podIP: 10.0.0.9}}\n";
    let all = cluster(ended);
    let p = endpoint(&all, "shop/p[Pod]");
    assert_eq!((p.running, p.addresses.is_empty()), (Some(false), true));
}

#[test]
fn a_pod_on_the_network_of_its_node_is_behind_no_policy() {
    let pods = deployment("shop", "web", "") + &deployment("shop", "agent", "hostNetwork: true");
    let closed = policy("closed", "podSelector: {}, policyTypes: [Ingress, Egress]");
    let all = cluster(&(pods.clone() + &closed));
    let agent = "shop/agent[Deployment]";
    assert!(endpoint(&all, agent).called.ends_with("on the network of its node"));
    assert_eq!(decided(&all, OUTSIDE, agent, "tcp 1"), "allow kubernetes.pod:host-network -");
    assert!(passes(&all, agent, OUTSIDE, "tcp 1"));
    // A pod's own node is always let in, and nobody knows which node that is tomorrow.
    assert_eq!(
        decided(&all, agent, "shop/web[Deployment]", "tcp 1"),
        "allow kubernetes.node traffic from its own node"
    );
    // Selectors don't mean it, for it has no address of its own.
    let out = policy(
        "out",
        "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]",
    );
    assert!(!passes(&cluster(&(pods.clone() + &out)), "shop/web[Deployment]", agent, "tcp 1"));
    let block = policy(
        "out",
        "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]",
    );
    assert!(passes(&cluster(&(pods + &block)), "shop/web[Deployment]", agent, "tcp 1"));
}
