//! Rules of just-in-time access, which Defender for Cloud puts in and takes out by itself.
//!
//! A policy keeps a rule in the group that denies the ports of a machine to everyone. Who asks for access gets a rule above it that allows the
//! ports to one address, or a few, for some hours. ("Understand just-in-time virtual machine access"; the names and the notes of both are in
//! "Revised JIT rule naming conventions".)
//!
//! Whoever may edit a group chooses names and notes as he likes, so a name proves nothing, and what such a rule opens is never left out. It is only told
//! more quietly, and only where everything fits: every rule that came or went has the whole shape and lets in no more than a few small blocks; the
//! policy's own rule was there before, is there unchanged and forbids to everyone else what this one allows; and nothing else about the traffic of the
//! group differs. A rule that is edited keeps its name and is there on both sides, which no just-in-time rule ever is.

use std::collections::BTreeSet;

use crate::model::Resource;
use crate::providers::azure::parse::nsg::{Durable, Rule};
use crate::providers::azure::parse::rule::Access;
use crate::providers::azure::parse::terms::{Peer, Ports, Protocol};

const NAMES: [&str; 2] = ["MicrosoftDefenderForCloud-JITRule", "SecurityCenter-JITRule"];
const NOTES: [&str; 2] = ["MDC JIT Network Access rule", "ASC JIT Network Access rule"];

/// As many peers, and as many ports, as a request may name and still be one for somebody.
const FEW: usize = 8;

/// As many requests as come or go between two looks at a group.
const SOME: usize = 16;

/// The shortest prefixes that are still somebody's own network, IPv4 and IPv6.
const SMALL: (u8, u8) = (24, 64);

/// Whether rules of just-in-time access are all that came or went between two versions of a group.
pub(super) fn came_or_went(before: &Resource, after: &Resource) -> Option<&'static str> {
    // A policy keeps its rule on both sides. Most groups have none, and need not be read to know that: a document has one spelling.
    let names_one = |side: &Resource| NAMES.iter().any(|name| side.durable.as_str().contains(name));
    if !names_one(before) || !names_one(after) {
        return None;
    }
    let (before, after) = (before.durable.decode().ok()?, after.durable.decode().ok()?);
    is_all(&before, &after).then_some("just-in-time access")
}

fn is_all(before: &Durable, after: &Durable) -> bool {
    let Durable { flush_connection, inbound: old, location: _, name: _, outbound, tags: _ } =
        before;
    if *flush_connection != after.flush_connection || *outbound != after.outbound {
        return false;
    }
    let new = &after.inbound;
    let (was, is): (BTreeSet<&Rule>, BTreeSet<&Rule>) =
        (old.iter().collect(), new.iter().collect());
    let gone = was.difference(&is).copied();
    let came = is.difference(&was).copied();
    let policies: Vec<&Rule> =
        was.intersection(&is).copied().filter(|rule| is_policy(rule)).collect();
    let is_edited = |rule: &Rule| {
        [old, new].iter().all(|list| list.iter().any(|other| other.name == rule.name))
    };
    let changed: Vec<&Rule> = gone.chain(came).collect();
    let is_one = |rule: &&&Rule| is_request(rule) && !is_edited(rule) && is_inside(rule, &policies);
    (1..=SOME).contains(&changed.len()) && changed.iter().filter(is_one).count() == changed.len()
}

/// Whether a rule has the shape of one that a policy keeps.
fn is_policy(rule: &Rule) -> bool {
    let Rule { access, from, ports, source_ports, .. } = rule;
    *access == Access::Deny
        && is_called_so(rule)
        && *from == [Peer::Any]
        && ports.as_ref().and_then(Ports::ranges).is_some()
        && source_ports.is_none()
}

/// Whether a rule has the shape of one that a request puts in.
fn is_request(rule: &Rule) -> bool {
    let Rule { access, from, ports, protocol, source_ports, to, .. } = rule;
    let ranges = ports.as_ref().and_then(Ports::ranges).unwrap_or_default();
    *access == Access::Allow
        && is_called_so(rule)
        && (1..=FEW).contains(&from.len())
        && from.iter().all(is_small)
        && (1..=FEW).contains(&ranges.len())
        && ranges.iter().all(|(low, high)| low == high)
        && matches!(protocol, Protocol::All | Protocol::Tcp | Protocol::Udp)
        && source_ports.is_none()
        && !to.is_empty()
        && to.iter().all(is_machine)
}

fn is_small(peer: &Peer) -> bool {
    let Peer::Cidr(block) = peer else { return false };
    let (v4, v6) = SMALL;
    block.prefix_len() >= if block.addr().is_ipv4() { v4 } else { v6 }
}

fn is_machine(peer: &Peer) -> bool {
    matches!(peer, Peer::Cidr(block) if block.prefix_len() == block.max_prefix_len())
}

/// Whether the policies forbid to everyone what a rule allows above them.
fn is_inside(rule: &Rule, policies: &[&Rule]) -> bool {
    let ports = rule.ports.as_ref().and_then(Ports::ranges).unwrap_or_default();
    let is_forbidden = |machine: &Peer, port: u16| {
        policies.iter().any(|policy| {
            let ports = policy.ports.as_ref().and_then(Ports::ranges).unwrap_or_default();
            policy.priority > rule.priority
                && policy.to.contains(machine)
                && (policy.protocol == Protocol::All || policy.protocol == rule.protocol)
                && ports.iter().any(|(low, high)| (*low..=*high).contains(&port))
        })
    };
    rule.to.iter().all(|machine| ports.iter().all(|(port, _)| is_forbidden(machine, *port)))
}

/// Whether its name and its note are Defender's: `…-JITRule_-1105480617_9EF6964FE766478B9EC568B32FB82045`.
fn is_called_so(rule: &Rule) -> bool {
    let Rule { default, description, name, .. } = rule;
    let note = description.as_deref().unwrap_or_default();
    let rest = NAMES.iter().find_map(|known| name.strip_prefix(known)).unwrap_or_default();
    let parts = rest.strip_prefix(['-', '_']).and_then(|rest| rest.rsplit_once(['-', '_']));
    let fits = |(number, id): (&str, &str)| {
        let number = number.strip_prefix('-').unwrap_or(number);
        (1..=10).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && id.len() == 32
            && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    !default && NOTES.iter().any(|known| note.starts_with(known)) && parts.is_some_and(fits)
}
