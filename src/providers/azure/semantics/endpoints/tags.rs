//! What tags and groups in rules mean where an interface is.
//!
//! `VirtualNetwork` is the network around: its own ranges, those of neighbours that are let in, the blocks that the subnet's routes name, and the platform.
//! At an interface's own end it holds. ("Virtual network service tags".) The documentation says that it may hold default routes as well, and leaves
//! private addresses open that nobody is known to have: both are an if, the second where some route leads to such addresses. Who is behind the network's gateway is in it. `Internet` is what is
//! public and none of these.
//!
//! What the platform itself sends, probes of load balancers, is left out: nobody else has its address, so what comes in from there says nothing of who
//! gets to an interface, and would make "some" of every "none" and "all" of the internet.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::estate::Estate;
use super::members::{GROUP, read_tags};
use super::subnets::{Subnet, behind_the_gateway};
use crate::providers::azure::semantics::tags;
use crate::traffic::{Addresses, Guard, Match, Side, Symbol};

const VIRTUAL_NETWORK: &str = "azure.service-tag:VirtualNetwork";
const INTERNET: &str = "azure.service-tag:Internet";
const BALANCER: &str = "azure.service-tag:AzureLoadBalancer";

/// Whether a default route in a table puts everyone into `VirtualNetwork`.
const BY_DEFAULT_ROUTE: &str = "azure.unsure:VirtualNetwork-holds-default-routes";

/// Whether private addresses that nobody is known to have are `VirtualNetwork`.
const PRIVATE: &str = "azure.unsure:unknown-private-addresses-are-VirtualNetwork";

/// Where the platform answers, and asks whether machines live.
pub(super) fn platform() -> Addresses {
    Addresses::one(IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)))
}

/// Where a machine asks about itself.
pub(super) fn metadata() -> Addresses {
    Addresses::one(IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)))
}

/// What tags mean in a subnet.
pub(super) struct Around {
    /// Who is surely in `VirtualNetwork`.
    known: Addresses,
    /// Who may be, each with the name of the if.
    unsure: [(Addresses, Arc<str>); 2],
    internet: Addresses,
    /// The service tags of which the prefixes were read, in lower case.
    read: BTreeSet<String>,
}

impl Around {
    pub(super) fn of(estate: &Estate<'_>, subnet: &Subnet) -> Self {
        let (known, defaults) = subnet.around();
        let private = Addresses::private().difference(&known).intersection(&subnet.leads_to());
        let defaults = defaults.difference(&known).difference(&private);
        let internet = Addresses::internet().difference(&known);
        let others = if subnet.routes.learned {
            behind_the_gateway(&subnet.network)
        } else {
            PRIVATE.into()
        };
        let unsure = [(private, others), (defaults, BY_DEFAULT_ROUTE.into())];
        Self { known, unsure, internet, read: read_tags(estate) }
    }

    /// A guard as it is for an interface in these groups, whose own end is `near`.
    pub(super) fn told(&self, guard: &Guard, near: Side, groups: &BTreeSet<Arc<str>>) -> Guard {
        guard.with_matches(&mut |one| self.kept(one, near, groups))
    }

    /// What is left of a match; nothing when the interface's own end tells that it does not hold.
    fn kept(&self, one: &Match, near: Side, groups: &BTreeSet<Arc<str>>) -> Vec<Match> {
        let mut plain = one.clone();
        plain.symbols.clear();
        let mut kept = vec![plain];
        for (symbol, holds) in &one.symbols {
            let is_near = symbol.side == near;
            match (&*symbol.name, is_near, *holds) {
                (VIRTUAL_NETWORK, true, true) => {}
                (INTERNET | BALANCER, true, true) => return Vec::new(),
                (BALANCER, false, true) if symbol.side == Side::Source => return Vec::new(),
                (VIRTUAL_NETWORK, false, true) => {
                    kept = kept.iter().flat_map(|one| self.around(one, symbol.side)).collect();
                }
                (INTERNET, false, true) => {
                    let others = match symbol.side {
                        Side::Source => self.internet.clone(),
                        Side::Destination => self.internet.difference(&platform()),
                    };
                    kept.iter_mut().for_each(|one| narrow(one, symbol.side, &others));
                }
                (name, true, holds) if name.starts_with(GROUP) => {
                    if groups.contains(&symbol.name) != holds {
                        return Vec::new();
                    }
                }
                // The prefixes of a part say more than the name of the whole.
                (name, _, true) if self.has_read_a_part(one, symbol.side, name) => {}
                _ => kept.iter_mut().for_each(|one| one.symbols.push((symbol.clone(), *holds))),
            }
        }
        kept.retain(|one| !one.source.is_empty() && !one.destination.is_empty());
        kept
    }

    /// Whether a match also asks for a part of this tag, of which the prefixes are known.
    fn has_read_a_part(&self, one: &Match, side: Side, whole: &str) -> bool {
        one.symbols.iter().any(|(symbol, holds)| {
            *holds
                && symbol.side == side
                && tags::whole(&symbol.name).as_deref() == Some(whole)
                && self.read.contains(&symbol.name.to_lowercase())
        })
    }

    /// The packets whose far end is in the network around, or may be.
    fn around(&self, one: &Match, side: Side) -> Vec<Match> {
        let mut known = one.clone();
        let all = match side {
            Side::Source => self.known.clone(),
            Side::Destination => self.known.union(&platform()),
        };
        narrow(&mut known, side, &all);
        let unsure = self.unsure.iter().map(|(addresses, name)| {
            let mut unsure = one.clone().when(Symbol { side, name: name.clone() });
            narrow(&mut unsure, side, addresses);
            unsure
        });
        std::iter::once(known).chain(unsure).collect()
    }
}

fn narrow(one: &mut Match, side: Side, to: &Addresses) {
    let end = match side {
        Side::Source => &mut one.source,
        Side::Destination => &mut one.destination,
    };
    *end = end.intersection(to);
}
