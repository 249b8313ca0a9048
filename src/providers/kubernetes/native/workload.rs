//! The workloads that make pods.

use serde::Deserialize;

use super::meta::Meta;
use super::pod::PodSpec;

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
