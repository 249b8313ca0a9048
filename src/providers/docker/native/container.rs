//! A container of `docker inspect`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::host_config::{HostConfig, PortBinding};
use super::words::Words;

/// A container.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Container {
    pub(crate) app_armor_profile: Option<String>,
    pub(crate) args: Option<Vec<String>>,
    pub(crate) config: Option<Config>,
    pub(crate) host_config: Option<HostConfig>,
    pub(crate) id: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) mounts: Option<Vec<MountPoint>>,
    pub(crate) name: Option<String>,
    pub(crate) network_settings: Option<NetworkSettings>,
    pub(crate) path: Option<String>,
    pub(crate) process_label: Option<String>,
    pub(crate) state: Option<State>,
}

/// Whether a container runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct State {
    pub(crate) paused: Option<bool>,
    pub(crate) restarting: Option<bool>,
    pub(crate) running: Option<bool>,
    pub(crate) status: Option<String>,
}

/// What a container is, wherever it runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Config {
    pub(crate) cmd: Option<Words>,
    pub(crate) domainname: Option<String>,
    pub(crate) entrypoint: Option<Words>,
    pub(crate) env: Option<Vec<String>>,
    pub(crate) exposed_ports: Option<BTreeMap<String, Value>>,
    pub(crate) healthcheck: Option<Healthcheck>,
    pub(crate) hostname: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) labels: Option<BTreeMap<String, String>>,
    pub(crate) user: Option<String>,
    pub(crate) working_dir: Option<String>,
}

/// A command that is run in a container every few seconds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Healthcheck {
    pub(crate) test: Option<Vec<String>>,
}

/// What is mounted in a container, as it came to be.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct MountPoint {
    pub(crate) destination: Option<String>,
    pub(crate) driver: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) propagation: Option<String>,
    #[serde(rename = "RW")]
    pub(crate) rw: Option<bool>,
    pub(crate) source: Option<String>,
    pub(crate) r#type: Option<String>,
}

/// The networks that a container is in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct NetworkSettings {
    pub(crate) networks: Option<BTreeMap<String, Option<Endpoint>>>,
    pub(crate) ports: Option<BTreeMap<String, Option<Vec<PortBinding>>>>,
}

/// A container's place in a network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Endpoint {
    pub(crate) aliases: Option<Vec<String>>,
    pub(crate) driver_opts: Option<BTreeMap<String, String>>,
    #[serde(rename = "GlobalIPv6Address")]
    pub(crate) global_ipv6_address: Option<String>,
    pub(crate) gw_priority: Option<i64>,
    #[serde(rename = "IPAMConfig")]
    pub(crate) ipam_config: Option<EndpointIpam>,
    #[serde(rename = "IPAddress")]
    pub(crate) ip_address: Option<String>,
    pub(crate) links: Option<Vec<String>>,
    pub(crate) mac_address: Option<String>,
    #[serde(rename = "NetworkID")]
    pub(crate) network_id: Option<String>,
}

/// Addresses that somebody chose.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct EndpointIpam {
    #[serde(rename = "IPv4Address")]
    pub(crate) ipv4_address: Option<String>,
    #[serde(rename = "IPv6Address")]
    pub(crate) ipv6_address: Option<String>,
    #[serde(rename = "LinkLocalIPs")]
    pub(crate) link_local_ips: Option<Vec<String>>,
}
