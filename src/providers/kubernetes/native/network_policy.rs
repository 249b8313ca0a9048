//! `NetworkPolicy` of `networking.k8s.io/v1`.

use serde::Deserialize;

use super::meta::{IntOrString, LabelSelector};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NetworkPolicySpec {
    pub(crate) pod_selector: Option<LabelSelector>,
    pub(crate) policy_types: Option<Vec<String>>,
    pub(crate) ingress: Option<Vec<PolicyRule>>,
    pub(crate) egress: Option<Vec<PolicyRule>>,
}

/// A rule of either direction: `from` is meant for ingress, `to` for egress, and the parser refuses
/// the other one.
#[derive(Debug, Deserialize)]
pub(crate) struct PolicyRule {
    pub(crate) from: Option<Vec<PolicyPeer>>,
    pub(crate) to: Option<Vec<PolicyPeer>>,
    pub(crate) ports: Option<Vec<PolicyPort>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyPeer {
    pub(crate) pod_selector: Option<LabelSelector>,
    pub(crate) namespace_selector: Option<LabelSelector>,
    pub(crate) ip_block: Option<IpBlock>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct IpBlock {
    pub(crate) cidr: String,
    pub(crate) except: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyPort {
    pub(crate) protocol: Option<String>,
    pub(crate) port: Option<IntOrString>,
    pub(crate) end_port: Option<i64>,
}
