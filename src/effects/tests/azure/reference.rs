//! Held against a second account of the same rules: random estates and random edits of them, asked packet by packet.

use std::net::{IpAddr, Ipv4Addr};

use super::super::Answers;
use super::account::{Account, Asked, Side, Unsure, group, is_public};
use super::random::Dice;
use super::{changes, id, snapshot, traffic};
use crate::effects::{Estate, answer};
use crate::model::{Assumptions, Direction, Exposure, Flow, Protocols, Question};
use crate::traffic::{Packet, Portion, Symbol};

const UNSURE: [Unsure; 4] = [
    Unsure { beyond_ports: false, first_manager: false },
    Unsure { beyond_ports: false, first_manager: true },
    Unsure { beyond_ports: true, first_manager: false },
    Unsure { beyond_ports: true, first_manager: true },
];

const OUTSIDE: [&str; 6] = [
    "203.0.113.7",
    "203.0.113.77",
    "198.51.100.7",
    "198.51.100.9",
    "192.168.9.9",
    "169.254.169.254",
];

const SERVICES: [(u8, u16, u16); 8] = [
    (6, 22, 40000),
    (6, 443, 40000),
    (6, 8080, 53),
    (17, 53, 40000),
    (17, 443, 53),
    (1, 0, 0),
    (50, 0, 0),
    (6, 80, 1000),
];

fn packet(asked: Asked) -> Packet {
    let (from, to) = (IpAddr::V4(asked.from), IpAddr::V4(asked.to));
    Packet::between(from, to, asked.protocol).unwrap().with_ports(asked.port, asked.source_port)
}

fn question(from: &str, to: &str, asked: Asked) -> Question {
    let ports = matches!(asked.protocol, 6 | 17);
    Question {
        from: from.to_owned(),
        to: to.to_owned(),
        protocol: Protocols::One(asked.protocol),
        port: ports.then_some(asked.port),
        source_port: ports.then_some(asked.source_port),
        icmp_type: None,
        icmp_code: None,
    }
}

/// The ends of an estate: the names of interfaces with their addresses, and addresses outside.
fn ends(account: &Account<'_>) -> Vec<(String, Ipv4Addr)> {
    let inside = account.interfaces().into_iter().map(|one| (one.name().to_owned(), one.address()));
    inside.chain(OUTSIDE.map(|one| (one.to_owned(), one.parse().unwrap()))).collect()
}

#[test]
fn random_estates_answer_as_a_second_account_of_the_rules_does() {
    let (mut asked, mut passed, mut unsure) = (0, 0, 0);
    for seed in 1..=60_u64 {
        let answers = Dice::of(seed).estate();
        let estate = Estate::of(&snapshot(&answers), Assumptions::default());
        let account = Account(&answers);
        let ends = ends(&account);
        let mut dice = Dice::of(seed + 1000);
        for (from, source) in &ends {
            for (to, destination) in &ends {
                let both_outside =
                    OUTSIDE.contains(&from.as_str()) && OUTSIDE.contains(&to.as_str());
                let is_host = *source == Ipv4Addr::new(169, 254, 169, 254);
                if from == to || both_outside || is_host || dice.one_in(2) {
                    continue;
                }
                let (protocol, port, source_port) = dice.pick(&SERVICES);
                let one = Asked { from: *source, to: *destination, protocol, port, source_port };
                let expected = UNSURE.map(|unsure| account.passes(one, unsure));
                let told = answer(&estate, &question(from, to, one)).unwrap();
                let context =
                    || format!("seed {seed}: {one:?}: {expected:?} {told:?}\n{answers:#?}");
                asked += 1;
                if expected.contains(&!expected[0]) {
                    assert!(!told.is_certain(), "{}", context());
                    unsure += 1;
                } else {
                    let portion = if expected[0] { Portion::All } else { Portion::None };
                    assert!(told.is_surely(portion), "{}", context());
                    passed += u32::from(expected[0]);
                }
            }
        }
    }
    assert!(asked > 4_000 && passed > asked / 10 && passed < asked * 9 / 10, "{passed} of {asked}");
    assert!(unsure > 5, "{unsure} of {asked}");
}

/// Packets at a group: who is at either end, and in what.
fn at_a_group(dice: &mut Dice) -> (Asked, Vec<(String, Side)>, Unsure) {
    let addresses = [
        "10.1.1.4",
        "10.2.1.9",
        "10.3.0.1",
        "203.0.113.7",
        "203.0.113.200",
        "198.51.100.7",
        "168.63.129.16",
    ];
    let (protocol, port, source_port) = dice.pick(&SERVICES);
    let from = dice.pick(&addresses).parse().unwrap();
    let to = dice.pick(&addresses).parse().unwrap();
    let names = ["VirtualNetwork", "Storage", "Storage.WestUS"].map(str::to_owned);
    let groups = ["app", "db"].map(|name| id(&format!("applicationsecuritygroups/{name}")));
    let mut members = Vec::new();
    for side in [Side::Source, Side::Destination] {
        members.extend(
            names.iter().chain(&groups).filter(|_| dice.one_in(2)).map(|name| (name.clone(), side)),
        );
    }
    let unsure = Unsure { beyond_ports: dice.one_in(2), first_manager: false };
    (Asked { from, to, protocol, port, source_port }, members, unsure)
}

fn contains(flows: &[Flow], direction: Direction, packet: &Packet) -> bool {
    flows.iter().any(|flow| flow.direction == direction && flow.packets.contains(packet))
}

/// The group of this name.
fn find<'a>(answers: &'a Answers, name: &str) -> &'a serde_json::Value {
    let (_, groups) = answers.iter().find(|(call, _)| call == "nsg-list").unwrap();
    groups.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()
}

#[test]
fn an_edit_of_a_rule_opens_and_closes_what_a_second_account_says() {
    let (mut edits, mut asked, mut opened, mut closed, mut arrived) = (0, 0, 0, 0, 0);
    for seed in 1..=100_u64 {
        let mut dice = Dice::of(seed);
        let before = dice.estate();
        let after = dice.edit(&before);
        for change in changes(&before, &after) {
            edits += 1;
            let name = change.name.clone().unwrap();
            let told = traffic(&change);
            let (old, new) = (find(&before, &name), find(&after, &name));
            for _ in 0..300 {
                let (one, members, unsure) = at_a_group(&mut dice);
                let is_in = |name: &str, side: Side| match name {
                    "Internet" => is_public(if side == Side::Source { one.from } else { one.to }),
                    "AzureLoadBalancer" => {
                        (if side == Side::Source { one.from } else { one.to }).octets()
                            == [168, 63, 129, 16]
                    }
                    // What is in a part is in the whole.
                    "Storage.WestUS" => ["Storage", "Storage.WestUS"]
                        .iter()
                        .all(|name| members.contains(&((*name).to_owned(), side))),
                    name => members.contains(&(name.to_owned(), side)),
                };
                let mut symbols: Vec<Symbol> = members
                    .iter()
                    .map(|(name, side)| {
                        let kind = if name.starts_with('/') {
                            "application-security-group"
                        } else {
                            "service-tag"
                        };
                        let name = format!("azure.{kind}:{name}");
                        if *side == Side::Source {
                            Symbol::source(name)
                        } else {
                            Symbol::destination(name)
                        }
                    })
                    .collect();
                if unsure.beyond_ports {
                    symbols
                        .push(Symbol::source("azure.unsure:other-protocols-under-any-with-ports"));
                }
                let sent = packet(one).with_members(symbols);
                for (direction, way) in
                    [(Direction::Ingress, "Inbound"), (Direction::Egress, "Outbound")]
                {
                    let [was, is] = [old, new].map(|rules| group(rules, way, one, unsure, &is_in));
                    let found =
                        [&told.opened, &told.closed].map(|flows| contains(flows, direction, &sent));
                    asked += 1;
                    opened += u32::from(!was && is);
                    closed += u32::from(was && !is);
                    assert_eq!(
                        found,
                        [!was && is, was && !is],
                        "seed {seed}: {way} {sent:?}\n{old:#}\n{new:#}"
                    );
                }
            }
            arrived += at_endpoints(seed, [&before, &after], &change);
        }
    }
    assert!(edits > 80 && opened > 200 && closed > 200, "{edits} {asked} {opened} {closed}");
    assert!(arrived > 20, "{arrived}");
}

/// What an edit opened and closed between interfaces and the outside. Says how many packets it did.
fn at_endpoints(seed: u64, [before, after]: [&Answers; 2], change: &crate::model::Change) -> u32 {
    let endpoints = match &change.exposure {
        Some(Exposure::Reach(reach)) => reach.endpoints.as_slice(),
        None => &[],
        Some(Exposure::Unknown(why)) => panic!("seed {seed}: {why}"),
    };
    let mut arrived = 0;
    for interface in Account(after).interfaces() {
        let told = endpoints.iter().find(|one| *one.label == *interface.name());
        for far in ["203.0.113.7", "203.0.113.77", "198.51.100.7", "198.51.100.9"] {
            let far: Ipv4Addr = far.parse().unwrap();
            let ported = SERVICES
                .into_iter()
                .filter(|(protocol, _, from)| matches!(protocol, 6 | 17) && *from > 1024);
            // Where nothing is told, a sample is held against that.
            let asked = if told.is_some() { 8 } else { 1 };
            for (protocol, port, source_port) in ported.take(asked) {
                let near = interface.address();
                for (direction, from, to) in
                    [(Direction::Ingress, far, near), (Direction::Egress, near, far)]
                {
                    let one = Asked { from, to, protocol, port, source_port };
                    // Two managers may come in either order.
                    let [was, is] = [before, after].map(|answers| {
                        [false, true].map(|first_manager| {
                            Account(answers)
                                .passes(one, Unsure { beyond_ports: false, first_manager })
                        })
                    });
                    if was[0] != was[1] || is[0] != is[1] {
                        continue;
                    }
                    let found = |flows: &[Flow]| contains(flows, direction, &packet(one));
                    let found =
                        told.map_or([false; 2], |told| [found(&told.opened), found(&told.closed)]);
                    assert_eq!(
                        found,
                        [!was[0] && is[0], was[0] && !is[0]],
                        "seed {seed}: {} {one:?} {told:#?}\n{before:#?}\n{after:#?}",
                        interface.name()
                    );
                    arrived += u32::from(was[0] != is[0]);
                }
            }
        }
    }
    arrived
}
