//! What Azure's resources do with packets: resources → [`Topology`].
//!
//! | file | what it says |
//! | --- | --- |
//! | `nsg` | the rule of the lowest priority that matches decides, each way by itself, and replies pass |
//! | `admin_rules` | Virtual Network Manager decides before the groups, or leaves it to them |
//! | `just_in_time` | which rules Defender for Cloud puts in and takes out by itself |
//! | `words` | protocol, ports and both sides of a rule as matches |
//! | `endpoints` | what stands before network interfaces |
//! | `tags` | who is behind the tags whose addresses are fixed |
//!
//! Application security groups and service tags are symbols, `azure.application-security-group:<id>` and
//! `azure.service-tag:Storage`: who is in a group is told by interfaces, and Microsoft changes what is in its tags, which is no drift.
//! What can't be read (a word that nobody documents) leaves the boundary without a guard, with the reason.

mod admin_rules;
mod endpoints;
mod just_in_time;
mod nsg;
mod tags;
#[cfg(test)]
pub(super) mod tests;
mod words;

use std::collections::BTreeSet;

use crate::model::{Gate, Kind, ResourceId, Topology, View};
use crate::providers::Semantics;
use crate::providers::azure::parse;

/// The provider's semantics.
pub(crate) const SEMANTICS: Semantics = Semantics {
    kinds: &[&parse::nsg::SPEC, &parse::security_admin_rules::SPEC],
    drawn_on: &[],
    drawing: &[],
    touched,
    topology,
    turn: |_, _| (0, 0),
    is_said,
    temporary: Some(just_in_time::came_or_went),
    left_open: |_| Vec::new(),
    endpoints: Some(&endpoints::ENDPOINTS),
};

/// A change of rules shows where they are.
fn touched(_: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    changed.iter().map(|id| BTreeSet::from([ResourceId::clone(id)])).collect()
}

fn topology(view: &View<'_>, boundaries: &BTreeSet<ResourceId>) -> Topology {
    let mut topology = Topology::default();
    for id in boundaries {
        let boundary = if id.kind == parse::nsg::SPEC.kind {
            nsg::boundary(view, id)
        } else if id.kind == parse::security_admin_rules::SPEC.kind {
            admin_rules::boundary(view, id)
        } else {
            continue;
        };
        for name in boundary.draws_on() {
            if let Some(members) = tags::members(&name) {
                topology.sets.insert(name, members);
            }
        }
        topology.boundaries.insert(id.clone(), boundary);
    }
    topology
}

/// The rules, and nothing else: what becomes of open connections is not in a guard.
fn is_said(_: &Kind, field: &str) -> bool {
    matches!(field, "inbound" | "outbound")
}

/// The name of a boundary, as in symbols: `azure.nsg:/subscriptions/…`.
fn name(id: &ResourceId) -> String {
    format!("{}:{}", id.kind, id.identity)
}

/// A direction whose rules can't be said.
fn unknown(id: &ResourceId, why: impl std::fmt::Display) -> Gate {
    Gate::Unknown(format!("{} {why}", parse::last(id.identity.as_str())))
}
