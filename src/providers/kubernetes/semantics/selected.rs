//! How the policies of a cluster treat a pod: which of them speak for it, and which of their peers it is.
//!
//! Pods that all policies treat alike are one, however their labels differ; that is asked once for each sort of pods.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pods::{Cluster, Sort};
use super::policies::{self, Network, Policies};
use super::rules::{PortNames, addresses, is_whole, without_holes};
use super::words::{self, Chosen, HOST_NETWORK, Home, InBlock, NO_ADDRESS};
use crate::model::IpBlocks;
use crate::providers::kubernetes::parse::cluster_policy::{ClusterPolicy, Peer as ClusterPeer};
use crate::providers::kubernetes::parse::network_policy::{NetworkPolicy, Peer};
use crate::providers::kubernetes::parse::port::{Port, PortRef};
use crate::providers::kubernetes::parse::selector::Selector;
use crate::traffic::Addresses;

/// What decides about the packets of a pod: policies by their place in [`Policies`], and what its ports are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Behind {
    pub(super) host_network: bool,
    pub(super) network: Vec<usize>,
    pub(super) admin: Vec<Speaks>,
    pub(super) baseline: Vec<Speaks>,
    /// The names that rules for what comes in use.
    pub(super) ports: PortNames,
}

/// A cluster-wide policy that speaks for a pod.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Speaks {
    pub(super) policy: usize,
    /// The name of the namespace whose labels would say whether it really does, when they were not read.
    pub(super) if_labelled: Option<Arc<str>>,
}

/// How a pod is treated.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Treatment {
    pub(super) behind: Behind,
    /// What it is for the policies of others.
    pub(super) member_of: BTreeSet<Arc<str>>,
}

/// What the policies of a cluster look at.
#[derive(Debug)]
pub(super) struct Selected<'a> {
    policies: &'a Policies,
    homes: &'a BTreeMap<String, Home>,
    /// Policies by the namespace in which they isolate pods.
    by_namespace: BTreeMap<&'a str, Vec<usize>>,
    /// Peers that look at one namespace, and those that look at several.
    peers: BTreeMap<Option<String>, Vec<(Chosen, Arc<str>)>>,
    /// The blocks that mean pods as well as anyone else.
    blocks: BTreeSet<Addresses>,
    /// The names of ports in rules for what goes out.
    looked_up: BTreeSet<&'a str>,
    known: BTreeMap<Sort, Treatment>,
    /// Peers of which nobody knows whether some pod is one.
    pub(super) undecided: BTreeSet<Arc<str>>,
    /// Under which names ports are looked up at whoever is asked.
    pub(super) told: PortNames,
}

impl<'a> Selected<'a> {
    pub(super) fn of(policies: &'a Policies, cluster: &'a Cluster, ip_blocks: IpBlocks) -> Self {
        let mut chosen = BTreeSet::from([Chosen::everyone()]);
        let mut by_namespace: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut looked_up = BTreeSet::new();
        let mut blocks = BTreeSet::new();
        for (index, Network { name: _, policy, subject: _ }) in policies.network.iter().enumerate()
        {
            by_namespace.entry(&policy.namespace).or_default().push(index);
            chosen.extend(network_peers(policy));
            if ip_blocks == IpBlocks::Any {
                let rules = policy.ingress.iter().chain(&policy.egress);
                let peers = rules.flat_map(|rule| &rule.peers);
                blocks.extend(peers.filter_map(|peer| peer.block.as_ref()).map(without_holes));
            }
            looked_up.extend(policy.egress.iter().flat_map(|rule| &rule.ports).filter_map(named));
        }
        for policies::Cluster { name: _, policy, subject: _ } in
            policies.admin.iter().chain(&policies.baseline)
        {
            chosen.extend(cluster_peers(policy));
            let peers = policy.ingress.iter().chain(&policy.egress).flat_map(|rule| &rule.peers);
            let networks = peers.flat_map(|peer| peer.networks.iter().flatten());
            blocks.extend(networks.map(|cidr| addresses(*cidr)));
            let ports = policy.egress.iter().flat_map(|rule| rule.ports.iter().flatten());
            looked_up.extend(ports.filter_map(named));
        }
        let mut peers: BTreeMap<Option<String>, Vec<(Chosen, Arc<str>)>> = BTreeMap::new();
        for one in chosen {
            let name = one.name();
            peers.entry(one.namespace().map(str::to_owned)).or_default().push((one, name));
        }
        Self {
            policies,
            homes: &cluster.homes,
            by_namespace,
            peers,
            blocks,
            looked_up,
            known: BTreeMap::new(),
            undecided: BTreeSet::new(),
            told: PortNames::new(),
        }
    }

    /// The names of the peers that pods tell of themselves.
    pub(super) fn peer_names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.peers.values().flatten().map(|(_, name)| name)
    }

    /// The names of those that have an address of a block, or none that was read.
    pub(super) fn block_names(&self) -> impl Iterator<Item = Arc<str>> {
        let known = self.blocks.iter().flat_map(|block| {
            let InBlock { some, only, open: _ } = words::in_block(block);
            [some, only]
        });
        known.chain((!self.blocks.is_empty()).then(|| NO_ADDRESS.into()))
    }

    /// Whether this is how a pod that is treated like that is treated somewhere.
    pub(super) fn is_of(&self, located: &Treatment, template: &Treatment) -> bool {
        if self.blocks.is_empty() {
            return located == template;
        }
        let names: BTreeSet<Arc<str>> = self.block_names().collect();
        let others = located.member_of.difference(&names).cloned().collect::<BTreeSet<_>>();
        located.behind == template.behind && others == template.member_of
    }

    /// How a pod that has these addresses is treated, where another of its sort is treated like this.
    pub(super) fn located(&self, mut treatment: Treatment, own: &Addresses) -> Treatment {
        if self.blocks.is_empty() || treatment.behind.host_network {
            return treatment;
        }
        if own.is_empty() {
            treatment.member_of.insert(NO_ADDRESS.into());
        }
        for block in &self.blocks {
            let InBlock { some, only, open: _ } = words::in_block(block);
            let unknown_and_whole = own.is_empty() && is_whole(block);
            if unknown_and_whole || !own.intersection(block).is_empty() {
                treatment.member_of.insert(some);
            }
            if unknown_and_whole || !own.is_empty() && own.difference(block).is_empty() {
                treatment.member_of.insert(only);
            }
        }
        treatment
    }

    /// The selectors of nodes.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &'a Selector> {
        let policies = self.policies.admin.iter().chain(&self.policies.baseline);
        let rules = policies.flat_map(|one| &one.policy.egress);
        rules.flat_map(|rule| &rule.peers).filter_map(|peer| peer.nodes.as_ref())
    }

    /// How a sort of pods is treated.
    pub(super) fn treatment(&mut self, sort: &Sort) -> Treatment {
        if let Some(known) = self.known.get(sort) {
            return known.clone();
        }
        let treatment = if sort.host_network {
            let behind = Behind { host_network: true, ..Behind::default() };
            Treatment { behind, member_of: [HOST_NETWORK.into()].into() }
        } else {
            self.selected(sort)
        };
        self.known.insert(sort.clone(), treatment.clone());
        treatment
    }

    fn selected(&mut self, sort: &Sort) -> Treatment {
        let Some(home) = self.homes.get(&sort.namespace) else { return Treatment::default() };
        let own = self.by_namespace.get(&*sort.namespace).into_iter().flatten().copied();
        let network: Vec<usize> = own
            .filter(|index| {
                let policy = self.policies.network.get(*index);
                policy.is_some_and(|one| one.policy.pod_selector.matches(&sort.labels))
            })
            .collect();
        let speaking = |list: &[policies::Cluster]| -> Vec<Speaks> {
            let speaks = |(policy, one): (usize, &policies::Cluster)| {
                let if_labelled = match one.subject.as_ref()?.holds(home, &sort.labels) {
                    Some(false) => return None,
                    Some(true) => None,
                    None => Some(words::namespace(&home.name)),
                };
                Some(Speaks { policy, if_labelled })
            };
            list.iter().enumerate().filter_map(speaks).collect()
        };
        let (admin, baseline) = (speaking(&self.policies.admin), speaking(&self.policies.baseline));
        let mut member_of = BTreeSet::new();
        for key in [None, Some(sort.namespace.clone())] {
            for (chosen, name) in self.peers.get(&key).into_iter().flatten() {
                match chosen.holds(home, &sort.labels) {
                    Some(true) => {
                        member_of.insert(name.clone());
                    }
                    Some(false) => {}
                    None => {
                        self.undecided.insert(name.clone());
                    }
                }
            }
        }
        for (name, ports) in &sort.ports {
            if self.looked_up.contains(name.as_str()) {
                self.told.entry(name.clone()).or_default().extend(ports);
                let names = ports.iter().map(|port| words::port(name, port.0, Some(port.1)));
                member_of.extend(names);
            }
        }
        let mut behind =
            Behind { host_network: false, network, admin, baseline, ports: PortNames::new() };
        let asked = self.asked_by_name(&behind);
        let ports = sort.ports.iter().filter(|(name, _)| asked.contains(name.as_str()));
        behind.ports = ports.map(|(name, ports)| (name.clone(), ports.clone())).collect();
        Treatment { behind, member_of }
    }

    /// The names of ports in the rules for what comes in to a pod.
    fn asked_by_name(&self, behind: &Behind) -> BTreeSet<&'a str> {
        let policies = self.policies;
        let network = behind.network.iter().filter_map(|index| policies.network.get(*index));
        let rules = network.flat_map(|one| &one.policy.ingress).flat_map(|rule| &rule.ports);
        let of = |list: &'a [policies::Cluster], speaks: &[Speaks]| {
            let policies = speaks.iter().filter_map(|one| list.get(one.policy));
            let rules = policies.flat_map(|one| &one.policy.ingress);
            rules.flat_map(|rule| rule.ports.iter().flatten()).collect::<Vec<&Port>>()
        };
        let admin = of(&policies.admin, &behind.admin);
        let baseline = of(&policies.baseline, &behind.baseline);
        rules.chain(admin).chain(baseline).filter_map(named).collect()
    }
}

fn named(port: &Port) -> Option<&str> {
    match &port.port {
        Some(PortRef::Name(name)) => Some(name),
        Some(PortRef::Number(_)) | None => None,
    }
}

/// The selectors of a policy's peers.
fn network_peers(policy: &NetworkPolicy) -> impl Iterator<Item = Chosen> {
    let peers = policy.ingress.iter().chain(&policy.egress).flat_map(|rule| &rule.peers);
    peers.filter_map(|Peer { block: _, namespaces, pods }| match (namespaces, pods) {
        (None, None) => None,
        (None, Some(pods)) => Some(Chosen::within(&policy.namespace, pods)),
        (Some(namespaces), pods) => Some(Chosen::across(namespaces, pods.as_ref())),
    })
}

fn cluster_peers(policy: &ClusterPolicy) -> impl Iterator<Item = Chosen> {
    let peers = policy.ingress.iter().chain(&policy.egress).flat_map(|rule| &rule.peers);
    peers.filter_map(|ClusterPeer { domains: _, namespaces, networks: _, nodes: _, pods }| {
        Some(Chosen::across(namespaces.as_ref()?, pods.as_ref()))
    })
}
