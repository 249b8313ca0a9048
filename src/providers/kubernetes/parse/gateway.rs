//! `Gateway` of the Gateway API: the doors that routes may use.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::documents::Item;
use super::super::native::{
    AllowedRoutes, GatewayAddress, GatewaySpec, GatewayStatus, GroupKind,
    Listener as NativeListener, ListenerTls, Object, RouteNamespaces,
};
use super::left_out;
use super::object::{Body, Known, Normalised, Refused, decode, metadata, set};
use super::port::number;
use super::selector::{Selector, optional};
use crate::model::{
    Bears, Call, Document, Field, Kind, KindSpec, Matching, Need, Provider, Resource, Role,
};

/// The group of the Gateway API.
pub(crate) const GROUP: &str = "gateway.networking.k8s.io";

/// The durable fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Addresses that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Which controller serves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Its own labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The doors, by name.
    pub listeners: Vec<Listener>,
    /// The name.
    pub name: String,
    /// The namespace.
    pub namespace: String,
}

/// One door.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// Which kinds of routes it takes; absent for what its protocol suggests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_kinds: Vec<String>,
    /// Absent for every host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Unique within the gateway.
    pub name: String,
    /// `Same`, `All`, `Selector`: the namespaces whose routes it takes.
    pub namespaces_from: String,
    /// The namespaces, for `Selector`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces_selector: Option<Selector>,
    /// The port.
    pub port: u16,
    /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`.
    pub protocol: String,
    /// `Terminate` or `Passthrough`; absent without TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_mode: Option<String>,
}

/// The context fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayContext {
    /// Addresses that it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses_in_use: Vec<String>,
}

/// The declaration of the kind.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "gateway"),
    title: "gateway",
    role: Role::Endpoint,
    calls: &[Call {
        name: "gateways",
        permission: "list gateways.gateway.networking.k8s.io",
        need: Need::Required,
    }],
    identity: "`namespace/name`: unique, and the same after a re-creation",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        Field::list("addresses", Bears::Exposure, Matching::Set, "where the doors are asked to be"),
        Field::durable("class", Bears::Exposure, "which controller opens the doors"),
        Field::durable(
            "labels",
            Bears::Metadata,
            "nothing selects gateways when traffic is filtered",
        ),
        Field::list(
            "listeners",
            Bears::Exposure,
            Matching::Keyed(&["name"]),
            "the doors, found again by name",
        ),
        Field::durable("name", Bears::Metadata, "part of the identity"),
        Field::durable(
            "namespace",
            Bears::Exposure,
            "routes of the same namespace may be let in for it",
        ),
        Field::context("addresses_in_use", Bears::Exposure, "handed out by the controller"),
        Field::volatile("spec.infrastructure", "hints for what the controller creates"),
        Field::volatile("spec.listeners[].tls.certificateRefs", "rotated by certificate managers"),
        left_out::ANNOTATIONS,
        left_out::CREATED,
        left_out::FINALIZERS,
        left_out::GENERATION,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase: |_, _| None,
};

/// Normalises one object.
pub(crate) fn normalise(item: Item<'_>) -> Result<Normalised, Refused> {
    let object = decode::<Object<GatewaySpec, GatewayStatus>>(item)?;
    let Object { metadata: meta, spec, status } = object;
    let Known { place, labels, owner } = metadata(meta, true)?;
    let spec = spec.ok_or_else(|| Refused("it has no `spec`".to_owned()))?;
    let GatewaySpec { addresses, gateway_class_name, listeners } = spec;
    let listeners: Result<Vec<_>, _> =
        listeners.unwrap_or_default().into_iter().map(listener).collect();
    let mut listeners = listeners?;
    listeners.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    if listeners.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name)) {
        return Err(Refused("two listeners have the same name".to_owned()));
    }
    let durable = Gateway {
        addresses: values(addresses),
        class: gateway_class_name,
        labels,
        listeners,
        name: place.name.clone(),
        namespace: place.namespace(),
    };
    let in_use = status.and_then(|GatewayStatus { addresses }| addresses);
    let context = GatewayContext { addresses_in_use: values(in_use) };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::of(&context)? };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts: Vec::new() })
}

fn values(addresses: Option<Vec<GatewayAddress>>) -> Vec<String> {
    set(addresses.unwrap_or_default().into_iter().filter_map(|GatewayAddress { value }| value))
}

fn listener(native: NativeListener) -> Result<Listener, Refused> {
    let NativeListener { allowed_routes, hostname, name, port, protocol, tls } = native;
    let (kinds, namespaces) = match allowed_routes {
        None => (None, None),
        Some(AllowedRoutes { kinds, namespaces }) => (kinds, namespaces),
    };
    let (from, selector) = match namespaces {
        None => (None, None),
        Some(RouteNamespaces { from, selector }) => (from, selector),
    };
    let kinds = kinds.unwrap_or_default().into_iter().map(|GroupKind { group, kind }| {
        let group = group.unwrap_or_else(|| GROUP.to_owned());
        if group == GROUP { kind } else { format!("{kind}.{group}") }
    });
    Ok(Listener {
        allowed_kinds: set(kinds),
        hostname: hostname.filter(|host| !host.is_empty()),
        name,
        // Both defaults are the server's.
        namespaces_from: from.unwrap_or_else(|| "Same".to_owned()),
        namespaces_selector: optional(selector)?,
        port: number(port)?,
        protocol,
        tls_mode: tls.map(|ListenerTls { mode }| mode.unwrap_or_else(|| "Terminate".to_owned())),
    })
}
