//! Route tables: one call a route. Routes for one destination change together.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::merge::List;
use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Children, Way, Written, always_free, as_written, nothing, object, odd};
use crate::model::Resource;
use crate::providers::azure::parse::route_table::{Context, Durable, Route, SPEC};
use crate::providers::azure::parse::terms::Peer;

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("location", Way::Not("a route table can't be moved to another region")),
        ("name", Way::Not("a route table can't be renamed")),
        ("tags", Way::Tags),
        ("gateway_routes_disabled", Way::Property(Written::Flag("disableBgpRoutePropagation"))),
        (
            "routes",
            Way::Children(Children {
                list: List { path: "routes", key: "name", is_flat: false },
                reads,
                is: |field, route| as_written(reads, field, route),
                holds: |_, route| Some(route.get("destination")?.to_string()),
                fixed: always_free,
                lacks: nothing,
            }),
        ),
    ],
    made: Made::Both(made),
    lacks: &[],
};

fn reads(_: &str, route: &Value) -> Result<Map<String, Value>, String> {
    object(properties(&Route::deserialize(route).map_err(|_| odd())?))
}

/// A route as it is written.
fn properties(route: &Route) -> Value {
    let Route { destination, name: _, next_hop, next_hop_type, overrides_learned } = route;
    let destination = match destination {
        Peer::Any => "*".to_owned(),
        Peer::Cidr(net) => net.to_string(),
        Peer::Tag(text) | Peer::Group(text) | Peer::Unknown(text) => text.to_string(),
    };
    let mut fields = json!({ "addressPrefix": destination, "nextHopType": next_hop_type });
    if let (Some(fields), Some(hop)) = (fields.as_object_mut(), next_hop) {
        fields.insert("nextHopIpAddress".to_owned(), hop.as_str().into());
    }
    if let (Some(fields), true) = (fields.as_object_mut(), *overrides_learned) {
        fields.insert("hasBgpOverride".to_owned(), true.into());
    }
    fields
}

fn made(table: &Resource) -> Result<Value, String> {
    let Durable { location, name: _, tags } = table.durable.decode().map_err(|_| odd())?;
    let Context { gateway_routes_disabled, routes, subnets: _ } =
        table.context.decode().map_err(|_| odd())?;
    let routes: Vec<Value> = routes
        .iter()
        .map(|route| json!({ "name": route.name, "properties": properties(route) }))
        .collect();
    let properties =
        json!({ "disableBgpRoutePropagation": gateway_routes_disabled, "routes": routes });
    Ok(json!({ "location": location, "tags": tags, "properties": properties }))
}
