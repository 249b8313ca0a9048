//! Route tables.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use super::terms::Peer;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_ROUTE_TABLES;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Known, Outcome, is_off, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "route-table"),
    title: "route table",
    role: Role::Network,
    calls: &[required(DESCRIBE_ROUTE_TABLES)],
    identity: "the table id, which AWS never gives to another table",
    named_by: &["tags.Name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("owner", Bears::Metadata, "the account, when the table is another's"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("vpc", Bears::Exposure, "the network whose subnets can use it"),
    Field::context("address_pools", Bears::Exposure, "pools whose inbound traffic it routes"),
    Field::context("gateways", Bears::Exposure, "gateways whose inbound traffic it routes"),
    Field::context(
        "main",
        Bears::Metadata,
        "subnets without a table tell of a change, as `route_table`",
    ),
    Field::context(
        "propagating_gateways",
        Bears::Exposure,
        "gateways that add routes by themselves",
    ),
    Field::context("routes", Bears::Exposure, "where traffic can go")
        .matched(Matching::Keyed(&["destination"])),
    Field::context("routes[].origin", Bears::Metadata, "who added the route"),
    Field::context("subnets", Bears::Metadata, "the subnet tells of a change, as `route_table`"),
    Field::volatile("Associations[].AssociationState", "only associations in use are recorded"),
    Field::volatile("Associations[].RouteTableAssociationId", "new with each association"),
    Field::volatile("Associations[].RouteTableId", "the table itself"),
    Field::volatile("Routes[].InstanceOwnerId", "the interface says it"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) address_pools: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) gateways: Vec<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) main: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) propagating_gateways: Vec<String>,
    pub(crate) routes: Vec<Route>,
    pub(crate) subnets: Vec<String>,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Route {
    pub(crate) destination: Peer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_hop: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<String>,
    /// `blackhole` or another reason why it does not work; left out when it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// The native id of the gateway, interface, connection or network; `local` inside the VPC.
    pub(crate) target: String,
}

/// Which table a subnet uses.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    subnets: HashMap<String, String>,
    main: HashMap<String, String>,
    /// Whether all tables were read.
    pub(crate) whole: bool,
}

impl Tables {
    /// The table that a subnet names, or else the main one of its VPC.
    pub(crate) fn of_subnet(&self, subnet: &str, vpc: &str) -> Known<Option<String>> {
        // Without all tables the main one is no answer: another may name the subnet.
        match self.subnets.get(subnet) {
            Some(table) => Known::Read(Some(table.clone())),
            None if self.whole => Known::Read(self.main.get(vpc).cloned()),
            None => Known::Unread,
        }
    }
}

/// Makes a table's resource, and notes in `tables` which subnets use it.
pub(crate) fn normalise(table: native::RouteTable, account: &str, tables: &mut Tables) -> Outcome {
    let native::RouteTable {
        associations,
        owner_id,
        propagating_vgws,
        route_table_id,
        routes,
        tags: labels,
        vpc_id,
    } = table;
    let id = said(route_table_id);
    let name = id.as_deref().unwrap_or("a route table without id");
    let (mut pools, mut gateways, mut subnets) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_main = false;
    for association in associations {
        let native::RouteTableAssociation {
            association_state,
            gateway_id,
            main,
            public_ipv4_pool,
            subnet_id,
        } = association;
        let native::RouteTableAssociationState { state } = association_state.unwrap_or_default();
        if matches!(state.as_deref(), Some("disassociated" | "failed")) {
            continue;
        }
        is_main |= main == Some(true);
        pools.push(public_ipv4_pool);
        gateways.push(gateway_id);
        subnets.push(subnet_id);
    }
    let subnets = set(subnets);
    if let Some(id) = &id {
        tables.subnets.extend(subnets.iter().map(|subnet| (subnet.clone(), id.clone())));
        if let Some(vpc) = vpc_id.as_ref().filter(|_| is_main) {
            tables.main.insert(vpc.clone(), id.clone());
        }
    }
    let mut doubts = Vec::new();
    let mut read: Vec<Route> = Vec::new();
    for route in routes {
        match read_route(route) {
            Ok(route) => read.push(route),
            Err(odd) => doubts.push(format!("{name}: {odd}")),
        }
    }
    read.sort_unstable();
    read.dedup();
    let propagating =
        propagating_vgws.into_iter().map(|native::PropagatingVgw { gateway_id }| gateway_id);
    let context = Context {
        address_pools: set(pools),
        gateways: set(gateways),
        main: is_main,
        propagating_gateways: set(propagating),
        routes: read,
        subnets,
    };
    let durable = Durable {
        owner: said(owner_id).filter(|owner| owner != account),
        tags: tags(labels),
        vpc: said(vpc_id),
    };
    resource(SPEC.title, id.clone(), &durable, &context, doubts)
}

/// One route.
///
/// # Errors
/// In words, what it lacks.
pub(crate) fn read_route(route: native::Route) -> Result<Route, String> {
    let native::Route {
        carrier_gateway_id,
        core_network_arn,
        destination_cidr_block,
        destination_ipv6_cidr_block,
        destination_prefix_list_id,
        egress_only_internet_gateway_id,
        gateway_id,
        instance_id,
        ip_address,
        local_gateway_id,
        nat_gateway_id,
        network_interface_id,
        odb_network_arn,
        origin,
        state,
        transit_gateway_id,
        vpc_peering_connection_id,
    } = route;
    let destination = match (
        said(destination_cidr_block.or(destination_ipv6_cidr_block)),
        destination_prefix_list_id,
    ) {
        (Some(cidr), _) => Peer::cidr(&cidr),
        (None, Some(list)) => Peer::PrefixList(list.into()),
        (None, None) => return Err("a route has no destination".to_owned()),
    };
    // A route to an instance names its interface too, and the interface is what filters.
    let targets = [
        network_interface_id,
        instance_id,
        gateway_id,
        nat_gateway_id,
        egress_only_internet_gateway_id,
        transit_gateway_id,
        vpc_peering_connection_id,
        local_gateway_id,
        carrier_gateway_id,
        core_network_arn,
        odb_network_arn,
    ];
    let target = targets.into_iter().find_map(said);
    let state = said(state).filter(|state| state != "active");
    // The target of a blackhole can be gone altogether.
    let target = match (target, &state) {
        (Some(target), _) => target,
        (None, Some(_)) => "gone".to_owned(),
        (None, None) => return Err(format!("can't read the target of the route to {destination}")),
    };
    Ok(Route { destination, next_hop: said(ip_address), origin: said(origin), state, target })
}

/// `0.0.0.0/0 via igw-1`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "routes" {
        return None;
    }
    let Route { destination, next_hop, origin: _, state, target } =
        Route::deserialize(element).ok()?;
    let hop = next_hop.map(|hop| format!(" to {hop}")).unwrap_or_default();
    let state = state.map(|state| format!(" ({state})")).unwrap_or_default();
    Some(format!("{destination} via {target}{hop}{state}"))
}
