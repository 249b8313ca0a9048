//! The declarations of pods and of everything that makes pods. They share their fields.

use super::workload_fields::{
    BOUND_TO, COMPLETIONS, DEVIATIONS, GENERATED, LABELS, OWNER, OWNER_KIND, PLACED, REPLICAS,
    ROLLOUT, RUNS_ON, SCHEDULE, SELECTOR, SHARED, TOLERATIONS,
};
use serde_json::Value;

use crate::model::{Call, Field, Kind, KindSpec, Need, Provider, Role};

/// The fields of every workload, and these.
const fn with<const MORE: usize, const ALL: usize>(more: [Field; MORE]) -> [Field; ALL] {
    let mut all = [LABELS; ALL];
    let (shared, own) = all.split_at_mut(SHARED.len());
    shared.copy_from_slice(&SHARED);
    own.copy_from_slice(&more);
    all
}

macro_rules! fields {
    ($($more:expr),*) => {
        &const {
            const MORE: &[Field] = &[$($more),*];
            with::<{ MORE.len() }, { SHARED.len() + MORE.len() }>([$($more),*])
        }
    };
}

const NAMED: &str = "`namespace/name`: unique, and the same after a re-creation";

const fn spec(
    word: &'static str,
    title: &'static str,
    calls: &'static [Call],
    identity: &'static str,
    fields: &'static [Field],
) -> KindSpec {
    KindSpec {
        kind: Kind::new(Provider::Kubernetes, word),
        title,
        role: Role::Workload,
        calls,
        identity,
        named_by: &[],
        comes_and_goes: None,
        fields,
        phrase,
    }
}

/// A container in words: `web: registry.example/web:1.2, privileged`. A mount: `/var/log of the node at /logs, read-only`.
fn phrase(list: &str, element: &Value) -> Option<String> {
    let text = |key: &str| element.get(key).and_then(Value::as_str);
    let is = |key: &str| element.get(key) == Some(&true.into());
    let mut words = match list {
        "containers" => {
            let mut words = format!("{}: {}", text("name")?, text("image").unwrap_or("no image"));
            if is("privileged") {
                words.push_str(", privileged");
            }
            if let Some(role) = text("role").filter(|role| *role != "main") {
                words.push_str(&format!(" ({role} container)"));
            }
            return Some(words);
        }
        "containers[].mounts" => match (text("type")?, text("source")) {
            ("host-path", Some(source)) => format!("{source} of the node at {}", text("path")?),
            (sort, Some(source)) => {
                format!("{} {source} at {}", sort.replace('-', " "), text("path")?)
            }
            (sort, None) => format!("{} at {}", sort.replace('-', " "), text("path")?),
        },
        "runs_on" => return Some(format!("nodes with {}", nodes(element))),
        "tolerations" => return Some(format!("tolerates {}", tolerated(element))),
        _ => return None,
    };
    if is("read_only") {
        words.push_str(", read-only");
    }
    if let Some(propagation) = text("propagation") {
        words.push_str(&format!(", {}", propagation.replace('-', " ")));
    }
    Some(words)
}

/// What nodes must meet, in words: `arch=arm64, pool in (a, b), !spot`.
fn nodes(term: &Value) -> String {
    let list = |key: &str| term.get(key).and_then(Value::as_array).into_iter().flatten();
    let words = list("labels").chain(list("fields")).map(|one| {
        let text = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
        let values = one.get("values").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<&str> = values.filter_map(Value::as_str).collect();
        let (key, values) = (text("key"), values.join(", "));
        match text("operator") {
            "In" if !values.contains(',') => format!("{key}={values}"),
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} not in ({values})"),
            "Exists" => key.to_owned(),
            "DoesNotExist" => format!("!{key}"),
            "Gt" => format!("{key} > {values}"),
            "Lt" => format!("{key} < {values}"),
            other => format!("{key} {other} ({values})"),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A toleration in words: `gpu=yes:NoSchedule`, `every taint`.
fn tolerated(toleration: &Value) -> String {
    let text = |key: &str| toleration.get(key).and_then(Value::as_str);
    let mut words = match (text("key"), text("operator"), text("value")) {
        (None, Some("Exists"), _) => "every taint".to_owned(),
        (key, Some("Exists"), _) => key.unwrap_or_default().to_owned(),
        (key, None, value) => {
            format!("{}={}", key.unwrap_or_default(), value.unwrap_or_default())
        }
        (key, Some(other), value) => {
            format!("{} {other} {}", key.unwrap_or_default(), value.unwrap_or_default())
        }
    };
    if let Some(effect) = text("effect") {
        words.push_str(&format!(":{effect}"));
    }
    if let Some(seconds) = toleration.get("seconds").and_then(Value::as_i64) {
        words.push_str(&format!(" for {seconds} s"));
    }
    words
}

const fn call(name: &'static str, permission: &'static str) -> Call {
    Call { name, permission, need: Need::Required }
}

/// All of them.
pub const ALL: &[&KindSpec] = &[
    &POD,
    &DEPLOYMENT,
    &REPLICA_SET,
    &STATEFUL_SET,
    &DAEMON_SET,
    &JOB,
    &CRON_JOB,
    &REPLICATION_CONTROLLER,
];

/// `Pod`, when nothing that was read owns it.
pub const POD: KindSpec = spec(
    "pod",
    "pod",
    &[call("pods", "list pods")],
    "`namespace/name` for bare and static pods; `namespace/owner[Kind]` for pods whose owner was not read, because their own names change with each re-creation",
    fields![OWNER_KIND, OWNER, PLACED],
);

/// `Deployment`.
pub const DEPLOYMENT: KindSpec = spec(
    "deployment",
    "deployment",
    &[call("deployments", "list deployments.apps")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, REPLICAS, SELECTOR, ROLLOUT, RUNS_ON, TOLERATIONS],
);

/// `ReplicaSet`, when no Deployment that was read owns it.
pub const REPLICA_SET: KindSpec = spec(
    "replica-set",
    "replica set",
    &[call("replicasets", "list replicasets.apps")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, REPLICAS, SELECTOR, GENERATED, RUNS_ON, TOLERATIONS],
);

/// `StatefulSet`.
pub const STATEFUL_SET: KindSpec = spec(
    "stateful-set",
    "stateful set",
    &[call("statefulsets", "list statefulsets.apps")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, REPLICAS, SELECTOR, ROLLOUT, RUNS_ON, TOLERATIONS],
);

/// `DaemonSet`.
pub const DAEMON_SET: KindSpec = spec(
    "daemon-set",
    "daemon set",
    &[call("daemonsets", "list daemonsets.apps")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, SELECTOR, ROLLOUT, RUNS_ON, TOLERATIONS],
);

/// `Job`, when no CronJob that was read owns it.
pub const JOB: KindSpec = spec(
    "job",
    "job",
    &[call("jobs", "list jobs.batch")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, SELECTOR, COMPLETIONS, GENERATED, RUNS_ON, TOLERATIONS],
);

/// `CronJob`.
pub const CRON_JOB: KindSpec = spec(
    "cron-job",
    "cron job",
    &[call("cronjobs", "list cronjobs.batch")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, SCHEDULE, RUNS_ON, TOLERATIONS],
);

/// `ReplicationController`.
pub const REPLICATION_CONTROLLER: KindSpec = spec(
    "replication-controller",
    "replication controller",
    &[call("replicationcontrollers", "list replicationcontrollers")],
    NAMED,
    fields![BOUND_TO, DEVIATIONS, LABELS, REPLICAS, SELECTOR, RUNS_ON, TOLERATIONS],
);
