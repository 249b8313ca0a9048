//! What a container is at liberty to do beyond itself.
//!
//! Which values of which fields are a liberty is a provider's knowledge; the words for them are in the table of `findings`. Here
//! is what they are, which is worse, and which implies which.

use std::collections::BTreeSet;

/// Something that a container which is set as it should be can't do. Worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Liberty {
    /// Everything.
    Privileged,
    /// Runs as a process of a Windows host.
    HostProcess,
    /// Gives orders to the container engine. The detail is the path of its socket.
    EngineSocket,
    /// Writes to files that the host runs by. The detail is their folder.
    HostSystem,
    /// A capability of root. The detail is its name.
    Capability,
    /// A device of the host. The detail is its path.
    Device,
    /// Writes settings of the kernel. The detail is their path.
    KernelSettings,
    /// Sees and signals the host's processes.
    HostPid,
    /// Is on the host's network.
    HostNetwork,
    /// Is on the network of another container. The detail is its name.
    OtherNetwork,
    /// Nothing of its output is kept.
    NoLog,
    /// Writes to files of the host. The detail is their folder.
    HostPathWritable,
    /// Reads files of the host. The detail is their folder.
    HostPath,
    /// Mounts that it makes appear on the host. The detail is where.
    MountPropagation,
    /// Shares the host's memory segments.
    HostIpc,
    /// May rename its host.
    HostUts,
    /// Sees the host's control groups.
    HostCgroup,
    /// Its root is the host's root.
    HostUsers,
    /// Makes any call of the kernel.
    SeccompOff,
    /// Makes any call of the kernel, unless its node says otherwise.
    SeccompUnset,
    /// No profile of AppArmor holds it.
    AppArmorOff,
    /// No label of SELinux holds it.
    SelinuxOff,
    /// Reads files of the kernel that are usually hidden. The detail is their path.
    KernelFiles,
    /// Its programs can gain privileges.
    PrivilegeEscalation,
    /// Runs as root.
    Root,
    /// Runs as root, unless its image says otherwise.
    MaybeRoot,
    /// The capabilities that engines give by default, of which more than a few were taken away. Only told, never set.
    DefaultCapabilities,
    /// Writes to its own programs.
    WritableRoot,
    /// Has a credential for the API of its cluster.
    ServiceAccountToken,
    /// Sees the processes of other containers.
    SharedProcesses,
    /// Something is laid over a folder of its logs. The detail is the folder.
    LogCovered,
}

/// What a liberty is about: which rule tells it when it is all that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// How well it is contained.
    Containment,
    /// On whose network it is.
    Network,
    /// What is kept of its output.
    Log,
}

/// A liberty that is taken, and of what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Taken {
    /// Which.
    pub liberty: Liberty,
    /// Its detail, where it has one.
    pub detail: Option<String>,
}

/// What one container is at liberty to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Liberties {
    /// What it may do.
    pub taken: BTreeSet<Taken>,
    /// What may be so, and nobody can say: a profile that somebody wrote. A difference in it is no gain.
    pub unsure: BTreeSet<Liberty>,
}

/// What engines leave to root in a container unless told otherwise.
pub const DEFAULT_CAPABILITIES: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Capabilities with which a container's root is the host's.
const OWNING: &[&str] = &[
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "PERFMON",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
];

impl Liberty {
    /// Every one, worst first.
    pub const ALL: &[Self] = &[
        Self::Privileged,
        Self::HostProcess,
        Self::EngineSocket,
        Self::HostSystem,
        Self::Capability,
        Self::Device,
        Self::KernelSettings,
        Self::HostPid,
        Self::HostNetwork,
        Self::OtherNetwork,
        Self::NoLog,
        Self::HostPathWritable,
        Self::HostPath,
        Self::MountPropagation,
        Self::HostIpc,
        Self::HostUts,
        Self::HostCgroup,
        Self::HostUsers,
        Self::SeccompOff,
        Self::SeccompUnset,
        Self::AppArmorOff,
        Self::SelinuxOff,
        Self::KernelFiles,
        Self::PrivilegeEscalation,
        Self::Root,
        Self::MaybeRoot,
        Self::DefaultCapabilities,
        Self::WritableRoot,
        Self::ServiceAccountToken,
        Self::SharedProcesses,
        Self::LogCovered,
    ];

    /// What it is about.
    #[must_use]
    pub const fn topic(self) -> Topic {
        match self {
            Self::HostNetwork | Self::OtherNetwork => Topic::Network,
            Self::NoLog | Self::LogCovered => Topic::Log,
            _ => Topic::Containment,
        }
    }
}

impl Taken {
    /// A liberty without a detail.
    #[must_use]
    pub const fn plain(liberty: Liberty) -> Self {
        Self { liberty, detail: None }
    }

    /// A liberty of something.
    #[must_use]
    pub fn of(liberty: Liberty, detail: impl Into<String>) -> Self {
        Self { liberty, detail: Some(detail.into()) }
    }

    /// Whether it is as good as owning the host, or takes it out of the reach of what watches it.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        match self.liberty {
            Liberty::Capability => self.detail().is_some_and(|name| OWNING.contains(&name)),
            // Whatever the folder, all of its files may be read.
            Liberty::HostPath => self.detail() == Some("/"),
            liberty => liberty <= Liberty::NoLog,
        }
    }

    fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Whether whoever may do this may do the other as well.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        use Liberty as L;
        let above = || match (self.detail(), other.detail()) {
            (Some(above), Some(below)) => is_within(below, above),
            _ => false,
        };
        match (self.liberty, other.liberty) {
            (one, two) if one == two && self.detail == other.detail => true,
            (
                L::Privileged,
                L::Capability
                | L::Device
                | L::KernelSettings
                | L::KernelFiles
                | L::SeccompOff
                | L::SeccompUnset
                | L::AppArmorOff
                | L::SelinuxOff
                | L::PrivilegeEscalation
                | L::HostCgroup,
            )
            | (L::SeccompOff, L::SeccompUnset)
            | (L::Root, L::MaybeRoot)
            | (L::NoLog, L::LogCovered) => true,
            (L::Capability, L::Capability) => self.detail() == Some("ALL"),
            (
                L::HostSystem,
                L::HostSystem | L::HostPathWritable | L::HostPath | L::EngineSocket,
            )
            | (L::HostPathWritable, L::HostPathWritable | L::HostPath | L::EngineSocket)
            | (L::HostPath, L::HostPath | L::EngineSocket) => above(),
            _ => false,
        }
    }
}

/// Whether a path is another one, or below it.
#[must_use]
pub fn is_within(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Liberties {
    /// Adds a liberty, when it is taken.
    pub fn take(&mut self, is_taken: bool, liberty: Liberty) {
        if is_taken {
            self.taken.insert(Taken::plain(liberty));
        }
    }

    /// Adds a liberty of something.
    pub fn take_of(&mut self, liberty: Liberty, detail: impl Into<String>) {
        self.taken.insert(Taken::of(liberty, detail));
    }

    /// Takes in what another version of the same container may do.
    pub fn join(&mut self, other: Self) {
        self.taken.extend(other.taken);
        self.unsure.extend(other.unsure);
    }

    pub(super) fn allow(&self, one: &Taken) -> bool {
        self.taken.iter().any(|own| own.implies(one))
    }
}
