//! Packet sets beside a BDD crate, on the same rules in the same run.
//!
//! Criterion times building a list, building the edited list in the same space, and the difference. Then each list is worked
//! through once more in processes of their own, one for driftwall and one for the BDD crate, for their times side by side and
//! their peak memory. Times there are processor time of the one thread, which other work on the machine distorts least; the
//! median of the rounds is printed. `TRAFFIC_RULES` replaces 10,000; `TRAFFIC_BDD_SECONDS` is how long a BDD may take (300).

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a mistake in this program")]
#![expect(clippy::indexing_slicing, reason = "a mistake in this program")]

mod bits;
mod rules;
mod sides;

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use criterion::{BatchSize, Criterion};
use driftwall::traffic::{Addresses, Budget, Guard, Match, Packet, Rule, Space};

use rules::Family;

/// A list that is measured, and the most that it should take.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) rules: fn(usize) -> Vec<Rule>,
    pub(crate) tenths: usize,
    /// Milliseconds for building, and for the difference.
    pub(crate) targets: (f64, f64),
    /// Megabytes.
    pub(crate) memory: Option<f64>,
}

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "security group, IPv4",
        rules: rules::group,
        tenths: 10,
        targets: (80.0, 1.0),
        memory: None,
    },
    Case {
        name: "ordered list, IPv4, a tenth",
        rules: |many| rules::access_list(many, Family::V4),
        tenths: 1,
        targets: (12.0, 1.0),
        memory: None,
    },
    Case {
        name: "ordered list, IPv4",
        rules: |many| rules::access_list(many, Family::V4),
        tenths: 10,
        targets: (600.0, 12.0),
        memory: Some(250.0),
    },
    Case {
        name: "ordered list, IPv6",
        rules: |many| rules::access_list(many, Family::V6),
        tenths: 10,
        targets: (600.0, 12.0),
        memory: Some(250.0),
    },
    Case {
        name: "unrelated rules, IPv4",
        rules: rules::unrelated,
        tenths: 10,
        targets: (2500.0, 120.0),
        memory: Some(700.0),
    },
];

impl Case {
    /// The list, and the list with one rule edited in its middle: the first from there on that still decides about
    /// a packet.
    pub(crate) fn sides(&self) -> (Vec<Rule>, Vec<Rule>) {
        let whole = std::env::var("TRAFFIC_RULES").ok().and_then(|text| text.parse().ok());
        let before = (self.rules)(whole.unwrap_or(10_000) * self.tenths / 10);
        let list = guard(&before);
        let decides =
            |rule: &Rule| list.decide(&lowest(&rule.matches[0])).by[0].rule == Some(&*rule.label);
        let middle = before.len() / 2;
        let at = middle + before[middle..].iter().position(decides).unwrap();
        let after = rules::edited(&before, at);
        (before, after)
    }
}

/// The lowest packet of a match.
fn lowest(one: &Match) -> Packet {
    let v4 = |set: &Addresses| {
        set.v4.spans().first().map(|(low, _)| IpAddr::V4(Ipv4Addr::from_bits(*low)))
    };
    let v6 = |set: &Addresses| {
        set.v6.spans().first().map(|(low, _)| IpAddr::V6(Ipv6Addr::from_bits(*low)))
    };
    let first = |set: &Addresses| v4(set).or_else(|| v6(set)).unwrap();
    let (number, _) = one.service.protocols.spans()[0];
    let [destination, source] =
        [&one.service.destination_ports, &one.service.source_ports].map(|ports| ports.spans()[0].0);
    Packet::between(first(&one.source), first(&one.destination), number)
        .unwrap()
        .with_ports(destination, source)
}

/// The list as the guard that it is: position means nothing where all allow.
pub(crate) fn guard(rules: &[Rule]) -> Guard {
    if rules.iter().all(|rule| rule.action == driftwall::traffic::Action::Allow) {
        Guard::union("group", rules.to_vec())
    } else {
        rules::listed(rules.to_vec())
    }
}

fn criterion(c: &mut Criterion) {
    for case in CASES {
        let (before, after) = case.sides();
        let (before, after) = (guard(&before), guard(&after));
        let mut group = c.benchmark_group(case.name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        let space = || Space::new([&before, &after], Budget::default()).unwrap();
        group.bench_function("build", |b| {
            b.iter_with_large_drop(|| {
                let mut space = space();
                black_box(space.decisions(&before).unwrap());
                space
            });
        });
        group.bench_function("build the edited list beside it", |b| {
            let built = || {
                let mut space = space();
                space.decisions(&before).unwrap();
                space
            };
            b.iter_batched(
                built,
                |mut space| {
                    black_box(space.decisions(&after).unwrap());
                    space
                },
                BatchSize::PerIteration,
            );
        });
        group.bench_function("difference", |b| {
            let both = || {
                let mut space = space();
                let (was, is) =
                    (space.decisions(&before).unwrap(), space.decisions(&after).unwrap());
                (space, was, is)
            };
            b.iter_batched(
                both,
                |(mut space, was, is)| {
                    black_box((space.opened(was, is).unwrap(), space.opened(is, was).unwrap()));
                    space
                },
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == sides::FLAG) {
        sides::measure(&arguments[at + 1], arguments[at + 2].parse().unwrap());
        return;
    }
    let mut c = Criterion::default().configure_from_args();
    criterion(&mut c);
    c.final_summary();
    // `cargo bench -- NAME` asks for some of the loops, `--test` for a single round.
    if arguments.iter().skip(1).all(|argument| argument == "--bench") {
        sides::side_by_side();
    }
}
