//! Operations on one element of a resource: a rule of a security group, a route, a peering; and subnets, which their networks list.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::body::Shown;
use super::calls::Call;
use crate::model::{Deed, Done, KindSpec};
use crate::providers::azure::native;
use crate::providers::azure::parse;
use crate::providers::deeds::{Change, is, undoubted};
use crate::providers::normalised::Outcome;

/// The networks that list their subnets.
static NETWORK: KindSpec = parse::virtual_network::SPEC;

/// The one element of a list of a resource that was made to have one.
fn only(outcome: Outcome, list: &str) -> Option<Map<String, Value>> {
    let (_, resource) = undoubted(outcome)?;
    let documents = [resource.durable.value().ok()?, resource.context.value().ok()?];
    let found = documents.iter().find_map(|tree| tree.get(list)?.get(0)?.as_object());
    found.cloned()
}

/// An element that came, or became another. What it no longer has, an edit says with null.
fn written(
    call: &Call<'_>,
    list: &str,
    name: &str,
    mut element: Map<String, Value>,
    gone: &[&str],
) -> Vec<Deed> {
    let Some(whole) = call.whole() else { return Vec::new() };
    let mut change = Change::of(call.spec);
    if call.is_created {
        change.comes(list, Value::Object(element));
    } else {
        for field in gone {
            element.entry(*field).or_insert(Value::Null);
        }
        change.becomes(list, json!({ "name": name }), Value::Object(element));
    }
    change.done(call.scope, is(whole)).into_iter().collect()
}

fn read<T: serde::de::DeserializeOwned>(call: &Call<'_>) -> Option<T> {
    call.body.as_ref()?.read_as(call.id, call.name.as_deref())
}

/// A rule is written as a whole, so what was sent is all of it.
pub(super) fn rule_written(call: &Call<'_>) -> Vec<Deed> {
    rule(call).unwrap_or_else(|| call.touched(&["inbound", "outbound"]))
}

fn rule(call: &Call<'_>) -> Option<Vec<Deed>> {
    let rule: native::SecurityRule = read(call)?;
    let name = rule.name.clone()?;
    let list = if rule.direction.as_deref()?.eq_ignore_ascii_case("inbound") {
        "inbound"
    } else {
        "outbound"
    };
    let group = native::NetworkSecurityGroup {
        id: call.whole().map(str::to_owned),
        security_rules: Some(vec![rule]),
        ..native::NetworkSecurityGroup::default()
    };
    let outcome = parse::nsg::normalise(group, &call.place(), &mut BTreeSet::new());
    let gone = ["description", "ports", "source_ports"];
    Some(written(call, list, &name, only(outcome, list)?, &gone))
}

/// A record does not say in which direction a rule was. Its name is in one of the two.
pub(super) fn rule_deleted(call: &Call<'_>) -> Vec<Deed> {
    deleted(call, &["inbound", "outbound"])
}

fn deleted(call: &Call<'_>, lists: &'static [&'static str]) -> Vec<Deed> {
    let (Some(name), Some(whole)) = (&call.name, call.whole()) else { return call.touched(lists) };
    let mut change = Change::of(call.spec);
    for list in lists {
        change.goes(list, json!({ "name": name }));
    }
    change.done(call.scope, is(whole)).into_iter().collect()
}

pub(super) fn route_written(call: &Call<'_>) -> Vec<Deed> {
    route(call).unwrap_or_else(|| call.touched(&["routes"]))
}

fn route(call: &Call<'_>) -> Option<Vec<Deed>> {
    let route: native::Route = read(call)?;
    let name = route.name.clone()?;
    let table = native::RouteTable {
        id: call.whole().map(str::to_owned),
        routes: vec![route],
        ..native::RouteTable::default()
    };
    let outcome = parse::route_table::normalise(table, &call.place(), &mut BTreeSet::new());
    let mut element = only(outcome, "routes")?;
    // Whether a route wins over what was learned is in answers alone.
    if matches!(call.body, Some(Shown::Sent(_))) {
        element.remove("overrides_learned");
        return Some(written(call, "routes", &name, element, &["next_hop"]));
    }
    Some(written(call, "routes", &name, element, &["next_hop", "overrides_learned"]))
}

pub(super) fn route_deleted(call: &Call<'_>) -> Vec<Deed> {
    deleted(call, &["routes"])
}

pub(super) fn peering_written(call: &Call<'_>) -> Vec<Deed> {
    peering(call).unwrap_or_else(|| call.touched(&["peerings"]))
}

fn peering(call: &Call<'_>) -> Option<Vec<Deed>> {
    let peering: native::Peering = read(call)?;
    let name = peering.name.clone()?;
    let network = native::VirtualNetwork {
        id: call.whole().map(str::to_owned),
        virtual_network_peerings: vec![peering],
        ..native::VirtualNetwork::default()
    };
    let (outcome, _) = parse::virtual_network::normalise(network, &call.place());
    let mut element = only(outcome, "peerings")?;
    if matches!(call.body, Some(Shown::Sent(_))) {
        // Which addresses are behind it, and whether the other side agrees, is in answers alone.
        element.remove("remote_address_space");
        element.remove("state");
        return Some(written(call, "peerings", &name, element, &[]));
    }
    let gone = [
        "allow_access",
        "allow_forwarded_traffic",
        "allow_gateway_transit",
        "ipv6_only",
        "local_address_space",
        "local_subnets",
        "remote_subnets",
        "use_remote_gateways",
        "whole",
    ];
    Some(written(call, "peerings", &name, element, &gone))
}

pub(super) fn peering_deleted(call: &Call<'_>) -> Vec<Deed> {
    deleted(call, &["peerings"])
}

pub(super) fn subnet_deleted(call: &Call<'_>) -> Vec<Deed> {
    let mut deeds = call.alone(Done::Went);
    deeds.extend(subnet_of_network(call, false));
    deeds
}

/// A network lists its subnets.
pub(super) fn subnet_of_network(call: &Call<'_>, comes: bool) -> Option<Deed> {
    let mut change = Change::of(&NETWORK);
    if comes {
        change.comes("subnets", call.id.into());
    } else {
        change.goes("subnets", call.id.into());
    }
    change.done(call.scope, is(call.whole()?))
}
