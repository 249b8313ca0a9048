//! Pods are folded into what made them.
//!
//! Pods are followed through their managing owners to the top-most workload that was read, and kept in its context: scaling
//! and rollouts are quiet. A ReplicaSet of a Deployment and a Job of a CronJob are folded away likewise. Pods
//! whose owner was not read become one resource, named after the owner; those of them that are set otherwise than most are
//! named by themselves. A pod that says it belongs to a workload and is set otherwise keeps its settings in the
//! workload's context, so that claiming an owner hides nothing.
//!
//! Unread is unknown: what names an owner of a kind that was read in part is left out, with the pods below it, since it may
//! well be folded away on the other side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::image_ids::seen;
use super::object::{Body, Owner, Place, Refused};
use super::pod_settings::PodSettings;
use super::pod_values;
use super::table::{ROWS, Row};
use super::workload::{Pod, Workload, WorkloadContext, WorkloadDocument};
use crate::model::{Document, Resource};

/// One object as it was read.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) file: String,
    pub(crate) owner: Option<Owner>,
    pub(crate) body: Body,
}

/// Row and place.
pub(crate) type Key = (usize, Place);
/// Row and identity.
pub(crate) type Resources = BTreeMap<(usize, String), Resource>;

/// How far a kind of owners was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All there are: an owner that is not among them is not there.
    Whole,
    /// Nobody asked for it.
    Skipped,
    /// Some, or none although they were asked for.
    Partly,
}

/// What became of objects.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub(crate) resources: Resources,
    /// How many objects of a row (the first) have an owner of a row (the second) that was not read.
    pub(crate) ownerless: BTreeMap<(usize, usize), usize>,
}

/// More levels of owners than there are kinds that own each other.
const LEVELS: usize = 8;
/// A workload is folded away only into what really makes such workloads.
const MAKERS: &[(&str, &str)] = &[("ReplicaSet", "Deployment"), ("Job", "CronJob")];

/// What pods are folded into.
const MANAGERS: &[&str] = &[
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
];

/// Turns objects into resources.
pub(crate) fn fold(
    mut objects: BTreeMap<Key, Stored>,
    reach: impl Fn(usize) -> Reach,
) -> Result<Folded, Refused> {
    let tops: BTreeMap<Key, Key> =
        objects.keys().filter_map(|key| Some((key.clone(), top(key, &objects)?))).collect();
    let Folded { mut resources, mut ownerless } = Folded::default();
    let mut left_out = BTreeSet::new();
    for key in objects.keys() {
        let highest = tops.get(key).unwrap_or(key);
        let Some((row, _)) = maker(highest, &objects).filter(|maker| !is_there(maker, &objects))
        else {
            continue;
        };
        match reach(row) {
            Reach::Partly => {
                left_out.insert(key.clone());
            }
            Reach::Skipped if highest == key => {}
            Reach::Skipped | Reach::Whole => continue,
        }
        let count: &mut usize = ownerless.entry((key.0, row)).or_default();
        *count = count.saturating_add(1);
    }
    objects.retain(|key, _| !left_out.contains(key));
    let mut workloads: BTreeMap<Key, (Workload, Vec<(String, Pod)>)> = BTreeMap::new();
    let mut pods = Vec::new();
    for (key, Stored { file: _, owner, body }) in objects {
        match body {
            Body::Plain(resource) => {
                resources.insert((key.0, key.1.identity()), resource);
            }
            Body::Workload(workload) => {
                if !tops.contains_key(&key) {
                    workloads.insert(key, (*workload, Vec::new()));
                }
            }
            Body::Pod(pod) => pods.push((key, owner, *pod)),
        }
    }
    let mut orphans: BTreeMap<(Place, Owner), Vec<(Key, Pod)>> = BTreeMap::new();
    for (key, owner, pod) in pods {
        let made_by = tops.get(&key).and_then(|top| workloads.get_mut(top));
        match (made_by, owner) {
            (Some((_, pods)), _) => pods.push((key.1.name, pod)),
            // The mirror of a static pod is owned by its node.
            (None, Some(owner)) if owner.kind != "Node" => {
                let place = Place { name: owner.name.clone(), ..key.1.clone() };
                orphans.entry((place, owner)).or_default().push((key, pod));
            }
            (None, _) => alone(key, pod, None, &mut resources)?,
        }
    }
    for ((row, place), (workload, pods)) in workloads {
        let Workload { labels, pod_labels, settings, placement, replicas } = workload;
        let image_ids = seen(pods.iter().map(|(_, pod)| pod));
        let sealed = pod_values::held(&settings, pods.iter().map(|(_, pod)| pod));
        let pods = pods.into_iter().map(|(name, pod)| pod.under(name, &pod_labels, &settings));
        let context = WorkloadContext { image_ids, sealed, ..WorkloadContext::new(pods, replicas) };
        let durable = WorkloadDocument::new(&place, labels, pod_labels, settings).placed(placement);
        let resource =
            Resource { durable: Document::of(&durable)?, context: Document::of(&context)? };
        resources.insert((row, place.identity()), resource);
    }
    for ((place, owner), pods) in orphans {
        group(&place, owner, pods, &mut resources)?;
    }
    Ok(Folded { resources, ownerless })
}

/// The top-most workload above an object, when one was read.
fn top(key: &Key, objects: &BTreeMap<Key, Stored>) -> Option<Key> {
    let mut current = key.clone();
    for _ in 0..LEVELS {
        let Some(next) = above(&current, objects) else {
            return (current != *key).then_some(current);
        };
        current = next;
    }
    // Owners in a circle own nothing.
    None
}

fn above(key: &Key, objects: &BTreeMap<Key, Stored>) -> Option<Key> {
    maker(key, objects).filter(|maker| is_there(maker, objects))
}

/// The workload that an object names as its owner and is folded into, read or not.
fn maker(key: &Key, objects: &BTreeMap<Key, Stored>) -> Option<Key> {
    let stored = objects.get(key)?;
    let owner = stored.owner.as_ref()?;
    let row = ROWS.iter().position(|row| row.object == owner.kind)?;
    let makes = match &stored.body {
        Body::Pod(_) => MANAGERS.contains(&owner.kind.as_str()),
        Body::Workload(_) => {
            let made = ROWS.get(key.0).map(|Row { object, .. }| *object).unwrap_or_default();
            MAKERS.contains(&(made, owner.kind.as_str()))
        }
        Body::Plain(_) => false,
    };
    makes.then(|| (row, Place { name: owner.name.clone(), ..key.1.clone() }))
}

fn is_there(key: &Key, objects: &BTreeMap<Key, Stored>) -> bool {
    objects.get(key).is_some_and(|stored| matches!(stored.body, Body::Workload(_)))
}

fn alone(
    key: Key,
    pod: Pod,
    owner: Option<&Owner>,
    resources: &mut Resources,
) -> Result<(), Refused> {
    let (row, place) = key;
    let (labels, settings) = (pod.labels.clone(), PodSettings::clone(&pod.settings));
    let image_ids = seen(std::iter::once(&pod));
    let sealed = pod_values::held(&settings, std::iter::once(&pod));
    let entry = pod.under(place.name.clone(), &labels, &settings);
    let context =
        WorkloadContext { image_ids, sealed, ..WorkloadContext::new(std::iter::once(entry), None) };
    let durable = WorkloadDocument::new(&place, BTreeMap::new(), labels, settings);
    put((row, place.identity()), &durable, owner, context, resources)
}

/// Pods of one owner that was not read.
fn group(
    place: &Place,
    owner: Owner,
    pods: Vec<(Key, Pod)>,
    resources: &mut Resources,
) -> Result<(), Refused> {
    type Shape = (BTreeMap<String, String>, Arc<PodSettings>);
    let mut shapes: BTreeMap<Shape, Vec<(Key, Pod)>> = BTreeMap::new();
    for (key, pod) in pods {
        shapes.entry((pod.labels.clone(), shape(&pod.settings))).or_default().push((key, pod));
    }
    // How most of them are set is how the owner sets them; of equally many, the first in order.
    let most = shapes.values().map(Vec::len).max().unwrap_or_default();
    let mut named_by_owner = false;
    for ((labels, _), pods) in shapes {
        let Some(((row, _), Pod { settings, .. })) = pods.first() else { continue };
        let (row, settings) = (*row, Arc::clone(settings));
        if named_by_owner || pods.len() < most {
            for (key, pod) in pods {
                alone(key, pod, Some(&owner), resources)?;
            }
            continue;
        }
        named_by_owner = true;
        let image_ids = seen(pods.iter().map(|(_, pod)| pod));
        let sealed = pod_values::held(&settings, pods.iter().map(|(_, pod)| pod));
        let entries = pods.into_iter().map(|(key, pod)| pod.under(key.1.name, &labels, &settings));
        let context = WorkloadContext { image_ids, sealed, ..WorkloadContext::new(entries, None) };
        let identity = format!("{}[{}]", place.identity(), owner.kind);
        let settings = Arc::unwrap_or_clone(settings);
        let mut durable = WorkloadDocument::new(place, BTreeMap::new(), labels, settings);
        durable.owner_kind = Some(owner.kind.clone());
        put((row, identity), &durable, Some(&owner), context, resources)?;
    }
    Ok(())
}

/// What pods that are alike have in common.
fn shape(settings: &Arc<PodSettings>) -> Arc<PodSettings> {
    if settings.is_sealed() { Arc::new(settings.unsealed()) } else { Arc::clone(settings) }
}

fn put(
    key: (usize, String),
    durable: &WorkloadDocument,
    owner: Option<&Owner>,
    context: WorkloadContext,
    resources: &mut Resources,
) -> Result<(), Refused> {
    let owner = owner.map(|Owner { kind, name }| format!("{name}[{kind}]"));
    let context = WorkloadContext { owner, ..context };
    let resource = Resource { durable: Document::of(durable)?, context: Document::of(&context)? };
    resources.insert(key, resource);
    Ok(())
}
