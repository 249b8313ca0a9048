//! What a container was allowed on its host: the part that decides how well it is contained.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The `HostConfig` of a container.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct HostConfig {
    pub(crate) annotations: Option<BTreeMap<String, String>>,
    pub(crate) auto_remove: Option<bool>,
    pub(crate) binds: Option<Vec<String>>,
    pub(crate) cap_add: Option<Vec<String>>,
    pub(crate) cap_drop: Option<Vec<String>>,
    pub(crate) cgroup_parent: Option<String>,
    pub(crate) cgroupns_mode: Option<String>,
    pub(crate) cpu_period: Option<i64>,
    pub(crate) cpu_quota: Option<i64>,
    pub(crate) device_cgroup_rules: Option<Vec<String>>,
    pub(crate) device_requests: Option<Vec<DeviceRequest>>,
    pub(crate) devices: Option<Vec<Device>>,
    pub(crate) dns: Option<Vec<String>>,
    pub(crate) dns_options: Option<Vec<String>>,
    pub(crate) dns_search: Option<Vec<String>>,
    pub(crate) extra_hosts: Option<Vec<String>>,
    pub(crate) group_add: Option<Vec<String>>,
    pub(crate) init: Option<bool>,
    pub(crate) ipc_mode: Option<String>,
    pub(crate) isolation: Option<String>,
    pub(crate) links: Option<Vec<String>>,
    pub(crate) log_config: Option<LogConfig>,
    pub(crate) masked_paths: Option<Vec<String>>,
    pub(crate) memory: Option<i64>,
    pub(crate) memory_swap: Option<i64>,
    pub(crate) mounts: Option<Vec<Mount>>,
    pub(crate) nano_cpus: Option<i64>,
    pub(crate) network_mode: Option<String>,
    pub(crate) oom_kill_disable: Option<bool>,
    pub(crate) oom_score_adj: Option<i64>,
    pub(crate) pid_mode: Option<String>,
    pub(crate) pids_limit: Option<i64>,
    pub(crate) port_bindings: Option<BTreeMap<String, Option<Vec<PortBinding>>>>,
    pub(crate) privileged: Option<bool>,
    pub(crate) publish_all_ports: Option<bool>,
    pub(crate) readonly_paths: Option<Vec<String>>,
    pub(crate) readonly_rootfs: Option<bool>,
    pub(crate) restart_policy: Option<RestartPolicy>,
    pub(crate) runtime: Option<String>,
    pub(crate) security_opt: Option<Vec<String>>,
    pub(crate) sysctls: Option<BTreeMap<String, String>>,
    pub(crate) tmpfs: Option<BTreeMap<String, String>>,
    pub(crate) ulimits: Option<Vec<Ulimit>>,
    #[serde(rename = "UTSMode")]
    pub(crate) uts_mode: Option<String>,
    pub(crate) userns_mode: Option<String>,
    pub(crate) volumes_from: Option<Vec<String>>,
}

/// Where output goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct LogConfig {
    pub(crate) config: Option<BTreeMap<String, String>>,
    pub(crate) r#type: Option<String>,
}

/// A port of the host that leads into a container.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct PortBinding {
    pub(crate) host_ip: Option<String>,
    pub(crate) host_port: Option<String>,
}

/// When a container is started again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct RestartPolicy {
    pub(crate) maximum_retry_count: Option<i64>,
    pub(crate) name: Option<String>,
}

/// A device of the host.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Device {
    pub(crate) cgroup_permissions: Option<String>,
    pub(crate) path_in_container: Option<String>,
    pub(crate) path_on_host: Option<String>,
}

/// Devices that a driver hands out, such as graphics cards.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct DeviceRequest {
    pub(crate) capabilities: Option<Vec<Vec<String>>>,
    pub(crate) count: Option<i64>,
    #[serde(rename = "DeviceIDs")]
    pub(crate) device_ids: Option<Vec<String>>,
    pub(crate) driver: Option<String>,
    pub(crate) options: Option<BTreeMap<String, String>>,
}

/// A limit of the kernel for each process.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Ulimit {
    pub(crate) hard: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) soft: Option<i64>,
}

/// A mount as it was asked for with `--mount`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Mount {
    pub(crate) bind_options: Option<BindOptions>,
    pub(crate) image_options: Option<ImageOptions>,
    pub(crate) read_only: Option<bool>,
    pub(crate) source: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) tmpfs_options: Option<TmpfsOptions>,
    pub(crate) r#type: Option<String>,
    pub(crate) volume_options: Option<VolumeOptions>,
}

/// How a folder of the host is mounted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct BindOptions {
    pub(crate) non_recursive: Option<bool>,
    pub(crate) propagation: Option<String>,
    pub(crate) read_only_force_recursive: Option<bool>,
    pub(crate) read_only_non_recursive: Option<bool>,
}

/// How a volume is mounted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VolumeOptions {
    pub(crate) driver_config: Option<DriverConfig>,
    pub(crate) subpath: Option<String>,
}

/// What makes a volume.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct DriverConfig {
    pub(crate) name: Option<String>,
    pub(crate) options: Option<BTreeMap<String, String>>,
}

/// Which part of an image is mounted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct ImageOptions {
    pub(crate) subpath: Option<String>,
}

/// How a folder in memory is mounted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct TmpfsOptions {
    pub(crate) options: Option<Vec<Vec<String>>>,
}
