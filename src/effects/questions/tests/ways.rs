//! What is asked on the way, in which order, and what replies need.

use super::*;
use crate::traffic::Intervals;

/// `web` in `a` and `db` in `b`; each subnet has a list of its own.
fn with_edges(a: Passage, b: Passage) -> Topology {
    let mut topology = network();
    add(&mut topology, "web", "a", "10.0.1.10", open("sg-web"));
    add(&mut topology, "db", "b", "10.0.2.10", open("sg-db"));
    topology.segments.get_mut("a").unwrap().edge = Some(a);
    topology.segments.get_mut("b").unwrap().edge = Some(b);
    topology
}

#[test]
fn inside_a_segment_only_shields_are_asked() {
    let mut topology = with_edges(list("acl", vec![], vec![]), list("acl", vec![], vec![]));
    let inwards = group("sg-api", vec![tcp(443).from(block("10.0.1.10"))], vec![]);
    add(&mut topology, "api", "a", "10.0.1.11", inwards);
    let answer = ask_tcp(&topology, "web", "api", 443);
    assert_eq!(answer.allowed, Portion::All);
    assert_eq!(answer.replies, None, "no boundary without state is on the way");
    assert_eq!(by(&answer.decided_by), ["sg-web r0 allow", "sg-api r0 allow"]);
    assert_eq!(allowed(&topology, "web", "api", 80), Portion::None);
    assert_eq!(allowed(&topology, "api", "web", 443), Portion::None, "it lets nothing out");
}

#[test]
fn between_segments_the_edges_are_asked_in_the_order_of_the_way() {
    let topology = with_edges(open("acl-a"), open("acl-b"));
    let answer = ask_tcp(&topology, "web", "db", 5432);
    assert_eq!(answer.allowed, Portion::All);
    assert_eq!(
        by(&answer.decided_by),
        ["sg-web r0 allow", "acl-a r0 allow", "acl-b r0 allow", "sg-db r0 allow"]
    );
    let sample = answer.passes.unwrap();
    assert_eq!((&*sample.from, &*sample.to), ("10.0.1.10", "10.0.2.10"));
}

#[test]
fn who_refuses_is_told_with_the_packet_that_is_refused() {
    let topology = with_edges(open("acl-a"), list("acl-b", vec![tcp(443)], vec![Match::any()]));
    let answer = ask_tcp(&topology, "web", "db", 5432);
    assert_eq!((answer.allowed, answer.passes), (Portion::None, None));
    assert_eq!(answer.refused.unwrap().packet.ports().unwrap().0, 5432);
    assert_eq!(
        by(&answer.decided_by),
        ["sg-web r0 allow", "acl-a r0 allow", "acl-b - deny", "sg-db r0 allow"]
    );
    assert!(answer.refused_by.is_empty());
}

#[test]
fn replies_go_to_ports_from_1024_up() {
    let replies = |low: u16, high: u16| {
        let back = Match::of(Service::tcp(Intervals::range(low, high)));
        let topology = with_edges(list("acl", vec![back], vec![Match::any()]), open("acl-b"));
        let answer = ask_tcp(&topology, "web", "db", 5432);
        (answer.allowed, answer.replies)
    };
    assert_eq!(replies(1024, 65535), (Portion::All, Some(Portion::All)));
    assert_eq!(replies(0, 65535), (Portion::All, Some(Portion::All)));
    assert_eq!(replies(32768, 60999), (Portion::All, Some(Portion::Some)), "some leaves it");
    assert_eq!(replies(0, 1023), (Portion::None, Some(Portion::None)), "none makes it none");
}

#[test]
fn a_reply_that_is_refused_is_told_by_its_rule() {
    let topology = with_edges(list("acl", vec![tcp(22)], vec![Match::any()]), open("acl-b"));
    let answer = ask_tcp(&topology, "web", "db", 5432);
    assert_eq!(answer.allowed, Portion::None);
    assert_eq!(by(&answer.decided_by).last().unwrap(), "acl - deny");
    assert_eq!(answer.decided_by.len(), 5, "four that let it go, and one that lets nothing back");
}

#[test]
fn a_source_port_that_is_given_is_where_the_reply_goes() {
    let back = Match::of(Service::udp(53));
    let topology = with_edges(list("acl", vec![back], vec![Match::any()]), open("acl-b"));
    let mut asked = question("web", "db", 17, Some(53));
    assert_eq!(ask(&topology, &asked).unwrap().allowed, Portion::None);
    asked.source_port = Some(53);
    let answer = ask(&topology, &asked).unwrap();
    assert_eq!((answer.allowed, answer.replies), (Portion::All, Some(Portion::All)));
}

#[test]
fn an_echo_is_answered_by_an_echo_reply_and_the_rest_by_itself() {
    let reply = Match::of(Service::protocols(1).with_icmp(0, Intervals::all()));
    let back = vec![reply, Match::of(Service::protocols(50))];
    let topology = with_edges(list("acl", back, vec![Match::any()]), open("acl-b"));
    let mut echo = question("web", "db", 1, None);
    echo.icmp_type = Some(8);
    assert_eq!(ask(&topology, &echo).unwrap().replies, Some(Portion::All));
    echo.icmp_type = Some(13);
    assert_eq!(ask(&topology, &echo).unwrap().allowed, Portion::None);
    assert_eq!(
        ask(&topology, &question("web", "db", 50, None)).unwrap().replies,
        Some(Portion::All)
    );
    assert_eq!(ask(&topology, &question("web", "db", 51, None)).unwrap().allowed, Portion::None);
}

#[test]
fn replies_are_those_to_what_passes() {
    // Only tcp gets in, and only udp gets back.
    let acl = list("acl", vec![Match::any()], vec![Match::of(Service::udp(Intervals::all()))]);
    let mut topology = with_edges(open("acl-a"), acl);
    topology.shields[1] = group("sg-db", vec![tcp(5432)], vec![]);
    let asked = Question { protocol: Protocols::All, ..question("web", "db", 6, None) };
    let answer = ask(&topology, &asked).unwrap();
    assert_eq!((answer.allowed, answer.replies), (Portion::None, Some(Portion::None)));
}

#[test]
fn whoever_goes_outside_meets_the_door_last() {
    let mut topology = with_edges(open("acl-a"), open("acl-b"));
    topology.doors[0] = group("rtb", vec![], vec![Match::any().to(Addresses::internet())]);
    let answer = ask_tcp(&topology, "web", "internet", 443);
    assert_eq!(answer.allowed, Portion::All);
    assert_eq!(by(&answer.decided_by), ["sg-web r0 allow", "acl-a r0 allow", "rtb r0 allow"]);
    let answer = ask_tcp(&topology, "internet", "web", 443);
    assert_eq!(by(&answer.decided_by), ["rtb - deny", "acl-a r0 allow", "sg-web r0 allow"]);
}

#[test]
fn the_internet_is_asked_in_the_families_that_the_endpoint_has() {
    let mut topology = network();
    let shield = group("sg", vec![tcp(443).from(block("0.0.0.0/0"))], vec![]);
    add(&mut topology, "four", "a", "10.0.1.10", shield.clone());
    add(&mut topology, "both", "a", "10.0.1.11 2001:db8::11", shield);
    assert_eq!(allowed(&topology, "internet", "four", 443), Portion::All);
    assert_eq!(allowed(&topology, "internet", "both", 443), Portion::Some);
    assert_eq!(allowed(&topology, "198.51.100.0/24", "both", 443), Portion::All);
    assert_eq!(allowed(&topology, "2001:db8:1::/64", "both", 443), Portion::None);
    // ICMP of IPv4 is not asked of IPv6.
    topology.shields[1] =
        group("sg", vec![Match::of(Service::protocols(1)).from(block("0.0.0.0/0"))], vec![]);
    let icmp = ask(&topology, &question("internet", "both", 1, None)).unwrap();
    assert_eq!(icmp.allowed, Portion::All);
}

#[test]
fn the_internet_is_no_private_address_and_not_the_network_itself() {
    let mut topology = network();
    topology.networks.insert("net".into(), block("10.0.0.0/16 2001:db8:a::/48"));
    let public = Match::any().to(Addresses::internet().difference(&block("2001:db8:a::/48")));
    topology.doors[0] = group("rtb", vec![], vec![public]);
    add(&mut topology, "web", "a", "10.0.1.10 2001:db8:a::10", open("sg"));
    assert_eq!(allowed(&topology, "web", "internet", 443), Portion::All);
    assert_eq!(allowed(&topology, "web", "192.168.0.0/24", 443), Portion::None);
    assert_eq!(allowed(&topology, "web", "198.51.100.7", 443), Portion::All);
}

#[test]
fn linked_networks_need_both_ends_of_the_link() {
    let mut topology = network();
    topology.networks.insert("far".into(), block("10.9.0.0/16"));
    segment(&mut topology, "c", "far", "10.9.1.0/24");
    add(&mut topology, "web", "a", "10.0.1.10", open("sg-web"));
    add(&mut topology, "there", "c", "10.9.1.10", open("sg-there"));
    let refused = ask_tcp(&topology, "web", "there", 443);
    assert_eq!(refused.allowed, Portion::None, "a known endpoint in an unconnected network");
    assert_eq!(by(&refused.decided_by), ["sg-web r0 allow", "net - deny", "sg-there r0 allow"]);
    link(&mut topology, "a", "pcx-1", "10.9.0.0/16");
    assert_eq!(allowed(&topology, "web", "there", 443), Portion::None, "no way back");
    link(&mut topology, "c", "pcx-1", "10.0.1.0/25");
    let answer = ask_tcp(&topology, "web", "there", 443);
    assert_eq!(answer.allowed, Portion::All);
    assert_eq!(
        by(&answer.decided_by),
        ["sg-web r0 allow", "pcx-1 10.9.0.0/16 allow", "sg-there r0 allow"]
    );
    add(&mut topology, "beyond", "a", "10.0.1.200", open("sg-beyond"));
    assert_eq!(allowed(&topology, "beyond", "there", 443), Portion::None, "not sent back there");
}

#[test]
fn some_has_a_packet_that_passes_and_one_that_does_not() {
    let mut topology = network();
    let from = tcp(443).from(block("198.51.100.0/24"));
    add(&mut topology, "web", "a", "10.0.1.10", group("sg", vec![from], vec![]));
    let answer = ask_tcp(&topology, "internet", "web", 443);
    assert_eq!(answer.allowed, Portion::Some);
    let (passes, refused) = (answer.passes.unwrap(), answer.refused.unwrap());
    assert!(passes.from.starts_with("198.51.100."), "{passes:?}");
    assert!(!refused.from.starts_with("198.51.100."), "{refused:?}");
    assert_eq!(by(&answer.decided_by), ["door r0 allow", "sg r0 allow"]);
    assert_eq!(by(&answer.refused_by), ["door r0 allow", "sg - deny"]);
}

#[test]
fn several_endpoints_are_asked_together() {
    let mut topology = network();
    add(&mut topology, "eni-1", "a", "10.0.1.10", group("sg", vec![tcp(443)], vec![]));
    add(&mut topology, "eni-2", "b", "10.0.2.10", group("sg", vec![tcp(80), tcp(443)], vec![]));
    for endpoint in topology.endpoints.values_mut() {
        endpoint.machine = Some("i-1".into());
        endpoint.names.insert("i-1".into());
    }
    assert_eq!(allowed(&topology, "internet", "i-1", 443), Portion::All);
    assert_eq!(allowed(&topology, "internet", "i-1", 80), Portion::Some);
    assert_eq!(allowed(&topology, "internet", "i-1", 22), Portion::None);
    assert_eq!(allowed(&topology, "internet", "eni-2", 80), Portion::All);
}
