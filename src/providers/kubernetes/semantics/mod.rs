//! What Kubernetes' resources do with packets: resources → [`Topology`].
//!
//! | file | what it says |
//! | --- | --- |
//! | `policies` | which policies there are, and what is not known of them |
//! | `rules` | peers, ports and actions as rules of guards |
//! | `tiers` | which policy decides: admin, network, baseline, and then everything is allowed |
//! | `boundaries` | policies for every possible pod |
//! | `pods` | pods under what made them, as selectors see them |
//! | `selected` | how policies treat a sort of pods |
//! | `shields` | what stands before pods |
//! | `endpoints` | pods as endpoints, and who is behind the names of selectors |
//! | `touched` | the endpoints at which a change may show |
//! | `words` | the names of selectors, ports, nodes |
//!
//! A packet from a pod to another is asked twice: whether the policies of the first let it out, and whether those of the second let it in. A policy
//! keeps state, so replies pass. Labels decide who is selected, and are read from the pods and namespaces of the view.
//!
//! Not told here: what a Service, an Ingress, a Gateway or a host port leads to. A door like that hands packets to a pod, whose policies see
//! them then.

mod boundaries;
mod endpoints;
mod pods;
mod policies;
mod rules;
mod selected;
mod shields;
#[cfg(test)]
mod tests;
mod tiers;
mod touched;
mod words;

use std::collections::BTreeSet;

use super::parse::{namespace, node, workload_kinds};
use crate::model::{Kind, ResourceId, Topology, View};
use crate::providers::{Endpoints, Semantics};

/// The provider's semantics.
pub(crate) const SEMANTICS: Semantics = Semantics {
    kinds: policies::KINDS,
    drawn_on: &[],
    drawing: &[],
    touched: at_themselves,
    topology,
    turn: |_, _| (0, 0),
    is_said,
    temporary: None,
    endpoints: Some(&ENDPOINTS),
};

/// Pods, and what stands before them.
const ENDPOINTS: Endpoints = Endpoints {
    around: &[
        &namespace::SPEC,
        &node::SPEC,
        &workload_kinds::POD,
        &workload_kinds::DEPLOYMENT,
        &workload_kinds::REPLICA_SET,
        &workload_kinds::STATEFUL_SET,
        &workload_kinds::DAEMON_SET,
        &workload_kinds::JOB,
        &workload_kinds::CRON_JOB,
        &workload_kinds::REPLICATION_CONTROLLER,
    ],
    touched: touched::touched,
    topology: endpoints::topology,
    is_above: |_| false,
    by_itself: |_, _| None,
};

/// A change of a policy shows where it is: its boundary is made with all policies beside it.
fn at_themselves(_: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    changed.iter().map(|id| BTreeSet::from([ResourceId::clone(id)])).collect()
}

fn topology(view: &View<'_>, boundaries: &BTreeSet<ResourceId>) -> Topology {
    let mut topology = Topology::default();
    for id in boundaries.iter().filter(|id| SEMANTICS.knows(&id.kind)) {
        topology.boundaries.insert(id.clone(), boundaries::boundary(view, id));
    }
    topology
}

/// Everything but names and labels, which select nothing.
fn is_said(_: &Kind, field: &str) -> bool {
    matches!(
        field,
        "egress" | "ingress" | "pod_selector" | "policy_types" | "priority" | "subject" | "tier"
    )
}
