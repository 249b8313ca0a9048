//! Routes.

use serde::{Deserialize, Serialize};

use super::link::Own;
use super::terms::range;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::ROUTES_LIST;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "route"),
    title: "route",
    role: Role::Network,
    calls: &[required(ROUTES_LIST)],
    identity: "the name, which is unique in the project; a route can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable("destination", Bears::Exposure, "the addresses that it leads to"),
    Field::durable("network", Bears::Exposure, "the network that it is part of"),
    Field::durable("next_hop", Bears::Exposure, "where it leads"),
    Field::durable(
        "next_hop_type",
        Bears::Exposure,
        "the internet, a machine, a tunnel, another network",
    ),
    Field::durable("priority", Bears::Exposure, "the lowest of the narrowest routes decides"),
    Field::list(
        "tags",
        Bears::Exposure,
        Matching::Set,
        "the instances that use it; none named is all",
    ),
    Field::durable("type", Bears::Metadata, "who made it"),
    Field::context("id", Bears::Metadata, "new when the route is made again under its name"),
    Field::context("status", Bears::Exposure, "whether it is used"),
    Field::volatile("asPaths", "which way a range was announced"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("kind", "says what the list says"),
    Field::volatile("nextHopInterRegionCost", "prefers one route to another of the same range"),
    Field::volatile("nextHopMed", "prefers one route to another of the same range"),
    Field::volatile("nextHopOrigin", "which way a range was announced"),
    Field::volatile("params", "of the request that made it"),
    Field::volatile("selfLink", "made of the project and the name"),
    Field::volatile("warnings", "words about the next hop"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) destination: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    /// The path within the project, an address, or the name of a peering.
    pub(crate) next_hop: String,
    pub(crate) next_hop_type: String,
    pub(crate) priority: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Left out when it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
}

/// Makes a route's resource.
pub(crate) fn normalise(route: native::Route, project: &str) -> Outcome {
    let native::Route {
        description,
        dest_range,
        id,
        name,
        network,
        next_hop_gateway,
        next_hop_hub,
        next_hop_ilb,
        next_hop_instance,
        next_hop_interconnect_attachment,
        next_hop_ip,
        next_hop_network,
        next_hop_peering,
        next_hop_vpn_tunnel,
        priority,
        route_status,
        route_type,
        self_link,
        tags,
    } = route;
    let own = Own::of(self_link.as_deref(), project);
    let name = said(name);
    let title = name.as_deref().unwrap_or("a route without name");
    let mut doubts = Vec::new();
    // A route through a peering names the network too, and one to an instance its address.
    let hops = [
        ("gateway", next_hop_gateway),
        ("instance", next_hop_instance),
        ("load-balancer", next_hop_ilb),
        ("tunnel", next_hop_vpn_tunnel),
        ("interconnect", next_hop_interconnect_attachment),
        ("hub", next_hop_hub),
        ("peering", next_hop_peering),
        ("network", next_hop_network),
        ("address", next_hop_ip),
    ];
    let hop = hops.into_iter().find_map(|(kind, hop)| Some((kind, said(hop)?)));
    let (next_hop_type, next_hop) = hop.unwrap_or_else(|| {
        doubts.push(format!("{title}: can't read where it leads"));
        ("unknown", String::new())
    });
    let destination = said(dest_range).unwrap_or_else(|| {
        doubts.push(format!("{title}: it has no destination"));
        String::new()
    });
    let durable = Durable {
        description: said(description),
        destination: range(destination),
        network: said(network).map(|link| own.name(&link)),
        next_hop: own.relative(&next_hop),
        next_hop_type: next_hop_type.to_owned(),
        priority: priority.unwrap_or(1000),
        tags: set(tags.into_iter().map(Some)),
        r#type: said(route_type),
    };
    let context =
        Context { id: said(id), status: said(route_status).filter(|status| status != "ACTIVE") };
    resource(SPEC.title, name, &durable, &context, doubts)
}
