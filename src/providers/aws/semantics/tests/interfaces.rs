//! Interfaces: their groups together, their addresses, and what people call them.

use super::estate::*;
use super::*;
use crate::model::Members;
use crate::providers::Which;
use crate::traffic::Addresses;

const INTO: Direction = Direction::Ingress;
const OUT: Direction = Direction::Egress;

fn set(texts: &[&str]) -> Addresses {
    Addresses::parse_all(texts.iter().copied()).unwrap()
}

#[test]
fn an_interface_is_an_endpoint_with_everything_that_stands_before_it() {
    let topology = Estate::new().topology();
    let web = find(&topology, "eni-1");
    assert_eq!((&*web.label, &*web.called), ("eni-1", "web (i-1, 198.51.100.7)"));
    assert_eq!(web.names, ["i-1".into(), "web".into()].into());
    assert_eq!((web.machine.as_deref(), web.running), (Some("i-1"), Some(true)));
    assert_eq!((&web.addresses, &web.public), (&set(&["10.0.1.10"]), &set(&["198.51.100.7"])));
    assert_eq!(web.member_of, ["aws.security-group:sg-1".into()].into());
    assert_eq!(&*web.segment, "aws.subnet:subnet-1");
    let segment = segment(&topology, "eni-1");
    assert_eq!((&*segment.network, &segment.addresses), ("aws.vpc:vpc-1", &set(&["10.0.1.0/24"])));
    assert_eq!(topology.networks, [("aws.vpc:vpc-1".into(), set(&["10.0.0.0/16"]))].into());
    assert!(topology.boundaries.is_empty());
    assert!(
        reached(&topology, "eni-1", "198.51.100.99")
            && !reached(&topology, "eni-2", "198.51.100.99")
    );
}

#[test]
fn what_people_call_it_is_what_is_known_of_it() {
    let called = |estate: Estate| find(&estate.topology(), "eni-1").called.clone();
    let tag = json!([{ "Key": "Name", "Value": "card" }]);
    let tagged = Estate::new().set("network-interfaces", "/NetworkInterfaces/0/TagSet", tag);
    assert_eq!(called(tagged.clone()), "web (i-1, 198.51.100.7)");
    assert_eq!(called(tagged.clone().without("instances")), "card (i-1, 198.51.100.7)");
    let nameless = Estate::new().without("instances");
    assert_eq!(called(nameless.clone()), "i-1 (198.51.100.7)");
    let inner = nameless.set("network-interfaces", "/NetworkInterfaces/0/Association", json!(null));
    assert_eq!(called(inner.clone()), "i-1");
    let loose = inner.set("network-interfaces", "/NetworkInterfaces/0/Attachment", json!(null));
    assert_eq!(called(loose), "eni-1");
}

#[test]
fn a_machine_runs_when_it_is_said_to() {
    let running = |estate: Estate| find(&estate.topology(), "eni-1").running;
    let state = |word: &str| {
        Estate::new().set("instances", "/Reservations/0/Instances/0/State", json!({ "Name": word }))
    };
    assert_eq!(running(state("running")), Some(true));
    assert_eq!(running(state("stopped")), Some(false));
    assert_eq!(running(Estate::new().without("instances")), None);
}

#[test]
fn groups_see_all_its_private_addresses() {
    let estate = Estate::new()
        .set(
            "network-interfaces",
            "/NetworkInterfaces/0/PrivateIpAddresses/-",
            json!({ "PrivateIpAddress": "10.0.1.11" }),
        )
        .set(
            "network-interfaces",
            "/NetworkInterfaces/0/Ipv6Addresses",
            json!([{ "Ipv6Address": "2001:db8::10" }]),
        )
        .set(
            "network-interfaces",
            "/NetworkInterfaces/0/Ipv4Prefixes",
            json!([{ "Ipv4Prefix": "10.0.1.32/28" }]),
        )
        .set(
            "network-interfaces",
            "/NetworkInterfaces/0/Ipv6Prefixes",
            json!([{ "Ipv6Prefix": "2001:db8:1::/80" }]),
        );
    let topology = estate.topology();
    let all = set(&["10.0.1.10", "10.0.1.11", "10.0.1.32/28", "2001:db8::10", "2001:db8:1::/80"]);
    assert_eq!(find(&topology, "eni-1").addresses, all);
    let members = Members::Endpoints { addresses: all, whole: true };
    assert_eq!(topology.sets["aws.security-group:sg-1"], members);
}

#[test]
fn the_groups_of_an_interface_are_a_union() {
    let groups = json!([{ "GroupId": "sg-1" }, { "GroupId": "sg-2" }]);
    let both =
        Estate::new().set("network-interfaces", "/NetworkInterfaces/1/Groups", groups).topology();
    let shield = shield(&both, "eni-2");
    assert!(shield.stateful && shield.doubt.is_none());
    let decide = |packet: Packet| shield.ingress.decide(&packet).decision == Decision::Allow;
    assert!(decide(tcp("198.51.100.99", 22)));
    assert!(decide(member(tcp("10.0.1.10", 5432), "aws.security-group:sg-1")));
    assert!(!decide(tcp("10.0.1.10", 5432)));
    assert!(at(&both, shield, OUT, "198.51.100.99").starts_with("allow"));
}

#[test]
fn interfaces_in_the_same_groups_have_the_same_shield() {
    let groups = json!([{ "GroupId": "sg-1" }]);
    let topology =
        Estate::new().set("network-interfaces", "/NetworkInterfaces/1/Groups", groups).topology();
    assert_eq!(topology.shields.len(), 1);
    assert_eq!(Estate::new().topology().shields.len(), 2);
}

#[test]
fn a_group_that_was_not_read_is_a_doubt_and_never_nothing() {
    let groups = json!([{ "GroupId": "sg-1" }, { "GroupId": "sg-far" }]);
    let estate = Estate::new().set("network-interfaces", "/NetworkInterfaces/0/Groups", groups);
    // All groups of the account were read: it is on its way out.
    let whole = estate.topology();
    assert_eq!(
        (&shield(&whole, "eni-1").doubt, depends_on(shield(&whole, "eni-1")).len()),
        (&None, 0)
    );
    let page = estate.set("security-groups", "/NextToken", json!("more")).topology();
    let shield = shield(&page, "eni-1");
    assert!(shield.doubt.as_ref().unwrap().contains("sg-far"), "{:?}", shield.doubt);
    assert!(depends_on(shield).contains(&"aws.security-group:sg-far/rules".to_owned()));
    assert!(
        at(&page, shield, INTO, "198.51.100.99").starts_with("allow"),
        "what sg-1 allows is certain"
    );
    let none = Estate::new().without("security-groups").topology();
    assert_eq!(
        depends_on(super::estate::shield(&none, "eni-1")),
        ["aws.security-group:sg-1/rules"]
    );
}

#[test]
fn a_group_that_cannot_be_read_is_a_doubt() {
    let odd = json!([allow("tcp", 22, 22, "the office")]);
    let topology =
        Estate::new().set("security-groups", "/SecurityGroups/0/IpPermissions", odd).topology();
    let shield = shield(&topology, "eni-1");
    assert!(shield.doubt.as_ref().unwrap().contains("the office"), "{:?}", shield.doubt);
    assert_eq!(depends_on(shield), ["aws.security-group:sg-1/rules"]);
}

#[test]
fn what_has_no_groups_by_its_nature_is_not_filtered_by_them() {
    let of_type = |word: &str| {
        let bare =
            Estate::new().set("network-interfaces", "/NetworkInterfaces/0/Groups", json!([]));
        bare.set("network-interfaces", "/NetworkInterfaces/0/InterfaceType", json!(word)).topology()
    };
    assert!(reached(&of_type("network_load_balancer"), "eni-1", "198.51.100.99"));
    let nat = of_type("nat_gateway");
    assert!(!reached(&nat, "eni-1", "198.51.100.99"));
    assert!(at(&nat, shield(&nat, "eni-1"), OUT, "198.51.100.99").starts_with("allow"));
    assert!(
        !reached(&of_type("interface"), "eni-1", "198.51.100.99"),
        "a group stands before any other"
    );
}

#[test]
fn a_group_stands_for_the_interfaces_in_it_and_nobody_else_when_all_were_read() {
    let name = "aws.security-group:sg-1";
    let whole = Estate::new().topology();
    let members = Members::Endpoints { addresses: set(&["10.0.1.10"]), whole: true };
    assert_eq!(whole.sets[name], members);
    let page = Estate::new().set("network-interfaces", "/NextToken", json!("more")).topology();
    assert!(matches!(page.sets[name], Members::Endpoints { whole: false, .. }));
}

#[test]
fn a_group_of_an_account_that_was_not_read_may_be_anyone_but_who_is_known() {
    let pair = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "UserIdGroupPairs": [{ "GroupId": "sg-far", "UserId": "444455556666", "PeeringStatus": "active" }] }]);
    let estate = Estate::new().set("security-groups", "/SecurityGroups/0/IpPermissions", pair);
    let members = Members::Endpoints { addresses: Addresses::none(), whole: false };
    assert_eq!(estate.topology().sets["aws.security-group:sg-far"], members);
    // The other account is in the snapshot as well.
    let card = json!({ "NetworkInterfaceId": "eni-far", "OwnerId": "444455556666", "PrivateIpAddress": "10.9.0.4",
        "Groups": [{ "GroupId": "sg-far" }] });
    let far = Estate::empty("aws:444455556666/eu-west-1")
        .with(
            "describe-security-groups",
            json!({ "SecurityGroups": [{ "GroupId": "sg-far", "OwnerId": "444455556666" }] }),
        )
        .with("describe-network-interfaces", json!({ "NetworkInterfaces": [card] }));
    let both = together(&[estate, far]);
    let topology = (endpoints().topology)(&View::of(&both), Which::These(&[eni("eni-1")].into()));
    let members = Members::Endpoints { addresses: set(&["10.9.0.4"]), whole: true };
    assert_eq!(topology.sets["aws.security-group:sg-far"], members);
}

#[test]
fn the_entries_of_lists_are_known_where_groups_name_them() {
    let permission = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{ "PrefixListId": "pl-1" }] }]);
    let estate = Estate::new()
        .set("security-groups", "/SecurityGroups/0/IpPermissions", permission)
        .with(
            "describe-managed-prefix-lists",
            json!({ "PrefixLists": [{ "PrefixListId": "pl-1", "OwnerId": OWNER }] }),
        )
        .with(
            "get-managed-prefix-list-entries.pl-1",
            json!({ "Entries": [{ "Cidr": "192.0.2.0/24" }] }),
        );
    let topology = estate.topology();
    assert_eq!(topology.sets["aws.prefix-list:pl-1"], Members::Addresses(set(&["192.0.2.0/24"])));
    assert!(
        reached(&topology, "eni-1", "192.0.2.9") && !reached(&topology, "eni-1", "198.51.100.99")
    );
}

#[test]
fn an_interface_that_two_accounts_tell_of_is_one_endpoint() {
    let shared = Estate::new();
    let mut other = Estate::empty("aws:444455556666/eu-west-1");
    let card = json!({ "NetworkInterfaceId": "eni-1", "OwnerId": OWNER, "SubnetId": "subnet-1", "Groups": [{ "GroupId": "sg-1" }] });
    other = other.with("describe-network-interfaces", json!({ "NetworkInterfaces": [card] }));
    let topology = (endpoints().topology)(&View::of(&together(&[shared, other])), Which::All);
    let ids: Vec<&ResourceId> = topology.endpoints.keys().collect();
    assert_eq!(ids, [&eni("eni-1"), &eni("eni-2")]);
}

#[test]
fn only_what_is_asked_for_is_there() {
    let snapshot = Estate::new().snapshot();
    let asked = [eni("eni-2"), eni("eni-gone")].into();
    let topology = (endpoints().topology)(&View::of(&snapshot), Which::These(&asked));
    assert_eq!(topology.endpoints.keys().collect::<Vec<_>>(), [&eni("eni-2")]);
    assert_eq!(
        topology.segments.keys().map(|name| &**name).collect::<Vec<_>>(),
        ["aws.subnet:subnet-2"]
    );
    assert_eq!(topology.shields.len(), 1);
    // Who is in a group that stands before it counts wherever it is.
    let members = Members::Endpoints { addresses: set(&["10.0.1.10"]), whole: true };
    assert_eq!(topology.sets["aws.security-group:sg-1"], members);
}
