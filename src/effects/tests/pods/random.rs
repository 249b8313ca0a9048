//! Random edits of labels, selectors and rules: what is told of each is the difference, packet by packet, as a second account
//! of the rules has it on both sides.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use serde_json::Value;

use super::*;
use crate::model::{Direction, Provider, Topology, View};
use crate::providers::kubernetes::random::Dice;
use crate::providers::kubernetes::reference::{At, decisions};
use crate::providers::{self, Which};
use crate::traffic::{Packet, Side, Symbol, protocol};

fn text(objects: &[Value]) -> String {
    objects.iter().map(|one| format!("---\n{one}\n")).collect()
}

fn topology(manifests: &str) -> Topology {
    let snapshot = applied(manifests);
    let endpoints = providers::semantics(Provider::Kubernetes).unwrap().endpoints.unwrap();
    (endpoints.topology)(&View::of(&snapshot), Which::All)
}

/// The names of whoever is at the far end.
fn names(topology: &Topology, far: &str) -> BTreeSet<Arc<str>> {
    let endpoint = topology.endpoints.values().find(|one| &*one.label == far);
    let own = endpoint.map(|one| one.member_of.clone()).unwrap_or_default();
    own.into_iter().chain([format!("kubernetes.workload:{far}").into()]).collect()
}

/// Whether an end is on the network of its node.
fn is_host(topology: &Topology, end: &str) -> bool {
    names(topology, end).contains("kubernetes.pod:host-network")
}

/// Whether one of these boxes holds the packet.
fn holds(flows: &[Flow], at: &At, far: IpAddr, names: &BTreeSet<Arc<str>>) -> bool {
    let (_, way, _, (word, port)) = at;
    let number = match *word {
        "UDP" => protocol::UDP,
        "SCTP" => protocol::SCTP,
        _ => protocol::TCP,
    };
    let near: IpAddr = "10.0.0.99".parse().unwrap();
    let (direction, side, from, to) = if *way == "ingress" {
        (Direction::Ingress, Side::Source, far, near)
    } else {
        (Direction::Egress, Side::Destination, near, far)
    };
    let packet = Packet::between(from, to, number)
        .unwrap()
        .with_ports(u16::try_from(*port).unwrap(), 40000)
        .with_members(names.iter().map(|name| Symbol { side, name: name.clone() }));
    flows.iter().any(|flow| flow.direction == direction && flow.packets.contains(&packet))
}

#[test]
fn the_effect_of_a_random_edit_is_the_difference_packet_by_packet() {
    let (mut edits, mut different) = (0, 0);
    for seed in 1..=80_u64 {
        let mut dice = Dice::of(seed);
        let objects = dice.estate();
        let edited = dice.edited(&objects);
        let (before, after) = (text(&objects), text(&edited));
        if before == after {
            continue;
        }
        edits += 1;
        let changes = changes(&before, &after, IpBlocks::External);
        let (old, new) = (topology(&before), topology(&after));
        let flows = |label: &str, opened: bool| -> Vec<Flow> {
            let reached = changes.values().filter_map(|change| match &change.exposure {
                Some(Exposure::Reach(reach)) => Some(reach),
                Some(Exposure::Unknown(why)) => panic!("seed {seed}: {why}"),
                None => None,
            });
            let endpoints = reached.flat_map(|reach| &reach.endpoints);
            let own = endpoints.filter(|one| &*one.label == label);
            own.flat_map(|one| if opened { one.opened.to_vec() } else { one.closed.to_vec() })
                .collect()
        };
        let was = decisions(&objects);
        // What is on the network of a node is always let in, whatever else is closed to its address.
        let on_host = |at: &At| at.1 == "ingress" && is_host(&new, &at.2);
        for (at, (far, is)) in decisions(&edited).into_iter().filter(|(at, _)| !on_host(at)) {
            let (_, was) = was[&at];
            different += u32::from(was != is);
            let opened = holds(&flows(&at.0, true), &at, far, &names(&new, &at.2));
            let closed = holds(&flows(&at.0, false), &at, far, &names(&old, &at.2));
            assert_eq!(
                (opened, closed),
                (is && !was, was && !is),
                "seed {seed}: {at:?}: {was} to {is}\nopened {:?}\nclosed {:?}\n{before}\nbecame\n{after}",
                flows(&at.0, true),
                flows(&at.0, false)
            );
        }
    }
    assert!(edits > 40 && different > 200, "{different} in {edits}");
}
