//! Load balancers: what their public front ends lead to an interface, and what they speak for on its way out.
//!
//! A rule or an inbound NAT rule of a public front end leads to a port of the machines behind it, and they see the client's address. An outbound rule
//! speaks for a pool; so does a rule that is not told otherwise. Machines in a pool of a standard balancer have no default way out. ("Azure Load
//! Balancer components", "Outbound connections".)
//!
//! A balancer that nobody asked for adds nothing; one that an interface names, or that somebody failed to read, may.

use std::sync::Arc;

use super::doors::{Opening, Stand};
use super::estate::{Estate, Found, named};
use super::interfaces::Interface;
use super::networks::union;
use crate::providers::azure::parse;
use crate::providers::azure::parse::load_balancer::{Context, Durable, SPEC};
use crate::providers::azure::parse::load_balancer_parts::{Address, Frontend, Pool};
use crate::providers::azure::parse::public_ip;
use crate::providers::azure::parse::terms::block;
use crate::traffic::{Intervals, Service, protocol};

/// All load balancers.
pub(super) struct Balancers {
    all: Vec<(String, Durable, Context)>,
    /// Why there may be others that lead to anyone.
    unread: Option<String>,
}

/// What they do for an interface.
#[derive(Default)]
pub(super) struct Balanced {
    pub(super) inbound: Vec<Opening>,
    pub(super) outbound: Vec<Opening>,
    /// Whether it is in a pool of a standard balancer.
    pub(super) in_standard_pool: bool,
    /// What else may lead to it, and why that is not known.
    pub(super) unread: Vec<(Arc<str>, String)>,
}

impl Balancers {
    pub(super) fn of(estate: &Estate<'_>) -> Self {
        let mut unread = estate.tried(&SPEC);
        let mut all = Vec::new();
        for (_, identity, resource) in estate.view.resources(&SPEC.kind) {
            let decoded = (resource.durable.decode(), resource.context.decode());
            if let (Ok(durable), Ok(context)) = decoded {
                all.push((identity.to_string(), durable, context));
            } else {
                unread = Some(format!("load balancer {identity} can't be read"));
            }
        }
        Self { all, unread }
    }

    /// What leads to an interface of this network, and out of it.
    pub(super) fn before(
        &self,
        estate: &Estate<'_>,
        interface: &Interface,
        network: &str,
    ) -> Balanced {
        let mut found = Balanced::default();
        if let Some(why) = &self.unread {
            found.unread.push((format!("{}:unread", SPEC.kind).into(), why.clone()));
        }
        let configurations = &interface.context.ip_configurations;
        let pools = configurations.iter().flat_map(|one| &one.load_balancer_pools);
        let rules = configurations.iter().flat_map(|one| &one.load_balancer_nat_rules);
        for id in pools.chain(rules).filter_map(|id| parse::parent(id)) {
            let is_known = self.all.iter().any(|(known, _, _)| known == id);
            if let (false, Found::Skipped(why) | Found::Unread(why)) =
                (is_known, estate.find(&SPEC, id))
            {
                found.unread.push((named(&SPEC, id), why));
            }
        }
        for (id, durable, context) in &self.all {
            let member = Member { interface, network };
            let pools: Vec<String> = context
                .pools
                .iter()
                .map(|pool| {
                    (format!("{id}/backendaddresspools/{}", pool.name.to_lowercase()), pool)
                })
                .filter(|(id, pool)| member.is_in(id, pool))
                .map(|(id, _)| id)
                .collect();
            balanced(estate, id, durable, &pools, &member, &mut found);
        }
        found.unread.sort_unstable();
        found.unread.dedup();
        found
    }
}

/// An interface in the network that it is in.
struct Member<'a> {
    interface: &'a Interface,
    network: &'a str,
}

impl Member<'_> {
    fn is_in(&self, id: &str, pool: &Pool) -> bool {
        let mut named = self.interface.context.ip_configurations.iter();
        named.any(|one| one.load_balancer_pools.iter().any(|pool| pool == id))
            || pool.members.iter().any(|member| self.has(member))
            || pool.addresses.iter().any(|address| self.uses(address, pool))
    }

    /// Whether an address of an interface is its own.
    fn has(&self, configuration: &str) -> bool {
        let own = format!("{}/ipconfigurations/", self.interface.id.identity);
        configuration.starts_with(&own)
    }

    fn uses(&self, address: &Address, pool: &Pool) -> bool {
        let Some(text) = &address.address else { return false };
        let of_subnet = address.subnet.as_deref().and_then(parse::parent);
        let network = address.network.as_deref().or(pool.network.as_deref()).or(of_subnet);
        let own = block(text).map(|block| union(&[block]).intersection(&self.interface.addresses));
        own.is_some_and(|own| !own.is_empty()) && network.is_none_or(|id| id == self.network)
    }
}

/// What one balancer does for a member of these pools of it.
fn balanced(
    estate: &Estate<'_>,
    id: &str,
    durable: &Durable,
    pools: &[String],
    member: &Member<'_>,
    found: &mut Balanced,
) {
    let name = durable.name.as_deref().unwrap_or_else(|| parse::last(id));
    let sku = durable.sku.as_deref();
    let is_standard = sku.is_some_and(|sku| sku.eq_ignore_ascii_case("standard"));
    found.in_standard_pool |= is_standard && !pools.is_empty();
    let opening = |rule: &str, service: Service, fronts: [bool; 2]| {
        let [v4, v6] = fronts;
        let label = format!("load balancer {name}, rule {rule}");
        Opening { label, service, v4, v6, stand: Stand::Open }
    };
    let fronts = |front: Option<&String>| {
        let front = front.map(|id| parse::last(id))?;
        let all = &durable.frontends;
        let found = all.iter().find(|one| one.name.eq_ignore_ascii_case(front))?;
        families(estate, found)
    };
    for rule in &durable.rules {
        let Some(fronts) = fronts(rule.frontend.as_ref()) else { continue };
        if !rule.pools.iter().any(|pool| pools.contains(pool)) {
            continue;
        }
        let port = rule.backend_port.or(rule.port);
        let mut inbound = opening(&rule.name, service(rule.protocol.as_deref(), port), fronts);
        inbound.stand = Stand::without_group(sku);
        found.inbound.push(inbound);
        if !rule.no_outbound {
            let out = service(rule.protocol.as_deref(), None);
            found.outbound.push(opening(&rule.name, out, fronts));
        }
    }
    for rule in &durable.nat_rules {
        let Some(fronts) = fronts(rule.frontend.as_ref()) else { continue };
        let own = format!("{id}/inboundnatrules/{}", rule.name.to_lowercase());
        let mut named = member.interface.context.ip_configurations.iter();
        let leads_here = rule.backend.as_deref().is_some_and(|id| member.has(id))
            || rule.pool.as_ref().is_some_and(|pool| pools.contains(pool))
            || named.any(|one| one.load_balancer_nat_rules.contains(&own));
        if leads_here {
            let packets = service(rule.protocol.as_deref(), rule.backend_port);
            let mut inbound = opening(&rule.name, packets, fronts);
            inbound.stand = Stand::without_group(sku);
            found.inbound.push(inbound);
        }
    }
    for rule in &durable.outbound_rules {
        if !rule.pool.as_ref().is_some_and(|pool| pools.contains(pool)) {
            continue;
        }
        for front in rule.frontends.iter().filter_map(|front| fronts(Some(front))) {
            let out = service(rule.protocol.as_deref(), None);
            found.outbound.push(opening(&rule.name, out, front));
        }
    }
}

/// The families of a front end's public address, IPv4 and IPv6; nothing when it has none. One that was not read may be either.
fn families(estate: &Estate<'_>, front: &Frontend) -> Option<[bool; 2]> {
    if front.public_ip_prefix.is_some() {
        return Some([true, true]);
    }
    let id = front.public_ip.as_ref()?;
    let Found::Here(_, resource) = estate.find(&public_ip::SPEC, id) else {
        return Some([true, true]);
    };
    let version = resource.durable.decode::<public_ip::Durable>().ok().and_then(|it| it.version);
    Some(match version.as_deref() {
        Some("IPv4") => [true, false],
        Some("IPv6") => [false, true],
        _ => [true, true],
    })
}

/// What a rule carries; port 0 is every port.
fn service(word: Option<&str>, port: Option<i64>) -> Service {
    let all = match word {
        Some("tcp") => Service::protocols(protocol::TCP),
        Some("udp") => Service::protocols(protocol::UDP),
        _ => Service::any(),
    };
    match port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port != 0) {
        Some(port) => all.to_ports(Intervals::one(port)),
        None => all,
    }
}
