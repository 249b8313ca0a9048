//! What is recorded of a container. What is left out here says nothing there, or says the default.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::mounts::Mount;
use super::networks::Membership;
use crate::providers::Seals;
use crate::providers::normalised::{Command, is_off};

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) annotations: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) apparmor: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) auto_remove: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) capabilities_added: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) capabilities_dropped: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cgroup_namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cgroup_parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) command: Option<Command>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) device_requests: Vec<DeviceRequest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) device_rules: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) devices: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) dns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) dns_options: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) dns_search: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) environment: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) exposed_ports: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) extra_hosts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) healthcheck: Option<Command>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hostname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image_id: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) init: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) isolation: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limits: Option<Limits>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_driver: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) log_options: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mounts: Vec<Mount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_mode: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) networks: Vec<Membership>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) no_new_privileges: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pid: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ports: Vec<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) privileged: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) publish_all: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) readonly_root: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) restart: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runtime: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sealed: Seals,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seccomp: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) security_options: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) selinux: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sysctls: BTreeMap<String, String>,
    /// Paths of the kernel that are usually hidden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unmasked_paths: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uts: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) volumes_from: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) working_directory: Option<String>,
    /// Paths of the kernel that can usually only be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) writable_paths: Vec<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) addresses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) bound_ports: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mac_addresses: Vec<String>,
}

/// Devices that a driver hands out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeviceRequest {
    /// Each a list of what all of it must be able to do: `gpu+utility`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) capabilities: Vec<String>,
    /// How many; -1 is all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) driver: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ids: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) options: BTreeMap<String, String>,
}
