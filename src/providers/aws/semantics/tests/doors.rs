//! Routes, public addresses, and what they let through to everyone outside.

use super::estate::*;
use super::*;
use crate::model::Link;
use crate::traffic::Addresses;

const INTO: Direction = Direction::Ingress;
const OUT: Direction = Direction::Egress;

/// What the door of `web` says.
fn web(estate: &Estate, direction: Direction, far: &str) -> String {
    let topology = estate.topology();
    at(&topology, door(&topology, "eni-1"), direction, far)
}

fn six(estate: Estate, address: &str) -> Estate {
    let addresses = json!([{ "Ipv6Address": address }]);
    estate.set("network-interfaces", "/NetworkInterfaces/0/Ipv6Addresses", addresses).routing(
        "::/0",
        "GatewayId",
        "igw-1",
    )
}

#[test]
fn an_internet_gateway_goes_both_ways_with_a_public_address() {
    let estate = Estate::new();
    for direction in Direction::ALL {
        assert_eq!(
            web(&estate, direction, "198.51.100.99"),
            "allow aws.route-table:rtb-1 0.0.0.0/0 → igw-1"
        );
    }
    let topology = estate.topology();
    let door = door(&topology, "eni-1");
    assert!(door.stateful);
    // What stays inside is nobody's question here, so the default route is told whole.
    let crate::traffic::Guard::Rules(routes) = &door.ingress else { panic!("{door:?}") };
    let whole = crate::traffic::Match::any().from(Addresses::all_v4());
    assert!(routes.rules.iter().any(|rule| rule.matches == [whole.clone()]), "{routes:?}");
}

#[test]
fn without_a_public_address_nothing_of_ipv4_passes_it() {
    let estate =
        Estate::new().set("network-interfaces", "/NetworkInterfaces/0/Association", json!(null));
    let estate = six(estate, "2001:db8::10");
    for direction in Direction::ALL {
        assert_eq!(
            web(&estate, direction, "198.51.100.99"),
            "deny aws.route-table:rtb-1 0.0.0.0/0 → igw-1 (no public address)"
        );
        assert_eq!(
            web(&estate, direction, "2001:db8:9::1"),
            "allow aws.route-table:rtb-1 ::/0 → igw-1"
        );
    }
    let inner = six(Estate::new(), "fd00::10");
    assert_eq!(
        web(&inner, INTO, "2001:db8:9::1"),
        "deny aws.route-table:rtb-1 ::/0 → igw-1 (no address of the internet)"
    );
}

#[test]
fn an_address_that_nobody_uses_has_no_public_one() {
    let topology = Estate::new().topology();
    let bare = &topology.doors[segment(&topology, "eni-1").door];
    assert!(at(&topology, bare, INTO, "198.51.100.99").starts_with("deny"));
}

#[test]
fn a_nat_gateway_lets_out_what_begins_inside() {
    let topology = Estate::new().topology();
    let db = door(&topology, "eni-2");
    assert_eq!(
        at(&topology, db, OUT, "198.51.100.99"),
        "allow aws.route-table:rtb-2 0.0.0.0/0 → nat-1"
    );
    assert_eq!(
        at(&topology, db, INTO, "198.51.100.99"),
        "deny aws.route-table:rtb-2 0.0.0.0/0 → nat-1 (outwards only)"
    );
    let six = Estate::new().routing("::/0", "EgressOnlyInternetGatewayId", "eigw-1");
    assert!(web(&six, OUT, "2001:db8:9::1").starts_with("allow"));
    assert!(web(&six, INTO, "2001:db8:9::1").starts_with("deny"));
}

#[test]
fn without_a_route_nothing_passes() {
    let estate = Estate::new().set(
        "route-tables",
        "/RouteTables/0/Routes",
        json!([route("10.0.0.0/16", "GatewayId", "local")]),
    );
    for direction in Direction::ALL {
        assert_eq!(web(&estate, direction, "198.51.100.99"), "deny aws.route-table:rtb-1 -");
    }
}

#[test]
fn the_most_specific_route_decides_and_a_blackhole_keeps_its_addresses() {
    let estate = Estate::new().routing("198.51.100.0/24", "NatGatewayId", "nat-1");
    assert!(
        web(&estate, INTO, "198.51.100.99")
            .starts_with("deny aws.route-table:rtb-1 198.51.100.0/24 → nat-1")
    );
    assert!(web(&estate, INTO, "203.0.113.9").starts_with("allow"));
    let estate = estate.set("route-tables", "/RouteTables/0/Routes/2/State", json!("blackhole"));
    for direction in Direction::ALL {
        assert_eq!(
            web(&estate, direction, "198.51.100.99"),
            "deny aws.route-table:rtb-1 198.51.100.0/24 → nat-1 (blackhole)"
        );
    }
}

#[test]
fn a_static_route_comes_before_a_list_and_a_list_before_a_propagated_one() {
    let mut propagated = route("192.0.2.0/24", "GatewayId", "vgw-1");
    propagated["Origin"] = json!("EnableVgwRoutePropagation");
    let estate = Estate::new()
        .with(
            "describe-managed-prefix-lists",
            json!({ "PrefixLists": [{ "PrefixListId": "pl-1", "OwnerId": OWNER }] }),
        )
        .with(
            "get-managed-prefix-list-entries.pl-1",
            json!({ "Entries": [{ "Cidr": "192.0.2.0/24" }, { "Cidr": "192.0.2.128/25" }] }),
        )
        .set("route-tables", "/RouteTables/0/Routes/-", propagated)
        .routing("pl-1", "NatGatewayId", "nat-9");
    assert_eq!(web(&estate, OUT, "192.0.2.9"), "allow aws.route-table:rtb-1 pl-1 → nat-9");
    let estate = estate.routing("192.0.2.0/24", "NatGatewayId", "nat-7");
    assert_eq!(web(&estate, OUT, "192.0.2.9"), "allow aws.route-table:rtb-1 192.0.2.0/24 → nat-7");
    assert_eq!(web(&estate, OUT, "192.0.2.200"), "allow aws.route-table:rtb-1 pl-1 → nat-9");
}

#[test]
fn a_list_that_was_not_read_is_a_name_that_the_rest_depends_on() {
    let estate = Estate::new().routing("pl-1", "NatGatewayId", "nat-9");
    let topology = estate.topology();
    let door = door(&topology, "eni-1");
    assert_eq!(depends_on(door), ["aws.prefix-list:pl-1"]);
    assert!(door.doubt.as_ref().unwrap().contains("pl-1"));
    let listed = tcp("198.51.100.99", 22).with_members([Symbol::source("aws.prefix-list:pl-1")]);
    assert_eq!(door.ingress.decide(&listed).decision, Decision::Deny);
    assert_eq!(door.ingress.decide(&tcp("198.51.100.99", 22)).decision, Decision::Allow);
}

#[test]
fn a_gateway_counts_when_it_is_attached_to_the_network() {
    let elsewhere = json!([{ "State": "available", "VpcId": "vpc-9" }]);
    let estate =
        Estate::new().set("internet-gateways", "/InternetGateways/0/Attachments", elsewhere);
    assert_eq!(
        web(&estate, INTO, "198.51.100.99"),
        "deny aws.route-table:rtb-1 0.0.0.0/0 → igw-1 (not attached)"
    );
    let gone = Estate::new().set("internet-gateways", "/InternetGateways", json!([]));
    assert!(web(&gone, INTO, "198.51.100.99").starts_with("deny"));
    assert!(
        web(&Estate::new().without("internet-gateways"), INTO, "198.51.100.99")
            .starts_with("allow")
    );
}

#[test]
fn an_interface_may_be_denied_the_internet_gateway() {
    let estate = Estate::new().set(
        "network-interfaces",
        "/NetworkInterfaces/0/DenyAllIgwTraffic",
        json!(true),
    );
    for direction in Direction::ALL {
        assert_eq!(
            web(&estate, direction, "198.51.100.99"),
            "deny aws.route-table:rtb-1 0.0.0.0/0 → igw-1 (denied to the interface)"
        );
    }
}

#[test]
fn what_is_behind_an_appliance_counts_as_open() {
    for (field, target) in [("NetworkInterfaceId", "eni-9"), ("GatewayId", "vpce-9")] {
        let way = |estate: Estate| {
            estate.set("route-tables", "/RouteTables/0/Routes/1", route("0.0.0.0/0", field, target))
        };
        let estate = way(Estate::new()).routing("::/0", field, target);
        for direction in Direction::ALL {
            assert!(web(&estate, direction, "198.51.100.99").starts_with("allow"), "{target}");
            assert!(web(&estate, direction, "2001:db8:9::1").starts_with("allow"), "{target}");
        }
        let inner = way(Estate::new().set(
            "network-interfaces",
            "/NetworkInterfaces/0/Association",
            json!(null),
        ));
        assert!(web(&inner, OUT, "198.51.100.99").starts_with("allow"));
        assert!(web(&inner, INTO, "198.51.100.99").starts_with("deny"));
    }
}

#[test]
fn the_gateway_of_a_service_lets_nothing_in() {
    let estate = Estate::new()
        .with(
            "describe-managed-prefix-lists",
            json!({ "PrefixLists": [{ "PrefixListId": "pl-s3", "OwnerId": "AWS" }] }),
        )
        .with(
            "get-managed-prefix-list-entries.pl-s3",
            json!({ "Entries": [{ "Cidr": "203.0.113.0/24" }] }),
        )
        .routing("pl-s3", "GatewayId", "vpce-3");
    assert_eq!(web(&estate, OUT, "203.0.113.9"), "allow aws.route-table:rtb-1 pl-s3 → vpce-3");
    assert!(web(&estate, INTO, "203.0.113.9").starts_with("deny"));
}

#[test]
fn ways_to_other_networks_are_links() {
    let estate = Estate::new().routing("10.9.0.0/16", "VpcPeeringConnectionId", "pcx-1").routing(
        "10.0.0.0/8",
        "TransitGatewayId",
        "tgw-1",
    );
    let topology = estate.topology();
    let set = |text: &str| Addresses::parse(text).unwrap();
    let rest = set("10.0.0.0/8").difference(&set("10.9.0.0/16")).difference(&set("10.0.0.0/16"));
    let links = [
        Link { name: "pcx-1".into(), to: set("10.9.0.0/16") },
        Link { name: "tgw-1".into(), to: rest },
    ];
    assert_eq!(segment(&topology, "eni-1").links, links);
    // Those outside of what is known come and go by them too.
    for direction in Direction::ALL {
        assert_eq!(
            web(&estate, direction, "10.9.0.4"),
            "allow aws.route-table:rtb-1 10.9.0.0/16 → pcx-1"
        );
    }
}

#[test]
fn a_link_lets_the_internet_be_reached_and_not_reach() {
    let estate = Estate::new().set(
        "route-tables",
        "/RouteTables/0/Routes/1",
        route("0.0.0.0/0", "TransitGatewayId", "tgw-1"),
    );
    assert!(web(&estate, OUT, "198.51.100.99").starts_with("allow"));
    assert!(web(&estate, INTO, "198.51.100.99").starts_with("deny"));
    assert!(web(&estate, INTO, "10.9.0.4").starts_with("allow"));
}

#[test]
fn what_was_propagated_takes_nothing_from_the_network_itself() {
    let mut propagated = route("10.0.3.0/24", "GatewayId", "vgw-1");
    propagated["Origin"] = json!("EnableVgwRoutePropagation");
    let topology =
        Estate::new().set("route-tables", "/RouteTables/0/Routes/-", propagated).topology();
    assert!(segment(&topology, "eni-1").links.iter().all(|link| link.to.is_empty()));
}

#[test]
fn routes_that_were_not_read_are_a_doubt() {
    let topology = Estate::new().without("route-tables").topology();
    assert_eq!(depends_on(door(&topology, "eni-1")), ["aws.route-table:subnet-1"]);
    assert!(door(&topology, "eni-1").doubt.is_some());
    // A page is missing: the rest may hold more of the same table's routes, or another table for the subnet.
    let page = Estate::new().set("route-tables", "/NextToken", json!("more")).topology();
    assert!(door(&page, "eni-1").doubt.is_some());
    assert!(reached(&page, "eni-1", "198.51.100.99"));
}

#[test]
fn a_target_that_nobody_documents_is_a_name_that_the_rest_depends_on() {
    let estate = Estate::new().routing("192.0.2.0/24", "GatewayId", "warp-1").topology();
    assert_eq!(depends_on(door(&estate, "eni-1")), ["aws.unsure:warp-1"]);
    assert!(door(&estate, "eni-1").doubt.is_some());
}

#[test]
fn interfaces_that_face_the_same_way_have_the_same_door() {
    let topology = Estate::new()
        .set("network-interfaces", "/NetworkInterfaces/1/SubnetId", json!("subnet-1"))
        .topology();
    assert_ne!(find(&topology, "eni-1").door, find(&topology, "eni-2").door);
    assert_eq!(find(&topology, "eni-2").door, segment(&topology, "eni-1").door);
}
