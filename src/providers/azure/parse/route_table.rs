//! Route tables: the routes that people wrote. Azure's own are not in any list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, refer_all, tags};
use super::terms::Peer;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::ROUTE_TABLE_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "route-table"),
    title: "route table",
    role: Role::Network,
    calls: &[required(ROUTE_TABLE_LIST)],
    identity: "the id of Resource Manager in lower case; a table can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context(
        "gateway_routes_disabled",
        Bears::Exposure,
        "whether routes of gateways are left out",
    ),
    Field::context("routes", Bears::Exposure, "where traffic can go")
        .matched(Matching::Keyed(&["name"])),
    Field::context("subnets", Bears::Metadata, "the subnet tells of a change, as `route_table`"),
    Field::volatile("routes[].id", "made of the table's id and the name"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) gateway_routes_disabled: bool,
    pub(crate) routes: Vec<Route>,
    pub(crate) subnets: Vec<String>,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Route {
    /// A block of addresses, or a service tag.
    pub(crate) destination: Peer,
    pub(crate) name: String,
    /// The appliance, when the traffic goes to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_hop: Option<String>,
    /// `Internet`, `None` (dropped), `VirtualAppliance`, `VirtualNetworkGateway` or `VnetLocal`.
    pub(crate) next_hop_type: String,
    /// Whether it wins over a longer prefix that was learned.
    #[serde(default, skip_serializing_if = "is_off")]
    pub(crate) overrides_learned: bool,
}

/// Makes a table's resource, and notes in `named` which service tags its routes name.
pub(crate) fn normalise(
    table: native::RouteTable,
    subscription: &str,
    named: &mut BTreeSet<String>,
) -> Outcome {
    let native::RouteTable {
        disable_bgp_route_propagation,
        id,
        location,
        name,
        routes,
        subnets,
        tags: labels,
    } = table;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let mut doubts = Vec::new();
    let mut read: Vec<Route> = Vec::new();
    for route in routes {
        match read_route(route) {
            Ok(route) => read.push(route),
            Err(odd) => doubts.push(format!("{id}: {odd}")),
        }
    }
    read.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    read.dedup();
    named.extend(read.iter().filter_map(|route| route.destination.tag()).map(str::to_lowercase));
    let durable =
        Durable { location: arm::location(location), name: said(name), tags: tags(labels) };
    let context = Context {
        gateway_routes_disabled: disable_bgp_route_propagation.unwrap_or_default(),
        routes: read,
        subnets: refer_all(subnets),
    };
    resource(SPEC.title, Some(id), &durable, &context, doubts)
}

fn read_route(route: native::Route) -> Result<Route, String> {
    let native::Route {
        address_prefix,
        has_bgp_override,
        name,
        next_hop_ip_address,
        next_hop_type,
    } = route;
    let name = said(name).ok_or("a route has no name")?;
    let destination = Peer::read(&address_prefix.unwrap_or_default());
    if let Some(odd) = destination.doubt() {
        return Err(format!("route {name}: can't read {odd}"));
    }
    let next_hop_type = said(next_hop_type).ok_or_else(|| format!("route {name} leads nowhere"))?;
    Ok(Route {
        destination,
        name,
        next_hop: said(next_hop_ip_address),
        next_hop_type,
        overrides_learned: has_bgp_override.unwrap_or_default(),
    })
}

/// `0.0.0.0/0 via VirtualAppliance 10.0.0.4`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "routes" {
        return None;
    }
    let Route { destination, name: _, next_hop, next_hop_type, overrides_learned } =
        Route::deserialize(element).ok()?;
    let hop = next_hop.map(|hop| format!(" {hop}")).unwrap_or_default();
    let wins = if overrides_learned { ", before learned routes" } else { "" };
    Some(format!("{} via {next_hop_type}{hop}{wins}", destination.say()))
}
