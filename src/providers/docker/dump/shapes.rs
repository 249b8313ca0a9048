//! Where the items are in each call's answer.

use super::dialect::DIALECT;
use crate::model::Field;
use crate::providers::calls::Named;
use crate::providers::docker::{calls, parse};
use crate::providers::dumps::Shape;

const fn shape(call: Named, key: &'static str, fields: &'static [Field]) -> Shape {
    Shape {
        call,
        dialect: &DIALECT,
        key,
        bare: true,
        one: false,
        alone: false,
        fields,
        left_out: &[],
        rules: &[],
        inside: "",
        parts: None,
    }
}

pub(in crate::providers::docker) const CONTAINERS: Shape = Shape {
    // What nobody knows there may loosen a container.
    rules: &["HostConfig"],
    left_out: PODMAN,
    ..shape(calls::INSPECT, "containers", parse::container::FIELDS)
};

pub(in crate::providers::docker) const NETWORKS: Shape =
    shape(calls::NETWORK_INSPECT, "networks", parse::network::FIELDS);

pub(in crate::providers::docker) const INFO: Shape = shape(calls::INFO, "", parse::host::FIELDS);

/// What Podman prints besides. It says nothing of containment that is not elsewhere too, or that Docker knows.
const PODMAN: &[&str] = &[
    "BoundingCaps",
    "Config.Annotations",
    "Config.ChrootDirs",
    "Config.CreateCommand",
    "Config.HealthLogDestination",
    "Config.HealthcheckMaxLogCount",
    "Config.HealthcheckMaxLogSize",
    "Config.HealthcheckOnFailureAction",
    "Config.Passwd",
    "Config.StartupHealthCheck",
    "Config.SystemdMode",
    "Config.Timeout",
    "Config.Timezone",
    "Config.Umask",
    "Config.sdNotifyMode",
    "Config.sdNotifySocket",
    "ConmonPidFile",
    "Dependencies",
    "EffectiveCaps",
    "HostConfig.CgroupConf",
    "HostConfig.CgroupManager",
    "HostConfig.CgroupMode",
    "HostConfig.Cgroups",
    "HostConfig.DiskQuota",
    "HostConfig.LogConfig.Path",
    "HostConfig.LogConfig.Size",
    "HostConfig.LogConfig.Tag",
    "ImageDigest",
    "ImageName",
    "IsInfra",
    "IsService",
    "KubeExitCodePropagation",
    "Mounts.Options",
    "Namespace",
    "OCIConfigPath",
    "OCIRuntime",
    "PidFile",
    "Pod",
    "Rootfs",
    "State.CgroupPath",
    "State.CheckpointLog",
    "State.CheckpointPath",
    "State.Checkpointed",
    "State.CheckpointedAt",
    "State.ConmonPid",
    "State.Healthcheck",
    "State.OciVersion",
    "State.RestoreLog",
    "State.Restored",
    "State.RestoredAt",
    "State.StoppedByUser",
    "StaticDir",
    "UseImageHosts",
    "UseImageHostname",
    "lockNumber",
];
