//! What a container of an engine is at liberty to do, of what is recorded of it.

use super::parse::container;
use super::parse::container_document::Durable;
use super::parse::mounts::Mount;
use crate::model::{Containment, Kind, Liberties, Liberty, Resource};
use crate::providers::liberties;

/// Reads a container's document; nothing for anything else.
pub(super) fn containment(kind: &Kind, resource: &Resource) -> Option<Containment> {
    if *kind != container::SPEC.kind {
        return None;
    }
    let durable: Durable = resource.durable.decode().ok()?;
    Some(Containment { whole: of(&durable), ..Containment::default() })
}

fn of(container: &Durable) -> Liberties {
    let mut own = Liberties::default();
    own.take(container.privileged, Liberty::Privileged);
    liberties::capabilities(
        &mut own,
        &container.capabilities_added,
        &container.capabilities_dropped,
    );
    for device in &container.devices {
        own.take_of(Liberty::Device, device.split(':').next().unwrap_or(device));
    }
    for rule in &container.device_rules {
        own.take_of(Liberty::Device, rule.as_str());
    }
    for path in &container.unmasked_paths {
        own.take_of(Liberty::KernelFiles, path.as_str());
    }
    for path in &container.writable_paths {
        own.take_of(Liberty::KernelSettings, path.as_str());
    }
    namespaces(&mut own, container);
    profiles(&mut own, container);
    own.take(!container.no_new_privileges, Liberty::PrivilegeEscalation);
    own.take(is_root(container.user.as_deref()), Liberty::Root);
    own.take(!container.readonly_root, Liberty::WritableRoot);
    own.take(container.log_driver.as_deref() == Some("none"), Liberty::NoLog);
    container.mounts.iter().for_each(|mount| mounted(&mut own, mount));
    own
}

fn namespaces(own: &mut Liberties, container: &Durable) {
    for (mode, of_host) in [
        (&container.network_mode, Liberty::HostNetwork),
        (&container.pid, Liberty::HostPid),
        (&container.ipc, Liberty::HostIpc),
        (&container.uts, Liberty::HostUts),
        (&container.cgroup_namespace, Liberty::HostCgroup),
        (&container.user_namespace, Liberty::HostUsers),
    ] {
        own.take(mode.as_deref() == Some("host"), of_host);
    }
    let other = |mode: &Option<String>| {
        mode.as_deref().and_then(|mode| mode.strip_prefix("container:")).map(str::to_owned)
    };
    if let Some(name) = other(&container.network_mode) {
        own.take_of(Liberty::OtherNetwork, name);
    }
    own.take(other(&container.pid).is_some(), Liberty::SharedProcesses);
}

fn profiles(own: &mut Liberties, container: &Durable) {
    match container.seccomp.as_deref() {
        Some("unconfined") => own.take(true, Liberty::SeccompOff),
        // The engine's own.
        None => {}
        Some(_) => liberties::own_profile(own, &[Liberty::SeccompOff, Liberty::SeccompUnset]),
    }
    match container.apparmor.as_deref() {
        Some("unconfined") => own.take(true, Liberty::AppArmorOff),
        Some("docker-default") => {}
        // Nothing where the host has no AppArmor, or the one who asked did not say.
        None | Some(_) => liberties::own_profile(own, &[Liberty::AppArmorOff]),
    }
    let options = container.security_options.iter().map(String::as_str);
    let label = container.selinux.as_deref().unwrap_or_default();
    let mut words = options.chain([label]);
    let is_off = words.any(|word| {
        word == "label=disable" || word.contains("spc_t") || word.contains("unconfined_t")
    });
    own.take(is_off, Liberty::SelinuxOff);
}

/// Nobody means root. A group may follow.
fn is_root(user: Option<&str>) -> bool {
    let name = user.unwrap_or_default().split(':').next().unwrap_or_default();
    matches!(name, "" | "root") || name.parse::<u32>() == Ok(0)
}

fn mounted(own: &mut Liberties, mount: &Mount) {
    let source = mount.source.as_deref().unwrap_or_default();
    // A volume of the usual driver may be a folder of the host by another name.
    let behind = mount.driver_options.get("device").filter(|device| device.starts_with('/'));
    let path = match (mount.r#type.as_deref(), behind) {
        (Some("bind"), _) => Some(source),
        (_, Some(device)) => Some(device.as_str()),
        _ => None,
    };
    match path {
        Some(path) => {
            liberties::host_path(own, path, mount.read_only);
            let shared = matches!(mount.propagation.as_deref(), Some("shared" | "rshared"));
            if shared && !mount.read_only {
                own.take_of(Liberty::MountPropagation, mount.destination.as_str());
            }
            if path == "/dev/null" {
                liberties::laid_over(own, &mount.destination);
            }
        }
        None if mount.r#type.as_deref() == Some("npipe") => {
            own.take_of(Liberty::EngineSocket, source);
        }
        None => liberties::laid_over(own, &mount.destination),
    }
}
