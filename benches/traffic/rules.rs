//! Rule lists of the kinds and sizes that are measured, always the same ones.

use std::net::{Ipv4Addr, Ipv6Addr};

use driftwall::traffic::{
    Action, Addresses, Decision, Guard, Intervals, Match, Rule, Service, protocol,
};

/// Numbers that look random and are the same in every run (xorshift64*).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32;
        if bound == 0 { high } else { high % bound }
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(u32::try_from(list.len()).unwrap_or(1)) as usize]
    }
}

const PORTS: &[u16] = &[
    22, 25, 53, 80, 110, 123, 143, 161, 389, 443, 445, 465, 514, 587, 636, 993, 1433, 1521, 2049,
    3000, 3128, 3306, 3389, 4789, 5000, 5432, 5601, 5672, 6379, 6443, 8000, 8080, 8443, 9000, 9092,
    9200, 9418, 10250, 11211, 27017,
];
const RANGES: &[(u16, u16)] = &[
    (0, 1023),
    (1024, 65535),
    (6000, 6063),
    (8000, 8099),
    (9000, 9999),
    (30000, 32767),
    (32768, 60999),
    (49152, 65535),
    (5000, 5010),
    (20, 21),
    (135, 139),
    (2379, 2380),
];

fn ports(numbers: &mut Numbers) -> Intervals<u16> {
    match numbers.below(10) {
        0 => Intervals::all(),
        1..=2 => {
            let (low, high) = numbers.pick(RANGES);
            (low..=high).into()
        }
        _ => numbers.pick(PORTS).into(),
    }
}

/// Which family a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    V4,
    V6,
}

impl Family {
    fn prefix(self, bits: u32, length: u8) -> Addresses {
        let address = match self {
            Self::V4 => Ipv4Addr::from_bits(bits).into(),
            Self::V6 => {
                // The same bits, below 2001:db8::/32 and spread over the rest of a network's number.
                let wide = u128::from(0x2001_0db8_u32) << 96 | u128::from(bits) << 64;
                Ipv6Addr::from_bits(wide).into()
            }
        };
        let length = match (self, length) {
            (Self::V6, 0) | (Self::V4, _) => length,
            (Self::V6, 32) => 128,
            (Self::V6, length) => 32 + length,
        };
        Addresses::prefix(address, length).unwrap_or_else(|_| Addresses::none())
    }
}

/// A group that allows: prefixes of offices, partners and single hosts, each to a port or a range of ports.
pub(crate) fn group(rules: usize) -> Vec<Rule> {
    let mut numbers = Numbers::new(1);
    (0..rules)
        .map(|index| {
            let length = numbers.pick(&[32, 32, 32, 28, 27, 24, 24, 24, 22, 20, 16]);
            let source = Family::V4.prefix(numbers.below(0), length);
            let service = Service::tcp(ports(&mut numbers));
            Rule::new(format!("{index}"), Action::Allow, vec![Match::of(service).from(source)])
        })
        .collect()
}

/// A network inside networks: sites, their segments, subnets and hosts. Rules name them at every height.
fn nested(numbers: &mut Numbers, family: Family) -> Addresses {
    let site = numbers.below(16);
    let segment = site << 4 | numbers.below(16);
    let subnet = segment << 8 | numbers.below(64);
    let host = subnet << 8 | numbers.below(256);
    let base = 10 << 24;
    match numbers.below(100) {
        0..=4 => family.prefix(0, 0),
        5..=9 => family.prefix(base | site << 20, 12),
        10..=24 => family.prefix(base | segment << 16, 16),
        25..=69 => family.prefix(base | subnet << 8, 24),
        _ => family.prefix(base | host, 32),
    }
}

/// An access list of a network: sources and destinations from nested networks, services and ranges of ports, mostly allows.
pub(crate) fn access_list(rules: usize, family: Family) -> Vec<Rule> {
    let mut numbers = Numbers::new(2);
    (0..rules).map(|index| access_rule(&mut numbers, index, family)).collect()
}

fn access_rule(numbers: &mut Numbers, index: usize, family: Family) -> Rule {
    let everything = family.prefix(0, 0);
    let (mut source, mut destination) = (nested(numbers, family), nested(numbers, family));
    // A rule from anywhere to anywhere would make most of what follows meaningless.
    while source == everything && destination == everything {
        (source, destination) = (nested(numbers, family), nested(numbers, family));
    }
    let service = match numbers.below(20) {
        0 => Service::any(),
        1 => Service::protocols(protocol::ICMP),
        2..=5 => Service::udp(ports(numbers)),
        _ => Service::tcp(ports(numbers)),
    };
    let service = match numbers.below(10) {
        0 => service.from_ports(1024..=65535),
        1 => service.from_ports(ports(numbers)),
        _ => service,
    };
    let action = if numbers.below(10) < 3 { Action::Deny } else { Action::Allow };
    Rule::new(format!("{index}"), action, vec![Match::of(service).from(source).to(destination)])
}

/// Rules that have nothing to do with each other: prefixes of any length, and any range of both ports.
pub(crate) fn unrelated(rules: usize) -> Vec<Rule> {
    let mut numbers = Numbers::new(3);
    let any = |numbers: &mut Numbers| {
        let (a, b) = (numbers.below(65536), numbers.below(65536));
        let port = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        Intervals::range(port(a.min(b)), port(a.max(b)))
    };
    let prefix = |numbers: &mut Numbers| {
        let length = u8::try_from(numbers.below(33)).unwrap_or(32);
        Family::V4.prefix(numbers.below(0), length)
    };
    (0..rules)
        .map(|index| {
            let (source, destination) = (prefix(&mut numbers), prefix(&mut numbers));
            let number =
                numbers.pick(&[protocol::TCP, protocol::UDP, protocol::TCP, protocol::SCTP]);
            let service = Service::protocols(number)
                .to_ports(any(&mut numbers))
                .from_ports(any(&mut numbers));
            let action = if numbers.below(2) == 0 { Action::Deny } else { Action::Allow };
            Rule::new(
                format!("{index}"),
                action,
                vec![Match::of(service).from(source).to(destination)],
            )
        })
        .collect()
}

/// The list with this rule turned round: what it allowed it denies now, or the other way; in a list that can only
/// allow, another port.
pub(crate) fn edited(rules: &[Rule], at: usize) -> Vec<Rule> {
    let only_allows = rules.iter().all(|rule| rule.action == Action::Allow);
    let mut rules = rules.to_vec();
    if let Some(rule) = rules.get_mut(at) {
        if only_allows {
            rule.matches.iter_mut().for_each(|one| one.service = Service::tcp(4433));
        } else {
            let allowed = rule.action == Action::Allow;
            rule.action = if allowed { Action::Deny } else { Action::Allow };
        }
    }
    rules
}

/// A list in which the first match decides, and the rest is denied.
pub(crate) fn listed(rules: Vec<Rule>) -> Guard {
    Guard::listed("list", rules, Decision::Deny)
}
