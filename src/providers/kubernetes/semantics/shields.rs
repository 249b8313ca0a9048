//! What stands before pods, as guards.

use std::sync::Arc;

use super::policies::{self, Gaps, Network, Policies};
use super::rules::{Names, Place, PortNames};
use super::selected::{Behind, Speaks};
use super::tiers::{Layer, Tiers, unread_network};
use super::words::HOST_NETWORK;
use crate::model::{Direction, IpBlocks, Passage, unread};
use crate::providers::kubernetes::parse::network_policy::{PolicyType, Rule as Written};
use crate::traffic::{Guard, Rule, Symbol};

/// Makes what stands before pods.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shields<'a> {
    pub(super) policies: &'a Policies,
    /// The ports that destinations tell.
    pub(super) told: &'a PortNames,
    /// Whom an `ipBlock` means.
    pub(super) ip_blocks: IpBlocks,
}

/// Lets everything pass and is nobody worth telling of: a cluster has no edge.
pub(super) fn door() -> Passage {
    let open = Guard::All(Vec::new());
    Passage { ingress: open.clone(), egress: open, stateful: true, doubt: None }
}

impl Shields<'_> {
    pub(super) fn shield(&self, behind: &Behind) -> Passage {
        if behind.host_network {
            // Told by its name: no policy reaches it.
            return Passage::open(HOST_NETWORK);
        }
        let Gaps { network, admin, baseline } = &self.policies.gaps;
        let mut doubts: Vec<String> =
            [admin, network, baseline].into_iter().flatten().cloned().collect();
        doubts.dedup();
        let speaks = behind.admin.iter().chain(&behind.baseline);
        doubts.extend(speaks.filter_map(|one| one.if_labelled.as_ref()).map(|name| {
            format!("the labels of {name} were not read, and a policy selects by them")
        }));
        doubts.dedup();
        Passage {
            ingress: self.tiers(behind, Direction::Ingress).guard(),
            egress: self.tiers(behind, Direction::Egress).guard(),
            stateful: true,
            doubt: (!doubts.is_empty()).then(|| doubts.join("; ")),
        }
    }

    fn tiers(&self, behind: &Behind, direction: Direction) -> Tiers {
        let names = match direction {
            Direction::Ingress => Names::Own(&behind.ports),
            Direction::Egress => Names::Told(self.told),
        };
        let place = Place { direction, names, ip_blocks: self.ip_blocks };
        let Policies { network: _, admin, baseline, gaps } = self.policies;
        Tiers {
            far: place.far(),
            own_node: true,
            admin: layers(place, admin, &behind.admin),
            admin_known: gaps.admin.is_none(),
            network: self.network(place, behind),
            baseline: layers(place, baseline, &behind.baseline),
            baseline_known: gaps.baseline.is_none(),
        }
    }

    /// What the network policies of a pod decide; nothing when none isolates it.
    fn network(&self, place: Place<'_>, behind: &Behind) -> Vec<Guard> {
        let selecting = behind.network.iter().filter_map(|index| self.policies.network.get(*index));
        let mut guards: Vec<Guard> = selecting.filter_map(|one| allowed(place, one)).collect();
        if self.policies.gaps.network.is_some() {
            guards.push(unread(&unread_network(), place.far()));
        }
        match guards.len() {
            0 | 1 => guards,
            _ => vec![Guard::Any(guards)],
        }
    }
}

/// What a policy allows in a direction; nothing when it does not isolate pods for it.
fn allowed(place: Place<'_>, network: &Network) -> Option<Guard> {
    let Network { name, policy, subject: _ } = network;
    let rules = rules(place, network)?;
    let rules = rules.map(|rule| place.network_rule(&policy.namespace, rule)).collect();
    Some(Guard::union(name.clone(), rules))
}

/// The rules of a policy for a direction that it isolates pods for.
pub(super) fn rules<'a>(
    place: Place<'_>,
    network: &'a Network,
) -> Option<impl Iterator<Item = &'a Written> + use<'a>> {
    let (word, rules) = match place.direction {
        Direction::Ingress => (PolicyType::Ingress, &network.policy.ingress),
        Direction::Egress => (PolicyType::Egress, &network.policy.egress),
    };
    network.policy.policy_types.contains(&word).then(|| rules.iter())
}

fn layers(place: Place<'_>, list: &[policies::Cluster], speaks: &[Speaks]) -> Vec<Layer> {
    let mut layers = Vec::new();
    for Speaks { policy, if_labelled } in speaks {
        let Some(policy) = list.get(*policy) else { continue };
        let condition = if_labelled.clone().map(|name| Symbol { side: place.far(), name });
        layers.extend(layer(place, policy, condition));
    }
    layers
}

/// The rules of a cluster-wide policy for a direction, where this membership holds; nothing when it has none.
pub(super) fn layer(
    place: Place<'_>,
    cluster: &policies::Cluster,
    when: Option<Symbol>,
) -> Option<Layer> {
    let written = match place.direction {
        Direction::Ingress => &cluster.policy.ingress,
        Direction::Egress => &cluster.policy.egress,
    };
    let numbered = written.iter().zip(1..);
    let mut rules: Vec<Rule> =
        numbered.map(|(rule, number)| place.cluster_rule(number, rule)).collect();
    for packets in rules.iter_mut().flat_map(|rule| &mut rule.matches) {
        packets.symbols.extend(when.clone().map(|symbol| (symbol, true)));
    }
    let boundary: Arc<str> = cluster.name.clone();
    (!rules.is_empty()).then(|| Layer { boundary, rank: cluster.rank(), rules })
}
