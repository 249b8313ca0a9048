//! Every line on Google Cloud's rules that the vendor documents, from what `gcloud` prints to what becomes of a packet.

mod endpoints;
mod members;
mod policies;
mod tiers;
mod vpc_rules;

pub(crate) use vpc_rules::rule as vpc_rule;

use serde_json::{Value, json};

use crate::model::{Direction, Gate, ResourceId, Scope, Snapshot, View};
use crate::providers::Answer;
use crate::providers::gcp::ENTRY;
use crate::providers::gcp::semantics::SEMANTICS;
use crate::providers::tests::packets::{decided, from_member, packet, to_member};
use crate::traffic::{Packet, protocol};

const SCOPE: &str = "gcp:shop-prod";

/// A snapshot of what `gcloud` printed.
fn snapshot(answers: &[(&str, Value)]) -> Snapshot {
    let answer = |(name, json): &(&str, Value)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = ((*name).to_owned(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    };
    let scope: Scope = SCOPE.parse().unwrap();
    let reading = (ENTRY.read_dump)(&scope, answers.iter().map(answer).collect(), None);
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

/// From this address to an instance.
fn tcp(from: &str, port: u16) -> Packet {
    packet(from, if from.contains(':') { "fd20::4" } else { "10.0.0.4" }, protocol::TCP)
        .with_ports(port, 40000)
}
