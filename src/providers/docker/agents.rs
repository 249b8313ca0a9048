//! The agents of a host: what is recorded of a container, as far as that decides who is one.

use super::parse::container;
use super::parse::container_document::Durable;
use crate::model::{Agent, Idle, Kind, Resource};
use crate::providers::agents::{self, Facts, Seen, Watching};

/// What this provider knows of agents.
pub(super) const WATCHING: Watching =
    Watching { agents: agents_of, idle, idles_by: None, nodes: |_, _, _| None };

fn document(kind: &Kind, resource: &Resource) -> Option<Durable> {
    (*kind == container::SPEC.kind).then(|| resource.durable.decode().ok())?
}

fn agents_of(kind: &Kind, resource: &Resource) -> Vec<Agent> {
    let Some(document) = document(kind, resource) else { return Vec::new() };
    let is_host = |mode: &Option<String>| mode.as_deref() == Some("host");
    let mounted = document.mounts.iter().filter(|mount| mount.r#type.as_deref() == Some("bind"));
    agents::agents(&Facts {
        host_network: is_host(&document.network_mode),
        host_pid: is_host(&document.pid),
        own_account: false,
        containers: vec![Seen {
            image: document.image.clone(),
            program: document.command.and_then(|command| command.program),
            privileged: document.privileged,
            capabilities: document.capabilities_added.clone(),
            folders: mounted.filter_map(|mount| mount.source.clone()).collect(),
        }],
    })
}

/// Whether it does not run, where the engine says so.
fn idle(kind: &Kind, resource: &Resource) -> Option<Idle> {
    let state = document(kind, resource)?.state?;
    (state != "running").then_some(Idle::Stopped)
}
