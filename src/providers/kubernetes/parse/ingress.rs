//! `Ingress`: which hosts and paths lead from outside to which service.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::documents::Item;
use super::super::native::{
    HttpPaths, IngressBackend, IngressPath, IngressRule, IngressService, IngressSpec, IngressTls,
    Object, ServicePortRef, TypedReference, WithLoadBalancer,
};
use super::left_out;
use super::object::{Body, Known, Normalised, Refused, decode, metadata, set};
use super::port::{PortRef, number};
use super::service::load_balancer;
use crate::model::{
    Bears, Call, Document, Field, Kind, KindSpec, Matching, Need, Provider, Resource, Role,
};

/// The durable fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingress {
    /// Which controller serves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Where everything else leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_backend: Option<Backend>,
    /// Its own labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The name.
    pub name: String,
    /// The namespace, in which its services are.
    pub namespace: String,
    /// Which host and path leads where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
    /// Hosts that are served with TLS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tls_hosts: Vec<String>,
}

/// One way in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Where it leads; absent for a host without paths, which leads to the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend: Option<Backend>,
    /// Absent for every host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Absent for every path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `Exact`, `Prefix` or `ImplementationSpecific`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_type: Option<String>,
}

/// Where a way leads: a port of a service, or another object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backend {
    /// The service's port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<PortRef>,
    /// `Kind/name` of something that is no service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// The context fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IngressContext {
    /// Addresses and names of the load balancer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub load_balancer: Vec<String>,
}

/// The declaration of the kind.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "ingress"),
    title: "ingress",
    role: Role::Endpoint,
    calls: &[Call {
        name: "ingresses",
        permission: "list ingresses.networking.k8s.io",
        need: Need::Required,
    }],
    identity: "`namespace/name`: unique, and the same after a re-creation",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        Field::durable("class", Bears::Exposure, "which controller opens the door"),
        Field::durable("default_backend", Bears::Exposure, "where everything else leads"),
        Field::durable(
            "labels",
            Bears::Metadata,
            "nothing selects ingresses when traffic is filtered",
        ),
        Field::durable("name", Bears::Metadata, "part of the identity"),
        Field::durable("namespace", Bears::Exposure, "its services are there"),
        Field::list(
            "routes",
            Bears::Exposure,
            Matching::Set,
            "the longest path wins, not the first",
        ),
        Field::list(
            "tls_hosts",
            Bears::Hardening,
            Matching::Set,
            "a host that leaves it is served in the clear",
        ),
        Field::context("load_balancer", Bears::Exposure, "handed out by the controller"),
        Field::volatile(
            "metadata.annotations",
            "settings of the controller in its own words; some of them filter traffic, and none are understood",
        ),
        Field::volatile("spec.tls[].secretName", "rotated by certificate managers"),
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
    let object = decode::<Object<IngressSpec, WithLoadBalancer>>(item)?;
    let Object { metadata: meta, spec, status } = object;
    let Known { place, labels, owner } = metadata(meta, true)?;
    let IngressSpec { default_backend, ingress_class_name, rules, tls } = spec.unwrap_or_default();
    let mut routes = Vec::new();
    for IngressRule { host, http } in rules.unwrap_or_default() {
        let host = host.filter(|host| !host.is_empty());
        let Some(HttpPaths { paths }) = http else {
            routes.push(Route { backend: None, host, path: None, path_type: None });
            continue;
        };
        for IngressPath { backend: native, path, path_type } in paths.unwrap_or_default() {
            routes.push(Route {
                backend: Some(backend(native)?),
                host: host.clone(),
                path: path.filter(|path| !path.is_empty()),
                path_type,
            });
        }
    }
    let hosts = tls.unwrap_or_default().into_iter().filter_map(|IngressTls { hosts }| hosts);
    let durable = Ingress {
        class: ingress_class_name,
        default_backend: default_backend.map(backend).transpose()?,
        labels,
        name: place.name.clone(),
        namespace: place.namespace(),
        routes: set(routes),
        tls_hosts: set(hosts.flatten()),
    };
    let context = IngressContext { load_balancer: load_balancer(status) };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::of(&context)? };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts: Vec::new() })
}

fn backend(native: IngressBackend) -> Result<Backend, Refused> {
    let IngressBackend { resource, service } = native;
    let resource = resource.map(|TypedReference { kind, name }| format!("{kind}/{name}"));
    let Some(IngressService { name, port }) = service else {
        return Ok(Backend { port: None, resource, service: None });
    };
    let port = match port {
        None => None,
        Some(ServicePortRef { name: Some(name), number: _ }) if !name.is_empty() => {
            Some(PortRef::Name(name))
        }
        Some(ServicePortRef { name: _, number: port }) => {
            port.map(number).transpose()?.map(PortRef::Number)
        }
    };
    Ok(Backend { port, resource, service: Some(name) })
}

fn phrase(list: &str, element: &Value) -> Option<String> {
    if list != "routes" {
        return None;
    }
    let Route { backend, host, path, path_type: _ } =
        serde_json::from_value(element.clone()).ok()?;
    let host = host.as_deref().unwrap_or("any host");
    let path = path.as_deref().unwrap_or("/");
    let backend = match backend {
        None => "the default backend".to_owned(),
        Some(Backend { port, resource: None, service: Some(service) }) => {
            let port = port.map_or_else(String::new, |port| format!(":{port}"));
            format!("service {service}{port}")
        }
        Some(Backend { resource, .. }) => resource.unwrap_or_default(),
    };
    Some(format!("{host} {path} to {backend}"))
}
