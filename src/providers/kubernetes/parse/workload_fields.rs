//! The fields of pods and of everything that makes pods, each with its class and the reason. They share most of them.

use super::left_out;
use crate::model::{Bears, Field, Matching};

/// Of what a container is allowed.
const fn hardening(path: &'static str, reason: &'static str) -> Field {
    Field::durable(path, Bears::Hardening, reason)
}

/// A set of what a container is allowed.
const fn allowed(path: &'static str, reason: &'static str) -> Field {
    Field::list(path, Bears::Hardening, Matching::Set, reason)
}

/// A set of what decides which program runs, and how.
const fn program(path: &'static str, matching: Matching, reason: &'static str) -> Field {
    Field::list(path, Bears::Program, matching, reason)
}

/// Those of every workload.
pub(super) const SHARED: [Field; 67] = [
    Field::list(
        "containers",
        Bears::Hardening,
        Matching::Keyed(&["name"]),
        "what runs; a container is found again by its name. What a pod says for all of them stands in each of them",
    ),
    hardening("containers[].apparmor", "the kernel's rules for its programs; `unconfined` is none"),
    allowed("containers[].block_devices", "raw volumes"),
    allowed("containers[].capabilities_added", "what its root may do besides"),
    allowed("containers[].capabilities_dropped", "what its root may not do"),
    Field::durable(
        "containers[].command",
        Bears::Program,
        "what it runs, where that is not left to the image: the program, and how many arguments there are; they may be secrets, and none is written",
    ),
    program(
        "containers[].command.options",
        Matching::Set,
        "the names of long options, without their values",
    ),
    allowed("containers[].device_requests", "devices of the node that plugins hand out"),
    program(
        "containers[].environment",
        Matching::Set,
        "the names of variables; values are often secrets, and none is written as it is",
    ),
    program("containers[].environment_from", Matching::Set, "where more variables are from"),
    program(
        "containers[].hooks",
        Matching::Keyed(&["when"]),
        "commands that run in it besides its own: probes, after the start, before the end",
    ),
    program("containers[].hooks[].command.options", Matching::Set, "as of the command"),
    hardening("containers[].host_process", "whether it is a process of a Windows node"),
    Field::durable("containers[].image", Bears::Program, "what runs"),
    Field::list(
        "containers[].mounts",
        Bears::Hardening,
        Matching::Keyed(&["path"]),
        "files of the node, the engine's socket, or something laid over its logs",
    ),
    Field::durable(
        "containers[].mounts[].source",
        Bears::Program,
        "what lies behind it: that another folder of the node does is told as what it allows",
    ),
    hardening("containers[].no_new_privileges", "whether its programs can gain privileges"),
    Field::list(
        "containers[].ports",
        Bears::Traffic,
        Matching::Set,
        "policies and services look port names up here, and a host port leads around both",
    ),
    hardening(
        "containers[].privileged",
        "a privileged container can do on the node what it likes",
    ),
    hardening("containers[].proc_mount", "whether files of the kernel are hidden from it"),
    hardening("containers[].readonly_root", "whether its programs can be replaced"),
    hardening("containers[].role", "when it runs: a sidecar guards the others, or reads along"),
    hardening("containers[].run_as_group", "what files it may touch"),
    hardening("containers[].run_as_non_root", "whether the node refuses to run it as root"),
    hardening("containers[].run_as_user", "0 is root; nothing is what the image says"),
    program(
        "containers[].sealed",
        Matching::Sealed,
        "values of variables and what is run, as hashes with a key of the user's; without one they are left out",
    ),
    hardening("containers[].seccomp", "which calls of the kernel it may make"),
    hardening("containers[].selinux", "the kernel's rules for its processes"),
    Field::durable(
        "containers[].working_directory",
        Bears::Program,
        "where a command without a path is",
    ),
    Field::durable("dns", Bears::Exposure, "whom it asks for names; the cluster's is left out"),
    Field::list("dns.options", Bears::Exposure, Matching::Set, "how it asks for names"),
    hardening("fs_group", "what files it may touch"),
    allowed("groups", "what files it may touch"),
    Field::list("host_aliases", Bears::Exposure, Matching::Set, "names that lead elsewhere"),
    hardening("host_ipc", "shares the node's memory segments"),
    Field::durable("host_network", Bears::Traffic, "takes the pod out of every policy"),
    allowed("host_paths", "a folder of the node in a pod is a way out of it"),
    hardening("host_pid", "sees and signals the node's processes"),
    Field::durable("name", Bears::Metadata, "part of the identity"),
    Field::durable("namespace", Bears::Traffic, "which policies apply hangs on it"),
    Field::durable("pod_labels", Bears::Traffic, "policies and services select pods by them"),
    hardening("runtime_class", "which program contains it"),
    hardening("service_account", "what the workload may ask of the API"),
    hardening(
        "service_account_token",
        "whether it is given a key to the API; what is not said hangs on the service account, and is mostly yes",
    ),
    hardening("share_processes", "whether its containers see each other's processes"),
    hardening("sysctls", "settings of the kernel"),
    hardening("user_namespace", "whether its root is not the node's"),
    Field::context(
        "image_ids",
        Bears::Program,
        "what a name that has no digest was seen to stand for, where pods ran; a name that was not seen before is no difference",
    )
    .matched(Matching::Seen { key: "image" }),
    Field::context(
        "sealed",
        Bears::Program,
        "whether its pods have the values that it gives them, where there is a key to tell",
    )
    .matched(Matching::Sealed),
    Field::context(
        "pods",
        Bears::Metadata,
        "pods come and go with scaling and rollouts; their addresses, nodes, own labels and settings are kept for what they explain",
    )
    .matched(Matching::Keyed(&["name"])),
    Field::volatile(
        "spec.template.spec.containers[].env[].value",
        "values of variables and arguments are often secrets, and so is what they are taken from; they are kept as hashes (`sealed`) by whoever has a key",
    ),
    Field::volatile(
        "spec.template.spec.containers[].env[JOB_COMPLETION_INDEX]",
        "written by the controller of a job",
    ),
    Field::volatile(
        "spec.template.spec.containers[].imagePullPolicy",
        "when an image is fetched; also where messages and terminals go, and how often probes ask",
    ),
    Field::volatile(
        "spec.template.spec.containers[].resources",
        "its share of the node, but for devices",
    ),
    Field::volatile(
        "spec.template.spec.containers[].volumeMounts[/var/run/secrets/kubernetes.io/serviceaccount]",
        "the server mounts the token there by itself; `service_account_token` says whether",
    ),
    Field::volatile(
        "spec.template.spec.securityContext.windowsOptions.runAsUserName",
        "accounts of Windows, also which specification they have; and how groups of volumes are applied",
    ),
    Field::volatile(
        "spec.template.spec.volumes",
        "what is mounted stands with the mounts, and the paths of the node in `host_paths`; sizes, file modes, which keys of a secret, and what must be at a path of the node are left out",
    ),
    Field::volatile(
        "spec.template.spec.priorityClassName",
        "who goes first where there is little room, and where a pod is preferred to run; also its host name, and how it ends: no traffic hangs on it",
    ),
    left_out::ANNOTATIONS,
    left_out::CREATED,
    left_out::FINALIZERS,
    left_out::GENERATION,
    left_out::MANAGED,
    left_out::OWNERS,
    left_out::STATUS,
    left_out::UID,
    left_out::VERSION,
];

pub(super) const DEVIATIONS: Field = Field::context(
    "deviations",
    Bears::Traffic,
    "a pod that is set otherwise than its workload says may be out of every policy's reach; how many there are of one sort is no matter",
);
/// Where the pods of a template may run.
pub(super) const BOUND_TO: Field = Field::durable(
    "bound_to",
    Bears::Hardening,
    "the one node of its pods; an agent that is bound to one covers no other",
);
pub(super) const RUNS_ON: Field = Field::list(
    "runs_on",
    Bears::Hardening,
    Matching::Set,
    "what nodes must meet for its pods, any of these, of `nodeSelector` and what an affinity requires; an agent that may run nowhere is switched off",
);
pub(super) const TOLERATIONS: Field = Field::list(
    "tolerations",
    Bears::Hardening,
    Matching::Set,
    "which taints don't keep its pods away: an agent that tolerates fewer covers fewer nodes, and others that tolerate more run beside the control plane",
);
/// Of pods.
pub(super) const PLACED: Field = Field::volatile(
    "spec.nodeSelector",
    "where it may run, with affinity and tolerations: the scheduler, admission and controllers write into it; `pods` says where it does",
);
pub(super) const LABELS: Field = Field::durable(
    "labels",
    Bears::Metadata,
    "the workload's own; policies look at those of its pods",
);
pub(super) const OWNER: Field = Field::context(
    "owner",
    Bears::Metadata,
    "pods of one owner are one endpoint where no policy tells them apart",
);
pub(super) const OWNER_KIND: Field = Field::durable(
    "owner_kind",
    Bears::Metadata,
    "part of the identity of pods whose owner was not read",
);
pub(super) const REPLICAS: Field =
    Field::context("replicas", Bears::Metadata, "autoscalers write it all day long");
pub(super) const SELECTOR: Field = Field::volatile(
    "spec.selector",
    "can't be changed after creation; pods are found by their owner references",
);
pub(super) const ROLLOUT: Field =
    Field::volatile("spec.strategy", "how a rollout goes; also revision limits and deadlines");
pub(super) const SCHEDULE: Field =
    Field::volatile("spec.schedule", "when a job runs doesn't change what it can reach");
pub(super) const COMPLETIONS: Field = Field::volatile(
    "spec.completions",
    "how often a job's pods run: also parallelism, back-off and suspension",
);
pub(super) const GENERATED: Field = Field::volatile(
    "spec.template.metadata.labels.pod-template-hash",
    "written by controllers, like `controller-revision-hash`, `job-name` and `controller-uid`",
);
