//! `AdminNetworkPolicy` and `BaselineAdminNetworkPolicy` of `policy.networking.k8s.io/v1alpha1`, and
//! `ClusterNetworkPolicy` of `v1alpha2`. The three share one shape but for the names of actions and the way
//! that ports are written, so they share these structs; the parser refuses what does not belong to a kind.

use serde::Deserialize;

use super::meta::LabelSelector;

#[derive(Debug, Deserialize)]
pub(crate) struct ClusterPolicySpec {
    pub(crate) tier: Option<String>,
    pub(crate) priority: Option<i64>,
    pub(crate) subject: Option<Subject>,
    pub(crate) ingress: Option<Vec<ClusterRule>>,
    pub(crate) egress: Option<Vec<ClusterRule>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Subject {
    pub(crate) namespaces: Option<LabelSelector>,
    pub(crate) pods: Option<NamespacedPod>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NamespacedPod {
    pub(crate) namespace_selector: Option<LabelSelector>,
    pub(crate) pod_selector: Option<LabelSelector>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ClusterRule {
    pub(crate) name: Option<String>,
    pub(crate) action: String,
    pub(crate) from: Option<Vec<ClusterPeer>>,
    pub(crate) to: Option<Vec<ClusterPeer>>,
    /// The v1alpha1 way.
    pub(crate) ports: Option<Vec<ClusterPort>>,
    /// The v1alpha2 way.
    pub(crate) protocols: Option<Vec<ClusterProtocol>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterPeer {
    pub(crate) namespaces: Option<LabelSelector>,
    pub(crate) pods: Option<NamespacedPod>,
    pub(crate) nodes: Option<LabelSelector>,
    pub(crate) networks: Option<Vec<String>>,
    pub(crate) domain_names: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterPort {
    pub(crate) port_number: Option<NumberedPort>,
    pub(crate) named_port: Option<String>,
    pub(crate) port_range: Option<PortSpanOf>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct NumberedPort {
    pub(crate) protocol: Option<String>,
    pub(crate) port: i64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PortSpanOf {
    pub(crate) protocol: Option<String>,
    pub(crate) start: i64,
    pub(crate) end: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClusterProtocol {
    pub(crate) tcp: Option<NamedProtocol>,
    pub(crate) udp: Option<NamedProtocol>,
    pub(crate) sctp: Option<NamedProtocol>,
    pub(crate) destination_named_port: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NamedProtocol {
    pub(crate) destination_port: Option<DestinationPort>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DestinationPort {
    pub(crate) number: Option<i64>,
    pub(crate) range: Option<PortSpan>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PortSpan {
    pub(crate) start: i64,
    pub(crate) end: i64,
}
