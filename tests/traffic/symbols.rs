//! Memberships that nobody resolved: free, fixed, asked for, and limited by what is known of them.

use driftwall::traffic::{
    Action, Addresses, Budget, Decision, Guard, Match, Portion, Rule, Service, Space, Symbol,
};

use crate::corners::Corners;
use crate::random::{self, Kind, NAMES, Random};
use crate::seeds;

#[test]
fn a_fixed_membership_is_the_same_as_a_packet_that_has_it() {
    for seed in seeds(25) {
        let mut random = Random::new(6_000_000 + seed);
        let guard = random::guard(&mut random, Kind::Symbols, 1);
        let mut space = Space::new([&guard], Budget::default()).unwrap();
        let set = space.set(&guard).unwrap();
        let symbol = Symbol::source(*random.pick(&NAMES));
        for holds in [false, true] {
            let fixed = space.assume(set, [(&symbol, holds)]).unwrap();
            assert!(!space.depends_on(fixed).unwrap().contains(&symbol), "seed {seed}");
            for packet in Corners::of([&guard]).packets(&mut random, 200) {
                let others = packet.members().iter().filter(|one| **one != symbol).cloned();
                let members: Vec<Symbol> = others.chain(holds.then(|| symbol.clone())).collect();
                let forced = packet.clone().with_members(members);
                let plain = guard.decide(&forced).decision == Decision::Allow;
                assert_eq!(space.contains(fixed, &packet).unwrap(), plain, "seed {seed}");
            }
        }
        let depends = space.depends_on(set).unwrap();
        for symbol in space.symbols().cloned().collect::<Vec<_>>() {
            let (with, without) =
                (space.assume(set, [(&symbol, true)]), space.assume(set, [(&symbol, false)]));
            assert_eq!(
                with.unwrap() != without.unwrap(),
                depends.contains(&symbol),
                "seed {seed}: {symbol:?}"
            );
        }
    }
}

#[test]
fn what_is_known_of_memberships_makes_sets_equal() {
    let (part, whole) = (Symbol::source("storage-west"), Symbol::source("storage"));
    let rule = |symbols: &[&Symbol]| {
        let start = Match::of(Service::tcp(443));
        let one = symbols.iter().fold(start, |one, symbol| one.when((*symbol).clone()));
        Guard::union("storage", vec![Rule::new("", Action::Allow, vec![one])])
    };
    let (only_part, both) = (rule(&[&part]), rule(&[&part, &whole]));
    // In the part means in the whole.
    let known =
        Guard::packets(vec![Match::any().unless(part.clone()), Match::any().when(whole.clone())]);
    let guards = [&only_part, &both, &known];
    let mut space = Space::new(guards, Budget::default()).unwrap();
    let strange = Guard::packets(vec![Match::any().when(Symbol::source("never named"))]);
    assert!(space.care_about(&strange).is_err(), "and nothing is limited by what can't be built");
    assert_ne!(space.decisions(&only_part).unwrap(), space.decisions(&both).unwrap());
    let before = space.set(&both).unwrap();
    space.care_about(&known).unwrap();
    assert_eq!(space.decisions(&only_part).unwrap(), space.decisions(&both).unwrap());
    let set = space.set(&both).unwrap();
    assert!(space.union(set, before).is_err(), "a set from before is not silently taken");
    let complement = space.complement(set).unwrap();
    assert!(space.intersection(complement, set).unwrap().is_empty());
    assert_eq!(space.union(complement, set).unwrap(), space.everything());
}

#[test]
fn all_some_or_none_of_a_range() {
    let from = |text: &str| Match::of(Service::tcp(22)).from(Addresses::parse(text).unwrap());
    let allowed = Guard::union("edge", vec![Rule::new("", Action::Allow, vec![from("0.0.0.0/1")])]);
    let question = |one: Match| Guard::packets(vec![one]);
    let inside = question(from("10.0.0.0/8"));
    let across = question(Match::of(Service::tcp(22)).from(Addresses::internet()));
    let outside = question(from("192.0.2.0/24"));
    let mut space = Space::new([&allowed, &inside, &across, &outside], Budget::default()).unwrap();
    let set = space.set(&allowed).unwrap();
    for (question, portion) in
        [(&inside, Portion::All), (&across, Portion::Some), (&outside, Portion::None)]
    {
        let whole = space.set(question).unwrap();
        assert_eq!(space.portion(set, whole).unwrap(), portion);
    }
}

#[test]
fn pairs_of_memberships_stay_small() {
    // Group i may talk to group i: named together, so asked for together.
    let rules = (0..200).map(|index| {
        let pair = Match::of(Service::tcp(443))
            .when(Symbol::source(format!("a{index}")))
            .when(Symbol::destination(format!("b{index}")));
        Rule::new("", Action::Allow, vec![pair])
    });
    let guard = Guard::union("pairs", rules.collect());
    let mut space = Space::new([&guard], Budget::default()).unwrap();
    let set = space.set(&guard).unwrap();
    assert_eq!(space.depends_on(set).unwrap().len(), 400);
    assert!(space.size() < 20_000, "{}", space.size());
}
