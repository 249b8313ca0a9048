//! `NetworkPolicy`: what pods of one namespace let in and out.
//!
//! The API's defaulting is applied, so that a manifest and the server's answer to it are the same document:
//! policy types, TCP, the namespace. Rules, peers and ports are sets; `ingress: []` and no `ingress` both
//! let nothing in and are both written `[]`, while a rule without anything, `{}`, lets everything in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::documents::Item;
use super::super::native::{
    IpBlock, NetworkPolicySpec, Object, PolicyPeer, PolicyPort, PolicyRule,
};
use super::object::{Body, Known, Normalised, Refused, decode_noting, doubts, metadata, set};
use super::port::{Cidr, Port, cidrs, number, port_ref, ports_in_words, protocol, span};
use super::selector::{Requirement, Selector, optional, selector};
use crate::model::{
    Bears, Call, Document, Field, Kind, KindSpec, Matching, Need, Provider, Resource, Role,
};
use crate::providers::kubernetes::native::IntOrString;

/// The durable fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkPolicy {
    /// What may leave; means something only with the policy type.
    pub egress: Vec<Rule>,
    /// What may enter; means something only with the policy type.
    pub ingress: Vec<Rule>,
    /// The policy's own labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Its name.
    pub name: String,
    /// Its namespace, in which it selects pods.
    pub namespace: String,
    /// Which pods it isolates; empty for all.
    pub pod_selector: Selector,
    /// For which directions it isolates them.
    pub policy_types: Vec<PolicyType>,
}

/// A direction that a policy isolates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PolicyType {
    /// Out of the pod.
    Egress,
    /// Into the pod.
    Ingress,
}

/// One rule: any of the peers, on any of the ports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Absent means anyone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub peers: Vec<Peer>,
    /// Absent means all ports of all protocols.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<Port>,
}

/// One peer. Either a block or selectors; both selectors together must both match. One without any field came
/// from a field that is not understood, and matches nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Addresses outside the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
    /// Namespaces by their labels; absent means the policy's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<Selector>,
    /// Pods by their labels; absent beside `namespaces` means all pods there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<Selector>,
}

/// An address block with holes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// The block.
    pub cidr: Cidr,
    /// The holes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Cidr>,
}

/// The declaration of the kind.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "network-policy"),
    title: "network policy",
    role: Role::Boundary,
    calls: &[Call {
        name: "networkpolicies",
        permission: "list networkpolicies.networking.k8s.io",
        need: Need::Required,
    }],
    identity: "`namespace/name`: unique, and the same after the policy is deleted and made again",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        Field::list(
            "egress",
            Bears::Traffic,
            Matching::Set,
            "rules are allowed in union, so their order says nothing",
        ),
        Field::list(
            "ingress",
            Bears::Traffic,
            Matching::Set,
            "rules are allowed in union, so their order says nothing",
        ),
        Field::durable(
            "labels",
            Bears::Metadata,
            "nothing selects policies when traffic is filtered",
        ),
        Field::durable("name", Bears::Metadata, "part of the identity"),
        Field::durable("namespace", Bears::Traffic, "the policy selects pods there"),
        Field::list(
            "pod_selector",
            Bears::Traffic,
            Matching::Set,
            "decides which pods are isolated",
        ),
        Field::list(
            "policy_types",
            Bears::Traffic,
            Matching::Set,
            "decides for which directions pods are isolated",
        ),
        super::left_out::ANNOTATIONS,
        super::left_out::CREATED,
        super::left_out::FINALIZERS,
        super::left_out::GENERATION,
        super::left_out::MANAGED,
        super::left_out::OWNERS,
        super::left_out::STATUS,
        super::left_out::UID,
        super::left_out::VERSION,
    ],
    phrase,
};

/// Normalises one object.
pub(crate) fn normalise(item: Item<'_>) -> Result<Normalised, Refused> {
    let (object, unknown) = decode_noting::<Object<NetworkPolicySpec>>(item)?;
    let Object { metadata: meta, spec, status: _ } = object;
    let Known { place, labels, owner } = metadata(meta, true)?;
    let mut doubts = doubts(unknown);
    let spec = spec.ok_or_else(|| Refused("it has no `spec`".to_owned()))?;
    let NetworkPolicySpec { pod_selector, policy_types, ingress, egress } = spec;
    let ingress = ingress.unwrap_or_default();
    let egress = egress.unwrap_or_default();
    // The server's rule, which the file may rely on: Ingress always, Egress only with a rule for it.
    let policy_types = match policy_types.unwrap_or_default() {
        given if !given.is_empty() => {
            let types: Result<Vec<_>, _> = given.iter().map(|word| policy_type(word)).collect();
            set(types?)
        }
        _ if egress.is_empty() => vec![PolicyType::Ingress],
        _ => vec![PolicyType::Egress, PolicyType::Ingress],
    };
    let durable = NetworkPolicy {
        egress: rules(egress, PolicyType::Egress, &mut doubts)?,
        ingress: rules(ingress, PolicyType::Ingress, &mut doubts)?,
        labels,
        name: place.name.clone(),
        namespace: place.namespace(),
        pod_selector: optional(pod_selector)?.unwrap_or_default(),
        policy_types,
    };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::empty() };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts })
}

fn policy_type(word: &str) -> Result<PolicyType, Refused> {
    match word {
        "Ingress" => Ok(PolicyType::Ingress),
        "Egress" => Ok(PolicyType::Egress),
        other => Err(Refused(format!("`{other}` is not a policy type"))),
    }
}

fn rules(
    native: Vec<PolicyRule>,
    direction: PolicyType,
    doubts: &mut Vec<String>,
) -> Result<Vec<Rule>, Refused> {
    let mut rules = Vec::with_capacity(native.len());
    for rule in native {
        let PolicyRule { from, to, ports } = rule;
        let (native_peers, stray, word) = match direction {
            PolicyType::Ingress => (from, to, "to"),
            PolicyType::Egress => (to, from, "from"),
        };
        if stray.is_some() {
            doubts.push(format!("a rule has the field `{word}` of the other direction"));
        }
        let mut peers = Vec::new();
        for native in native_peers.unwrap_or_default() {
            let peer = peer(native)?;
            if peer.block.is_none() && peer.namespaces.is_none() && peer.pods.is_none() {
                doubts.push(
                    "a peer has no field that is known; it is taken to match nothing".to_owned(),
                );
            }
            peers.push(peer);
        }
        let ports: Result<Vec<Port>, Refused> =
            ports.unwrap_or_default().into_iter().map(port).collect();
        rules.push(Rule { peers: set(peers), ports: set(ports?) });
    }
    Ok(set(rules))
}

fn peer(native: PolicyPeer) -> Result<Peer, Refused> {
    let PolicyPeer { pod_selector, namespace_selector, ip_block } = native;
    if ip_block.is_some() && (pod_selector.is_some() || namespace_selector.is_some()) {
        return Err(Refused("a peer has both an `ipBlock` and a selector".to_owned()));
    }
    Ok(Peer {
        block: ip_block.map(block).transpose()?,
        namespaces: optional(namespace_selector)?,
        pods: pod_selector.map(selector).transpose()?,
    })
}

fn block(native: IpBlock) -> Result<Block, Refused> {
    let IpBlock { cidr, except } = native;
    Ok(Block { cidr: cidr.parse()?, except: cidrs(except.unwrap_or_default())? })
}

fn port(native: PolicyPort) -> Result<Port, Refused> {
    let PolicyPort { protocol: word, port, end_port } = native;
    let protocol = protocol(word.as_deref())?;
    match (port, end_port) {
        (port, None) => Ok(Port {
            end_port: None,
            port: port.map(port_ref).transpose()?,
            protocol: Some(protocol),
        }),
        (Some(IntOrString::Int(start)), Some(end)) => span(number(start)?.into(), end, protocol),
        (_, Some(end)) => Err(Refused(format!("`endPort: {end}` stands beside no port number"))),
    }
}

/// Says an element of a list in words.
fn phrase(list: &str, element: &Value) -> Option<String> {
    match list {
        "ingress" | "egress" => {
            serde_json::from_value(element.clone()).ok().map(|rule| say(list, &rule))
        }
        "pod_selector" => serde_json::from_value::<Requirement>(element.clone())
            .ok()
            .map(|requirement| requirement.to_string()),
        _ => None,
    }
}

/// Says a rule of `ingress` or `egress` in words: it has no name of its own.
pub(crate) fn say(list: &str, rule: &Rule) -> String {
    let Rule { peers, ports } = rule;
    if peers.is_empty() && ports.is_empty() {
        return "allow all".to_owned();
    }
    let peers = if peers.is_empty() {
        "anyone".to_owned()
    } else {
        peers.iter().map(peer_in_words).collect::<Vec<_>>().join(" or ")
    };
    let preposition = if list == "egress" { "to" } else { "from" };
    format!("allow {} {preposition} {peers}", ports_in_words(ports))
}

fn peer_in_words(peer: &Peer) -> String {
    let Peer { block, namespaces, pods } = peer;
    if let Some(Block { cidr, except }) = block {
        let holes: Vec<String> = except.iter().map(Cidr::to_string).collect();
        return if holes.is_empty() {
            cidr.to_string()
        } else {
            format!("{cidr} except {}", holes.join(", "))
        };
    }
    match (pods, namespaces) {
        (None, None) => "nobody".to_owned(),
        (Some(pods), None) => format!("{} in its own namespace", pods_in_words(pods)),
        (None, Some(namespaces)) => format!("all pods in {}", namespaces_in_words(namespaces)),
        (Some(pods), Some(namespaces)) => {
            format!("{} in {}", pods_in_words(pods), namespaces_in_words(namespaces))
        }
    }
}

/// `pods app=api`, or `all pods`.
pub(crate) fn pods_in_words(selector: &Selector) -> String {
    if selector.0.is_empty() { "all pods".to_owned() } else { format!("pods {selector}") }
}

/// `namespaces env=prod`, or `all namespaces`.
pub(crate) fn namespaces_in_words(selector: &Selector) -> String {
    if selector.0.is_empty() {
        "all namespaces".to_owned()
    } else {
        format!("namespaces {selector}")
    }
}
