//! Pods, and the workloads that make them: one shape for all, so that whoever asks what a label selects
//! has one type to look at.
//!
//! How pods are folded into their workloads is told in `owners`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::documents::Item;
use super::super::native::{
    ControllerSpec, CronJobSpec, JobTemplate, Object, PodIp, PodSpec, PodStatus, PodTemplate,
};
use super::container::Container;
use super::image_ids::{self, ImageId};
use super::object::{Body, Known, Normalised, Place, Refused, decode, metadata, set};
use super::pod_settings::{Beside, Dns, PodSettings, settings, take_generated};
use crate::providers::Seal;
use crate::providers::normalised::is_off;

/// The durable fields of pods and of everything that makes pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadDocument {
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
        Self { deviations, image_ids: BTreeSet::new(), owner: None, pods, replicas }
    }
}

/// A workload before pods are folded into it.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) pod_labels: BTreeMap<String, String>,
    pub(crate) settings: PodSettings,
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
            runtime_class,
            service_account,
            service_account_token,
            share_processes,
            sysctls,
            user_namespace,
        }
    }

    /// The settings alone.
    pub(crate) fn settings(self) -> PodSettings {
        let Self {
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
            runtime_class,
            service_account,
            service_account_token,
            share_processes,
            sysctls,
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
            settings: (*mine != *settings).then(|| Arc::unwrap_or_clone(mine).unsealed()),
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

/// What the kinds with a pod template differ in.
#[derive(Clone, Copy)]
struct Habits {
    /// It runs as many pods as somebody, or an autoscaler, asks for.
    scaled: bool,
    /// The server gives it its template's labels when it has none.
    takes_labels: bool,
}

/// Normalises a Deployment, ReplicaSet or StatefulSet.
pub(crate) fn normalise_scaled(item: Item<'_>, seal: Option<&Seal>) -> Result<Normalised, Refused> {
    from_template(decode(item)?, Habits { scaled: true, takes_labels: false }, seal)
}

/// Normalises a DaemonSet.
pub(crate) fn normalise_daemon_set(
    item: Item<'_>,
    seal: Option<&Seal>,
) -> Result<Normalised, Refused> {
    from_template(decode(item)?, Habits { scaled: false, takes_labels: false }, seal)
}

/// Normalises a Job.
pub(crate) fn normalise_job(item: Item<'_>, seal: Option<&Seal>) -> Result<Normalised, Refused> {
    from_template(decode(item)?, Habits { scaled: false, takes_labels: true }, seal)
}

/// Normalises a ReplicationController.
pub(crate) fn normalise_replication_controller(
    item: Item<'_>,
    seal: Option<&Seal>,
) -> Result<Normalised, Refused> {
    from_template(decode(item)?, Habits { scaled: true, takes_labels: true }, seal)
}

/// Normalises a CronJob.
pub(crate) fn normalise_cron_job(
    item: Item<'_>,
    seal: Option<&Seal>,
) -> Result<Normalised, Refused> {
    let Object { metadata, spec, status } = decode::<Object<CronJobSpec>>(item)?;
    let template = spec.and_then(|CronJobSpec { job_template }| job_template);
    let spec = template.and_then(|JobTemplate { spec }| spec);
    let habits = Habits { scaled: false, takes_labels: false };
    from_template(Object { metadata, spec, status }, habits, seal)
}

fn from_template(
    object: Object<ControllerSpec>,
    habits: Habits,
    seal: Option<&Seal>,
) -> Result<Normalised, Refused> {
    let Habits { scaled, takes_labels } = habits;
    let Object { metadata: meta, spec, status: _ } = object;
    let Known { place, mut labels, owner } = metadata(meta, true)?;
    let missing = || Refused("it has no pod template".to_owned());
    let ControllerSpec { replicas, template } = spec.ok_or_else(missing)?;
    let PodTemplate { metadata: template, spec } = template.ok_or_else(missing)?;
    let mut pod_labels = template.labels.unwrap_or_default();
    if takes_labels && labels.is_empty() {
        labels.clone_from(&pod_labels);
    }
    take_generated(&mut pod_labels);
    take_generated(&mut labels);
    let beside = Beside { pod: None, apparmor: template.apparmor, seal };
    let settings = settings(spec.ok_or_else(missing)?, &beside)?;
    let replicas = replicas.filter(|_| scaled);
    let workload = Workload { labels, pod_labels, settings, replicas };
    Ok(Normalised { place, owner, body: Body::Workload(Box::new(workload)), doubts: Vec::new() })
}
