//! Which settings of a container are liberties, as far as the kernel and the host decide that: the same wherever it runs.

use crate::model::{DEFAULT_CAPABILITIES, Liberties, Liberty, is_within};

/// Where container engines listen. `/var/run` is `/run`.
const SOCKETS: &[&str] = &[
    "/run/containerd/containerd.sock",
    "/run/cri-dockerd.sock",
    "/run/crio/crio.sock",
    "/run/docker.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/podman/podman.sock",
];

/// What engines call their sockets, wherever somebody put one.
const SOCKET_NAMES: &[&str] =
    &["containerd.sock", "cri-dockerd.sock", "crio.sock", "docker.sock", "podman.sock"];

/// Folders of a host that decide what it runs and who may log in.
const SYSTEM: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/spool/cron",
];

/// Where programs leave their logs.
const LOGS: &str = "/var/log";

/// Takes in a folder or a file of the host that is mounted.
pub(crate) fn host_path(own: &mut Liberties, path: &str, read_only: bool) {
    let path = folder(path);
    // It swallows what is written and says nothing.
    if path == "/dev/null" {
        return;
    }
    let real = path.strip_prefix("/var/run").map_or_else(
        || path.clone(),
        |rest| {
            if rest.is_empty() || rest.starts_with('/') {
                format!("/run{rest}")
            } else {
                path.clone()
            }
        },
    );
    let is_socket = SOCKET_NAMES.iter().any(|name| real.rsplit('/').next() == Some(*name));
    // Whoever connects to a socket writes to no file.
    if is_socket || SOCKETS.iter().any(|socket| is_within(socket, &real)) {
        own.take_of(Liberty::EngineSocket, path.clone());
        if is_socket {
            return;
        }
    }
    let is_system =
        SYSTEM.iter().any(|system| is_within(&real, system) || is_within(system, &real));
    own.take_of(
        match (read_only, is_system) {
            (true, _) => Liberty::HostPath,
            (false, true) => Liberty::HostSystem,
            (false, false) => Liberty::HostPathWritable,
        },
        path,
    );
}

/// Takes in what is mounted over a folder of logs and is no folder of the host.
pub(crate) fn laid_over(own: &mut Liberties, destination: &str) {
    let destination = folder(destination);
    if is_within(&destination, LOGS) {
        own.take_of(Liberty::LogCovered, destination);
    }
}

/// Takes in the capabilities that are left to root, of the default ones and those that were added.
pub(crate) fn capabilities(own: &mut Liberties, added: &[String], dropped: &[String]) {
    let is_dropped = |name: &str| dropped.iter().any(|one| one == name || one == "ALL");
    for name in DEFAULT_CAPABILITIES.iter().filter(|name| !is_dropped(name)) {
        own.take_of(Liberty::Capability, *name);
    }
    for name in added {
        own.take_of(Liberty::Capability, name.as_str());
    }
}

/// Takes in a profile that somebody wrote: what it allows nobody can say.
pub(crate) fn own_profile(own: &mut Liberties, of: &[Liberty]) {
    own.unsure.extend(of);
}

/// A path without a slash at its end.
fn folder(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, read_only: bool) -> Vec<(Liberty, String)> {
        let mut own = Liberties::default();
        host_path(&mut own, path, read_only);
        own.taken.into_iter().map(|one| (one.liberty, one.detail.unwrap())).collect()
    }

    #[test]
    fn a_host_path_is_what_lies_there() {
        let one = |liberty, path: &str| vec![(liberty, path.to_owned())];
        assert_eq!(found("/srv/data/", false), one(Liberty::HostPathWritable, "/srv/data"));
        assert_eq!(found("/srv/data", true), one(Liberty::HostPath, "/srv/data"));
        assert_eq!(found("/etc/cron.d", false), one(Liberty::HostSystem, "/etc/cron.d"));
        assert_eq!(found("/etcetera", false), one(Liberty::HostPathWritable, "/etcetera"));
        assert_eq!(found("/dev/null", false), []);
        let socket = "/var/run/docker.sock";
        assert_eq!(found(socket, true), one(Liberty::EngineSocket, socket), "read-only is no help");
        let moved = "/opt/engine/docker.sock";
        assert_eq!(found(moved, true), one(Liberty::EngineSocket, moved));
        // What is above a system folder or a socket holds it.
        let both = |path: &str| {
            vec![(Liberty::EngineSocket, path.to_owned()), (Liberty::HostSystem, path.to_owned())]
        };
        assert_eq!(found("/", false), both("/"));
        assert_eq!(found("/var", false), one(Liberty::HostSystem, "/var"));
        assert_eq!(found("/var/run", true)[0], (Liberty::EngineSocket, "/var/run".to_owned()));
    }
}
