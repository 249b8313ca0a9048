//! Which object of the API is which kind, and how people name it.

use super::super::documents::Item;
use super::object::{Normalised, Refused};
use super::{
    cluster_policy, cluster_policy_kinds, gateway, ingress, namespace, network_policy, node, route,
    service, workload, workload_kinds,
};
use crate::model::{Kind, KindSpec};
use crate::providers::Seal;

use self::Normalise::{Open, Sealing};

/// What makes a resource of an object.
pub(crate) enum Normalise {
    /// All that is recorded may be read by anybody.
    Open(fn(Item<'_>) -> Result<Normalised, Refused>),
    /// It holds values that may be secret: they are left out, or sealed.
    Sealing(fn(Item<'_>, Option<&Seal>) -> Result<Normalised, Refused>),
}

/// One kind of the API.
pub(crate) struct Row {
    pub(crate) spec: &'static KindSpec,
    /// `NetworkPolicy`.
    pub(crate) object: &'static str,
    /// The groups it lives in, or lived in with the same shape; the first one is today's. Empty for the core.
    pub(crate) groups: &'static [&'static str],
    /// The versions with the shape that `native` knows.
    pub(crate) versions: &'static [&'static str],
    /// `networkpolicies`.
    pub(crate) plural: &'static str,
    /// What else `kubectl get` takes for it.
    pub(crate) short: &'static [&'static str],
    pub(crate) normalise: Normalise,
}

impl Row {
    /// The group that it lives in today; empty for the core.
    pub(crate) fn group(&self) -> &'static str {
        self.groups.first().copied().unwrap_or_default()
    }

    /// The name as a permission has it: `networkpolicies.networking.k8s.io`.
    pub(crate) fn qualified(&self) -> String {
        match self.groups {
            [group, ..] if !group.is_empty() => format!("{}.{group}", self.plural),
            _ => self.plural.to_owned(),
        }
    }

    fn is_called(&self, word: &str) -> bool {
        self.plural == word
            || self.short.contains(&word)
            || self.object.to_ascii_lowercase() == word
    }
}

const APPS: &[&str] = &["apps", "extensions"];
const APPS_VERSIONS: &[&str] = &["v1", "v1beta1", "v1beta2"];
const POLICY: &[&str] = &["policy.networking.k8s.io"];
const GATEWAY: &[&str] = &[gateway::GROUP];
const GATEWAY_VERSIONS: &[&str] = &["v1", "v1beta1", "v1alpha2", "v1alpha3"];

macro_rules! rows {
    ($({ $spec:expr, $object:literal, $groups:expr, $versions:expr, $plural:literal, $short:expr, $normalise:expr })*) => {
        &[$(Row {
            spec: &$spec,
            object: $object,
            groups: $groups,
            versions: $versions,
            plural: $plural,
            short: $short,
            normalise: $normalise,
        }),*]
    };
}

/// The kinds, in the order of `KINDS`.
pub(crate) const ROWS: &[Row] = rows![
    { network_policy::SPEC, "NetworkPolicy", &["networking.k8s.io", "extensions"], &["v1", "v1beta1"], "networkpolicies", &["netpol", "netpols"], Open(network_policy::normalise) }
    { cluster_policy_kinds::ADMIN, "AdminNetworkPolicy", POLICY, &["v1alpha1"], "adminnetworkpolicies", &["anp"], Open(cluster_policy::normalise_admin) }
    { cluster_policy_kinds::BASELINE, "BaselineAdminNetworkPolicy", POLICY, &["v1alpha1"], "baselineadminnetworkpolicies", &["banp"], Open(cluster_policy::normalise_baseline) }
    { cluster_policy_kinds::CLUSTER, "ClusterNetworkPolicy", POLICY, &["v1alpha2"], "clusternetworkpolicies", &["cnp"], Open(cluster_policy::normalise_cluster) }
    { namespace::SPEC, "Namespace", &[""], &["v1"], "namespaces", &["ns"], Open(namespace::normalise) }
    { workload_kinds::POD, "Pod", &[""], &["v1"], "pods", &["po"], Sealing(workload::normalise_pod) }
    { workload_kinds::DEPLOYMENT, "Deployment", APPS, APPS_VERSIONS, "deployments", &["deploy"], Sealing(workload::normalise_scaled) }
    { workload_kinds::REPLICA_SET, "ReplicaSet", APPS, APPS_VERSIONS, "replicasets", &["rs"], Sealing(workload::normalise_scaled) }
    { workload_kinds::STATEFUL_SET, "StatefulSet", APPS, APPS_VERSIONS, "statefulsets", &["sts"], Sealing(workload::normalise_scaled) }
    { workload_kinds::DAEMON_SET, "DaemonSet", APPS, APPS_VERSIONS, "daemonsets", &["ds"], Sealing(workload::normalise_daemon_set) }
    { workload_kinds::JOB, "Job", &["batch"], &["v1"], "jobs", &[], Sealing(workload::normalise_job) }
    { workload_kinds::CRON_JOB, "CronJob", &["batch"], &["v1", "v1beta1"], "cronjobs", &["cj"], Sealing(workload::normalise_cron_job) }
    { workload_kinds::REPLICATION_CONTROLLER, "ReplicationController", &[""], &["v1"], "replicationcontrollers", &["rc"], Sealing(workload::normalise_replication_controller) }
    { service::SPEC, "Service", &[""], &["v1"], "services", &["svc"], Open(service::normalise) }
    { ingress::SPEC, "Ingress", &["networking.k8s.io", "extensions"], &["v1"], "ingresses", &["ing"], Open(ingress::normalise) }
    { gateway::SPEC, "Gateway", GATEWAY, GATEWAY_VERSIONS, "gateways", &["gtw"], Open(gateway::normalise) }
    { route::HTTP, "HTTPRoute", GATEWAY, GATEWAY_VERSIONS, "httproutes", &[], Open(route::normalise_http) }
    { route::GRPC, "GRPCRoute", GATEWAY, GATEWAY_VERSIONS, "grpcroutes", &[], Open(route::normalise) }
    { route::TCP, "TCPRoute", GATEWAY, GATEWAY_VERSIONS, "tcproutes", &[], Open(route::normalise) }
    { route::TLS, "TLSRoute", GATEWAY, GATEWAY_VERSIONS, "tlsroutes", &[], Open(route::normalise) }
    { route::UDP, "UDPRoute", GATEWAY, GATEWAY_VERSIONS, "udproutes", &[], Open(route::normalise) }
    { node::SPEC, "Node", &[""], &["v1"], "nodes", &[], Open(node::normalise) }
];

/// The row of an object, by its group and kind.
pub(crate) fn find(group: &str, object: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.object == object && row.groups.contains(&group))
}

/// What the API calls an object of a kind: `Deployment`.
pub(crate) fn object_of(kind: &Kind) -> Option<&'static str> {
    ROWS.iter().find(|row| row.spec.kind == *kind).map(|row| row.object)
}

/// The row that a word of `kubectl get` or of a `Status` means.
pub(crate) fn called(word: &str) -> Option<usize> {
    let word = word.split('.').next().unwrap_or_default();
    ROWS.iter().position(|row| row.is_called(word))
}

/// The rows that a file's name speaks of: `networkpolicies`, `all-netpol`, `network_policies.shop`.
pub(crate) fn named_by_file(name: &str) -> Vec<usize> {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut rows = Vec::new();
    let mut rest = words.as_slice();
    while let [_, after @ ..] = rest {
        // The longest run of words that names a kind: `admin-network-policies` is not `network-policies`.
        let run = (1..=rest.len().min(4)).rev().find_map(|length| {
            let joined = rest.get(..length)?.concat();
            ROWS.iter().position(|row| row.is_called(&joined)).map(|row| (row, length))
        });
        match run {
            Some((row, length)) => {
                rows.push(row);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => rest = after,
        }
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Kinds of others that filter traffic, by group: what is read without them is not the whole truth.
pub(crate) fn filters_traffic(group: &str, object: &str) -> bool {
    let words = ["Policy", "Firewall", "Tier", "ServerAuthorization", "NetworkSet", "CIDRGroup"];
    (has_filters(group) && words.iter().any(|word| object.contains(word)))
        || object.ends_with("NetworkPolicy")
        || object == "EgressFirewall"
}

/// Whether some kinds of a group filter traffic.
pub(crate) fn has_filters(group: &str) -> bool {
    let family = [
        "cilium.io",
        "projectcalico.org",
        "antrea.io",
        "k8s.ovn.org",
        "istio.io",
        "linkerd.io",
        "kuma.io",
    ];
    family.iter().any(|name| {
        group.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}
