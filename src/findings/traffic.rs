//! Traffic in words: what a change opened or closed, as one sentence.

use super::{grade, words};
use crate::model::{Change, Direction, End, Exposed, Flow, Traffic, is_condition, protocol_name};
use crate::providers::kind_spec;
use crate::traffic::Addresses;

/// What a change opened, and what it closed beside that.
pub(super) fn opened(change: &Change, traffic: &Traffic) -> String {
    let mut sentence = sentence(change, traffic, true);
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
    sentence(change, traffic, false)
}

fn sentence(change: &Change, traffic: &Traffic, opened: bool) -> String {
    let flows = if opened { &traffic.opened } else { &traffic.closed };
    let here = traffic.at.contains(&change.id);
    let own = words::resource(change);
    let at_boundary = worst(flows).filter(|_| !traffic.at.is_empty());
    // Of what is open to much of the internet it counts what comes in.
    let wide = at_boundary
        .filter(|flow| opened && flow.direction == Direction::Ingress && grade::is_wide(flow));
    let arrival = Arrival::of(change, opened, wide.map(|flow| flow.direction));
    let mut sentence = match (arrival, worst(flows)) {
        // Much of it is stopped elsewhere on the way.
        (Some(arrival), Some(flow)) if wide.is_some() && !grade::is_wide(arrival.flow) => {
            let all = said(flow, &place(change, traffic), true, &far(flow));
            let (part, endpoints) = (far(arrival.flow), arrival.endpoints());
            match service(arrival.flow) {
                same if same == service(flow) => {
                    format!("{all}, of which only {part} gets through to {endpoints}")
                }
                other => format!("{all}; only {other} from {part} gets through to {endpoints}"),
            }
        }
        (Some(arrival), _) => {
            let flow = arrival.flow;
            let far = most_of_the_internet(flow).map_or_else(|| far(flow), str::to_owned);
            let more = others(arrival.flows.len());
            let order = if here && traffic.by_order {
                format!(", by the order of the rules of {own}")
            } else {
                String::new()
            };
            format!("{}{more}{order}", said(flow, &arrival.endpoints(), opened, &far))
        }
        (None, Some(flow)) => {
            let more = others(flows.len());
            let order = if here && traffic.by_order { ", by the order of its rules" } else { "" };
            let stopped = grade::reach(change).is_some_and(|reach| reach.of > 0);
            let arrives = if stopped { "; by itself it reaches no endpoint" } else { "" };
            let place = place(change, traffic);
            format!("{}{more}{order}{arrives}", said(flow, &place, opened, &far(flow)))
        }
        (None, None) => return own,
    };
    if !here && !traffic.at.is_empty() {
        sentence.push_str(&format!(", through {own}"));
    }
    sentence
}

fn said(flow: &Flow, place: &str, opened: bool, far: &str) -> String {
    let service = service(flow);
    match (flow.direction, opened) {
        (Direction::Ingress, true) => format!("{service} of {place} is now open to {far}"),
        (Direction::Ingress, false) => format!("{service} of {place} is now closed to {far}"),
        (Direction::Egress, true) => format!("{place} may now send {service} to {far}"),
        (Direction::Egress, false) => format!("{place} may no longer send {service} to {far}"),
    }
}

/// The gravest of what opened or closed at endpoints.
struct Arrival<'a> {
    endpoint: &'a Exposed,
    flow: &'a Flow,
    /// Everything that opened, or closed, there.
    flows: &'a [Flow],
    /// At how many other endpoints it did.
    others: usize,
}

impl<'a> Arrival<'a> {
    /// That of one direction, if one is given.
    fn of(change: &'a Change, opened: bool, direction: Option<Direction>) -> Option<Self> {
        let reach = grade::reach(change)?;
        let flows = |endpoint: &'a Exposed| {
            if opened { &*endpoint.opened } else { &*endpoint.closed }
        };
        let grade = |endpoint: &Exposed, flow: &Flow| {
            if opened { grade::arriving(endpoint, flow) } else { grade::flow(flow) }
        };
        let all = reach
            .endpoints
            .iter()
            .flat_map(|endpoint| flows(endpoint).iter().map(move |flow| (endpoint, flow)))
            .filter(|(_, flow)| direction.is_none_or(|direction| flow.direction == direction));
        // The first of the gravest; of these rather what comes in, what does so for sure, and where something answers.
        let weight = |(endpoint, flow): &(&Exposed, &Flow)| {
            let comes_in = flow.direction == Direction::Ingress;
            (grade(endpoint, flow), comes_in, is_sure(flow), endpoint.running != Some(false))
        };
        let (endpoint, flow) = all.rev().max_by_key(weight)?;
        let is_same = |one: &Flow| one.direction == flow.direction && one.packets == flow.packets;
        let others = reach
            .endpoints
            .iter()
            .filter(|one| one.id != endpoint.id && flows(one).iter().any(is_same));
        let others = others.count();
        Some(Self { endpoint, flow, flows: flows(endpoint), others })
    }

    /// Its endpoint, and how many others it is the same at.
    fn endpoints(&self) -> String {
        let called = &self.endpoint.called;
        match self.others {
            0 => called.clone(),
            more => format!("{called} and {}", words::count_more(more, "endpoint")),
        }
    }
}

/// The flow to speak of: the gravest, of these rather one that is sure, and of these the first.
fn worst(flows: &[Flow]) -> Option<&Flow> {
    flows.iter().rev().max_by_key(|flow| (grade::flow(flow), is_sure(flow)))
}

/// Whether it depends on nothing that documentation leaves open.
fn is_sure(flow: &Flow) -> bool {
    !flow.packets.symbols.iter().any(|(symbol, _)| is_condition(&symbol.name))
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
    let name = named(protocols.spans()).unwrap_or(name);
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

/// A few protocols that all have names: `tcp,udp`.
fn named(spans: &[(u8, u8)]) -> Option<String> {
    let name = |(low, high): &(u8, u8)| protocol_name(*low).filter(|_| low == high);
    let names: Option<Vec<&str>> = spans.iter().map(name).collect();
    names.filter(|names| names.len() <= PARTS).map(|names| names.join(","))
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
    if grade::is_named(flow) {
        return None;
    }
    let missing = Addresses::internet().difference(flow.far_addresses());
    let (v4, v6) = grade::sizes(&missing);
    if v4 == 0 || v6 == 0 {
        Some("the internet")
    } else if v4 < grade::MANY.0 || v6 < grade::MANY.1 {
        Some("almost all of the internet")
    } else {
        None
    }
}
