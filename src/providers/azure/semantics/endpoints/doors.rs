//! Between an interface and everyone outside of known networks: routes, public addresses, load balancers and NAT.
//!
//! What comes in from the internet comes to a public address of the interface, or of a load balancer that leads to it. What is of the standard kind
//! lets nothing in as long as no security group says so. What goes out needs a public address, a NAT gateway, a balancer that speaks for it, or the default
//! way out that older subnets have. ("Public IP addresses", "Default outbound access in Azure", "Source Network Address Translation for outbound
//! connections".) What is behind an appliance or a gateway is not known: outwards, and inwards from private addresses, it counts as if it let
//! everything on.

use std::sync::Arc;

use super::routes::{Via, Way};
use super::subnets::{Subnet, behind_the_gateway};
use super::tags::{metadata, platform};
use crate::model::{Passage, unread};
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Rule, Service, Side, Symbol};

/// A way through to the internet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening {
    /// `public address web-ip`.
    pub(super) label: String,
    /// What it carries.
    pub(super) service: Service,
    pub(super) v4: bool,
    pub(super) v6: bool,
    pub(super) stand: Stand,
}

/// Whether an opening is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stand {
    Open,
    /// It is closed, for this reason.
    Closed(&'static str),
    /// That depends, on this.
    Unsure(&'static str),
}

const HOST: &str = "168.63.129.16 and 169.254.169.254";
const NO_GROUP: &str = "standard addresses need a network security group";
const GROUP_UNSURE: &str = "azure.unsure:open-without-a-network-security-group";
const DEFAULT_WAY_OUT: &str = "azure.unsure:default-outbound-access";
const NAT_OF_SIX: &str = "azure.unsure:NAT-gateway-speaks-for-IPv6";

impl Stand {
    /// Of what comes in where no group filters, by the kind of the address or the balancer.
    pub(super) fn without_group(sku: Option<&str>) -> Self {
        match sku.map(str::to_ascii_lowercase).as_deref() {
            Some("basic") => Self::Open,
            Some(sku) if sku.starts_with("standard") => Self::Closed(NO_GROUP),
            _ => Self::Unsure(GROUP_UNSURE),
        }
    }
}

/// What an interface has, seen from outside. Interfaces of one subnet that have the same have the same door.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facing {
    pub(super) inbound: Vec<Opening>,
    pub(super) outbound: Vec<Opening>,
    /// What else may lead to it, and why that is not known.
    pub(super) unread: Vec<(Arc<str>, String)>,
}

impl Facing {
    /// The ways out that a subnet has for those who have none of their own.
    pub(super) fn with_the_subnets(mut self, subnet: &Subnet, has_default: bool) -> Self {
        let opening = |label: &str, v4, stand| Opening {
            label: label.to_owned(),
            service: Service::any(),
            v4,
            v6: !v4,
            stand,
        };
        if subnet.context.nat_gateway.is_some() {
            self.outbound.push(opening("NAT gateway", true, Stand::Open));
            self.outbound.push(opening("NAT gateway", false, Stand::Unsure(NAT_OF_SIX)));
        } else if has_default && !self.outbound.iter().any(|one| one.v4) {
            let stand = match subnet.durable.default_outbound_access {
                Some(true) => Stand::Open,
                Some(false) => Stand::Closed("private subnet"),
                None => Stand::Unsure(DEFAULT_WAY_OUT),
            };
            self.outbound.push(opening("default outbound access", true, stand));
        }
        self
    }
}

/// The door of an interface in a subnet.
pub(super) fn door(subnet: &Subnet, facing: &Facing) -> Passage {
    let routes = &subnet.routes;
    let mut doubts: Vec<String> = facing.unread.iter().map(|(_, why)| why.clone()).collect();
    doubts.extend(routes.doubt.clone());
    for way in &routes.ways {
        match (&way.via, &way.tag) {
            (_, Some(tag)) => {
                doubts.push(format!("{} routes to {tag}, which was not read", routes.boundary));
            }
            (Via::Unknown, None) => doubts.push(format!("`{}` can't be read", way.label)),
            (_, None) => {}
        }
    }
    let guard = |side: Side| {
        let mut rules = services(subnet, side);
        rules.extend(host_of_the_machine(side));
        rules.extend(routes.ways.iter().flat_map(|way| way_through(subnet, way, facing, side)));
        let mut guards = vec![Guard::listed(routes.boundary.clone(), rules, Decision::Deny)];
        guards.extend(facing.unread.iter().map(|(name, _)| unread(name, side)));
        let known = if guards.len() > 1 { Guard::Any(guards) } else { guards.remove(0) };
        if routes.doubt.is_some() { doubted(known, &routes.boundary, side) } else { known }
    };
    Passage {
        ingress: guard(Side::Source),
        egress: guard(Side::Destination),
        stateful: true,
        doubt: (!doubts.is_empty()).then(|| doubts.join("; ")),
    }
}

/// Routes that were not read take ways from the internet in, and add none; any other way depends on them.
fn doubted(known: Guard, table: &Arc<str>, side: Side) -> Guard {
    let depends = unread(table, side);
    if side == Side::Destination {
        return depends;
    }
    let inside = Match::any().from(Addresses::internet().complement());
    Guard::All(vec![Guard::Any(vec![known, Guard::packets(vec![inside])]), depends])
}

/// The host of a machine answers there, whatever routes and ways out there are.
fn host_of_the_machine(side: Side) -> Option<Rule> {
    let packets = Match::any().to(platform().union(&metadata()));
    let rule = Rule::new(HOST, Action::Allow, vec![packets]);
    (side == Side::Destination).then_some(rule)
}

/// Direct ways to services of Azure, outwards.
fn services(subnet: &Subnet, side: Side) -> Vec<Rule> {
    let rule = |service: &String| {
        let name: Arc<str> = format!("azure.service-endpoint:{service}").into();
        let packets = Match::any().when(Symbol { side, name });
        Rule::new(format!("service endpoint {service}"), Action::Allow, vec![packets])
    };
    let all = subnet.durable.service_endpoints.iter().map(|one| &one.service);
    all.filter(|_| side == Side::Destination).map(rule).collect()
}

/// What a route lets through at this side: rules that allow, or that end the search.
fn way_through(subnet: &Subnet, way: &Way, facing: &Facing, side: Side) -> Vec<Rule> {
    let (all, internet) = (Addresses::all(), Addresses::internet());
    let rule = |within: &Addresses, action: Action, why: &str| {
        let packets = way.packets(side, within)?;
        Some(Rule::new(format!("{}{why}", way.label), action, vec![packets]))
    };
    let when = |name: &str| {
        let symbol = Symbol { side, name: name.into() };
        let packets = way.packets(side, &all)?.when(symbol);
        Some(Rule::new(way.label.as_str(), Action::Allow, vec![packets]))
    };
    let deny = |why: &str| rule(&all, Action::Deny, why);
    let openings = |list: &[Opening], within: &Addresses| {
        // What one of them refuses, another may let in.
        let (closed, open): (Vec<_>, Vec<_>) =
            list.iter().partition(|one| matches!(one.stand, Stand::Closed(_)));
        let all = open.into_iter().chain(closed);
        let mut rules: Vec<Rule> = all.flat_map(|one| opening(way, one, side, within)).collect();
        rules.extend(rule(within, Action::Deny, ", no public way"));
        rules
    };
    let outwards = side == Side::Destination;
    match &way.via {
        Via::Local => Vec::new(),
        Via::Peer(_) => rule(&all, Action::Allow, "").into_iter().collect(),
        Via::Internet if outwards => openings(&facing.outbound, &internet),
        Via::Internet => openings(&facing.inbound, &internet),
        Via::Appliance(_) | Via::Gateway if outwards => {
            rule(&all, Action::Allow, "").into_iter().collect()
        }
        Via::Appliance(_) | Via::Gateway => {
            let mut rules = openings(&facing.inbound, &internet);
            rules.extend(rule(&internet.complement(), Action::Allow, ""));
            rules
        }
        Via::Nowhere => deny("").into_iter().collect(),
        Via::Reserved if subnet.routes.learned => {
            let behind = behind_the_gateway(&subnet.network);
            when(&behind).into_iter().chain(deny("")).collect()
        }
        Via::Reserved => deny("").into_iter().collect(),
        Via::Unknown => when(&format!("azure.unsure:{}", way.label)).into_iter().collect(),
    }
}

/// What an opening lets through of what a route takes.
fn opening(way: &Way, one: &Opening, side: Side, within: &Addresses) -> Vec<Rule> {
    let families = [(one.v4, Addresses::all_v4()), (one.v6, Addresses::all_v6())];
    let mut rules = Vec::new();
    for (_, family) in families.into_iter().filter(|(has, _)| *has) {
        let Some(packets) = way.packets(side, &family.intersection(within)) else { continue };
        let packets = Match { service: one.service.clone(), ..packets };
        let label = format!("{}, {}", way.label, one.label);
        rules.push(match &one.stand {
            Stand::Open => Rule::new(label, Action::Allow, vec![packets]),
            Stand::Closed(why) => {
                Rule::new(format!("{label} ({why})"), Action::Deny, vec![packets])
            }
            Stand::Unsure(name) => {
                let symbol = Symbol { side, name: Arc::from(*name) };
                Rule::new(label, Action::Allow, vec![packets.when(symbol)])
            }
        });
    }
    rules
}
