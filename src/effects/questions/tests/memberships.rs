//! Names that rules draw on: who is in them, and what depends on it when nobody knows.

use super::*;
use crate::model::unread;
use crate::traffic::{Side, Symbol};

/// `web` and `db`; `db` lets in tcp 5432 from the members of `g`.
fn grouped(members: Members) -> Topology {
    let mut topology = network();
    add(&mut topology, "web", "a", "10.0.1.10", open("sg-web")).member_of = names(&["g"]);
    add(&mut topology, "api", "a", "10.0.1.11", open("sg-api"));
    let rule = tcp(5432).when(Symbol::source("g"));
    add(&mut topology, "db", "b", "10.0.2.10", group("sg-db", vec![rule], vec![]));
    set(&mut topology, "g", members);
    topology
}

fn endpoints(addresses: &str, whole: bool) -> Members {
    Members::Endpoints { addresses: block(addresses), whole }
}

/// The answer and what it depends on.
fn answered(topology: &Topology, from: &str, to: &str) -> (Portion, Vec<String>) {
    let answer = ask_tcp(topology, from, to, 5432);
    (answer.allowed, answer.depends_on.iter().map(ToString::to_string).collect())
}

#[test]
fn an_endpoint_says_what_it_is_a_member_of() {
    for whole in [true, false] {
        let topology = grouped(endpoints("10.0.1.10", whole));
        assert_eq!(answered(&topology, "web", "db"), (Portion::All, vec![]));
        assert_eq!(answered(&topology, "api", "db"), (Portion::None, vec![]), "whole: {whole}");
    }
    let unread = grouped(Members::Unread);
    assert_eq!(answered(&unread, "web", "db"), (Portion::All, vec![]));
    assert_eq!(answered(&unread, "api", "db"), (Portion::None, vec!["g".to_owned()]));
}

#[test]
fn an_address_that_nobody_uses_is_a_member_only_of_what_is_not_known_whole() {
    let g = || vec!["g".to_owned()];
    let whole = grouped(endpoints("10.0.1.10", true));
    let open = grouped(endpoints("10.0.1.10", false));
    for from in ["10.0.1.99", "192.0.2.1"] {
        assert_eq!(answered(&whole, from, "db"), (Portion::None, vec![]), "{from}");
        assert_eq!(answered(&open, from, "db"), (Portion::None, g()), "{from}");
        assert_eq!(answered(&grouped(Members::Unread), from, "db"), (Portion::None, g()));
    }
}

#[test]
fn addresses_of_a_set_are_taken_for_it() {
    let topology = grouped(Members::Addresses(block("10.0.1.11 192.0.2.0/24")));
    assert_eq!(answered(&topology, "api", "db"), (Portion::All, vec![]));
    assert_eq!(answered(&topology, "192.0.2.9", "db"), (Portion::All, vec![]));
    assert_eq!(answered(&topology, "192.0.2.0/23", "db"), (Portion::Some, vec![]));
    assert_eq!(answered(&topology, "10.0.1.99", "db"), (Portion::None, vec![]));
}

#[test]
fn what_does_not_change_the_answer_is_certain() {
    let mut topology = grouped(Members::Unread);
    let any = tcp(5432).from(block("10.0.0.0/8"));
    let rule = tcp(5432).when(Symbol::source("g"));
    topology.shields[2] = group("sg-db", vec![rule.clone(), any], vec![]);
    assert_eq!(answered(&topology, "api", "db"), (Portion::All, vec![]));
    // Some pass in any case, and some don't.
    let some = tcp(5432).from(block("192.0.2.0/25"));
    let refused = Match::any().from(block("192.0.2.128/26"));
    let deny =
        Guard::listed("deny", vec![Rule::new("d", Action::Deny, vec![refused])], Decision::Allow);
    let mut shield = group("sg-db", vec![rule, some], vec![]);
    shield.ingress = Guard::All(vec![deny, shield.ingress]);
    topology.shields[2] = shield;
    assert_eq!(answered(&topology, "192.0.2.0/24", "db"), (Portion::Some, vec![]));
    assert_eq!(answered(&topology, "192.0.2.0/25", "db"), (Portion::All, vec![]));
    assert_eq!(answered(&topology, "192.0.2.192/26", "db"), (Portion::None, vec!["g".to_owned()]));
    // What passes for sure, and the rest with the members of `g`: then all of it would.
    let (portion, depends) = answered(&topology, "192.0.2.64-192.0.2.127", "db");
    assert_eq!((portion, depends), (Portion::All, vec![]));
}

#[test]
fn some_depends_when_all_of_it_may_pass() {
    let mut topology = grouped(Members::Unread);
    let some = tcp(5432).from(block("192.0.2.0/25"));
    let rule = tcp(5432).when(Symbol::source("g"));
    topology.shields[2] = group("sg-db", vec![rule, some], vec![]);
    let depends = (Portion::Some, vec!["g".to_owned()]);
    assert_eq!(answered(&topology, "192.0.2.0/24", "db"), depends);
}

#[test]
fn a_deny_of_unknown_members_makes_all_depend() {
    let mut topology = network();
    add(&mut topology, "web", "a", "10.0.1.10", open("sg-web"));
    let deny = Rule::new("d", Action::Deny, vec![Match::any().when(Symbol::source("list"))]);
    let allow = Rule::new("a", Action::Allow, vec![Match::any()]);
    let ingress = Guard::listed("nsg", vec![deny, allow], Decision::Deny);
    add(&mut topology, "db", "b", "10.0.2.10", Passage { ingress, ..open("nsg") });
    set(&mut topology, "list", Members::Unread);
    let (portion, depends) = answered(&topology, "web", "db");
    assert_eq!((portion, depends), (Portion::All, vec!["list".to_owned()]));
    let answer = ask_tcp(&topology, "web", "db", 5432);
    assert!(!answer.is_surely(Portion::All), "an expectation that needs an empty list is not met");
}

#[test]
fn a_boundary_that_was_not_read_is_what_the_answer_depends_on() {
    let mut topology = grouped(endpoints("", true));
    let acl = Passage::unread(&"acl-9".into(), "denied".to_owned());
    topology.segments.get_mut("a").unwrap().edge = Some(Passage { stateful: false, ..acl });
    let acl = || vec!["acl-9".to_owned()];
    assert_eq!(answered(&topology, "web", "db"), (Portion::None, acl()));
    assert_eq!(answered(&topology, "api", "db"), (Portion::None, vec![]), "refused in any case");
    assert_eq!(answered(&topology, "web", "api"), (Portion::All, vec![]), "not on the way");
    let group = Guard::Any(vec![
        unread(&"sg-of-another".into(), Side::Source),
        topology.shields[2].ingress.clone(),
    ]);
    topology.shields[2].ingress = group;
    topology.segments.get_mut("a").unwrap().edge = None;
    let depends = vec!["sg-of-another".to_owned()];
    assert_eq!(answered(&topology, "api", "db"), (Portion::None, depends));
    assert_eq!(answered(&topology, "web", "db"), (Portion::All, vec![]));
}

#[test]
fn an_endpoint_of_unknown_address_is_in_every_whole_family_and_perhaps_in_a_block() {
    let mut topology = network();
    add(&mut topology, "pod", "a", "", open("out"));
    let rules = |block_of: &str| vec![tcp(5432).from(block(block_of))];
    add(&mut topology, "db", "a", "", group("in", rules("0.0.0.0/0"), vec![]));
    assert_eq!(answered(&topology, "pod", "db"), (Portion::All, vec![]));
    let answer = ask_tcp(&topology, "pod", "db", 5432);
    let sample = answer.passes.unwrap();
    assert_eq!((&*sample.from, &*sample.to), ("pod", "db"), "no address is made up");
    topology.shields[1] = group("in", rules("10.0.0.0/8"), vec![]);
    let depends = vec!["10.0.0.0/8".to_owned()];
    assert_eq!(answered(&topology, "pod", "db"), (Portion::None, depends));
    assert_eq!(answered(&topology, "10.1.2.3", "db"), (Portion::All, vec![]), "that one is known");
    let named = tcp(5432).when(Symbol::source("list"));
    topology.shields[1] = group("in", vec![named], vec![]);
    set(&mut topology, "list", Members::Addresses(block("10.0.0.0/8")));
    assert_eq!(answered(&topology, "pod", "db"), (Portion::None, vec!["list".to_owned()]));
}
