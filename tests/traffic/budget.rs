//! What is too large is an error, never a wrong answer, and bad input is never a panic.

use driftwall::traffic::{
    Action, Addresses, Budget, Decision, Guard, Intervals, Match, Rule, Service, Space, Symbol,
    TrafficError,
};

use crate::random::{self, Kind, Random};

#[test]
fn a_spent_budget_is_an_error_and_what_was_made_is_still_right() {
    let mut random = Random::new(7);
    let small = Guard::union(
        "small",
        vec![Rule::new("", Action::Allow, vec![Match::of(Service::tcp(22))])],
    );
    let rules = (0..2000).map(|label| random::rule(&mut random, Kind::V4, label)).collect();
    let large = Guard::listed("large", rules, Decision::Deny);
    let mut space = Space::new([&small, &large], Budget { size: 200 }).unwrap();
    let before = space.set(&small).unwrap();
    let count = space.count(before).unwrap();
    for _ in 0..3 {
        assert_eq!(space.decisions(&large), Err(TrafficError::TooComplex { budget: 200 }));
        assert!(space.size() <= 200);
    }
    assert_eq!(space.set(&small).unwrap(), before);
    assert_eq!(space.count(before).unwrap(), count);
}

#[test]
fn every_budget_gives_the_one_answer_or_none() {
    let mut random = Random::new(8);
    for _ in 0..20 {
        let guard = random::guard(&mut random, Kind::Both, 1);
        let mut unlimited = Space::new([&guard], Budget::default()).unwrap();
        let set = unlimited.set(&guard).unwrap();
        let boxes = unlimited.boxes(set).unwrap();
        let mut answered = false;
        for size in (0..=unlimited.size() + 2)
            .step_by(unlimited.size() / 40 + 1)
            .chain([unlimited.size() + 5])
        {
            let mut space = Space::new([&guard], Budget { size }).unwrap();
            match space.set(&guard).and_then(|set| space.boxes(set)) {
                Ok(same) => {
                    assert_eq!(same, boxes);
                    answered = true;
                }
                Err(error) => assert_eq!(error, TrafficError::TooComplex { budget: size }),
            }
        }
        assert!(answered);
    }
}

#[test]
fn what_holds_nothing_is_empty() {
    let (low, high) = (9_u16, 3_u16);
    let nothing = [
        Match::of(Service::tcp(low..=high)),
        Match::of(Service::protocols(Intervals::none())),
        Match::any().from(Addresses::none()),
        Match::any().from(Addresses::all_v4()).to(Addresses::all_v6()),
        Match::any().from(Addresses::parse("10.0.0.9-10.0.0.1").unwrap()),
        Match::any().when(Symbol::source("a")).unless(Symbol::source("a")),
    ];
    let guards: Vec<Guard> = nothing.into_iter().map(|one| Guard::packets(vec![one])).collect();
    let mut space = Space::new(&guards, Budget::default()).unwrap();
    for guard in &guards {
        assert!(space.set(guard).unwrap().is_empty(), "{guard:?}");
    }
    // A limit on ports is none on a protocol without ports.
    let esp = Guard::packets(vec![Match::of(Service::protocols(50).to_ports(low..=high))]);
    assert!(!space.set(&esp).unwrap().is_empty());
}

#[test]
fn a_guard_or_a_set_of_elsewhere_is_an_error() {
    let one = Guard::packets(vec![Match::any().from(Addresses::parse("10.0.0.0/8").unwrap())]);
    let other = Guard::packets(vec![Match::any().from(Addresses::parse("10.0.0.0/9").unwrap())]);
    let symbolic = Guard::packets(vec![Match::any().when(Symbol::source("a"))]);
    let mut space = Space::new([&one], Budget::default()).unwrap();
    let mut elsewhere = Space::new([&one], Budget::default()).unwrap();
    assert_eq!(space.set(&other), Err(TrafficError::UnknownGuard));
    assert_eq!(space.set(&symbolic), Err(TrafficError::UnknownGuard));
    let (here, there) = (space.set(&one).unwrap(), elsewhere.set(&one).unwrap());
    assert_eq!(space.union(here, there), Err(TrafficError::OtherSpace));
    assert_eq!(space.count(there), Err(TrafficError::OtherSpace));
}

#[test]
fn too_many_symbols_are_an_error_and_many_are_none() {
    let guard = |many: usize| {
        let rule = |index: usize| {
            let port = u16::try_from(index).unwrap();
            Rule::new(
                "",
                Action::Allow,
                vec![Match::of(Service::tcp(port)).when(Symbol::source(format!("{index}")))],
            )
        };
        Guard::union("many", (0..many).map(rule).collect())
    };
    assert!(matches!(
        Space::new([&guard(3000)], Budget::default()),
        Err(TrafficError::TooManySymbols { .. })
    ));
    let many = guard(2000);
    let mut space = Space::new([&many], Budget::default()).unwrap();
    let set = space.set(&many).unwrap();
    assert_eq!(space.depends_on(set).unwrap().len(), 2000);
    // Every group has a port of its own: linear, where asking for groups first would take 2²⁰⁰⁰ nodes.
    assert!(space.size() < 200_000, "{}", space.size());
    // One port that every group may use: a walk as deep as there are groups.
    let deep = |index: usize| {
        Rule::new(
            "",
            Action::Allow,
            vec![Match::of(Service::tcp(443)).when(Symbol::source(format!("{index}")))],
        )
    };
    let deep = Guard::union("deep", (0..2000).map(deep).collect());
    let set = space.set(&deep).unwrap();
    assert_eq!(space.depends_on(set).unwrap().len(), 2000);
    assert!(space.assume_no_members(set).unwrap().is_empty());
    // One rule that asks for all of them at once.
    let all = (0..2000).fold(Match::of(Service::tcp(443)), |one, index| {
        one.when(Symbol::source(format!("{index}")))
    });
    let both = space.set(&Guard::packets(vec![all.clone()])).unwrap();
    assert_eq!(space.boxes(both).unwrap().len(), 1);
    assert_eq!(
        space
            .witness(both, driftwall::traffic::Direction::Inbound)
            .unwrap()
            .unwrap()
            .members()
            .len(),
        2000
    );
    let absent = num_bigint::BigUint::from(1_u8);
    let whole = space.count(space.everything()).unwrap();
    assert!(space.count(set).unwrap() + absent < whole);
}
