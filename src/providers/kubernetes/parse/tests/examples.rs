//! One fully populated example of every kind, held against the declarations: every path in a document is declared with the right
//! class, and every declaration occurs in an example.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::table::ROWS;
use super::{answer, dump, told};
use crate::model::{Class, Kind};
use crate::providers::Seal;
use crate::providers::kubernetes::kinds::KINDS;
use crate::providers::kubernetes::parse;

fn selector() -> Value {
    json!({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "env", "operator": "NotIn", "values": ["test", "dev"]}]})
}

fn template(node: bool) -> Value {
    let exec = json!({"exec": {"command": ["/bin/check", "--quiet"]}});
    let mut spec = json!({
        "containers": [{"name": "web", "image": "example.org/web:1", "command": ["/bin/web", "--port=80"], "args": ["x"],
            "env": [{"name": "A", "value": "b"}], "envFrom": [{"secretRef": {"name": "web"}}, {"prefix": "P_", "configMapRef": {"name": "web"}}],
            "lifecycle": {"postStart": exec, "preStop": exec}, "livenessProbe": exec, "workingDir": "/srv",
            "resources": {"limits": {"cpu": "1", "example.org/gpu": 1}},
            "securityContext": {"privileged": true, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "procMount": "Unmasked",
                "capabilities": {"add": ["CAP_SYS_ADMIN"], "drop": ["ALL", "KILL"]}, "seLinuxOptions": {"type": "spc_t"},
                "appArmorProfile": {"type": "Localhost", "localhostProfile": "web"}, "windowsOptions": {"hostProcess": true}},
            "volumeDevices": [{"name": "raw", "devicePath": "/dev/xvda"}],
            "volumeMounts": [{"name": "logs", "mountPath": "/logs/", "readOnly": true, "mountPropagation": "HostToContainer", "subPath": "pods"},
                {"name": "tmp", "mountPath": "/tmp"}, {"name": "unlisted", "mountPath": "/data"}],
            "ports": [{"containerPort": 80, "hostPort": 8080, "hostIP": "192.0.2.1", "name": "http", "protocol": "TCP"}]}],
        "initContainers": [{"name": "setup", "image": "example.org/setup:1"}, {"name": "mesh", "restartPolicy": "Always"}],
        "hostNetwork": true, "hostPID": true, "hostIPC": true, "serviceAccountName": "web", "automountServiceAccountToken": false,
        "shareProcessNamespace": true, "hostUsers": false, "runtimeClassName": "gvisor",
        "dnsPolicy": "None", "dnsConfig": {"nameservers": ["192.0.2.53"], "searches": ["example.org"], "options": [{"name": "ndots", "value": "2"}]},
        "hostAliases": [{"ip": "192.0.2.9", "hostnames": ["db"]}],
        "securityContext": {"runAsUser": 1000, "runAsGroup": 1000, "runAsNonRoot": true, "fsGroup": 1000, "supplementalGroups": [2000],
            "seccompProfile": {"type": "RuntimeDefault"}, "sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]},
        "volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}, {"name": "tmp", "emptyDir": {}}]
    });
    if node {
        spec["nodeName"] = "node-1".into();
        spec["ephemeralContainers"] = json!([{"name": "debug", "image": "example.org/debug:1"}]);
    }
    spec
}

fn ran(address: &str) -> Value {
    let id = format!("example.org/web@sha256:{}", "a".repeat(64));
    json!({"phase": "Succeeded", "podIP": address, "containerStatuses": [{"name": "web", "imageID": id}, {"name": "gone", "imageID": id}]})
}

fn controller() -> Value {
    json!({"replicas": 3, "selector": selector(), "template": {"metadata": {"labels": {"app": "web"}}, "spec": template(false)}})
}

fn cluster_policy(cluster: bool) -> Value {
    let (allow, ports) = if cluster {
        (
            "Accept",
            json!([{"tcp": {"destinationPort": {"number": 80}}}, {"udp": {"destinationPort": {"range": {"start": 1, "end": 9}}}}, {"sctp": {}}, {"destinationNamedPort": "http"}]),
        )
    } else {
        (
            "Allow",
            json!([{"portNumber": {"port": 80}}, {"namedPort": "http"}, {"portRange": {"protocol": "UDP", "start": 1, "end": 9}}]),
        )
    };
    let key = if cluster { "protocols" } else { "ports" };
    let pods = json!({"pods": {"namespaceSelector": selector(), "podSelector": selector()}});
    json!({
        "priority": 10, "subject": pods,
        "ingress": [{"name": "in", "action": allow, "from": [{"namespaces": selector()}, pods], key: ports}],
        "egress": [{"action": allow, "to": [{"nodes": selector()}, {"networks": ["192.0.2.0/24"]}, {"domainNames": ["*.example.org"]}]},
            {"action": "Deny", "to": [{"networks": ["0.0.0.0/0"]}]}]
    })
}

fn route() -> Value {
    json!({
        "hostnames": ["www.example.org"],
        "parentRefs": [{"name": "edge", "namespace": "infra", "sectionName": "https", "port": 443}],
        "rules": [{"backendRefs": [{"name": "web", "namespace": "shop", "port": 80, "weight": 2}],
            "matches": [{"headers": [{"name": "x", "value": "y"}]}]}]
    })
}

/// The spec and status of a populated object.
fn populated(object: &str) -> (Value, Value) {
    let balancer = json!({"loadBalancer": {"ingress": [{"ip": "198.51.100.1"}, {"hostname": "lb.example.org"}]}});
    match object {
        "NetworkPolicy" => (
            json!({
            "podSelector": selector(),
            "ingress": [{"from": [{"podSelector": selector(), "namespaceSelector": selector()}, {"ipBlock": {"cidr": "192.0.2.0/24", "except": ["192.0.2.8/32"]}}],
                "ports": [{"port": 80, "endPort": 90}, {"port": "http", "protocol": "UDP"}]}],
            "egress": [{"to": [{"podSelector": {}}]}]}),
            Value::Null,
        ),
        "AdminNetworkPolicy" => (cluster_policy(false), Value::Null),
        "BaselineAdminNetworkPolicy" => {
            let mut spec = cluster_policy(false);
            spec.as_object_mut().unwrap().remove("priority");
            (spec, Value::Null)
        }
        "ClusterNetworkPolicy" => {
            let mut spec = cluster_policy(true);
            spec["tier"] = "Admin".into();
            (spec, Value::Null)
        }
        "Namespace" => (json!({"finalizers": ["kubernetes"]}), Value::Null),
        "Pod" => (template(true), ran("192.0.2.7")),
        "CronJob" => {
            (json!({"schedule": "0 3 * * *", "jobTemplate": {"spec": controller()}}), Value::Null)
        }
        "Service" => (
            json!({
            "type": "LoadBalancer", "selector": {"app": "web"}, "externalIPs": ["198.51.100.9"], "loadBalancerSourceRanges": ["203.0.113.0/24"],
            "externalName": "x.example.org", "clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"],
            "ports": [{"name": "http", "port": 80, "targetPort": "http", "nodePort": 30080}]}),
            balancer,
        ),
        "Ingress" => (
            json!({
            "ingressClassName": "edge", "defaultBackend": {"resource": {"kind": "Bucket", "name": "static", "apiGroup": "example.org"}},
            "tls": [{"hosts": ["www.example.org"], "secretName": "tls"}],
            "rules": [{"host": "www.example.org", "http": {"paths": [
                {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"name": "http"}}}},
                {"path": "/api", "pathType": "Exact", "backend": {"service": {"name": "api", "port": {"number": 8080}}}}]}}]}),
            balancer,
        ),
        "Gateway" => (
            json!({
            "gatewayClassName": "edge", "addresses": [{"value": "198.51.100.2"}],
            "listeners": [{"name": "https", "port": 443, "protocol": "HTTPS", "hostname": "*.example.org", "tls": {},
                "allowedRoutes": {"kinds": [{"kind": "HTTPRoute"}], "namespaces": {"from": "Selector", "selector": selector()}}}]}),
            json!({"addresses": [{"value": "198.51.100.2"}]}),
        ),
        "TCPRoute" | "UDPRoute" => {
            let mut spec = route();
            spec.as_object_mut().unwrap().remove("hostnames");
            (spec, Value::Null)
        }
        "HTTPRoute" | "GRPCRoute" | "TLSRoute" => (route(), Value::Null),
        "Node" => (
            json!({}),
            json!({"addresses": [{"type": "InternalIP", "address": "192.0.2.1"}, {"type": "Hostname", "address": "node-1"}]}),
        ),
        _ => (controller(), Value::Null),
    }
}

/// One object of every kind, and a pod for every workload.
fn estate() -> String {
    let mut items = Vec::new();
    for row in ROWS {
        let version = match row.groups[0] {
            "" => "v1".to_owned(),
            group => format!("{group}/{}", row.versions[0]),
        };
        let (spec, status) = populated(row.object);
        let mut object = json!({"apiVersion": version, "kind": row.object, "spec": spec, "status": status,
            "metadata": {"name": "example", "namespace": "shop", "labels": {"team": "edge"}, "annotations": {"a": "b"}, "resourceVersion": "1"}});
        if row.object == "Pod" {
            object["metadata"]["ownerReferences"] = json!([{"apiVersion": "example.org/v1", "kind": "Rollout", "name": "example", "controller": true}]);
        }
        items.push(object);
        if row.spec.fields.iter().any(|field| field.path == "pods") && row.object != "Pod" {
            let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "spec": template(true), "status": ran("192.0.2.8"),
                "metadata": {"name": format!("example-{}", row.plural), "namespace": "shop", "labels": {"pod-template-hash": "1"}}});
            pod["metadata"]["ownerReferences"] = json!([{"apiVersion": "x", "kind": row.object, "name": "example", "controller": true}]);
            items.push(pod);
        }
    }
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn paths(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, field) in fields {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                out.insert(below.clone());
                paths(field, &below, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, &format!("{path}[]"), out)),
        _ => {}
    }
}

#[test]
fn every_path_is_declared_and_every_declaration_occurs() {
    let seal = Seal::new("a key of tests only").ok();
    let files = vec![answer("all.json", estate())];
    let reading = parse::read(parse::Tree::Dump, files, seal.as_ref());
    for spec in KINDS {
        assert_eq!(told(&reading, spec.kind.word()), "complete");
        let resources = &reading.kinds[&spec.kind].resources;
        assert_eq!(resources.len(), 1, "{}", spec.kind);
        for resource in resources.values() {
            for (document, class) in
                [(&resource.durable, Class::Durable), (&resource.context, Class::Context)]
            {
                let mut found = BTreeSet::new();
                paths(&document.value().unwrap(), "", &mut found);
                for path in &found {
                    let declared = spec.field(path).map(|field| field.class);
                    assert_eq!(declared, Some(class), "{} {path}", spec.kind);
                }
                for field in spec.fields.iter().filter(|field| field.class == class) {
                    assert!(
                        found.contains(field.path),
                        "{} declares {}, which no example has",
                        spec.kind,
                        field.path
                    );
                }
            }
        }
    }
}

#[test]
fn every_kind_has_a_row_of_the_same_name() {
    let kinds: Vec<&Kind> = KINDS.iter().map(|spec| &spec.kind).collect();
    let rows: Vec<&Kind> = ROWS.iter().map(|row| &row.spec.kind).collect();
    assert_eq!(kinds, rows);
    for row in ROWS {
        assert_eq!(row.spec.calls[0].name, row.plural);
        assert_eq!(row.spec.calls[0].permission, format!("list {}", row.qualified()));
        let reasons = row.spec.fields.iter().all(|field| !field.reason.is_empty());
        assert!(reasons, "{}", row.object);
        let unique: BTreeSet<_> = row.spec.fields.iter().map(|field| field.path).collect();
        assert_eq!(unique.len(), row.spec.fields.len(), "{} declares a field twice", row.object);
    }
}

#[test]
fn a_document_reads_back_as_what_it_was_written_from() {
    use super::super::{
        cluster_policy, gateway, ingress, namespace, network_policy, node, route, service, workload,
    };
    let reading = dump(&[("all.json", &estate())]);
    for spec in KINDS {
        for resource in reading.kinds[&spec.kind].resources.values() {
            let durable = &resource.durable;
            let fine = match spec.kind.word() {
                "network-policy" => durable.decode::<network_policy::NetworkPolicy>().is_ok(),
                "admin-network-policy"
                | "baseline-admin-network-policy"
                | "cluster-network-policy" => {
                    durable.decode::<cluster_policy::ClusterPolicy>().is_ok()
                }
                "namespace" => durable.decode::<namespace::Namespace>().is_ok(),
                "service" => {
                    durable.decode::<service::Service>().is_ok()
                        && resource.context.decode::<service::ServiceContext>().is_ok()
                }
                "ingress" => durable.decode::<ingress::Ingress>().is_ok(),
                "gateway" => durable.decode::<gateway::Gateway>().is_ok(),
                "node" => resource.context.decode::<node::NodeContext>().is_ok(),
                word if word.ends_with("-route") => {
                    durable.decode::<route::RouteDocument>().is_ok()
                }
                _ => {
                    durable.decode::<workload::WorkloadDocument>().is_ok()
                        && resource.context.decode::<workload::WorkloadContext>().is_ok()
                }
            };
            assert!(fine, "{} {durable:?}", spec.kind);
        }
    }
}
