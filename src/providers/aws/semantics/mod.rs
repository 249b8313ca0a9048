//! What AWS's resources do with packets: resources → [`Topology`].
//!
//! | file | what it says |
//! | --- | --- |
//! | `security_group` | a group allows the union of its rules, and replies pass |
//! | `network_acl` | the first entry that matches decides, each way by itself |
//! | `prefix_list` | who is behind the name of a list |
//! | `public_access` | what the block of public access lets past, by its options and exclusions |
//! | `endpoints` | what stands before interfaces |
//! | `touched` | which boundaries a change may show at |
//! | `words` | protocol, ports, messages and peers as matches |
//!
//! Groups and lists are named by symbols, `aws.security-group:sg-1` and `aws.prefix-list:pl-1`. The entries of lists
//! that were read go into [`Topology::sets`]. A group stands for the private addresses of the interfaces in it, and
//! adds none of its rules; at a boundary it stays a symbol. What the documents don't say (a `null`, a word that nobody documents) leaves the
//! boundary without a guard, with the reason.

mod endpoints;
mod network_acl;
mod prefix_list;
mod public_access;
mod security_group;
#[cfg(test)]
mod tests;
mod touched;
mod words;

use std::collections::BTreeSet;

use crate::model::{Gate, Kind, Members, ResourceId, Topology, View};
use crate::providers::Semantics;
use crate::providers::aws::parse;

/// The provider's semantics.
pub(crate) const SEMANTICS: Semantics = Semantics {
    kinds: &[
        &parse::security_group::SPEC,
        &parse::network_acl::SPEC,
        &parse::prefix_list::SPEC,
        &parse::public_access::OPTIONS,
        &parse::public_access::EXCLUSION,
    ],
    drawn_on: &[&parse::prefix_list::SPEC],
    drawing: &[&parse::security_group::SPEC],
    touched: touched::touched,
    topology,
    turn: |_, _| (0, 0),
    is_said,
    temporary: None,
    left_open: |_| Vec::new(),
    endpoints: Some(&endpoints::ENDPOINTS),
};

fn topology(view: &View<'_>, boundaries: &BTreeSet<ResourceId>) -> Topology {
    let mut topology = Topology::default();
    for id in boundaries {
        let boundary = if id.kind == parse::security_group::SPEC.kind {
            security_group::boundary(view, id)
        } else if id.kind == parse::network_acl::SPEC.kind {
            network_acl::boundary(view, id)
        } else if public_access::is_of(&id.kind) {
            public_access::boundary(view, id)
        } else {
            continue;
        };
        for name in boundary.draws_on() {
            // A list that is shared between accounts may have been read in one of them only.
            if !matches!(topology.sets.get(&name), Some(Members::Addresses(_)))
                && let Some(members) = prefix_list::members(view, &id.scope, &name)
            {
                topology.sets.insert(name, members);
            }
        }
        topology.boundaries.insert(id.clone(), boundary);
    }
    topology
}

/// The rules of groups and ACLs, the entries of lists, and what the block of public access lets past. Not the network of a group, nor what
/// rewrites a list, nor what an exclusion excludes.
fn is_said(kind: &Kind, field: &str) -> bool {
    if *kind == parse::prefix_list::SPEC.kind {
        field == "entries"
    } else if public_access::is_of(kind) {
        matches!(field, "mode" | "disabled")
    } else {
        matches!(field, "ingress" | "egress")
    }
}

/// The name of a boundary, as in symbols: `aws.security-group:sg-1`.
fn name(id: &ResourceId) -> String {
    format!("{}:{}", id.kind, id.identity)
}

/// A direction whose rules can't be said.
fn unknown(id: &ResourceId, why: impl std::fmt::Display) -> Gate {
    Gate::Unknown(format!("{} {why}", id.identity))
}
