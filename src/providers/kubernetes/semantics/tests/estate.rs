//! A cluster, and who reaches whom in it: the guards of both ends, put together here and asked as sets.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Endpoint, Scope, ScopeReading, Snapshot, Topology, View};
use crate::providers::Which;
use crate::providers::kubernetes::semantics::ENDPOINTS;
use crate::traffic::{
    Addresses, Budget, Guard, Match, Rule, Rules, Service, Side, Space, protocol,
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

/// The guard with what is known of memberships in the place of the symbols of a side. What nobody knows holds for nobody.
fn settled(guard: &Guard, side: Side, member_of: &dyn Fn(&Arc<str>) -> bool) -> Guard {
    let each = |guards: &[Guard]| guards.iter().map(|one| settled(one, side, member_of)).collect();
    match guard {
        Guard::Rules(rules) => Guard::Rules(Rules {
            rules: rules.rules.iter().map(|rule| settled_rule(rule, side, member_of)).collect(),
            ..rules.clone()
        }),
        Guard::All(guards) => Guard::All(each(guards)),
        Guard::Any(guards) => Guard::Any(each(guards)),
        Guard::Tiers(guards) => Guard::Tiers(each(guards)),
    }
}

fn settled_rule(rule: &Rule, side: Side, member_of: &dyn Fn(&Arc<str>) -> bool) -> Rule {
    let mut rule = rule.clone();
    rule.matches.retain_mut(|one| {
        let fits = one
            .symbols
            .iter()
            .all(|(symbol, holds)| symbol.side != side || member_of(&symbol.name) == *holds);
        one.symbols.retain(|(symbol, _)| symbol.side != side);
        fits
    });
    rule
}

/// What one endpoint may open to another, or an outsider (nothing) to it or it to an outsider.
pub(super) fn between(
    topology: &Topology,
    from: Option<&Endpoint>,
    to: Option<&Endpoint>,
) -> Guard {
    let is = |end: Option<&Endpoint>, name: &Arc<str>| {
        end.is_some_and(|end| end.member_of.contains(name))
    };
    let mut both = Vec::new();
    if let Some(from) = from {
        let guard = &topology.shields[from.shield].egress;
        both.push(settled(guard, Side::Destination, &|name| is(to, name)));
    }
    if let Some(to) = to {
        let guard = &topology.shields[to.shield].ingress;
        both.push(settled(guard, Side::Source, &|name| is(from, name)));
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
