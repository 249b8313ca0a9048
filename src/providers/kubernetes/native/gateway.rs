//! The Gateway API: gateways, and the five kinds of routes, which share their shape as far as it is recorded.

use serde::Deserialize;
use serde_json::Value;

use super::meta::LabelSelector;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewaySpec {
    pub(crate) addresses: Option<Vec<GatewayAddress>>,
    pub(crate) gateway_class_name: Option<String>,
    pub(crate) listeners: Option<Vec<Listener>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct GatewayStatus {
    pub(crate) addresses: Option<Vec<GatewayAddress>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct GatewayAddress {
    pub(crate) value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listener {
    pub(crate) allowed_routes: Option<AllowedRoutes>,
    pub(crate) hostname: Option<String>,
    pub(crate) name: String,
    pub(crate) port: i64,
    pub(crate) protocol: String,
    pub(crate) tls: Option<ListenerTls>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListenerTls {
    pub(crate) mode: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct AllowedRoutes {
    pub(crate) kinds: Option<Vec<GroupKind>>,
    pub(crate) namespaces: Option<RouteNamespaces>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct GroupKind {
    pub(crate) group: Option<String>,
    pub(crate) kind: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RouteNamespaces {
    pub(crate) from: Option<String>,
    pub(crate) selector: Option<LabelSelector>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouteSpec {
    pub(crate) hostnames: Option<Vec<String>>,
    pub(crate) parent_refs: Option<Vec<ParentRef>>,
    pub(crate) rules: Option<Vec<RouteRule>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParentRef {
    pub(crate) group: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) section_name: Option<String>,
}

/// A rule. What it matches on differs between the kinds of routes and is kept in the API's words.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouteRule {
    pub(crate) backend_refs: Option<Vec<BackendRef>>,
    pub(crate) matches: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BackendRef {
    pub(crate) group: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) weight: Option<i64>,
}
