//! Every sentence about questions, on estates that are made by hand.

mod memberships;
mod names;
mod ways;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{QuestionError, answer};
use crate::effects::Estate;
use crate::model::{
    Answer, Endpoint, Link, Members, Passage, Protocols, Question, ResourceId, Ruling, Segment,
    Topology,
};
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Portion, Rule, Service};

pub(in crate::effects) fn block(text: &str) -> Addresses {
    Addresses::parse_all(text.split(' ').filter(|one| !one.is_empty())).unwrap()
}

/// A boundary that allows these matches each way.
pub(in crate::effects) fn group(name: &str, ingress: Vec<Match>, egress: Vec<Match>) -> Passage {
    let guard = |matches: Vec<Match>| {
        let rules = matches.into_iter().enumerate();
        let rules =
            rules.map(|(at, one)| Rule::new(format!("r{at}"), Action::Allow, vec![one])).collect();
        Guard::union(name, rules)
    };
    Passage { ingress: guard(ingress), egress: guard(egress), stateful: true, doubt: None }
}

/// The same, and it keeps no state.
pub(in crate::effects) fn list(name: &str, ingress: Vec<Match>, egress: Vec<Match>) -> Passage {
    Passage { stateful: false, ..group(name, ingress, egress) }
}

pub(in crate::effects) fn tcp(port: u16) -> Match {
    Match::of(Service::tcp(port))
}

/// One network of two segments, `a` (10.0.1.0/24) and `b` (10.0.2.0/24), without edges, and a door that takes everything.
pub(in crate::effects) fn network() -> Topology {
    let mut topology = Topology::default();
    topology.doors.push(group("door", vec![Match::any()], vec![Match::any()]));
    topology.networks.insert("net".into(), block("10.0.0.0/16"));
    for (name, addresses) in [("a", "10.0.1.0/24"), ("b", "10.0.2.0/24")] {
        segment(&mut topology, name, "net", addresses);
    }
    topology
}

pub(in crate::effects) fn segment(
    topology: &mut Topology,
    name: &str,
    network: &str,
    addresses: &str,
) {
    let segment = Segment {
        network: network.into(),
        addresses: block(addresses),
        edge: None,
        door: 0,
        links: Vec::new(),
    };
    topology.segments.insert(name.into(), segment);
}

/// Adds an endpoint behind a shield of its own.
pub(in crate::effects) fn add<'a>(
    topology: &'a mut Topology,
    label: &str,
    segment: &str,
    addresses: &str,
    shield: Passage,
) -> &'a mut Endpoint {
    topology.shields.push(shield);
    let endpoint = Endpoint {
        ways: None,
        label: label.into(),
        called: label.to_owned(),
        names: BTreeSet::new(),
        machine: None,
        running: None,
        addresses: block(addresses),
        public: Addresses::none(),
        member_of: BTreeSet::new(),
        shield: topology.shields.len() - 1,
        door: 0,
        segment: segment.into(),
    };
    let id = ResourceId {
        scope: "aws:111122223333/eu-west-1".parse().unwrap(),
        kind: "aws.network-interface".parse().unwrap(),
        identity: label.parse().unwrap(),
    };
    topology.endpoints.entry(id).or_insert(endpoint)
}

/// Lets everything pass.
pub(in crate::effects) fn open(name: &str) -> Passage {
    group(name, vec![Match::any()], vec![Match::any()])
}

fn question(from: &str, to: &str, protocol: u8, port: Option<u16>) -> Question {
    Question {
        from: from.to_owned(),
        to: to.to_owned(),
        protocol: Protocols::One(protocol),
        port,
        source_port: None,
        icmp_type: None,
        icmp_code: None,
    }
}

fn ask(topology: &Topology, question: &Question) -> Result<Answer, QuestionError> {
    answer(&Estate::from(vec![topology.clone()]), question)
}

/// Asks for tcp to a port.
fn ask_tcp(topology: &Topology, from: &str, to: &str, port: u16) -> Answer {
    ask(topology, &question(from, to, 6, Some(port))).unwrap()
}

fn allowed(topology: &Topology, from: &str, to: &str, port: u16) -> Portion {
    let answer = ask_tcp(topology, from, to, port);
    assert!(answer.is_certain(), "{answer:?}");
    answer.allowed
}

/// Who decided, as `boundary rule action`.
fn by(rulings: &[Ruling]) -> Vec<String> {
    let say = |ruling: &Ruling| {
        let action = if ruling.decision == Decision::Allow { "allow" } else { "deny" };
        format!("{} {} {action}", ruling.boundary, ruling.rule.as_deref().unwrap_or("-"))
    };
    rulings.iter().map(say).collect()
}

fn names(list: &[&str]) -> BTreeSet<Arc<str>> {
    list.iter().map(|&name| name.into()).collect()
}

fn link(topology: &mut Topology, segment: &str, name: &str, to: &str) {
    let segment = topology.segments.get_mut(segment).unwrap();
    segment.links.push(Link { name: name.into(), to: block(to) });
}

fn set(topology: &mut Topology, name: &str, members: Members) {
    topology.sets.insert(name.into(), members);
}
