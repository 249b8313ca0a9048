//! Boxes are exact and few, and a witness is inside and plain.

use driftwall::traffic::{
    Action, Addresses, Budget, Decision, Direction, Guard, Match, PacketSet, Rule, Service, Space,
    Symbol, TrafficError, protocol,
};

use crate::random::{self, KINDS, Random};
use crate::seeds;

fn from(text: &str) -> Addresses {
    Addresses::parse(text).unwrap()
}

fn allow(matches: Vec<Match>) -> Rule {
    Rule::new("", Action::Allow, matches)
}

/// What `after` allows and `before` does not.
fn opened(before: &Guard, after: &Guard) -> (Space, PacketSet) {
    let mut space = Space::new([before, after], Budget::default()).unwrap();
    let (was, is) = (space.decisions(before).unwrap(), space.decisions(after).unwrap());
    let set = space.opened(was, is).unwrap();
    (space, set)
}

#[test]
fn boxes_are_exactly_the_set_and_the_witness_is_inside() {
    let (mut compared, mut unreadable) = (0, 0);
    for seed in seeds(25) {
        for kind in KINDS {
            let mut random = Random::new(4_000_000 + seed);
            let (before, after) =
                (random::guard(&mut random, kind, 1), random::guard(&mut random, kind, 1));
            let (mut space, set) = opened(&before, &after);
            let boxes = match space.boxes(set) {
                Ok(boxes) => boxes,
                Err(TrafficError::TooManyBoxes { .. }) => {
                    unreadable += 1;
                    continue;
                }
                Err(error) => panic!("seed {seed}, {kind:?}: {error}"),
            };
            compared += 1;
            let again = space.set(&Guard::packets(boxes.clone())).unwrap();
            assert_eq!(again, set, "seed {seed}, {kind:?}: {boxes:#?}");
            assert_eq!(
                space.boxes(set).unwrap(),
                boxes,
                "seed {seed}, {kind:?}: the same set, other boxes"
            );
            for direction in [Direction::Inbound, Direction::Outbound] {
                let witness = space.witness(set, direction).unwrap();
                assert_eq!(witness.is_none(), set.is_empty());
                if let Some(packet) = witness {
                    assert!(
                        space.contains(set, &packet).unwrap(),
                        "seed {seed}, {kind:?}: {packet:?}"
                    );
                    assert_eq!(
                        after.decide(&packet).decision,
                        Decision::Allow,
                        "seed {seed}, {kind:?}"
                    );
                    assert_ne!(
                        before.decide(&packet).decision,
                        Decision::Allow,
                        "seed {seed}, {kind:?}"
                    );
                }
            }
        }
    }
    // Of long lists of random rules hardly anything can be said in few boxes.
    assert!(unreadable * 20 <= compared, "{unreadable} of {compared} were too many boxes");
}

#[test]
fn one_match_is_one_box() {
    for seed in seeds(100) {
        for kind in KINDS {
            let mut random = Random::new(5_000_000 + seed);
            let one = random::one_match(&mut random, kind);
            let guard = Guard::packets(vec![one.clone()]);
            let mut space = Space::new([&guard], Budget::default()).unwrap();
            let set = space.set(&guard).unwrap();
            let boxes = space.boxes(set).unwrap();
            // A limit on types beside one on ports takes a box each, and nothing at all none.
            let heads = one.service.protocols.spans().len() + 5;
            assert!(boxes.len() <= heads, "seed {seed}: {one:#?} as {boxes:#?}");
            let plain = one.service.types.is_all() && one.service.codes.is_all();
            let one_kind = one.service.protocols.spans().iter().all(|(low, high)| low == high);
            if plain && one_kind && one.service.protocols.spans().len() == 1 {
                assert!(boxes.len() <= 1, "seed {seed}: {one:#?} as {boxes:#?}");
            }
        }
    }
}

#[test]
fn one_edited_rule_is_one_box() {
    let others: Vec<Rule> = (0..200_u8)
        .map(|index| {
            allow(vec![Match::of(Service::tcp(443)).from(from(&format!("10.{index}.0.0/16")))])
        })
        .collect();
    let mut rules = others.clone();
    rules.insert(77, allow(vec![Match::of(Service::tcp(22)).from(from("203.0.113.9/0"))]));
    let (mut space, set) = opened(&Guard::union("web", others), &Guard::union("web", rules));
    let boxes = space.boxes(set).unwrap();
    assert_eq!(
        boxes,
        [Match::of(Service::tcp(22)).from(Addresses::all_v4()).to(Addresses::all_v4())]
    );
    assert_eq!(boxes[0].source.texts(), ["0.0.0.0/0"]);
    let witness = space.witness(set, Direction::Inbound).unwrap().unwrap();
    assert_eq!(witness.source().to_string(), "8.8.8.8");
    assert_eq!(witness.destination().to_string(), "10.0.0.10");
    assert_eq!((witness.protocol(), witness.ports()), (protocol::TCP, Some((22, 40000))));
}

#[test]
fn both_families_and_several_protocols_are_one_box() {
    let service =
        Service::protocols(driftwall::traffic::Intervals::of([(6, 6), (17, 17)])).to_ports(53);
    let rule = Match::of(service.clone());
    let (mut space, set) =
        opened(&Guard::union("dns", vec![]), &Guard::union("dns", vec![allow(vec![rule.clone()])]));
    assert_eq!(space.boxes(set).unwrap(), [rule]);
    let everything = Match::any();
    let (mut space, set) = opened(
        &Guard::union("all", vec![]),
        &Guard::union("all", vec![allow(vec![everything.clone()])]),
    );
    assert_eq!(space.boxes(set).unwrap(), [everything]);
}

#[test]
fn a_cross_is_two_boxes_that_overlap() {
    let column =
        Match::of(Service::tcp(0..=65535)).from(from("10.0.0.0/8")).to(Addresses::all_v4());
    let row = Match::of(Service::tcp(22)).from(Addresses::all_v4()).to(Addresses::all_v4());
    let after = Guard::union("cross", vec![allow(vec![column.clone()]), allow(vec![row.clone()])]);
    let (mut space, set) = opened(&Guard::union("cross", vec![]), &after);
    assert_eq!(space.boxes(set).unwrap(), [row, column]);
}

#[test]
fn a_group_that_is_opened_beside_addresses_is_one_box() {
    let old =
        allow(vec![Match::of(Service::tcp(443)).from(from("10.0.0.0/8")).to(Addresses::all_v4())]);
    let new = Match::of(Service::tcp(5432)).when(Symbol::source("group-a"));
    let (mut space, set) = opened(
        &Guard::union("db", vec![old.clone()]),
        &Guard::union("db", vec![old, allow(vec![new.clone()])]),
    );
    assert_eq!(space.boxes(set).unwrap(), [new]);
    let witness = space.witness(set, Direction::Inbound).unwrap().unwrap();
    assert_eq!(witness.members().iter().collect::<Vec<_>>(), [&Symbol::source("group-a")]);
}

#[test]
fn many_groups_are_a_box_each_and_nothing_is_said_of_the_others() {
    let boxes: Vec<Match> = (0..150)
        .map(|index| {
            Match::of(Service::tcp(5432)).when(Symbol::source(format!("group-{index:03}")))
        })
        .collect();
    let after = Guard::union("db", boxes.iter().map(|one| allow(vec![one.clone()])).collect());
    let (mut space, set) = opened(&Guard::union("db", vec![]), &after);
    assert_eq!(space.boxes(set).unwrap(), boxes);
}

#[test]
fn more_boxes_than_anybody_reads_are_an_error() {
    let rules = (0..5000_u16).map(|index| {
        let host = from(&format!("10.0.{}.{}", index >> 8, index & 255));
        allow(vec![Match::of(Service::tcp(index)).from(host)])
    });
    let (mut space, set) =
        opened(&Guard::union("web", vec![]), &Guard::union("web", rules.collect()));
    let error = space.boxes(set).unwrap_err();
    assert!(error.to_string().contains("boxes"), "{error}");
    assert!(space.witness(set, Direction::Inbound).unwrap().is_some());
}

#[test]
fn a_witness_is_plain() {
    let cases = [
        (
            Match::of(Service::udp(5000..=5010)).from(from("192.0.2.0/24")),
            Direction::Inbound,
            "192.0.2.1",
            "10.0.0.10",
            Some((5000, 40000)),
        ),
        (
            Match::of(Service::tcp(1..=65535)).to(from("10.0.0.0/7")),
            Direction::Outbound,
            "10.0.0.10",
            "11.0.0.1",
            Some((443, 40000)),
        ),
        (
            Match::of(Service::protocols(50)).from(from("2001:db8::/32")),
            Direction::Inbound,
            "2001:db8::1",
            "fd00::10",
            None,
        ),
    ];
    for (one, direction, source, destination, ports) in cases {
        let guard = Guard::packets(vec![one]);
        let mut space = Space::new([&guard], Budget::default()).unwrap();
        let set = space.set(&guard).unwrap();
        let packet = space.witness(set, direction).unwrap().unwrap();
        assert_eq!(
            (packet.source().to_string().as_str(), packet.destination().to_string().as_str()),
            (source, destination)
        );
        assert_eq!(packet.ports(), ports);
    }
}

#[test]
fn addresses_that_are_public_are_taken_first() {
    let guard = Guard::packets(vec![Match::any().from(from("10.0.0.0/7"))]);
    let mut space = Space::new([&guard], Budget::default()).unwrap();
    let set = space.set(&guard).unwrap();
    let packet = space.witness(set, Direction::Inbound).unwrap().unwrap();
    assert_eq!(packet.source().to_string(), "11.0.0.1");
}
