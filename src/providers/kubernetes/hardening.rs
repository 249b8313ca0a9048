//! What a workload of a cluster is at liberty to do, of what is recorded of it and of those of its pods that are set otherwise.

use super::parse::container::Container;
use super::parse::pod_settings::PodSettings;
use super::parse::volumes::{HOST_PATH, Mount, SERVICE_ACCOUNT_TOKEN};
use super::parse::workload::{WorkloadContext, WorkloadDocument};
use super::parse::workload_kinds;
use crate::model::{Containment, Kind, Liberties, Liberty, Resource};
use crate::providers::liberties;

/// Reads the documents of a workload; nothing for anything else.
pub(super) fn containment(kind: &Kind, resource: &Resource) -> Option<Containment> {
    if !workload_kinds::ALL.iter().any(|spec| spec.kind == *kind) {
        return None;
    }
    let durable: WorkloadDocument = resource.durable.decode().ok()?;
    let context: WorkloadContext = resource.context.decode().ok()?;
    let mut found = Containment::default();
    take(&mut found, &durable.settings());
    // Whatever one of its pods may do is done in its name.
    for settings in context.deviations.iter().filter_map(|one| one.settings.as_ref()) {
        take(&mut found, settings);
    }
    Some(found)
}

fn take(found: &mut Containment, pod: &PodSettings) {
    let whole = &mut found.whole;
    whole.take(pod.host_network, Liberty::HostNetwork);
    whole.take(pod.host_pid, Liberty::HostPid);
    whole.take(pod.host_ipc, Liberty::HostIpc);
    whole.take(!pod.user_namespace, Liberty::HostUsers);
    whole.take(pod.share_processes, Liberty::SharedProcesses);
    // Where neither says anything, there is one.
    whole.take(pod.service_account_token != Some(false), Liberty::ServiceAccountToken);
    for container in &pod.containers {
        found.containers.entry(container.name.clone()).or_default().join(of(container));
    }
}

fn of(container: &Container) -> Liberties {
    let mut own = Liberties::default();
    own.take(container.privileged, Liberty::Privileged);
    own.take(container.host_process, Liberty::HostProcess);
    liberties::capabilities(
        &mut own,
        &container.capabilities_added,
        &container.capabilities_dropped,
    );
    if container.proc_mount.as_deref() == Some("unmasked") {
        own.take_of(Liberty::KernelFiles, "/proc");
    }
    profiles(&mut own, container);
    own.take(!container.no_new_privileges, Liberty::PrivilegeEscalation);
    match (container.run_as_user, container.run_as_non_root) {
        (Some(0), _) => own.take(true, Liberty::Root),
        (None, false) => own.take(true, Liberty::MaybeRoot),
        _ => {}
    }
    own.take(!container.readonly_root, Liberty::WritableRoot);
    container.mounts.iter().for_each(|mount| mounted(&mut own, mount));
    own
}

fn profiles(own: &mut Liberties, container: &Container) {
    match container.seccomp.as_deref() {
        // Kubelets have a switch for the runtime's own profile, which few turn on.
        None => own.take(true, Liberty::SeccompUnset),
        Some("unconfined") => own.take(true, Liberty::SeccompOff),
        Some("runtime-default") => {}
        Some(_) => liberties::own_profile(own, &[Liberty::SeccompOff, Liberty::SeccompUnset]),
    }
    match container.apparmor.as_deref() {
        // The runtime's own, where the node has AppArmor.
        None | Some("runtime-default") => {}
        Some("unconfined") => own.take(true, Liberty::AppArmorOff),
        Some(_) => liberties::own_profile(own, &[Liberty::AppArmorOff]),
    }
    let label = container.selinux.as_deref().unwrap_or_default();
    own.take(label.contains("spc_t") || label.contains("unconfined_t"), Liberty::SelinuxOff);
}

fn mounted(own: &mut Liberties, mount: &Mount) {
    let Mount { path, propagation, read_only, source, sub_path, r#type } = mount;
    own.take(r#type == SERVICE_ACCOUNT_TOKEN, Liberty::ServiceAccountToken);
    let Some(folder) = source.as_deref().filter(|_| r#type == HOST_PATH) else {
        liberties::laid_over(own, path);
        return;
    };
    let below = sub_path.as_ref().map(|part| format!("{}/{part}", folder.trim_end_matches('/')));
    liberties::host_path(own, below.as_deref().unwrap_or(folder), *read_only);
    if propagation.as_deref() == Some("bidirectional") {
        own.take_of(Liberty::MountPropagation, path.as_str());
    }
}
