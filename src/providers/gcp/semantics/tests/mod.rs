//! Every line on Google Cloud's rules that the vendor documents, from what `gcloud` prints to what becomes of a packet.

mod endpoints;
mod policies;
mod vpc_rules;

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::model::{Direction, Gate, ResourceId, Scope, Snapshot, View};
use crate::providers::Answer;
use crate::providers::gcp::ENTRY;
use crate::providers::gcp::semantics::SEMANTICS;
use crate::traffic::{Decision, Packet, Symbol, protocol};

const SCOPE: &str = "gcp:shop-prod";

/// A snapshot of what `gcloud` printed.
fn snapshot(answers: &[(&str, Value)]) -> Snapshot {
    let answer = |(name, json): &(&str, Value)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = ((*name).to_owned(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    };
    let scope: Scope = SCOPE.parse().unwrap();
    let reading = (ENTRY.read_dump)(&scope, answers.iter().map(answer).collect());
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

fn gate(snapshot: &Snapshot, kind: &str, identity: &str, direction: Direction) -> Gate {
    let id = ResourceId {
        scope: SCOPE.parse().unwrap(),
        kind: format!("gcp.{kind}").parse().unwrap(),
        identity: identity.parse().unwrap(),
    };
    let topology = (SEMANTICS.topology)(&View::of(snapshot), &[id.clone()].into());
    topology.boundaries[&id].gate(direction).clone()
}

/// The rule that lets a packet pass or refuses it, as `allow ssh`; `deny` when no rule matched.
fn decided(gate: &Gate, packet: &Packet) -> String {
    let Gate::Guard(guard) = gate else { panic!("no guard: {gate:?}") };
    let answer = guard.decide(packet);
    let word = if answer.decision == Decision::Allow { "allow" } else { "deny" };
    match answer.by.last().and_then(|by| by.rule).filter(|rule| !rule.is_empty()) {
        Some(rule) => format!("{word} {rule}"),
        None => word.to_owned(),
    }
}

fn packet(from: &str, to: &str, protocol: u8) -> Packet {
    let (from, to): (IpAddr, IpAddr) = (from.parse().unwrap(), to.parse().unwrap());
    Packet::between(from, to, protocol).unwrap()
}

/// From this address to an instance.
fn tcp(from: &str, port: u16) -> Packet {
    packet(from, if from.contains(':') { "fd20::4" } else { "10.0.0.4" }, protocol::TCP)
        .with_ports(port, 40000)
}

fn from_member(packet: Packet, name: &str) -> Packet {
    packet.with_members([Symbol::source(name)])
}

fn to_member(packet: Packet, name: &str) -> Packet {
    packet.with_members([Symbol::destination(name)])
}
