//! Networks and their peerings, subnets and routes.

use serde_json::{Map, Value, json};

use super::calls::Call;
use super::firewalls::{became, itself, last, sent_of};
use super::request::Request;
use crate::model::{Deed, Resource};
use crate::providers::deeds::{Change, fields, undoubted};
use crate::providers::gcp::native;
use crate::providers::gcp::parse::network_firewall_policy::Holds;
use crate::providers::gcp::parse::{network, route, subnetwork};

/// A request, with the names that its resource has by itself.
fn whole(call: &Call<'_>) -> Option<Request> {
    if call.request.is_empty() {
        return None;
    }
    let request = call.request.under(&["networkResource", "subnetworkResource", "routeResource"]);
    let request = request.or("selfLink", call.name).or("name", last(call.name));
    Some(match &call.target_id {
        Some(id) => request.or("id", id.clone()),
        None => request,
    })
}

fn read_network(call: &Call<'_>, request: &Request) -> Option<Resource> {
    let native: native::Network = request.read_as()?;
    Some(undoubted(network::normalise(native, &call.place(), Some(&Holds::default())))?.1)
}

/// A network takes routes of its own region alone unless it is told otherwise, and Google picks its range of IPv6.
pub(super) fn insert(call: &Call<'_>) -> Option<Vec<Deed>> {
    let request = whole(call)?.or("routingConfig", json!({ "routingMode": "REGIONAL" }));
    let mut native: native::Network = request.read_as()?;
    native
        .routing_config
        .get_or_insert_default()
        .routing_mode
        .get_or_insert_with(|| "REGIONAL".to_owned());
    if native.enable_ula_internal_ipv6 == Some(true) && native.internal_ipv6_range.is_none() {
        let mut change = Change::of(call.spec);
        change.tell(&read_network(call, &request)?, &[]);
        return Some(change.came(call.scope, itself(call)));
    }
    let outcome = network::normalise(native, &call.place(), Some(&Holds::default()));
    Some(vec![became(call, outcome, true)?])
}

const OF_A_NETWORK: &[(&str, &[&str])] = &[
    ("autoCreateSubnetworks", &["subnet_mode"]),
    ("description", &["description"]),
    ("networkFirewallPolicyEnforcementOrder", &["enforcement_order"]),
    ("routingConfig", &["routing_mode"]),
];

pub(super) fn patch(call: &Call<'_>) -> Option<Vec<Deed>> {
    let resource = read_network(call, &whole(call)?)?;
    let sent = call.request.under(&["networkResource"]);
    if sent.has("peerings") || sent.has("internalIpv6Range") || sent.has("enableUlaInternalIpv6") {
        return None;
    }
    let sent_routing =
        sent.get("routingConfig").is_some_and(|one| one.get("routingMode").is_some());
    let table: Vec<_> = OF_A_NETWORK
        .iter()
        .copied()
        .filter(|(key, _)| *key != "routingConfig" || sent_routing)
        .collect();
    sent_of(call.spec, &sent, &table, &resource)
        .done(call.scope, itself(call))
        .map(|deed| vec![deed])
}

pub(super) fn custom(call: &Call<'_>) -> Option<Vec<Deed>> {
    let mut change = Change::of(call.spec);
    change.set(&["subnet_mode"], Some("custom".into()));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// A peering as it is recorded, of what was sent: in a field of its own, or in the old words beside the others.
fn peering(call: &Call<'_>) -> Option<(String, Map<String, Value>)> {
    let sent = call.request.under(&["networkPeering"]);
    let peer = sent.text("network").or_else(|| call.request.text("peerNetwork"));
    let name = sent.text("name").or_else(|| call.request.text("name"))?;
    let whole = Request::default().or("name", name);
    let whole = peer.into_iter().fold(whole, |whole, peer| whole.or("network", peer));
    let native: native::NetworkPeering = whole.over(sent.under(&[])).read_as()?;
    let peerings = vec![native];
    let network =
        native::Network { name: Some(call.id.clone()), peerings, ..native::Network::default() };
    let (_, resource) = undoubted(network::normalise(network, &call.place(), None))?;
    let durable = resource.durable.value().ok()?;
    let peering = durable.get("peerings")?.get(0)?.as_object()?.clone();
    Some((name.to_owned(), peering))
}

/// It exports the routes of its subnets with public addresses unless it is told otherwise. Whether the other end agrees, the entry does not say.
pub(super) fn add_peering(call: &Call<'_>) -> Option<Vec<Deed>> {
    let (_, mut peering) = peering(call)?;
    peering.entry("export_subnet_routes_with_public_ip").or_insert(true.into());
    let mut change = Change::of(call.spec);
    change.comes("peerings", Value::Object(peering));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

pub(super) fn update_peering(call: &Call<'_>) -> Option<Vec<Deed>> {
    let (name, peering) = peering(call)?;
    let sent = call.request.under(&["networkPeering"]);
    let words = [
        ("exchangeSubnetRoutes", "exchange_subnet_routes"),
        ("exportCustomRoutes", "export_custom_routes"),
        ("exportSubnetRoutesWithPublicIp", "export_subnet_routes_with_public_ip"),
        ("importCustomRoutes", "import_custom_routes"),
        ("importSubnetRoutesWithPublicIp", "import_subnet_routes_with_public_ip"),
        ("stackType", "stack_type"),
    ];
    let mut to = Map::new();
    for (_, field) in words.iter().filter(|(key, _)| sent.has(key)) {
        // What is off is recorded by leaving it out, and an edit says so with null.
        to.insert((*field).to_owned(), peering.get(*field).cloned().unwrap_or(Value::Null));
    }
    if to.is_empty() {
        return None;
    }
    let mut change = Change::of(call.spec);
    change.becomes("peerings", json!({ "name": name }), Value::Object(to));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

pub(super) fn remove_peering(call: &Call<'_>) -> Option<Vec<Deed>> {
    let name = call.request.text("name")?;
    let mut change = Change::of(call.spec);
    change.goes("peerings", json!({ "name": name }));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// Google adds what was not sent of how flows are recorded, and picks the ranges of IPv6.
pub(super) fn insert_subnet(call: &Call<'_>) -> Option<Vec<Deed>> {
    let native: native::Subnetwork = whole(call)?.read_as()?;
    let asks_google = native.stack_type.as_deref().is_some_and(|word| word != "IPV4_ONLY")
        || native.enable_flow_logs == Some(true)
        || native.log_config.as_ref().is_some_and(|config| config.enable == Some(true))
        || native.ip_cidr_range.is_none();
    let outcome = subnetwork::normalise(native, &call.place());
    if !asks_google {
        return Some(vec![became(call, outcome, true)?]);
    }
    let mut change = Change::of(call.spec);
    change.tell(&undoubted(outcome)?.1, &["flow_logs"]);
    Some(change.came(call.scope, itself(call)))
}

const OF_A_SUBNET: &[(&str, &[&str])] = &[
    ("allowSubnetCidrRoutesOverlap", &["overlap"]),
    ("description", &["description"]),
    ("ipCidrRange", &["range"]),
    ("ipv6AccessType", &["ipv6_access"]),
    ("privateIpGoogleAccess", &["private_google_access"]),
    ("privateIpv6GoogleAccess", &["private_ipv6_google_access"]),
    ("purpose", &["purpose"]),
    ("role", &["role"]),
    ("secondaryIpRanges", &["secondary_ranges"]),
    ("stackType", &["stack_type"]),
];

const OF_FLOW_LOGS: &[(&str, &str)] = &[
    ("aggregationInterval", "interval"),
    ("filterExpr", "filter"),
    ("flowSampling", "sampling"),
    ("metadata", "metadata"),
    ("metadataFields", "metadata_fields"),
];

pub(super) fn patch_subnet(call: &Call<'_>) -> Option<Vec<Deed>> {
    let resource = undoubted(subnetwork::normalise(whole(call)?.read_as()?, &call.place()))?.1;
    let sent = call.request.under(&["subnetworkResource"]);
    let mut change = sent_of(call.spec, &sent, OF_A_SUBNET, &resource);
    let known = fields(&resource);
    let logs = known.iter().find(|(name, _)| name == "flow_logs").map(|(_, value)| value);
    let config = sent.get("logConfig").and_then(Value::as_object);
    let switch = config.and_then(|config| config.get("enable")).and_then(Value::as_bool);
    match switch.or_else(|| sent.switch("enableFlowLogs")) {
        Some(false) => change.set(&["flow_logs"], None),
        Some(true) => {
            let said = |(key, field): &(&str, &'static str)| {
                config.is_some_and(|config| config.contains_key(*key)).then_some(*field)
            };
            let said: Vec<&str> = OF_FLOW_LOGS.iter().filter_map(said).collect();
            // Of a switch alone nobody knows what it switches on.
            if said.is_empty() {
                return None;
            }
            for field in said {
                change.set(&["flow_logs", field], logs.and_then(|logs| logs.get(field)).cloned());
            }
        }
        None if config.is_some() => return None,
        None => {}
    }
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

pub(super) fn insert_route(call: &Call<'_>) -> Option<Vec<Deed>> {
    let native: native::Route = whole(call)?.or("network", "global/networks/default").read_as()?;
    let (_, resource) = undoubted(route::normalise(native, &call.place()))?;
    // Newer answers say of a route who made it, which is no part of what makes it.
    let mut change = Change::of(call.spec);
    change.tell(&resource, &[]);
    Some(change.came(call.scope, itself(call)))
}
