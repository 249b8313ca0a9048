//! Drift of every kind in a cluster with three of each: what is printed puts all of it back, and what undoes that brings it back.

use serde_json::{Value, json};

use super::cluster;
use super::place::{Place, Step, changes, is_left_out, steps};

/// One object: its kind, its name, and what becomes of it.
type Drift = (&'static str, &'static str, fn(&mut Value));

const DRIFTS: &[Drift] = &[
    ("AdminNetworkPolicy", "admin-1", |one| one["spec"]["ingress"][0]["action"] = "Allow".into()),
    ("AdminNetworkPolicy", "admin-2", |one| {
        one["spec"]["priority"] = 0.into();
        one["spec"]["subject"] =
            json!({"pods": {"podSelector": {"matchLabels": {"a": "b"}}, "namespaceSelector": {}}});
    }),
    ("AdminNetworkPolicy", "admin-3", |one| {
        let first = json!({"action": "Pass", "from": [{"namespaces": {}}]});
        one["spec"]["ingress"].as_array_mut().unwrap().insert(0, first);
        one["spec"]["egress"] = json!([{
            "action": "Deny", "name": "out", "to": [{"networks": ["10.0.0.0/8", "192.0.2.0/24"]}, {"nodes": {}}],
            "ports": [{"portRange": {"protocol": "TCP", "start": 1, "end": 9}}, {"namedPort": "http"}],
        }]);
    }),
    ("BaselineAdminNetworkPolicy", "default", |one| one["spec"]["ingress"] = json!([])),
    ("ClusterNetworkPolicy", "cluster-1", |one| {
        one["spec"]["tier"] = "Baseline".into();
        one["spec"]["ingress"][0]["protocols"] =
            json!([{"udp": {}}, {"tcp": {"destinationPort": {"range": {"start": 1, "end": 2}}}}]);
    }),
    ("Namespace", "shop", |one| one["metadata"]["labels"] = json!({"it's": "$(id)"})),
    ("Service", "web-1", |one| {
        one["spec"]["ports"][0]["targetPort"] = "admin".into();
        one["spec"]["externalIPs"] = json!(["198.51.100.7"]);
    }),
    ("Service", "web-2", |one| {
        one["spec"]["selector"] = json!({"app": "other", "b": "c"});
        one["spec"]["ports"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "ssh", "port": 22, "protocol": "TCP", "targetPort": 22}));
    }),
    ("Service", "web-3", |one| {
        one["spec"]["type"] = "NodePort".into();
        one["spec"]["externalTrafficPolicy"] = "Local".into();
    }),
    ("Ingress", "door-1", |one| {
        one["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"] = "other".into();
        let more = json!({"path": "/admin", "pathType": "Prefix", "backend": {"service": {"name": "admin", "port": {"name": "x"}}}});
        one["spec"]["rules"].as_array_mut().unwrap().push(json!({"http": {"paths": [more]}}));
    }),
    ("Gateway", "door-1", |one| {
        one["spec"]["listeners"][0]["port"] = 8080.into();
        one["spec"]["listeners"][0]["allowedRoutes"] = json!({"namespaces": {"from": "All"}});
        one["spec"]["listeners"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "x", "port": 1, "protocol": "TCP"}));
    }),
    ("HTTPRoute", "web-1", |one| {
        one["spec"]["rules"][0]["backendRefs"][0]["weight"] = 9.into();
        one["spec"]["rules"][0]["matches"] = json!([{"path": {"type": "Exact", "value": "/"}}]);
        one["spec"]["hostnames"] = json!(["evil.example"]);
    }),
    ("TCPRoute", "web-1", |one| {
        one["spec"]["parentRefs"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "other", "namespace": "far"}));
    }),
    ("Deployment", "web-1", |one| {
        let pod = &mut one["spec"]["template"]["spec"];
        pod["hostNetwork"] = true.into();
        pod["containers"][0]["ports"][0]["hostPort"] = 8080.into();
        pod["containers"][0]["securityContext"] =
            json!({"privileged": true, "runAsUser": 0, "capabilities": {"add": ["CAP_SYS_ADMIN"]}});
        pod["containers"][0]["image"] = "registry.example/evil:1".into();
        pod["containers"][0]["env"] = json!([{"name": "LD_PRELOAD", "value": "x"}]);
        pod["containers"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "miner", "image": "registry.example/miner"}));
    }),
    ("Deployment", "web-2", |one| {
        let pod = &mut one["spec"]["template"]["spec"];
        pod["volumes"] = json!([{"name": "v", "hostPath": {"path": "/"}}]);
        pod["containers"][0]["volumeMounts"] = json!([{"name": "v", "mountPath": "/host"}]);
        one["spec"]["template"]["metadata"]["labels"]["more"] = "x".into();
    }),
    ("Deployment", "web-3", |one| {
        let pod = &mut one["spec"]["template"]["spec"];
        // Of several that came, none may take another one's place while they go.
        pod["containers"][0]["env"] = ["ZZ", "LD_PRELOAD", "A"]
            .map(|name| json!({"name": name, "value": "x"}))
            .to_vec()
            .into();
        pod["containers"][0]["image"] = "registry.example/evil:1".into();
        let miner =
            |number: u8| json!({"name": format!("miner-{number}"), "image": "registry.example/m"});
        let containers = pod["containers"].as_array_mut().unwrap();
        containers.insert(0, miner(1));
        containers.push(miner(2));
        pod["initContainers"] = json!([miner(3), miner(4)]);
    }),
    ("DaemonSet", "logs-1", |one| {
        let pod = &mut one["spec"]["template"]["spec"];
        pod["nodeSelector"] = json!({"none": "here"});
        pod["tolerations"] = json!([{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}, {"key": "b", "operator": "Equal", "value": "c"}]);
        pod["hostPID"] = true.into();
        pod["hostIPC"] = true.into();
    }),
    ("StatefulSet", "db-1", |one| {
        let pod = &mut one["spec"]["template"]["spec"];
        pod["serviceAccountName"] = "admin".into();
        pod["automountServiceAccountToken"] = true.into();
        pod["dnsPolicy"] = "None".into();
        pod["dnsConfig"] =
            json!({"nameservers": ["203.0.113.9"], "options": [{"name": "ndots", "value": "2"}]});
        pod["hostAliases"] = json!([{"ip": "203.0.113.9", "hostnames": ["b", "a"]}]);
    }),
    ("CronJob", "nightly-1", |one| {
        let pod = &mut one["spec"]["jobTemplate"]["spec"]["template"]["spec"];
        pod["containers"][0]["securityContext"] = json!({"runAsNonRoot": true, "seccompProfile": {"type": "Unconfined"}, "seLinuxOptions": {"level": "s0:c1,c2"}});
        pod["securityContext"] = json!({"fsGroup": 1000660000, "sysctls": [{"name": "a.b", "value": "1"}], "supplementalGroups": [7, 5]});
        pod["runtimeClassName"] = "x".into();
        pod["shareProcessNamespace"] = true.into();
        pod["hostUsers"] = false.into();
    }),
    ("ReplicationController", "old-1", |one| {
        one["metadata"]["labels"] = json!({"a/b~c": "{{.}}"});
        one["spec"]["template"]["spec"]["nodeName"] = "node-1".into();
    }),
];

/// Those that go.
const GONE: &[(&str, &str)] = &[
    ("NetworkPolicy", "policy-1"),
    ("AdminNetworkPolicy", "gone"),
    ("ClusterNetworkPolicy", "cluster-2"),
    ("Ingress", "door-2"),
    ("Gateway", "door-2"),
    ("HTTPRoute", "web-2"),
    ("UDPRoute", "web-2"),
];

#[test]
fn drift_of_every_kind_is_put_back_and_undone() {
    if is_left_out() {
        return;
    }
    let place = Place::new();
    drift(&place);
    let drifted = place.resources();
    let findings = changes(&place.scan(1));
    let less: Vec<String> = findings
        .iter()
        .filter(|finding| finding["remedy"]["proof"] != "restores-baseline")
        .map(|finding| format!("{} {:#}", finding["resource"], finding["remedy"]["remains"]))
        .collect();
    assert!(less.is_empty(), "{less:#?}");
    let all: Vec<Vec<Step>> = findings.iter().map(steps).collect();
    all.iter().flatten().for_each(|step| place.works(&step.line));
    place.scan(0);
    let mut not_undone = Vec::new();
    for (finding, steps) in findings.iter().zip(&all).rev() {
        for step in steps.iter().rev() {
            if step.undo.is_empty() {
                let of = |key: &str| finding["resource"][key].as_str().unwrap();
                not_undone.push(format!("{} {}", of("kind"), of("id")));
            } else {
                place.works(&step.undo);
            }
        }
    }
    // A variable, a container and a mount that nobody approved, and workloads: what they were is not recorded in full.
    not_undone.sort();
    let expected = [
        "kubernetes.cron-job shop/nightly-1-more",
        "kubernetes.deployment shop/web-1",
        "kubernetes.deployment shop/web-1-more",
        "kubernetes.deployment shop/web-2",
        "kubernetes.deployment shop/web-2-more",
        "kubernetes.deployment shop/web-3",
        "kubernetes.deployment shop/web-3-more",
    ];
    assert_eq!(not_undone, expected);
    let again = place.resources();
    for (kind, was) in drifted.as_object().unwrap() {
        for (name, resource) in was["resources"].as_object().unwrap() {
            if !not_undone.contains(&format!("{kind} {name}")) {
                assert_eq!(again[kind]["resources"][name], *resource, "{kind} {name}");
            }
        }
    }
}

/// A cluster that somebody approved, and what became of it.
pub(crate) fn drift(place: &Place) {
    let mut objects = cluster::objects();
    for object in &objects {
        place.api.put(object);
    }
    place.record();
    place.scan(0);
    let find = |objects: &mut Vec<Value>, kind: &str, name: &str| {
        let is = |one: &Value| one["kind"] == kind && one["metadata"]["name"] == name;
        objects.iter().position(is)
    };
    for (kind, name, change) in DRIFTS {
        let at = find(&mut objects, kind, name).unwrap();
        change(&mut objects[at]);
        place.api.put(&objects[at]);
        // What comes without having been approved.
        if ["Deployment", "Ingress", "Gateway", "HTTPRoute", "CronJob", "AdminNetworkPolicy"]
            .contains(kind)
        {
            let mut more = objects[at].clone();
            more["metadata"]["name"] = format!("{name}-more").into();
            place.api.put(&more);
        }
    }
    for (kind, name) in GONE {
        if let Some(at) = find(&mut objects, kind, name) {
            place.api.take(&objects[at]);
        }
    }
}
