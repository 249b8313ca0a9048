//! Routes.

use serde::Deserialize;

/// A route of `routes list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Route {
    pub(crate) description: Option<String>,
    pub(crate) dest_range: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) next_hop_gateway: Option<String>,
    pub(crate) next_hop_hub: Option<String>,
    pub(crate) next_hop_ilb: Option<String>,
    pub(crate) next_hop_instance: Option<String>,
    pub(crate) next_hop_interconnect_attachment: Option<String>,
    pub(crate) next_hop_ip: Option<String>,
    pub(crate) next_hop_network: Option<String>,
    pub(crate) next_hop_peering: Option<String>,
    pub(crate) next_hop_vpn_tunnel: Option<String>,
    pub(crate) priority: Option<i64>,
    pub(crate) route_status: Option<String>,
    pub(crate) route_type: Option<String>,
    pub(crate) self_link: Option<String>,
    pub(crate) tags: Vec<String>,
}
