//! The policies of the cluster's administrators. Their rules are a list in which the first that matches decides, so what differs of one
//! policy becomes another in one patch: no rule is asked in the meantime at a place that is not its own.

use serde_json::{Value, json};

use super::like::Like;
use super::network_policy;
use super::shape::{Part, Shape, odd};
use super::spelling::{Spelled, either, fields, object, selector, texts};
use crate::model::Resource;
use crate::providers::kubernetes::parse::cluster_policy::{ClusterPolicy, Peer, Pods, Rule};
use crate::providers::kubernetes::parse::cluster_policy_kinds::{ADMIN, BASELINE, CLUSTER};
use crate::providers::kubernetes::parse::port::{Port, PortRef};
use crate::providers::kubernetes::parse::selector::Selector;

pub(super) const ADMIN_SHAPE: Shape = Shape {
    kind: &ADMIN.kind,
    version: "policy.networking.k8s.io/v1alpha1",
    lists: &[],
    clash: |_, _| false,
    fixed: &[],
    element: |_, _, _| Err("the rules of such a policy are written as one list".to_owned()),
    parts,
    words: network_policy::words,
};
pub(super) const BASELINE_SHAPE: Shape = Shape { kind: &BASELINE.kind, ..ADMIN_SHAPE };
pub(super) const CLUSTER_SHAPE: Shape =
    Shape { kind: &CLUSTER.kind, version: "policy.networking.k8s.io/v1alpha2", ..ADMIN_SHAPE };

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let policy: ClusterPolicy = resource.durable.decode().map_err(odd)?;
    let ClusterPolicy { egress, ingress, labels: _, name: _, priority, subject, tier } = policy;
    let is_numbered = tier.is_none();
    let (like, subject) = subject_of(&subject)?;
    Ok(vec![
        Part::plain("/spec/tier", tier.map(|tier| json!(tier))),
        Part::plain("/spec/priority", priority),
        Part { at: "/spec/subject", like, value: Some(subject) },
        rules("/spec/ingress", "from", &ingress, is_numbered)?,
        rules("/spec/egress", "to", &egress, is_numbered)?,
    ])
}

fn rules(
    at: &'static str,
    side: &'static str,
    rules: &[Rule],
    is_numbered: bool,
) -> Result<Part, String> {
    let both = rules.iter().map(|one| rule(side, one, is_numbered));
    let both = both.collect::<Result<Vec<Spelled>, String>>()?;
    let (likes, values): (Vec<Like>, Vec<Value>) = both.into_iter().unzip();
    let value = Some(values).filter(|values| !values.is_empty()).map(Value::from);
    Ok(Part { at, like: Like::list(likes), value })
}

fn rule(side: &'static str, rule: &Rule, is_numbered: bool) -> Result<Spelled, String> {
    let Rule { action, name, peers, ports } = rule;
    let peers = peers.iter().map(peer).collect::<Result<_, String>>()?;
    let ports = match ports.as_deref() {
        Some([]) => {
            return Err(
                "a rule has ports that driftwall could not read when it recorded it".to_owned()
            );
        }
        ports => ports.unwrap_or_default().iter(),
    };
    let ports = if is_numbered {
        Part::set("ports", ports.map(|one| either(numbered(one))).collect())
    } else {
        Part::set("protocols", ports.map(by_protocol).collect())
    };
    Ok(object(vec![
        Part::plain("action", Some(json!(action))),
        Part::plain("name", name.clone()),
        Part::set(side, peers),
        ports,
    ]))
}

const UNREAD: &str = "it speaks of pods in a way that driftwall could not read when it recorded it";

/// Namespaces, or pods of some: the other of the two is not there.
fn pods(
    namespaces: &Option<Selector>,
    pods: &Option<Selector>,
) -> Result<[Option<Spelled>; 2], String> {
    match (namespaces, pods) {
        (Some(namespaces), None) => Ok([Some(selector(namespaces)), None]),
        (Some(namespaces), Some(pods)) => {
            let both = fields(vec![
                ("namespaceSelector", Some(selector(namespaces))),
                ("podSelector", Some(selector(pods))),
            ]);
            Ok([None, Some(both)])
        }
        (None, _) => Err(UNREAD.to_owned()),
    }
}

fn subject_of(subject: &Pods) -> Result<Spelled, String> {
    let Pods { namespaces, pods: selected } = subject;
    let [namespaces, selected] = pods(namespaces, selected)?;
    Ok(fields(vec![("namespaces", namespaces), ("pods", selected)]))
}

fn peer(peer: &Peer) -> Result<Spelled, String> {
    let Peer { domains, namespaces, networks, nodes, pods: selected } = peer;
    let is_other = domains.is_some() || networks.is_some() || nodes.is_some();
    let [namespaces, selected] = if is_other { [None, None] } else { pods(namespaces, selected)? };
    Ok(fields(vec![
        ("domainNames", domains.as_deref().map(texts)),
        ("namespaces", namespaces),
        ("networks", networks.as_deref().map(texts)),
        ("nodes", nodes.as_ref().map(selector)),
        ("pods", selected),
    ]))
}

/// A port as v1alpha1 has it.
fn numbered(port: &Port) -> Vec<Value> {
    let Port { end_port, port, protocol } = port;
    match (port, end_port) {
        (Some(PortRef::Name(name)), _) => vec![json!({ "namedPort": name })],
        (Some(PortRef::Number(start)), Some(end)) => {
            vec![json!({ "portRange": { "protocol": protocol, "start": start, "end": end } })]
        }
        (Some(PortRef::Number(port)), None) => vec![
            json!({ "portNumber": { "protocol": protocol, "port": port } }),
            json!({ "portRange": { "protocol": protocol, "start": port, "end": port } }),
        ],
        (None, _) => Vec::new(),
    }
}

/// A port as v1alpha2 has it.
fn by_protocol(port: &Port) -> Spelled {
    let Port { end_port, port, protocol } = port;
    let of = |destination: Value| {
        let protocol = protocol.map_or("tcp", |protocol| protocol.word());
        json!({ protocol: destination })
    };
    either(match (port, end_port) {
        (Some(PortRef::Name(name)), _) => vec![json!({ "destinationNamedPort": name })],
        (Some(PortRef::Number(start)), Some(end)) => {
            vec![of(json!({ "destinationPort": { "range": { "start": start, "end": end } } }))]
        }
        (Some(PortRef::Number(port)), None) => vec![
            of(json!({ "destinationPort": { "number": port } })),
            of(json!({ "destinationPort": { "range": { "start": port, "end": port } } })),
        ],
        (None, _) => vec![of(json!({}))],
    })
}
