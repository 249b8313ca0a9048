//! What a project, a folder or an organisation holds: objects as compute returns them, put in by tests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// A project. Folders and organisations are held alike, as `folders/<id>` and `organizations/<id>`.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) id: String,
    /// The folders and the organisation that it is in, the nearest first.
    pub(super) under: Vec<String>,
    /// By collection (`firewalls`), by place (`global`, `zones/…`) and name.
    pub(super) things: BTreeMap<String, BTreeMap<(String, String), Value>>,
    /// Places that it could use, as `zones/…`, whether anything is in them or not.
    pub(super) places: BTreeSet<String>,
    /// Places that do not answer.
    pub(super) unreachable: BTreeSet<String>,
    /// What a network's effective firewalls are told to be.
    pub(super) effective: BTreeMap<String, Value>,
    /// What its logs have, by `timestamp` and `insertId`.
    pub(super) entries: BTreeMap<String, Value>,
}

impl Project {
    /// With the sinks that Google puts into each.
    pub(crate) fn new(id: &str) -> Self {
        let parent = if id.contains('/') { id.to_owned() } else { format!("projects/{id}") };
        let sink = |name: &str, filter: &str| {
            json!({
                "name": name, "resourceName": format!("{parent}/sinks/{name}"), "filter": filter,
                "destination": format!("logging.googleapis.com/{parent}/locations/global/buckets/{name}"),
            })
        };
        let audit = "LOG_ID(\"cloudaudit.googleapis.com/activity\")";
        Self::empty(id)
            .put("sinks", &sink("_Required", audit))
            .put("sinks", &sink("_Default", &format!("NOT {audit}")))
    }

    fn empty(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            under: Vec::new(),
            things: BTreeMap::new(),
            places: BTreeSet::new(),
            unreachable: BTreeSet::new(),
            effective: BTreeMap::new(),
            entries: BTreeMap::new(),
        }
    }

    /// An entry of its logs.
    pub(crate) fn entry(mut self, entry: &Value) -> Self {
        let text = |field: &str| entry[field].as_str().unwrap();
        let key = format!("{}-{}", text("timestamp"), text("insertId"));
        self.entries.insert(key, entry.clone());
        self
    }

    /// What it is in, the nearest first: `folders/7`, `organizations/123`.
    pub(crate) fn under(self, above: &[&str]) -> Self {
        Self { under: above.iter().map(|&one| one.to_owned()).collect(), ..self }
    }

    /// Something with a `name`, global.
    pub(crate) fn put(self, collection: &str, thing: &Value) -> Self {
        self.put_in("global", collection, thing)
    }

    /// Something with a `name`, in `regions/…` or `zones/…`. One of the same name is replaced.
    pub(crate) fn put_in(mut self, place: &str, collection: &str, thing: &Value) -> Self {
        let name = thing["name"].as_str().unwrap_or_else(|| panic!("{collection} without a name"));
        let key = (place.to_owned(), name.to_owned());
        if place != "global" {
            self.places.insert(place.to_owned());
        }
        self.things.entry(collection.to_owned()).or_default().insert(key, thing.clone());
        self
    }

    /// A place that it could use: aggregated lists tell of it even when nothing is there.
    pub(crate) fn place(mut self, place: &str) -> Self {
        self.places.insert(place.to_owned());
        self
    }

    /// Takes something away.
    pub(crate) fn without(mut self, place: &str, collection: &str, name: &str) -> Self {
        let key = (place.to_owned(), name.to_owned());
        let found = self.things.get_mut(collection).and_then(|things| things.remove(&key));
        assert!(found.is_some(), "no {collection} {name} in {place}");
        self
    }

    /// Makes a place answer nobody: aggregated lists go on without it, and say so.
    pub(crate) fn unreachable(mut self, place: &str) -> Self {
        self.unreachable.insert(place.to_owned());
        self.place(place)
    }

    /// Lets it answer again.
    pub(crate) fn reachable(mut self, place: &str) -> Self {
        assert!(self.unreachable.remove(place), "{place} answers");
        self
    }

    /// What the effective firewalls of a network are. Else they are the network's rules, without policies.
    pub(crate) fn effective(mut self, network: &str, answer: &Value) -> Self {
        self.effective.insert(network.to_owned(), answer.clone());
        self
    }
}
