//! Pods and the workloads that make them.

use serde::Deserialize;

use super::meta::Meta;

/// The spec of every controller that holds a pod template directly.
#[derive(Debug, Deserialize)]
pub(crate) struct ControllerSpec {
    pub(crate) replicas: Option<i64>,
    pub(crate) template: Option<PodTemplate>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CronJobSpec {
    pub(crate) job_template: Option<JobTemplate>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct JobTemplate {
    pub(crate) spec: Option<ControllerSpec>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PodTemplate {
    #[serde(default)]
    pub(crate) metadata: Meta,
    pub(crate) spec: Option<PodSpec>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PodSpec {
    pub(crate) containers: Option<Vec<Container>>,
    pub(crate) init_containers: Option<Vec<Container>>,
    pub(crate) ephemeral_containers: Option<Vec<Container>>,
    pub(crate) host_network: Option<bool>,
    #[serde(rename = "hostPID")]
    pub(crate) host_pid: Option<bool>,
    #[serde(rename = "hostIPC")]
    pub(crate) host_ipc: Option<bool>,
    pub(crate) node_name: Option<String>,
    pub(crate) service_account_name: Option<String>,
    /// The old name of the field above; the server writes both.
    pub(crate) service_account: Option<String>,
    pub(crate) volumes: Option<Vec<Volume>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Container {
    /// The server demands one; files by hand may lack it.
    pub(crate) name: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) ports: Option<Vec<ContainerPort>>,
    pub(crate) security_context: Option<ContainerSecurity>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerPort {
    /// The server demands one; files by hand may lack it.
    pub(crate) container_port: Option<i64>,
    #[serde(rename = "hostIP")]
    pub(crate) host_ip: Option<String>,
    pub(crate) host_port: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) protocol: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ContainerSecurity {
    pub(crate) privileged: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Volume {
    pub(crate) host_path: Option<HostPath>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct HostPath {
    pub(crate) path: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PodStatus {
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
