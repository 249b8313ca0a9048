//! `Service`, and the load balancer status that services and ingresses share.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::meta::IntOrString;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ServiceSpec {
    #[serde(rename = "clusterIP")]
    pub(crate) cluster_ip: Option<String>,
    #[serde(rename = "clusterIPs")]
    pub(crate) cluster_ips: Option<Vec<String>>,
    #[serde(rename = "externalIPs")]
    pub(crate) external_ips: Option<Vec<String>>,
    pub(crate) external_name: Option<String>,
    pub(crate) external_traffic_policy: Option<String>,
    pub(crate) internal_traffic_policy: Option<String>,
    pub(crate) load_balancer_source_ranges: Option<Vec<String>>,
    pub(crate) ports: Option<Vec<ServicePort>>,
    pub(crate) selector: Option<BTreeMap<String, String>>,
    pub(crate) r#type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServicePort {
    pub(crate) name: Option<String>,
    pub(crate) node_port: Option<i64>,
    pub(crate) port: i64,
    pub(crate) protocol: Option<String>,
    pub(crate) target_port: Option<IntOrString>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WithLoadBalancer {
    pub(crate) load_balancer: Option<LoadBalancerStatus>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LoadBalancerStatus {
    pub(crate) ingress: Option<Vec<LoadBalancerIngress>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LoadBalancerIngress {
    pub(crate) ip: Option<String>,
    pub(crate) hostname: Option<String>,
}
