//! The table of operations that change what is recorded.
//!
//! Names are those of the operations of Microsoft.Network, Microsoft.Compute, Microsoft.Insights and Microsoft.Resources, in lower case. What only joins a resource to another, or
//! reads, is a right that was used and no change of its own.

use super::body::Shown;
use super::{elements, wholes};
use crate::model::{Deed, Done, KindSpec, Scope, Target};
use crate::providers::azure::parse;
use crate::providers::deeds::{deed, is};

/// An operation, as its record tells it.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The kind that it is about.
    pub(super) spec: &'static KindSpec,
    /// Where the resource is.
    pub(super) scope: &'a Scope,
    /// The resource's id in its one spelling.
    pub(super) id: &'a str,
    /// Its name in its own spelling, where the record has it.
    pub(super) name: Option<String>,
    /// The resource as it was answered or sent.
    pub(super) body: Option<Shown>,
    /// Whether it was not there before.
    pub(super) is_created: bool,
}

impl Call<'_> {
    /// The subscription.
    pub(super) fn place(&self) -> String {
        self.scope.place()
    }

    /// The resource of an operation on it.
    pub(super) fn itself(&self) -> Target {
        is(self.id)
    }

    /// The resource of an operation on a part of it.
    pub(super) fn whole(&self) -> Option<&str> {
        parse::parent(self.id).filter(|id| !id.is_empty())
    }

    /// That it came, went or was touched.
    pub(super) fn alone(&self, act: Done) -> Vec<Deed> {
        vec![deed(self.scope, self.spec, self.itself(), act)]
    }

    /// That something of what it is a part of was touched.
    pub(super) fn touched(&self, fields: &'static [&'static str]) -> Vec<Deed> {
        let whole =
            self.whole().map(|id| deed(self.scope, self.spec, is(id), Done::Touched(fields)));
        whole.into_iter().collect()
    }
}

type Does = fn(&Call<'_>) -> Vec<Deed>;

/// The operations on one sort of resource, or of part of one.
#[derive(Debug)]
pub(super) struct Row {
    /// What Azure calls it.
    pub(super) sort: &'static str,
    pub(super) spec: &'static KindSpec,
    /// Whether it is a part of what is recorded.
    pub(super) is_part: bool,
    /// What a write did.
    pub(super) write: Does,
    /// What a delete did.
    pub(super) delete: Does,
    /// Other calls that change something, and which fields.
    pub(super) actions: &'static [(&'static str, &'static [&'static str])],
}

const fn whole(sort: &'static str, spec: &'static KindSpec, write: Does) -> Row {
    Row { sort, spec, is_part: false, write, delete: |call| call.alone(Done::Went), actions: &[] }
}

const fn part(sort: &'static str, spec: &'static KindSpec, write: Does, delete: Does) -> Row {
    Row { sort, spec, is_part: true, write, delete, actions: &[] }
}

static APPLICATION_SECURITY_GROUP: KindSpec = parse::application_security_group::SPEC;
static DIAGNOSTIC_SETTING: KindSpec = parse::diagnostic_setting::SPEC;
static FLOW_LOG: KindSpec = parse::flow_log::SPEC;
static LOAD_BALANCER: KindSpec = parse::load_balancer::SPEC;
static NETWORK_INTERFACE: KindSpec = parse::network_interface::SPEC;
static NSG: KindSpec = parse::nsg::SPEC;
static PUBLIC_IP: KindSpec = parse::public_ip::SPEC;
static ROUTE_TABLE: KindSpec = parse::route_table::SPEC;
static SUBNET: KindSpec = parse::subnet::SPEC;
static VIRTUAL_MACHINE: KindSpec = parse::virtual_machine::SPEC;
static VIRTUAL_NETWORK: KindSpec = parse::virtual_network::SPEC;

const POWER: &[&str] = &["power"];

/// All of them.
pub(super) static ROWS: &[Row] = &[
    whole("Microsoft.Network/networkSecurityGroups", &NSG, wholes::nsg),
    part(
        "Microsoft.Network/networkSecurityGroups/securityRules",
        &NSG,
        elements::rule_written,
        elements::rule_deleted,
    ),
    whole(
        "Microsoft.Network/applicationSecurityGroups",
        &APPLICATION_SECURITY_GROUP,
        wholes::application_security_group,
    ),
    whole("Microsoft.Network/networkInterfaces", &NETWORK_INTERFACE, wholes::interface),
    part(
        "Microsoft.Network/networkInterfaces/tapConfigurations",
        &NETWORK_INTERFACE,
        |call| call.touched(&["taps"]),
        |call| call.touched(&["taps"]),
    ),
    whole("Microsoft.Network/virtualNetworks", &VIRTUAL_NETWORK, wholes::network),
    Row {
        delete: elements::subnet_deleted,
        ..whole("Microsoft.Network/virtualNetworks/subnets", &SUBNET, wholes::subnet)
    },
    part(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        &VIRTUAL_NETWORK,
        elements::peering_written,
        elements::peering_deleted,
    ),
    whole("Microsoft.Network/routeTables", &ROUTE_TABLE, wholes::route_table),
    part(
        "Microsoft.Network/routeTables/routes",
        &ROUTE_TABLE,
        elements::route_written,
        elements::route_deleted,
    ),
    whole("Microsoft.Network/publicIPAddresses", &PUBLIC_IP, wholes::public_ip),
    whole("Microsoft.Network/loadBalancers", &LOAD_BALANCER, wholes::load_balancer),
    part(
        "Microsoft.Network/loadBalancers/inboundNatRules",
        &LOAD_BALANCER,
        |call| call.touched(&["nat_rules"]),
        |call| call.touched(&["nat_rules"]),
    ),
    part(
        "Microsoft.Network/loadBalancers/backendAddressPools",
        &LOAD_BALANCER,
        |call| call.touched(&["pools"]),
        |call| call.touched(&["pools"]),
    ),
    whole("Microsoft.Network/networkWatchers/flowLogs", &FLOW_LOG, wholes::flow_log),
    Row {
        is_part: true,
        actions: &[("configureflowlog/action", &["logging"])],
        ..whole("Microsoft.Network/networkWatchers", &FLOW_LOG, |_| Vec::new())
    },
    whole("Microsoft.Insights/diagnosticSettings", &DIAGNOSTIC_SETTING, wholes::diagnostic_setting),
    Row {
        actions: &[
            ("start/action", POWER),
            ("poweroff/action", POWER),
            ("deallocate/action", POWER),
            ("restart/action", &[]),
            ("hibernate/action", POWER),
        ],
        ..whole("Microsoft.Compute/virtualMachines", &VIRTUAL_MACHINE, wholes::machine)
    },
    part(
        "Microsoft.Compute/virtualMachines/extensions",
        &VIRTUAL_MACHINE,
        |call| call.touched(&["extensions"]),
        |call| call.touched(&["extensions"]),
    ),
];

/// The row of an operation, and what it does: `write`, `delete`, `start/action`.
pub(super) fn find(operation: &str) -> Option<(&'static Row, &str)> {
    // A diagnostic setting is of something else, whose sort some operations have before it.
    let operation = operation.rsplit_once("/providers/").map_or(operation, |(_, last)| last);
    let is = |row: &&Row| {
        let rest = strip(operation, row.sort);
        rest.is_some_and(|rest| {
            matches!(rest, "write" | "delete" | "read")
                || row.actions.iter().any(|(name, _)| *name == rest)
        })
    };
    let row = ROWS.iter().find(is)?;
    Some((row, strip(operation, row.sort)?))
}

/// The row of a resource, by its id in lower case.
pub(super) fn of_resource(id: &str) -> Option<&'static Row> {
    let (_, path) = id.rsplit_once("/providers/")?;
    let mut words = path.split('/');
    let mut sort = words.next()?.to_owned();
    while let (Some(part), Some(_name)) = (words.next(), words.next()) {
        sort.push('/');
        sort.push_str(part);
    }
    ROWS.iter().find(|row| row.sort.eq_ignore_ascii_case(&sort))
}

/// What of an operation, in lower case, follows a sort.
fn strip<'o>(operation: &'o str, sort: &str) -> Option<&'o str> {
    let (head, rest) = operation.split_at_checked(sort.len())?;
    head.eq_ignore_ascii_case(sort).then(|| rest.strip_prefix('/')).flatten()
}

/// What an operation does; nothing when it only reads.
pub(super) fn act(row: &'static Row, verb: &str) -> Option<Act> {
    match verb {
        "write" => Some(Act::Does(row.write)),
        "delete" => Some(Act::Does(row.delete)),
        _ => {
            let (_, fields) = row.actions.iter().find(|(name, _)| *name == verb)?;
            (!fields.is_empty()).then_some(Act::Touches(fields))
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    Does(Does),
    Touches(&'static [&'static str]),
}

impl Act {
    pub(super) fn deeds(self, call: &Call<'_>) -> Vec<Deed> {
        match self {
            Self::Does(does) => does(call),
            // A flow log is set up by its network watcher, and named by what it is of.
            Self::Touches(fields) if call.spec.kind == parse::flow_log::SPEC.kind => {
                wholes::configured(call, fields)
            }
            Self::Touches(fields) => call.alone(Done::Touched(fields)),
        }
    }
}
