//! Which interfaces a change may show at, and that they are as they were until it happened.

use std::collections::BTreeSet;

use super::estate::*;
use super::*;
use crate::providers::Which;

/// The estate before, with only one resource of it after.
fn changed<'a>(before: &'a Snapshot, after: &'a Snapshot, ids: &[&ResourceId]) -> View<'a> {
    let pending = ids.iter().map(|id| ((*id).clone(), before.get(id)));
    View::before(after, pending.collect())
}

/// The interfaces behind a change of one resource.
fn behind(before: &Estate, after: &Estate, kind: &str, identity: &str) -> Vec<String> {
    let (before, after) = (before.snapshot(), after.snapshot());
    let id = id(kind, identity);
    let view = changed(&before, &after, &[&id]);
    let found = (endpoints().touched)(&view, &[&id]).remove(0);
    let mut view = view;
    let earlier = (endpoints().topology)(&view, Which::All);
    view.apply(&id);
    let later = (endpoints().topology)(&view, Which::All);
    assert_covers(&found, &earlier, &later);
    found.iter().map(|id| id.identity.to_string()).collect()
}

/// Whatever differs for an endpoint, it is among those that were found.
fn assert_covers(found: &BTreeSet<ResourceId>, earlier: &Topology, later: &Topology) {
    let parts = |topology: &Topology, id: &ResourceId| {
        let endpoint = topology.endpoints.get(id)?;
        let segment = &topology.segments[&endpoint.segment];
        let (shield, door) = (&topology.shields[endpoint.shield], &topology.doors[endpoint.door]);
        let draws: Vec<_> = depends_on(shield)
            .iter()
            .map(|name| topology.sets.get(name.as_str()).cloned())
            .collect();
        let network = topology.networks.get(&segment.network).cloned();
        let own = (endpoint.addresses.clone(), endpoint.public.clone(), endpoint.member_of.clone());
        let edge = (segment.edge.clone(), segment.links.clone(), segment.addresses.clone());
        Some((own, edge, network, draws, shield.clone(), door.clone()))
    };
    for id in earlier.endpoints.keys().chain(later.endpoints.keys()) {
        if parts(earlier, id) != parts(later, id) {
            assert!(found.contains(id), "{} differs and was not found", id.identity);
        }
    }
}

#[test]
fn a_group_touches_those_in_it() {
    let later = Estate::new().set("security-groups", "/SecurityGroups/0/IpPermissions", json!([]));
    assert_eq!(behind(&Estate::new(), &later, "security-group", "sg-1"), ["eni-1"]);
    // When it goes, those whose groups name it too.
    let gone =
        Estate::new().set("security-groups", "/SecurityGroups/0", json!({ "GroupId": "sg-0" }));
    assert_eq!(behind(&Estate::new(), &gone, "security-group", "sg-1"), ["eni-1", "eni-2"]);
    assert_eq!(behind(&gone, &Estate::new(), "security-group", "sg-1"), ["eni-1", "eni-2"]);
}

#[test]
fn an_interface_touches_itself_and_those_that_let_its_groups_in() {
    let address = |address: &str| {
        Estate::new()
            .set(
                "network-interfaces",
                "/NetworkInterfaces/0/PrivateIpAddresses/0/PrivateIpAddress",
                json!(address),
            )
            .set("network-interfaces", "/NetworkInterfaces/0/PrivateIpAddress", json!(address))
    };
    assert_eq!(
        behind(&Estate::new(), &address("10.0.1.77"), "network-interface", "eni-1"),
        ["eni-1", "eni-2"]
    );
    let public =
        Estate::new().set("network-interfaces", "/NetworkInterfaces/0/Association", json!(null));
    assert_eq!(behind(&Estate::new(), &public, "network-interface", "eni-1"), ["eni-1"]);
    let group = |group: &str| {
        Estate::new().set(
            "network-interfaces",
            "/NetworkInterfaces/0/Groups",
            json!([{ "GroupId": group }]),
        )
    };
    for (earlier, later) in [(Estate::new(), group("sg-2")), (group("sg-2"), Estate::new())] {
        assert_eq!(behind(&earlier, &later, "network-interface", "eni-1"), ["eni-1", "eni-2"]);
    }
    let none = Estate::new().set(
        "network-interfaces",
        "/NetworkInterfaces/0",
        json!({ "NetworkInterfaceId": "eni-0" }),
    );
    for (earlier, later) in [(Estate::new(), none.clone()), (none, Estate::new())] {
        assert_eq!(behind(&earlier, &later, "network-interface", "eni-1"), ["eni-1", "eni-2"]);
    }
}

#[test]
fn an_acl_a_subnet_and_a_table_touch_what_is_in_the_subnet() {
    let acl = Estate::new().set("network-acls", "/NetworkAcls/0/Entries", json!([]));
    assert_eq!(behind(&Estate::new(), &acl, "network-acl", "acl-1"), ["eni-1"]);
    let swapped = Estate::new().set("network-acls", "/NetworkAcls/0/Associations", json!([])).set(
        "network-acls",
        "/NetworkAcls/1/Associations/-",
        json!({ "SubnetId": "subnet-1" }),
    );
    assert_eq!(behind(&Estate::new(), &swapped, "subnet", "subnet-1"), ["eni-1"]);
    let table = Estate::new().set("route-tables", "/RouteTables/1/Routes", json!([]));
    assert_eq!(behind(&Estate::new(), &table, "route-table", "rtb-2"), ["eni-2"]);
}

#[test]
fn a_gateway_touches_what_routes_to_it_and_a_network_what_is_in_it() {
    let detached =
        Estate::new().set("internet-gateways", "/InternetGateways/0/Attachments", json!([]));
    assert_eq!(behind(&Estate::new(), &detached, "internet-gateway", "igw-1"), ["eni-1"]);
    let block = json!([{ "CidrBlock": "10.1.0.0/16" }]);
    let wider = Estate::new().set("vpcs", "/Vpcs/0/CidrBlockAssociationSet", block);
    assert_eq!(behind(&Estate::new(), &wider, "vpc", "vpc-1"), ["eni-1", "eni-2"]);
}

#[test]
fn a_list_touches_those_whose_groups_name_it_and_those_whose_routes_do() {
    let permission = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{ "PrefixListId": "pl-1" }] }]);
    let listing = |block: &str| {
        let entries = json!({ "Entries": [{ "Cidr": block }] });
        Estate::new()
            .with(
                "describe-managed-prefix-lists",
                json!({ "PrefixLists": [{ "PrefixListId": "pl-1", "OwnerId": OWNER }] }),
            )
            .with("get-managed-prefix-list-entries.pl-1", entries)
    };
    let named = |block: &str| {
        listing(block).set("security-groups", "/SecurityGroups/1/IpPermissions", permission.clone())
    };
    assert_eq!(
        behind(&named("192.0.2.0/24"), &named("192.0.2.0/25"), "prefix-list", "pl-1"),
        ["eni-2"]
    );
    let routed = |block: &str| listing(block).routing("pl-1", "NatGatewayId", "nat-1");
    assert_eq!(
        behind(&routed("192.0.2.0/24"), &routed("192.0.2.0/25"), "prefix-list", "pl-1"),
        ["eni-1"]
    );
}

#[test]
fn the_block_of_public_access_touches_the_whole_account_and_an_exclusion_its_network() {
    let options = |mode: &str| {
        let options =
            json!({ "VpcBlockPublicAccessOptions": { "InternetGatewayBlockMode": mode } });
        Estate::new().with("describe-vpc-block-public-access-options", options)
    };
    let kind = "vpc-block-public-access-options";
    let both = ["eni-1", "eni-2"];
    assert_eq!(behind(&options("block-bidirectional"), &options("off"), kind, "options"), both);
    let excluding = |of: &str| {
        let one = json!({ "ExclusionId": "x-1", "InternetGatewayExclusionMode": "allow-bidirectional",
            "ResourceArn": format!("arn:aws:ec2:eu-west-1:{OWNER}:{of}"), "State": "create-complete" });
        options("block-bidirectional").with(
            "describe-vpc-block-public-access-exclusions",
            json!({ "VpcBlockPublicAccessExclusions": [one] }),
        )
    };
    let none = options("block-bidirectional").with(
        "describe-vpc-block-public-access-exclusions",
        json!({ "VpcBlockPublicAccessExclusions": [] }),
    );
    let kind = "vpc-block-public-access-exclusion";
    for of in ["subnet/subnet-1", "vpc/vpc-1"] {
        assert_eq!(behind(&none, &excluding(of), kind, "x-1"), both, "{of}");
        assert_eq!(behind(&excluding(of), &none, kind, "x-1"), both, "{of}");
    }
    assert!(behind(&none, &excluding("vpc/vpc-9"), kind, "x-1").is_empty());
}

#[test]
fn several_changes_are_told_apart() {
    let later = Estate::new()
        .set("security-groups", "/SecurityGroups/0/IpPermissions", json!([]))
        .set("network-acls", "/NetworkAcls/1/Entries", json!([]));
    let (before, after) = (Estate::new().snapshot(), later.snapshot());
    let ids = [id("network-acl", "acl-2"), id("security-group", "sg-1")];
    let ids: Vec<&ResourceId> = ids.iter().collect();
    let found = (endpoints().touched)(&changed(&before, &after, &ids), &ids);
    assert_eq!(found, [[eni("eni-2")].into(), [eni("eni-1")].into()]);
}

#[test]
fn what_did_not_happen_yet_is_as_it_was() {
    let later = Estate::new()
        .set("network-interfaces", "/NetworkInterfaces/0/Association", json!(null))
        .set("route-tables", "/RouteTables/1/Routes/1", route("0.0.0.0/0", "GatewayId", "igw-1"))
        .set(
            "network-interfaces",
            "/NetworkInterfaces/1/Association",
            json!({ "PublicIp": "198.51.100.8" }),
        )
        .set("network-interfaces", "/NetworkInterfaces/1/Groups", json!([{ "GroupId": "sg-1" }]));
    let (before, after) = (Estate::new().snapshot(), later.snapshot());
    let ids = [eni("eni-1"), eni("eni-2"), id("route-table", "rtb-2")];
    let mut view = changed(&before, &after, &ids.each_ref());
    let mut seen = Vec::new();
    for step in 0..=ids.len() {
        let topology = (endpoints().topology)(&view, Which::All);
        let members = topology.sets.get("aws.security-group:sg-1").cloned();
        let reached = ["eni-1", "eni-2"].map(|eni| reached(&topology, eni, "198.51.100.99"));
        seen.push((reached, members.is_some()));
        if let Some(id) = ids.get(step) {
            view.apply(id);
        }
    }
    // db's group names sg-1 until db is in another one.
    let expected = [
        ([true, false], true),
        ([false, false], true),
        ([false, false], false),
        ([false, true], false),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn members_that_come_and_go_are_those_of_the_moment() {
    let later = Estate::new().set(
        "network-interfaces",
        "/NetworkInterfaces/0",
        json!({ "NetworkInterfaceId": "eni-7", "OwnerId": OWNER, "SubnetId": "subnet-1",
            "PrivateIpAddress": "10.0.1.7", "Groups": [{ "GroupId": "sg-1" }] }),
    );
    let (before, after) = (Estate::new().snapshot(), later.snapshot());
    let ids = [eni("eni-7"), eni("eni-1")];
    let mut view = changed(&before, &after, &ids.each_ref());
    let mut seen = Vec::new();
    for step in 0..=ids.len() {
        let topology = (endpoints().topology)(&view, Which::These(&[eni("eni-2")].into()));
        let members = &topology.sets["aws.security-group:sg-1"];
        let crate::model::Members::Endpoints { addresses, whole: true } = members else {
            panic!("{members:?}")
        };
        seen.push(addresses.texts());
        if let Some(id) = ids.get(step) {
            view.apply(id);
        }
    }
    assert_eq!(seen, [vec!["10.0.1.10"], vec!["10.0.1.7", "10.0.1.10"], vec!["10.0.1.7"]]);
}
