//! What Google Cloud's resources do with packets: resources → [`Topology`].
//!
//! | file | what it says |
//! | --- | --- |
//! | `network` | the project's rules of a network together: the lowest priority decides, and deny wins among equals |
//! | `policy` | the rules of a firewall policy, which decide or leave it to what comes next |
//! | `words` | protocols, ports, ranges and targets as matches |
//! | `networks` | what a network is called, its ranges, and the peerings between networks |
//! | `endpoints` | what stands before instances, in the order of the network |
//! | `touched` | which boundaries a change may show at |
//!
//! A single rule of a project decides nothing by itself: what it does depends on the others of its network. So the network is the boundary, and a rule that
//! changes is told with the effect there. A policy is a boundary of its own. What is asked after it stands in its guard as a symbol, so each
//! is told for itself, as it would be whatever the others do.
//!
//! Tags, service accounts, secure tags, address groups, names, regions, threat lists and network contexts are symbols. They stand at the
//! end that a rule means: the far one for sources, the near one for targets.

mod endpoints;
mod network;
mod networks;
mod policy;
#[cfg(test)]
pub(super) mod tests;
mod touched;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Boundary, Direction, Gate, Kind, ResourceId, Topology, View, unread};
use crate::providers::Semantics;
use crate::providers::gcp::parse;
use crate::traffic::Guard;

/// The provider's semantics.
pub(crate) const SEMANTICS: Semantics = Semantics {
    kinds: &[
        &parse::firewall_rule::SPEC,
        &parse::firewall_policy::SPEC,
        &parse::network_firewall_policy::SPEC,
    ],
    drawn_on: &[],
    drawing: &[],
    touched: touched::touched,
    topology,
    turn: network::turn,
    is_said,
    temporary: None,
    left_open: |_| Vec::new(),
    endpoints: Some(&endpoints::ENDPOINTS),
};

fn topology(view: &View<'_>, boundaries: &BTreeSet<ResourceId>) -> Topology {
    let mut topology = Topology::default();
    for id in boundaries {
        let boundary = if id.kind == parse::network::SPEC.kind {
            network::boundary(view, id)
        } else {
            policy::boundary(view, id)
        };
        topology.boundaries.insert(id.clone(), boundary);
    }
    topology
}

/// What is wholly in the guards. What is recorded of connections is not, and neither is how networks are connected.
fn is_said(kind: &Kind, field: &str) -> bool {
    if *kind == parse::firewall_rule::SPEC.kind {
        !matches!(field, "logging" | "logging_metadata")
    } else if *kind == parse::network::SPEC.kind {
        matches!(field, "enforcement_order" | "firewall_policies" | "firewall_policy")
    } else if *kind == parse::effective_firewalls::SPEC.kind {
        matches!(field, "policies" | "rules")
    } else if *kind == parse::firewall_policy::SPEC.kind {
        matches!(field, "rules" | "associations")
    } else {
        field == "rules"
    }
}

/// The name of a boundary, as in symbols: `gcp.network:shop`.
fn name(id: &ResourceId) -> String {
    format!("{}:{}", id.kind, id.identity)
}

/// A boundary that does this each way, or of which nobody can say what it does.
fn boundary(id: &ResourceId, guard: impl Fn(Direction) -> Result<Guard, String>) -> Boundary {
    let gate = |direction| match guard(direction) {
        Ok(guard) => Gate::Guard(guard),
        Err(why) => Gate::Unknown(format!("{} {why}", id.identity)),
    };
    let (ingress, egress) = (gate(Direction::Ingress), gate(Direction::Egress));
    Boundary { ingress, egress, stateful: true, stands_before: None }
}

/// What is asked when this boundary leaves a packet alone, as a membership that nobody resolved.
fn next(name: &str, direction: Direction) -> Guard {
    unread(&Arc::from(name), direction.far_side())
}
