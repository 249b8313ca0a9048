//! Connections on estates that are made by hand, each row as `from → to: traffic`.

use super::classes::classes;
use super::partners::Partners;
use super::services::Services;
use super::{between, connections};
use crate::effects::Estate;
use crate::effects::questions::tests::{add, block, group, list, network, open, segment, tcp};
use crate::model::{Link, Members, Talk, Topology};
use crate::traffic::{Intervals, Match, Service, Symbol};

fn say(talk: &Talk) -> String {
    let Talk { protocol, ports, icmp } = talk;
    let mut text = protocol.clone();
    for part in [ports, icmp].into_iter().flatten() {
        text.push_str(&format!(" {part}"));
    }
    text
}

fn rows(topology: &Topology) -> Vec<String> {
    let found = connections(&Estate::from(vec![topology.clone()])).unwrap();
    assert!(found.rows.is_sorted());
    nobody_is_left_out(topology);
    let row = |row: &crate::model::Connection| {
        let traffic: Vec<String> = row.traffic.iter().map(say).collect();
        format!("{} → {}: {}", row.from, row.to, traffic.join(", "))
    };
    found.rows.iter().map(row).collect()
}

/// Between those that are not asked about, nothing passes.
fn nobody_is_left_out(topology: &Topology) {
    let classes = classes(topology);
    let partners = Partners::of(topology, &classes);
    let mut services = Services::new(topology).unwrap();
    for (number, here) in classes.iter().enumerate() {
        let asked = partners.of_class(number);
        let others = classes.iter().enumerate().filter(|(other, _)| !asked.contains(other));
        for (_, there) in others {
            assert_eq!(*between(topology, &mut services, here, there).unwrap(), []);
        }
    }
}

/// Nobody gets in or out.
fn closed(topology: &mut Topology) {
    topology.doors = vec![group("door", vec![], vec![])];
}

fn inwards(matches: Vec<Match>) -> crate::model::Passage {
    group("in", matches, vec![Match::any()])
}

#[test]
fn one_row_a_pair_and_no_pair_with_itself() {
    let mut topology = network();
    closed(&mut topology);
    add(&mut topology, "web", "a", "10.0.1.10", inwards(vec![]));
    add(&mut topology, "db", "b", "10.0.2.10", inwards(vec![tcp(5432), tcp(22)]));
    assert_eq!(rows(&topology), ["web → db: tcp 22,5432"]);
}

#[test]
fn endpoints_that_are_alike_talk_to_each_other() {
    let mut topology = network();
    closed(&mut topology);
    add(&mut topology, "x", "a", "10.0.1.10", inwards(vec![tcp(80)]));
    add(&mut topology, "y", "a", "10.0.1.11", inwards(vec![]));
    for endpoint in topology.endpoints.values_mut() {
        endpoint.shield = 0;
    }
    assert_eq!(rows(&topology), ["x → y: tcp 80", "y → x: tcp 80"]);
    // A rule that names one of the two tells them apart.
    topology.shields[0] = inwards(vec![tcp(80).from(block("10.0.1.10"))]);
    assert_eq!(rows(&topology), ["x → y: tcp 80"]);
}

#[test]
fn all_is_every_protocol_and_three_on_all_ports_are_three() {
    let mut topology = network();
    closed(&mut topology);
    add(&mut topology, "web", "a", "10.0.1.10", inwards(vec![]));
    let traffic = |topology: &mut Topology, matches: Vec<Match>| {
        topology.shields.truncate(1);
        add(topology, "db", "b", "10.0.2.10", inwards(matches)).shield = 1;
        rows(topology).join("; ")
    };
    let of = |number: u8| Match::of(Service::protocols(number));
    assert_eq!(traffic(&mut topology, vec![Match::any()]), "web → db: all");
    let three = vec![of(6), of(17), of(132)];
    assert_eq!(traffic(&mut topology, three), "web → db: sctp, tcp, udp");
    assert_eq!(traffic(&mut topology, vec![of(50), of(89), of(90)]), "web → db: 89-90, esp");
    let ports = tcp(80).to(block("10.0.0.0/8"));
    let ranges = Match::of(Service::tcp(Intervals::range(81, 90)));
    assert_eq!(traffic(&mut topology, vec![ports, ranges]), "web → db: tcp 80-90");
    // Nothing listens on port 0, so it is never a part of what is told.
    let but_one = Intervals::of([(0, 79), (81, 65535)]);
    let but_one = Match::of(Service::tcp(but_one));
    assert_eq!(traffic(&mut topology, vec![but_one]), "web → db: tcp 1-79,81-65535");
    let usable = Match::of(Service::tcp(Intervals::range(1, 65535)));
    assert_eq!(traffic(&mut topology, vec![usable]), "web → db: tcp");
    let icmp =
        |kind: u8, code: Intervals<u8>| Match::of(Service::protocols(1).with_icmp(kind, code));
    let types = vec![icmp(8, Intervals::all()), icmp(3, Intervals::one(4))];
    assert_eq!(traffic(&mut topology, types), "web → db: icmp 3/4, icmp 8");
    let halves = vec![
        Match::of(Service::tcp(Intervals::range(0, 1023))),
        Match::of(Service::tcp(Intervals::range(1024, 65535))),
    ];
    assert_eq!(traffic(&mut topology, halves), "web → db: tcp");
    let other = Match::of(Service::protocols(Intervals::one(6).complement()));
    let text = traffic(&mut topology, vec![other, tcp(22)]);
    assert!(text.contains("tcp 22") && text.contains("icmpv6") && !text.contains("all"), "{text}");
}

#[test]
fn the_outside_is_cut_into_the_fewest_ranges_that_behave_alike() {
    let mut topology = network();
    let office = tcp(22).from(block("192.0.2.0/24"));
    let all = tcp(443).from(block("0.0.0.0/0"));
    add(&mut topology, "web", "a", "10.0.1.10", group("sg", vec![office, all], vec![]));
    assert_eq!(
        rows(&topology),
        [
            "0.0.0.0-192.0.1.255 → web: tcp 443",
            "192.0.2.0/24 → web: tcp 22,443",
            "192.0.3.0-255.255.255.255 → web: tcp 443",
        ],
        "the network's own addresses are inside a range, and cut out of none"
    );
    let halves = vec![tcp(443).from(block("0.0.0.0/1")), tcp(443).from(block("128.0.0.0/1"))];
    topology.shields[0] = group("sg", halves, vec![]);
    assert_eq!(rows(&topology), ["0.0.0.0/0 → web: tcp 443"]);
}

#[test]
fn both_families_have_rows_of_their_own() {
    let mut topology = network();
    add(&mut topology, "web", "a", "10.0.1.10 2001:db8::10", group("sg", vec![tcp(443)], vec![]));
    add(&mut topology, "old", "a", "10.0.1.11", group("sg", vec![], vec![Match::any()]));
    assert_eq!(
        rows(&topology),
        [
            "0.0.0.0/0 → web: tcp 443",
            "::/0 → web: tcp 443",
            "old → 0.0.0.0/0: all",
            "old → web: tcp 443",
        ]
    );
}

#[test]
fn a_connection_needs_its_replies() {
    let mut topology = network();
    closed(&mut topology);
    add(&mut topology, "web", "a", "10.0.1.10", inwards(vec![]));
    add(&mut topology, "db", "b", "10.0.2.10", inwards(vec![tcp(5432), tcp(22)]));
    let edge = |matches: Vec<Match>| Some(list("acl", vec![Match::any()], matches));
    let reply = |from: u16, low: u16| {
        Match::of(Service::tcp(Intervals::range(low, low + 1000)).from_ports(from))
    };
    topology.segments.get_mut("b").unwrap().edge = edge(vec![reply(22, 0), reply(5432, 32768)]);
    assert_eq!(rows(&topology), ["web → db: tcp 5432"]);
    topology.segments.get_mut("b").unwrap().edge = edge(vec![Match::any()]);
    assert_eq!(rows(&topology), ["web → db: tcp 22,5432"]);
}

#[test]
fn members_and_what_is_not_known_of_them() {
    let mut topology = network();
    closed(&mut topology);
    add(&mut topology, "web", "a", "10.0.1.10", inwards(vec![])).member_of = ["g".into()].into();
    add(&mut topology, "api", "a", "10.0.1.11", inwards(vec![]));
    let rules = vec![tcp(1).when(Symbol::source("g")), tcp(2).when(Symbol::source("list"))];
    add(&mut topology, "db", "b", "10.0.2.10", inwards(rules));
    let of_g = Members::Endpoints { addresses: block("10.0.1.10"), whole: false };
    topology.sets.insert("g".into(), of_g);
    topology.sets.insert("list".into(), Members::Addresses(block("10.0.1.8/29")));
    assert_eq!(rows(&topology), ["api → db: tcp 2", "web → db: tcp 1-2"]);
    topology.sets.insert("list".into(), Members::Unread);
    assert_eq!(rows(&topology), ["web → db: tcp 1"]);
    let found = connections(&Estate::from(vec![topology.clone()])).unwrap();
    assert!(found.unknown.contains("list"), "what counts as empty is named");
    // A boundary that was not read lets nothing pass, and is named.
    let acl = crate::model::Passage::unread(&"acl-9".into(), "denied".to_owned());
    topology.segments.get_mut("a").unwrap().edge = Some(acl);
    let found = connections(&Estate::from(vec![topology])).unwrap();
    assert!(found.rows.is_empty() && found.unknown.contains("acl-9"), "{found:?}");
}

#[test]
fn over_a_link_and_over_none() {
    let mut topology = network();
    closed(&mut topology);
    topology.networks.insert("far".into(), block("10.9.0.0/16"));
    segment(&mut topology, "c", "far", "10.9.1.0/24");
    add(&mut topology, "web", "a", "10.0.1.10", open("sg"));
    add(&mut topology, "there", "c", "10.9.1.10", open("sg"));
    assert_eq!(rows(&topology), Vec::<String>::new());
    for (segment, to) in [("a", "10.9.0.0/16"), ("c", "10.0.0.0/16")] {
        let link = Link { name: "pcx-1".into(), to: block(to) };
        topology.segments.get_mut(segment).unwrap().links.push(link);
    }
    assert_eq!(rows(&topology), ["there → web: all", "web → there: all"]);
    topology.doors = vec![open("door")];
    assert_eq!(
        rows(&topology),
        [
            "0.0.0.0/0 → there: all",
            "0.0.0.0/0 → web: all",
            "there → 0.0.0.0/0: all",
            "there → web: all",
            "web → 0.0.0.0/0: all",
            "web → there: all",
        ],
        "a range outside goes over what is linked"
    );
}

#[test]
fn endpoints_without_addresses() {
    let mut topology = network();
    topology.networks.clear();
    let external = Match::any().from(block("0.0.0.0/0 ::/0")).unless(Symbol::source("pod"));
    let web = tcp(80).when(Symbol::source("app=web"));
    add(&mut topology, "web", "a", "", inwards(vec![]));
    add(&mut topology, "db", "a", "", group("np", vec![external, web], vec![]));
    for endpoint in topology.endpoints.values_mut() {
        endpoint.member_of.insert("pod".into());
        endpoint.member_of.insert(format!("app={}", endpoint.label).into());
    }
    for name in ["pod", "app=web", "app=db"] {
        let members = Members::Endpoints { addresses: block(""), whole: true };
        topology.sets.insert(name.into(), members);
    }
    assert_eq!(
        rows(&topology),
        [
            "0.0.0.0/0 → db: all",
            "::/0 → db: all",
            "web → 0.0.0.0/0: all",
            "web → ::/0: all",
            "web → db: tcp 80",
        ]
    );
}

#[test]
fn what_connections_say_questions_say_too() {
    // Every row is an answer that is not `none`, and every pair that has no row is `none`.
    let mut topology = network();
    add(&mut topology, "web", "a", "10.0.1.10 10.0.1.11", inwards(vec![tcp(80)]));
    add(&mut topology, "api", "a", "10.0.1.12", inwards(vec![tcp(80).from(block("10.0.1.11"))]));
    let rules = vec![tcp(80).from(block("10.0.1.12")), tcp(80).from(block("192.0.2.0/24"))];
    add(&mut topology, "db", "b", "10.0.2.10", group("sg", rules, vec![tcp(80)]));
    topology.segments.get_mut("b").unwrap().edge = Some(list(
        "acl",
        vec![tcp(80)],
        vec![Match::of(Service::tcp(Intervals::range(1024, 65535)))],
    ));
    let estate = Estate::from(vec![topology.clone()]);
    let rows = rows(&topology);
    let ends = ["web", "api", "db", "192.0.2.0/24", "198.51.100.0/24"];
    for from in ends {
        for to in ends.into_iter().filter(|to| *to != from) {
            let question = crate::model::Question {
                from: from.to_owned(),
                to: to.to_owned(),
                protocol: crate::model::Protocols::One(6),
                port: Some(80),
                source_port: None,
                icmp_type: None,
                icmp_code: None,
            };
            let Ok(answer) = crate::effects::answer(&estate, &question) else { continue };
            let passes = answer.allowed != crate::traffic::Portion::None;
            let outside = |end: &str| end.contains('/');
            let listed = rows.iter().any(|row| {
                let pair = row.split(": ").next().unwrap();
                let (source, target) = pair.split_once(" → ").unwrap();
                let is = |text: &str, end: &str| {
                    if outside(end) {
                        let inside = crate::traffic::Addresses::parse(text);
                        inside.is_ok_and(|range| !range.intersection(&block(end)).is_empty())
                    } else {
                        text == end
                    }
                };
                is(source, from) && is(target, to)
            });
            assert_eq!(passes, listed, "{from} → {to}\n{}", rows.join("\n"));
        }
    }
}

#[test]
fn pairs_that_no_rule_brings_together_are_not_asked_about() {
    let mut topology = network();
    closed(&mut topology);
    for (name, address) in [("web", "10.0.1.10"), ("api", "10.0.1.11"), ("db", "10.0.1.12")] {
        let from = match name {
            "api" => tcp(80).when(Symbol::source("tier:web")),
            "db" => tcp(5432).when(Symbol::source("tier:api")),
            _ => tcp(443).from(block("192.0.2.0/24")),
        };
        let shield = group(name, vec![from], vec![Match::any()]);
        let endpoint = add(&mut topology, name, "a", address, shield);
        endpoint.member_of.insert(format!("tier:{name}").into());
    }
    for tier in ["tier:web", "tier:api"] {
        let members = Members::Endpoints { addresses: block("10.0.1.0/24"), whole: true };
        topology.sets.insert(tier.into(), members);
    }
    assert_eq!(rows(&topology), ["api → db: tcp 5432", "web → api: tcp 80"]);
    let classes = classes(&topology);
    let partners = Partners::of(&topology, &classes);
    let asked: usize = (0..classes.len()).map(|one| partners.of_class(one).len()).sum();
    assert_eq!(asked, 2);
}
