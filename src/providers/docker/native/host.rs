//! An engine of `docker info`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What an engine says of itself and of its host.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Info {
    pub(crate) architecture: Option<String>,
    pub(crate) cgroup_driver: Option<String>,
    pub(crate) cgroup_version: Option<String>,
    pub(crate) containers: Option<u64>,
    pub(crate) debug: Option<bool>,
    pub(crate) default_address_pools: Option<Vec<AddressPool>>,
    pub(crate) default_runtime: Option<String>,
    pub(crate) docker_root_dir: Option<String>,
    pub(crate) driver: Option<String>,
    pub(crate) experimental_build: Option<bool>,
    pub(crate) firewall_backend: Option<FirewallBackend>,
    pub(crate) http_proxy: Option<String>,
    pub(crate) https_proxy: Option<String>,
    #[serde(rename = "ID")]
    pub(crate) id: Option<String>,
    #[serde(rename = "IPv4Forwarding")]
    pub(crate) ipv4_forwarding: Option<bool>,
    pub(crate) isolation: Option<String>,
    pub(crate) kernel_version: Option<String>,
    pub(crate) labels: Option<Vec<String>>,
    pub(crate) live_restore_enabled: Option<bool>,
    pub(crate) logging_driver: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) no_proxy: Option<String>,
    pub(crate) operating_system: Option<String>,
    pub(crate) plugins: Option<Plugins>,
    pub(crate) registry_config: Option<Registries>,
    pub(crate) runtimes: Option<BTreeMap<String, Option<Runtime>>>,
    pub(crate) security_options: Option<Vec<String>>,
    pub(crate) server_errors: Option<Vec<String>>,
    pub(crate) server_version: Option<String>,
    pub(crate) swarm: Option<Swarm>,
    pub(crate) warnings: Option<Vec<String>>,
}

/// What was added to an engine.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Plugins {
    pub(crate) authorization: Option<Vec<String>>,
    pub(crate) log: Option<Vec<String>>,
    pub(crate) network: Option<Vec<String>>,
    pub(crate) volume: Option<Vec<String>>,
}

/// Where images come from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Registries {
    pub(crate) index_configs: Option<BTreeMap<String, Option<Registry>>>,
    #[serde(rename = "InsecureRegistryCIDRs")]
    pub(crate) insecure_registry_cidrs: Option<Vec<String>>,
    pub(crate) mirrors: Option<Vec<String>>,
}

/// One place where images come from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Registry {
    pub(crate) mirrors: Option<Vec<String>>,
    pub(crate) secure: Option<bool>,
}

/// A program that makes containers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Runtime {
    pub(crate) path: Option<String>,
    pub(crate) runtime_args: Option<Vec<String>>,
    pub(crate) runtime_type: Option<String>,
}

/// Whether others may give an engine work.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Swarm {
    pub(crate) control_available: Option<bool>,
    pub(crate) local_node_state: Option<String>,
}

/// Addresses that new networks are given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct AddressPool {
    pub(crate) base: Option<String>,
    pub(crate) size: Option<i64>,
}

/// What carries out the engine's rules for traffic.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct FirewallBackend {
    pub(crate) driver: Option<String>,
}
