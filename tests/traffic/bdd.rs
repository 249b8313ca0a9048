//! The same rules in a BDD crate: the same number of packets, and differences that are empty together.
//!
//! A packet is bits here: family, protocol, two addresses of 128 bits, two words of 16 bits for what is carried, and one bit for
//! each membership. Bits that a packet lacks are zero.

use biodivine_lib_bdd::{Bdd, BddVariable, BddVariableSet};
use driftwall::traffic::{
    Action, Budget, Decision, Guard, Match, Order, Rule, Rules, Space, Symbol,
};
use num_bigint::BigUint;

use crate::random::{self, KINDS, NAMES, Random};
use crate::seeds;

struct Bits {
    set: BddVariableSet,
    variables: Vec<BddVariable>,
    packets: Bdd,
}

const FAMILY: usize = 0;
const PROTOCOL: usize = 1;
const SOURCE: usize = 9;
const DESTINATION: usize = SOURCE + 128;
const FIRST: usize = DESTINATION + 128;
const SECOND: usize = FIRST + 16;
const SYMBOLS: usize = SECOND + 16;

fn symbols() -> Vec<Symbol> {
    NAMES.iter().flat_map(|name| [Symbol::source(*name), Symbol::destination(*name)]).collect()
}

/// Allow, deny, pass; undecided is the rest.
#[derive(Clone)]
struct Three([Bdd; 3]);

impl Bits {
    fn new() -> Self {
        let set = BddVariableSet::new_anonymous(u16::try_from(SYMBOLS + symbols().len()).unwrap());
        let variables = set.variables();
        let mut bits = Self { packets: set.mk_true(), set, variables };
        let v4 = bits.literal(FAMILY, false);
        let narrow = [SOURCE, DESTINATION].map(|at| bits.span(at, 128, 0, u32::MAX.into()));
        let narrow = narrow[0].and(&narrow[1]);
        let carried = bits.protocols([(1, 1), (6, 6), (17, 17), (58, 58), (132, 132)]);
        let types = bits.protocols([(1, 1), (58, 58)]);
        let nothing = bits.span(FIRST, 16, 0, 0).and(&bits.span(SECOND, 16, 0, 0));
        let bytes = bits.span(FIRST, 16, 0, 255).and(&bits.span(SECOND, 16, 0, 255));
        bits.packets = v4.not().or(&narrow).and(&carried.or(&nothing)).and(&types.not().or(&bytes));
        bits
    }

    fn literal(&self, at: usize, value: bool) -> Bdd {
        self.set.mk_literal(self.variables[at], value)
    }

    /// The words of `width` bits from `at` on that lie between two numbers.
    fn span(&self, at: usize, width: usize, low: u128, high: u128) -> Bdd {
        let (mut above, mut below) = (self.set.mk_true(), self.set.mk_true());
        for bit in (0..width).rev() {
            let one = self.literal(at + bit, true);
            let number = |value: u128| value >> (width - 1 - bit) & 1 == 1;
            above = if number(low) { one.and(&above) } else { one.or(&above) };
            below = if number(high) { one.not().or(&below) } else { one.not().and(&below) };
        }
        above.and(&below)
    }

    fn spans<T: Into<u128>>(
        &self,
        at: usize,
        width: usize,
        spans: impl IntoIterator<Item = (T, T)>,
    ) -> Bdd {
        let spans =
            spans.into_iter().map(|(low, high)| self.span(at, width, low.into(), high.into()));
        spans.fold(self.set.mk_false(), |union, span| union.or(&span))
    }

    fn protocols(&self, spans: impl IntoIterator<Item = (u8, u8)>) -> Bdd {
        self.spans(PROTOCOL, 8, spans)
    }

    fn one(&self, one: &Match) -> Bdd {
        let v4 = self.literal(FAMILY, false);
        let side = |at, addresses: &driftwall::traffic::Addresses| {
            let four = v4.and(&self.spans(at, 128, addresses.v4.spans().iter().copied()));
            four.or(&v4.not().and(&self.spans(at, 128, addresses.v6.spans().iter().copied())))
        };
        let service = &one.service;
        let ports = self.protocols([(6, 6), (17, 17), (132, 132)]);
        let types = self.protocols([(1, 1), (58, 58)]);
        let ported = self
            .spans(FIRST, 16, service.destination_ports.spans().iter().copied())
            .and(&self.spans(SECOND, 16, service.source_ports.spans().iter().copied()));
        let typed = self.spans(FIRST, 16, service.types.spans().iter().copied()).and(&self.spans(
            SECOND,
            16,
            service.codes.spans().iter().copied(),
        ));
        let mut all = self
            .protocols(service.protocols.spans().iter().copied())
            .and(&side(SOURCE, &one.source))
            .and(&side(DESTINATION, &one.destination))
            .and(&ports.not().or(&ported))
            .and(&types.not().or(&typed));
        for (symbol, holds) in &one.symbols {
            let index = symbols().iter().position(|other| other == symbol).unwrap();
            all = all.and(&self.literal(SYMBOLS + index, *holds));
        }
        all
    }

    fn rule(&self, rule: &Rule) -> Bdd {
        rule.matches.iter().fold(self.set.mk_false(), |union, one| union.or(&self.one(one)))
    }

    fn rules(&self, list: &Rules) -> Three {
        let nothing = self.set.mk_false();
        let mut three = Three([nothing.clone(), nothing.clone(), nothing]);
        let mut left = self.set.mk_true();
        let mut rules: Vec<&Rule> = list.rules.iter().collect();
        match list.order {
            Order::Listed => {}
            Order::Priority => {
                let rank = |action| {
                    [Action::Deny, Action::Allow, Action::Pass]
                        .iter()
                        .position(|one| *one == action)
                };
                rules.sort_by_key(|rule| (rule.priority, rank(rule.action)));
            }
            Order::Union => {
                let rank = |action| {
                    [Action::Allow, Action::Deny, Action::Pass]
                        .iter()
                        .position(|one| *one == action)
                };
                rules.sort_by_key(|rule| rank(rule.action));
            }
        }
        for rule in rules {
            let here = left.and(&self.rule(rule));
            left = left.and_not(&here);
            let at = rule.action as usize;
            three.0[at] = three.0[at].or(&here);
        }
        match list.otherwise {
            Decision::Undecided => {}
            Decision::Allow => three.0[0] = three.0[0].or(&left),
            Decision::Deny => three.0[1] = three.0[1].or(&left),
            Decision::Pass => three.0[2] = three.0[2].or(&left),
        }
        three
    }

    fn guard(&self, guard: &Guard) -> Three {
        let (yes, no) = (self.set.mk_true(), self.set.mk_false());
        match guard {
            Guard::Rules(list) => self.rules(list),
            Guard::All(guards) => {
                let all = guards.iter().fold(yes, |all, one| all.and(&self.guard(one).0[0]));
                Three([all.clone(), all.not(), no])
            }
            Guard::Any(guards) => {
                let any = guards.iter().fold(no.clone(), |any, one| any.or(&self.guard(one).0[0]));
                Three([any.clone(), any.not(), no])
            }
            Guard::Tiers(guards) => {
                guards.iter().rev().fold(Three([no.clone(), no.clone(), no]), |rest, one| {
                    let Three([allow, deny, _]) = self.guard(one);
                    let Three([later_allow, later_deny, none]) = rest;
                    let decided = allow.or(&deny);
                    Three([
                        allow.or(&later_allow.and_not(&decided)),
                        deny.or(&later_deny.and_not(&decided)),
                        none,
                    ])
                })
            }
        }
    }

    /// The packets that a guard allows.
    fn allowed(&self, guard: &Guard) -> Bdd {
        self.guard(guard).0[0].and(&self.packets)
    }
}

/// How many packets of a BDD, with memberships only of the symbols that a space has.
fn count(bdd: &Bdd, space: &Space) -> BigUint {
    let unused = symbols().len() - space.symbols().count();
    bdd.exact_cardinality() >> unused
}

#[test]
fn a_bdd_counts_the_same_packets() {
    let bits = Bits::new();
    for seed in seeds(5) {
        for kind in KINDS {
            let mut random = Random::new(3_000_000 + seed);
            let before = small(&mut random, kind);
            let after = small(&mut random, kind);
            let mut space = Space::new([&before, &after], Budget::default()).unwrap();
            let (was, is) = (space.set(&before).unwrap(), space.set(&after).unwrap());
            let (bdd_was, bdd_is) = (bits.allowed(&before), bits.allowed(&after));
            assert_eq!(
                space.count(was).unwrap(),
                count(&bdd_was, &space),
                "seed {seed}, {kind:?}: {before:#?}"
            );
            assert_eq!(
                space.count(is).unwrap(),
                count(&bdd_is, &space),
                "seed {seed}, {kind:?}: {after:#?}"
            );
            for (set, bdd) in [
                (space.difference(is, was).unwrap(), bdd_is.and_not(&bdd_was)),
                (space.difference(was, is).unwrap(), bdd_was.and_not(&bdd_is)),
            ] {
                assert_eq!(set.is_empty(), bdd.is_false(), "seed {seed}, {kind:?}");
                assert_eq!(space.count(set).unwrap(), count(&bdd, &space), "seed {seed}, {kind:?}");
            }
        }
    }
}

/// Large lists take a BDD seconds.
fn small(random: &mut Random, kind: random::Kind) -> Guard {
    loop {
        let guard = random::guard(random, kind, 1);
        if size(&guard) <= 30 {
            return guard;
        }
    }
}

fn size(guard: &Guard) -> usize {
    match guard {
        Guard::Rules(rules) => rules.rules.len(),
        Guard::All(guards) | Guard::Any(guards) | Guard::Tiers(guards) => {
            guards.iter().map(size).sum()
        }
    }
}

#[test]
fn everything_is_as_many_as_there_are_packets() {
    let bits = Bits::new();
    let any = Guard::packets(vec![Match::any()]);
    let space = Space::new([&any], Budget::default()).unwrap();
    let all = space.count(space.everything()).unwrap();
    assert_eq!(all, count(&bits.packets, &space));
    let heads = BigUint::from(3_u8) * (BigUint::from(1_u8) << 32)
        + BigUint::from(2_u8) * 65536_u32
        + 251_u8;
    let ends = (BigUint::from(1_u8) << 64) + (BigUint::from(1_u8) << 256);
    assert_eq!(all, heads * ends);
}
