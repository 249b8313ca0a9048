//! Pods, and the workloads that make them: one shape for all, so that whoever asks what a label selects
//! has one type to look at.
//!
//! How pods are folded into their workloads is told in `owners`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::documents::Item;
use super::super::native::{Object, PodIp, PodSpec, PodStatus};
use super::container::Container;
use super::image_ids::{self, ImageId};
use super::object::{Body, Known, Normalised, Place, Refused, decode, metadata, set};
use super::placement::{Placement, Term, Toleration};
use super::pod_settings::{Beside, Dns, PodSettings, settings, take_generated};
use crate::providers::normalised::is_off;
use crate::providers::{Seal, Seals};

/// The durable fields of pods and of everything that makes pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadDocument {
    /// The one node that its pods are bound to, where its template says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<String>,
    /// The containers, by name.
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
    /// Names that lead elsewhere.
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
    /// The workload's own labels; absent for pods, whose labels are `pod_labels`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The name; of a group of pods, their owner's.
    pub name: String,
    /// The namespace.
    pub namespace: String,
    /// What kind of owner a group of pods is named after, when the owner itself was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_kind: Option<String>,
    /// What its pods are labelled with, and policies select on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pod_labels: BTreeMap<String, String>,
    /// On which nodes its pods may run, where its template doesn't leave that open: on those that meet any of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs_on: Option<Vec<Term>>,
    /// Which program contains it.
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
    /// Which taints of nodes don't keep its pods away, where its template says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Toleration>,
    /// Whether its root is not the node's.
    #[serde(default, skip_serializing_if = "is_off")]
    pub user_namespace: bool,
}

/// The context fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadContext {
    /// In which ways pods are set otherwise than the workload says, each way once: a sidecar that was injected, a container
    /// for debugging, an older revision, another label, or a pod that only claims to belong here.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub deviations: BTreeSet<Deviation>,
    /// What names of images stood for where its pods ran.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub image_ids: BTreeSet<ImageId>,
    /// The owner that a pod names and that was not read: `web-7d9[ReplicaSet]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The pods that were there, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pods: Vec<PodContext>,
    /// How many were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i64>,
    /// Under the name of the key: whether its pods have the values that it gives them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sealed: Seals,
}

/// How a pod is set otherwise than its workload says. Without names and addresses, so that one more pod of a known
/// sort is no news.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Its labels, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
    /// Its settings, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<PodSettings>,
}

/// One pod of a workload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PodContext {
    /// Its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Whether it ran to its end, so that nothing reaches it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub finished: bool,
    /// Labels that its controller added; they count where a selector uses them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub generated_labels: BTreeMap<String, String>,
    /// All its other labels, when they differ from the workload's `pod_labels`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
    /// Its name.
    pub name: String,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// All its settings, when they differ from the template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<PodSettings>,
}

impl WorkloadContext {
    /// The context of a workload with these pods.
    pub(crate) fn new(pods: impl Iterator<Item = PodContext>, replicas: Option<i64>) -> Self {
        let mut pods: Vec<PodContext> = pods.collect();
        pods.sort_by(|a, b| a.name.cmp(&b.name));
        let deviating = pods.iter().filter(|pod| pod.labels.is_some() || pod.settings.is_some());
        let deviations = deviating
            .map(|pod| Deviation { labels: pod.labels.clone(), settings: pod.settings.clone() })
            .collect();
        let (image_ids, sealed) = (BTreeSet::new(), Seals::new());
        Self { deviations, image_ids, owner: None, pods, replicas, sealed }
    }
}

/// A workload before pods are folded into it.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) pod_labels: BTreeMap<String, String>,
    pub(crate) settings: PodSettings,
    pub(crate) placement: Placement,
    pub(crate) replicas: Option<i64>,
}

/// A pod before it is folded.
#[derive(Debug)]
pub(crate) struct Pod {
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) generated_labels: BTreeMap<String, String>,
    /// Pods of one workload are mostly set alike, and share it.
    pub(crate) settings: Arc<PodSettings>,
    pub(crate) addresses: Vec<String>,
    pub(crate) node: Option<String>,
    pub(crate) finished: bool,
    pub(crate) image_ids: Vec<ImageId>,
}

impl WorkloadDocument {
    /// Writes settings down under a name.
    pub(crate) fn new(
        place: &Place,
        labels: BTreeMap<String, String>,
        pod_labels: BTreeMap<String, String>,
        settings: PodSettings,
    ) -> Self {
        let PodSettings {
            containers,
            dns,
            fs_group,
            groups,
            host_aliases,
            host_ipc,
            host_network,
            host_paths,
            host_pid,
            runtime_class,
            service_account,
            service_account_token,
            share_processes,
            sysctls,
            user_namespace,
        } = settings;
        Self {
            bound_to: None,
            containers,
            dns,
            fs_group,
            groups,
            host_aliases,
            host_ipc,
            host_network,
            host_paths,
            host_pid,
            labels,
            name: place.name.clone(),
            namespace: place.namespace(),
            owner_kind: None,
            pod_labels,
            runs_on: None,
            runtime_class,
            service_account,
            service_account_token,
            share_processes,
            sysctls,
            tolerations: Vec::new(),
            user_namespace,
        }
    }

    /// The same, with where its pods may run.
    pub(crate) fn placed(self, placement: Placement) -> Self {
        let Placement { bound_to, runs_on, tolerations } = placement;
        Self { bound_to, runs_on, tolerations, ..self }
    }

    /// Where its pods may run.
    pub(crate) fn placement(&self) -> Placement {
        Placement {
            bound_to: self.bound_to.clone(),
            runs_on: self.runs_on.clone(),
            tolerations: self.tolerations.clone(),
        }
    }

    /// The settings alone.
    pub(crate) fn settings(self) -> PodSettings {
        let Self {
            bound_to: _,
            containers,
            dns,
            fs_group,
            groups,
            host_aliases,
            host_ipc,
            host_network,
            host_paths,
            host_pid,
            labels: _,
            name: _,
            namespace: _,
            owner_kind: _,
            pod_labels: _,
            runs_on: _,
            runtime_class,
            service_account,
            service_account_token,
            share_processes,
            sysctls,
            tolerations: _,
            user_namespace,
        } = self;
        PodSettings {
            containers,
            dns,
            fs_group,
            groups,
            host_aliases,
            host_ipc,
            host_network,
            host_paths,
            host_pid,
            runtime_class,
            service_account,
            service_account_token,
            share_processes,
            sysctls,
            user_namespace,
        }
    }
}

impl Pod {
    /// The pod as an entry of something with these labels and settings.
    pub(crate) fn under(
        self,
        name: String,
        labels: &BTreeMap<String, String>,
        settings: &PodSettings,
    ) -> PodContext {
        let Self {
            labels: own,
            generated_labels,
            settings: mine,
            addresses,
            node,
            finished,
            image_ids: _,
        } = self;
        PodContext {
            addresses,
            finished,
            generated_labels,
            labels: (own != *labels).then_some(own),
            name,
            node,
            settings: (!mine.is_like(settings)).then(|| mine.unsealed()),
        }
    }
}

/// Normalises a pod.
pub(crate) fn normalise_pod(item: Item<'_>, seal: Option<&Seal>) -> Result<Normalised, Refused> {
    let Object { metadata: mut meta, spec, status } = decode::<Object<PodSpec, PodStatus>>(item)?;
    let apparmor = std::mem::take(&mut meta.apparmor);
    let Known { place, mut labels, owner } = metadata(meta, true)?;
    // A bare pod that carries such a label was given it by a person.
    let generated_labels =
        if owner.is_some() { take_generated(&mut labels) } else { BTreeMap::new() };
    let spec = spec.ok_or_else(|| Refused("it has no `spec`".to_owned()))?;
    let node = spec.node_name.clone().filter(|node| !node.is_empty());
    let PodStatus {
        container_statuses,
        ephemeral_container_statuses,
        init_container_statuses,
        phase,
        pod_ip,
        pod_ips,
    } = status.unwrap_or_default();
    let addresses = pod_ips
        .unwrap_or_default()
        .into_iter()
        .filter_map(|PodIp { ip }| ip)
        .chain(pod_ip)
        .filter(|ip| !ip.is_empty());
    let settings = settings(spec, &Beside { pod: Some(&place.name), apparmor, seal })?;
    let pod = Pod {
        labels,
        generated_labels,
        addresses: set(addresses),
        node,
        finished: matches!(phase.as_deref(), Some("Succeeded" | "Failed")),
        image_ids: image_ids::of_pod(
            [container_statuses, init_container_statuses, ephemeral_container_statuses],
            &settings,
        ),
        settings: Arc::new(settings),
    };
    Ok(Normalised { place, owner, body: Body::Pod(Box::new(pod)), doubts: Vec::new() })
}
