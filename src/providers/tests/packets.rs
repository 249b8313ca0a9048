//! Packets, and what a gate does with them, in few words.

use std::net::IpAddr;

use crate::model::Gate;
use crate::traffic::{Decision, Packet, Symbol};

/// The rule that lets a packet pass or refuses it, as `allow ssh`; `deny` when no rule matched.
pub(in crate::providers) fn decided(gate: &Gate, packet: &Packet) -> String {
    let Gate::Guard(guard) = gate else { panic!("no guard: {gate:?}") };
    let answer = guard.decide(packet);
    let word = if answer.decision == Decision::Allow { "allow" } else { "deny" };
    match answer.by.last().and_then(|by| by.rule).filter(|rule| !rule.is_empty()) {
        Some(rule) => format!("{word} {rule}"),
        None => word.to_owned(),
    }
}

/// A packet between two addresses.
pub(in crate::providers) fn packet(from: &str, to: &str, protocol: u8) -> Packet {
    let (from, to): (IpAddr, IpAddr) = (from.parse().unwrap(), to.parse().unwrap());
    Packet::between(from, to, protocol).unwrap()
}

/// The packet, whose source is a member of this and nothing else is of anything.
pub(in crate::providers) fn from_member(packet: Packet, name: &str) -> Packet {
    packet.with_members([Symbol::source(name)])
}

/// The packet, whose destination is a member of this and nothing else is of anything.
pub(in crate::providers) fn to_member(packet: Packet, name: &str) -> Packet {
    packet.with_members([Symbol::destination(name)])
}
