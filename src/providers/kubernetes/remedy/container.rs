//! What of a container in a template is put back: what it is allowed, its image, its ports; and what was put into it goes.

use serde_json::{Value, json};

use super::like::Like;
use super::patch::{At, Patch};
use super::shape::Part;
use super::spelling::{either, object, set};
use crate::providers::kubernetes::parse::container::{Container, ContainerPort, ContainerRole};
use crate::providers::kubernetes::parse::volumes::Mount;

/// Which list of a pod a container is in.
pub(super) const fn list(role: ContainerRole) -> &'static str {
    match role {
        ContainerRole::Main => "containers",
        ContainerRole::Init | ContainerRole::Sidecar => "initContainers",
        ContainerRole::Ephemeral => "ephemeralContainers",
    }
}

/// One container, as it can be found.
pub(super) fn like(container: &Container) -> Like {
    Like::Fields(vec![
        ("name", Like::is(container.name.as_str())),
        ("image", Like::maybe(container.image.clone())),
    ])
}

/// A container as it can become, and what stays as it is and why.
pub(super) fn reachable(from: &Container, to: &Container) -> (Container, Vec<String>) {
    let mut next = to.clone();
    let mut left = Vec::new();
    let mut leave = |differs: bool, why: &str| {
        if differs {
            left.push(format!("container {}: {why}", to.name));
        }
        differs
    };
    if leave(
        from.command != to.command,
        "the arguments of what it ran are not recorded, because they may be secrets: `kubectl rollout undo`, or apply its manifest",
    ) {
        next.command.clone_from(&from.command);
    }
    if leave(
        from.hooks != to.hooks,
        "the commands of probes and hooks are not recorded, because they may hold secrets: `kubectl rollout undo`, or apply its manifest",
    ) {
        next.hooks.clone_from(&from.hooks);
    }
    if leave(
        from.sealed != to.sealed,
        "values of variables are only hashes here: apply its manifest",
    ) {
        next.sealed.clone_from(&from.sealed);
    }
    if leave(from.role != to.role, "when a container runs can't be edited: apply its manifest") {
        next = from.clone();
    }
    if leave(
        from.block_devices != to.block_devices,
        "the claims behind raw volumes are not recorded: apply its manifest",
    ) {
        next.block_devices.clone_from(&from.block_devices);
    }
    if leave(
        from.device_requests != to.device_requests,
        "devices of plugins are asked for together with its share of the node, which is not recorded: apply its manifest",
    ) {
        next.device_requests.clone_from(&from.device_requests);
    }
    if leave(
        from.host_process != to.host_process,
        "whether it is a process of a Windows node is set with its account there: apply its manifest",
    ) {
        next.host_process = from.host_process;
    }
    let is_short = to.environment.iter().any(|name| !from.environment.contains(name));
    if leave(is_short, "the values of its missing variables are not recorded: apply its manifest") {
        next.environment.retain(|name| from.environment.contains(name));
    }
    let is_known = |mount: &Mount| from.mounts.iter().any(|one| same_place(one, mount));
    if leave(
        !to.mounts.iter().all(is_known),
        "the volumes behind its missing mounts are not recorded in full: apply its manifest",
    ) {
        next.mounts = to.mounts.iter().filter(|mount| is_known(mount)).cloned().collect();
        for mount in &from.mounts {
            let path = |one: &Mount| one.path == mount.path;
            // What lies at the path of one that is missing stays until that is back.
            if to.mounts.iter().any(path) && !next.mounts.iter().any(path) {
                next.mounts.push(mount.clone());
            }
        }
        next.mounts.sort();
    }
    (next, left)
}

/// Two mounts that differ in nothing but whether they can be written to and what appears on the other side.
fn same_place(one: &Mount, other: &Mount) -> bool {
    let bare = |mount: &Mount| Mount { propagation: None, read_only: false, ..mount.clone() };
    bare(one) == bare(other)
}

/// Makes one container of a template into what it was.
pub(super) fn edit(
    patch: &mut Patch,
    pod: &At,
    from: &Container,
    to: &Container,
) -> Result<(), String> {
    if reachable(from, to).0 != *to {
        return Err(format!(
            "container {}: what it had is not recorded in full: `kubectl rollout undo`, or apply its manifest",
            to.name
        ));
    }
    let at = patch.find(pod.field(list(from.role)), &like(from));
    if from.image != to.image {
        patch.put(
            at.field("image"),
            &Like::maybe(from.image.clone()),
            to.image.clone().map(Value::from).as_ref(),
        );
    }
    if from.working_directory != to.working_directory {
        let is = Like::maybe(from.working_directory.clone());
        patch.put(
            at.field("workingDir"),
            &is,
            to.working_directory.clone().map(Value::from).as_ref(),
        );
    }
    if from.ports != to.ports {
        let (is, _) = set(from.ports.iter().map(port).collect());
        let written: Vec<Value> = to.ports.iter().map(|one| port(one).1).collect();
        patch.put(at.field("ports"), &is, Some(&written.into()));
    }
    for name in from.environment.iter().filter(|name| !to.environment.contains(name)) {
        patch.take(at.field("env"), &Like::Fields(vec![("name", Like::is(name.as_str()))]));
    }
    for source in from.environment_from.iter().filter(|one| !to.environment_from.contains(one)) {
        patch.take(at.field("envFrom"), &variables(source).0);
    }
    for source in to.environment_from.iter().filter(|one| !from.environment_from.contains(one)) {
        patch.give(at.field("envFrom"), &variables(source).1);
    }
    mounts(patch, &at, from, to);
    security(patch, pod, &at, from, to);
    Ok(())
}

fn port(port: &ContainerPort) -> (Like, Value) {
    let ContainerPort { host_ip, host_port, name, port, protocol } = port;
    let mut parts = vec![
        Part::plain("containerPort", Some(*port)),
        Part::plain("hostIP", host_ip.clone()),
        Part::plain("name", name.clone()),
        Part::plain("protocol", Some(json!(protocol))),
    ];
    // On the node's network the server may write one that is left out here.
    if host_port.is_some() {
        parts.push(Part::plain("hostPort", *host_port));
    }
    object(parts)
}

/// `secret:shop as PREFIX_*`.
fn variables(source: &str) -> (Like, Value) {
    let (source, prefix) = match source.split_once(" as ") {
        Some((source, prefix)) => (source, prefix.strip_suffix('*')),
        None => (source, None),
    };
    let (key, name) = match source.split_once(':') {
        Some(("config-map", name)) => ("configMapRef", name),
        Some((_, name)) => ("secretRef", name),
        None => ("secretRef", source),
    };
    let (named, value) = object(vec![Part::plain("name", Some(name))]);
    object(vec![Part { at: key, like: named, value: Some(value) }, Part::plain("prefix", prefix)])
}

fn mounts(patch: &mut Patch, at: &At, from: &Container, to: &Container) {
    let list = at.field("volumeMounts");
    for mount in &from.mounts {
        let spellings = vec![json!(mount.path), json!(format!("{}/", mount.path))];
        let found = Like::Fields(vec![("mountPath", Like::Any(spellings))]);
        let Some(same) = to.mounts.iter().find(|one| same_place(one, mount)) else {
            patch.take(list.clone(), &found);
            continue;
        };
        if mount != same {
            let place = patch.find(list.clone(), &found);
            let on = |is_on: bool| Like::maybe(is_on.then_some(true));
            if mount.read_only != same.read_only {
                patch.put(
                    place.field("readOnly"),
                    &on(mount.read_only),
                    Some(&same.read_only.into()),
                );
            }
            if mount.propagation != same.propagation {
                let word = |word: &Option<String>| match word.as_deref() {
                    Some("host-to-container") => "HostToContainer",
                    Some("bidirectional") => "Bidirectional",
                    _ => "None",
                };
                let is = match word(&mount.propagation) {
                    "None" => Like::Any(vec![Value::Null, "None".into()]),
                    word => Like::is(word),
                };
                patch.put(
                    place.field("mountPropagation"),
                    &is,
                    Some(&word(&same.propagation).into()),
                );
            }
        }
    }
}

/// What a container says for itself, or has from its pod. What it says counts more, so that is where it is written.
fn security(patch: &mut Patch, pod: &At, at: &At, from: &Container, to: &Container) {
    let own = at.field("securityContext");
    let shared = pod.field("securityContext");
    let mut change = |key: &str, is: Option<Value>, will: Option<Value>| {
        if is == will {
            return;
        }
        match will {
            Some(value) => {
                patch.ensure(&own);
                let spellings = [Some(Value::Null), is].into_iter().flatten().collect();
                patch.put(own.field(key), &Like::Any(spellings), Some(&value));
            }
            None => {
                patch.expect(shared.field(key), &Like::absent());
                patch.put(own.field(key), &Like::maybe(is), None);
            }
        }
    };
    let on = |is_on: bool| Some(Value::from(is_on));
    change("privileged", on(from.privileged), on(to.privileged));
    change("readOnlyRootFilesystem", on(from.readonly_root), on(to.readonly_root));
    change("runAsNonRoot", on(from.run_as_non_root), on(to.run_as_non_root));
    let escalates = |is_off: bool| is_off.then_some(Value::Bool(false));
    change(
        "allowPrivilegeEscalation",
        escalates(from.no_new_privileges),
        escalates(to.no_new_privileges),
    );
    change("runAsUser", from.run_as_user.map(Value::from), to.run_as_user.map(Value::from));
    change("runAsGroup", from.run_as_group.map(Value::from), to.run_as_group.map(Value::from));
    change("seccompProfile", profile(&from.seccomp), profile(&to.seccomp));
    change("appArmorProfile", profile(&from.apparmor), profile(&to.apparmor));
    change("seLinuxOptions", label(&from.selinux), label(&to.selinux));
    let unmasked = |word: &Option<String>| word.is_some().then(|| json!("Unmasked"));
    change("procMount", unmasked(&from.proc_mount), unmasked(&to.proc_mount));
    for (key, is, will) in [
        ("add", &from.capabilities_added, &to.capabilities_added),
        ("drop", &from.capabilities_dropped, &to.capabilities_dropped),
    ] {
        if is != will {
            let capabilities = own.field("capabilities");
            patch.ensure(&own);
            patch.ensure(&capabilities);
            let spelled =
                is.iter().map(|name| either(vec![json!(name), json!(format!("CAP_{name}"))]));
            patch.put(capabilities.field(key), &set(spelled.collect()).0, Some(&json!(will)));
        }
    }
}

fn profile(profile: &Option<String>) -> Option<Value> {
    Some(match profile.as_deref()? {
        "runtime-default" => json!({ "type": "RuntimeDefault" }),
        "unconfined" => json!({ "type": "Unconfined" }),
        other => match other.strip_prefix("localhost/") {
            Some(name) => json!({ "type": "Localhost", "localhostProfile": name }),
            None => json!({ "type": other }),
        },
    })
}

/// `user:role:type:level`, of which the last part may have more colons.
fn label(label: &Option<String>) -> Option<Value> {
    let keys = ["user", "role", "type", "level"];
    let parts = keys.into_iter().zip(label.as_deref()?.splitn(4, ':'));
    let said = parts.filter(|(_, part)| !part.is_empty());
    Some(said.map(|(key, part)| (key.to_owned(), Value::from(part))).collect())
}
