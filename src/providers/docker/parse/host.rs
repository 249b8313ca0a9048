//! The host: one engine, and what it does for every container that does not say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::addresses::block;
pub(crate) use super::host_fields::FIELDS;
use super::{labels, secrets};
use crate::model::{Kind, KindSpec, Provider, Role};
use crate::providers::calls::required;
use crate::providers::docker::calls::INFO;
use crate::providers::docker::native;
use crate::providers::normalised::{self, Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Docker, "host"),
    title: "Docker engine",
    role: Role::Workload,
    calls: &[required(INFO)],
    identity: "`engine`: a host has one, and its own id is new when it is set up again",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) address_pools: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) authorization: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cgroup_driver: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cgroup_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data_folder: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) debug: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_runtime: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) experimental: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) firewall: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_proxy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) https_proxy: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) insecure_registries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv4_forwarding: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) isolation: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) live_restore: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_driver: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mirrors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) no_proxy: Vec<String>,
    /// Addresses on which anybody may give the engine orders.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) open_api: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) runtimes: Vec<Runtime>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) security_options: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) storage_driver: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) swarm: Option<String>,
}

/// A program that makes containers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Runtime {
    pub(crate) name: String,
    /// The names of its long options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) options: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) architecture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kernel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operating_system: Option<String>,
    #[serde(skip_serializing_if = "Plugins::is_none")]
    pub(crate) plugins: Plugins,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
}

/// What was added to the engine, and what it brings along.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Plugins {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) log: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) network: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) volume: Vec<String>,
}

impl Plugins {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Makes the resource of an engine.
pub(crate) fn normalise(info: native::Info) -> Outcome {
    let native::Info {
        architecture,
        cgroup_driver,
        cgroup_version,
        // Held against what was listed, by whoever reads both.
        containers: _,
        debug,
        default_address_pools,
        default_runtime,
        docker_root_dir,
        driver,
        experimental_build,
        firewall_backend,
        http_proxy,
        https_proxy,
        id,
        ipv4_forwarding,
        isolation,
        kernel_version,
        labels: list,
        live_restore_enabled,
        logging_driver,
        name,
        no_proxy,
        operating_system,
        plugins,
        registry_config,
        runtimes: programs,
        security_options,
        // An answer that has any is no answer.
        server_errors: _,
        server_version,
        swarm: membership,
        warnings,
    } = info;
    let native::Plugins { authorization, log, network, volume } = plugins.unwrap_or_default();
    let listed = |list: Option<Vec<String>>| set(list.unwrap_or_default().into_iter().map(Some));
    let (insecure_registries, mirrors) = registries(registry_config.unwrap_or_default());
    let pools = default_address_pools.unwrap_or_default().into_iter();
    let durable = Durable {
        address_pools: set(pools.map(|native::AddressPool { base, size }| {
            let size = size.map_or_else(String::new, |size| format!(" in /{size}"));
            base.map(|base| block(&base) + &size)
        })),
        authorization: listed(authorization),
        cgroup_driver: said(cgroup_driver),
        cgroup_version: said(cgroup_version),
        data_folder: said(docker_root_dir),
        debug: debug.unwrap_or_default(),
        default_runtime: said(default_runtime),
        experimental: experimental_build.unwrap_or_default(),
        firewall: firewall_backend.and_then(|native::FirewallBackend { driver }| said(driver)),
        http_proxy: secrets::address(http_proxy),
        https_proxy: secrets::address(https_proxy),
        insecure_registries,
        ipv4_forwarding,
        isolation: said(isolation).filter(|isolation| isolation != "default"),
        labels: engine_labels(list),
        live_restore: live_restore_enabled.unwrap_or_default(),
        log_driver: said(logging_driver),
        mirrors,
        no_proxy: set(no_proxy
            .unwrap_or_default()
            .split(',')
            .map(|host| Some(host.trim().to_owned()))),
        open_api: set(warnings.unwrap_or_default().iter().flat_map(|text| open_api(text))),
        runtimes: runtimes(programs),
        security_options: security(security_options),
        storage_driver: said(driver),
        swarm: membership.and_then(swarm),
    };
    let context = Context {
        architecture: said(architecture),
        id: said(id),
        kernel: said(kernel_version),
        name: said(name),
        operating_system: said(operating_system),
        plugins: Plugins { log: listed(log), network: listed(network), volume: listed(volume) },
        version: said(server_version),
    };
    resource(SPEC.title, Some("engine".to_owned()), &durable, &context, Vec::new())
}

/// Registries that are believed without a certificate, and those that are asked in place of others.
fn registries(registries: native::Registries) -> (Vec<String>, Vec<String>) {
    let native::Registries { index_configs, insecure_registry_cidrs, mirrors: general } =
        registries;
    let mut insecure: BTreeSet<String> =
        insecure_registry_cidrs.unwrap_or_default().iter().map(|cidr| block(cidr)).collect();
    let mut mirrors: BTreeSet<Option<String>> =
        general.unwrap_or_default().into_iter().map(|url| secrets::address(Some(url))).collect();
    for (name, registry) in index_configs.unwrap_or_default() {
        let native::Registry { mirrors: of_it, secure } = registry.unwrap_or_default();
        if secure == Some(false) {
            insecure.extend(secrets::address(Some(name.clone())));
        }
        // The general ones are those of docker.io, and printed twice.
        let of_it = of_it.unwrap_or_default().into_iter();
        mirrors.extend(of_it.map(|url| secrets::address(Some(url))));
    }
    (insecure.into_iter().collect(), set(mirrors))
}

/// Labels of an engine are a list of `name=value`.
fn engine_labels(list: Option<Vec<String>>) -> BTreeMap<String, String> {
    let pairs = list.unwrap_or_default().into_iter().map(|label| {
        let (name, value) = label.split_once('=').unwrap_or((&label, ""));
        (name.to_owned(), value.to_owned())
    });
    labels::labels(Some(pairs.collect()))
}

/// Security options in one spelling: `seccomp,profile=builtin`, `rootless`.
fn security(list: Option<Vec<String>>) -> Vec<String> {
    set(list.unwrap_or_default().into_iter().map(|option| {
        let plain = option.strip_prefix("name=").unwrap_or(&option);
        // Version 23 gave the same profile another name.
        Some(match plain {
            "seccomp" | "seccomp,profile=default" => "seccomp,profile=builtin".to_owned(),
            other => other.to_owned(),
        })
    }))
}

fn runtimes(programs: Option<BTreeMap<String, Option<native::Runtime>>>) -> Vec<Runtime> {
    let programs = programs.unwrap_or_default().into_iter();
    programs
        .map(|(name, runtime)| {
            let native::Runtime { path, runtime_args, runtime_type } = runtime.unwrap_or_default();
            Runtime {
                name,
                options: normalised::options(&runtime_args.unwrap_or_default()),
                path: said(path),
                r#type: said(runtime_type),
            }
        })
        .collect()
}

/// What a swarm may ask of the engine: `worker`, `manager`, or the state of a node that is no proper member.
fn swarm(swarm: native::Swarm) -> Option<String> {
    let native::Swarm { control_available, local_node_state } = swarm;
    match said(local_node_state)?.as_str() {
        "inactive" => None,
        "active" if control_available == Some(true) => Some("manager".to_owned()),
        "active" => Some("worker".to_owned()),
        other => Some(other.to_owned()),
    }
}

/// The address in `API is accessible on http://0.0.0.0:2375 without encryption`: the only place where the engine says
/// that it takes orders from anybody.
fn open_api(warning: &str) -> Option<Option<String>> {
    let (_, rest) = warning.split_once("API is accessible on ")?;
    let (address, how) = rest.split_once(' ')?;
    how.starts_with("without").then(|| secrets::address(Some(address.to_owned())))
}
