//! A small cluster with three of every kind that driftwall reads, for tests that read it live.

use serde_json::{Value, json};

/// How many there are of each kind, so that pages of two are two.
pub(crate) const EACH: usize = 3;

/// Every object, with what it is.
pub(crate) fn objects() -> Vec<Value> {
    (1..=EACH)
        .flat_map(|number| {
            let mut all = workloads(number);
            all.extend(policies(number));
            all.extend(doors(number));
            all
        })
        .collect()
}

/// What lets `block` into the first of the web servers, which otherwise is for the office.
pub(crate) fn policy(block: &str) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": "policy-1", "namespace": "shop"},
        "spec": {
            "podSelector": {"matchLabels": {"app": "web-1"}}, "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"ipBlock": {"cidr": block}}], "ports": [{"port": 8080}]}],
        },
    })
}

/// What the office has.
pub(crate) const OFFICE: &str = "198.51.100.0/24";

fn named(group: &str, kind: &str, name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": group, "kind": kind, "metadata": {"name": name, "namespace": "shop"},
        "spec": spec,
    })
}

fn of_the_cluster(group: &str, kind: &str, name: &str, spec: &Value) -> Value {
    json!({"apiVersion": group, "kind": kind, "metadata": {"name": name}, "spec": spec})
}

fn template(app: &str) -> Value {
    json!({
        "metadata": {"labels": {"app": app}},
        "spec": {"containers": [{
            "name": "main", "image": "registry.example/shop:1",
            "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
        }]},
    })
}

fn owned(mut object: Value, kind: &str, name: &str) -> Value {
    let owner = json!({
        "apiVersion": "apps/v1", "kind": kind, "name": name, "uid": "u", "controller": true,
    });
    object["metadata"]["ownerReferences"] = json!([owner]);
    object
}

fn workloads(number: usize) -> Vec<Value> {
    let id = |what: &str| format!("{what}-{number}");
    let scaled = |app: &str| {
        json!({
            "replicas": 1, "selector": {"matchLabels": {"app": app}}, "template": template(app),
        })
    };
    let (web, set) = (id("web"), format!("web-{number}-5d4f"));
    let mut pod = named("v1", "Pod", &format!("{set}-x"), &template(&web)["spec"]);
    pod["metadata"]["labels"] = json!({"app": web, "pod-template-hash": "5d4f"});
    pod["status"] = json!({
        "phase": "Running", "podIP": format!("10.1.0.{number}"),
        "podIPs": [{"ip": format!("10.1.0.{number}")}],
    });
    let alone = named("v1", "Pod", &id("alone"), &template(&id("alone"))["spec"]);
    let mut namespace = of_the_cluster("v1", "Namespace", &id("team"), &json!({}));
    if number == 1 {
        namespace["metadata"]["name"] = "shop".into();
    }
    namespace["metadata"]["labels"] = json!({"team": id("team")});
    let mut node = of_the_cluster("v1", "Node", &id("node"), &json!({"podCIDR": "10.1.0.0/24"}));
    node["status"] =
        json!({"addresses": [{"type": "InternalIP", "address": format!("10.0.0.{number}")}]});
    vec![
        namespace,
        node,
        owned(pod, "ReplicaSet", &set),
        alone,
        named("apps/v1", "Deployment", &web, &scaled(&web)),
        owned(named("apps/v1", "ReplicaSet", &set, &scaled(&web)), "Deployment", &web),
        named("apps/v1", "StatefulSet", &id("db"), &scaled(&id("db"))),
        named("apps/v1", "DaemonSet", &id("logs"), &scaled(&id("logs"))),
        named("batch/v1", "Job", &id("once"), &json!({"template": template(&id("once"))})),
        named(
            "batch/v1",
            "CronJob",
            &id("nightly"),
            &json!({
                "schedule": "0 3 * * *",
                "jobTemplate": {"spec": {"template": template(&id("nightly"))}},
            }),
        ),
        named(
            "v1",
            "ReplicationController",
            &id("old"),
            &json!({"replicas": 1, "selector": {"app": id("old")}, "template": template(&id("old"))}),
        ),
    ]
}

fn policies(number: usize) -> Vec<Value> {
    let id = |what: &str| format!("{what}-{number}");
    let policy = if number == 1 {
        policy(OFFICE)
    } else {
        named(
            "networking.k8s.io/v1",
            "NetworkPolicy",
            &id("policy"),
            &json!({
                "podSelector": {"matchLabels": {"app": id("web")}}, "policyTypes": ["Ingress"],
                "ingress": [{"from": [{"podSelector": {}}]}],
            }),
        )
    };
    let everybody = json!({"namespaces": {}});
    let denied = json!([{
        "name": "telnet", "action": "Deny", "from": [{"namespaces": {}}],
        "ports": [{"portNumber": {"protocol": "TCP", "port": 23}}],
    }]);
    let group = "policy.networking.k8s.io/v1alpha1";
    vec![
        policy,
        of_the_cluster(
            group,
            "AdminNetworkPolicy",
            &id("admin"),
            &json!({"priority": 10 * number, "subject": everybody, "ingress": denied}),
        ),
        of_the_cluster(
            group,
            "BaselineAdminNetworkPolicy",
            &if number == 1 { "default".to_owned() } else { id("default") },
            &json!({"subject": everybody, "ingress": denied}),
        ),
        of_the_cluster(
            "policy.networking.k8s.io/v1alpha2",
            "ClusterNetworkPolicy",
            &id("cluster"),
            &json!({
                "tier": "Admin", "priority": 10 * number, "subject": everybody,
                "ingress": [{
                    "name": "telnet", "action": "Deny", "from": [{"namespaces": {}}],
                    "protocols": [{"tcp": {"destinationPort": {"number": 23}}}],
                }],
            }),
        ),
    ]
}

fn doors(number: usize) -> Vec<Value> {
    let id = |what: &str| format!("{what}-{number}");
    let (web, door) = (id("web"), id("door"));
    let service = json!({
        "type": if number == 1 { "LoadBalancer" } else { "ClusterIP" },
        "selector": {"app": web}, "clusterIP": format!("10.2.0.{number}"),
        "ports": [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"}],
    });
    let backend = json!({"service": {"name": web, "port": {"number": 80}}});
    let ingress = json!({
        "rules": [{
            "host": "shop.example",
            "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
        }],
    });
    let gateway = json!({
        "gatewayClassName": "example",
        "listeners": [
            {"name": "http", "port": 80, "protocol": "HTTP"},
            {"name": "tcp", "port": 5432, "protocol": "TCP"},
        ],
    });
    let route = json!({
        "parentRefs": [{"name": door}], "rules": [{"backendRefs": [{"name": web, "port": 80}]}],
    });
    let group = "gateway.networking.k8s.io/v1";
    let early = "gateway.networking.k8s.io/v1alpha2";
    vec![
        named("v1", "Service", &web, &service),
        named("networking.k8s.io/v1", "Ingress", &door, &ingress),
        named(group, "Gateway", &door, &gateway),
        named(group, "HTTPRoute", &web, &route),
        named(group, "GRPCRoute", &web, &route),
        named(early, "TCPRoute", &web, &route),
        named(early, "TLSRoute", &web, &route),
        named(early, "UDPRoute", &web, &route),
    ]
}
