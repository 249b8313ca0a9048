//! Calls that change route tables, and those that take away what a route leads to.
//!
//! Which table a subnet uses is recorded of the subnet. An association has an id, which nobody records, so that a call which names
//! only that is told of the subnet that uses the new table afterwards, or of one that nobody may be able to find.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, became, deed, has, is, part, read, recorded};
use super::parameters::Said;
use super::subjects::{ROUTE_TABLE, SUBNET};
use super::tags;
use crate::model::{Deed, Done, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::route_table::{Route, Tables, normalise, read_route};

/// A table or a subnet that is known by its association alone.
const UNRECORDED: &[&str] = &["association"];

/// The table that a call names.
fn named(call: &Call<'_>) -> Result<Target, String> {
    call.given("routeTableId").map(is)
}

/// A route, as a request or an answer has it.
fn route(one: Said<'_>, origin: Option<&str>) -> native::Route {
    native::Route {
        carrier_gateway_id: one.get("carrierGatewayId").text(),
        core_network_arn: one.get("coreNetworkArn").text(),
        destination_cidr_block: one.get("destinationCidrBlock").text(),
        destination_ipv6_cidr_block: one.get("destinationIpv6CidrBlock").text(),
        destination_prefix_list_id: one.get("destinationPrefixListId").text(),
        egress_only_internet_gateway_id: one.get("egressOnlyInternetGatewayId").text(),
        gateway_id: one.any(&["gatewayId", "vpcEndpointId"]).text(),
        instance_id: one.get("instanceId").text(),
        ip_address: one.get("ipAddress").text(),
        local_gateway_id: one.get("localGatewayId").text(),
        nat_gateway_id: one.get("natGatewayId").text(),
        network_interface_id: one.get("networkInterfaceId").text(),
        odb_network_arn: one.get("odbNetworkArn").text(),
        origin: one.get("origin").text().or_else(|| origin.map(str::to_owned)),
        state: one.get("state").text(),
        transit_gateway_id: one.get("transitGatewayId").text(),
        vpc_peering_connection_id: one.get("vpcPeeringConnectionId").text(),
    }
}

/// `CreateRouteTable`: the answer shows all of it.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let made = call.response.get("routeTable");
    let routes = made.get("routeSet").list();
    let id = made.get("routeTableId").text();
    let table = native::RouteTable {
        associations: Vec::new(),
        owner_id: made.get("ownerId").text(),
        propagating_vgws: Vec::new(),
        route_table_id: id.clone().filter(|_| !routes.is_empty()),
        routes: routes.into_iter().map(|one| route(one, None)).collect(),
        tags: tags::answered(made.get("tagSet")),
        vpc_id: made.get("vpcId").text(),
    };
    let place = call.place(made.get("ownerId").text().as_deref());
    if let Some((id, resource)) = read(normalise(table, call.account(), &mut Tables::default())) {
        return Ok(vec![became(place, ROUTE_TABLE, &id, resource)]);
    }
    let vpc = call.given("vpcId")?;
    let target = match id {
        Some(id) => is(id),
        None if !call.worked => has(&["vpc"], vpc.as_str()),
        None => return call.lacks("which route table it made (`routeTableId`)"),
    };
    let mut change = Change::of(ROUTE_TABLE);
    change.say(&["vpc"], Some(vpc));
    tags::of_resource(&mut change, call.request, "route-table");
    Ok(change.came(place, target))
}

/// `DeleteRouteTable`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(ROUTE_TABLE, named(call)?, Done::Went)])
}

/// `CreateRoute`, `ReplaceRoute` and `DeleteRoute`. A route to a machine is recorded as one to its interface, which the log does not name.
pub(super) fn routes(call: &Call<'_>) -> Deeds {
    let target = named(call)?;
    let mut asked = route(call.request, Some("CreateRoute"));
    let is_local = call.request.get("localTarget").switch() == Some(true);
    if is_local {
        asked.gateway_id = Some("local".to_owned());
        asked.origin = Some("CreateRouteTable".to_owned());
    }
    let to_machine = asked.instance_id.is_some() && asked.network_interface_id.is_none();
    if call.name == "DeleteRoute" {
        // Only where it led to is needed to say that it went.
        asked.gateway_id = Some("gone".to_owned());
    }
    let Ok(route) = read_route(asked) else {
        return Ok(vec![call.deed(ROUTE_TABLE, target, Done::Touched(&["routes"]))]);
    };
    let mut new = recorded(&route);
    if let Some(fields) = new.as_object_mut().filter(|_| to_machine) {
        fields.remove("target");
    }
    let Route { destination, next_hop: _, origin: _, state: _, target: _ } = route;
    let old = part([("destination", recorded(&destination))]);
    let mut change = Change::of(ROUTE_TABLE);
    match call.name {
        "CreateRoute" => change.comes("routes", new),
        "DeleteRoute" => change.goes("routes", old),
        _ => change.becomes("routes", old, new),
    }
    Ok(change.done(call.place(None), target).into_iter().collect())
}

/// `AssociateRouteTable`.
pub(super) fn associate(call: &Call<'_>) -> Deeds {
    let table = call.given("routeTableId")?;
    let request = call.request;
    let mut change = Change::of(ROUTE_TABLE);
    let mut deeds = Vec::new();
    if let Some(subnet) = request.get("subnetId").text() {
        change.comes("subnets", Value::String(subnet.clone()));
        let mut of_subnet = Change::of(SUBNET);
        of_subnet.say(&["route_table"], Some(table.clone()));
        deeds.extend(of_subnet.done(call.place(None), is(subnet)));
    }
    if let Some(gateway) = request.get("gatewayId").text() {
        change.comes("gateways", Value::String(gateway));
    }
    if let Some(pool) = request.get("publicIpv4Pool").text() {
        change.comes("address_pools", Value::String(pool));
    }
    deeds.extend(change.done(call.place(None), is(table)));
    if deeds.is_empty() {
        return call.lacks("what the table is associated with (`subnetId`, `gatewayId`)");
    }
    Ok(deeds)
}

/// `DisassociateRouteTable`, which names the association: what used the table uses the main one from then on.
pub(super) fn disassociate(call: &Call<'_>) -> Deeds {
    let association = call.given("associationId")?;
    let target = || has(UNRECORDED, association.as_str());
    let fields = &["address_pools", "gateways", "subnets"];
    Ok(vec![
        call.deed(ROUTE_TABLE, target(), Done::Touched(fields)),
        call.deed(SUBNET, target(), Done::Touched(&["route_table"])),
    ])
}

/// `ReplaceRouteTableAssociation`, which names the table that comes. The association can be the one that makes a table the main one.
pub(super) fn replace(call: &Call<'_>) -> Deeds {
    let table = call.given("routeTableId")?;
    let mut change = Change::of(SUBNET);
    change.say(&["route_table"], Some(table.clone()));
    let subnet = change.done(call.place(None), has(&["route_table"], table.as_str()));
    let fields = &["gateways", "main", "subnets"];
    let whose = call.deed(ROUTE_TABLE, is(table), Done::Touched(fields));
    Ok([Some(whose), subnet].into_iter().flatten().collect())
}

/// `EnableVgwRoutePropagation` and `DisableVgwRoutePropagation`. The routes that come and go with it are not told.
pub(super) fn propagate(call: &Call<'_>) -> Deeds {
    let (table, gateway) = (call.given("routeTableId")?, call.given("gatewayId")?);
    let gateway = Value::String(gateway);
    let mut change = Change::of(ROUTE_TABLE);
    if call.name.starts_with("Enable") {
        change.comes("propagating_gateways", gateway);
    } else {
        change.goes("propagating_gateways", gateway);
    }
    let place = call.place(None);
    let routes = deed(place.clone(), ROUTE_TABLE, is(table.as_str()), Done::Touched(&["routes"]));
    Ok(change.done(place, is(table)).into_iter().chain([routes]).collect())
}

/// The routes that lead to something that goes: they lead nowhere from then on.
pub(super) fn to(call: &Call<'_>, gone: String) -> Deed {
    call.deed(ROUTE_TABLE, has(&["routes", "target"], gone), Done::Touched(&["routes"]))
}

/// `DeleteNatGateway`, `DeleteEgressOnlyInternetGateway`, `DeleteCarrierGateway` and `DetachVpnGateway`.
pub(super) fn target_went(call: &Call<'_>) -> Deeds {
    const NAMES: &[&str] =
        &["natGatewayId", "egressOnlyInternetGatewayId", "carrierGatewayId", "vpnGatewayId"];
    match call.request.any(NAMES).text() {
        Some(gone) => Ok(vec![to(call, gone)]),
        None => call.lacks("which gateway it is about"),
    }
}

/// `CreateVpcEndpoint`, `ModifyVpcEndpoint` and `DeleteVpcEndpoints`: an endpoint for a gateway writes routes into the tables that it is given.
pub(super) fn endpoints(call: &Call<'_>) -> Deeds {
    const TABLES: &[&str] = &["routeTableId", "addRouteTableId", "removeRouteTableId"];
    let mut deeds = Vec::new();
    if call.name == "DeleteVpcEndpoints" {
        let ids = call.request.any(&["vpcEndpointId", "vpcEndpointIds"]).texts();
        deeds.extend(ids.into_iter().map(|id| to(call, id)));
    }
    for field in TABLES {
        let several = format!("{field}s");
        for table in call.request.any(&[field, &several]).texts() {
            deeds.push(call.deed(ROUTE_TABLE, is(table), Done::Touched(&["routes"])));
        }
    }
    Ok(deeds)
}
