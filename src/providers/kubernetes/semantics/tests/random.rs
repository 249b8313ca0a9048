//! Random clusters, small enough that policies meet each other.

use serde_json::{Value, json};

use crate::providers::dice;

/// What is chosen here.
pub(crate) enum Clusters {}

pub(crate) type Dice = dice::Dice<Clusters>;

impl Dice {
    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    fn selector(&mut self) -> Value {
        let value = self.pick(&["1", "2"]);
        let key = self.pick(&["app", "tier"]);
        match self.below(6) {
            0 => json!({}),
            1 | 2 => json!({ "matchLabels": { key: value } }),
            3 => {
                json!({ "matchExpressions": [{ "key": key, "operator": "NotIn", "values": [value] }] })
            }
            4 => json!({ "matchExpressions": [{ "key": key, "operator": "Exists" }] }),
            _ => {
                json!({ "matchLabels": { "app": "1" }, "matchExpressions": [{ "key": "tier", "operator": "DoesNotExist" }] })
            }
        }
    }

    fn homes(&mut self) -> Value {
        match self.below(4) {
            0 => json!({}),
            1 => {
                json!({ "matchLabels": { "kubernetes.io/metadata.name": self.pick(&["shop", "bank"]) } })
            }
            2 => {
                json!({ "matchExpressions": [{ "key": "team", "operator": "In", "values": ["x", "z"] }] })
            }
            _ => json!({ "matchExpressions": [{ "key": "team", "operator": "DoesNotExist" }] }),
        }
    }

    fn network_peer(&mut self) -> Value {
        match self.below(4) {
            0 => json!({ "podSelector": self.selector() }),
            1 => json!({ "namespaceSelector": self.homes() }),
            2 => json!({ "namespaceSelector": self.homes(), "podSelector": self.selector() }),
            _ => self.pick(&[
                json!({ "ipBlock": { "cidr": "0.0.0.0/0" } }),
                json!({ "ipBlock": { "cidr": "198.51.100.0/24", "except": ["198.51.100.0/28"] } }),
            ]),
        }
    }

    fn network_port(&mut self) -> Value {
        let mut port = self.pick(&[
            json!({}),
            json!({ "port": 80 }),
            json!({ "port": 80, "endPort": 81 }),
            json!({ "port": "web" }),
        ]);
        if self.below(2) == 0 {
            port["protocol"] = json!(self.pick(&["TCP", "UDP", "SCTP"]));
        }
        port
    }

    fn network_rule(&mut self, peers: &str) -> Value {
        let mut rule = json!({});
        if self.below(4) > 0 {
            rule[peers] = Value::Array(self.some(2, Self::network_peer));
        }
        if self.below(3) > 0 {
            rule["ports"] = Value::Array(self.some(2, Self::network_port));
        }
        rule
    }

    fn network_policy(&mut self, number: usize) -> Value {
        let mut spec = json!({ "podSelector": self.selector() });
        if self.below(4) > 0 {
            spec["ingress"] = Value::Array(self.some(2, |dice| dice.network_rule("from")));
        }
        if self.below(2) > 0 {
            spec["egress"] = Value::Array(self.some(2, |dice| dice.network_rule("to")));
        }
        let types = [
            json!(null),
            json!([]),
            json!(["Ingress"]),
            json!(["Egress"]),
            json!(["Ingress", "Egress"]),
        ];
        spec["policyTypes"] = self.pick(&types);
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": format!("n{number}"), "namespace": self.pick(&["shop", "bank"]) }, "spec": spec })
    }

    fn pods(&mut self) -> Value {
        match self.below(2) {
            0 => json!({ "namespaces": self.homes() }),
            _ => {
                json!({ "pods": { "namespaceSelector": self.homes(), "podSelector": self.selector() } })
            }
        }
    }

    fn cluster_rule(&mut self, peers: &str, passes: bool) -> Value {
        let mut rule = json!({ "action": self.pick(if passes { &["Allow", "Deny", "Pass"] } else { &["Allow", "Deny"] }) });
        let mut list = vec![self.pods()];
        if peers == "to" && self.below(3) == 0 {
            list.push(json!({ "networks": [self.pick(&["0.0.0.0/0", "198.51.100.0/28"])] }));
        }
        rule[peers] = Value::Array(list);
        if self.below(2) == 0 {
            rule["ports"] = json!([self.pick(&[
                json!({ "portNumber": { "port": 80, "protocol": "TCP" } }),
                json!({ "portRange": { "start": 80, "end": 81, "protocol": "UDP" } }),
            ])]);
            if peers == "from" && self.below(2) == 0 {
                rule["ports"] = json!([{ "namedPort": "web" }]);
            }
        }
        rule
    }

    fn cluster_policy(&mut self, kind: &str, name: &str, priority: Option<usize>) -> Value {
        let passes = priority.is_some();
        let mut spec = json!({ "subject": self.pods() });
        if let Some(priority) = priority {
            spec["priority"] = json!(priority);
        }
        spec["ingress"] = Value::Array(self.some(2, |dice| dice.cluster_rule("from", passes)));
        spec["egress"] = Value::Array(self.some(2, |dice| dice.cluster_rule("to", passes)));
        json!({ "apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": kind, "metadata": { "name": name }, "spec": spec })
    }

    /// The objects with one of them edited: labels of a pod or a namespace, or a selector or a rule of a policy.
    pub(crate) fn edited(&mut self, objects: &[Value]) -> Vec<Value> {
        let mut edited = objects.to_vec();
        let at = self.below(edited.len());
        let one = &mut edited[at];
        let kind = one["kind"].as_str().unwrap().to_owned();
        let labels = &mut one["metadata"]["labels"];
        match kind.as_str() {
            "Namespace" => {
                *labels = self.pick(&[json!({}), json!({ "team": "x" }), json!({ "team": "y" })])
            }
            "Pod" => {
                *labels = self.pick(&[
                    json!({ "app": "1" }),
                    json!({ "app": "2", "tier": "2" }),
                    json!({ "tier": "1" }),
                ]);
            }
            "NetworkPolicy" => match self.below(3) {
                0 => one["spec"]["podSelector"] = self.selector(),
                1 => one["spec"]["ingress"] = json!([self.network_rule("from")]),
                _ => one["spec"]["egress"] = json!([self.network_rule("to")]),
            },
            kind => match self.below(3) {
                0 => one["spec"]["subject"] = self.pods(),
                1 => {
                    let passes = kind == "AdminNetworkPolicy";
                    one["spec"]["ingress"] = json!([self.cluster_rule("from", passes)]);
                }
                _ => one["spec"]["egress"] = json!([]),
            },
        }
        edited
    }

    /// Objects of a small cluster.
    pub(crate) fn estate(&mut self) -> Vec<Value> {
        let mut all = vec![
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "shop", "labels": { "team": "x" } } }),
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "bank" } }),
        ];
        for number in 0..4 {
            let mut labels = json!({ "app": self.pick(&["1", "2"]) });
            if self.below(2) == 0 {
                labels["tier"] = json!(self.pick(&["1", "2"]));
            }
            let ports = json!([{ "name": "web", "containerPort": self.pick(&[80, 81]), "protocol": self.pick(&["TCP", "UDP"]) }]);
            let spec = json!({ "hostNetwork": self.below(8) == 0, "containers": [{ "name": "c", "ports": ports }] });
            all.push(json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": format!("p{number}"), "namespace": self.pick(&["shop", "bank"]), "labels": labels }, "spec": spec, "status": { "podIP": format!("10.0.0.{number}") } }));
        }
        let network = self.below(5);
        all.extend((0..network).map(|number| self.network_policy(number)));
        for priority in 0..self.below(4) {
            all.push(self.cluster_policy(
                "AdminNetworkPolicy",
                &format!("a{priority}"),
                Some(priority),
            ));
        }
        if self.below(2) == 0 {
            all.push(self.cluster_policy("BaselineAdminNetworkPolicy", "default", None));
        }
        all
    }
}
