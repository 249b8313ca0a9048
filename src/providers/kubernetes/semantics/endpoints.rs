//! The pods of a cluster as endpoints, under the names of what made them.
//!
//! The pods of one owner are one endpoint as long as all policies treat them alike. Where labels or the names of ports set some apart, the
//! owner's name stands for those that are as its template says, or else for most, and the others are named by themselves.
//!
//! A cluster is one network without inner edges: what stands before a pod are its policies, and nothing else stands
//! between it and everyone outside. What a load balancer or a node's port leads to is not told here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pods::{Cluster, Pod, Workload};
use super::policies::Policies;
use super::selected::{Behind, Selected, Treatment};
use super::shields::{Shields, door};
use super::words::{self, HOST_NETWORK};
use crate::model::{Endpoint, Members, ResourceId, Scope, Segment, Topology, View};
use crate::providers::Which;
use crate::providers::kubernetes::parse::node;
use crate::providers::kubernetes::parse::workload_kinds::{self, POD};
use crate::traffic::{Addresses, Intervals};

pub(super) fn topology(view: &View<'_>, which: Which<'_>) -> Topology {
    let mut topology = Topology::default();
    let scopes = scopes(view);
    for scope in &scopes {
        let wanted = match which {
            Which::All => true,
            Which::These(ids) => ids.iter().any(|id| id.scope == *scope),
        };
        if wanted {
            // The same names may be in every cluster.
            let prefix = if scopes.len() > 1 { format!("{scope}/") } else { String::new() };
            cluster(view, scope, &prefix, which, &mut topology);
        }
    }
    topology
}

fn scopes(view: &View<'_>) -> BTreeSet<Scope> {
    let mut scopes = BTreeSet::new();
    for spec in workload_kinds::ALL {
        for (scope, _, _) in view.resources(&spec.kind) {
            if !scopes.contains(scope) {
                scopes.insert(scope.clone());
            }
        }
    }
    scopes
}

/// An endpoint on its way.
#[derive(Debug)]
struct Draft {
    id: ResourceId,
    label: String,
    names: BTreeSet<Arc<str>>,
    machine: Option<Arc<str>>,
    running: Option<bool>,
    addresses: Addresses,
    treatment: Treatment,
}

fn cluster(
    view: &View<'_>,
    scope: &Scope,
    prefix: &str,
    which: Which<'_>,
    topology: &mut Topology,
) {
    let policies = Policies::of(view, scope, None);
    let cluster = Cluster::of(view, scope);
    let mut selected = Selected::of(&policies, &cluster);
    let mut drafts = Vec::new();
    for workload in &cluster.workloads {
        drafts.extend(endpoints(workload, &mut selected, &cluster, prefix));
    }
    let network: Arc<str> = scope.to_string().into();
    topology.networks.insert(network.clone(), Addresses::none());
    let door_index = topology.doors.len();
    topology.doors.push(door());
    let segment = Segment {
        network: network.clone(),
        addresses: Addresses::none(),
        edge: None,
        door: door_index,
        links: Vec::new(),
    };
    topology.segments.insert(network.clone(), segment);
    tell_sets(&drafts, &selected, &cluster, view, scope, topology);
    let shields = Shields { policies: &policies, told: &selected.told };
    let mut made: BTreeMap<Behind, usize> = BTreeMap::new();
    for draft in drafts {
        let is_wanted = match which {
            Which::All => true,
            Which::These(ids) => ids.contains(&draft.id),
        };
        if !is_wanted {
            continue;
        }
        let Treatment { behind, member_of } = draft.treatment;
        let on_host = if behind.host_network { " on the network of its node" } else { "" };
        let shield = *made.entry(behind).or_insert_with_key(|behind| {
            topology.shields.push(shields.shield(behind));
            topology.shields.len().saturating_sub(1)
        });
        let endpoint = Endpoint {
            called: format!("{}{on_host}", draft.label),
            label: draft.label.into(),
            names: draft.names,
            machine: draft.machine,
            running: draft.running,
            addresses: draft.addresses,
            public: Addresses::none(),
            member_of,
            shield,
            door: door_index,
            segment: network.clone(),
        };
        topology.endpoints.insert(draft.id, endpoint);
    }
}

/// The endpoints of one workload: one, or one and those that are set apart.
fn endpoints(
    workload: &Workload,
    selected: &mut Selected<'_>,
    cluster: &Cluster,
    prefix: &str,
) -> Vec<Draft> {
    let Workload { id, namespace, name, object, template, pods } = workload;
    let label = format!("{prefix}{namespace}/{name}[{object}]");
    let mut alike: BTreeMap<Treatment, Vec<&Pod>> = BTreeMap::new();
    for pod in pods {
        alike.entry(selected.treatment(&pod.sort)).or_default().push(pod);
    }
    let own = match template {
        Some(template) => selected.treatment(template),
        None => {
            let most = alike.values().map(Vec::len).max().unwrap_or_default();
            // Of equally many those with the first pod.
            let largest = alike.iter().filter(|(_, pods)| pods.len() == most);
            let first = largest.min_by_key(|(_, pods)| pods.first().map(|pod| pod.name.as_str()));
            first.map(|(treatment, _)| treatment.clone()).unwrap_or_default()
        }
    };
    let mut drafts = Vec::new();
    let of_owner = alike.remove(&own).unwrap_or_default();
    let mut names: BTreeSet<Arc<str>> = of_owner
        .iter()
        .map(|pod| format!("{namespace}/{}", pod.name).into())
        .chain([
            format!("{namespace}/{name}").into(),
            format!("{namespace}/{name}[{object}]").into(),
        ])
        .collect();
    names.remove(label.as_str());
    let apart = !alike.is_empty();
    let machine: Option<Arc<str>> = apart.then(|| label.clone().into());
    drafts.push(Draft {
        id: id.clone(),
        label: label.clone(),
        names,
        machine: machine.clone(),
        running: running(&of_owner),
        addresses: addresses(&of_owner, cluster),
        treatment: own,
    });
    for (treatment, pods) in alike {
        for pod in pods {
            let identity = format!("{namespace}/{}", pod.name);
            let Ok(identity) = identity.parse() else { continue };
            let id = ResourceId { scope: id.scope.clone(), kind: POD.kind, identity };
            drafts.push(Draft {
                id,
                label: format!("{prefix}{namespace}/{}[Pod]", pod.name),
                names: [format!("{namespace}/{}", pod.name).into(), label.as_str().into()].into(),
                machine: machine.clone(),
                running: running(&[pod]),
                addresses: addresses(&[pod], cluster),
                treatment: treatment.clone(),
            });
        }
    }
    drafts
}

/// Not any more when all of them have ended. Of the others nobody knows whether the outside gets to them: what leads to pods, services and
/// ingresses and gateways, is not followed, so what policies let in from the internet is never taken to be there for sure.
fn running(pods: &[&Pod]) -> Option<bool> {
    (!pods.is_empty() && pods.iter().all(|pod| pod.finished)).then_some(false)
}

/// The addresses of pods. One on the network of its node has the node's, whether it says so or not.
fn addresses(pods: &[&Pod], cluster: &Cluster) -> Addresses {
    let mut own = Union::default();
    for pod in pods {
        own.add(&pod.addresses);
        if pod.sort.host_network && pod.addresses.is_empty() {
            let node = cluster.nodes.iter().find(|node| Some(&node.name) == pod.node.as_ref());
            node.iter().for_each(|node| own.add(&node_addresses(&node.addresses)));
        }
    }
    own.addresses()
}

fn node_addresses(texts: &[String]) -> Addresses {
    let mut all = Union::default();
    for text in texts {
        if let Ok(address) = text.parse() {
            all.add(&Addresses::one(address));
        }
    }
    all.addresses()
}

/// Who is behind the names that policies draw on.
fn tell_sets(
    drafts: &[Draft],
    selected: &Selected<'_>,
    cluster: &Cluster,
    view: &View<'_>,
    scope: &Scope,
    topology: &mut Topology,
) {
    // A pod that was not read may be anything, and its address anyone's.
    let whole = cluster.unreadable.is_none() && !view.status(scope, &POD.kind).is_gap();
    let mut told: BTreeMap<Arc<str>, Union> = BTreeMap::new();
    for name in selected.peer_names() {
        told.entry(name.clone()).or_default();
    }
    for (name, ports) in &selected.told {
        for port in ports {
            told.entry(words::port(name, port.0, Some(port.1))).or_default();
        }
    }
    told.entry(HOST_NETWORK.into()).or_default();
    for draft in drafts {
        for name in &draft.treatment.member_of {
            told.entry(name.clone()).or_default().add(&draft.addresses);
        }
    }
    for (name, union) in told {
        if !selected.undecided.contains(&name) {
            let members = Members::Endpoints { addresses: union.addresses(), whole };
            topology.sets.insert(name, members);
        }
    }
    // Nodes are known by their addresses, as far as all of them are known, and so is what is on their network.
    let hosts_known = drafts
        .iter()
        .all(|draft| !draft.treatment.behind.host_network || !draft.addresses.is_empty());
    let nodes_known = view.status(scope, &node::SPEC.kind).proves_absence();
    if !hosts_known || !nodes_known || cluster.nodes.is_empty() {
        return;
    }
    for selector in selected.nodes() {
        let mut all = Union::default();
        for node in cluster.nodes.iter().filter(|node| selector.matches(&node.labels)) {
            all.add(&node_addresses(&node.addresses));
        }
        let members = Members::Addresses(all.addresses());
        topology.sets.insert(words::nodes(selector), members);
    }
}

/// Many sets of addresses on their way to one.
#[derive(Debug, Default)]
struct Union {
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
}

impl Union {
    fn add(&mut self, addresses: &Addresses) {
        self.v4.extend(addresses.v4.spans());
        self.v6.extend(addresses.v6.spans());
    }

    fn addresses(self) -> Addresses {
        Addresses { v4: Intervals::of(self.v4), v6: Intervals::of(self.v6) }
    }
}
