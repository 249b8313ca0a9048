//! What a pod template, or a pod, says: its containers, and what they share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::native::{DnsConfig, DnsOption, HostAlias, PodSpec};
use super::container::{Container, ContainerRole, Pod, container};
use super::object::{Refused, set};
use super::security::{self, Shared};
use super::volumes;
use crate::providers::Seal;
use crate::providers::normalised::{is_off, said};

/// The settings that a pod has from its template. What is left out here is the default.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PodSettings {
    /// Sorted by name.
    pub containers: Vec<Container>,
    /// Whom it asks for names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<Dns>,
    /// The group of its volumes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fs_group: Option<i64>,
    /// Its other groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<i64>,
    /// Names that lead elsewhere: `192.0.2.1 db`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub host_aliases: Vec<String>,
    /// Shares the node's memory segments and queues.
    pub host_ipc: bool,
    /// Is the node, for the network: policies don't reach it.
    pub host_network: bool,
    /// Folders of the node that it may mount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub host_paths: Vec<String>,
    /// Sees the node's processes.
    pub host_pid: bool,
    /// Which program contains it, where somebody chose one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_class: Option<String>,
    /// Whose name it calls the API in.
    pub service_account: String,
    /// Whether it is given a token for that, where it says so itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account_token: Option<bool>,
    /// Whether its containers see each other's processes.
    #[serde(default, skip_serializing_if = "is_off")]
    pub share_processes: bool,
    /// Settings of the kernel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sysctls: BTreeMap<String, String>,
    /// Whether its root is not the node's.
    #[serde(default, skip_serializing_if = "is_off")]
    pub user_namespace: bool,
}

/// Whom a pod asks for names, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// In order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nameservers: Vec<String>,
    /// As a set: `ndots:2`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Where that is not the cluster's: `Default`, `None`, `ClusterFirstWithHostNet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// What is added to names, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searches: Vec<String>,
}

impl PodSettings {
    /// Without seals. Which pods are alike, and what is theirs alone, must not hang on whether there is a key.
    pub(super) fn unsealed(&self) -> Self {
        let mut plain = self.clone();
        plain.containers.iter_mut().for_each(|container| container.sealed.clear());
        plain
    }

    pub(super) fn is_sealed(&self) -> bool {
        self.containers.iter().any(|container| !container.sealed.is_empty())
    }

    /// Whether it says the same, seals aside.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self == other
            || (self.is_sealed() || other.is_sealed()) && self.unsealed() == other.unsealed()
    }
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

/// Who has a spec: what stands beside it.
#[derive(Debug, Default)]
pub(super) struct Beside<'a> {
    /// The name of a pod; nothing of a template.
    pub(super) pod: Option<&'a str>,
    /// Profiles of AppArmor that annotations name, by container.
    pub(super) apparmor: BTreeMap<String, String>,
    /// What seals values that may be secret.
    pub(super) seal: Option<&'a Seal>,
}

/// Normalises a pod spec. Where a template's pods may run is told in `placement`; of a pod, the scheduler and others write into it.
pub(super) fn settings(native: PodSpec, beside: &Beside<'_>) -> Result<PodSettings, Refused> {
    let PodSpec {
        affinity: _,
        automount_service_account_token,
        containers,
        dns_config,
        dns_policy,
        ephemeral_containers,
        host_aliases,
        host_ipc,
        host_network,
        host_pid,
        host_users,
        init_containers,
        node_name: _,
        node_selector: _,
        runtime_class_name,
        security_context,
        service_account,
        service_account_name,
        share_process_namespace,
        tolerations: _,
        volumes: list,
    } = native;
    let host_network = host_network.unwrap_or_default();
    let volumes = volumes::volumes(list, beside.pod);
    let (inherited, Shared { fs_group, groups, sysctls }) = security::of_pod(security_context);
    let pod = Pod { inherited: &inherited, volumes: &volumes, beside, host_network };
    let mut all = Vec::new();
    for (list, role) in [
        (containers, ContainerRole::Main),
        (init_containers, ContainerRole::Init),
        (ephemeral_containers, ContainerRole::Ephemeral),
    ] {
        for native in list.unwrap_or_default() {
            let place = all.len().saturating_add(1);
            all.push(container(native, place, role, &pod)?);
        }
    }
    all.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    all.shrink_to_fit();
    if all.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name)) {
        return Err(Refused("two containers have the same name".to_owned()));
    }
    Ok(PodSettings {
        containers: all,
        dns: dns(dns_policy, dns_config),
        fs_group,
        groups,
        host_aliases: aliases(host_aliases),
        host_ipc: host_ipc.unwrap_or_default(),
        host_network,
        host_paths: volumes::host_paths(&volumes),
        host_pid: host_pid.unwrap_or_default(),
        runtime_class: said(runtime_class_name),
        // The server fills in `default` for pods, and nothing for templates.
        service_account: said(service_account_name)
            .or_else(|| said(service_account))
            .unwrap_or_else(|| "default".to_owned()),
        service_account_token: automount_service_account_token,
        share_processes: share_process_namespace.unwrap_or_default(),
        sysctls,
        user_namespace: host_users == Some(false),
    })
}

fn dns(policy: Option<String>, config: Option<DnsConfig>) -> Option<Dns> {
    let DnsConfig { nameservers, options, searches } = config.unwrap_or_default();
    let options =
        options.unwrap_or_default().into_iter().filter_map(|DnsOption { name, value }| {
            match (said(name)?, said(value)) {
                (name, Some(value)) => Some(format!("{name}:{value}")),
                (name, None) => Some(name),
            }
        });
    let dns = Dns {
        nameservers: nameservers.unwrap_or_default(),
        options: set(options),
        policy: said(policy).filter(|policy| policy != "ClusterFirst"),
        searches: searches.unwrap_or_default(),
    };
    (dns != Dns::default()).then_some(dns)
}

fn aliases(list: Option<Vec<HostAlias>>) -> Vec<String> {
    let list = list.unwrap_or_default().into_iter().flat_map(|HostAlias { hostnames, ip }| {
        let ip = ip.unwrap_or_default();
        hostnames.unwrap_or_default().into_iter().map(move |name| format!("{ip} {name}"))
    });
    set(list)
}
