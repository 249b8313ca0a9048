//! What names and addresses stand for.

use super::*;
use crate::effects::NameError;

fn error(topology: &Topology, from: &str, to: &str) -> NameError {
    match ask(topology, &question(from, to, 6, None)) {
        Err(QuestionError::Name(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn two() -> Topology {
    let mut topology = network();
    add(
        &mut topology,
        "web",
        "a",
        "10.0.1.10 10.0.1.11",
        group("sg-web", vec![tcp(80)], vec![Match::any()]),
    );
    add(&mut topology, "db", "b", "10.0.2.10", group("sg-db", vec![tcp(5432)], vec![]));
    topology
}

#[test]
fn a_label_is_stronger_than_a_name_and_a_name_of_two_is_an_error() {
    let mut topology = two();
    for endpoint in topology.endpoints.values_mut() {
        endpoint.names.extend(names(&["web", "shop"]));
    }
    assert_eq!(allowed(&topology, "internet", "web", 80), Portion::All);
    let NameError::Ambiguous { name, candidates } = error(&topology, "shop", "internet") else {
        panic!("it may be either")
    };
    assert_eq!((&*name, candidates), ("shop", vec!["db".to_owned(), "web".to_owned()]));
    assert_eq!(error(&topology, "internet", "wbe"), NameError::Unknown("wbe".to_owned()));
}

#[test]
fn a_label_of_two_clouds_is_told_apart_by_what_one_is_called_besides() {
    let mut there = two();
    for endpoint in there.endpoints.values_mut() {
        endpoint.names.extend(names(&["/groups/shop/web"]));
    }
    let estate = Estate::from(vec![two(), there]);
    let Err(QuestionError::Name(NameError::Ambiguous { candidates, .. })) =
        answer(&estate, &question("internet", "web", 6, Some(80)))
    else {
        panic!("it may be either")
    };
    assert_eq!(candidates, ["web", "/groups/shop/web"]);
}

#[test]
fn case_does_not_matter_where_nothing_else_fits() {
    let mut topology = two();
    topology.endpoints.values_mut().next().unwrap().names.insert("/subscriptions/a/nic".into());
    assert_eq!(allowed(&topology, "internet", "/subscriptions/A/NIC", 5432), Portion::All);
}

#[test]
fn an_address_of_an_endpoint_stands_for_the_endpoint() {
    let mut topology = two();
    topology.endpoints.values_mut().last().unwrap().public = block("198.51.100.7");
    let rule = tcp(80).to(block("10.0.1.10"));
    topology.shields[0] = group("sg-web", vec![rule], vec![]);
    // With both of its addresses: only one is let in to.
    assert_eq!(allowed(&topology, "internet", "10.0.1.10", 80), Portion::Some);
    assert_eq!(allowed(&topology, "db", "198.51.100.7", 443), Portion::None);
    assert_eq!(allowed(&topology, "internet", "198.51.100.7", 80), Portion::Some);
    // A block stands for the addresses in it.
    assert_eq!(allowed(&topology, "internet", "10.0.1.8/30", 80), Portion::Some);
    assert_eq!(allowed(&topology, "10.0.2.99", "10.0.1.10/31", 80), Portion::Some);
}

#[test]
fn an_address_that_nobody_uses_is_a_bare_peer() {
    let mut topology = two();
    topology.segments.get_mut("b").unwrap().edge = Some(open("acl-b"));
    let answer = ask_tcp(&topology, "10.0.2.77", "web", 80);
    assert_eq!(by(&answer.decided_by), ["acl-b r0 allow", "sg-web r0 allow"], "it has no shield");
    // In the network, and in no segment of it.
    let answer = ask_tcp(&topology, "10.0.77.1", "web", 80);
    assert_eq!(by(&answer.decided_by), ["sg-web r0 allow"]);
    // It goes outside by the door of its segment.
    topology.doors.push(group("private", vec![], vec![]));
    topology.segments.get_mut("b").unwrap().door = 1;
    let answer = ask_tcp(&topology, "10.0.2.77", "internet", 80);
    assert_eq!(by(&answer.decided_by), ["acl-b r0 allow", "private - deny"]);
}

#[test]
fn a_block_spans_endpoints_bare_addresses_and_the_outside() {
    let mut topology = two();
    assert_eq!(allowed(&topology, "10.0.0.0/8", "web", 80), Portion::Some, "db lets nothing out");
    topology.shields[1] = group("sg-db", vec![], vec![Match::any()]);
    assert_eq!(allowed(&topology, "10.0.0.0/8", "web", 80), Portion::All);
    topology.doors[0] = group("door", vec![], vec![]);
    assert_eq!(
        allowed(&topology, "10.0.0.0/8", "web", 80),
        Portion::Some,
        "and 10.1.0.0 is outside"
    );
    assert_eq!(allowed(&topology, "10.0.0.0/16", "web", 80), Portion::All);
}

#[test]
fn two_foreign_ends_are_an_error() {
    let topology = two();
    let both = |from: &str, to: &str| NameError::BothOutside { from: from.into(), to: to.into() };
    assert_eq!(error(&topology, "internet", "192.0.2.1"), both("internet", "192.0.2.1"));
    assert_eq!(error(&topology, "internet", "internet"), both("internet", "internet"));
}

#[test]
fn an_address_of_several_networks_is_the_one_near_the_other_end() {
    let mut topology = two();
    topology.networks.insert("twin".into(), block("10.0.0.0/16"));
    segment(&mut topology, "t", "twin", "10.0.1.0/24");
    add(
        &mut topology,
        "other",
        "t",
        "10.0.1.10",
        group("sg-other", vec![tcp(22)], vec![Match::any()]),
    );
    assert_eq!(allowed(&topology, "10.0.1.10", "db", 5432), Portion::All, "that is web");
    assert_eq!(allowed(&topology, "10.0.1.77", "other", 22), Portion::All, "beside it");
    let error = error(&topology, "internet", "10.0.1.10");
    let NameError::Overlapping { networks, .. } = error else { panic!("{error:?}") };
    assert_eq!(networks, ["net", "twin"]);
}

#[test]
fn what_is_in_a_network_that_nothing_leads_to_is_none() {
    let mut topology = two();
    topology.networks.insert("far".into(), block("10.9.0.0/16"));
    segment(&mut topology, "c", "far", "10.9.1.0/24");
    add(&mut topology, "there", "c", "10.9.1.10", open("sg-there"));
    for to in ["there", "10.9.1.10", "10.9.1.99", "10.9.1.0/24"] {
        assert_eq!(allowed(&topology, "web", to, 443), Portion::None, "{to}");
    }
    assert_eq!(allowed(&topology, "web", "10.8.1.10", 443), Portion::All, "outside is asked");
}

#[test]
fn worlds_have_nothing_to_do_with_each_other() {
    let (one, mut other) = (two(), network());
    add(&mut other, "pod", "a", "10.0.1.10", open("policy"));
    let estate = Estate::from(vec![one, other]);
    let asked = question("web", "pod", 6, None);
    assert_eq!(answer(&estate, &asked).unwrap().allowed, Portion::None);
    let asked = question("10.0.1.10", "pod", 6, None);
    assert_eq!(answer(&estate, &asked).unwrap().allowed, Portion::All, "its own address");
    let asked = question("10.0.1.10", "10.0.1.11", 6, None);
    assert!(answer(&estate, &asked).is_err(), "in which of the two?");
}

#[test]
fn a_thing_and_itself() {
    let mut topology = two();
    // Among others it is left out: `web` lets itself in on port 80 alone.
    topology.shields[1] = group("sg-db", vec![], vec![Match::any()]);
    topology.shields[0] =
        group("sg-web", vec![tcp(80).from(block("10.0.2.0/24"))], vec![Match::any()]);
    assert_eq!(allowed(&topology, "10.0.2.0/24", "web", 80), Portion::All);
    assert_eq!(allowed(&topology, "web", "web", 80), Portion::None, "asked for itself it is asked");
}

#[test]
fn a_name_of_two_worlds_is_that_of_the_one_that_knows_both_ends() {
    let (mut one, mut other) = (two(), network());
    one.endpoints.values_mut().last().unwrap().names.insert("shop".into());
    add(&mut other, "shop", "a", "10.0.1.10", open("policy"));
    let estate = Estate::from(vec![one, other]);
    let ask = |from: &str, to: &str| answer(&estate, &question(from, to, 6, Some(5432)));
    assert_eq!(ask("shop", "db").unwrap().allowed, Portion::All);
    // A label of the one world is no stronger than a name of the other.
    let Err(QuestionError::Name(NameError::Ambiguous { candidates, .. })) = ask("shop", "internet")
    else {
        panic!("it may be either")
    };
    assert_eq!(candidates, ["web", "shop"]);
}
