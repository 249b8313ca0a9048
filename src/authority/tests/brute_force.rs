//! Random envelopes and effects, packet by packet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::cover;
use super::super::envelope::Approved;
use crate::model::{Direction, Flow};
use crate::traffic::{Addresses, Intervals, Match, Packet, Service, Side, Symbol, protocol};

/// Protocols with ports, with types and with neither.
const PROTOCOLS: [u8; 4] = [protocol::TCP, protocol::UDP, protocol::ICMP, 50];
const GROUPS: [&str; 2] = ["aws.security-group:a", "aws.security-group:b"];
/// So many values of each field are looked at.
const VALUES: u8 = 6;

fn span() -> impl Strategy<Value = (u8, u8)> {
    (0..VALUES, 0..VALUES).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

fn addresses() -> impl Strategy<Value = Addresses> {
    prop_oneof![
        1 => Just(Addresses::all()),
        4 => (span(), span(), any::<(bool, bool)>()).prop_map(|(four, six, (with_four, with_six))| Addresses {
            v4: if with_four { Intervals::range(four.0.into(), four.1.into()) } else { Intervals::none() },
            v6: if with_six { Intervals::range(six.0.into(), six.1.into()) } else { Intervals::none() },
        }),
    ]
}

fn service() -> impl Strategy<Value = Service> {
    let limit = || prop_oneof![Just((0, u8::MAX)), span()];
    (vec(proptest::sample::select(&PROTOCOLS[..]), 1..4), limit(), limit(), limit()).prop_map(
        |(protocols, ports, sources, types)| {
            let wide = |(low, high): (u8, u8)| {
                let high = if high == u8::MAX { u16::MAX } else { high.into() };
                Intervals::<u16>::range(low.into(), high)
            };
            Service::protocols(Intervals::of(protocols.into_iter().map(|one| (one, one))))
                .to_ports(wide(ports))
                .from_ports(wide(sources))
                .with_icmp(Intervals::range(types.0, types.1), Intervals::all())
        },
    )
}

fn a_match() -> impl Strategy<Value = Match> {
    let symbols = vec((any::<bool>(), proptest::sample::select(&GROUPS[..]), any::<bool>()), 0..2);
    (addresses(), addresses(), service(), symbols).prop_map(
        |(source, destination, service, symbols)| {
            let symbols = symbols.into_iter().map(|(at_source, name, holds)| {
                let side = if at_source { Side::Source } else { Side::Destination };
                (Symbol { side, name: Arc::from(name) }, holds)
            });
            Match { source, destination, service, symbols: symbols.collect() }
        },
    )
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![3 => Just(Direction::Ingress), 1 => Just(Direction::Egress)]
}

/// Every packet of the small universe, thinned out.
fn packets() -> Vec<Packet> {
    let mut found = Vec::new();
    for (source, destination) in (0..=VALUES).flat_map(|a| [0, 1, 4, VALUES].map(|b| (a, b))) {
        for ends in [
            [source, destination].map(|n| IpAddr::V4(Ipv4Addr::from_bits(n.into()))),
            [source, destination].map(|n| IpAddr::V6(Ipv6Addr::from_bits(n.into()))),
        ] {
            for (number, head) in
                PROTOCOLS.iter().flat_map(|one| (0..=VALUES).map(move |n| (*one, n)))
            {
                for members in 0..4_u8 {
                    let packet = Packet::between(ends[0], ends[1], number).unwrap();
                    let side = if source % 2 == 0 { Side::Source } else { Side::Destination };
                    let members =
                        GROUPS.iter().enumerate().filter(|(at, _)| members >> at & 1 == 1);
                    let members = members.map(|(_, name)| Symbol { side, name: Arc::from(*name) });
                    let packet =
                        packet.with_ports(head.into(), (head / 2).into()).with_icmp(head, 0);
                    found.push(packet.with_members(members));
                }
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn outside_is_what_opened_and_nothing_approves(
        flows in vec((direction(), a_match()), 0..4),
        boxes in vec((direction(), a_match()), 0..4),
    ) {
        let flows: Vec<Flow> = flows
            .into_iter()
            .map(|(direction, packets)| Flow { direction, packets, rule: None, far_set: None })
            .collect();
        let approved: Vec<Approved> = boxes
            .into_iter()
            .map(|(direction, one)| Approved { direction, packets: vec![one] })
            .collect();
        let outside = cover::outside(&flows.iter().collect::<Vec<_>>(), &approved);
        let holds = |flows: &[Flow], direction: Direction, packet: &Packet| {
            flows.iter().any(|flow| flow.direction == direction && flow.packets.contains(packet))
        };
        let mut left = 0;
        for direction in Direction::ALL {
            for packet in packets() {
                let is_approved = approved.iter().any(|one| {
                    one.direction == direction && one.packets.iter().any(|one| one.contains(&packet))
                });
                let wanted = holds(&flows, direction, &packet) && !is_approved;
                left += usize::from(wanted);
                prop_assert_eq!(holds(&outside, direction, &packet), wanted, "{:?}", packet);
            }
        }
        // What is empty is said to be: no box without a packet.
        if left > 0 {
            prop_assert!(!outside.is_empty());
        }
    }

    #[test]
    fn one_packet_too_many_is_outside(one in a_match(), at in 0_usize..10_000) {
        let all = packets();
        let packet = &all[at % all.len()];
        let approved = [Approved { direction: Direction::Ingress, packets: vec![one.clone()] }];
        let exactly = |end: IpAddr| Addresses::one(end);
        let mut alone = Match::any().from(exactly(packet.source())).to(exactly(packet.destination()));
        alone.service = Service::protocols(packet.protocol());
        if let Some((port, source)) = packet.ports() {
            alone.service = alone.service.to_ports(port).from_ports(source);
        }
        if let Some((kind, code)) = packet.icmp() {
            alone.service = alone.service.with_icmp(kind, code);
        }
        for name in GROUPS {
            for side in [Side::Source, Side::Destination] {
                let symbol = Symbol { side, name: Arc::from(name) };
                let holds = packet.members().contains(&symbol);
                alone.symbols.push((symbol, holds));
            }
        }
        let flow = Flow { direction: Direction::Ingress, packets: alone, rule: None, far_set: None };
        let outside = cover::outside(&[&flow], &approved);
        prop_assert_eq!(outside.is_empty(), one.contains(packet));
    }
}
