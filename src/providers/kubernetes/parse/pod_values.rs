//! Whether pods have the values that their workload gives them, as far as seals tell.
//!
//! A pod that only claims an owner, or that somebody edited on its way in, may be set as its workload says but for a value. What
//! such values are is no matter, and how many pods have one neither; so it is one word under the name of the key.

use std::collections::{BTreeMap, BTreeSet};

use super::pod_settings::PodSettings;
use super::workload::Pod;
use crate::providers::Seals;

/// What is said of.
const PODS: &str = "values of its pods";

/// Of a workload, given its pods.
pub(super) fn held<'a>(settings: &PodSettings, mut pods: impl Iterator<Item = &'a Pod>) -> Seals {
    let keys = settings.containers.iter().flat_map(|container| container.sealed.keys());
    let keys: BTreeSet<&String> = keys.collect();
    if keys.is_empty() {
        return Seals::new();
    }
    let differs = pods.any(|pod| differs(settings, &pod.settings));
    let word = if differs { "other ones" } else { "as it says" };
    let said = || BTreeMap::from([(PODS.to_owned(), word.to_owned())]);
    keys.into_iter().map(|key| (key.clone(), said())).collect()
}

/// Whether something that both have has another value in the pod.
fn differs(settings: &PodSettings, pod: &PodSettings) -> bool {
    settings.containers.iter().any(|container| {
        let same = pod.containers.iter().find(|one| one.name == container.name);
        let theirs = same.map(|one| &one.sealed);
        container.sealed.iter().any(|(key, values)| {
            let theirs = theirs.and_then(|sealed| sealed.get(key));
            values.iter().any(|(what, value)| {
                theirs.and_then(|theirs| theirs.get(what)).is_some_and(|other| other != value)
            })
        })
    })
}
