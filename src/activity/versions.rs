//! The way of one resource through a log: what each event made of it.
//!
//! Beginning with what was approved, every event is made in the model. As long as the log says all of what happened, each version is known, and what an event did
//! is the difference between the version before it and the one after it. Where it does not say enough, the version is unknown until a record has all of it again;
//! nothing is guessed in between.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::compare;
use crate::model::{Activity, Class, Document, Done, KindSpec, Resource, Setting};

/// What a resource is at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// This, or not there.
    Known(Option<Resource>),
    /// Nobody knows.
    Unknown,
}

/// One event about a resource, and what it made of it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) event: Arc<Activity>,
    pub(super) made: Made,
    /// What it is from then on.
    pub(super) version: Version,
}

/// What an event made of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// These settings became others, and nothing else.
    Exactly(Vec<Setting>),
    /// These did, as far as the log says; what it was before is not known.
    Said(Vec<Setting>),
    /// It is this now; what it was before is not known.
    All(Box<Resource>),
    /// It came into being.
    Came(Option<Box<Resource>>),
    /// It went.
    Went,
    /// Something changed, in these fields, or nobody knows in which.
    Something(&'static [&'static str]),
}

impl Step {
    /// Whether nobody did it himself.
    pub(super) fn is_by_service(&self) -> bool {
        self.event.actor.is_service
    }

    pub(super) fn time(&self) -> Timestamp {
        self.event.time
    }
}

/// Makes the events of one resource one after the other.
pub(super) fn versions<'a>(
    spec: &KindSpec,
    start: Option<&Resource>,
    events: impl Iterator<Item = (&'a Arc<Activity>, &'a Done)>,
) -> Vec<Step> {
    let mut version = Version::Known(start.cloned());
    events
        .map(|(event, done)| {
            let (made, next) = after(spec, &version, done);
            version = next.clone();
            Step { event: Arc::clone(event), made, version: next }
        })
        .collect()
}

fn after(spec: &KindSpec, version: &Version, done: &Done) -> (Made, Version) {
    match done {
        Done::Went => (Made::Went, Version::Known(None)),
        Done::Came => (Made::Came(None), Version::Unknown),
        Done::Touched(fields) => (Made::Something(fields), Version::Unknown),
        Done::Became { resource, is_new } => {
            let next = Version::Known(Some((**resource).clone()));
            let made = match version {
                _ if *is_new => Made::Came(Some(resource.clone())),
                Version::Known(None) => Made::Came(Some(resource.clone())),
                Version::Known(Some(before)) => {
                    Made::Exactly(compare::settings(spec, before, resource))
                }
                Version::Unknown => Made::All(resource.clone()),
            };
            (made, next)
        }
        Done::Set(said) => {
            let Version::Known(Some(before)) = version else {
                return (Made::Said(said.clone()), Version::Unknown);
            };
            match edited(before, said) {
                Some(next) => {
                    let made = Made::Exactly(compare::settings(spec, before, &next));
                    (made, Version::Known(Some(next)))
                }
                // What it takes away was not there: something happened that the log does not have.
                None => (Made::Said(said.clone()), Version::Unknown),
            }
        }
    }
}

/// A resource after what an event said of it was done. Nothing when that can't have been so.
fn edited(resource: &Resource, said: &[Setting]) -> Option<Resource> {
    let mut durable = resource.durable.value().ok()?;
    let mut context = resource.context.value().ok()?;
    let mut missed = 0;
    for setting in said {
        let tree = match setting.class {
            Class::Context => &mut context,
            Class::Durable | Class::Volatile => &mut durable,
        };
        if set(tree, setting).is_none() {
            missed += 1;
        }
        prune(tree, &setting.path);
    }
    // A log may not say in which of two lists it was: then it is told of both, and one has it.
    if missed > 0 && missed == said.len() {
        return None;
    }
    Some(Resource { durable: Document::of(&durable).ok()?, context: Document::of(&context).ok()? })
}

fn set(tree: &mut Value, setting: &Setting) -> Option<()> {
    let (last, outer) = setting.path.split_last()?;
    let mut place = tree;
    for key in outer {
        let fields = place.as_object_mut()?;
        place = fields.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
    }
    let fields = place.as_object_mut()?;
    if !setting.is_element {
        match &setting.to {
            Some(value) => fields.insert(last.clone(), value.clone()),
            // One that had to be something else stays.
            None if setting.from.as_ref().is_some_and(|from| fields.get(last) != Some(from)) => {
                None
            }
            None => fields.remove(last),
        };
        return Some(());
    }
    let list = fields.entry(last.clone()).or_insert_with(|| Value::Array(Vec::new()));
    let list = list.as_array_mut()?;
    let mut at = list.len();
    if let Some(from) = &setting.from {
        at = list.iter().position(|one| is_meant(from, one))?;
        let was = list.remove(at);
        // What an event says of an element that it edits is all that it knows of it; the rest stays.
        if let (Some(Value::Object(to)), Value::Object(mut fields)) = (&setting.to, was) {
            fields.extend(to.iter().map(|(key, value)| (key.clone(), value.clone())));
            fields.retain(|_, value| !value.is_null());
            list.insert(at, Value::Object(fields));
            return Some(());
        }
    }
    if let Some(to) = &setting.to
        && !list.iter().any(|one| is_of(to, one))
    {
        list.insert(at.min(list.len()), to.clone());
    }
    Some(())
}

/// A map that has lost its last entry is not written down.
fn prune(tree: &mut Value, path: &[String]) {
    let [outer @ .., map, _] = path else { return };
    let place = outer.iter().try_fold(tree, |place, key| place.get_mut(key));
    let Some(fields) = place.and_then(Value::as_object_mut) else { return };
    if fields.get(map).and_then(Value::as_object).is_some_and(Map::is_empty) {
        fields.remove(map);
    }
}

/// Whether an element is the one that an event names. What is named by its id alone is found by that, or not at all.
fn is_meant(said: &Value, is: &Value) -> bool {
    let is_bare = said.as_object().is_some_and(|said| said.keys().all(|key| key == "id"));
    if is_bare { said.get("id") == is.get("id") } else { is_of(said, is) }
}

/// Whether what a log says of something is so of this: an object stands for all that have its fields.
pub(super) fn is_of(said: &Value, is: &Value) -> bool {
    match (said, is) {
        (Value::Object(said), Value::Object(is)) => said.iter().all(|(key, value)| {
            match is.get(key) {
                Some(other) => is_of(value, other),
                // An id that only one of them has tells them apart from nothing.
                None => key == "id" || value.is_null(),
            }
        }),
        (Value::Array(said), Value::Array(is)) => {
            said.len() == is.len() && said.iter().zip(is).all(|(said, is)| is_of(said, is))
        }
        _ => said == is,
    }
}
