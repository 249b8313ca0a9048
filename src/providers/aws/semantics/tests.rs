//! Every line on AWS groups, ACLs and interfaces that the vendor documents, from what `aws` prints to what becomes of a packet.

mod doors;
mod edges;
mod estate;
mod interfaces;
mod network_acls;
mod prefix_lists;
mod public_access;
mod security_groups;
mod touched;

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Value, json};

use crate::model::{
    Direction, Gate, Kind, ResourceId, Scope, ScopeReading, Snapshot, Topology, View,
};
use crate::providers::Answer;
use crate::providers::aws::ENTRY;
use crate::providers::aws::semantics::SEMANTICS;
use crate::providers::tests::packets::decided;
use crate::traffic::{Decision, Packet, Symbol, protocol};

const SCOPE: &str = "aws:111122223333/eu-west-1";

/// A snapshot of what `aws` printed.
fn snapshot(answers: &[(&str, Value)]) -> Snapshot {
    let scope: Scope = SCOPE.parse().unwrap();
    let reading = read(&scope, answers);
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

fn read(scope: &Scope, answers: &[(&str, Value)]) -> ScopeReading {
    let answer = |(name, json): &(&str, Value)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = ((*name).to_owned(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    };
    (ENTRY.read_dump)(scope, answers.iter().map(answer).collect(), None)
}

fn id(kind: &str, identity: &str) -> ResourceId {
    ResourceId {
        scope: SCOPE.parse().unwrap(),
        kind: format!("aws.{kind}").parse::<Kind>().unwrap(),
        identity: identity.parse().unwrap(),
    }
}

fn topology(snapshot: &Snapshot, kind: &str, identity: &str) -> Topology {
    (SEMANTICS.topology)(&View::of(snapshot), &[id(kind, identity)].into())
}

fn gate(snapshot: &Snapshot, kind: &str, identity: &str, direction: Direction) -> Gate {
    topology(snapshot, kind, identity).boundaries[&id(kind, identity)].gate(direction).clone()
}

fn passes(gate: &Gate, packet: &Packet) -> bool {
    decided(gate, packet).starts_with("allow")
}

/// A packet between an address and an interface of the same family.
fn packet(far: &str, protocol: u8) -> Packet {
    let far: IpAddr = far.parse().unwrap();
    let near: IpAddr = if far.is_ipv4() { "10.0.0.10" } else { "fd00::10" }.parse().unwrap();
    Packet::between(far, near, protocol).unwrap()
}

fn tcp(far: &str, port: u16) -> Packet {
    packet(far, protocol::TCP).with_ports(port, 40000)
}

fn member(packet: Packet, name: &str) -> Packet {
    packet.with_members([Symbol::source(name)])
}

/// A group `sg-1` that allows these to come in.
fn ingress(permissions: Value) -> Gate {
    let group = json!({ "GroupId": "sg-1", "OwnerId": "111122223333", "VpcId": "vpc-1", "IpPermissions": permissions });
    let read = snapshot(&[("describe-security-groups", json!({ "SecurityGroups": [group] }))]);
    gate(&read, "security-group", "sg-1", Direction::Ingress)
}

/// One permission for a block of IPv4.
fn allow(protocol: &str, from: i64, to: i64, block: &str) -> Value {
    let range = if block.contains(':') { "Ipv6Ranges" } else { "IpRanges" };
    let cidr = if block.contains(':') { "CidrIpv6" } else { "CidrIp" };
    json!({ "IpProtocol": protocol, "FromPort": from, "ToPort": to, range: [{ cidr: block }] })
}
