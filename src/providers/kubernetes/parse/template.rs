//! What makes pods: the kinds that hold a template of one.

use super::super::documents::Item;
use super::super::native::{ControllerSpec, CronJobSpec, JobTemplate, Object, PodTemplate};
use super::object::{Body, Known, Normalised, Refused, decode, metadata};
use super::placement::placement;
use super::pod_settings::{Beside, settings, take_generated};
use super::workload::Workload;
use crate::providers::Seal;

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
    let mut spec = spec.ok_or_else(missing)?;
    let placement = placement(&mut spec);
    let settings = settings(spec, &beside)?;
    let replicas = replicas.filter(|_| scaled);
    let workload = Workload { labels, pod_labels, settings, placement, replicas };
    Ok(Normalised { place, owner, body: Body::Workload(Box::new(workload)), doubts: Vec::new() })
}
