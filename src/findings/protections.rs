//! The words for what protects a workload: one table, so that Kubernetes and Docker say the same of the same thing.

use super::attack::{
    ADMINISTRATION, CONTAINER_API, DISCOVERY, ESCAPE, EXPLOIT, SNIFFING, TOKEN, TOOLS, Technique,
};
use crate::model::{Liberty, Taken};

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Kebab-case, stable; a detail follows after a colon: `capability:SYS_ADMIN`.
    pub name: &'static str,
    /// What is done where the protection is missing, in the third person. `{}` is the detail.
    pub lost: &'static str,
    /// What is so where it is there again.
    pub gained: &'static str,
    /// What an intruder in the container can do with it.
    pub allows: &'static str,
    /// The techniques that it opens the way to.
    pub attack: &'static [Technique],
}

/// The words of a liberty.
#[must_use]
pub const fn words(liberty: Liberty) -> Words {
    let [name, lost, gained, allows] = text(liberty);
    Words { name, lost, gained, allows, attack: attack(liberty) }
}

const fn text(liberty: Liberty) -> [&'static str; 4] {
    match liberty {
        Liberty::Privileged => [
            "privileged",
            "runs privileged",
            "no longer runs privileged",
            "whoever gets into it owns its host: all capabilities, all devices, no filter of the kernel's calls",
        ],
        Liberty::HostProcess => [
            "host-process",
            "runs as a process of its host",
            "no longer runs as a process of its host",
            "whoever gets into it is on its host already",
        ],
        Liberty::EngineSocket => [
            "engine-socket",
            "holds the engine's socket {}",
            "no longer holds the engine's socket {}",
            "whoever gets into it can start a privileged container, and so owns its host",
        ],
        Liberty::HostSystem => [
            "host-system",
            "writes to {} of its host",
            "no longer writes to {} of its host",
            "whoever gets into it can change what the host runs and who may log in there",
        ],
        Liberty::Capability => [
            "capability",
            "has the capability {}",
            "no longer has the capability {}",
            "root in it may do what the kernel guards with that capability",
        ],
        Liberty::Device => [
            "device",
            "uses the device {} of its host",
            "no longer uses the device {} of its host",
            "whoever gets into it reads and writes the device past every permission, as of a disk",
        ],
        Liberty::KernelSettings => [
            "kernel-settings",
            "writes to the kernel's settings in {}",
            "no longer writes to the kernel's settings in {}",
            "whoever gets into it can have the kernel run a program of its own on the host",
        ],
        Liberty::HostPid => [
            "host-pid",
            "sees and signals its host's processes",
            "no longer sees its host's processes",
            "whoever gets into it reads the secrets of other processes, stops agents, and enters the host with a capability more",
        ],
        Liberty::HostNetwork => [
            "host-network",
            "is on its host's network",
            "is off its host's network",
            "no policy reaches it; it listens on the host's addresses, reads the host's traffic, and reaches what answers only to the host",
        ],
        Liberty::OtherNetwork => [
            "other-network",
            "is on the network of the container {}",
            "is off the network of the container {}",
            "it sends and listens under the other one's addresses, and reaches what answers only to that",
        ],
        Liberty::NoLog => {
            ["no-log", "keeps no log", "keeps a log", "what is done in it leaves no trace"]
        }
        Liberty::HostPathWritable => [
            "host-path-writable",
            "writes to {} of its host",
            "no longer writes to {} of its host",
            "whoever gets into it changes files that the host or other containers rely on",
        ],
        Liberty::HostPath => [
            "host-path",
            "reads {} of its host",
            "no longer reads {} of its host",
            "whoever gets into it reads what lies there, of the host and of others",
        ],
        Liberty::MountPropagation => [
            "mount-propagation",
            "makes mounts at {} that appear on its host",
            "no longer makes mounts at {} that appear on its host",
            "whoever gets into it can lay files over the host's",
        ],
        Liberty::HostIpc => [
            "host-ipc",
            "shares its host's memory segments",
            "no longer shares its host's memory segments",
            "whoever gets into it reads and changes what processes of the host share",
        ],
        Liberty::HostUts => [
            "host-uts",
            "shares its host's name",
            "no longer shares its host's name",
            "whoever gets into it can rename the host, and with that what its logs say",
        ],
        Liberty::HostCgroup => [
            "host-cgroup",
            "sees its host's control groups",
            "no longer sees its host's control groups",
            "whoever gets into it learns what else runs there",
        ],
        Liberty::HostUsers => [
            "host-users",
            "has its host's root as its root",
            "has a root of its own",
            "whoever breaks out of it as root is root on the host",
        ],
        Liberty::SeccompOff => [
            "seccomp",
            "makes any call of the kernel",
            "makes only the calls of the kernel that its profile allows",
            "flaws of the kernel that the usual profile shuts off are open to whoever gets into it",
        ],
        Liberty::SeccompUnset => [
            "seccomp",
            "makes any call of the kernel unless its node says otherwise",
            "makes only the calls of the kernel that its profile allows",
            "flaws of the kernel that the usual profile shuts off are open to whoever gets into it",
        ],
        Liberty::AppArmorOff => [
            "apparmor",
            "runs without AppArmor",
            "is held by AppArmor",
            "files and mounts that the usual profile refuses are open to whoever gets into it",
        ],
        Liberty::SelinuxOff => [
            "selinux",
            "runs without SELinux",
            "is held by SELinux",
            "files of the host that their labels guard are open to whoever breaks out of it",
        ],
        Liberty::KernelFiles => [
            "kernel-files",
            "reads {} of the kernel",
            "no longer reads {} of the kernel",
            "whoever gets into it learns of the host what is usually hidden",
        ],
        Liberty::PrivilegeEscalation => [
            "privilege-escalation",
            "may gain privileges by programs that give them",
            "can no longer gain privileges",
            "whoever gets into it as a plain user becomes root by a program with the set-user-id bit",
        ],
        Liberty::Root => [
            "runs-as-root",
            "runs as root",
            "no longer runs as root",
            "whoever gets into it has root's capabilities, and root's files where something of the host is mounted",
        ],
        Liberty::MaybeRoot => [
            "runs-as-root",
            "runs as root unless its image says otherwise",
            "can't run as root",
            "whoever gets into it has root's capabilities, and root's files where something of the host is mounted",
        ],
        Liberty::DefaultCapabilities => [
            "default-capabilities",
            "has the capabilities that engines give by default",
            "no longer has the capabilities that engines give by default",
            "root in it forges packets, changes owners and passes over the permissions of files",
        ],
        Liberty::WritableRoot => [
            "writable-root",
            "writes to its own programs",
            "can no longer write to its own programs",
            "whoever gets into it replaces programs and brings others",
        ],
        Liberty::ServiceAccountToken => [
            "service-account-token",
            "holds a token for the cluster's API",
            "no longer holds a token for the cluster's API",
            "whoever gets into it asks the API in the name of its service account",
        ],
        Liberty::SharedProcesses => [
            "shared-processes",
            "sees the processes of other containers",
            "no longer sees the processes of other containers",
            "whoever gets into it reads the environment and the files of those, and stops them",
        ],
        Liberty::LogCovered => [
            "log-covered",
            "has something laid over its logs in {}",
            "no longer has something laid over its logs in {}",
            "what is written there goes elsewhere, or is gone with it",
        ],
    }
}

const fn attack(liberty: Liberty) -> &'static [Technique] {
    match liberty {
        Liberty::Privileged
        | Liberty::HostProcess
        | Liberty::HostSystem
        | Liberty::Device
        | Liberty::KernelSettings
        | Liberty::HostPathWritable
        | Liberty::MountPropagation
        | Liberty::HostUsers => &[ESCAPE],
        Liberty::EngineSocket => &[ESCAPE, ADMINISTRATION],
        Liberty::Capability | Liberty::DefaultCapabilities => &[ESCAPE, EXPLOIT],
        Liberty::HostPid | Liberty::HostIpc => &[ESCAPE, DISCOVERY],
        Liberty::HostNetwork | Liberty::OtherNetwork => &[SNIFFING, DISCOVERY],
        Liberty::NoLog | Liberty::LogCovered | Liberty::HostUts => &[TOOLS],
        Liberty::HostPath
        | Liberty::HostCgroup
        | Liberty::KernelFiles
        | Liberty::SharedProcesses => &[DISCOVERY],
        Liberty::SeccompOff
        | Liberty::SeccompUnset
        | Liberty::AppArmorOff
        | Liberty::SelinuxOff
        | Liberty::PrivilegeEscalation
        | Liberty::Root
        | Liberty::MaybeRoot
        | Liberty::WritableRoot => &[EXPLOIT],
        Liberty::ServiceAccountToken => &[TOKEN, CONTAINER_API],
    }
}

/// The name of a protection, with its detail.
#[must_use]
pub fn name(missing: &Taken) -> String {
    let name = words(missing.liberty).name;
    missing.detail.as_ref().map_or_else(|| name.to_owned(), |detail| format!("{name}:{detail}"))
}

/// What is done without it.
#[must_use]
pub fn lost(missing: &Taken) -> String {
    filled(words(missing.liberty).lost, missing)
}

/// What is so with it.
#[must_use]
pub fn gained(missing: &Taken) -> String {
    filled(words(missing.liberty).gained, missing)
}

/// What an intruder in the container can do without it.
#[must_use]
pub fn allows(missing: &Taken) -> &'static str {
    let own = match (missing.liberty, missing.detail.as_deref()) {
        (Liberty::Capability, Some(name)) => capability(name),
        (Liberty::HostPath, Some("/")) => {
            Some("whoever gets into it reads every file of its host, keys and tokens among them")
        }
        _ => None,
    };
    own.unwrap_or(words(missing.liberty).allows)
}

fn filled(text: &str, missing: &Taken) -> String {
    text.replacen("{}", missing.detail.as_deref().unwrap_or_default(), 1)
}

/// What root can do with a capability, of those that matter most.
fn capability(name: &str) -> Option<&'static str> {
    Some(match name {
        "ALL" => "whoever gets into it owns its host: every capability of root is there",
        "SYS_ADMIN" => "whoever gets into it mounts the host's disks and leaves its namespaces",
        "SYS_MODULE" => "whoever gets into it loads modules into the kernel, and so owns its host",
        "SYS_PTRACE" => "whoever gets into it reads and changes other processes that it sees",
        "SYS_RAWIO" => "whoever gets into it reads and writes the memory and the disks of the host",
        "SYS_BOOT" => "whoever gets into it restarts the host, with another kernel",
        "BPF" | "PERFMON" => {
            "whoever gets into it runs code in the kernel, and reads what others do"
        }
        "DAC_READ_SEARCH" => "whoever gets into it opens any file of the host by its number",
        "NET_ADMIN" => "whoever gets into it changes routes and packet filters of its network",
        "NET_RAW" => "whoever gets into it forges packets and pretends to be its neighbours",
        "NET_BIND_SERVICE" => "it listens on the ports that only root may have",
        "SYSLOG" => "whoever gets into it reads the kernel's log, with addresses in it",
        "SYS_TIME" => "whoever gets into it sets the host's clock, and with that what its logs say",
        "AUDIT_CONTROL" | "AUDIT_WRITE" => "whoever gets into it writes to the host's audit log",
        "MKNOD" => "whoever gets into it makes device files",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::attack::TECHNIQUES;
    use super::*;

    #[test]
    fn every_liberty_has_words_of_its_own() {
        let mut phrases = BTreeSet::new();
        for &liberty in Liberty::ALL {
            let Words { name, lost, gained, allows, attack } = words(liberty);
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(lost.contains("{}"), gained.contains("{}"), "{name}");
            assert!(phrases.insert((name, lost)), "{name} is there twice");
            assert!(allows.len() > 20 && !allows.ends_with('.'), "{name}");
            assert!(!attack.is_empty() && attack.iter().all(|one| TECHNIQUES.contains(one)));
        }
        let mut sorted = Liberty::ALL.to_vec();
        sorted.sort();
        assert_eq!(sorted, Liberty::ALL, "worst first");
    }

    #[test]
    fn a_detail_stands_in_name_and_phrase() {
        let module = Taken::of(Liberty::Capability, "SYS_MODULE");
        assert_eq!(name(&module), "capability:SYS_MODULE");
        assert_eq!(lost(&module), "has the capability SYS_MODULE");
        assert!(allows(&module).contains("modules"));
        assert_eq!(name(&Taken::plain(Liberty::Privileged)), "privileged");
    }
}
