//! The table of kinds. Each row is declared beside its normaliser in `parse`, so that a field and its class are seen
//! together.

use super::parse::{
    cluster_policy_kinds, gateway, ingress, namespace, network_policy, node, route, service,
    workload_kinds,
};
use crate::model::KindSpec;

/// All kinds of this provider.
pub const KINDS: &[KindSpec] = &[
    network_policy::SPEC,
    cluster_policy_kinds::ADMIN,
    cluster_policy_kinds::BASELINE,
    cluster_policy_kinds::CLUSTER,
    namespace::SPEC,
    workload_kinds::POD,
    workload_kinds::DEPLOYMENT,
    workload_kinds::REPLICA_SET,
    workload_kinds::STATEFUL_SET,
    workload_kinds::DAEMON_SET,
    workload_kinds::JOB,
    workload_kinds::CRON_JOB,
    workload_kinds::REPLICATION_CONTROLLER,
    service::SPEC,
    ingress::SPEC,
    gateway::SPEC,
    route::HTTP,
    route::GRPC,
    route::TCP,
    route::TLS,
    route::UDP,
    node::SPEC,
];
