//! The resolver of a network, which nothing can block.
//!
//! Neither groups nor ACLs filter questions to the Route 53 Resolver and its answers. It has the address two after the beginning of the
//! VPC's range. (VPC user guide, "Control traffic to your AWS resources using security groups", "Control subnet traffic with network access control
//! lists".) AWS doesn't print which of several ranges is the first, so it is taken to be in each.

use std::net::{IpAddr, Ipv4Addr};

use super::estate::Estate;
use super::segments;
use crate::model::Scope;
use crate::traffic::{Action, Addresses, Intervals, Match, Rule, Service, protocol};

/// What nothing in a network filters.
pub(super) fn unfiltered(estate: &Estate<'_>, vpc: &str, near: &Scope) -> Option<Rule> {
    let mut resolvers = Addresses::none();
    for (low, high) in segments::ranges(estate, vpc, near)? {
        let address = low.saturating_add(2);
        if address <= high {
            resolvers = resolvers.union(&Addresses::one(IpAddr::V4(Ipv4Addr::from(address))));
        }
    }
    let carriers = Intervals::of([protocol::TCP, protocol::UDP].map(|one| (one, one)));
    let asked = Match::of(Service::protocols(carriers).to_ports(53)).to(resolvers.clone());
    (!resolvers.is_empty()).then(|| Rule::new("Route 53 Resolver", Action::Allow, vec![asked]))
}
