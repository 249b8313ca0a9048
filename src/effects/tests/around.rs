//! What is around boundaries, from two dumps: told once, at the endpoints, and never clean where it is not known.

use super::*;
use crate::effects::may_change_traffic;
use crate::model::{Change, Exposure, Reach};
use crate::traffic::{Addresses, Budget, Guard, Match, Portion, Space};

/// A network with one server, before anything opened: no route, no public address, a group that lets nobody in.
#[derive(Clone, Copy, Default)]
struct Server {
    route: bool,
    public: bool,
    rule: bool,
    second_group: bool,
    open_acl: bool,
    gone: bool,
}

/// All of it: then everyone gets in.
const OPEN: Server = Server {
    route: true,
    public: true,
    rule: true,
    second_group: false,
    open_acl: true,
    gone: false,
};

fn estate(server: Server) -> Answers {
    let Server { route, public, rule, second_group, open_acl, gone } = server;
    let ssh = json!([allow("tcp", 22, 22, "0.0.0.0/0")]);
    let mut all = groups(&[("sg-1", if rule { ssh.clone() } else { json!([]) }), ("sg-2", ssh)]);
    let groups = if second_group { vec!["sg-1", "sg-2"] } else { vec!["sg-1"] };
    let groups: Vec<Value> = groups.iter().map(|id| json!({ "GroupId": id })).collect();
    let address = public.then(|| json!({ "PublicIp": "198.51.100.7" }));
    let interface = json!({
        "NetworkInterfaceId": "eni-1", "OwnerId": "111122223333", "VpcId": "vpc-1", "SubnetId": "subnet-1", "InterfaceType": "interface",
        "PrivateIpAddress": "10.0.1.10", "Association": address, "Groups": groups,
        "PrivateIpAddresses": [{ "Primary": true, "PrivateIpAddress": "10.0.1.10", "Association": address }],
        "Attachment": { "InstanceId": "i-1", "DeviceIndex": 0 },
    });
    let interfaces = if gone { json!([]) } else { json!([interface]) };
    let entry = |egress: bool| json!({ "RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "Egress": egress, "CidrBlock": "0.0.0.0/0" });
    let acl = |id: &str, subnets: bool, entries: Value| {
        let subnets = if subnets { json!([{ "SubnetId": "subnet-1" }]) } else { json!([]) };
        json!({ "NetworkAclId": id, "VpcId": "vpc-1", "Entries": entries, "Associations": subnets })
    };
    let mut routes = vec![json!({ "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local" })];
    if route {
        routes.push(json!({ "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1" }));
    }
    let open = json!([entry(false), entry(true)]);
    all.extend(answers(&[
        ("describe-network-interfaces", json!({ "NetworkInterfaces": interfaces })),
        ("describe-network-acls", json!({ "NetworkAcls": [acl("acl-1", !open_acl, json!([])), acl("acl-2", open_acl, open)] })),
        ("describe-subnets", json!({ "Subnets": [{ "SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24" }] })),
        ("describe-vpcs", json!({ "Vpcs": [{ "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16" }] })),
        ("describe-internet-gateways", json!({ "InternetGateways": [{ "InternetGatewayId": "igw-1", "Attachments": [{ "VpcId": "vpc-1", "State": "available" }] }] })),
        ("describe-route-tables", json!({ "RouteTables": [{ "RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": routes,
            "Associations": [{ "SubnetId": "subnet-1", "AssociationState": { "State": "associated" } }] }] })),
    ]));
    all
}

/// An estate of which one call failed.
fn without(mut answers: Answers, call: &str) -> Answers {
    answers.retain(|(name, _)| name != call);
    answers
}

/// The changes, by identity.
fn changes(before: &Answers, after: &Answers) -> BTreeMap<String, Change> {
    let (before, after) = (snapshot(before), snapshot(after));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let change = |subject| match subject {
        Subject::Change(change) => Some((change.id.identity.to_string(), change)),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Paper(_) => None,
    };
    let subjects = compute(subjects, &before, &after, &pairing, Assumptions::default());
    subjects.into_iter().filter_map(change).collect()
}

fn only(before: Server, after: Server) -> Change {
    let mut all = changes(&estate(before), &estate(after));
    assert_eq!(all.len(), 1, "{all:?}");
    all.pop_first().unwrap().1
}

fn reach(change: &Change) -> &Reach {
    let Some(Exposure::Reach(reach)) = &change.exposure else { panic!("{change:?}") };
    reach
}

#[test]
fn each_thing_that_was_missing_opens_what_the_others_allow() {
    for (what, before) in [
        ("rtb-1", Server { route: false, ..OPEN }),
        ("eni-1", Server { public: false, ..OPEN }),
        ("sg-1", Server { rule: false, ..OPEN }),
        ("subnet-1", Server { open_acl: false, ..OPEN }),
    ] {
        let change = only(before, OPEN);
        assert_eq!(change.id.identity.as_str(), what);
        let Reach { internet, before, endpoints, of } = reach(&change);
        assert_eq!((*internet, *before, *of), (Portion::All, Portion::None, 1), "{what}");
        assert_eq!(endpoints[0].called, "i-1 (198.51.100.7)");
        assert!(may_change_traffic(&change));
        let back = only(OPEN, Server { gone: false, ..server_without(what) });
        assert_eq!((reach(&back).internet, reach(&back).before), (Portion::None, Portion::All));
    }
}

fn server_without(what: &str) -> Server {
    Server {
        route: what != "rtb-1",
        public: what != "eni-1",
        rule: what != "sg-1",
        open_acl: what != "subnet-1",
        ..OPEN
    }
}

#[test]
fn what_came_together_is_told_once() {
    let all = changes(&estate(Server::default()), &estate(OPEN));
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(names, ["eni-1", "rtb-1", "sg-1", "subnet-1"]);
    let opened: Vec<&str> = all
        .iter()
        .filter(|(_, change)| reach(change).internet > Portion::None)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(opened.len(), 1, "the last thing that was missing: {opened:?}");
    // Together they are the whole difference: what any of them opened at the endpoint is what opened there in all.
    let guards: Vec<Guard> = all
        .values()
        .flat_map(|change| &reach(change).endpoints)
        .map(|one| Guard::packets(one.opened.iter().map(|flow| flow.packets.clone()).collect()))
        .collect();
    let ingress = Match::any().to(Addresses::all_v4());
    let ssh = Match { service: crate::traffic::Service::tcp(22), ..ingress };
    let out = Match::any().from(Addresses::all_v4());
    // ssh comes in from everywhere now. What goes out did so inside the segment before, and needs no rule of the group.
    let expected = Guard::packets(vec![ssh]);
    let mut space =
        Space::new(guards.iter().chain([&expected, &Guard::packets(vec![out])]), Budget::default())
            .unwrap();
    let mut union = space.nothing();
    for guard in &guards {
        let set = space.set(guard).unwrap();
        union = space.union(union, set).unwrap();
    }
    let expected = space.set(&expected).unwrap();
    let missing = space.difference(expected, union).unwrap();
    assert!(missing.is_empty());
}

#[test]
fn two_groups_of_one_interface_are_told_each_for_itself() {
    let (before, after) = (Server { rule: false, ..OPEN }, Server { second_group: true, ..OPEN });
    let all = changes(&estate(before), &estate(after));
    assert_eq!(reach(&all["sg-1"]).internet, Portion::All);
    assert_eq!(reach(&all["eni-1"]).endpoints.len(), 0, "the other group opens nothing more");
    let Some(Effect::Traffic(traffic)) = &all["eni-1"].effect else { panic!() };
    assert!(traffic.is_same() && traffic.whole);
    assert!(!may_change_traffic(&all["eni-1"]));
}

#[test]
fn an_interface_that_comes_lets_in_what_its_groups_do() {
    let change = only(Server { gone: true, ..OPEN }, OPEN);
    let Reach { internet, before, endpoints, of } = reach(&change);
    assert_eq!((*internet, *before, *of), (Portion::All, Portion::None, 1));
    assert_eq!(endpoints[0].before, Portion::None);
}

#[test]
fn a_table_that_nothing_uses_decides_about_nothing() {
    let gone = Server { gone: true, ..OPEN };
    let change = only(Server { route: false, ..gone }, gone);
    assert_eq!(change.effect, Some(Effect::Nowhere));
    assert!(!may_change_traffic(&change));
}

#[test]
fn where_interfaces_were_not_read_nobody_knows_what_is_behind() {
    let call = "describe-network-interfaces";
    let estate = |server| without(self::estate(server), call);
    let all = changes(&estate(Server { route: false, ..OPEN }), &estate(OPEN));
    let Some(Effect::Unknown(why)) = &all["rtb-1"].effect else { panic!("guessed") };
    assert!(why.starts_with("not every network interface of aws:111122223333/eu-west-1"), "{why}");
    assert!(may_change_traffic(&all["rtb-1"]));
    // Nobody asked for them, so of a group that is no news.
    let all = changes(&estate(Server { rule: false, ..OPEN }), &estate(OPEN));
    assert_eq!(all["sg-1"].exposure, None);
    assert!(matches!(&all["sg-1"].effect, Some(Effect::Traffic(_))));
}

#[test]
fn what_was_not_read_on_the_way_makes_it_unknown() {
    for call in ["describe-route-tables", "describe-network-acls", "describe-subnets"] {
        let estate = |server| without(self::estate(server), call);
        let all = changes(&estate(Server { rule: false, ..OPEN }), &estate(OPEN));
        let Some(Exposure::Unknown(why)) = &all["sg-1"].exposure else { panic!("guessed: {call}") };
        assert!(why.starts_with("at eni-1: "), "{why}");
        let all = changes(
            &estate(Server { second_group: false, rule: false, ..OPEN }),
            &estate(Server { second_group: true, rule: false, ..OPEN }),
        );
        assert!(matches!(&all["eni-1"].effect, Some(Effect::Unknown(_))), "{call}");
    }
}

#[test]
fn where_a_kind_on_the_way_was_read_in_part_it_is_unknown() {
    let odd = |server| {
        let mut all = without(estate(server), "describe-network-acls");
        let entries = json!([{ "RuleNumber": 100, "RuleAction": "allow", "Protocol": "what", "Egress": false, "CidrBlock": "0.0.0.0/0" }]);
        let acl = json!({ "NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": entries, "Associations": [{ "SubnetId": "subnet-1" }] });
        all.push(("describe-network-acls".to_owned(), json!({ "NetworkAcls": [acl] })));
        all
    };
    let all = changes(&odd(Server { rule: false, ..OPEN }), &odd(OPEN));
    let Some(Exposure::Unknown(why)) = &all["sg-1"].exposure else { panic!("guessed") };
    assert!(why.contains("entry 100"), "{why}");
}
