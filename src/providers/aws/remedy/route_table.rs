//! Route tables: one edit a route, an association or a gateway that adds routes.
//!
//! A route whose destination stays is replaced in place, so that at no moment it is missing.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::cli::{asked, check, ec2, json, literal};
use super::edits::{all, alone, another_id, came_or_went, leave_fixed, odd, set, settings, word};
use super::{Row, tags};
use crate::model::{Act, Command, Edit, Resource, Script, Setting};
use crate::providers::aws::parse::route_table::{Context, Durable, Route, SPEC};
use crate::providers::aws::parse::terms::Peer;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    let anew = || format!("{}; subnets are put behind it one by one", another_id(drift));
    if came_or_went(drift, &mut plan, anew) {
        if let Some(then) = drift.then {
            let Context { routes, .. } = then.context.decode().unwrap_or_default();
            for why in routes.iter().filter(|route| !is_first(route)).filter_map(not_made) {
                plan.lose(why);
            }
        }
        return plan;
    }
    let (mut coming, mut going) = (Vec::new(), Vec::new());
    for setting in drift.settings {
        match setting.field() {
            "routes" => match not_edited(setting) {
                Some(why) => plan.leave("routes", why),
                None if setting.to.is_some() => coming.push(setting.clone()),
                None => going.push(setting.clone()),
            },
            "propagating_gateways" | "gateways" | "address_pools" if setting.to.is_some() => {
                coming.push(setting.clone());
            }
            "propagating_gateways" | "gateways" | "address_pools" => going.push(setting.clone()),
            "tags" => coming.push(setting.clone()),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    for setting in coming.into_iter().chain(going) {
        set(drift, &mut plan, vec![setting]);
    }
    plan
}

/// Why no call makes a route what it was.
fn not_edited(setting: &Setting) -> Option<String> {
    let read = |value: &Option<Value>| Route::deserialize(value.as_ref()?).ok();
    let (from, to) = (read(&setting.from), read(&setting.to));
    if let (Some(from), Some(to)) = (&from, &to)
        && (&from.target, &from.next_hop) == (&to.target, &to.next_hop)
    {
        return Some(format!(
            "the route to {} leads where it did; whether `{}` takes what comes is for whoever runs that",
            to.destination, to.target
        ));
    }
    let gone = from.filter(|from| to.is_none() && !is_own(from));
    to.as_ref().and_then(not_made).or_else(|| gone.as_ref().and_then(not_made))
}

/// Whether somebody made it, with a call.
fn is_own(route: &Route) -> bool {
    route.origin.as_deref().is_none_or(|origin| origin == "CreateRoute")
}

/// Whether a new table has it at once.
fn is_first(route: &Route) -> bool {
    route.target == "local"
}

/// Why no call makes a route.
fn not_made(route: &Route) -> Option<String> {
    let Route { destination, next_hop, origin, state: _, target } = route;
    let way = format!("the route to {destination}");
    if origin.as_deref() == Some("EnableVgwRoutePropagation") {
        return Some(format!("{way} is made by the gateway `{target}`, which propagates its own"));
    }
    if matches!(destination, Peer::PrefixList(_)) && target.starts_with("vpce-") {
        return Some(format!(
            "{way} is the endpoint's: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id {target}` adds or removes the table"
        ));
    }
    if next_hop.is_some() {
        return Some(format!("{way} has a next hop of its own, which only the route server sets"));
    }
    if option(target).is_none() {
        return Some(format!("{way} leads to `{target}`, which no call takes as a target"));
    }
    None
}

/// The option that takes a target.
fn option(target: &str) -> Option<&'static str> {
    const OPTIONS: &[(&str, &str)] = &[
        ("igw-", "--gateway-id"),
        ("vgw-", "--gateway-id"),
        ("eigw-", "--egress-only-internet-gateway-id"),
        ("eni-", "--network-interface-id"),
        ("i-", "--instance-id"),
        ("nat-", "--nat-gateway-id"),
        ("tgw-", "--transit-gateway-id"),
        ("pcx-", "--vpc-peering-connection-id"),
        ("lgw-", "--local-gateway-id"),
        ("cagw-", "--carrier-gateway-id"),
        ("vpce-", "--vpc-endpoint-id"),
    ];
    let known = OPTIONS.iter().find(|(start, _)| target.starts_with(start));
    match target.split(':').nth(2) {
        Some("networkmanager") => Some("--core-network-arn"),
        Some("odb") => Some("--odb-network-arn"),
        _ => known.map(|(_, option)| *option),
    }
}

/// The option that takes a destination, and the field of an answer that holds it.
fn destination(peer: &Peer) -> (&'static str, &'static str, String) {
    match peer {
        Peer::PrefixList(id) => {
            ("--destination-prefix-list-id", "DestinationPrefixListId", id.to_string())
        }
        Peer::Cidr(net) if net.addr().is_ipv6() => {
            ("--destination-ipv6-cidr-block", "DestinationIpv6CidrBlock", net.to_string())
        }
        other => ("--destination-cidr-block", "DestinationCidrBlock", other.to_string()),
    }
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(table) => create(edit, table),
        // EC2 refuses while anything is behind it.
        Act::Delete(_) => Ok(alone(table("delete-route-table", edit))),
        Act::Set(_) => {
            let Some([setting]) = settings(edit) else { return Err(odd()) };
            if setting.field() == "routes" {
                return route(edit, setting);
            }
            edited(edit, setting).map(alone).ok_or_else(odd)
        }
        Act::Replace { .. } => Err("a route table is never rewritten as a whole".to_owned()),
    }
}

fn table(operation: &str, edit: &Edit) -> Command {
    ec2(operation, edit).option("--route-table-id", edit.id.identity.as_str())
}

fn read(edit: &Edit) -> Command {
    ec2("describe-route-tables", edit).option("--route-table-ids", edit.id.identity.as_str())
}

fn edited(edit: &Edit, setting: &Setting) -> Option<Command> {
    let (from, to) = (word(setting.from.as_ref()), word(setting.to.as_ref()));
    let (option, field) = match setting.field() {
        "tags" => return tags::command(edit, setting),
        "propagating_gateways" => {
            let (operation, gateway) = match (from, to) {
                (None, Some(to)) => ("enable-vgw-route-propagation", to),
                (Some(from), None) => ("disable-vgw-route-propagation", from),
                _ => return None,
            };
            return Some(table(operation, edit).option("--gateway-id", gateway));
        }
        "gateways" => ("--gateway-id", "GatewayId"),
        "address_pools" => ("--public-ipv4-pool", "PublicIpv4Pool"),
        _ => return None,
    };
    match (from, to) {
        (None, Some(to)) => Some(table("associate-route-table", edit).option(option, to)),
        (Some(from), None) => {
            let query = format!(
                "RouteTables[].Associations[] | [?{field} == {}].RouteTableAssociationId",
                literal(from)
            );
            let command = ec2("disassociate-route-table", edit);
            Some(command.output_of("--association-id", asked(read(edit), &query)))
        }
        _ => None,
    }
}

fn route(edit: &Edit, setting: &Setting) -> Result<Script, String> {
    let read = |value: &Option<Value>| {
        value.as_ref().map(Route::deserialize).transpose().map_err(|_| odd())
    };
    let (from, to) = (read(&setting.from)?, read(&setting.to)?);
    let command = match (&from, &to) {
        // EC2 refuses a destination that is there.
        (None, Some(to)) => leading(table("create-route", edit), to)?,
        (Some(_), Some(to)) => leading(table("replace-route", edit), to)?,
        (Some(from), None) => {
            let (option, _, text) = destination(&from.destination);
            table("delete-route", edit).option(option, text)
        }
        (None, None) => return Err(odd()),
    };
    let check = from.map(|from| is_still(edit, &from));
    Ok(Script { check, commands: vec![command] })
}

fn leading(command: Command, route: &Route) -> Result<Command, String> {
    let (option_of_destination, _, text) = destination(&route.destination);
    let command = command.option(option_of_destination, text);
    if is_first(route) {
        return Ok(command.word("--local-target"));
    }
    let option = option(&route.target)
        .ok_or_else(|| format!("no call takes `{}` as a target", route.target))?;
    Ok(command.option(option, route.target.as_str()))
}

/// That a route still leads where it did when the edit was planned.
fn is_still(edit: &Edit, route: &Route) -> crate::model::Check {
    const TARGET: &str = "NetworkInterfaceId || InstanceId || GatewayId || NatGatewayId || EgressOnlyInternetGatewayId || TransitGatewayId || VpcPeeringConnectionId || LocalGatewayId || CarrierGatewayId || CoreNetworkArn || OdbNetworkArn";
    let (_, field, text) = destination(&route.destination);
    let place = format!("RouteTables[0].Routes[?{field} == {}] | [0]", literal(&text));
    let target = Some(route.target.as_str()).filter(|target| *target != "gone");
    check(read(edit), &place, &[(field, json!(text)), (TARGET, json!(target))])
}

/// Makes a table anew, with the routes that a call can make. A new one has those inside the VPC.
fn create(edit: &Edit, table: &Resource) -> Result<Script, String> {
    const NEW: &str = "table";
    let Durable { owner: _, tags, vpc } = table.durable.decode().map_err(|_| odd())?;
    let Context { routes, propagating_gateways, .. } = table.context.decode().map_err(|_| odd())?;
    let mut body = Map::new();
    body.insert("VpcId".to_owned(), json!(vpc.ok_or_else(odd)?));
    if let Some(tags) = tags::of_new("route-table", &tags) {
        body.insert("TagSpecifications".to_owned(), tags);
    }
    let mut commands = vec![
        ec2("create-route-table", edit)
            .option("--cli-input-json", json(&body.into()))
            .option("--query", "RouteTable.RouteTableId")
            .option("--output", "text")
            .keeping(NEW),
    ];
    for route in routes.iter().filter(|route| !is_first(route) && not_made(route).is_none()) {
        commands.push(leading(ec2("create-route", edit).kept("--route-table-id", NEW), route)?);
    }
    commands.extend(propagating_gateways.iter().map(|gateway| {
        ec2("enable-vgw-route-propagation", edit)
            .kept("--route-table-id", NEW)
            .option("--gateway-id", gateway.as_str())
    }));
    Ok(all(commands))
}
