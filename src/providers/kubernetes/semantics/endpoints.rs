//! The pods of a cluster as endpoints, under the names of what made them.
//!
//! The pods of one owner are one endpoint as long as all policies treat them alike. Where labels or the names of ports set some apart, the
//! owner's name stands for those that are as its template says, or else for most, and the others are named by themselves.
//!
//! In the sets of peers an endpoint is its stand-in, since its address is another one tomorrow and a manifest has none.
//!
//! A cluster is one network without inner edges: what stands before a pod are its policies, and nothing else stands
//! between it and everyone outside. What leads to it from there is told beside it, and decides about no packet (`published`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::clusters::Before;
use super::pods::{Cluster, Pod, Workload};
use super::policies::Policies;
use super::published::Published;
use super::selected::{Behind, Selected, Treatment};
use super::shields::{Shields, door};
use super::words::{self, Chosen, HOST_NETWORK};
use crate::model::{
    Endpoint, Members, ResourceId, Scope, Segment, StandIn, StandIns, Topology, View, Way,
};
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
            if scopes.len() > 1 {
                let before = Before::of(&topology);
                cluster(view, scope, &format!("{scope}/"), which, &mut topology);
                before.tell_apart(scope, &mut topology);
            } else {
                cluster(view, scope, "", which, &mut topology);
            }
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
    /// What it is in sets.
    point: u128,
    /// What its owner is, when it is set apart from that.
    part_of: Option<u128>,
    label: String,
    names: BTreeSet<Arc<str>>,
    machine: Option<Arc<str>>,
    running: Option<bool>,
    addresses: Addresses,
    ways: Vec<Way>,
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
    let ip_blocks = view.assumptions().ip_blocks;
    let mut selected = Selected::of(&policies, &cluster, ip_blocks);
    let published = Published::of(view, scope, &cluster);
    let mut drafts = Vec::new();
    for workload in &cluster.workloads {
        drafts.extend(endpoints(workload, &mut selected, &cluster, &published, prefix));
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
    let shields = Shields { policies: &policies, told: &selected.told, ip_blocks };
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
            ways: Some(draft.ways),
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
    published: &Published,
    prefix: &str,
) -> Vec<Draft> {
    let Workload { id, namespace, name, object, template, pods } = workload;
    let label = format!("{prefix}{namespace}/{name}[{object}]");
    let sort = template.as_ref();
    let template = sort.map(|template| selected.treatment(template));
    let mut alike: BTreeMap<Treatment, Vec<&Pod>> = BTreeMap::new();
    let mut ended = Vec::new();
    for pod in pods {
        let treatment = selected.treatment(&pod.sort);
        if pod.finished {
            // Where it was is nobody's place any more.
            ended.push((treatment, pod));
            continue;
        }
        let treatment = selected.located(treatment, &pod.addresses);
        alike.entry(treatment).or_default().push(pod);
    }
    let own = most_pods(&alike, |treatment| {
        template.as_ref().is_none_or(|template| selected.is_of(treatment, template))
    });
    let own = own.unwrap_or_else(|| {
        let ended = ended.first().map(|(treatment, _)| treatment.clone());
        selected.located(template.or(ended).unwrap_or_default(), &Addresses::none())
    });
    for (treatment, pod) in ended {
        let treatment = if selected.is_of(&own, &treatment) { own.clone() } else { treatment };
        alike.entry(treatment).or_default().push(pod);
    }
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
    let owner = StandIns::point(id);
    drafts.push(Draft {
        point: owner,
        part_of: None,
        id: id.clone(),
        label: label.clone(),
        names,
        machine: machine.clone(),
        running: running(&of_owner),
        ways: published.ways(sort.into_iter().chain(of_owner.iter().map(|pod| &pod.sort))),
        addresses: addresses(&of_owner, cluster),
        treatment: own,
    });
    for (treatment, pods) in alike {
        for pod in pods {
            let identity = format!("{namespace}/{}", pod.name);
            let Ok(identity) = identity.parse() else { continue };
            let id = ResourceId { scope: id.scope.clone(), kind: POD.kind, identity };
            drafts.push(Draft {
                point: StandIns::point(&id),
                part_of: Some(owner),
                id,
                label: format!("{prefix}{namespace}/{}[Pod]", pod.name),
                names: [format!("{namespace}/{}", pod.name).into(), label.as_str().into()].into(),
                machine: machine.clone(),
                running: running(&[pod]),
                ways: published.ways([&pod.sort]),
                addresses: addresses(&[pod], cluster),
                treatment: treatment.clone(),
            });
        }
    }
    drafts
}

/// How most pods are treated, of those that this is true of; of equally many those with the first pod.
fn most_pods(
    alike: &BTreeMap<Treatment, Vec<&Pod>>,
    is_one: impl Fn(&Treatment) -> bool,
) -> Option<Treatment> {
    let candidates = || alike.iter().filter(|(treatment, _)| is_one(treatment));
    let most = candidates().map(|(_, pods)| pods.len()).max()?;
    let largest = candidates().filter(|(_, pods)| pods.len() == most);
    let first = largest.min_by_key(|(_, pods)| pods.first().map(|pod| pod.name.as_str()));
    first.map(|(treatment, _)| treatment.clone())
}

/// Not any more when all of them have ended. Whether the outside gets to the others is told by the ways that lead to them.
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
    for name in selected.peer_names().cloned().chain(selected.block_names()) {
        told.entry(name).or_default();
    }
    for (name, ports) in &selected.told {
        for port in ports {
            told.entry(words::port(name, port.0, Some(port.1))).or_default();
        }
    }
    told.entry(HOST_NETWORK.into()).or_default();
    let everyone = Chosen::everyone().name();
    let in_blocks: BTreeSet<Arc<str>> = selected.block_names().collect();
    let mut hosts = Union::default();
    for draft in drafts {
        let stand_in = StandIn {
            id: draft.id.clone(),
            name: words::workload(&draft.label),
            part_of: draft.part_of,
        };
        topology.stand_ins.of.insert(draft.point, stand_in);
        for name in draft.treatment.member_of.iter().filter(|name| **name != everyone) {
            told.entry(name.clone()).or_default().v6.push((draft.point, draft.point));
        }
        if draft.treatment.behind.host_network {
            hosts.v6.push((draft.point, draft.point));
        }
    }
    topology.stand_ins.groups.extend(selected.peer_names().cloned());
    let pods = drafts.len().saturating_sub(hosts.v6.len());
    let hosts = hosts.addresses();
    for (name, union) in told {
        if !selected.undecided.contains(&name) {
            let of_all = in_blocks.contains(&name) && union.v6.len() == pods;
            let addresses = if name == everyone || of_all {
                // Every pod that there may ever be.
                StandIns::region().difference(&hosts)
            } else {
                union.addresses()
            };
            topology.sets.insert(name, Members::Endpoints { addresses, whole });
        }
    }
    topology.stand_ins.everyone = Some(everyone);
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
