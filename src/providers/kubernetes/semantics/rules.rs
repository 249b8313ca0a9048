//! The rules of policies as rules of guards: peers, ports, and what a rule does.
//!
//! Peers of a rule are alternatives, and so are its ports. A peer by selectors is a symbol, one by addresses is addresses. A port
//! by name is looked up at the destination: at the pod itself for what comes in, at whoever is asked for what goes out.
//!
//! An `ipBlock` is meant for addresses outside of the cluster, says the API's documentation, and networks differ in whether it
//! matches pods. The configuration says which it is; unless it does, a pod is let in by a selector alone. `networks` of the
//! cluster-wide policies match pods as well. A pod of which no address is known has one in every block that is a whole family,
//! and may have one in any other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::words::{self, Chosen, InBlock, NO_ADDRESS};
use crate::model::{Direction, IpBlocks};
use crate::providers::kubernetes::parse::cluster_policy::{
    Action as Verdict, Peer as ClusterPeer, Rule as ClusterRule,
};
use crate::providers::kubernetes::parse::network_policy::{self, Block, Peer, Rule as Written};
use crate::providers::kubernetes::parse::port::{Cidr, Port, PortRef, Protocol};
use crate::traffic::{Action, Addresses, Match, Rule, Service, Side, Symbol, protocol};

/// What pods call their ports.
pub(super) type PortNames = BTreeMap<String, BTreeSet<(Protocol, u16)>>;

/// Where a rule stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The way of the packets.
    pub(super) direction: Direction,
    /// How the names of ports are looked up.
    pub(super) names: Names<'a>,
    /// Whom an `ipBlock` means.
    pub(super) ip_blocks: IpBlocks,
}

/// How the name of a port becomes a number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Names<'a> {
    /// The destination is this pod.
    Own(&'a PortNames),
    /// The destination tells which of these it has.
    Told(&'a PortNames),
    /// For every possible pod: whether a packet goes to the port of this name is a membership.
    Free,
}

/// One condition on the far end.
#[derive(Clone, Debug)]
struct Far {
    addresses: Addresses,
    symbols: Vec<(Arc<str>, bool)>,
}

impl Far {
    const fn at(addresses: Addresses) -> Self {
        Self { addresses, symbols: Vec::new() }
    }

    fn member(name: Arc<str>) -> Self {
        Self { addresses: Addresses::all(), symbols: vec![(name, true)] }
    }

    fn but(mut self, name: &str, holds: bool) -> Self {
        self.symbols.push((name.into(), holds));
        self
    }
}

impl Place<'_> {
    pub(super) const fn far(&self) -> Side {
        self.direction.far_side()
    }

    /// A rule of a network policy, which can only allow.
    pub(super) fn network_rule(&self, namespace: &str, rule: &Written) -> Rule {
        let Written { peers, ports } = rule;
        let far = if peers.is_empty() {
            vec![Far::at(Addresses::all())]
        } else {
            peers.iter().flat_map(|peer| self.network_peer(namespace, peer)).collect()
        };
        let services =
            if ports.is_empty() { vec![(Service::any(), None)] } else { self.services(ports) };
        let label = network_policy::say(self.direction.word(), rule);
        Rule::new(label, Action::Allow, self.matches(&far, &services))
    }

    /// A rule of a cluster-wide policy; `number` counts from one.
    pub(super) fn cluster_rule(&self, number: usize, rule: &ClusterRule) -> Rule {
        let ClusterRule { action, name, peers, ports } = rule;
        let mut action = match action {
            Verdict::Accept | Verdict::Allow => Action::Allow,
            Verdict::Deny => Action::Deny,
            Verdict::Pass => Action::Pass,
        };
        let not_understood = peers.iter().any(|peer| *peer == ClusterPeer::default());
        let far = match action {
            // Failing closed: an allowing rule then matches nothing, and any other denies everything.
            Action::Allow if not_understood => Vec::new(),
            Action::Deny | Action::Pass if not_understood => {
                action = Action::Deny;
                vec![Far::at(Addresses::all())]
            }
            _ => peers.iter().flat_map(|peer| self.cluster_peer(peer, action)).collect(),
        };
        let services = match ports {
            Some(_) if not_understood && action == Action::Deny => vec![(Service::any(), None)],
            None => vec![(Service::any(), None)],
            Some(ports) => self.services(ports),
        };
        let label = name.clone().unwrap_or_else(|| format!("#{number}"));
        Rule::new(label, action, self.matches(&far, &services))
    }

    fn matches(&self, far: &[Far], services: &[(Service, Option<Symbol>)]) -> Vec<Match> {
        let mut matches = Vec::with_capacity(far.len().saturating_mul(services.len()));
        for Far { addresses, symbols } in far {
            for (service, named) in services {
                let mut packets = Match::of(service.clone());
                packets = match self.far() {
                    Side::Source => packets.from(addresses.clone()),
                    Side::Destination => packets.to(addresses.clone()),
                };
                let told = symbols
                    .iter()
                    .map(|(name, holds)| (Symbol { side: self.far(), name: name.clone() }, *holds));
                packets.symbols.extend(told);
                packets.symbols.extend(named.clone().map(|symbol| (symbol, true)));
                matches.push(packets);
            }
        }
        matches
    }

    fn services(&self, ports: &[Port]) -> Vec<(Service, Option<Symbol>)> {
        ports.iter().flat_map(|port| self.service(port)).collect()
    }

    fn service(&self, port: &Port) -> Vec<(Service, Option<Symbol>)> {
        let Port { end_port, port, protocol } = port;
        let protocols = match protocol {
            Some(one) => vec![*one],
            None => vec![Protocol::Sctp, Protocol::Tcp, Protocol::Udp],
        };
        let name = match port {
            None => return protocols.into_iter().map(|one| (all_ports(one), None)).collect(),
            Some(PortRef::Number(start)) => {
                let end = end_port.unwrap_or(*start);
                let of = |one| (all_ports(one).to_ports(*start..=end), None);
                return protocols.into_iter().map(of).collect();
            }
            Some(PortRef::Name(name)) => name,
        };
        let known = |names: &PortNames| {
            let listed = names.get(name).into_iter().flatten();
            listed.filter(|(one, _)| protocols.contains(one)).copied().collect::<Vec<_>>()
        };
        let to = |(one, number): (Protocol, u16)| all_ports(one).to_ports(number);
        match self.names {
            Names::Own(names) => known(names).into_iter().map(|port| (to(port), None)).collect(),
            Names::Told(names) => {
                let told = |port: (Protocol, u16)| words::port(name, port.0, Some(port.1));
                let each = known(names).into_iter();
                each.map(|port| (to(port), Some(Symbol::destination(told(port))))).collect()
            }
            Names::Free => protocols
                .into_iter()
                .map(|one| {
                    let symbol = Symbol::destination(words::port(name, one, None));
                    (all_ports(one), Some(symbol))
                })
                .collect(),
        }
    }

    /// Whom a peer of a network policy means; nobody when it is not understood.
    fn network_peer(&self, namespace: &str, peer: &Peer) -> Vec<Far> {
        let Peer { block, namespaces, pods } = peer;
        if let Some(block) = block {
            let addresses = without_holes(block);
            return match self.ip_blocks {
                IpBlocks::External => vec![outside(addresses)],
                IpBlocks::Any => self.anyone_at(addresses, Action::Allow),
            };
        }
        let chosen = match (namespaces, pods) {
            (None, None) => return Vec::new(),
            (None, Some(pods)) => Chosen::within(namespace, pods),
            (Some(namespaces), pods) => Chosen::across(namespaces, pods.as_ref()),
        };
        vec![Far::member(chosen.name())]
    }

    /// Whom a peer of a cluster-wide policy means.
    fn cluster_peer(&self, peer: &ClusterPeer, action: Action) -> Vec<Far> {
        let ClusterPeer { domains, namespaces, networks, nodes, pods } = peer;
        let mut far = Vec::new();
        if let Some(namespaces) = namespaces {
            far.push(Far::member(Chosen::across(namespaces, pods.as_ref()).name()));
        }
        let everyone = Chosen::everyone().name();
        let on_node = |nodes| Far::member(words::nodes(nodes)).but(&everyone, false);
        far.extend(nodes.iter().map(on_node));
        let domains = domains.iter().flatten();
        far.extend(domains.map(|name| Far::member(words::domain(name))));
        let networks = networks.iter().flatten();
        far.extend(networks.flat_map(|cidr| self.anyone_at(addresses(*cidr), action)));
        far
    }

    /// Whoever has one of these addresses, pods included. A pod with others as well is let in by one of them, and is kept out when all
    /// of them are.
    fn anyone_at(&self, addresses: Addresses, action: Action) -> Vec<Far> {
        if let Names::Free = self.names {
            return vec![Far::at(addresses)];
        }
        let InBlock { some, only, open } = words::in_block(&addresses);
        let mut far = vec![Far::member(if action == Action::Allow { some } else { only })];
        if !is_whole(&addresses) {
            far.push(Far::member(NO_ADDRESS.into()).but(&open, true));
        }
        far.push(outside(addresses));
        far
    }
}

/// Whether a pod of which no address is known has one of these.
pub(super) fn is_whole(addresses: &Addresses) -> bool {
    addresses.v4.is_all() || addresses.v6.is_all()
}

/// Addresses outside of the cluster. Pods on the network of their node have the node's address, and so are not left out.
fn outside(addresses: Addresses) -> Far {
    Far::at(addresses).but(&Chosen::everyone().name(), false)
}

/// The addresses of an `ipBlock`.
pub(super) fn without_holes(block: &Block) -> Addresses {
    let Block { cidr, except } = block;
    let holes = except.iter().fold(Addresses::none(), |all, one| all.union(&addresses(*one)));
    addresses(*cidr).difference(&holes)
}

/// The addresses of a block.
pub(super) fn addresses(cidr: Cidr) -> Addresses {
    let net: IpNet = cidr.net();
    // A block that was read has no more bits than its family.
    Addresses::prefix(net.addr(), net.prefix_len()).unwrap_or_else(|_| Addresses::none())
}

pub(super) fn all_ports(of: Protocol) -> Service {
    Service::protocols(match of {
        Protocol::Sctp => protocol::SCTP,
        Protocol::Tcp => protocol::TCP,
        Protocol::Udp => protocol::UDP,
    })
}
