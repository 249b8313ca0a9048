//! The routes of the Gateway API: which requests at which gateway lead to which service. The five kinds share
//! everything but what they match on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::documents::Item;
use super::super::native::{BackendRef, Object, ParentRef, RouteRule, RouteSpec};
use super::gateway::GROUP;
use super::left_out;
use super::object::{Body, Known, Normalised, Refused, decode, metadata, set};
use super::port::number;
use crate::model::{
    Bears, Call, Document, Field, Kind, KindSpec, Matching, Need, Provider, Resource, Role,
};

/// The durable fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteDocument {
    /// Absent for every host of the listener.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<String>,
    /// Its own labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The name.
    pub name: String,
    /// The namespace, in which its services are unless a backend says otherwise.
    pub namespace: String,
    /// The gateways that it wants to be served by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Parent>,
    /// What leads where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// A gateway, or one of its listeners.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// `Gateway`, or `Kind.group` of something else.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// One port of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// One listener of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

/// Requests and where they go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Where they go; nowhere means that they are refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backends: Vec<Backend>,
    /// Which requests, in the API's words; absent for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<Value>,
}

/// One destination.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backend {
    /// `Service`, or `Kind.group` of something else.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Its share of the requests; with 0 it gets none.
    pub weight: i64,
}

const HOSTNAMES: Field =
    Field::list("hostnames", Bears::Exposure, Matching::Set, "which requests are meant");
const LABELS: Field =
    Field::durable("labels", Bears::Metadata, "nothing selects routes when traffic is filtered");
const NAME: Field = Field::durable("name", Bears::Metadata, "part of the identity");
const NAMESPACE: Field = Field::durable("namespace", Bears::Exposure, "its services are there");
const PARENTS: Field =
    Field::list("parents", Bears::Exposure, Matching::Set, "at which doors requests come in");
const RULES: Field = Field::list(
    "rules",
    Bears::Exposure,
    Matching::Set,
    "the most specific match wins; the order only breaks ties",
);
const FILTERS: Field = Field::volatile(
    "spec.rules[].filters",
    "how requests are rewritten and mirrored, with time-outs and retries: not who may send them",
);

macro_rules! route {
    ($constant:ident, $word:literal, $title:literal, $plural:literal, [$($more:expr),*]) => {
        #[doc = concat!("The ", $title, ".")]
        pub const $constant: KindSpec = KindSpec {
            kind: Kind::new(Provider::Kubernetes, $word),
            title: $title,
            role: Role::Endpoint,
            calls: &[Call {
                name: $plural,
                permission: concat!("list ", $plural, ".gateway.networking.k8s.io"),
                need: Need::Required,
            }],
            identity: "`namespace/name`: unique, and the same after a re-creation",
            named_by: &[],
            comes_and_goes: None,
            fields: &[
                LABELS,
                NAME,
                NAMESPACE,
                PARENTS,
                RULES,
                FILTERS,
                left_out::ANNOTATIONS,
                left_out::CREATED,
                left_out::FINALIZERS,
                left_out::GENERATION,
                left_out::MANAGED,
                left_out::OWNERS,
                left_out::STATUS,
                left_out::UID,
                left_out::VERSION,
                $($more),*
            ],
            phrase: |_, _| None,
        };
    };
}

route!(HTTP, "http-route", "HTTP route", "httproutes", [HOSTNAMES]);
route!(GRPC, "grpc-route", "gRPC route", "grpcroutes", [HOSTNAMES]);
route!(TLS, "tls-route", "TLS route", "tlsroutes", [HOSTNAMES]);
route!(TCP, "tcp-route", "TCP route", "tcproutes", []);
route!(UDP, "udp-route", "UDP route", "udproutes", []);

/// Normalises an `HTTPRoute`, whose rules match `/` where they match nothing.
pub(crate) fn normalise_http(item: Item<'_>) -> Result<Normalised, Refused> {
    normalise_with(item, true)
}

/// Normalises one of the other routes.
pub(crate) fn normalise(item: Item<'_>) -> Result<Normalised, Refused> {
    normalise_with(item, false)
}

fn normalise_with(item: Item<'_>, http: bool) -> Result<Normalised, Refused> {
    let Object { metadata: meta, spec, status: _ } = decode::<Object<RouteSpec>>(item)?;
    let Known { place, labels, owner } = metadata(meta, true)?;
    let spec = spec.ok_or_else(|| Refused("it has no `spec`".to_owned()))?;
    let RouteSpec { hostnames, parent_refs, rules } = spec;
    let namespace = place.namespace();
    let parents: Result<Vec<_>, _> = parent_refs
        .unwrap_or_default()
        .into_iter()
        .map(|native| parent(native, &namespace))
        .collect();
    let mut own = Vec::new();
    for RouteRule { backend_refs, matches } in rules.unwrap_or_default() {
        let backends: Result<Vec<_>, _> = backend_refs
            .unwrap_or_default()
            .into_iter()
            .map(|native| backend(native, &namespace))
            .collect();
        let mut matches = matches.unwrap_or_default();
        if http {
            default_http(&mut matches);
        }
        matches.iter_mut().for_each(Value::sort_all_objects);
        matches.sort_by_cached_key(Value::to_string);
        matches.dedup();
        own.push(Rule { backends: set(backends?), matches });
    }
    own.sort_by_cached_key(|rule| serde_json::to_string(rule).unwrap_or_default());
    own.dedup();
    let durable = RouteDocument {
        hostnames: set(hostnames.unwrap_or_default()),
        labels,
        name: place.name.clone(),
        namespace,
        parents: set(parents?),
        rules: own,
    };
    let resource = Resource { durable: Document::of(&durable)?, context: Document::empty() };
    Ok(Normalised { place, owner, body: Body::Plain(resource), doubts: Vec::new() })
}

/// Fills in what the server does: the path `/`, and how paths, headers and parameters are compared.
fn default_http(matches: &mut Vec<Value>) {
    if matches.is_empty() {
        matches.push(Value::Object(Map::new()));
    }
    for one in matches {
        let Value::Object(one) = one else { continue };
        let path = one.entry("path").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(path) = path {
            path.entry("type").or_insert_with(|| "PathPrefix".into());
            path.entry("value").or_insert_with(|| "/".into());
        }
        for list in ["headers", "queryParams"] {
            for item in one.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::Object(item) = item {
                    item.entry("type").or_insert_with(|| "Exact".into());
                }
            }
        }
    }
}

fn qualified(kind: String, group: &str, plain: &str) -> String {
    if group == plain { kind } else { format!("{kind}.{group}") }
}

fn parent(native: ParentRef, own: &str) -> Result<Parent, Refused> {
    let ParentRef { group, kind, name, namespace, port, section_name } = native;
    let kind = kind.unwrap_or_else(|| "Gateway".to_owned());
    Ok(Parent {
        kind: qualified(kind, group.as_deref().unwrap_or(GROUP), GROUP),
        name,
        namespace: namespace.unwrap_or_else(|| own.to_owned()),
        port: port.map(number).transpose()?,
        section: section_name,
    })
}

fn backend(native: BackendRef, own: &str) -> Result<Backend, Refused> {
    let BackendRef { group, kind, name, namespace, port, weight } = native;
    let kind = kind.unwrap_or_else(|| "Service".to_owned());
    Ok(Backend {
        kind: qualified(kind, group.as_deref().unwrap_or_default(), ""),
        name,
        namespace: namespace.unwrap_or_else(|| own.to_owned()),
        port: port.map(number).transpose()?,
        weight: weight.unwrap_or(1),
    })
}
