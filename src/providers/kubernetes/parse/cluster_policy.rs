//! The policies of the cluster's administrators: `AdminNetworkPolicy`, `BaselineAdminNetworkPolicy` and
//! `ClusterNetworkPolicy`.
//!
//! Here the order of rules is meaning: the first one that matches decides. So rules stay a list in their order, and
//! only what is inside a rule (peers, ports, networks) is sorted. Where the API has nil beside an empty list,
//! both are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::documents::Item;
use super::super::native::{
    ClusterPeer, ClusterPolicySpec, ClusterPort, ClusterProtocol, ClusterRule, DestinationPort,
    NamedProtocol, NamespacedPod, NumberedPort, Object, PortSpan, PortSpanOf, Subject,
};
use super::object::{Body, Known, Normalised, Refused, decode_noting, doubts, metadata, set};
use super::port::{Cidr, Port, PortRef, Protocol, cidrs, number, protocol, span};
use super::selector::{Selector, optional};
use crate::model::{Document, Resource};

/// The durable fields of all three kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterPolicy {
    /// Rules for what leaves, in order.
    pub egress: Vec<Rule>,
    /// Rules for what enters, in order.
    pub ingress: Vec<Rule>,
    /// The policy's own labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Its name.
    pub name: String,
    /// Lower goes first; absent for the baseline policy, of which there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// Which pods it speaks for.
    pub subject: Pods,
    /// `ClusterNetworkPolicy` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
}

/// Before or after the network policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tier {
    /// Before them.
    Admin,
    /// After them.
    Baseline,
}

/// What a matching rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Let through, for good; the word of ClusterNetworkPolicy.
    Accept,
    /// Let through, for good.
    Allow,
    /// Drop.
    Deny,
    /// Leave this tier undecided.
    Pass,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it decides.
    pub action: Action,
    /// What its author calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Any of them; none matches nobody.
    pub peers: Vec<Peer>,
    /// Any of them; absent means all ports of all protocols.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ports: Option<Vec<Port>>,
}

/// Pods by namespace and label. Both absent means that the field is not understood, and fails closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pods {
    /// Namespaces by their labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<Selector>,
    /// Pods by their labels; absent means all pods of the namespaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<Selector>,
}

/// One peer. One without any field came from a field that is not understood: an allowing rule then matches
/// nothing, a denying or passing one denies everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Names in DNS, in egress rules that allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<String>>,
    /// Namespaces by their labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<Selector>,
    /// Address blocks; addresses of pods are matched too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Vec<Cidr>>,
    /// Nodes by their labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Selector>,
    /// Pods by their labels; absent beside `namespaces` means all pods there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<Selector>,
}

/// Which of the three kinds is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavour {
    Admin,
    Baseline,
    Cluster,
}

/// Normalises an `AdminNetworkPolicy`.
pub(crate) fn normalise_admin(item: Item<'_>) -> Result<Normalised, Refused> {
    normalise(item, Flavour::Admin)
}

/// Normalises a `BaselineAdminNetworkPolicy`.
pub(crate) fn normalise_baseline(item: Item<'_>) -> Result<Normalised, Refused> {
    normalise(item, Flavour::Baseline)
}

/// Normalises a `ClusterNetworkPolicy`.
pub(crate) fn normalise_cluster(item: Item<'_>) -> Result<Normalised, Refused> {
    normalise(item, Flavour::Cluster)
}

fn normalise(item: Item<'_>, flavour: Flavour) -> Result<Normalised, Refused> {
    let (object, unknown) = decode_noting::<Object<ClusterPolicySpec>>(item)?;
    let Object { metadata: meta, spec, status: _ } = object;
    let Known { place, labels, owner } = metadata(meta, false)?;
    let mut doubts = doubts(unknown);
    let spec = spec.ok_or_else(|| Refused("it has no `spec`".to_owned()))?;
    let ClusterPolicySpec { tier, priority, subject: native_subject, ingress, egress } = spec;
    let priority = match (flavour, priority) {
        (Flavour::Baseline, None) => None,
        (Flavour::Baseline, Some(_)) => {
            doubts.push("the baseline policy has a `priority`".to_owned());
            None
        }
        (_, None) => return Err(Refused("it has no `priority`".to_owned())),
        (_, Some(number)) => Some(
            u32::try_from(number).map_err(|_| Refused(format!("{number} is not a priority")))?,
        ),
    };
    let tier = match (flavour, tier.as_deref()) {
        (Flavour::Cluster, Some("Admin")) => Some(Tier::Admin),
        (Flavour::Cluster, Some("Baseline")) => Some(Tier::Baseline),
        (Flavour::Cluster, other) => {
            return Err(Refused(format!("`{}` is not a tier", other.unwrap_or_default())));
        }
        (_, None) => None,
        (_, Some(_)) => {
            doubts.push("the field `spec.tier` does not belong to this kind".to_owned());
            None
        }
    };
    let native_subject = native_subject.ok_or_else(|| Refused("it has no `subject`".to_owned()))?;
    let durable = ClusterPolicy {
        egress: rules(egress, flavour, false, &mut doubts)?,
        ingress: rules(ingress, flavour, true, &mut doubts)?,
        labels,
        name: place.name.clone(),
        priority,
        subject: subject(native_subject, &mut doubts)?,
        tier,
    };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::empty() };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts })
}

fn subject(native: Subject, doubts: &mut Vec<String>) -> Result<Pods, Refused> {
    let Subject { namespaces, pods } = native;
    match (namespaces, pods) {
        (namespaces, None) => {
            if namespaces.is_none() {
                doubts.push("the subject has no field that is known".to_owned());
            }
            Ok(Pods { namespaces: optional(namespaces)?, pods: None })
        }
        (None, Some(pods)) => namespaced(pods),
        (Some(_), Some(_)) => {
            Err(Refused("the subject has both `namespaces` and `pods`".to_owned()))
        }
    }
}

/// Both selectors are required by the API; one that is left out is empty, and selects everything.
fn namespaced(native: NamespacedPod) -> Result<Pods, Refused> {
    let NamespacedPod { namespace_selector, pod_selector } = native;
    Ok(Pods {
        namespaces: Some(optional(namespace_selector)?.unwrap_or_default()),
        pods: Some(optional(pod_selector)?.unwrap_or_default()),
    })
}

fn rules(
    native: Option<Vec<ClusterRule>>,
    flavour: Flavour,
    ingress: bool,
    doubts: &mut Vec<String>,
) -> Result<Vec<Rule>, Refused> {
    let mut rules = Vec::new();
    for rule in native.unwrap_or_default() {
        let ClusterRule { name, action, from, to, ports, protocols } = rule;
        let (native_peers, stray) = if ingress { (from, to) } else { (to, from) };
        if stray.is_some() {
            doubts.push("a rule has peers of the other direction".to_owned());
        }
        let action = match (flavour, action.as_str()) {
            (Flavour::Cluster, "Accept") => Action::Accept,
            (Flavour::Admin | Flavour::Baseline, "Allow") => Action::Allow,
            (_, "Deny") => Action::Deny,
            (Flavour::Admin | Flavour::Cluster, "Pass") => Action::Pass,
            (_, other) => {
                return Err(Refused(format!("`{other}` is not an action of this kind")));
            }
        };
        let mut peers = Vec::new();
        for native in native_peers.unwrap_or_default() {
            let peer = peer(native)?;
            if peer == Peer::default() {
                doubts.push("a peer has no field that is known; it fails closed".to_owned());
            }
            peers.push(peer);
        }
        let ports = match (flavour, ports, protocols) {
            (_, None, None) => None,
            (Flavour::Admin | Flavour::Baseline, Some(ports), None) => {
                Some(all(ports, |native| numbered(native, doubts))?)
            }
            (Flavour::Cluster, None, Some(protocols)) => {
                Some(all(protocols, |native| by_protocol(native, doubts))?)
            }
            _ => {
                return Err(Refused("a rule writes its ports as another kind does".to_owned()));
            }
        };
        let name = name.filter(|name| !name.is_empty());
        rules.push(Rule { action, name, peers: set(peers), ports });
    }
    Ok(rules)
}

fn all<N>(
    native: Vec<N>,
    mut read: impl FnMut(N) -> Result<Option<Port>, Refused>,
) -> Result<Vec<Port>, Refused> {
    let mut ports = Vec::new();
    for native in native {
        ports.extend(read(native)?);
    }
    Ok(set(ports))
}

fn peer(native: ClusterPeer) -> Result<Peer, Refused> {
    let ClusterPeer { namespaces, pods, nodes, networks, domain_names } = native;
    let set_fields = [
        namespaces.is_some(),
        pods.is_some(),
        nodes.is_some(),
        networks.is_some(),
        domain_names.is_some(),
    ];
    if set_fields.into_iter().filter(|there| *there).count() > 1 {
        return Err(Refused(
            "a peer has more than one field; the API takes exactly one".to_owned(),
        ));
    }
    let (namespaces, pods) = match pods {
        None => (optional(namespaces)?, None),
        Some(pods) => {
            let Pods { namespaces, pods } = namespaced(pods)?;
            (namespaces, pods)
        }
    };
    Ok(Peer {
        domains: domain_names.map(set),
        namespaces,
        networks: networks.map(cidrs).transpose()?,
        nodes: optional(nodes)?,
        pods,
    })
}

fn named(name: String) -> Port {
    Port { end_port: None, port: Some(PortRef::Name(name)), protocol: None }
}

/// The v1alpha1 way. A port without a field that is known is left out: it matches nothing.
fn numbered(native: ClusterPort, doubts: &mut Vec<String>) -> Result<Option<Port>, Refused> {
    let ClusterPort { port_number, named_port, port_range } = native;
    Ok(match (port_number, named_port, port_range) {
        (Some(NumberedPort { protocol: word, port }), None, None) => Some(Port {
            end_port: None,
            port: Some(PortRef::Number(number(port)?)),
            protocol: Some(protocol(word.as_deref())?),
        }),
        (None, Some(name), None) => Some(named(name)),
        (None, None, Some(PortSpanOf { protocol: word, start, end })) => {
            Some(span(start, end, protocol(word.as_deref())?)?)
        }
        (None, None, None) => {
            doubts
                .push("a port has no field that is known; it is taken to match nothing".to_owned());
            None
        }
        _ => return Err(Refused("a port has more than one field".to_owned())),
    })
}

/// The v1alpha2 way.
fn by_protocol(native: ClusterProtocol, doubts: &mut Vec<String>) -> Result<Option<Port>, Refused> {
    let ClusterProtocol { tcp, udp, sctp, destination_named_port } = native;
    let name = destination_named_port.filter(|name| !name.is_empty());
    let (of, native) = match (tcp, udp, sctp, name) {
        (Some(tcp), None, None, None) => (Protocol::Tcp, tcp),
        (None, Some(udp), None, None) => (Protocol::Udp, udp),
        (None, None, Some(sctp), None) => (Protocol::Sctp, sctp),
        (None, None, None, Some(name)) => return Ok(Some(named(name))),
        (None, None, None, None) => {
            doubts.push(
                "a protocol has no field that is known; it is taken to match nothing".to_owned(),
            );
            return Ok(None);
        }
        _ => return Err(Refused("a protocol has more than one field".to_owned())),
    };
    let NamedProtocol { destination_port } = native;
    let Some(DestinationPort { number: single, range }) = destination_port else {
        return Ok(Some(Port { end_port: None, port: None, protocol: Some(of) }));
    };
    match (single, range) {
        (Some(port), None) => span(port, port, of).map(Some),
        (None, Some(PortSpan { start, end })) => span(start, end, of).map(Some),
        _ => Err(Refused("a destination port needs either `number` or `range`".to_owned())),
    }
}
