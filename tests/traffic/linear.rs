//! Diagrams decide as plain evaluation does, rule after rule, at every corner.

use driftwall::traffic::{Budget, Decision, Guard, Space};

use crate::corners::Corners;
use crate::random::{self, KINDS, Random};
use crate::seeds;

#[test]
fn every_guard_decides_as_its_rules_do() {
    let mut compared = 0_u64;
    for seed in seeds(50) {
        for kind in KINDS {
            let mut random = Random::new(seed);
            let guard = random::guard(&mut random, kind, 2);
            let mut space = Space::new([&guard], Budget::default()).unwrap();
            let decisions = space.decisions(&guard).unwrap();
            let allowed = space.allowed(decisions).unwrap();
            for packet in Corners::of([&guard]).packets(&mut random, 1500) {
                let plain = guard.decide(&packet).decision;
                let walked = space.decide(decisions, &packet).unwrap();
                assert_eq!(walked, plain, "seed {seed}, {kind:?}: {packet:?} at {guard:#?}");
                let inside = space.contains(allowed, &packet).unwrap();
                assert_eq!(inside, plain == Decision::Allow, "seed {seed}, {kind:?}: {packet:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 100_000, "only {compared} packets were compared");
}

#[test]
fn set_operations_agree_with_membership() {
    for seed in seeds(20) {
        for kind in KINDS {
            let mut random = Random::new(1_000_000 + seed);
            let (a, b) = (random::guard(&mut random, kind, 1), random::guard(&mut random, kind, 1));
            let mut space = Space::new([&a, &b], Budget::default()).unwrap();
            let (left, right) = (space.set(&a).unwrap(), space.set(&b).unwrap());
            let union = space.union(left, right).unwrap();
            let both = space.intersection(left, right).unwrap();
            let difference = space.difference(left, right).unwrap();
            let complement = space.complement(left).unwrap();
            let (was, is) = (space.decisions(&a).unwrap(), space.decisions(&b).unwrap());
            let closed = space.opened(is, was).unwrap();
            assert_eq!(closed, difference);
            let changed = space.changed(was, is).unwrap();
            assert_eq!(changed.is_empty(), was == is);
            for packet in Corners::of([&a, &b]).packets(&mut random, 400) {
                let (plain_a, plain_b) = (a.decide(&packet).decision, b.decide(&packet).decision);
                let (in_a, in_b) = (plain_a == Decision::Allow, plain_b == Decision::Allow);
                let inside = |set| space.contains(set, &packet).unwrap();
                assert_eq!(inside(union), in_a || in_b, "seed {seed}, {kind:?}");
                assert_eq!(inside(both), in_a && in_b, "seed {seed}, {kind:?}");
                assert_eq!(inside(difference), in_a && !in_b, "seed {seed}, {kind:?}");
                assert_eq!(inside(complement), !in_a, "seed {seed}, {kind:?}");
                assert_eq!(inside(changed), plain_a != plain_b, "seed {seed}, {kind:?}");
            }
            let (all, none) = (space.everything(), space.nothing());
            let back = space.complement(complement).unwrap();
            assert_eq!(back, left);
            assert_eq!(space.union(left, complement).unwrap(), all);
            assert_eq!(space.intersection(left, complement).unwrap(), none);
            let counts = [union, both, left, right].map(|set| space.count(set).unwrap());
            assert_eq!(&counts[0] + &counts[1], &counts[2] + &counts[3], "seed {seed}, {kind:?}");
        }
    }
}

#[test]
fn the_way_back_is_the_way_of_the_reply() {
    for seed in seeds(25) {
        for kind in KINDS {
            let mut random = Random::new(2_000_000 + seed);
            let guard = random::guard(&mut random, kind, 1);
            let mirrored = guard.mirrored();
            for packet in Corners::of([&guard, &mirrored]).packets(&mut random, 300) {
                let (back, there) = (mirrored.decide(&packet), guard.decide(&packet.reply()));
                assert_eq!(back, there, "seed {seed}, {kind:?}: {packet:?} at {guard:#?}");
            }
        }
    }
}

#[test]
fn who_decided_is_named_in_the_order_of_the_path() {
    use driftwall::traffic::{Action, Addresses, Deciding, Match, Packet, Rule, Service};
    let rule = |label: &str, action, service| Rule::new(label, action, vec![Match::of(service)]);
    let inner = Addresses::parse("10.0.0.0/8").unwrap();
    let admin = Guard::listed(
        "admin",
        vec![Rule::new("skip", Action::Pass, vec![Match::of(Service::tcp(22)).from(inner)])],
        Decision::Undecided,
    );
    let local =
        Guard::listed("local", vec![rule("100", Action::Allow, Service::tcp(22))], Decision::Deny);
    let edge = Guard::union("edge", vec![rule("sgr-1", Action::Allow, Service::any())]);
    let guard = Guard::All(vec![edge, Guard::Tiers(vec![admin, local])]);
    let packet = |source: &str, port| {
        Packet::between(source.parse().unwrap(), "10.0.0.9".parse().unwrap(), 6)
            .unwrap()
            .with_ports(port, 40000)
    };
    let said = |boundary, rule, decision| Deciding { boundary, rule, decision };
    let through = packet("10.0.0.1", 22);
    let answer = guard.decide(&through);
    assert_eq!(answer.decision, Decision::Allow);
    assert_eq!(
        answer.by,
        [
            said("edge", Some("sgr-1"), Decision::Allow),
            said("admin", Some("skip"), Decision::Pass),
            said("local", Some("100"), Decision::Allow),
        ]
    );
    let stopped = packet("192.0.2.1", 23);
    let answer = guard.decide(&stopped);
    assert_eq!(answer.decision, Decision::Deny);
    assert_eq!(answer.by, [said("local", None, Decision::Deny)]);
}
