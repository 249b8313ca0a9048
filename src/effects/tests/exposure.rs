//! What arrives at endpoints, on topologies made by hand.
//!
//! One network 10.0.0.0/16 with the segment 10.0.1.0/24, in which everything stands.

mod unread;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::exposure::{Arrival, Behind};
use crate::model::{
    Direction, Endpoint, Exposed, Flow, Identity, Link, Members, Passage, ResourceId, Segment,
    Topology, Traffic, unread,
};
use crate::traffic::{
    Action, Addresses, Budget, Decision, Guard, Match, Portion, Rule, Service, Side, Symbol,
};

const SHIELD: &str = "a.group:g-1";

pub(super) fn block(text: &str) -> Addresses {
    Addresses::parse(text).unwrap()
}

pub(super) fn id(name: &str) -> ResourceId {
    ResourceId {
        scope: "aws:111122223333/eu-west-1".parse().unwrap(),
        kind: "aws.network-interface".parse().unwrap(),
        identity: Identity::new(name).unwrap(),
    }
}

fn ids(names: &[&str]) -> BTreeSet<ResourceId> {
    names.iter().map(|name| id(name)).collect()
}

/// Lets these in, and everything out.
pub(super) fn group(matches: Vec<Match>) -> Passage {
    let ingress = Guard::union(SHIELD, vec![Rule::new("r", Action::Allow, matches)]);
    Passage { ingress, ..Passage::open(SHIELD) }
}

pub(super) fn tcp(port: u16, from: &str) -> Match {
    Match::of(Service::tcp(port)).from(block(from))
}

/// A door with a route for everybody, or for nobody.
pub(super) fn door(open: bool) -> Passage {
    let decision = if open { Decision::Allow } else { Decision::Deny };
    let guard = Guard::always("a.routes:r-1", decision);
    Passage { ingress: guard.clone(), egress: guard, stateful: true, doubt: None }
}

pub(super) fn endpoint(name: &str, address: &str) -> Endpoint {
    Endpoint {
        ways: None,
        label: name.into(),
        called: format!("{name}, called"),
        names: BTreeSet::new(),
        machine: None,
        running: Some(true),
        addresses: block(address),
        public: Addresses::none(),
        member_of: BTreeSet::new(),
        shield: 0,
        door: 0,
        segment: "s".into(),
    }
}

/// One endpoint `e-1` behind this shield and an open door.
pub(super) fn topology(shield: Passage) -> Topology {
    let segment = Segment {
        network: "n".into(),
        addresses: block("10.0.1.0/24"),
        edge: None,
        door: 0,
        links: Vec::new(),
    };
    Topology {
        endpoints: [(id("e-1"), endpoint("e-1", "10.0.1.10"))].into(),
        shields: vec![shield],
        doors: vec![door(true), door(false)],
        segments: [(Arc::from("s"), segment)].into(),
        networks: [(Arc::from("n"), block("10.0.0.0/16"))].into(),
        ..Topology::default()
    }
}

pub(super) fn with_edge(mut topology: Topology, edge: Passage) -> Topology {
    topology.segments.values_mut().for_each(|segment| segment.edge = Some(edge.clone()));
    topology
}

/// An ACL that lets these in and these out.
pub(super) fn acl(ingress: Vec<Match>, egress: Vec<Match>) -> Passage {
    let list = |matches| {
        Guard::listed("a.acl:acl-1", vec![Rule::new("100", Action::Allow, matches)], Decision::Deny)
    };
    Passage { ingress: list(ingress), egress: list(egress), stateful: false, doubt: None }
}

fn try_arrival(before: &Topology, after: &Topology) -> Result<Arrival, String> {
    let touched = before.endpoints.keys().chain(after.endpoints.keys()).cloned().collect();
    Behind::new(before, after, Budget::default()).arrival(&touched, None)
}

fn arrival(before: &Topology, after: &Topology) -> Arrival {
    try_arrival(before, after).unwrap()
}

fn say(flows: &[Flow]) -> Vec<String> {
    let one = |flow: &Flow| {
        let parts = [flow.ports(), flow.source_ports().map(|ports| format!("source {ports}"))];
        let mut text = format!("{} {}", flow.direction.word(), flow.protocol());
        parts.into_iter().flatten().for_each(|part| text.push_str(&format!(" {part}")));
        let far = flow.far();
        text.push_str(&format!(" {}", far.any_of.join(", ")));
        for (word, list) in [("inside", far.within), ("except", far.except)] {
            if !list.is_empty() {
                text.push_str(&format!(" {word} {}", list.join(", ")));
            }
        }
        text
    };
    flows.iter().map(one).collect()
}

/// What opened; nothing may have closed.
fn opened(before: &Topology, after: &Topology) -> Vec<String> {
    let arrival = arrival(before, after);
    assert!(arrival.traffic.closed.is_empty(), "{:?}", say(&arrival.traffic.closed));
    // And the other way round it is the same that closed.
    let back = self::arrival(after, before);
    assert_eq!(say(&back.traffic.closed), say(&arrival.traffic.opened));
    assert!(back.traffic.opened.is_empty());
    say(&arrival.traffic.opened)
}

/// What of tcp 22 from everyone, newly in the shield, gets through.
fn opened_by_shield(more: impl Fn(Topology) -> Topology) -> Vec<String> {
    let (before, after) = (group(Vec::new()), group(vec![tcp(22, "0.0.0.0/0")]));
    opened(&more(topology(before)), &more(topology(after)))
}

#[test]
fn what_nothing_else_stops_gets_through_to_the_endpoint() {
    let (before, after) =
        (topology(group(Vec::new())), topology(group(vec![tcp(22, "0.0.0.0/0")])));
    let Arrival { reach, traffic } = arrival(&before, &after);
    assert_eq!((reach.internet, reach.before, reach.of), (Portion::All, Portion::None, 1));
    let [one] = reach.endpoints.as_slice() else { panic!("{reach:?}") };
    let Exposed { id: which, label, called, running, ways: _, before, opened, closed } = one;
    assert_eq!((which, &**label, called.as_str()), (&id("e-1"), "e-1", "e-1, called"));
    assert_eq!((*running, *before), (Some(true), Portion::None));
    assert_eq!((say(opened), closed.len()), (vec!["ingress tcp 22 0.0.0.0/0".to_owned()], 0));
    let witness = traffic.witness.unwrap();
    assert_eq!(witness.packet.destination().to_string(), "10.0.1.10", "its own address");
    assert_eq!(witness.before.decision, Decision::Deny);
    assert_eq!(witness.after.boundary, SHIELD);
    assert_eq!(witness.after.rule.as_deref(), Some("r"));
}

#[test]
fn a_door_keeps_everyone_outside_out() {
    let closed = |mut topology: Topology| {
        topology.endpoints.values_mut().for_each(|endpoint| endpoint.door = 1);
        topology
    };
    assert_eq!(opened_by_shield(closed), ["ingress tcp 22 10.0.0.0/16"]);
}

#[test]
fn a_link_lets_in_whom_it_leads_to() {
    let linked = |mut topology: Topology| {
        topology.endpoints.values_mut().for_each(|endpoint| endpoint.door = 1);
        let link = Link { name: "pcx-1".into(), to: block("10.9.0.0/16") };
        topology.segments.values_mut().for_each(|segment| segment.links = vec![link.clone()]);
        topology
    };
    assert_eq!(opened_by_shield(linked), ["ingress tcp 22 10.0.0.0/16, 10.9.0.0/16"]);
}

#[test]
fn an_edge_is_asked_by_those_who_come_from_another_segment() {
    let web_only =
        |topology| with_edge(topology, acl(vec![tcp(443, "0.0.0.0/0")], vec![Match::any()]));
    assert_eq!(opened_by_shield(web_only), ["ingress tcp 22 10.0.1.0/24"]);
}

#[test]
fn replies_have_to_pass_an_edge_that_keeps_no_state() {
    let out = |service: Service| acl(vec![Match::any()], vec![Match::of(service)]);
    let only =
        |service: Service| opened_by_shield(|topology| with_edge(topology, out(service.clone())));
    assert_eq!(only(Service::tcp(1024..=65535)), ["ingress tcp 22 0.0.0.0/0"]);
    assert_eq!(only(Service::tcp(443)), ["ingress tcp 22 10.0.1.0/24"]);
    let some = only(Service::tcp(32768..=60999));
    assert_eq!(some.len(), 2, "{some:?}");
    assert!(some.iter().any(|line| line == "ingress tcp 22 10.0.1.0/24"), "{some:?}");
    let replies = "ingress tcp 22 source 32768-60999 ";
    assert!(some.iter().any(|line| line.starts_with(replies)), "{some:?}");
}

#[test]
fn an_edge_that_changes_is_an_effect_of_what_is_around() {
    let shield = || topology(group(vec![tcp(22, "0.0.0.0/0")]));
    let tight = with_edge(shield(), acl(vec![tcp(443, "0.0.0.0/0")], vec![Match::any()]));
    let open = with_edge(shield(), acl(vec![Match::any()], vec![Match::any()]));
    assert_eq!(
        opened(&tight, &open),
        [
            "ingress tcp 22 0.0.0.0-10.0.0.255, 10.0.2.0-255.255.255.255",
            "egress all 0.0.0.0-10.0.0.255, 10.0.2.0-255.255.255.255"
        ],
        "replies to what goes out come in again as well"
    );
    let witness = arrival(&tight, &open).traffic.witness.unwrap();
    assert_eq!(witness.before.boundary, "a.acl:acl-1", "who refused it");
    assert_eq!(witness.after.boundary, "a.acl:acl-1", "and the same passage now");
    assert_eq!(witness.after.rule.as_deref(), Some("100"));
}

#[test]
fn endpoints_that_behave_the_same_are_told_together() {
    let many = |shield| {
        let mut topology = topology(shield);
        for (name, door) in [("e-2", 0), ("e-3", 1)] {
            let one = Endpoint { door, ..endpoint(name, "10.0.1.11") };
            topology.endpoints.insert(id(name), one);
        }
        topology
    };
    let (before, after) = (many(group(Vec::new())), many(group(vec![tcp(22, "198.51.100.0/24")])));
    let reach = arrival(&before, &after).reach;
    assert_eq!(reach.of, 3);
    assert_eq!(reach.internet, Portion::Some);
    let names: Vec<&str> = reach.endpoints.iter().map(|one| &*one.label).collect();
    assert_eq!(names, ["e-1", "e-2"], "the third can't be reached from there");
    assert!(Arc::ptr_eq(&reach.endpoints[0].opened, &reach.endpoints[1].opened));
}

fn group_of(name: &str) -> Vec<Match> {
    vec![Match::of(Service::tcp(22)).when(Symbol::source(name))]
}

fn with_members(members: &str, whole: bool) -> Topology {
    let mut topology = topology(group(group_of("g-2")));
    let addresses = block(members);
    topology.sets.insert("g-2".into(), Members::Endpoints { addresses, whole });
    topology
}

#[test]
fn a_member_that_comes_is_seen_where_its_group_is_named() {
    let (old, new) = (with_members("10.0.1.20", true), with_members("10.0.1.20-10.0.1.21", true));
    assert_eq!(opened(&old, &new), ["ingress tcp 22 10.0.1.21"]);
}

#[test]
fn members_that_nobody_knows_are_the_same_on_both_sides() {
    let (old, new) = (with_members("10.0.1.20", false), with_members("10.0.1.20-10.0.1.21", false));
    assert_eq!(opened(&old, &new), ["ingress tcp 22 10.0.1.21 except g-2"]);
    // On one side everybody is known: that the others are gone is not.
    assert_eq!(
        opened(&with_members("10.0.1.20", true), &new),
        ["ingress tcp 22 10.0.1.21 except g-2"]
    );
}

#[test]
fn nobody_of_the_internet_is_a_member_of_what_is_not_known() {
    let before = topology(group(Vec::new()));
    let Arrival { reach, traffic } = arrival(&before, &topology(group(group_of("g-9"))));
    assert_eq!(say(&traffic.opened), ["ingress tcp 22 g-9"]);
    assert_eq!((reach.internet, reach.endpoints.len()), (Portion::None, 1));
}

#[test]
fn what_was_read_on_one_side_only_is_unknown() {
    let mut unread = topology(group(group_of("g-2")));
    unread.sets.insert("g-2".into(), Members::Unread);
    let why = try_arrival(&unread, &with_members("10.0.1.20", true)).err().unwrap();
    assert_eq!(why, "g-2 was read on one side only");
}

#[test]
fn an_endpoint_that_comes_opens_what_gets_through_to_it() {
    let after = topology(group(vec![tcp(22, "0.0.0.0/0")]));
    let before = Topology { endpoints: [].into(), ..after.clone() };
    assert_eq!(opened(&before, &after), ["ingress tcp 22 0.0.0.0/0", "egress all 0.0.0.0/0"]);
    let witness = arrival(&before, &after).traffic.witness.unwrap();
    assert_eq!(witness.after.rule.as_deref(), Some("r"));
    // One that is on neither side is not asked.
    let behind = Behind::new(&before, &before, Budget::default());
    assert_eq!(behind.arrival(&ids(&["e-1"]), None).unwrap().reach.of, 0);
}

#[test]
fn an_endpoint_is_asked_in_the_families_that_it_has() {
    let both = || group(vec![tcp(22, "0.0.0.0/0"), tcp(22, "::/0")]);
    let with = |shield: Passage, addresses: &[&str]| {
        let mut topology = topology(shield);
        let all = Addresses::parse_all(addresses.iter().copied()).unwrap();
        topology.endpoints.values_mut().for_each(|one| one.addresses = all.clone());
        topology
    };
    let six = ["2001:db8::10"];
    assert_eq!(opened(&with(group(vec![]), &six), &with(both(), &six)), ["ingress tcp 22 ::/0"]);
    let four = with(group(vec![tcp(22, "0.0.0.0/0")]), &six);
    assert!(arrival(&with(group(vec![]), &six), &four).traffic.is_same());
    // An address of the other family is a way in as well.
    let more = ["10.0.1.10", "2001:db8::10"];
    let told = arrival(&with(both(), &["10.0.1.10"]), &with(both(), &more));
    assert_eq!(say(&told.traffic.opened), ["ingress tcp 22 ::/0", "egress all ::/0"]);
    assert_eq!(told.reach.endpoints[0].before, Portion::Some, "of both families, one");
}

#[test]
fn what_was_open_otherwise_is_said_of_the_boundary() {
    let shield = topology(group(vec![tcp(22, "0.0.0.0/0")]));
    let flow = Flow {
        direction: Direction::Ingress,
        packets: tcp(22, "0.0.0.0/0"),
        rule: None,
        far_set: None,
    };
    let changed = Traffic { opened: vec![flow], ..Traffic::default() };
    let behind = Behind::new(&shield, &shield, Budget::default());
    let reach = behind.arrival(&ids(&["e-1"]), Some(&changed)).unwrap().reach;
    assert_eq!((reach.internet, reach.before), (Portion::All, Portion::All));
    assert_eq!((reach.endpoints.len(), reach.of), (0, 1));
}

#[test]
fn a_rule_for_other_addresses_is_not_the_endpoints() {
    let to = |address: &str| group(vec![tcp(22, "0.0.0.0/0").to(block(address))]);
    let before = topology(group(Vec::new()));
    assert!(arrival(&before, &topology(to("10.0.1.77"))).traffic.is_same());
    assert_eq!(opened(&before, &topology(to("10.0.1.0/24"))), ["ingress tcp 22 0.0.0.0/0"]);
}

#[test]
fn a_rule_for_a_set_is_for_those_who_are_in_it() {
    let named = || {
        let all = Match::of(Service::tcp(22)).when(Symbol::destination("set"));
        let mut topology = topology(group(vec![all]));
        let addresses = Addresses::none();
        topology.sets.insert("set".into(), Members::Endpoints { addresses, whole: true });
        topology
    };
    let mut inside = named();
    inside.endpoints.values_mut().for_each(|one| one.member_of = ["set".into()].into());
    let before = topology(group(Vec::new()));
    assert!(arrival(&before, &named()).traffic.is_same());
    assert_eq!(opened(&before, &inside), ["ingress tcp 22 0.0.0.0/0"]);
}

#[test]
fn too_complex_is_said_and_not_guessed() {
    let (before, after) =
        (topology(group(Vec::new())), topology(group(vec![tcp(22, "0.0.0.0/0")])));
    let behind = Behind::new(&before, &after, Budget { size: 1 });
    let why = behind.arrival(&ids(&["e-1"]), None).err().unwrap();
    assert!(why.starts_with("at e-1: too complex"), "{why}");
}

#[test]
fn a_far_end_has_the_name_that_rules_have_for_it_with_that_service() {
    let of_group = |port: u16| Match::of(Service::tcp(port)).when(Symbol::source("a.group:g-2"));
    let with = |matches: Vec<Match>| {
        let mut topology = topology(group(matches));
        let members = Members::Endpoints { addresses: block("10.0.1.20"), whole: true };
        topology.sets.insert("a.group:g-2".into(), members);
        topology
    };
    let opened = |more: Match| opened(&with(vec![of_group(80)]), &with(vec![of_group(80), more]));
    assert_eq!(opened(of_group(22)), ["ingress tcp 22 a.group:g-2"]);
    // A rule for an address means whoever has it, and today that is the group's only member.
    assert_eq!(opened(tcp(22, "10.0.1.20/32")), ["ingress tcp 22 10.0.1.20"]);
}
