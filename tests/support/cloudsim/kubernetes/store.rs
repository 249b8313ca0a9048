//! What a cluster holds: its objects, and the resources that it serves.

use std::collections::BTreeMap;

use serde_json::Value;

/// A resource that an API server serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Served {
    pub(super) kind: String,
    pub(super) is_namespaced: bool,
    /// Not defined by a resource of the cluster. The items of its lists don't say again what they are.
    pub(super) is_built_in: bool,
}

/// What every cluster serves, without what readers of networks never ask: group and version, kind, whether namespaced.
const BUILT_IN: &[(&str, &str, bool)] = &[
    ("apps/v1", "DaemonSet", true),
    ("apps/v1", "Deployment", true),
    ("apps/v1", "ReplicaSet", true),
    ("apps/v1", "StatefulSet", true),
    ("batch/v1", "CronJob", true),
    ("batch/v1", "Job", true),
    ("networking.k8s.io/v1", "Ingress", true),
    ("networking.k8s.io/v1", "NetworkPolicy", true),
    ("v1", "Namespace", false),
    ("v1", "Node", false),
    ("v1", "Pod", true),
    ("v1", "ReplicationController", true),
    ("v1", "Service", true),
];

/// One cluster.
#[derive(Debug)]
pub(crate) struct Cluster {
    /// By group and version (`v1`, `apps/v1`) and by the plural.
    pub(super) served: BTreeMap<(String, String), Served>,
    /// By the same, then by `namespace/name`.
    pub(super) objects: BTreeMap<(String, String), BTreeMap<String, Value>>,
    /// What is answered word for word, by group and version, plural and token.
    pub(super) recorded: BTreeMap<(String, String, String), (u16, String)>,
    /// Counts the changes, as etcd does.
    pub(super) revision: u64,
}

impl Default for Cluster {
    fn default() -> Self {
        let empty = Self {
            served: BTreeMap::new(),
            objects: BTreeMap::new(),
            recorded: BTreeMap::new(),
            revision: 1,
        };
        BUILT_IN.iter().fold(empty, |cluster, (group, kind, is_namespaced)| {
            cluster.serves(group, kind, *is_namespaced)
        })
    }
}

impl Cluster {
    /// Serves a kind, as a cluster does after its definition was installed.
    pub(crate) fn serves(mut self, group: &str, kind: &str, is_namespaced: bool) -> Self {
        let is_built_in = BUILT_IN.iter().any(|(own, name, _)| *own == group && *name == kind);
        let served = Served { kind: kind.to_owned(), is_namespaced, is_built_in };
        self.served.insert((group.to_owned(), plural(kind)), served);
        self
    }

    /// Puts an object in, with its `apiVersion` and `kind`. A kind that is not served is from now on.
    pub(crate) fn put(mut self, object: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (group, kind) = (text(&object["apiVersion"]), text(&object["kind"]));
        let (space, name) =
            (text(&object["metadata"]["namespace"]), text(&object["metadata"]["name"]));
        assert!(!group.is_empty() && !kind.is_empty() && !name.is_empty(), "no object: {object}");
        let key = (group.clone(), plural(&kind));
        if !self.served.contains_key(&key) {
            self = self.serves(&group, &kind, !space.is_empty());
        }
        self.revision += 1;
        let mut object = object.clone();
        if object["metadata"]["resourceVersion"].is_null() {
            object["metadata"]["resourceVersion"] = self.revision.to_string().into();
        }
        self.objects.entry(key).or_default().insert(format!("{space}/{name}"), object);
        self
    }

    /// Puts in the items of a list, as `kubectl get -o json` prints it or an API server answers it.
    pub(crate) fn list(mut self, list: &Value) -> Self {
        let kind = list["kind"].as_str().unwrap_or_default().trim_end_matches("List");
        for item in list["items"].as_array().unwrap() {
            let mut item = item.clone();
            // The items of a typed list don't say what they are.
            if item["kind"].is_null() {
                item["kind"] = kind.into();
                item["apiVersion"] = list["apiVersion"].clone();
            }
            self = self.put(&item);
        }
        self
    }

    /// Answers a page of a list as it was recorded; the first one has no token.
    pub(crate) fn records(
        mut self,
        (group, plural): (&str, &str),
        token: &str,
        status: u16,
        body: &str,
    ) -> Self {
        let key = (group.to_owned(), plural.to_owned(), token.to_owned());
        self.recorded.insert(key, (status, body.to_owned()));
        self
    }

    /// Serves a kind no more.
    pub(crate) fn serves_no(mut self, group: &str, kind: &str) -> Self {
        let found = self.served.remove(&(group.to_owned(), plural(kind)));
        assert!(found.is_some(), "no {kind} in {group}");
        self
    }

    /// Takes an object away.
    pub(crate) fn without(mut self, group: &str, kind: &str, name: &str) -> Self {
        let objects = self.objects.get_mut(&(group.to_owned(), plural(kind)));
        let name = if name.contains('/') { name.to_owned() } else { format!("/{name}") };
        let found = objects.and_then(|objects| objects.remove(&name));
        assert!(found.is_some(), "no {kind} {name}");
        self.revision += 1;
        self
    }
}

/// How a kind is named in paths.
fn plural(kind: &str) -> String {
    let lower = kind.to_ascii_lowercase();
    if let Some(stem) = lower.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        format!("{stem}ies")
    } else if lower.ends_with('s') {
        format!("{lower}es")
    } else {
        format!("{lower}s")
    }
}
