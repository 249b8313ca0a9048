//! What watches: workloads that carry logs away, watch what containers do, or carry out policies.
//!
//! Who is an agent is decided by what it runs and by what it can see (`providers/agents`), never by what it is called. Here is what
//! that comes to: an agent, and what a change took from it.

use std::collections::BTreeSet;

/// What an agent is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Duty {
    /// Carries logs away from where they can be deleted.
    LogShipper,
    /// Watches what containers do.
    RuntimeSecurity,
    /// Carries out the network policies of a cluster.
    NetworkPolicy,
    /// Judges what is let into a cluster.
    Admission,
}

/// What something can see or do that makes it an agent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sight {
    /// Reads a folder of the host in which logs are.
    Logs(String),
    /// Asks the container engine, at this socket or in the folder that holds it.
    Engine(String),
    /// Sees the processes of the host.
    Processes,
    /// Looks into the kernel of the host.
    Kernel,
    /// Sets the rules of the host's network.
    Packets,
    /// Calls the API of the cluster in a name of its own.
    Requests,
}

/// What is known of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// What it is there for.
    pub duty: Duty,
    /// What it is, as the table of agents calls it: `fluent-bit`.
    pub name: &'static str,
    /// Whether its image says so, and not only its program.
    pub by_image: bool,
    /// What it can see that its duty needs. Nothing: it is called an agent and can't be one.
    pub sights: BTreeSet<Sight>,
    /// The program that is started in it, where that is said and is none of its own.
    pub other_program: Option<String>,
}

/// Why something that is there does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Idle {
    /// Nobody wants a replica of it.
    ScaledToNothing,
    /// It was stopped, frozen, or never started.
    Stopped,
}

/// On how many of the nodes that are there an agent may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// They were counted.
    Counted {
        /// As it was approved.
        before: usize,
        /// As it is.
        after: usize,
        /// Those that it was to run on and does no more.
        lost: usize,
        /// All of them.
        of: usize,
    },
    /// It may run on others than it was approved for, and nobody can say on how many, for this reason.
    Unknown(String),
}

/// What became of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It is gone.
    Gone,
    /// What is there by its name runs something else.
    Replaced,
    /// It can't see any more what it was there to see.
    Blind(BTreeSet<Sight>),
    /// It does nothing.
    Idle(Idle),
    /// There is no node that it may run on.
    Nowhere,
    /// It does less than it did.
    Less {
        /// What it can't see any more.
        unseen: BTreeSet<Sight>,
        /// What is started in place of its own program.
        program: Option<String>,
    },
}

/// An agent of the approved side that does less than it did, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentChange {
    /// What it was there for.
    pub duty: Duty,
    /// What it was, as the table of agents calls it.
    pub name: &'static str,
    /// What became of it.
    pub loss: Loss,
    /// Where it was to run, where it runs on nodes and that can be said.
    pub nodes: Option<Nodes>,
}

impl Duty {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::LogShipper, Self::RuntimeSecurity, Self::NetworkPolicy, Self::Admission];

    /// The word in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::LogShipper => "log-shipper",
            Self::RuntimeSecurity => "runtime-security",
            Self::NetworkPolicy => "network-policy",
            Self::Admission => "admission",
        }
    }

    /// What it does.
    #[must_use]
    pub const fn does(self) -> &'static str {
        match self {
            Self::LogShipper => "ships the logs of containers",
            Self::RuntimeSecurity => "watches what containers do",
            Self::NetworkPolicy => "enforces network policies",
            Self::Admission => "judges what is let into the cluster",
        }
    }

    /// What it did.
    #[must_use]
    pub const fn did(self) -> &'static str {
        match self {
            Self::LogShipper => "shipped the logs of containers",
            Self::RuntimeSecurity => "watched what containers do",
            Self::NetworkPolicy => "enforced network policies",
            Self::Admission => "judged what is let into the cluster",
        }
    }

    /// Without which of these nothing is such an agent.
    #[must_use]
    pub const fn needs(self) -> &'static str {
        match self {
            Self::LogShipper => {
                "a mount of the host's logs (`/var/log`, `/var/lib/docker/containers`, `/run/log/journal`, or a folder in or above them), or of the engine's socket"
            }
            Self::RuntimeSecurity => {
                "the host's processes (its PID namespace, or a mount of `/proc`), or its kernel (privileged, a capability such as BPF or SYS_PTRACE, or a mount of `/sys/kernel`), or the engine's socket"
            }
            Self::NetworkPolicy => "the host's network, together with privileged or NET_ADMIN",
            Self::Admission => {
                "a service account of its own, and a container that runs as long as the pod"
            }
        }
    }

    /// Whether it is any use to such an agent to see this.
    #[must_use]
    pub const fn uses(self, sight: &Sight) -> bool {
        matches!(
            (self, sight),
            (Self::LogShipper, Sight::Logs(_) | Sight::Engine(_))
                | (Self::RuntimeSecurity, Sight::Processes | Sight::Kernel | Sight::Engine(_))
                | (Self::NetworkPolicy, Sight::Packets)
                | (Self::Admission, Sight::Requests)
        )
    }
}

impl AgentChange {
    /// Whether it does nothing any more of what it was there for.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        !matches!(self.loss, Loss::Less { .. })
    }
}
