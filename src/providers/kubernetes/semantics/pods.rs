//! The pods of a cluster, under what made them, as policies see them.
//!
//! A workload stands for the pods that it makes, and those that were read are looked at one by one: a pod may carry labels that
//! its template does not. Pods whose owner was not read are put together again under its name.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::policies::resources;
use super::rules::PortNames;
use super::words::{Home, Labels};
use crate::model::{ResourceId, Scope, View};
use crate::providers::kubernetes::parse::container::{Container, ContainerRole};
use crate::providers::kubernetes::parse::namespace::{self, NAME_LABEL, Namespace};
use crate::providers::kubernetes::parse::node::{self, NodeContext};
use crate::providers::kubernetes::parse::port::Protocol;
use crate::providers::kubernetes::parse::workload::{
    PodContext, WorkloadContext, WorkloadDocument,
};
use crate::providers::kubernetes::parse::{object_of, workload_kinds};
use crate::traffic::Addresses;

/// What a policy can tell pods apart by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sort {
    pub(super) namespace: String,
    pub(super) labels: Labels,
    pub(super) ports: PortNames,
    /// Ports of the node that lead to it: of the node, and of its own.
    pub(super) host_ports: BTreeSet<(Protocol, u16, u16)>,
    /// On the network of its node, where no policy reaches it.
    pub(super) host_network: bool,
}

/// One pod that was read.
#[derive(Clone, Debug)]
pub(super) struct Pod {
    pub(super) name: String,
    pub(super) sort: Sort,
    pub(super) addresses: Addresses,
    pub(super) node: Option<String>,
    pub(super) finished: bool,
}

/// Pods of one owner, or one pod without.
#[derive(Clone, Debug)]
pub(super) struct Workload {
    pub(super) id: ResourceId,
    pub(super) namespace: String,
    pub(super) name: String,
    /// `Deployment`.
    pub(super) object: String,
    /// What its template says; nothing when no template was read.
    pub(super) template: Option<Sort>,
    pub(super) pods: Vec<Pod>,
}

/// A cluster's pods, and what selectors look at besides.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    pub(super) workloads: Vec<Workload>,
    pub(super) homes: BTreeMap<String, Home>,
    pub(super) nodes: Vec<NodeContext>,
    /// Why there may be more workloads, or others.
    pub(super) unreadable: Option<String>,
}

impl Cluster {
    pub(super) fn of(view: &View<'_>, scope: &Scope) -> Self {
        let mut cluster = Self::default();
        let mut owned: BTreeMap<ResourceId, Workload> = BTreeMap::new();
        for spec in workload_kinds::ALL {
            for (id, resource) in resources(view, scope, &spec.kind) {
                let decoded = (resource.durable.decode(), resource.context.decode());
                match decoded {
                    (Ok(durable), Ok(context)) => cluster.add(id, durable, context, &mut owned),
                    (Err(error), _) | (_, Err(error)) => {
                        cluster.unreadable = Some(format!("{id} can't be read: {error}"));
                    }
                }
            }
        }
        cluster.workloads.extend(owned.into_values());
        cluster.read_homes(view, scope);
        for (_, resource) in resources(view, scope, &node::SPEC.kind) {
            cluster.nodes.extend(resource.context.decode());
        }
        cluster
    }

    fn add(
        &mut self,
        id: ResourceId,
        durable: WorkloadDocument,
        context: WorkloadContext,
        owned: &mut BTreeMap<ResourceId, Workload>,
    ) {
        let WorkloadContext { deviations: _, image_ids: _, owner, pods, replicas: _, sealed: _ } =
            context;
        let object = object_of(&id.kind).unwrap_or_default();
        let is_pod = id.kind == workload_kinds::POD.kind;
        let sort = Sort {
            namespace: durable.namespace.clone(),
            labels: durable.pod_labels.clone(),
            ports: port_names(&durable.containers),
            host_ports: host_ports(&durable.containers),
            host_network: durable.host_network,
        };
        let pods: Vec<Pod> = pods.into_iter().map(|pod| Pod::of(pod, &sort)).collect();
        let (namespace, name) = (durable.namespace, durable.name);
        // The owner of pods that stand alone, where it was not read: `web-7d9[ReplicaSet]`.
        let owner = owner.as_deref().and_then(|owner| owner.strip_suffix(']')?.rsplit_once('['));
        let Some((name, object)) = owner.filter(|_| is_pod) else {
            let template = (!is_pod).then(|| made(&name, object, sort));
            let object = object.to_owned();
            self.workloads.push(Workload { id, namespace, name, object, template, pods });
            return;
        };
        let identity = format!("{namespace}/{name}[{object}]").parse();
        let Ok(identity) = identity else { return };
        let id = ResourceId { identity, ..id };
        let whole = owned.entry(id.clone()).or_insert_with(|| Workload {
            id,
            namespace,
            name: name.to_owned(),
            object: object.to_owned(),
            template: None,
            pods: Vec::new(),
        });
        whole.pods.extend(pods);
        whole.pods.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn read_homes(&mut self, view: &View<'_>, scope: &Scope) {
        let known = view.status(scope, &namespace::SPEC.kind).proves_absence();
        let mut names: BTreeSet<String> =
            self.workloads.iter().map(|workload| workload.namespace.clone()).collect();
        for (_, resource) in resources(view, scope, &namespace::SPEC.kind) {
            if let Ok(Namespace { labels, name }) = resource.durable.decode() {
                names.remove(&name);
                self.homes.insert(name.clone(), Home { name, labels: Some(labels) });
            }
        }
        for name in names {
            let automatic = Labels::from([(NAME_LABEL.to_owned(), name.clone())]);
            let labels = known.then_some(automatic);
            self.homes.insert(name.clone(), Home { name, labels });
        }
    }
}

impl Pod {
    fn of(pod: PodContext, under: &Sort) -> Self {
        let PodContext { addresses, finished, generated_labels, labels, name, node, settings } =
            pod;
        let mut labels = labels.unwrap_or_else(|| under.labels.clone());
        labels.extend(generated_labels);
        let mut sort = Sort { labels, ..under.clone() };
        if let Some(settings) = settings {
            sort.ports = port_names(&settings.containers);
            sort.host_ports = host_ports(&settings.containers);
            sort.host_network = settings.host_network;
        }
        let mut own = Addresses::none();
        // The address of a pod that ended may be another's by now.
        for address in addresses.iter().filter(|_| !finished) {
            if let Ok(address) = address.parse::<IpAddr>() {
                own = own.union(&Addresses::one(address));
            }
        }
        Self { name, sort, addresses: own, node, finished }
    }
}

/// What a template makes. A job's controller labels its pods with the job's name, and that much is known beforehand.
fn made(name: &str, object: &str, mut sort: Sort) -> Sort {
    if object == "Job" {
        for key in ["batch.kubernetes.io/job-name", "job-name"] {
            sort.labels.insert(key.to_owned(), name.to_owned());
        }
    }
    sort
}

/// The ports of the node that lead to containers; those of its own addresses alone lead nobody there from outside.
fn host_ports(containers: &[Container]) -> BTreeSet<(Protocol, u16, u16)> {
    let is_inner = |ip: &str| ip.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let ports = containers.iter().flat_map(|container| &container.ports);
    let ports = ports.filter(|port| !port.host_ip.as_deref().is_some_and(is_inner));
    ports.filter_map(|port| Some((port.protocol, port.host_port?, port.port))).collect()
}

/// What containers call their ports. Those that start before the others may stay beside them, so they count.
fn port_names(containers: &[Container]) -> PortNames {
    let mut names = PortNames::new();
    for container in containers.iter().filter(|one| one.role != ContainerRole::Ephemeral) {
        for port in &container.ports {
            if let Some(name) = &port.name {
                names.entry(name.clone()).or_default().insert((port.protocol, port.port));
            }
        }
    }
    names
}
