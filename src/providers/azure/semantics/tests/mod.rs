//! Every line on Azure's rules that the vendor documents, from what `az` prints to what becomes of a packet.

mod admin_rules;
mod doors;
mod endpoints;
mod just_in_time;
mod network_security_groups;
mod tags;

pub(crate) use network_security_groups::born_with;

use serde_json::{Value, json};

use crate::model::{Direction, Gate, Members, ResourceId, Scope, Snapshot, Topology, View};
use crate::providers::Answer;
use crate::providers::azure::ENTRY;
use crate::providers::azure::semantics::SEMANTICS;
use crate::providers::tests::packets::{decided, from_member as source, packet};
use crate::traffic::{Guard, Match, Packet, Side, Symbol, protocol};

const SCOPE: &str = "azure:5d3c";

/// A snapshot of what `az` printed.
fn snapshot(call: &str, json: &Value) -> Snapshot {
    answered(&[(call, json.clone())])
}

fn answered(answers: &[(&str, Value)]) -> Snapshot {
    let answer = |(name, json): &(&str, Value)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = ((*name).to_owned(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    };
    let scope: Scope = SCOPE.parse().unwrap();
    let reading = (ENTRY.read_dump)(&scope, answers.iter().map(answer).collect(), None);
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

fn id(rest: &str) -> String {
    format!("/subscriptions/5d3c/resourcegroups/shop/providers/microsoft.network/{rest}")
}

fn resource(kind: &str, identity: &str) -> ResourceId {
    ResourceId {
        scope: SCOPE.parse().unwrap(),
        kind: format!("azure.{kind}").parse().unwrap(),
        identity: identity.parse().unwrap(),
    }
}

fn gate(snapshot: &Snapshot, kind: &str, identity: &str, direction: Direction) -> Gate {
    let id = resource(kind, identity);
    let topology = (SEMANTICS.topology)(&View::of(snapshot), &[id.clone()].into());
    match topology.boundaries[&id].gate(direction) {
        Gate::Guard(guard) => Gate::Guard(resolved(guard, &topology)),
        other => other.clone(),
    }
}

/// The guard with addresses in the place of names that have some.
fn resolved(guard: &Guard, topology: &Topology) -> Guard {
    let narrowed = |one: &Match| {
        let mut one = one.clone();
        one.symbols.retain(|(symbol, holds)| {
            let Some(Members::Addresses(members)) = topology.sets.get(&symbol.name) else {
                return true;
            };
            assert!(holds);
            let end = match symbol.side {
                Side::Source => &mut one.source,
                Side::Destination => &mut one.destination,
            };
            *end = end.intersection(members);
            false
        });
        one
    };
    guard.with_matches(&mut |one| Some(narrowed(one)))
}

/// From this address to a machine in the network.
fn tcp(from: &str, port: u16) -> Packet {
    packet(from, if from.contains(':') { "fd00::4" } else { "10.0.0.4" }, protocol::TCP)
        .with_ports(port, 40000)
}
