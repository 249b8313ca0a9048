//! Rewriting a list without changing what it does gives the same diagram; a real edit gives another one, and a witness that
//! the two lists decide differently.

use driftwall::traffic::{
    Action, Addresses, Budget, Decision, Direction, Guard, Intervals, Match, Order, Rule, Rules,
    Service, Space, Value,
};

use crate::corners::Corners;
use crate::random::{self, KINDS, Kind, Random};
use crate::seeds;

fn same(before: &Guard, after: &Guard) -> bool {
    let mut space = Space::new([before, after], Budget::default()).unwrap();
    space.decisions(before).unwrap() == space.decisions(after).unwrap()
}

fn list(random: &mut Random, kind: Kind, order: Order) -> Rules {
    let many = 1 + random.below(25);
    let rules = (0..many).map(|label| random::rule(random, kind, label)).collect();
    Rules { boundary: "list".into(), order, rules, otherwise: Decision::Deny }
}

/// Cuts each span of a set in two somewhere: the halves of one rule, or of one list of ranges.
fn halves<T: Value>(set: &Intervals<T>, cut: T) -> [Intervals<T>; 2] {
    let low = Intervals::range(T::FIRST, cut);
    [set.intersection(&low), set.difference(&low)]
}

/// The same rule in other words.
fn rewritten(random: &mut Random, rule: &Rule) -> Vec<Rule> {
    let with = |matches| Rule { matches, ..rule.clone() };
    let mut matches = Vec::new();
    for one in &rule.matches {
        let bits = random.bits();
        let parts: Vec<Match> = match random.below(5) {
            0 => halves(&one.source.v4, (bits >> 32) as u32)
                .into_iter()
                .map(|v4| Match {
                    source: Addresses { v4, v6: one.source.v6.clone() },
                    ..one.clone()
                })
                .collect(),
            1 => {
                let v4 = one.destination.v4.clone();
                let [low, high] = halves(&one.destination.v6, u128::from(bits) << 64);
                [Addresses { v4, v6: low }, Addresses::of_v6(high)]
                    .into_iter()
                    .map(|destination| Match { destination, ..one.clone() })
                    .collect()
            }
            2 => halves(&one.service.destination_ports, (bits >> 48) as u16)
                .into_iter()
                .map(|destination_ports| {
                    let service = Service { destination_ports, ..one.service.clone() };
                    Match { service, ..one.clone() }
                })
                .collect(),
            3 => halves(&one.service.protocols, (bits >> 56) as u8)
                .into_iter()
                .map(|protocols| Match {
                    service: Service { protocols, ..one.service.clone() },
                    ..one.clone()
                })
                .collect(),
            _ => vec![one.clone(), one.clone()],
        };
        matches.extend(parts);
    }
    if random.one_in(2) {
        matches.reverse();
    }
    if random.one_in(2) {
        vec![with(matches)]
    } else {
        matches.into_iter().map(|one| with(vec![one])).collect()
    }
}

#[test]
fn rewriting_rules_changes_nothing() {
    for seed in seeds(30) {
        for kind in KINDS {
            let mut random = Random::new(7_000_000 + seed);
            let order = *random.pick(&[Order::Listed, Order::Priority, Order::Union]);
            let before = list(&mut random, kind, order);
            let mut after = before.clone();
            after.rules =
                before.rules.iter().flat_map(|rule| rewritten(&mut random, rule)).collect();
            // A rule again later on, and one that can't be reached.
            let copy = random.pick(&before.rules).clone();
            after.rules.push(copy.clone());
            let hidden = Rule { matches: copy.matches, ..random::rule(&mut random, kind, 99) };
            if order == Order::Listed {
                after.rules.push(hidden);
            }
            if order != Order::Listed {
                // Where position means nothing, any other order will do.
                after.rules.reverse();
            }
            let (before, after) = (Guard::Rules(before), Guard::Rules(after));
            assert!(same(&before, &after), "seed {seed}, {kind:?}: {before:#?}\n{after:#?}");
        }
    }
}

#[test]
fn disjoint_neighbours_may_change_places() {
    for seed in seeds(30) {
        for kind in KINDS {
            let mut random = Random::new(8_000_000 + seed);
            let before = list(&mut random, kind, Order::Listed);
            let mut after = before.clone();
            let sets: Vec<Guard> =
                before.rules.iter().map(|rule| Guard::packets(rule.matches.clone())).collect();
            let mut space = Space::new(&sets, Budget::default()).unwrap();
            for at in 1..sets.len() {
                let two = [&sets[at - 1], &sets[at]].map(|set| space.set(set).unwrap());
                if space.intersection(two[0], two[1]).unwrap().is_empty() {
                    let mut other = before.clone();
                    other.rules.swap(at - 1, at);
                    after = other;
                }
            }
            assert!(same(&Guard::Rules(before), &Guard::Rules(after)), "seed {seed}, {kind:?}");
        }
    }
}

#[test]
fn an_edit_is_seen_exactly_when_it_does_something() {
    let (mut real, mut void) = (0, 0);
    for seed in seeds(50) {
        for kind in KINDS {
            let mut random = Random::new(9_000_000 + seed);
            let order =
                *random.pick(&[Order::Listed, Order::Listed, Order::Priority, Order::Union]);
            let before = list(&mut random, kind, order);
            let mut after = before.clone();
            let at = random.below(after.rules.len());
            match random.below(4) {
                0 => after.rules[at] = random::rule(&mut random, kind, at),
                1 => drop(after.rules.remove(at)),
                2 => after.rules.insert(at, random::rule(&mut random, kind, 100)),
                _ => {
                    let to = random.below(after.rules.len());
                    after.rules.swap(at, to);
                }
            }
            let (before, after) = (Guard::Rules(before), Guard::Rules(after));
            let mut space = Space::new([&before, &after], Budget::default()).unwrap();
            let (was, is) = (space.decisions(&before).unwrap(), space.decisions(&after).unwrap());
            let changed = space.changed(was, is).unwrap();
            if let Some(packet) = space.witness(changed, Direction::Inbound).unwrap() {
                real += 1;
                let (plain_was, plain_is) =
                    (before.decide(&packet).decision, after.decide(&packet).decision);
                assert_ne!(plain_was, plain_is, "seed {seed}, {kind:?}: {packet:?}");
            } else {
                void += 1;
                assert_eq!(was, is);
                for packet in Corners::of([&before, &after]).packets(&mut random, 2000) {
                    let (plain_was, plain_is) =
                        (before.decide(&packet).decision, after.decide(&packet).decision);
                    assert_eq!(plain_was, plain_is, "seed {seed}, {kind:?}: missed {packet:?}");
                }
            }
        }
    }
    assert!(real > 50 && void > 20, "{real} real edits and {void} void ones");
}

#[test]
fn spellings_of_one_network_are_one_network() {
    let rules = |texts: &[&str]| {
        let one = |text: &&str| Match::of(Service::tcp(22)).from(Addresses::parse(text).unwrap());
        Guard::union("web", vec![Rule::new("", Action::Allow, texts.iter().map(one).collect())])
    };
    let pairs: [(&[&str], &[&str]); 7] = [
        (&["0.0.0.0/0"], &["208.236.235.254/0"]),
        (&["0.0.0.0/0"], &["0.0.0.0/1", "128.0.0.0/1"]),
        (&["::/0"], &["0:0:0:0:0:0:0:0/0"]),
        (&["::/0"], &["::0/0", "2001:db8::/32"]),
        (&["192.0.2.0/23"], &["192.0.2.0/24", "192.0.3.77/24"]),
        (&["192.0.2.0-192.0.2.255"], &["192.0.2.128/25", "192.0.2.0/25"]),
        (&["2001:db8::/32"], &["2001:db8::/33", "2001:db8:8000::/33"]),
    ];
    for (one, other) in pairs {
        assert!(same(&rules(one), &rules(other)), "{one:?} {other:?}");
    }
    assert!(!same(&rules(&["0.0.0.0/0"]), &rules(&["0.0.0.0/1"])));
    assert!(!same(&rules(&["0.0.0.0/0"]), &rules(&["::/0"])));
}
