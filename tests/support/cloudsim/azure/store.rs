//! What a subscription holds: objects as Azure Resource Manager returns them, put in by tests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// A management group.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) shown: String,
    /// Subscriptions by id, and groups by name.
    pub(crate) children: Vec<String>,
}

/// One subscription.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) state: String,
    /// Where its pages say that the next one is, when that is somewhere else.
    pub(super) leads_to: Option<String>,
    /// Namespaces that nobody has registered in it.
    pub(super) unregistered: BTreeSet<String>,
    /// By type and by id, both in lower case.
    pub(super) resources: BTreeMap<String, BTreeMap<String, Value>>,
    /// The service tags as a location tells them, in lower case.
    pub(super) tags: BTreeMap<String, Value>,
    /// What a Network Manager enforces on a network, by the network's id in lower case.
    pub(super) admin_rules: BTreeMap<String, BTreeMap<String, Value>>,
    /// Flow logs by the id of their network watcher in lower case.
    pub(super) flow_logs: BTreeMap<String, BTreeMap<String, Value>>,
    /// Diagnostic settings by the id of what they are of in lower case.
    pub(super) diagnostics: BTreeMap<String, BTreeMap<String, Value>>,
    /// The activity log, by `eventTimestamp` and `eventDataId`.
    pub(super) activity: BTreeMap<String, Value>,
}

impl Subscription {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: format!("subscription {id}"),
            state: "Enabled".to_owned(),
            leads_to: None,
            unregistered: BTreeSet::new(),
            resources: BTreeMap::new(),
            tags: BTreeMap::new(),
            admin_rules: BTreeMap::new(),
            flow_logs: BTreeMap::new(),
            diagnostics: BTreeMap::new(),
            activity: BTreeMap::new(),
        }
    }

    /// Calls it so.
    pub(crate) fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// `Enabled`, `Disabled`, `Deleted`, `PastDue` or `Warned`.
    pub(crate) fn in_state(self, state: &str) -> Self {
        Self { state: state.to_owned(), ..self }
    }

    /// Its pages lead to another host: `http://198.51.100.7`.
    pub(crate) fn leading_to(self, host: &str) -> Self {
        Self { leads_to: Some(host.to_owned()), ..self }
    }

    /// Nobody has registered a namespace in it, such as `Microsoft.Compute`.
    pub(crate) fn unregistered(mut self, namespace: &str) -> Self {
        self.unregistered.insert(namespace.to_owned());
        self
    }

    /// A resource with its `id` and `type`. One with the same id is replaced.
    pub(crate) fn put(mut self, resource: &Value) -> Self {
        let text = |field: &str| {
            let text = resource[field].as_str();
            text.unwrap_or_else(|| panic!("a resource without {field}")).to_ascii_lowercase()
        };
        let own = format!("/subscriptions/{}/", self.id).to_ascii_lowercase();
        assert!(text("id").starts_with(&own), "{} is not in {own}", text("id"));
        self.resources.entry(text("type")).or_default().insert(text("id"), resource.clone());
        self
    }

    /// Takes a resource away.
    pub(crate) fn without(mut self, id: &str) -> Self {
        let id = id.to_ascii_lowercase();
        let mut found = self.resources.values_mut().map(|resources| resources.remove(&id));
        assert!(found.any(|found| found.is_some()), "no resource {id}");
        self
    }

    /// The service tags, as the list of a location is answered.
    pub(crate) fn service_tags(mut self, location: &str, answer: &Value) -> Self {
        self.tags.insert(location.to_ascii_lowercase(), answer.clone());
        self
    }

    /// The security admin rules that are in force on a network, each with its `id`.
    pub(crate) fn admin_rules(mut self, network: &str, rules: &[Value]) -> Self {
        let rules = rules
            .iter()
            .map(|rule| (rule["id"].as_str().unwrap().to_ascii_lowercase(), rule.clone()));
        self.admin_rules.insert(network.to_ascii_lowercase(), rules.collect());
        self
    }

    /// The diagnostic settings of a resource, or with `/subscriptions/<id>` of the subscription, each with its `id`.
    pub(crate) fn diagnostics(mut self, of: &str, settings: &[Value]) -> Self {
        let settings = settings
            .iter()
            .map(|one| (one["id"].as_str().unwrap().to_ascii_lowercase(), one.clone()));
        self.diagnostics.insert(of.to_ascii_lowercase(), settings.collect());
        self
    }

    /// A record of the activity log.
    pub(crate) fn record(mut self, record: &Value) -> Self {
        let text = |field: &str| record[field].as_str().unwrap();
        let key = format!("{}-{}", text("eventTimestamp"), text("eventDataId"));
        self.activity.insert(key, record.clone());
        self
    }

    /// The network watcher of a region, and its flow logs, each with its `id`.
    pub(crate) fn watcher(mut self, region: &str, logs: &[Value]) -> Self {
        let kind = "Microsoft.Network/networkWatchers";
        let name = format!("NetworkWatcher_{region}");
        let group = format!("/subscriptions/{}/resourceGroups/NetworkWatcherRG", self.id);
        let id = format!("{group}/providers/{kind}/{name}");
        let logs = logs
            .iter()
            .map(|log| (log["id"].as_str().unwrap().to_ascii_lowercase(), log.clone()))
            .collect();
        self.flow_logs.insert(id.to_ascii_lowercase(), logs);
        self.put(&json!({
            "id": id, "name": name, "type": kind, "location": region,
            "properties": {"provisioningState": "Succeeded"},
        }))
    }
}
