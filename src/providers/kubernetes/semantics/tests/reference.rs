//! Held against a second account of the same rules: random clusters, asked packet by packet, from the objects as they are
//! written. It shares nothing with the product but the files.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Value, json};

use super::estate::{cluster, passes};
use super::random::Dice;

/// One end: a pod as it is written, or an address outside.
#[derive(Clone, Copy)]
struct End<'a> {
    address: IpAddr,
    pod: Option<&'a Value>,
}

/// A packet between two ends.
#[derive(Clone, Copy)]
struct Asked<'a> {
    from: End<'a>,
    to: End<'a>,
    protocol: &'a str,
    port: u64,
}

struct Cluster<'a>(&'a [Value]);

fn on_host(pod: &Value) -> bool {
    pod["spec"]["hostNetwork"] == true
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn matches(selector: &Value, labels: &Value) -> bool {
    let equal = selector["matchLabels"].as_object();
    equal.is_none_or(|all| all.iter().all(|(key, value)| labels[key] == *value))
        && list(&selector["matchExpressions"]).iter().all(|one| {
            let value = &labels[one["key"].as_str().unwrap()];
            let listed = list(&one["values"]).contains(value);
            match one["operator"].as_str().unwrap() {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => !value.is_null(),
                _ => value.is_null(),
            }
        })
}

fn block(cidr: &Value, address: IpAddr) -> bool {
    cidr.as_str().unwrap().parse::<IpNet>().unwrap().contains(&address)
}

impl End<'_> {
    fn name(&self) -> String {
        match self.pod {
            Some(pod) => {
                let text = |key: &str| pod["metadata"][key].as_str().unwrap().to_owned();
                format!("{}/{}[Pod]", text("namespace"), text("name"))
            }
            None => self.address.to_string(),
        }
    }
}

impl<'a> Cluster<'a> {
    /// Its pods, and some addresses outside.
    fn ends(&self) -> Vec<End<'a>> {
        let inside = self.of_kind("Pod").map(|pod| End {
            address: pod["status"]["podIP"].as_str().unwrap().parse().unwrap(),
            pod: Some(pod),
        });
        let outside = ["198.51.100.7", "198.51.100.77", "192.0.2.1"];
        let outside = outside.map(|one| End { address: one.parse().unwrap(), pod: None });
        inside.chain(outside).collect()
    }

    fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |one| one["kind"] == kind)
    }

    fn home(&self, selector: &Value, namespace: &Value) -> bool {
        let object = self.of_kind("Namespace").find(|one| one["metadata"]["name"] == *namespace);
        let mut labels = object.unwrap()["metadata"]["labels"].clone();
        labels["kubernetes.io/metadata.name"] = namespace.clone();
        matches(selector, &labels)
    }

    /// A subject or peer of the administrators' policies.
    fn chosen(&self, chosen: &Value, pod: &Value) -> bool {
        let (namespace, labels) = (&pod["metadata"]["namespace"], &pod["metadata"]["labels"]);
        let pods = &chosen["pods"];
        if pods.is_null() {
            return self.home(&chosen["namespaces"], namespace);
        }
        self.home(&pods["namespaceSelector"], namespace) && matches(&pods["podSelector"], labels)
    }

    fn allowed(&self, asked: Asked<'_>) -> bool {
        asked.from.pod.is_none_or(|pod| self.direction(pod, "egress", asked))
            && asked.to.pod.is_none_or(|pod| self.direction(pod, "ingress", asked))
    }

    fn direction(&self, pod: &Value, way: &str, asked: Asked<'_>) -> bool {
        let (far, peers) = if way == "ingress" { (asked.from, "from") } else { (asked.to, "to") };
        if on_host(pod) || way == "ingress" && far.pod.is_some_and(on_host) {
            return true;
        }
        let decided = |kind: &'a str| {
            let mut policies: Vec<&Value> = self.of_kind(kind).collect();
            policies.sort_by_key(|one| one["spec"]["priority"].as_u64());
            let policies =
                policies.into_iter().filter(|one| self.chosen(&one["spec"]["subject"], pod));
            let mut rules = policies.flat_map(|one| list(&one["spec"][way]));
            let rule = rules.find(|rule| self.cluster_rule(rule, peers, far, asked))?;
            Some(rule["action"].as_str().unwrap())
        };
        match decided("AdminNetworkPolicy") {
            Some("Allow") => return true,
            Some("Deny") => return false,
            _ => {}
        }
        let isolating: Vec<&Value> = self
            .of_kind("NetworkPolicy")
            .filter(|one| one["metadata"]["namespace"] == pod["metadata"]["namespace"])
            .filter(|one| matches(&one["spec"]["podSelector"], &pod["metadata"]["labels"]))
            .filter(|one| {
                let types = list(&one["spec"]["policyTypes"]);
                match (types, way) {
                    ([], "ingress") => true,
                    ([], _) => !list(&one["spec"]["egress"]).is_empty(),
                    (types, "ingress") => types.contains(&json!("Ingress")),
                    (types, _) => types.contains(&json!("Egress")),
                }
            })
            .collect();
        if !isolating.is_empty() {
            return isolating.iter().any(|one| {
                let mut rules = list(&one["spec"][way]).iter();
                rules.any(|rule| self.network_rule(one, rule, peers, far, asked))
            });
        }
        decided("BaselineAdminNetworkPolicy") != Some("Deny")
    }

    fn network_rule(
        &self,
        policy: &Value,
        rule: &Value,
        peers: &str,
        far: End<'_>,
        asked: Asked<'_>,
    ) -> bool {
        let (peers, ports) = (list(&rule[peers]), list(&rule["ports"]));
        let from = peers.is_empty()
            || peers.iter().any(|peer| {
                let ordinary = far.pod.filter(|pod| !on_host(pod));
                if let Some(of) = peer.get("ipBlock") {
                    let hole = list(&of["except"]).iter().any(|one| block(one, far.address));
                    return ordinary.is_none() && block(&of["cidr"], far.address) && !hole;
                }
                let Some(pod) = ordinary else { return false };
                let place = &pod["metadata"]["namespace"];
                let home = match peer.get("namespaceSelector") {
                    Some(selector) => self.home(selector, place),
                    None => *place == policy["metadata"]["namespace"],
                };
                let pods = peer.get("podSelector");
                home && pods.is_none_or(|one| matches(one, &pod["metadata"]["labels"]))
            });
        let named = |name: &Value, protocol: &str| {
            let Some(pod) = asked.to.pod.filter(|pod| !on_host(pod)) else { return false };
            let mut declared = list(&pod["spec"]["containers"][0]["ports"]).iter();
            declared.any(|one| {
                one["name"] == *name
                    && one["protocol"] == protocol
                    && one["containerPort"] == asked.port
            })
        };
        let to = ports.is_empty()
            || ports.iter().any(|one| {
                let protocol = one["protocol"].as_str().unwrap_or("TCP");
                let port = &one["port"];
                let number = match (port.as_u64(), one["endPort"].as_u64()) {
                    (Some(low), Some(high)) => (low..=high).contains(&asked.port),
                    (Some(low), None) => low == asked.port,
                    (None, _) => port.is_null() || named(port, protocol),
                };
                protocol == asked.protocol && number
            });
        from && to
    }

    fn cluster_rule(&self, rule: &Value, peers: &str, far: End<'_>, asked: Asked<'_>) -> bool {
        let from = list(&rule[peers]).iter().any(|peer| match peer.get("networks") {
            Some(networks) => list(networks).iter().any(|one| block(one, far.address)),
            None => far.pod.is_some_and(|pod| !on_host(pod) && self.chosen(peer, pod)),
        });
        let to = rule["ports"].is_null()
            || list(&rule["ports"]).iter().any(|one| {
                if let Some(name) = one.get("namedPort") {
                    let pod = asked.to.pod.unwrap();
                    let declared = &pod["spec"]["containers"][0]["ports"][0];
                    return declared["name"] == *name
                        && declared["protocol"] == asked.protocol
                        && declared["containerPort"] == asked.port;
                }
                if let Some(range) = one.get("portRange") {
                    let (low, high) =
                        (range["start"].as_u64().unwrap(), range["end"].as_u64().unwrap());
                    return range["protocol"] == asked.protocol
                        && (low..=high).contains(&asked.port);
                }
                let number = &one["portNumber"];
                number["protocol"] == asked.protocol && number["port"] == asked.port
            });
        from && to
    }
}

/// The services that are asked about.
const SERVICES: [(&str, u64); 4] = [("TCP", 80), ("TCP", 81), ("UDP", 80), ("SCTP", 82)];

/// One packet at one end: the pod, the way, who is at the other end, and the service.
pub(crate) type At = (String, &'static str, String, (&'static str, u64));

/// What the policies of every pod alone say about packets of these objects, and the address of whoever is at the other end.
pub(crate) fn decisions(objects: &[Value]) -> BTreeMap<At, (IpAddr, bool)> {
    let reference = Cluster(objects);
    let ends = reference.ends();
    let mut decisions = BTreeMap::new();
    for near in ends.iter().filter(|end| end.pod.is_some()) {
        for far in ends.iter().filter(|far| far.address != near.address) {
            for (way, (protocol, port)) in
                ["ingress", "egress"].into_iter().flat_map(|way| SERVICES.map(|one| (way, one)))
            {
                let (from, to) = if way == "ingress" { (*far, *near) } else { (*near, *far) };
                let asked = Asked { from, to, protocol, port };
                let allowed = reference.direction(near.pod.unwrap(), way, asked);
                let at = (near.name(), way, far.name(), (protocol, port));
                decisions.insert(at, (far.address, allowed));
            }
        }
    }
    decisions
}

#[test]
fn random_clusters_do_what_a_second_account_of_the_rules_says() {
    let (mut asked, mut allowed) = (0, 0);
    for seed in 1..=250_u64 {
        let objects = Dice::of(seed).estate();
        let text: String = objects.iter().map(|one| format!("---\n{one}\n")).collect();
        let topology = cluster(&text);
        let reference = Cluster(&objects);
        let ends = reference.ends();
        for from in &ends {
            for to in &ends {
                let none_is_a_pod = from.pod.is_none() && to.pod.is_none();
                if from.address == to.address || none_is_a_pod {
                    continue;
                }
                for (protocol, port) in SERVICES {
                    let one = Asked { from: *from, to: *to, protocol, port };
                    let expected = reference.allowed(one);
                    let service = format!("{} {port}", protocol.to_lowercase());
                    let found = passes(&topology, &from.name(), &to.name(), &service);
                    asked += 1;
                    allowed += u32::from(expected);
                    assert_eq!(
                        found,
                        expected,
                        "seed {seed}: {} to {} {service}\n{text}",
                        from.name(),
                        to.name()
                    );
                }
            }
        }
    }
    assert!(
        asked > 20_000 && allowed > asked / 10 && allowed < asked * 9 / 10,
        "{allowed} of {asked}"
    );
}
