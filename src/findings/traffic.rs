//! Traffic in words and grades: what a change opened or closed, as one sentence, and how much that matters.

use super::words;
use crate::model::{Change, Direction, End, Flow, Severity, Traffic, is_condition};
use crate::providers::kind_spec;
use crate::traffic::{Addresses, Intervals, protocol};

/// What a change opened, and what it closed beside that.
pub(super) fn opened(change: &Change, traffic: &Traffic) -> String {
    let mut sentence = sentence(change, traffic, &traffic.opened, true);
    if let Some(flow) = worst(&traffic.closed) {
        let (service, far) = (service(flow), far(flow));
        let towards = match flow.direction {
            Direction::Ingress => "from",
            Direction::Egress => "to",
        };
        sentence.push_str(&format!("; {service} {towards} {far} no longer passes"));
        sentence.push_str(&others(traffic.closed.len()));
    }
    sentence
}

/// What a change closed.
pub(super) fn closed(change: &Change, traffic: &Traffic) -> String {
    sentence(change, traffic, &traffic.closed, false)
}

/// How much it matters that these flows opened. Where nothing stands behind the boundary it is worth tidying up, no more.
///
/// | opened | severity |
/// | --- | --- |
/// | from most of the internet | high |
/// | from most of the internet, a service that is meant for everyone (web, icmp) | medium |
/// | from part of the internet, from private addresses, from a group or list that is not resolved | medium |
/// | to most of the internet | medium |
/// | to anybody else | low |
pub(super) fn severity_opened(traffic: &Traffic) -> Severity {
    graded(traffic, traffic.opened.iter().map(grade))
}

/// How much it matters that these flows closed: low, but medium where much of the internet can't be reached any more, which cuts
/// off what reports to the outside.
pub(super) fn severity_closed(traffic: &Traffic) -> Severity {
    let grade = |flow: &Flow| {
        let cut_off = flow.direction == Direction::Egress && is_wide(flow);
        if cut_off { Severity::Medium } else { Severity::Low }
    };
    graded(traffic, traffic.closed.iter().map(grade))
}

fn graded(traffic: &Traffic, grades: impl Iterator<Item = Severity>) -> Severity {
    match traffic.in_use {
        Some(false) => Severity::Low,
        Some(true) | None => grades.max().unwrap_or(Severity::Low),
    }
}

fn grade(flow: &Flow) -> Severity {
    match (flow.direction, is_wide(flow)) {
        (Direction::Ingress, true) if is_for_everyone(flow) => Severity::Medium,
        (Direction::Ingress, true) => Severity::High,
        (Direction::Ingress, false) | (Direction::Egress, true) => Severity::Medium,
        (Direction::Egress, false) => Severity::Low,
    }
}

/// As many addresses as a /8 has, or the IPv6 addresses of a /16.
const MANY: (u128, u128) = (1 << 24, 1 << 112);

/// Whether the far end is much of the internet, whoever is in groups that nobody resolved.
fn is_wide(flow: &Flow) -> bool {
    if is_named(flow) {
        return false;
    }
    let (v4, v6) = sizes(&flow.far_addresses().intersection(&Addresses::internet()));
    v4 >= MANY.0 || v6 >= MANY.1
}

/// Whether only members of something that nobody resolved are at the far end.
fn is_named(flow: &Flow) -> bool {
    let side = flow.far_side();
    let mut symbols = flow.packets.symbols.iter();
    symbols.any(|(symbol, holds)| symbol.side == side && *holds && !is_condition(&symbol.name))
}

/// How many addresses of each family there are; of IPv6 at most as many as can be counted.
fn sizes(addresses: &Addresses) -> (u128, u128) {
    let v4 = addresses.v4.spans().iter().map(|(low, high)| u128::from(high - low) + 1).sum();
    let v6 = addresses.v6.spans().iter();
    let v6 =
        v6.fold(0, |sum: u128, (low, high)| sum.saturating_add((high - low).saturating_add(1)));
    (v4, v6)
}

/// Whether it is nothing but what public servers are there for.
fn is_for_everyone(flow: &Flow) -> bool {
    let service = &flow.packets.service;
    let web = Intervals::of([(80, 80), (443, 443)]);
    let transport = Intervals::of([protocol::TCP, protocol::UDP].map(|one| (one, one)));
    let icmp = Intervals::of([protocol::ICMP, protocol::ICMPV6].map(|one| (one, one)));
    let within = |set: &Intervals<u8>| service.protocols.difference(set).is_empty();
    within(&icmp) || within(&transport) && service.destination_ports.difference(&web).is_empty()
}

/// The flow to speak of: the gravest, and of these the first.
fn worst(flows: &[Flow]) -> Option<&Flow> {
    flows.iter().rev().max_by_key(|flow| grade(flow))
}

fn sentence(change: &Change, traffic: &Traffic, flows: &[Flow], opened: bool) -> String {
    let Some(flow) = worst(flows) else { return words::resource(change) };
    let (service, far, place) = (service(flow), far(flow), place(change, traffic));
    let mut sentence = match (flow.direction, opened) {
        (Direction::Ingress, true) => format!("{service} of {place} is now open to {far}"),
        (Direction::Ingress, false) => format!("{service} of {place} is now closed to {far}"),
        (Direction::Egress, true) => format!("{place} may now send {service} to {far}"),
        (Direction::Egress, false) => format!("{place} may no longer send {service} to {far}"),
    };
    sentence.push_str(&others(flows.len()));
    if !traffic.at.contains(&change.id) {
        sentence.push_str(&format!(", through {}", words::resource(change)));
    } else if traffic.by_order {
        sentence.push_str(", by the order of its rules");
    }
    sentence
}

fn others(flows: usize) -> String {
    match flows {
        0 | 1 => String::new(),
        more => format!(", and {} more", more - 1),
    }
}

/// Where it is: the resource itself, or the boundaries that name it.
fn place(change: &Change, traffic: &Traffic) -> String {
    let at: Vec<_> = if traffic.at.contains(&change.id) {
        vec![&change.id]
    } else {
        traffic.at.iter().collect()
    };
    match at.as_slice() {
        [own] if **own == change.id => words::resource(change),
        [other] => format!("{} `{}`", words::kind(&other.kind), other.identity),
        others => {
            let title = others
                .first()
                .and_then(|id| kind_spec(&id.kind))
                .map_or("boundary", |spec| spec.title);
            words::count(others.len(), title)
        }
    }
}

/// `tcp/22`, `udp/80-90`, `all tcp`, `icmp`, `all traffic`.
fn service(flow: &Flow) -> String {
    let protocols = &flow.packets.service.protocols;
    let name = flow.protocol();
    let but = protocols.complement();
    if protocols.is_all() {
        return "all traffic".to_owned();
    }
    if let [(one, last)] = but.spans()
        && one == last
    {
        let other = Flow {
            packets: crate::traffic::Match::of(crate::traffic::Service::protocols(*one)),
            ..flow.clone()
        };
        return format!("every protocol but {}", other.protocol());
    }
    let name = match name.bytes().next() {
        Some(digit) if digit.is_ascii_digit() && protocols.spans().len() == 1 => {
            format!("protocol {name}")
        }
        Some(digit) if digit.is_ascii_digit() => format!("protocols {name}"),
        _ => name,
    };
    match (flow.ports(), flow.icmp()) {
        (Some(ports), _) => format!("{name}/{}", shortened(&ports)),
        (None, Some(messages)) => format!("{name} {}", shortened(&messages)),
        (None, None) if matches!(name.as_str(), "tcp" | "udp" | "sctp") => format!("all {name}"),
        (None, None) => name,
    }
}

/// As many parts of a list as a title has room for.
const PARTS: usize = 3;

fn shortened(list: &str) -> String {
    match list.match_indices(',').nth(PARTS - 1) {
        Some((at, _)) => format!("{},…", list.get(..at).unwrap_or(list)),
        None => list.to_owned(),
    }
}

/// The far end: `0.0.0.0/0`, `the internet`, `10.0.0.0/8 and 2 more`.
fn far(flow: &Flow) -> String {
    let End { any_of, except: _, within } = flow.far();
    let everyone = ["0.0.0.0/0", "::/0"];
    let mut text = if any_of.iter().all(|one| everyone.contains(&one.as_str())) {
        any_of.join(" and ")
    } else if let Some(most) = most_of_the_internet(flow) {
        most.to_owned()
    } else {
        match any_of.as_slice() {
            [] => "nobody".to_owned(),
            [one] => one.clone(),
            [one, other] => format!("{one} and {other}"),
            [one, rest @ ..] => format!("{one} and {} more", rest.len()),
        }
    };
    if let Some(one) = within.iter().find(|one| !is_condition(one)) {
        text.push_str(&format!(" inside {one}"));
    }
    text
}

/// What to call the far end when it is the whole internet of a family, or all of it but a little.
fn most_of_the_internet(flow: &Flow) -> Option<&'static str> {
    if is_named(flow) {
        return None;
    }
    let missing = Addresses::internet().difference(flow.far_addresses());
    let (v4, v6) = sizes(&missing);
    if v4 == 0 || v6 == 0 {
        Some("the internet")
    } else if v4 < MANY.0 || v6 < MANY.1 {
        Some("almost all of the internet")
    } else {
        None
    }
}
