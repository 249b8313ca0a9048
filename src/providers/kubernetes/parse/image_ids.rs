//! What the names of images stood for where pods ran, as their nodes told it.
//!
//! A name without a digest may lead to another image tomorrow. What a name was seen to stand for is kept beside the
//! workload, so that a tag which somebody moved is told; where nothing ran, nothing was seen, and that is no difference.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::native::ContainerStatus;
use super::pod_settings::PodSettings;
use super::workload::Pod;

/// What a name stood for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageId {
    /// `sha256:…`.
    pub digest: String,
    /// The image, as the workload names it.
    pub image: String,
}

/// Of a pod, given what its containers report.
pub(super) fn of_pod(
    lists: [Option<Vec<ContainerStatus>>; 3],
    settings: &PodSettings,
) -> Vec<ImageId> {
    let reported = lists.into_iter().flatten().flatten();
    let ids = reported.filter_map(|ContainerStatus { image_id, name }| {
        let id = image_id?;
        // `docker-pullable://example.org/web@sha256:…`, or the digest alone.
        let digest = id.rsplit(['@', '/']).next().filter(|digest| digest.starts_with("sha256:"))?;
        let container = settings.containers.iter().find(|one| Some(&one.name) == name.as_ref())?;
        // A name with a digest stands for that.
        let image = container.image.clone().filter(|image| !image.contains('@'))?;
        Some(ImageId { digest: digest.to_owned(), image })
    });
    ids.collect()
}

/// Of all pods of a workload.
pub(super) fn seen<'a>(pods: impl Iterator<Item = &'a Pod>) -> BTreeSet<ImageId> {
    pods.flat_map(|pod| pod.image_ids.iter().cloned()).collect()
}
