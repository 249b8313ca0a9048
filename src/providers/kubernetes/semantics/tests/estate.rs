//! A cluster, and who reaches whom in it: the guards of both ends, put together here and asked as sets.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::model::{Endpoint, Members, Scope, ScopeReading, Snapshot, Topology, View};
use crate::providers::kubernetes::read_manifests;
use crate::providers::kubernetes::semantics::ENDPOINTS;
use crate::providers::{Answer, Which};
use crate::traffic::{
    Addresses, Budget, Decision, Guard, Match, Packet, Service, Side, Space, Symbol, protocol,
};

pub(super) const SCOPE: &str = "kubernetes:prod";

pub(super) fn snapshot(reading: ScopeReading) -> Snapshot {
    let scope: Scope = SCOPE.parse().unwrap();
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

pub(super) fn topology(snapshot: &Snapshot) -> Topology {
    (ENDPOINTS.topology)(&View::of(snapshot), Which::All)
}

/// The endpoint with a label.
pub(super) fn endpoint<'a>(topology: &'a Topology, label: &str) -> &'a Endpoint {
    let found = topology.endpoints.values().find(|endpoint| &*endpoint.label == label);
    found.unwrap_or_else(|| panic!("no {label} among {:?}", labels(topology)))
}

pub(super) fn labels(topology: &Topology) -> Vec<String> {
    let mut labels: Vec<String> =
        topology.endpoints.values().map(|endpoint| endpoint.label.to_string()).collect();
    labels.sort();
    labels
}

/// What is known of one end: its memberships, and whether its addresses are known.
struct Known<'a> {
    side: Side,
    end: Option<&'a Endpoint>,
}

impl Known<'_> {
    /// The guard with what is known in the place of the symbols of the end. What nobody knows holds for nobody, and an address that is
    /// not known is in no block but the whole of a family.
    fn settled(&self, guard: &Guard) -> Guard {
        guard.with_matches(&mut |one| self.known(one))
    }

    fn known(&self, one: &Match) -> Option<Match> {
        let mut one = one.clone();
        let member = |name: &Arc<str>| self.end.is_some_and(|end| end.member_of.contains(name));
        let fits = one
            .symbols
            .iter()
            .all(|(symbol, holds)| symbol.side != self.side || member(&symbol.name) == *holds);
        one.symbols.retain(|(symbol, _)| symbol.side != self.side);
        let block = match self.side {
            Side::Source => &mut one.source,
            Side::Destination => &mut one.destination,
        };
        if self.end.is_none_or(|end| !end.addresses.is_empty()) {
            return fits.then_some(one);
        }
        let whole = block.v4.is_all() || block.v6.is_all();
        *block = Addresses::all();
        (fits && whole).then_some(one)
    }
}

/// What one endpoint may open to another, or an outsider (nothing) to it or it to an outsider.
pub(super) fn between(
    topology: &Topology,
    from: Option<&Endpoint>,
    to: Option<&Endpoint>,
) -> Guard {
    let mut both = Vec::new();
    if let Some(from) = from {
        let far = Known { side: Side::Destination, end: to };
        both.push(far.settled(&topology.shields[from.shield].egress));
    }
    if let Some(to) = to {
        let far = Known { side: Side::Source, end: from };
        both.push(far.settled(&topology.shields[to.shield].ingress));
    }
    Guard::All(both)
}

/// Whether two guards let the same IPv4 packets through between these addresses.
pub(super) fn same(left: &Guard, right: &Guard) -> bool {
    let v4 = Guard::packets(vec![Match::any().from(Addresses::all_v4()).to(Addresses::all_v4())]);
    let mut space = Space::new([left, right, &v4], Budget::default()).unwrap();
    let v4 = space.set(&v4).unwrap();
    let sets = [left, right].map(|guard| {
        let decisions = space.decisions(guard).unwrap();
        let set = space.allowed(decisions).unwrap();
        space.intersection(set, v4).unwrap()
    });
    sets[0] == sets[1]
}

/// What a guard lets through, for messages: `tcp 80`.
pub(super) fn said(guard: &Guard) -> Vec<String> {
    let mut space = Space::new([guard], Budget::default()).unwrap();
    let decisions = space.decisions(guard).unwrap();
    let set = space.allowed(decisions).unwrap();
    let boxes = space.boxes(set).unwrap();
    boxes.iter().map(|one| format!("{one:?}")).collect()
}

/// `All Connections`, or `TCP 80-90,443,UDP 53`, as a service list.
pub(super) fn services(text: &str) -> Vec<Service> {
    let ported = [("TCP", protocol::TCP), ("UDP", protocol::UDP), ("SCTP", protocol::SCTP)];
    if text == "All Connections" {
        return vec![Service::any()];
    }
    let mut listed: BTreeMap<u8, Vec<(u16, u16)>> = BTreeMap::new();
    let mut current = 0;
    for part in text.split(',') {
        let mut ports = part.trim();
        for (word, number) in ported {
            if let Some(rest) = ports.strip_prefix(word) {
                (current, ports) = (number, rest.trim());
            }
        }
        let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
        listed.entry(current).or_default().push((low.parse().unwrap(), high.parse().unwrap()));
    }
    listed
        .into_iter()
        .map(|(number, spans)| {
            Service::protocols(number).to_ports(crate::traffic::Intervals::of(spans))
        })
        .collect()
}

/// A file of a source.
pub(super) fn file(name: &str, text: &str) -> Answer {
    let bytes = text.as_bytes().to_vec();
    Answer { name: name.to_owned(), path: name.into(), read: Box::new(move || Ok(bytes)) }
}

/// The snapshot of one file of manifests.
pub(crate) fn applied(manifests: &str) -> Snapshot {
    snapshot(read_manifests(&SCOPE.parse().unwrap(), vec![file("all.yaml", manifests)], None))
}

/// The endpoints of one file of manifests.
pub(super) fn cluster(manifests: &str) -> Topology {
    topology(&applied(manifests))
}

/// Namespaces, each with a label `team`.
pub(super) fn namespaces(list: &[(&str, &str)]) -> String {
    let one = |(name, team): &(&str, &str)| {
        format!(
            "---\n{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}, labels: {{team: {team}}}}}}}\n"
        )
    };
    list.iter().map(one).collect()
}

/// A Deployment `namespace/name` of pods with a label `app`, and what else is in their spec.
pub(super) fn deployment(namespace: &str, name: &str, spec: &str) -> String {
    format!(
        "---\n{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {name}, namespace: {namespace}}}, spec: {{template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{{spec}}}}}}}}}\n"
    )
}

/// A network policy `shop/<name>`.
pub(super) fn policy(name: &str, spec: &str) -> String {
    format!(
        "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}, namespace: shop}}, spec: {{{spec}}}}}\n"
    )
}

/// A policy of the whole cluster: `AdminNetworkPolicy strict`.
pub(super) fn cluster_policy(called: &str, spec: &str) -> String {
    let (kind, name) = called.split_once(' ').unwrap();
    let version = if kind == "ClusterNetworkPolicy" { "v1alpha2" } else { "v1alpha1" };
    format!(
        "---\n{{apiVersion: policy.networking.k8s.io/{version}, kind: {kind}, metadata: {{name: {name}}}, spec: {{{spec}}}}}\n"
    )
}

/// One end of a packet: an endpoint by its label, or an address outside.
fn end<'a>(topology: &'a Topology, name: &str, six: bool) -> (IpAddr, Option<&'a Endpoint>) {
    if let Ok(address) = name.parse() {
        return (address, None);
    }
    let endpoint = endpoint(topology, name);
    let known = endpoint.addresses.v4.spans().first().map(|(low, _)| IpAddr::V4((*low).into()));
    let made_up: IpAddr = if six { "fd00::10" } else { "10.0.0.10" }.parse().unwrap();
    (known.filter(|_| !six).unwrap_or(made_up), Some(endpoint))
}

/// What becomes of a packet, and by which rule: first at its source, then at its destination. A service is `tcp 80`.
pub(super) fn decided(topology: &Topology, from: &str, to: &str, service: &str) -> String {
    let six = [from, to].iter().any(|end| end.parse::<IpAddr>().is_ok_and(|one| one.is_ipv6()));
    let (source, sender) = end(topology, from, six);
    let (destination, receiver) = end(topology, to, six);
    let (word, port) = service.split_once(' ').unwrap_or((service, "0"));
    let number = match word {
        "udp" => protocol::UDP,
        "sctp" => protocol::SCTP,
        "icmp" => protocol::ICMP,
        _ => protocol::TCP,
    };
    let members = |side: Side, address: IpAddr, end: Option<&Endpoint>| {
        let behind = topology.sets.iter().filter(move |(_, members)| match members {
            Members::Addresses(addresses) => addresses.contains(address),
            Members::Endpoints { .. } | Members::Unread => false,
        });
        let own = end.into_iter().flat_map(|end| &end.member_of);
        let names: Vec<_> = behind.map(|(name, _)| name).chain(own).cloned().collect();
        names.into_iter().map(move |name| Symbol { side, name })
    };
    let packet = Packet::between(source, destination, number)
        .unwrap()
        .with_ports(port.parse().unwrap(), 40000)
        .with_members(members(Side::Source, source, sender).chain(members(
            Side::Destination,
            destination,
            receiver,
        )));
    let ways = [
        sender.map(|one| &topology.shields[one.shield].egress),
        receiver.map(|one| &topology.shields[one.shield].ingress),
    ];
    let mut last = String::new();
    for guard in ways.into_iter().flatten() {
        let answer = guard.decide(&packet);
        let word = if answer.decision == Decision::Allow { "allow" } else { "deny" };
        let by = answer.by.last().unwrap();
        last = format!("{word} {} {}", by.boundary, by.rule.unwrap_or("-"));
        if word == "deny" {
            break;
        }
    }
    last
}

/// Whether the packet arrives.
pub(super) fn passes(topology: &Topology, from: &str, to: &str, service: &str) -> bool {
    decided(topology, from, to, service).starts_with("allow")
}
