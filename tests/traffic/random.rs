//! Random guards. All values come from small pools, so that rules meet, touch and shadow each other.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use driftwall::traffic::{
    Action, Addresses, Decision, Guard, Intervals, Match, Order, Rule, Rules, Service, Symbol,
    protocol,
};

/// Numbers that are the same for the same seed (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from((self.bits() >> 32) % bound.max(1) as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Which fields the guards of one test use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    V4,
    V6,
    Both,
    Symbols,
}

pub(crate) const KINDS: [Kind; 4] = [Kind::V4, Kind::V6, Kind::Both, Kind::Symbols];

pub(crate) const NAMES: [&str; 4] = ["group-a", "group-b", "tag-c", "tag-d"];

pub(crate) fn addresses(random: &mut Random, kind: Kind) -> Addresses {
    match kind {
        Kind::V4 => v4(random),
        Kind::V6 => v6(random),
        Kind::Both | Kind::Symbols => match random.below(5) {
            0 | 1 => v4(random),
            2 => v6(random),
            3 => Addresses::all(),
            _ => v4(random).union(&v6(random)),
        },
    }
}

fn v4(random: &mut Random) -> Addresses {
    let address = |random: &mut Random| {
        let base =
            *random.pick(&[0x0a00_0000_u32, 0x0a00_0100, 0xc0a8_0000, 0xcb00_7100, 0, u32::MAX]);
        Ipv4Addr::from_bits(base.wrapping_add(u32::try_from(random.below(6)).unwrap()))
    };
    match random.below(8) {
        0 => Addresses::all_v4(),
        1 => Addresses::range(address(random).into(), address(random).into()).unwrap(),
        2 => Addresses::one(address(random).into()).union(&Addresses::one(address(random).into())),
        3 => Addresses::prefix(address(random).into(), 24)
            .unwrap()
            .complement()
            .intersection(&Addresses::all_v4()),
        _ => Addresses::prefix(
            address(random).into(),
            *random.pick(&[0, 1, 8, 16, 23, 24, 30, 31, 32]),
        )
        .unwrap(),
    }
}

fn v6(random: &mut Random) -> Addresses {
    let address = |random: &mut Random| -> IpAddr {
        let base = *random.pick(&[0x2001_0db8_u128 << 96, 0xfd00_u128 << 112, 0, u128::MAX]);
        Ipv6Addr::from_bits(base.wrapping_add(random.below(6) as u128)).into()
    };
    match random.below(6) {
        0 => Addresses::all_v6(),
        1 => Addresses::range(address(random), address(random)).unwrap(),
        _ => Addresses::prefix(address(random), *random.pick(&[0, 1, 16, 32, 64, 126, 127, 128]))
            .unwrap(),
    }
}

pub(crate) fn ports(random: &mut Random) -> Intervals<u16> {
    let port = |random: &mut Random| {
        *random.pick(&[0_u16, 1, 21, 22, 23, 80, 443, 444, 1023, 1024, 65534, 65535])
    };
    match random.below(5) {
        0 => Intervals::all(),
        1 => port(random).into(),
        2 => Intervals::of([(port(random), port(random)), (port(random), port(random))]),
        _ => (port(random)..=port(random)).into(),
    }
}

pub(crate) fn service(random: &mut Random) -> Service {
    let numbers = [
        protocol::TCP,
        protocol::UDP,
        protocol::SCTP,
        protocol::ICMP,
        protocol::ICMPV6,
        50,
        0,
        255,
    ];
    let mut service = match random.below(6) {
        0 => Service::any(),
        1 => Service::protocols(*random.pick(&numbers)..=*random.pick(&numbers)),
        2 => Service::protocols(Intervals::of([(6, 6), (17, 17), (1, 1)])),
        _ => Service::protocols(*random.pick(&numbers)),
    };
    if !random.one_in(3) {
        service = service.to_ports(ports(random));
    }
    if random.one_in(3) {
        service = service.from_ports(ports(random));
    }
    if random.one_in(3) {
        let types = match random.below(3) {
            0 => Intervals::one(8),
            1 => (0..=*random.pick(&[3_u8, 8, 128])).into(),
            _ => (128..=129).into(),
        };
        let codes = if random.one_in(2) { Intervals::all() } else { (0..=1).into() };
        service = service.with_icmp(types, codes);
    }
    service
}

pub(crate) fn one_match(random: &mut Random, kind: Kind) -> Match {
    let mut one = Match::of(service(random));
    if !random.one_in(4) {
        one = one.from(addresses(random, kind));
    }
    if !random.one_in(3) {
        one = one.to(addresses(random, kind));
    }
    if kind == Kind::Symbols {
        for _ in 0..random.below(3) {
            let name = *random.pick(&NAMES);
            let symbol =
                if random.one_in(2) { Symbol::source(name) } else { Symbol::destination(name) };
            one = if random.one_in(4) { one.unless(symbol) } else { one.when(symbol) };
        }
    }
    one
}

pub(crate) fn rule(random: &mut Random, kind: Kind, label: usize) -> Rule {
    let action =
        *random.pick(&[Action::Allow, Action::Allow, Action::Deny, Action::Deny, Action::Pass]);
    let many = if random.one_in(6) { random.below(4) } else { 1 };
    let matches = (0..many).map(|_| one_match(random, kind)).collect();
    Rule::new(format!("rule {label}"), action, matches).at(u32::try_from(random.below(5)).unwrap())
}

pub(crate) fn rules(random: &mut Random, kind: Kind) -> Guard {
    let order = *random.pick(&[Order::Listed, Order::Listed, Order::Priority, Order::Union]);
    // Now and then more than fit into one block.
    let many = if random.one_in(10) { 60 + random.below(140) } else { random.below(12) };
    let otherwise =
        *random.pick(&[Decision::Undecided, Decision::Allow, Decision::Deny, Decision::Pass]);
    let mut rules: Vec<Rule> = (0..many).map(|label| rule(random, kind, label)).collect();
    if random.one_in(4) {
        rules.iter_mut().for_each(|rule| rule.action = Action::Allow);
    }
    let boundary = format!("boundary {}", random.below(100)).into();
    Guard::Rules(Rules { boundary, order, rules, otherwise })
}

pub(crate) fn guard(random: &mut Random, kind: Kind, depth: usize) -> Guard {
    let several = |random: &mut Random| {
        (0..random.below(4)).map(|_| guard(random, kind, depth - 1)).collect()
    };
    match if depth == 0 { 0 } else { random.below(5) } {
        0 | 1 => rules(random, kind),
        2 => Guard::All(several(random)),
        3 => Guard::Any(several(random)),
        _ => Guard::Tiers(several(random)),
    }
}
