//! VPC Block Public Access: in front of what leads to the internet, and as a boundary of its own.

use super::estate::*;
use super::*;

const INTO: Direction = Direction::Ingress;
const OUT: Direction = Direction::Egress;
const NAME: &str = "aws.vpc-block-public-access-options:options";

/// The small estate with these options.
fn blocked(mode: &str) -> Estate {
    let options = json!({ "VpcBlockPublicAccessOptions": { "InternetGatewayBlockMode": mode, "ExclusionsAllowed": "allowed" } });
    Estate::new().with("describe-vpc-block-public-access-options", options).with(
        "describe-vpc-block-public-access-exclusions",
        json!({ "VpcBlockPublicAccessExclusions": [] }),
    )
}

fn exclusion(of: &str, mode: &str) -> Value {
    let arn = format!("arn:aws:ec2:eu-west-1:{OWNER}:{of}");
    json!({ "ExclusionId": "vpcbpa-exclude-1", "InternetGatewayExclusionMode": mode, "ResourceArn": arn, "State": "create-complete" })
}

fn excluding(estate: Estate, of: &str, mode: &str) -> Estate {
    let list = "/VpcBlockPublicAccessExclusions/-";
    estate.set("vpc-block-public-access-exclusions", list, exclusion(of, mode))
}

/// What the doors of `web` (an internet gateway) and `db` (a NAT gateway) say, in and out.
fn doors(estate: &Estate) -> [String; 4] {
    let topology = estate.topology();
    let say = |interface: &str, direction| {
        at(&topology, door(&topology, interface), direction, "198.51.100.99")
    };
    [say("eni-1", INTO), say("eni-1", OUT), say("eni-2", INTO), say("eni-2", OUT)]
}

fn open(estate: &Estate) -> [bool; 4] {
    doors(estate).map(|said| said.starts_with("allow"))
}

#[test]
fn it_is_off_where_nobody_asked_for_it_or_it_says_so() {
    let usual = [true, true, false, true];
    assert_eq!(open(&Estate::new()), usual);
    assert_eq!(open(&blocked("off")), usual);
    assert!(doors(&blocked("off")).iter().all(|said| !said.contains(NAME)));
}

#[test]
fn bidirectional_blocks_both_ways_and_nat_with_them() {
    let estate = blocked("block-bidirectional");
    assert_eq!(open(&estate), [false; 4]);
    let [into, out, _, nat] = doors(&estate);
    for said in [into, out, nat] {
        assert_eq!(said, format!("deny {NAME} block-bidirectional"));
    }
}

#[test]
fn ingress_only_lets_out_by_nat_and_by_egress_only_gateways_alone() {
    let estate = blocked("block-ingress").routing("::/0", "EgressOnlyInternetGatewayId", "eigw-1");
    assert_eq!(open(&estate), [false, false, false, true]);
    let topology = estate.topology();
    assert!(at(&topology, door(&topology, "eni-1"), OUT, "2001:db8:9::1").starts_with("allow"));
    let both = blocked("block-bidirectional")
        .routing("::/0", "EgressOnlyInternetGatewayId", "eigw-1")
        .topology();
    assert!(at(&both, door(&both, "eni-1"), OUT, "2001:db8:9::1").starts_with("deny"));
}

#[test]
fn an_exclusion_of_the_network_or_the_subnet_goes_past_both_ways() {
    for of in ["vpc/vpc-1", "subnet/subnet-1"] {
        for mode in ["block-bidirectional", "block-ingress"] {
            let estate = excluding(blocked(mode), of, "allow-bidirectional");
            assert_eq!(open(&estate)[..2], [true, true], "{mode} {of}");
            let said =
                format!("allow {NAME} vpcbpa-exclude-1, aws.route-table:rtb-1 0.0.0.0/0 → igw-1");
            assert_eq!(doors(&estate)[0], said);
        }
    }
}

#[test]
fn an_exclusion_of_another_network_or_subnet_is_none() {
    for of in ["vpc/vpc-9", "subnet/subnet-2"] {
        let estate = excluding(blocked("block-bidirectional"), of, "allow-bidirectional");
        assert_eq!(open(&estate)[..2], [false, false], "{of}");
    }
}

#[test]
fn an_egress_exclusion_means_something_under_bidirectional_alone() {
    let both = excluding(blocked("block-bidirectional"), "vpc/vpc-1", "allow-egress");
    assert_eq!(open(&both), [false, true, false, true]);
    let ingress = excluding(blocked("block-ingress"), "vpc/vpc-1", "allow-egress");
    assert_eq!(open(&ingress), [false, false, false, true]);
}

#[test]
fn a_nat_gateway_may_stand_in_any_excluded_subnet_of_the_network() {
    let estate = excluding(blocked("block-bidirectional"), "subnet/subnet-1", "allow-egress");
    assert_eq!(open(&estate), [false, true, false, true]);
}

#[test]
fn exclusions_count_where_they_are_allowed_and_not_disabled() {
    let options = json!({ "VpcBlockPublicAccessOptions": { "InternetGatewayBlockMode": "block-bidirectional", "ExclusionsAllowed": "not-allowed" } });
    let estate = excluding(blocked("block-bidirectional"), "vpc/vpc-1", "allow-bidirectional");
    assert_eq!(open(&estate)[..2], [true, true]);
    assert_eq!(
        open(&estate.clone().with("describe-vpc-block-public-access-options", options)),
        [false; 4]
    );
    let disabled = "/VpcBlockPublicAccessExclusions/0/State";
    let estate =
        estate.set("vpc-block-public-access-exclusions", disabled, json!("disable-complete"));
    assert_eq!(open(&estate), [false; 4]);
}

#[test]
fn it_is_not_asked_about_ways_to_other_networks() {
    let estate =
        blocked("block-bidirectional").routing("10.9.0.0/16", "VpcPeeringConnectionId", "pcx-1");
    let topology = estate.topology();
    for direction in Direction::ALL {
        let said = at(&topology, door(&topology, "eni-1"), direction, "10.9.0.4");
        assert_eq!(said, "allow aws.route-table:rtb-1 10.9.0.0/16 → pcx-1");
    }
}

#[test]
fn what_was_asked_for_and_not_read_is_a_doubt() {
    let odd = blocked("block-the-sun");
    let exclusions = blocked("block-bidirectional").set(
        "vpc-block-public-access-exclusions",
        "/NextToken",
        json!("more"),
    );
    let unasked = blocked("block-bidirectional").without("vpc-block-public-access-exclusions");
    for estate in [odd, exclusions, unasked] {
        let topology = estate.topology();
        let door = door(&topology, "eni-1");
        assert_eq!(depends_on(door), [NAME]);
        assert!(door.doubt.is_some());
        assert_eq!(at(&topology, door, INTO, "198.51.100.99"), format!("deny {NAME} not read"));
        // Where nothing leads to the internet, nothing depends on it.
        let inside = json!([route("10.0.0.0/16", "GatewayId", "local")]);
        let topology = estate.set("route-tables", "/RouteTables/0/Routes", inside).topology();
        assert_eq!(super::estate::door(&topology, "eni-1").doubt, None);
    }
}

#[test]
fn the_owner_of_a_shared_subnet_is_who_blocks() {
    let card = json!({ "NetworkInterfaceId": "eni-9", "OwnerId": "444455556666", "VpcId": "vpc-1", "SubnetId": "subnet-1",
        "PrivateIpAddress": "10.0.1.99", "Association": { "PublicIp": "198.51.100.9" }, "Groups": [] });
    let guest = Estate::empty("aws:444455556666/eu-west-1")
        .with("describe-network-interfaces", json!({ "NetworkInterfaces": [card] }));
    let snapshot = together(&[blocked("block-bidirectional"), guest]);
    let topology = (endpoints().topology)(&View::of(&snapshot), crate::providers::Which::All);
    let id = ResourceId { scope: "aws:444455556666/eu-west-1".parse().unwrap(), ..eni("eni-9") };
    let door = &topology.doors[topology.endpoints[&id].door];
    assert!(at(&topology, door, INTO, "198.51.100.99").starts_with("deny aws.vpc-block"));
}

fn gates(estate: &Estate, kind: &str, identity: &str) -> [bool; 2] {
    Direction::ALL.map(|direction| {
        passes(&gate(&estate.snapshot(), kind, identity, direction), &tcp("198.51.100.99", 22))
    })
}

#[test]
fn the_options_are_a_boundary() {
    let gates = |mode: &str| gates(&blocked(mode), "vpc-block-public-access-options", "options");
    assert_eq!(gates("off"), [true, true]);
    assert_eq!(gates("block-ingress"), [false, true]);
    assert_eq!(gates("block-bidirectional"), [false, false]);
    let odd = blocked("block-the-sun").snapshot();
    assert!(matches!(
        gate(&odd, "vpc-block-public-access-options", "options", INTO),
        Gate::Unknown(_)
    ));
}

#[test]
fn an_exclusion_is_a_boundary_that_opens_when_it_comes() {
    let gates =
        |estate: &Estate| gates(estate, "vpc-block-public-access-exclusion", "vpcbpa-exclude-1");
    assert_eq!(gates(&blocked("block-bidirectional")), [false, false]);
    let both = |mode: &str| excluding(blocked("block-bidirectional"), "vpc/vpc-1", mode);
    assert_eq!(gates(&both("allow-bidirectional")), [true, true]);
    assert_eq!(gates(&both("allow-egress")), [false, true]);
    // Where nothing is blocked, it changes nothing.
    assert_eq!(gates(&blocked("off")), [true, true]);
    assert_eq!(gates(&excluding(blocked("off"), "vpc/vpc-1", "allow-egress")), [true, true]);
}

#[test]
fn what_goes_past_options_that_were_not_read_is_not_known() {
    let estate = excluding(blocked("off"), "vpc/vpc-1", "allow-egress");
    let unread = estate.without("vpc-block-public-access-options").snapshot();
    let gate = gate(&unread, "vpc-block-public-access-exclusion", "vpcbpa-exclude-1", INTO);
    assert!(matches!(gate, Gate::Unknown(_)));
}
