//! One container of a pod.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::pod::{Profile, SeLinux, Windows};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Container {
    /// Words; files by hand have numbers among them.
    pub(crate) args: Option<Vec<Value>>,
    pub(crate) command: Option<Vec<Value>>,
    pub(crate) env: Option<Vec<Variable>>,
    pub(crate) env_from: Option<Vec<VariablesFrom>>,
    pub(crate) image: Option<String>,
    pub(crate) lifecycle: Option<Lifecycle>,
    pub(crate) liveness_probe: Option<Handler>,
    /// The server demands one; files by hand may lack it.
    pub(crate) name: Option<String>,
    pub(crate) ports: Option<Vec<ContainerPort>>,
    pub(crate) readiness_probe: Option<Handler>,
    pub(crate) resources: Option<Resources>,
    pub(crate) restart_policy: Option<String>,
    pub(crate) security_context: Option<ContainerSecurity>,
    pub(crate) startup_probe: Option<Handler>,
    pub(crate) volume_devices: Option<Vec<VolumeDevice>>,
    pub(crate) volume_mounts: Option<Vec<VolumeMount>>,
    pub(crate) working_dir: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerPort {
    /// The server demands one; files by hand may lack it.
    pub(crate) container_port: Option<i64>,
    #[serde(rename = "hostIP")]
    pub(crate) host_ip: Option<String>,
    pub(crate) host_port: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) protocol: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ContainerSecurity {
    pub(crate) allow_privilege_escalation: Option<bool>,
    pub(crate) app_armor_profile: Option<Profile>,
    pub(crate) capabilities: Option<Capabilities>,
    pub(crate) privileged: Option<bool>,
    pub(crate) proc_mount: Option<String>,
    pub(crate) read_only_root_filesystem: Option<bool>,
    pub(crate) run_as_group: Option<i64>,
    pub(crate) run_as_non_root: Option<bool>,
    pub(crate) run_as_user: Option<i64>,
    pub(crate) se_linux_options: Option<SeLinux>,
    pub(crate) seccomp_profile: Option<Profile>,
    pub(crate) windows_options: Option<Windows>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Capabilities {
    pub(crate) add: Option<Vec<String>>,
    pub(crate) drop: Option<Vec<String>>,
}

/// A variable.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Variable {
    pub(crate) name: Option<String>,
    pub(crate) value: Option<Unspoken>,
    pub(crate) value_from: Option<ValueFrom>,
}

/// What may be a secret: nobody prints it. Files by hand have numbers there.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Unspoken(pub(crate) Value);

impl fmt::Debug for Unspoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(left out)")
    }
}

/// Where the value of a variable is from. Only what the server does not fill in.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ValueFrom {
    pub(crate) config_map_key_ref: Option<KeyOf>,
    pub(crate) field_ref: Option<FieldOf>,
    pub(crate) file_key_ref: Option<KeyOf>,
    pub(crate) resource_field_ref: Option<FieldOf>,
    pub(crate) secret_key_ref: Option<KeyOf>,
}

/// A key of an object, or of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct KeyOf {
    pub(crate) key: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) volume_name: Option<String>,
}

/// A field of the pod, or what a container has of a resource.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct FieldOf {
    pub(crate) container_name: Option<String>,
    pub(crate) field_path: Option<String>,
    pub(crate) resource: Option<String>,
}

impl ValueFrom {
    /// All that it says, in order.
    pub(crate) fn words(&self) -> Vec<String> {
        let Self {
            config_map_key_ref,
            field_ref,
            file_key_ref,
            resource_field_ref,
            secret_key_ref,
        } = self;
        let key = |of: &Option<KeyOf>| match of {
            Some(KeyOf { key, name, path, volume_name }) => {
                [key, name, path, volume_name].map(|text| text.clone().unwrap_or_default())
            }
            None => Default::default(),
        };
        let field = |of: &Option<FieldOf>| match of {
            Some(FieldOf { container_name, field_path, resource }) => {
                [container_name, field_path, resource].map(|text| text.clone().unwrap_or_default())
            }
            None => Default::default(),
        };
        let keys = [config_map_key_ref, file_key_ref, secret_key_ref];
        let fields = [field_ref, resource_field_ref];
        keys.into_iter().flat_map(key).chain(fields.into_iter().flat_map(field)).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct VariablesFrom {
    pub(crate) config_map_ref: Option<Named>,
    pub(crate) prefix: Option<String>,
    pub(crate) secret_ref: Option<Named>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Named {
    pub(crate) name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Lifecycle {
    pub(crate) post_start: Option<Handler>,
    pub(crate) pre_stop: Option<Handler>,
}

/// What is done to a container at some moment, where that is a command.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Handler {
    pub(crate) exec: Option<Exec>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Exec {
    pub(crate) command: Option<Vec<Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Resources {
    /// Quantities, which are texts or numbers.
    pub(crate) limits: Option<BTreeMap<String, Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct VolumeDevice {
    pub(crate) device_path: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct VolumeMount {
    pub(crate) mount_path: Option<String>,
    pub(crate) mount_propagation: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) read_only: Option<bool>,
    pub(crate) sub_path: Option<String>,
    pub(crate) sub_path_expr: Option<String>,
}
