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
//! | `clusters` | several clusters beside each other |
//! | `published` | what leads to pods from outside |
//! | `touched` | the endpoints at which a change may show |
//! | `words` | the names of selectors, ports, nodes |
//!
//! A packet from a pod to another is asked twice: whether the policies of the first let it out, and whether those of the second let it in. A policy
//! keeps state, so replies pass. Labels decide who is selected, and are read from the pods and namespaces of the view.
//!
//! What a Service, an Ingress, a Gateway or a host port leads to decides about no packet: it hands them to a pod, whose policies see
//! them then. It is told beside the pod, for whoever asks what the outside gets to.

mod boundaries;
mod clusters;
mod endpoints;
mod pods;
mod policies;
mod published;
mod rules;
mod selected;
mod shields;
#[cfg(test)]
pub(super) mod tests;
mod tiers;
mod touched;
mod words;

use std::collections::BTreeSet;

use super::parse::{namespace, network_policy, node, workload_kinds};
use crate::model::{Assumptions, IpBlocks, Kind, ResourceId, Topology, View};
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
    left_open,
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
    publishing: published::KINDS,
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

/// Whom blocks of addresses mean, where a policy has one.
fn left_open(view: &View<'_>) -> Vec<(&'static str, Assumptions)> {
    let kind = &network_policy::SPEC.kind;
    let mut policies = view.versions(kind);
    if !policies.any(|(_, policy)| policies::has_blocks(policy)) {
        return Vec::new();
    }
    let ip_blocks = match view.assumptions().ip_blocks {
        IpBlocks::External => IpBlocks::Any,
        IpBlocks::Any => IpBlocks::External,
    };
    vec![("kubernetes.ipblock", Assumptions { ip_blocks })]
}

/// Everything but names and labels, which select nothing.
fn is_said(_: &Kind, field: &str) -> bool {
    matches!(
        field,
        "egress" | "ingress" | "pod_selector" | "policy_types" | "priority" | "subject" | "tier"
    )
}
