//! `Service`: a name and an address that lead to pods, and the doors from outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::documents::Item;
use super::super::native::{
    LoadBalancerIngress, LoadBalancerStatus, Object, ServicePort as NativePort, ServiceSpec,
    WithLoadBalancer,
};
use super::left_out;
use super::object::{Body, Known, Normalised, Refused, decode, metadata, set};
use super::port::{Cidr, PortRef, Protocol, cidrs, number, port_ref, protocol};
use crate::model::{
    Bears, Call, Document, Field, Kind, KindSpec, Matching, Need, Provider, Resource, Role,
};

/// The durable fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Addresses that nodes accept for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_ips: Vec<String>,
    /// The DNS name that it stands for, of type `ExternalName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_name: Option<String>,
    /// Whether traffic from outside keeps its source address (`Local`) or may not (`Cluster`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_traffic_policy: Option<String>,
    /// Whether it has no address of its own.
    pub headless: bool,
    /// Whether traffic from inside stays on its node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internal_traffic_policy: Option<String>,
    /// Its own labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Who may use the load balancer; absent for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub load_balancer_source_ranges: Vec<Cidr>,
    /// The name.
    pub name: String,
    /// The namespace, in which it selects pods.
    pub namespace: String,
    /// Its ports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ServicePort>,
    /// Which pods it leads to; absent when somebody else writes its end points.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub selector: BTreeMap<String, String>,
    /// `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`.
    pub r#type: String,
}

/// One port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePort {
    /// What ingresses may call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The port of the service.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The port of the pods.
    pub target_port: PortRef,
}

/// The context fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceContext {
    /// The addresses inside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cluster_ips: Vec<String>,
    /// Addresses and names of the load balancer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub load_balancer: Vec<String>,
    /// Ports of the nodes that lead here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub node_ports: Vec<NodePort>,
}

/// A port of every node that leads to a port of the service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodePort {
    /// The port of the nodes.
    pub node_port: u16,
    /// The port of the service.
    pub port: u16,
    /// The protocol of both.
    pub protocol: Protocol,
}

/// The declaration of the kind.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "service"),
    title: "service",
    role: Role::Endpoint,
    calls: &[Call { name: "services", permission: "list services", need: Need::Required }],
    identity: "`namespace/name`: unique, and the same after a re-creation",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        Field::list(
            "external_ips",
            Bears::Traffic,
            Matching::Set,
            "doors from outside; also a known way to catch others' traffic",
        ),
        Field::durable("external_name", Bears::Exposure, "where the name leads"),
        Field::durable(
            "external_traffic_policy",
            Bears::Traffic,
            "decides which source address policies see",
        ),
        Field::durable("headless", Bears::Exposure, "names lead to the pods themselves"),
        Field::durable(
            "internal_traffic_policy",
            Bears::Exposure,
            "decides which pods are reached from a node",
        ),
        Field::durable(
            "labels",
            Bears::Metadata,
            "nothing selects services when traffic is filtered",
        ),
        Field::list(
            "load_balancer_source_ranges",
            Bears::Traffic,
            Matching::Set,
            "the load balancer's own allow-list",
        ),
        Field::durable("name", Bears::Metadata, "part of the identity"),
        Field::durable("namespace", Bears::Traffic, "the service selects pods there"),
        Field::list("ports", Bears::Traffic, Matching::Set, "what leads where"),
        Field::durable("selector", Bears::Traffic, "which pods are reached"),
        Field::durable("type", Bears::Traffic, "whether there is a door from outside"),
        Field::context("cluster_ips", Bears::Exposure, "handed out by the server"),
        Field::context("load_balancer", Bears::Exposure, "handed out by the cloud"),
        Field::context(
            "node_ports",
            Bears::Exposure,
            "handed out by the server unless a file names them, and its answer doesn't tell which",
        ),
        Field::volatile(
            "spec.clusterIP",
            "handed out by the server; `None` is `headless`, an address is in `cluster_ips`",
        ),
        Field::volatile(
            "spec.ipFamilies",
            "defaulted by the cluster's network, like `ipFamilyPolicy`",
        ),
        Field::volatile(
            "spec.sessionAffinity",
            "which pod answers next changes nothing in who may ask",
        ),
        Field::volatile("spec.healthCheckNodePort", "handed out by the server"),
        Field::volatile("spec.allocateLoadBalancerNodePorts", "its effect is in `node_ports`"),
        Field::volatile(
            "metadata.annotations",
            "some clouds read an allow-list from them; the field for it is `loadBalancerSourceRanges`",
        ),
        left_out::CREATED,
        left_out::FINALIZERS,
        left_out::GENERATION,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase,
};

/// Normalises one object.
pub(crate) fn normalise(item: Item<'_>) -> Result<Normalised, Refused> {
    let object = decode::<Object<ServiceSpec, WithLoadBalancer>>(item)?;
    let Object { metadata: meta, spec, status } = object;
    let Known { place, labels, owner } = metadata(meta, true)?;
    let ServiceSpec {
        cluster_ip,
        cluster_ips,
        external_ips,
        external_name,
        external_traffic_policy,
        internal_traffic_policy,
        load_balancer_source_ranges,
        ports,
        selector,
        r#type,
    } = spec.unwrap_or_default();
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let r#type = filled(r#type).unwrap_or_else(|| "ClusterIP".to_owned());
    let external = matches!(r#type.as_str(), "NodePort" | "LoadBalancer");
    let headless = cluster_ip.as_deref() == Some("None");
    let addresses = cluster_ips.unwrap_or_default().into_iter().chain(cluster_ip);
    let mut own_ports = Vec::new();
    let mut node_ports = Vec::new();
    for native in ports.unwrap_or_default() {
        let (port, node_port) = service_port(native)?;
        node_ports.extend(node_port);
        own_ports.push(port);
    }
    let external_ips = set(external_ips.unwrap_or_default());
    let durable = Service {
        // The server fills these two in where they mean something.
        external_traffic_policy: filled(external_traffic_policy)
            .or_else(|| (external || !external_ips.is_empty()).then(|| "Cluster".to_owned())),
        internal_traffic_policy: filled(internal_traffic_policy)
            .or_else(|| (r#type != "ExternalName").then(|| "Cluster".to_owned())),
        external_ips,
        external_name: filled(external_name),
        headless,
        labels,
        load_balancer_source_ranges: cidrs(load_balancer_source_ranges.unwrap_or_default())?,
        name: place.name.clone(),
        namespace: place.namespace(),
        ports: set(own_ports),
        selector: selector.unwrap_or_default(),
        r#type,
    };
    let context = ServiceContext {
        cluster_ips: set(addresses.filter(|ip| !ip.is_empty() && ip != "None")),
        load_balancer: load_balancer(status),
        node_ports: set(node_ports),
    };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::of(&context)? };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts: Vec::new() })
}

fn service_port(native: NativePort) -> Result<(ServicePort, Option<NodePort>), Refused> {
    let NativePort { name, node_port, port, protocol: word, target_port } = native;
    let port = number(port)?;
    let protocol = protocol(word.as_deref())?;
    let node_port = node_port.filter(|port| *port != 0).map(number).transpose()?;
    // The server fills in the port itself, also for a target of 0 or "".
    let target_port = target_port
        .map(port_ref)
        .transpose()?
        .filter(|target| {
            !matches!(target, PortRef::Number(0)) && *target != PortRef::Name(String::new())
        })
        .unwrap_or(PortRef::Number(port));
    Ok((
        ServicePort { name: name.filter(|name| !name.is_empty()), port, protocol, target_port },
        node_port.map(|node_port| NodePort { node_port, port, protocol }),
    ))
}

/// The addresses and names in a status, sorted.
pub(crate) fn load_balancer(status: Option<WithLoadBalancer>) -> Vec<String> {
    let balancer = status.and_then(|WithLoadBalancer { load_balancer }| load_balancer);
    let doors = balancer.and_then(|LoadBalancerStatus { ingress }| ingress).unwrap_or_default();
    set(doors.into_iter().flat_map(|LoadBalancerIngress { ip, hostname }| [ip, hostname]).flatten())
}

fn phrase(list: &str, element: &Value) -> Option<String> {
    if list != "ports" {
        return None;
    }
    let ServicePort { name, port, protocol, target_port } =
        serde_json::from_value(element.clone()).ok()?;
    let name = name.map_or_else(String::new, |name| format!(" ({name})"));
    Some(format!("{} {port}{name} to port {target_port} of the pods", protocol.word()))
}
