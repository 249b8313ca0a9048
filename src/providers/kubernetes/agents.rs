//! The agents of a cluster: what is recorded of a workload, as far as that decides who is one, and on which nodes it may run.

use super::parse::container::{Container, ContainerRole};
use super::parse::node::{self, NodeContext};
use super::parse::placement::Placement;
use super::parse::volumes::{HOST_PATH, Mount, SERVICE_ACCOUNT_TOKEN};
use super::parse::workload::{WorkloadContext, WorkloadDocument};
use super::parse::workload_kinds;
use crate::model::{Agent, Idle, Kind, KindSpec, Nodes, Resource, ScopeReading, Status};
use crate::providers::agents::{self, Facts, Seen, Watching};

/// What this provider knows of agents.
pub(super) const WATCHING: Watching =
    Watching { agents: agents_of, idle, idles_by: Some((SCALED, "replicas")), nodes };

/// The kinds of which somebody says how many there are.
const SCALED: &[&KindSpec] = &[
    &workload_kinds::DEPLOYMENT,
    &workload_kinds::REPLICA_SET,
    &workload_kinds::STATEFUL_SET,
    &workload_kinds::REPLICATION_CONTROLLER,
];

/// The service account of whoever names none.
const SHARED_ACCOUNT: &str = "default";

fn document(kind: &Kind, resource: &Resource) -> Option<WorkloadDocument> {
    let is_workload = workload_kinds::ALL.iter().any(|spec| spec.kind == *kind);
    is_workload.then(|| resource.durable.decode().ok())?
}

fn agents_of(kind: &Kind, resource: &Resource) -> Vec<Agent> {
    let Some(document) = document(kind, resource) else { return Vec::new() };
    let stays = |container: &&Container| {
        matches!(container.role, ContainerRole::Main | ContainerRole::Sidecar)
    };
    let is_token = |mount: &Mount| mount.r#type == SERVICE_ACCOUNT_TOKEN;
    let has_token = document.service_account_token != Some(false)
        || document.containers.iter().any(|container| container.mounts.iter().any(is_token));
    agents::agents(&Facts {
        host_network: document.host_network,
        host_pid: document.host_pid,
        own_account: document.service_account != SHARED_ACCOUNT && has_token,
        containers: document.containers.iter().filter(stays).map(seen).collect(),
    })
}

fn seen(container: &Container) -> Seen {
    let mounted = container.mounts.iter().filter(|mount| mount.r#type == HOST_PATH);
    let folders = mounted.filter_map(|mount| {
        let folder = mount.source.as_deref()?.trim_end_matches('/');
        Some(match &mount.sub_path {
            Some(part) => format!("{folder}/{part}"),
            None if folder.is_empty() => "/".to_owned(),
            None => folder.to_owned(),
        })
    });
    Seen {
        image: container.image.clone(),
        program: container.command.as_ref().and_then(|command| command.program.clone()),
        privileged: container.privileged,
        capabilities: container.capabilities_added.clone(),
        folders: folders.collect(),
    }
}

/// Whether nobody wants a replica of it.
fn idle(kind: &Kind, resource: &Resource) -> Option<Idle> {
    // The context of a workload holds its pods; few are worth taking apart.
    let is_scaled = SCALED.iter().any(|spec| spec.kind == *kind);
    let may_be = is_scaled && resource.context.as_str().contains("\"replicas\":0");
    let context: WorkloadContext = may_be.then(|| resource.context.decode().ok())??;
    (context.replicas == Some(0)).then_some(Idle::ScaledToNothing)
}

/// Counted are the nodes that are there now, or where they were not read, those of the approved side. Of what runs once in
/// a cluster, all that matters is whether there is any node for it.
fn nodes(
    kind: &Kind,
    [before, after]: [Option<&Resource>; 2],
    [earlier, later]: [Option<&ScopeReading>; 2],
) -> Option<Nodes> {
    let before = document(kind, before?)?.placement();
    let now = after.and_then(|after| document(kind, after)).map(|after| after.placement());
    let on_each = *kind == workload_kinds::DAEMON_SET.kind;
    let Some(nodes) = whole(later).or_else(|| whole(earlier)) else {
        let narrower = on_each && now.is_some_and(|now| now.may_leave_out(&before));
        return narrower.then(|| Nodes::Unknown("the nodes were not read".to_owned()));
    };
    let covered = |placement: &Placement| -> Option<Vec<bool>> {
        nodes.iter().map(|node| placement.covers(node)).collect()
    };
    let both = (covered(&before), now.as_ref().map_or(Some(vec![false; nodes.len()]), covered));
    let (Some(old), Some(new)) = both else {
        let is_new = on_each && now.is_some_and(|now| now != before);
        let why = "it asks of nodes what this version of driftwall does not know";
        return is_new.then(|| Nodes::Unknown(why.to_owned()));
    };
    let count = |list: &[bool]| list.iter().filter(|covered| **covered).count();
    let lost = old.iter().zip(&new).filter(|(old, new)| **old && !**new).count();
    let counted = Nodes::Counted { before: count(&old), after: count(&new), lost, of: nodes.len() };
    (on_each || count(&old) > 0 && count(&new) == 0 && after.is_some()).then_some(counted)
}

/// The nodes of a scope, where they were all read and there are any.
fn whole(reading: Option<&ScopeReading>) -> Option<Vec<NodeContext>> {
    let reading = reading?.kinds.get(&node::SPEC.kind)?;
    if reading.coverage.status != Status::Complete || reading.resources.is_empty() {
        return None;
    }
    reading.resources.values().map(|node| node.context.decode().ok()).collect()
}
