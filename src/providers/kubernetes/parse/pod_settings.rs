//! What a pod template, or a pod, says about labels, ports, programs and the host.
//!
//! Values of environment variables are never looked at. Deeper container settings (capabilities, seccomp,
//! mounts) are left to a later version of the kinds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::native::{
    Container as NativeContainer, ContainerPort as NativePort, ContainerSecurity, HostPath,
    PodSpec, Volume,
};
use super::object::{Refused, set};
use super::port::{Protocol, number, protocol};

/// The settings that a pod has from its template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PodSettings {
    /// Sorted by name.
    pub containers: Vec<Container>,
    /// Shares the node's memory segments and queues.
    pub host_ipc: bool,
    /// Is the node, for the network: policies don't reach it.
    pub host_network: bool,
    /// Folders of the node that it may mount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub host_paths: Vec<String>,
    /// Sees the node's processes.
    pub host_pid: bool,
    /// Whose name it calls the API in.
    pub service_account: String,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Container {
    /// As it is written, with tag or digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Unique within the pod; a container that a file leaves without one is called after its place, `#1`.
    pub name: String,
    /// What it says it listens on; names that policies and services use are resolved here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ContainerPort>,
    /// Has the node's devices and all capabilities.
    pub privileged: bool,
    /// When it runs.
    pub role: ContainerRole,
}

/// When a container runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerRole {
    /// As long as the pod.
    Main,
    /// Before the others, or beside them from the start.
    Init,
    /// Put into the running pod for debugging.
    Ephemeral,
}

/// One declared port of a container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContainerPort {
    /// The address of the node that the host port is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_ip: Option<String>,
    /// A port of the node that leads here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_port: Option<u16>,
    /// What policies and services may call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The port.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// Labels that controllers put on the pods and jobs that they make: not a setting of anybody.
const GENERATED: &[&str] = &[
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// Takes the labels that controllers added out of `labels`.
pub(crate) fn take_generated(labels: &mut BTreeMap<String, String>) -> BTreeMap<String, String> {
    GENERATED.iter().filter_map(|key| labels.remove_entry(*key)).collect()
}

/// Normalises a pod spec. Nothing in `node_name` is a setting: the scheduler writes it.
pub(crate) fn settings(native: PodSpec) -> Result<PodSettings, Refused> {
    let PodSpec {
        containers,
        init_containers,
        ephemeral_containers,
        host_network,
        host_pid,
        host_ipc,
        node_name: _,
        service_account_name,
        service_account,
        volumes,
    } = native;
    let host_network = host_network.unwrap_or_default();
    let mut all = Vec::new();
    for (list, role) in [
        (containers, ContainerRole::Main),
        (init_containers, ContainerRole::Init),
        (ephemeral_containers, ContainerRole::Ephemeral),
    ] {
        for native in list.unwrap_or_default() {
            let place = all.len().saturating_add(1);
            all.push(container(native, place, role, host_network)?);
        }
    }
    all.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    if all.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name)) {
        return Err(Refused("two containers have the same name".to_owned()));
    }
    let host_paths = volumes.unwrap_or_default().into_iter().filter_map(|volume| {
        let Volume { host_path } = volume;
        host_path.map(|HostPath { path }| path)
    });
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(PodSettings {
        containers: all,
        host_ipc: host_ipc.unwrap_or_default(),
        host_network,
        host_paths: set(host_paths),
        host_pid: host_pid.unwrap_or_default(),
        // The server fills in `default` for pods, and nothing for templates.
        service_account: filled(service_account_name)
            .or_else(|| filled(service_account))
            .unwrap_or_else(|| "default".to_owned()),
    })
}

fn container(
    native: NativeContainer,
    place: usize,
    role: ContainerRole,
    host_network: bool,
) -> Result<Container, Refused> {
    let NativeContainer { name, image, ports, security_context } = native;
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("#{place}"));
    let privileged = security_context
        .and_then(|ContainerSecurity { privileged }| privileged)
        .unwrap_or_default();
    let ports: Result<Vec<_>, _> = ports
        .unwrap_or_default()
        .into_iter()
        .map(|port| container_port(port, host_network))
        .collect();
    Ok(Container { image, name, ports: set(ports?.into_iter().flatten()), privileged, role })
}

fn container_port(
    native: NativePort,
    host_network: bool,
) -> Result<Option<ContainerPort>, Refused> {
    let NativePort { container_port, host_ip, host_port, name, protocol: word } = native;
    // An entry without a port declares nothing that a name could lead to.
    let Some(port) = container_port.map(number).transpose()? else { return Ok(None) };
    // On the host's network the server writes the port's own number here, or not, by its version.
    let host_port = host_port
        .filter(|port| *port != 0)
        .map(number)
        .transpose()?
        .filter(|host| !(host_network && *host == port));
    Ok(Some(ContainerPort {
        host_ip: host_ip.filter(|ip| !ip.is_empty()),
        host_port,
        name: name.filter(|name| !name.is_empty()),
        port,
        protocol: protocol(word.as_deref())?,
    }))
}
