//! What of a cluster is worth telling before anybody approved it.

use std::collections::{BTreeMap, BTreeSet};

use super::parse::workload::WorkloadDocument;
use super::parse::{cluster_policy_kinds, namespace, network_policy, workload_kinds};
use crate::model::{Condition, Scope, ScopeReading, State};

/// The namespaces of the cluster's own parts, which come without policies.
const OWN: &[&str] = &["kube-node-lease", "kube-public", "kube-system"];

/// Namespaces with workloads on the cluster's network and without any network policy, where no policy of the whole cluster may stand in
/// for one.
pub(super) fn states(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let kind = &namespace::SPEC.kind;
    let read = || Some((reading.whole(kind)?, reading.whole(&network_policy::SPEC.kind)?));
    let Some((namespaces, policies)) = read() else { return Vec::new() };
    let of_cluster = [
        cluster_policy_kinds::ADMIN,
        cluster_policy_kinds::BASELINE,
        cluster_policy_kinds::CLUSTER,
    ];
    let may_stand_in = |spec: &crate::model::KindSpec| {
        let read = reading.kinds.get(&spec.kind);
        read.is_some_and(|read| read.coverage.status.is_gap() || !read.resources.is_empty())
    };
    if of_cluster.iter().any(may_stand_in) {
        return Vec::new();
    }
    let home = |identity: &str| identity.split('/').next().unwrap_or_default().to_owned();
    let with_policies: BTreeSet<String> = policies.keys().map(|one| home(one.as_str())).collect();
    let mut workloads = BTreeMap::<String, usize>::new();
    for spec in workload_kinds::ALL {
        // What is not known of is not there; a kind that was read in part says nothing.
        for (identity, resource) in reading.whole(&spec.kind).into_iter().flatten() {
            let on_host = resource.durable.decode::<WorkloadDocument>().map(|one| one.host_network);
            if on_host.is_ok_and(|on_host| !on_host) {
                *workloads.entry(home(identity.as_str())).or_default() += 1;
            }
        }
    }
    let is_own = |name: &str| OWN.contains(&name) || with_policies.contains(name);
    namespaces
        .iter()
        .filter(|(name, _)| !is_own(name.as_str()))
        .filter_map(|one| {
            let workloads = *workloads.get(one.0.as_str())?;
            Some(State::of(scope, kind, one, Condition::NoPolicy { workloads }))
        })
        .collect()
}
