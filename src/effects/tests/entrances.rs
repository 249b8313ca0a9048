//! What outsiders get through to, on topologies made by hand, and held against the answers to questions.

use super::exposure::{acl, block, door, endpoint, group, id, tcp, topology, with_edge};
use crate::effects::entrances::asking::Asking;
use crate::effects::{Estate, answer, entrances};
use crate::model::{Link, Members, Passage, Protocols, Question, Topology, Way};
use crate::providers::kubernetes::applied;
use crate::traffic::{
    Action, Addresses, Decision, Guard, Intervals, Match, Portion, Rule, Service, Symbol, protocol,
};

const PORTS: [u16; 3] = [22, 2375, 5432];

/// The ways in to `e-1`: `22 from 198.51.100.0/24 by a.group:g-1 r`.
fn found(topology: &Topology) -> Vec<String> {
    let ports = Intervals::of(PORTS.map(|port| (port, port)));
    let mut asking = Asking::of(topology, &ports).unwrap();
    let endpoint = &topology.endpoints[&id("e-1")];
    let found = asking.found(endpoint).unwrap();
    let internet = Addresses::internet();
    let one = |found: &crate::effects::entrances::asking::Found<'_>| {
        let from = if found.from.v4 == internet.v4 {
            "the internet".to_owned()
        } else {
            found.from.texts().join(", ")
        };
        let (boundary, rule) = found.rulings.first().cloned().unwrap_or_default();
        format!("{} from {from} by {boundary} {}", found.port, rule.unwrap_or_default())
    };
    found.iter().map(one).collect()
}

/// A question about one port says the same of all of the internet, and of none of it.
fn agrees(topology: &Topology) {
    let estate = Estate::from(vec![topology.clone()]);
    let told = found(topology);
    for port in PORTS {
        let question = Question {
            from: "internet".to_owned(),
            to: "e-1".to_owned(),
            protocol: Protocols::One(protocol::TCP),
            port: Some(port),
            source_port: None,
            icmp_type: None,
            icmp_code: None,
        };
        let found = answer(&estate, &question).unwrap();
        let told = told.iter().find(|one| one.starts_with(&format!("{port} ")));
        match found.allowed {
            _ if !found.is_certain() => assert_eq!(told, None, "{port}"),
            Portion::All => assert!(told.unwrap().contains("the internet"), "{port}"),
            Portion::Some => assert!(!told.unwrap().contains("the internet"), "{port}"),
            Portion::None => assert_eq!(told, None, "{port}"),
        }
    }
}

#[test]
fn a_port_is_told_with_who_gets_there_and_by_which_rule() {
    let open = topology(group(vec![
        tcp(22, "0.0.0.0/0"),
        tcp(5432, "198.51.100.0/24"),
        tcp(2375, "10.0.0.0/8"),
        tcp(443, "0.0.0.0/0"),
    ]));
    assert_eq!(
        found(&open),
        ["22 from the internet by a.group:g-1 r", "5432 from 198.51.100.0/24 by a.group:g-1 r"]
    );
    agrees(&open);
    let all = Rule::new("all", Action::Allow, vec![Match::any()]);
    let all = topology(Passage {
        ingress: Guard::union("a.group:g-1", vec![all]),
        ..Passage::open("a.group:g-1")
    });
    assert_eq!(found(&all).len(), PORTS.len());
    agrees(&all);
}

#[test]
fn everything_on_the_way_has_to_let_it_through() {
    let open = topology(group(vec![tcp(22, "0.0.0.0/0"), tcp(2375, "0.0.0.0/0")]));
    let everything = || vec![Match::any()];
    for (edge, left) in [
        (acl(everything(), everything()), 2),
        (acl(vec![tcp(22, "0.0.0.0/0")], everything()), 1),
        // The replies have to pass as well.
        (acl(everything(), Vec::new()), 0),
        (acl(everything(), vec![Match::of(Service::tcp(1024..=u16::MAX))]), 2),
        (acl(everything(), vec![Match::of(Service::tcp(443))]), 0),
    ] {
        let topology = with_edge(open.clone(), edge);
        assert_eq!(found(&topology).len(), left);
        agrees(&topology);
    }
    let mut private = open.clone();
    private.doors = vec![door(false)];
    assert_eq!(found(&private), [] as [&str; 0]);
    agrees(&private);
}

#[test]
fn a_link_is_no_way_in_for_outsiders() {
    let mut linked = topology(group(vec![tcp(22, "0.0.0.0/0")]));
    linked.doors = vec![door(false)];
    let link = Link { name: "tgw-1".into(), to: block("0.0.0.0/0") };
    linked.segments.values_mut().for_each(|segment| segment.links = vec![link.clone()]);
    assert_eq!(found(&linked), [] as [&str; 0]);
    agrees(&linked);
    // Nor are addresses of the network outside, whichever those are.
    let mut own = topology(group(vec![tcp(22, "198.51.100.0/24")]));
    own.networks.values_mut().for_each(|network| *network = block("198.51.100.0/24"));
    assert_eq!(found(&own), [] as [&str; 0]);
    agrees(&own);
}

#[test]
fn what_hangs_on_something_unread_is_not_told() {
    let name = "a.list:pl-1";
    let named = |holds: bool| {
        let packets = Match::of(Service::tcp(22));
        let symbol = Symbol::source(name);
        vec![if holds { packets.when(symbol) } else { packets.unless(symbol) }]
    };
    for holds in [true, false] {
        let unknown = topology(group(named(holds)));
        assert_eq!(found(&unknown), [] as [&str; 0], "{holds}");
        agrees(&unknown);
        let mut known = unknown.clone();
        let members = Members::Addresses(block("198.51.100.0/24"));
        known.sets.insert(name.into(), members);
        assert_eq!(found(&known).len(), 1, "{holds}");
        agrees(&known);
    }
    let mut unread = topology(group(vec![tcp(22, "0.0.0.0/0")]));
    unread.doors = vec![Passage::unread(&"a.routes:r-1".into(), "not read".to_owned())];
    assert_eq!(found(&unread), [] as [&str; 0]);
    agrees(&unread);
    // Who is in a group of machines is nobody of the internet.
    let mut members = topology(group(named(true)));
    let addresses = block("10.0.1.11/32");
    members.sets.insert(name.into(), Members::Endpoints { addresses, whole: true });
    assert_eq!(found(&members), [] as [&str; 0]);
}

#[test]
fn a_deny_before_an_allow_is_obeyed() {
    let deny = Rule::new("50", Action::Deny, vec![tcp(22, "0.0.0.0/1")]);
    let allow = Rule::new("100", Action::Allow, vec![tcp(22, "0.0.0.0/0")]);
    let listed = |rules| Passage {
        ingress: Guard::listed("a.group:g-1", rules, Decision::Deny),
        ..Passage::open("a.group:g-1")
    };
    let half = topology(listed(vec![deny.clone(), allow.clone()]));
    assert!(!found(&half)[0].contains("the internet"), "{:?}", found(&half));
    agrees(&half);
    let whole = topology(listed(vec![allow, deny]));
    assert!(found(&whole)[0].contains("the internet"));
    agrees(&whole);
}

#[test]
fn a_pod_is_reached_by_what_leads_there() {
    let way = |port: u16, from: &str, by_proxy| Way {
        by: "service shop/web (LoadBalancer, tcp 22)".into(),
        through: Vec::new(),
        from: block(from),
        arrives: if port == 0 { Service::any() } else { Service::tcp(port) },
        by_proxy,
    };
    let at = |ways: Vec<Way>, shield: Passage| {
        let mut pod = topology(shield);
        let endpoint = crate::model::Endpoint { ways: Some(ways), ..endpoint("e-1", "10.0.1.10") };
        pod.endpoints.insert(id("e-1"), endpoint);
        found(&pod)
    };
    let open = || Passage::open("nothing");
    assert_eq!(at(vec![], open()), [] as [&str; 0]);
    assert_eq!(at(vec![way(22, "0.0.0.0/0", false)], open()).len(), 1);
    assert_eq!(at(vec![way(443, "0.0.0.0/0", false)], open()), [] as [&str; 0]);
    // The network of a node is no port that anybody published.
    assert_eq!(at(vec![way(0, "0.0.0.0/0", false)], open()), [] as [&str; 0]);
    let few = at(vec![way(22, "198.51.100.0/24", false)], open());
    assert!(few[0].contains("198.51.100.0/24"), "{few:?}");
    assert_eq!(at(vec![way(22, "0.0.0.0/0", false)], group(vec![])), [] as [&str; 0]);
    // Behind a proxy a policy sees the proxy: who may be anybody may be that.
    let proxied = || vec![way(22, "0.0.0.0/0", true)];
    assert_eq!(at(proxied(), group(vec![tcp(22, "10.0.0.0/8")])).len(), 1);
    assert_eq!(at(proxied(), group(vec![tcp(443, "10.0.0.0/8")])), [] as [&str; 0]);
}

#[test]
fn pods_behind_one_policy_are_one_class_each() {
    let manifests = "
{kind: Namespace, apiVersion: v1, metadata: {name: shop}}
---
{kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, metadata: {name: db, namespace: shop},
 spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 5432}]}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: db, namespace: shop},
 spec: {type: LoadBalancer, selector: {app: db}, ports: [{port: 5432}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: db, namespace: shop},
 spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}},
  spec: {containers: [{name: db, image: registry.example.com/db}]}}}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop},
 spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
  spec: {containers: [{name: web, image: registry.example.com/web}]}}}}
";
    let snapshot = applied(manifests);
    let scopes = snapshot.scopes.keys().cloned().collect();
    let ports = Intervals::of(PORTS.map(|port| (port, port)));
    let told = entrances(&snapshot, &scopes, Default::default(), &ports);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].by.identity.as_str(), "shop/db");
    assert_eq!(told[0].by.kind.word(), "network-policy");
    assert_eq!(told[0].endpoints.len(), 1);
    assert_eq!(&*told[0].ways[0], "service shop/db (LoadBalancer, tcp 5432)");
    assert_eq!(told[0].from.v4, Addresses::internet().v4);
    assert_eq!(entrances(&snapshot, &Default::default(), Default::default(), &ports), []);
}
