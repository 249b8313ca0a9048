//! Network ACLs at the edges of subnets, and the subnets themselves.

use super::estate::*;
use super::*;
use crate::model::View;
use crate::providers::Which;

fn edge(topology: &Topology, interface: &str) -> crate::model::Passage {
    segment(topology, interface).edge.clone().unwrap()
}

#[test]
fn the_edge_of_a_subnet_is_its_acl_and_remembers_nothing() {
    let estate = Estate::new()
        .set("network-acls", "/NetworkAcls/0/Entries/-", entry(false, 50, "deny", "192.0.2.0/24"))
        .topology();
    let edge = edge(&estate, "eni-1");
    assert!(!edge.stateful && edge.doubt.is_none());
    assert_eq!(
        at(&estate, &edge, Direction::Ingress, "192.0.2.9"),
        "deny aws.network-acl:acl-1 50"
    );
    assert_eq!(
        at(&estate, &edge, Direction::Egress, "192.0.2.9"),
        "allow aws.network-acl:acl-1 100"
    );
    assert!(!reached(&estate, "eni-1", "192.0.2.9") && reached(&estate, "eni-1", "198.51.100.99"));
}

#[test]
fn both_directions_of_an_acl_are_there() {
    let estate = Estate::new()
        .set("network-acls", "/NetworkAcls/0/Entries/-", entry(true, 50, "deny", "192.0.2.0/24"))
        .topology();
    let edge = edge(&estate, "eni-1");
    assert_eq!(at(&estate, &edge, Direction::Egress, "192.0.2.9"), "deny aws.network-acl:acl-1 50");
    assert_eq!(
        at(&estate, &edge, Direction::Ingress, "192.0.2.9"),
        "allow aws.network-acl:acl-1 100"
    );
}

#[test]
fn an_acl_that_was_not_read_is_a_doubt() {
    let estate = Estate::new().without("network-acls").topology();
    let edge = edge(&estate, "eni-1");
    assert!(!edge.stateful && edge.doubt.is_some());
    assert_eq!(depends_on(&edge), ["aws.network-acl:subnet-1"]);
    assert!(!reached(&estate, "eni-1", "198.51.100.99"));
}

#[test]
fn an_acl_that_was_not_read_whole_may_allow_more() {
    let odd = json!({ "Egress": false, "RuleNumber": 60, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "the office" });
    let estate = Estate::new()
        .set(
            "network-acls",
            "/NetworkAcls/0/Entries",
            json!([entry(false, 100, "allow", "198.51.100.0/24"), odd]),
        )
        .topology();
    let edge = edge(&estate, "eni-1");
    assert!(edge.doubt.is_some());
    assert_eq!(depends_on(&edge), ["aws.network-acl:acl-1"]);
    assert!(at(&estate, &edge, Direction::Ingress, "198.51.100.99").starts_with("allow"));
}

#[test]
fn a_subnet_that_was_not_read_leaves_everything_but_the_groups_open_to_doubt() {
    let estate = Estate::new().without("subnets").topology();
    let web = segment(&estate, "eni-1");
    assert_eq!((&*web.network, web.addresses.is_empty()), ("aws.vpc:vpc-1", true));
    assert!(edge(&estate, "eni-1").doubt.is_some() && door(&estate, "eni-1").doubt.is_some());
    assert!(shield(&estate, "eni-1").doubt.is_none());
}

#[test]
fn a_shared_subnet_is_told_by_its_owner() {
    let group = json!({ "GroupId": "sg-9", "OwnerId": "444455556666", "IpPermissions": [allow("tcp", 22, 22, "0.0.0.0/0")] });
    let card = json!({ "NetworkInterfaceId": "eni-9", "OwnerId": "444455556666", "VpcId": "vpc-1", "SubnetId": "subnet-1",
        "PrivateIpAddress": "10.0.1.99", "Association": { "PublicIp": "198.51.100.9" }, "Groups": [{ "GroupId": "sg-9" }] });
    let shared = json!({ "SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": OWNER, "CidrBlock": "10.0.1.0/24" });
    let guest = Estate::empty("aws:444455556666/eu-west-1")
        .with("describe-security-groups", json!({ "SecurityGroups": [group] }))
        .with("describe-network-interfaces", json!({ "NetworkInterfaces": [card] }))
        .with("describe-subnets", json!({ "Subnets": [shared] }))
        .with("describe-network-acls", json!({ "NetworkAcls": [] }))
        .with("describe-route-tables", json!({ "RouteTables": [] }))
        .with("describe-internet-gateways", json!({ "InternetGateways": [] }));
    let snapshot = together(&[Estate::new(), guest.clone()]);
    let topology = (endpoints().topology)(&View::of(&snapshot), Which::All);
    let id = ResourceId { scope: "aws:444455556666/eu-west-1".parse().unwrap(), ..eni("eni-9") };
    let guest_there = &topology.endpoints[&id];
    assert_eq!(&*guest_there.segment, "aws.subnet:subnet-1");
    assert_eq!(guest_there.door, find(&topology, "eni-1").door);
    // Its guest alone is not told what stands before it.
    let alone = (endpoints().topology)(&View::of(&guest.snapshot()), Which::All);
    let subnet = &alone.segments["aws.subnet:subnet-1"];
    assert!(
        subnet.edge.as_ref().unwrap().doubt.is_some() && alone.doors[subnet.door].doubt.is_some()
    );
}

#[test]
fn every_subnet_and_network_is_there_whether_or_not_somebody_is_in_it() {
    let estate = Estate::new()
        .set(
            "subnets",
            "/Subnets/-",
            json!({ "SubnetId": "subnet-3", "VpcId": "vpc-1", "CidrBlock": "10.0.3.0/24" }),
        )
        .set("vpcs", "/Vpcs/-", json!({ "VpcId": "vpc-2", "CidrBlock": "10.2.0.0/16" }))
        .topology();
    assert!(estate.segments.contains_key("aws.subnet:subnet-3"));
    assert!(estate.networks.contains_key("aws.vpc:vpc-2"));
}

#[test]
fn a_network_that_was_not_read_holds_what_is_known_of_it() {
    let networks = |estate: Estate| estate.topology().networks["aws.vpc:vpc-1"].texts();
    let unread = Estate::new().without("vpcs");
    assert_eq!(networks(unread.clone()), ["10.0.0.0/16"], "its local routes say so");
    assert_eq!(networks(unread.without("route-tables")), ["10.0.1.0/24", "10.0.2.0/24"]);
}
