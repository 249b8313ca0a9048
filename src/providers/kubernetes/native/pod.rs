//! The spec of a pod: what all of its containers share.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::container::Container;
use super::placement::{Affinity, Toleration};
use super::volume::Volume;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PodSpec {
    pub(crate) affinity: Option<Affinity>,
    pub(crate) automount_service_account_token: Option<bool>,
    pub(crate) containers: Option<Vec<Container>>,
    pub(crate) dns_config: Option<DnsConfig>,
    pub(crate) dns_policy: Option<String>,
    pub(crate) ephemeral_containers: Option<Vec<Container>>,
    pub(crate) host_aliases: Option<Vec<HostAlias>>,
    #[serde(rename = "hostIPC")]
    pub(crate) host_ipc: Option<bool>,
    pub(crate) host_network: Option<bool>,
    #[serde(rename = "hostPID")]
    pub(crate) host_pid: Option<bool>,
    pub(crate) host_users: Option<bool>,
    pub(crate) init_containers: Option<Vec<Container>>,
    pub(crate) node_name: Option<String>,
    pub(crate) node_selector: Option<BTreeMap<String, String>>,
    pub(crate) runtime_class_name: Option<String>,
    pub(crate) security_context: Option<PodSecurity>,
    /// The old name of the next one; the server writes both.
    pub(crate) service_account: Option<String>,
    pub(crate) service_account_name: Option<String>,
    pub(crate) share_process_namespace: Option<bool>,
    pub(crate) tolerations: Option<Vec<Toleration>>,
    pub(crate) volumes: Option<Vec<Volume>>,
}

/// What its containers have unless they say otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PodSecurity {
    pub(crate) app_armor_profile: Option<Profile>,
    pub(crate) fs_group: Option<i64>,
    pub(crate) run_as_group: Option<i64>,
    pub(crate) run_as_non_root: Option<bool>,
    pub(crate) run_as_user: Option<i64>,
    pub(crate) se_linux_options: Option<SeLinux>,
    pub(crate) seccomp_profile: Option<Profile>,
    pub(crate) supplemental_groups: Option<Vec<i64>>,
    pub(crate) sysctls: Option<Vec<Sysctl>>,
    pub(crate) windows_options: Option<Windows>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Profile {
    pub(crate) localhost_profile: Option<String>,
    pub(crate) r#type: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SeLinux {
    pub(crate) level: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) r#type: Option<String>,
    pub(crate) user: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sysctl {
    pub(crate) name: Option<String>,
    pub(crate) value: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Windows {
    pub(crate) host_process: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DnsConfig {
    pub(crate) nameservers: Option<Vec<String>>,
    pub(crate) options: Option<Vec<DnsOption>>,
    pub(crate) searches: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DnsOption {
    pub(crate) name: Option<String>,
    pub(crate) value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HostAlias {
    pub(crate) hostnames: Option<Vec<String>>,
    pub(crate) ip: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PodStatus {
    pub(crate) container_statuses: Option<Vec<ContainerStatus>>,
    pub(crate) ephemeral_container_statuses: Option<Vec<ContainerStatus>>,
    pub(crate) init_container_statuses: Option<Vec<ContainerStatus>>,
    pub(crate) phase: Option<String>,
    #[serde(rename = "podIP")]
    pub(crate) pod_ip: Option<String>,
    #[serde(rename = "podIPs")]
    pub(crate) pod_ips: Option<Vec<PodIp>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PodIp {
    pub(crate) ip: Option<String>,
}

/// What runs in a container.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ContainerStatus {
    #[serde(rename = "imageID")]
    pub(crate) image_id: Option<String>,
    pub(crate) name: Option<String>,
}
