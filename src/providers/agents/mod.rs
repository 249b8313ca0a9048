//! Who is an agent: decided by what a workload runs and by what it can see, the same wherever it runs.
//!
//! A workload is an agent when a container of it that runs as long as it does is known to be one, by its image or its program
//! ([`KNOWN`]), and when that container can see what the duty of such an agent needs ([`needs`](crate::model::Duty::needs)). What it is called itself is no matter: a
//! pod named after an agent that mounts nothing is none. Only what the approved side holds counts, so nobody becomes an agent by being
//! added; and what was one stays one only as long as the same holds.

mod known;

use std::collections::BTreeSet;

pub use known::{KNOWN, Known};

use super::liberties;
use crate::model::{
    Agent, Idle, Kind, KindSpec, Liberties, Liberty, Nodes, Resource, ScopeReading, Sight,
    is_within,
};

/// What a provider knows of the agents among its workloads.
#[derive(Clone, Copy, Debug)]
pub struct Watching {
    /// What a workload is there for, and what it can see of that; one that can see nothing is called an agent and is none.
    pub agents: fn(&Kind, &Resource) -> Vec<Agent>,
    /// Why a workload does nothing, when it doesn't.
    pub idle: fn(&Kind, &Resource) -> Option<Idle>,
    /// The kinds of which a workload can be idle without a change in what is compared, and the field that says so.
    pub idles_by: Option<(&'static [&'static KindSpec], &'static str)>,
    /// On how many nodes of a scope it may run, as it was and as it is, by what is known of nodes on either side. Nothing where it
    /// does not matter on how many, or nothing about it differs and nodes were not read.
    pub nodes: CountNodes,
}

/// Asks about a workload before and after, and its scope before and after.
pub type CountNodes =
    fn(&Kind, [Option<&Resource>; 2], [Option<&ScopeReading>; 2]) -> Option<Nodes>;

/// A workload as far as agents go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Is the host, for the network.
    pub(crate) host_network: bool,
    /// Sees the host's processes.
    pub(crate) host_pid: bool,
    /// Calls the API in a name that others don't share.
    pub(crate) own_account: bool,
    /// Its containers that run as long as it does.
    pub(crate) containers: Vec<Seen>,
}

/// One container as far as agents go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) image: Option<String>,
    /// What is started in it, where that is not left to the image.
    pub(crate) program: Option<String>,
    pub(crate) privileged: bool,
    pub(crate) capabilities: Vec<String>,
    /// Folders and files of the host that are mounted.
    pub(crate) folders: Vec<String>,
}

/// Where hosts keep logs.
const LOGS: &[&str] = &["/run/log/journal", "/var/lib/docker/containers", "/var/log"];
/// Capabilities with which the kernel of a host, or the memory of its programs, can be looked into.
const KERNEL: &[&str] = &["ALL", "BPF", "PERFMON", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE"];
/// Those with which the rules of a network are set.
const PACKETS: &[&str] = &["ALL", "NET_ADMIN"];

/// What a workload is there for, each duty once.
pub(crate) fn agents(facts: &Facts) -> Vec<Agent> {
    let mut found: Vec<Agent> = Vec::new();
    for container in &facts.containers {
        for known in KNOWN {
            let by_image = container.image.as_deref().is_some_and(|image| known.has_image(image));
            let program = container.program.as_deref().map(base);
            let by_program = program.is_some_and(|program| known.programs.contains(&program));
            if !by_image && !by_program {
                continue;
            }
            let other = program.filter(|_| !by_program).map(str::to_owned);
            let sights = sights(facts, container).into_iter();
            let sights = sights.filter(|sight| known.duty.uses(sight));
            match found.iter_mut().find(|agent| agent.duty == known.duty) {
                Some(agent) => {
                    agent.by_image |= by_image;
                    agent.sights.extend(sights);
                }
                None => found.push(Agent {
                    duty: known.duty,
                    name: known.name,
                    by_image,
                    sights: sights.collect(),
                    other_program: other,
                }),
            }
        }
    }
    found
}

/// What can be seen from a container.
fn sights(facts: &Facts, container: &Seen) -> BTreeSet<Sight> {
    let can = |list: &[&str]| {
        container.privileged || container.capabilities.iter().any(|one| list.contains(&&**one))
    };
    let mut sights = BTreeSet::new();
    let mut see = |seen: bool, sight: Sight| {
        if seen {
            sights.insert(sight);
        }
    };
    see(facts.host_pid, Sight::Processes);
    see(can(KERNEL), Sight::Kernel);
    see(facts.host_network && can(PACKETS), Sight::Packets);
    see(facts.own_account, Sight::Requests);
    for folder in &container.folders {
        let real = folder.strip_prefix("/var").filter(|rest| is_within(rest, "/run"));
        let real = real.unwrap_or(folder);
        let touches = |one: &str| is_within(real, one) || is_within(one, real);
        see(LOGS.iter().any(|logs| touches(logs)), Sight::Logs(real.to_owned()));
        see(is_within("/proc", real), Sight::Processes);
        see(touches("/sys/kernel"), Sight::Kernel);
        let mut held = Liberties::default();
        liberties::host_path(&mut held, real, true);
        let has_socket = held.taken.iter().any(|one| one.liberty == Liberty::EngineSocket);
        see(has_socket, Sight::Engine(real.to_owned()));
    }
    sights
}

/// What was seen and is not any more. A folder is seen wherever one that holds it is.
#[must_use]
pub fn unseen(before: &BTreeSet<Sight>, after: &BTreeSet<Sight>) -> BTreeSet<Sight> {
    let holds = |seen: &Sight, sight: &Sight| match (seen, sight) {
        (Sight::Logs(above), Sight::Logs(below)) | (Sight::Engine(above), Sight::Engine(below)) => {
            is_within(below, above)
        }
        (seen, sight) => seen == sight,
    };
    // An engine is the same by whatever socket.
    let is_seen = |sight: &Sight| match sight {
        Sight::Engine(_) => after.iter().any(|one| matches!(one, Sight::Engine(_))),
        sight => after.iter().any(|one| holds(one, sight)),
    };
    before.iter().filter(|sight| !is_seen(sight)).cloned().collect()
}

/// The name of a program without its folder.
fn base(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}

impl Known {
    /// Whether an image is one of this agent's: by the last words of its repository, since everybody has a registry of
    /// their own.
    fn has_image(&self, image: &str) -> bool {
        let repository = image.split('@').next().unwrap_or_default();
        let repository = match repository.rsplit_once(':') {
            Some((before, tag)) if !tag.contains('/') => before,
            _ => repository,
        };
        self.images.iter().any(|name| {
            repository.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    }
}

#[cfg(test)]
mod tests;
