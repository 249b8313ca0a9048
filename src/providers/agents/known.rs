//! The table of agents: what their images and programs are called by those who make them.

use crate::model::Duty;

/// One agent.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What people call it.
    pub name: &'static str,
    /// What it is there for.
    pub duty: Duty,
    /// The last words of its images' repositories, in any registry: `fluent-bit`, `grafana/alloy`. Where the last word says too little, it is
    /// the last two.
    pub images: &'static [&'static str],
    /// Its programs, where their names say enough.
    pub programs: &'static [&'static str],
}

const fn known(
    duty: Duty,
    name: &'static str,
    images: &'static [&'static str],
    programs: &'static [&'static str],
) -> Known {
    Known { name, duty, images, programs }
}

const LOGS: Duty = Duty::LogShipper;
const RUNTIME: Duty = Duty::RuntimeSecurity;
const NETWORK: Duty = Duty::NetworkPolicy;
const ADMISSION: Duty = Duty::Admission;

/// All of them. One that does two things stands here twice.
pub const KNOWN: &[Known] = &[
    known(LOGS, "Alloy", &["grafana/alloy"], &["alloy"]),
    known(LOGS, "Azure Monitor agent", &["azuremonitor/containerinsights/ciprod"], &[]),
    known(LOGS, "CloudWatch agent", &["cloudwatch-agent"], &["amazon-cloudwatch-agent"]),
    known(LOGS, "Datadog agent", &["datadog/agent", "datadoghq/agent", "datadog-agent"], &[]),
    known(LOGS, "Elastic agent", &["elastic-agent"], &["elastic-agent"]),
    known(LOGS, "Filebeat", &["filebeat", "filebeat-oss", "filebeat-wolfi"], &["filebeat"]),
    known(
        LOGS,
        "Fluent Bit",
        &["fluent-bit", "aws-for-fluent-bit", "newrelic-fluentbit-output"],
        &["fluent-bit"],
    ),
    known(
        LOGS,
        "Fluentd",
        &["fluentd", "fluentd-kubernetes-daemonset", "fluentd-elasticsearch", "fluentd-hec"],
        &["fluentd"],
    ),
    known(LOGS, "Grafana agent", &["grafana/agent"], &["grafana-agent"]),
    known(LOGS, "Logspout", &["logspout"], &["logspout"]),
    known(LOGS, "Logstash", &["logstash", "logstash-oss"], &["logstash"]),
    known(
        LOGS,
        "OpenTelemetry collector",
        &[
            "opentelemetry-collector",
            "opentelemetry-collector-contrib",
            "opentelemetry-collector-k8s",
            "splunk-otel-collector",
            "aws-otel-collector",
        ],
        &["otelcol", "otelcol-contrib", "otelcol-k8s"],
    ),
    known(LOGS, "Promtail", &["promtail"], &["promtail"]),
    known(LOGS, "Splunk forwarder", &["universalforwarder"], &["splunkd"]),
    known(LOGS, "syslog-ng", &["syslog-ng", "axosyslog"], &["syslog-ng"]),
    known(LOGS, "Vector", &["timberio/vector"], &["vector"]),
    known(RUNTIME, "Aqua enforcer", &["aquasec/enforcer", "aquasec.com/enforcer"], &[]),
    known(RUNTIME, "Auditbeat", &["auditbeat", "auditbeat-oss"], &["auditbeat"]),
    known(
        RUNTIME,
        "Datadog agent",
        &["datadog/agent", "datadoghq/agent", "datadog-agent"],
        &["security-agent", "system-probe"],
    ),
    known(RUNTIME, "Elastic agent", &["elastic-agent"], &["elastic-agent"]),
    known(
        RUNTIME,
        "Falcon sensor",
        &["falcon-sensor", "falcon-node-sensor"],
        &["falcon-sensor", "falcond"],
    ),
    known(
        RUNTIME,
        "Falco",
        &["falco", "falco-no-driver", "falco-driverless", "falco-debian"],
        &["falco"],
    ),
    known(RUNTIME, "Inspektor Gadget", &["inspektor-gadget"], &[]),
    known(RUNTIME, "KubeArmor", &["kubearmor", "kubearmor-ubi"], &["kubearmor"]),
    known(RUNTIME, "Lacework agent", &["lacework/datacollector"], &[]),
    known(RUNTIME, "NeuVector enforcer", &["neuvector/enforcer", "neuvector-enforcer"], &[]),
    known(RUNTIME, "osquery", &["osquery/osquery"], &["osqueryd"]),
    known(RUNTIME, "Prisma Cloud defender", &["twistlock/defender"], &[]),
    known(RUNTIME, "StackRox collector", &["stackrox-io/collector", "rhacs-collector-rhel8"], &[]),
    known(RUNTIME, "Sysdig agent", &["sysdig/agent", "sysdig/agent-slim"], &[]),
    known(RUNTIME, "Tetragon", &["tetragon"], &["tetragon"]),
    known(RUNTIME, "Tracee", &["tracee"], &["tracee", "tracee-ebpf"]),
    known(RUNTIME, "Wazuh agent", &["wazuh-agent"], &["wazuh-agentd"]),
    known(
        NETWORK,
        "Antrea agent",
        &["antrea-agent", "antrea-agent-ubuntu", "antrea-ubuntu"],
        &["antrea-agent"],
    ),
    known(NETWORK, "AWS network policy agent", &["aws-network-policy-agent"], &[]),
    known(NETWORK, "Azure network policy manager", &["azure-npm"], &["azure-npm"]),
    known(NETWORK, "Calico node", &["calico/node", "calico-node"], &["calico-node"]),
    known(NETWORK, "Cilium agent", &["cilium/cilium"], &["cilium-agent"]),
    known(NETWORK, "kube-router", &["kube-router"], &["kube-router"]),
    known(NETWORK, "Weave policy controller", &["weave-npc"], &["weave-npc"]),
    known(ADMISSION, "Gatekeeper", &["openpolicyagent/gatekeeper"], &[]),
    known(ADMISSION, "Kubewarden policy server", &["kubewarden/policy-server"], &["policy-server"]),
    known(ADMISSION, "Kyverno", &["kyverno/kyverno"], &["kyverno"]),
];
