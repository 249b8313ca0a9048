//! One container of a pod, with what it has from its pod where it says nothing itself: a setting that moves from one to the other is
//! no change.
//!
//! Values of variables and arguments are never looked at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::native::{
    Capabilities, Container as Native, ContainerPort as NativePort, ContainerSecurity, Exec,
    Handler, Lifecycle, Named, Resources, Unspoken, ValueFrom, Variable, VariablesFrom,
};
use super::object::{Refused, set};
use super::pod_settings::Beside;
use super::port::{Protocol, number, protocol};
use super::security::{self, Inherited};
use super::volumes::{self, Known, Mount};
use crate::providers::normalised::{Command, is_off, said};
use crate::providers::{Seal, Seals};

/// One container. What is left out here is the default.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Container {
    /// `unconfined`, `runtime-default` or `localhost/` and a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apparmor: Option<String>,
    /// Where raw volumes are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub block_devices: Vec<String>,
    /// Without `CAP_`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities_added: Vec<String>,
    /// Without `CAP_`; `ALL` alone where that is among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities_dropped: Vec<String>,
    /// What it runs, where that is not left to the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<Command>,
    /// What it is given by plugins, with how many: `nvidia.com/gpu=1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device_requests: Vec<String>,
    /// The names of variables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
    /// Where more of them are from: `secret:shop`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment_from: Vec<String>,
    /// Commands that are run in it besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<Hook>,
    /// Whether it is a process of a Windows node.
    #[serde(default, skip_serializing_if = "is_off")]
    pub host_process: bool,
    /// As it is written, with tag or digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What is mounted in it, by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mounts: Vec<Mount>,
    /// Unique within the pod; a container that a file leaves without one is called after its place, `#1`.
    pub name: String,
    /// Whether its programs can't gain privileges.
    #[serde(default, skip_serializing_if = "is_off")]
    pub no_new_privileges: bool,
    /// What it says it listens on; names that policies and services use are resolved here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ContainerPort>,
    /// Has the node's devices and all capabilities.
    pub privileged: bool,
    /// `unmasked`, where files of the kernel are not hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proc_mount: Option<String>,
    /// Whether its own programs can't be replaced.
    #[serde(default, skip_serializing_if = "is_off")]
    pub readonly_root: bool,
    /// When it runs.
    pub role: ContainerRole,
    /// Its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_as_group: Option<i64>,
    /// Whether the node refuses to run it as root.
    #[serde(default, skip_serializing_if = "is_off")]
    pub run_as_non_root: bool,
    /// Its user, where that is not left to the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_as_user: Option<i64>,
    /// What may be secret, sealed, under the name of the key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sealed: Seals,
    /// As of `apparmor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seccomp: Option<String>,
    /// User, role, type and level, where somebody chose them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selinux: Option<String>,
    /// Where a command without a path is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_directory: Option<String>,
}

/// When a container runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerRole {
    /// As long as the pod.
    Main,
    /// Before the others.
    Init,
    /// Beside the others, from before they start.
    Sidecar,
    /// Put into the running pod for debugging.
    Ephemeral,
}

/// A command that is run in a container besides its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// The command.
    pub command: Command,
    /// `post-start`, `pre-stop`, `liveness`, `readiness` or `startup`.
    pub when: String,
}

/// One declared port of a container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContainerPort {
    /// The address of the node that the host port is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_ip: Option<String>,
    /// A port of the node that leads here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_port: Option<u16>,
    /// What policies and services may call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The port.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// What a container finds in its pod.
#[derive(Debug)]
pub(super) struct Pod<'a> {
    pub(super) inherited: &'a Inherited,
    pub(super) volumes: &'a [Known],
    pub(super) beside: &'a Beside<'a>,
    pub(super) host_network: bool,
}

/// The variable that the controller of a job writes into its pods.
const GENERATED: &str = "JOB_COMPLETION_INDEX";

/// Normalises the container at this place of its pod.
pub(super) fn container(
    native: Native,
    place: usize,
    role: ContainerRole,
    pod: &Pod<'_>,
) -> Result<Container, Refused> {
    let Native {
        args,
        command,
        env,
        env_from,
        image,
        lifecycle,
        liveness_probe,
        name,
        ports,
        readiness_probe,
        resources,
        restart_policy,
        security_context,
        startup_probe,
        volume_devices,
        volume_mounts,
        working_dir,
    } = native;
    let name = said(name).unwrap_or_else(|| format!("#{place}"));
    let ContainerSecurity {
        allow_privilege_escalation,
        app_armor_profile,
        capabilities,
        privileged,
        proc_mount,
        read_only_root_filesystem,
        run_as_group,
        run_as_non_root,
        run_as_user,
        se_linux_options,
        seccomp_profile,
        windows_options,
    } = security_context.unwrap_or_default();
    let Capabilities { add, drop } = capabilities.unwrap_or_default();
    let inherited = pod.inherited;
    let noted = || pod.beside.apparmor.get(&name).map(|profile| security::noted(profile));
    let role = match (role, restart_policy.as_deref()) {
        (ContainerRole::Init, Some("Always")) => ContainerRole::Sidecar,
        (role, _) => role,
    };
    let ports: Result<Vec<_>, _> = ports
        .unwrap_or_default()
        .into_iter()
        .map(|port| container_port(port, pod.host_network))
        .collect();
    let Lifecycle { post_start, pre_stop } = lifecycle.unwrap_or_default();
    let (command, args) = (words(command), words(args));
    let handlers = [
        ("liveness", handled(liveness_probe)),
        ("post-start", handled(post_start)),
        ("pre-stop", handled(pre_stop)),
        ("readiness", handled(readiness_probe)),
        ("startup", handled(startup_probe)),
    ];
    let variables = env.unwrap_or_default();
    let seal = |seal: &Seal| {
        let command = ("command", [command.as_slice(), &args].concat());
        sealed(seal, &name, &variables, &[&[command], &handlers[..]].concat())
    };
    let sealed = pod.beside.seal.map(seal).unwrap_or_default();
    let variables = variables.into_iter().map(|Variable { name, value: _, value_from: _ }| name);
    Ok(Container {
        apparmor: app_armor_profile
            .and_then(security::profile)
            // The server makes fields of such notes, and those of a container are nearer than the pod's.
            .or_else(noted)
            .or_else(|| inherited.apparmor.clone()),
        block_devices: volumes::block_devices(volume_devices),
        capabilities_added: security::capabilities(add),
        capabilities_dropped: security::capabilities(drop),
        command: run(&command, &args),
        device_requests: devices(resources.unwrap_or_default()),
        environment: set(variables.flatten().filter(|name| name != GENERATED)),
        environment_from: set(env_from.unwrap_or_default().into_iter().filter_map(variables_from)),
        hooks: hooks(&handlers),
        host_process: windows_options
            .and_then(|windows| windows.host_process)
            .unwrap_or(inherited.host_process),
        image,
        mounts: volumes::mounts(volume_mounts, pod.volumes),
        no_new_privileges: allow_privilege_escalation == Some(false),
        ports: set(ports?.into_iter().flatten()),
        privileged: privileged.unwrap_or_default(),
        // The server writes `Default` where nothing was said.
        proc_mount: said(proc_mount)
            .map(|word| word.to_ascii_lowercase())
            .filter(|word| word != "default"),
        readonly_root: read_only_root_filesystem.unwrap_or_default(),
        role,
        run_as_group: run_as_group.or(inherited.run_as_group),
        run_as_non_root: run_as_non_root.unwrap_or(inherited.run_as_non_root),
        run_as_user: run_as_user.or(inherited.run_as_user),
        sealed,
        seccomp: seccomp_profile.and_then(security::profile).or_else(|| inherited.seccomp.clone()),
        selinux: se_linux_options.and_then(security::label).or_else(|| inherited.selinux.clone()),
        working_directory: said(working_dir),
        name,
    })
}

/// What may be secret of a container, sealed: the values of its variables and what it runs, by what it is.
fn sealed(seal: &Seal, container: &str, env: &[Variable], runs: &[(&str, Vec<String>)]) -> Seals {
    let variables = env.iter().filter_map(|Variable { name, value, value_from }| {
        let name = name.as_ref().filter(|name| *name != GENERATED)?;
        let value = value.as_ref().map(|Unspoken(value)| text(value.clone())).unwrap_or_default();
        let from = value_from.as_ref().map(ValueFrom::words).unwrap_or_default();
        Some((format!("variable {name}"), [vec![value], from].concat()))
    });
    let runs = runs.iter().filter(|(_, words)| !words.is_empty());
    let runs = runs.map(|(what, words)| ((*what).to_owned(), words.clone()));
    seal.seals(container, variables.chain(runs))
}

/// The words of a command. Files by hand have numbers among them.
fn words(list: Option<Vec<Value>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(text).collect()
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A command and its arguments, of which either may be the image's.
fn run(command: &[String], args: &[String]) -> Option<Command> {
    match command.split_first() {
        Some((program, rest)) => Command::new(Some(program.clone()), &[rest, args].concat()),
        None => Command::new(None, args),
    }
}

/// What a handler runs.
fn handled(handler: Option<Handler>) -> Vec<String> {
    let exec = handler.and_then(|Handler { exec }| exec);
    words(exec.and_then(|Exec { command }| command))
}

fn hooks(list: &[(&str, Vec<String>)]) -> Vec<Hook> {
    let list = list.iter().filter_map(|(when, words)| {
        Some(Hook { command: Command::of(words)?, when: (*when).to_owned() })
    });
    list.collect()
}

fn variables_from(from: VariablesFrom) -> Option<String> {
    let VariablesFrom { config_map_ref, prefix, secret_ref } = from;
    let named = |named: Option<Named>| named.and_then(|Named { name }| said(name));
    let source = match (named(config_map_ref), named(secret_ref)) {
        (Some(name), _) => format!("config-map:{name}"),
        (None, Some(name)) => format!("secret:{name}"),
        (None, None) => return None,
    };
    Some(match said(prefix) {
        Some(prefix) => format!("{source} as {prefix}*"),
        None => source,
    })
}

/// What plugins hand out, which is whatever has a name of somebody's own.
fn devices(Resources { limits }: Resources) -> Vec<String> {
    let is_own = |name: &str| name.contains('/') && !name.starts_with("kubernetes.io/");
    let limits = limits.unwrap_or_default().into_iter().filter(|(name, _)| is_own(name));
    set(limits.map(|(name, count)| match count {
        Value::String(count) => format!("{name}={count}"),
        count => format!("{name}={count}"),
    }))
}

fn container_port(
    native: NativePort,
    host_network: bool,
) -> Result<Option<ContainerPort>, Refused> {
    let NativePort { container_port, host_ip, host_port, name, protocol: word } = native;
    // An entry without a port declares nothing that a name could lead to.
    let Some(port) = container_port.map(number).transpose()? else { return Ok(None) };
    // On the host's network the server writes the port's own number here, or not, by its version.
    let host_port = host_port
        .filter(|port| *port != 0)
        .map(number)
        .transpose()?
        .filter(|host| !(host_network && *host == port));
    Ok(Some(ContainerPort {
        host_ip: said(host_ip),
        host_port,
        name: said(name),
        port,
        protocol: protocol(word.as_deref())?,
    }))
}
