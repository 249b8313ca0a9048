//! The declarations of pods and of everything that makes pods. They share their fields.

use super::left_out;
use crate::model::{Bears, Call, Field, Kind, KindSpec, Matching, Need, Provider, Role};

const CONTAINERS: Field = Field::list(
    "containers",
    Bears::Program,
    Matching::Keyed(&["name"]),
    "what runs; a container is found again by its name",
);
const IMAGE: Field = Field::durable("containers[].image", Bears::Program, "what runs");
const PORTS: Field = Field::list(
    "containers[].ports",
    Bears::Traffic,
    Matching::Set,
    "policies and services look port names up here, and a host port leads around both",
);
const PRIVILEGED: Field = Field::durable(
    "containers[].privileged",
    Bears::Hardening,
    "a privileged container can do on the node what it likes",
);
const HOST_IPC: Field =
    Field::durable("host_ipc", Bears::Hardening, "shares the node's memory segments");
const HOST_NETWORK: Field =
    Field::durable("host_network", Bears::Traffic, "takes the pod out of every policy");
const HOST_PATHS: Field = Field::list(
    "host_paths",
    Bears::Hardening,
    Matching::Set,
    "a folder of the node in a pod is a way out of it",
);
const HOST_PID: Field =
    Field::durable("host_pid", Bears::Hardening, "sees and signals the node's processes");
const LABELS: Field = Field::durable(
    "labels",
    Bears::Metadata,
    "the workload's own; policies look at those of its pods",
);
const NAME: Field = Field::durable("name", Bears::Metadata, "part of the identity");
const NAMESPACE: Field =
    Field::durable("namespace", Bears::Traffic, "which policies apply hangs on it");
const OWNER_KIND: Field = Field::durable(
    "owner_kind",
    Bears::Metadata,
    "part of the identity of pods whose owner was not read",
);
const OWNER: Field = Field::context(
    "owner",
    Bears::Metadata,
    "pods of one owner are one endpoint where no policy tells them apart",
);
const POD_LABELS: Field =
    Field::durable("pod_labels", Bears::Traffic, "policies and services select pods by them");
const SERVICE_ACCOUNT: Field =
    Field::durable("service_account", Bears::Hardening, "what the workload may ask of the API");
const DEVIATIONS: Field = Field::context(
    "deviations",
    Bears::Traffic,
    "a pod that is set otherwise than its workload says may be out of every policy's reach; how many there are of one sort is no matter",
);
const PODS: Field = Field::context(
    "pods",
    Bears::Metadata,
    "pods come and go with scaling and rollouts; their addresses, nodes, own labels and settings are kept for what they explain",
)
.matched(Matching::Keyed(&["name"]));
const REPLICAS: Field =
    Field::context("replicas", Bears::Metadata, "autoscalers write it all day long");
const COMMAND: Field = Field::volatile(
    "spec.template.spec.containers[].command",
    "commands and arguments may hold secrets; they arrive with the hardening settings, as keyed hashes",
);
const ENV: Field =
    Field::volatile("spec.template.spec.containers[].env", "values are often secrets");
const SELECTOR: Field = Field::volatile(
    "spec.selector",
    "can't be changed after creation; pods are found by their owner references",
);
const VOLUMES: Field = Field::volatile(
    "spec.template.spec.volumes",
    "all but the paths of the node (`host_paths`) stay inside the pod",
);
const SCHEDULING: Field = Field::volatile(
    "spec.template.spec.nodeSelector",
    "where a pod may run, with affinity, tolerations, priorities and resources: no traffic hangs on it",
);
const ROLLOUT: Field =
    Field::volatile("spec.strategy", "how a rollout goes; also revision limits and deadlines");
const SCHEDULE: Field =
    Field::volatile("spec.schedule", "when a job runs doesn't change what it can reach");
const COMPLETIONS: Field = Field::volatile(
    "spec.completions",
    "how often a job's pods run: also parallelism, back-off and suspension",
);
const GENERATED: Field = Field::volatile(
    "spec.template.metadata.labels.pod-template-hash",
    "written by controllers, like `controller-revision-hash`, `job-name` and `controller-uid`",
);

macro_rules! fields {
    ($($more:expr),*) => {
        &[
            CONTAINERS,
            IMAGE,
            PORTS,
            PRIVILEGED,
            HOST_IPC,
            HOST_NETWORK,
            HOST_PATHS,
            HOST_PID,
            NAME,
            NAMESPACE,
            POD_LABELS,
            SERVICE_ACCOUNT,
            PODS,
            COMMAND,
            ENV,
            VOLUMES,
            SCHEDULING,
            left_out::ANNOTATIONS,
            left_out::CREATED,
            left_out::FINALIZERS,
            left_out::GENERATION,
            left_out::MANAGED,
            left_out::OWNERS,
            left_out::STATUS,
            left_out::UID,
            left_out::VERSION,
            $($more),*
        ]
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

/// A container in words: `web: registry.example/web:1.2, privileged`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "containers" {
        return None;
    }
    let text = |key: &str| element.get(key).and_then(serde_json::Value::as_str);
    let mut words = format!("{}: {}", text("name")?, text("image").unwrap_or("no image"));
    if element.get("privileged") == Some(&true.into()) {
        words.push_str(", privileged");
    }
    if let Some(role) = text("role").filter(|role| *role != "main") {
        words.push_str(&format!(" ({role} container)"));
    }
    Some(words)
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
    fields![OWNER_KIND, OWNER],
);

/// `Deployment`.
pub const DEPLOYMENT: KindSpec = spec(
    "deployment",
    "deployment",
    &[call("deployments", "list deployments.apps")],
    NAMED,
    fields![DEVIATIONS, LABELS, REPLICAS, SELECTOR, ROLLOUT],
);

/// `ReplicaSet`, when no Deployment that was read owns it.
pub const REPLICA_SET: KindSpec = spec(
    "replica-set",
    "replica set",
    &[call("replicasets", "list replicasets.apps")],
    NAMED,
    fields![DEVIATIONS, LABELS, REPLICAS, SELECTOR, GENERATED],
);

/// `StatefulSet`.
pub const STATEFUL_SET: KindSpec = spec(
    "stateful-set",
    "stateful set",
    &[call("statefulsets", "list statefulsets.apps")],
    NAMED,
    fields![DEVIATIONS, LABELS, REPLICAS, SELECTOR, ROLLOUT],
);

/// `DaemonSet`.
pub const DAEMON_SET: KindSpec = spec(
    "daemon-set",
    "daemon set",
    &[call("daemonsets", "list daemonsets.apps")],
    NAMED,
    fields![DEVIATIONS, LABELS, SELECTOR, ROLLOUT],
);

/// `Job`, when no CronJob that was read owns it.
pub const JOB: KindSpec = spec(
    "job",
    "job",
    &[call("jobs", "list jobs.batch")],
    NAMED,
    fields![DEVIATIONS, LABELS, SELECTOR, COMPLETIONS, GENERATED],
);

/// `CronJob`.
pub const CRON_JOB: KindSpec = spec(
    "cron-job",
    "cron job",
    &[call("cronjobs", "list cronjobs.batch")],
    NAMED,
    fields![DEVIATIONS, LABELS, SCHEDULE],
);

/// `ReplicationController`.
pub const REPLICATION_CONTROLLER: KindSpec = spec(
    "replication-controller",
    "replication controller",
    &[call("replicationcontrollers", "list replicationcontrollers")],
    NAMED,
    fields![DEVIATIONS, LABELS, REPLICAS, SELECTOR],
);
