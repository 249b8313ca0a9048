//! What tags and groups in rules mean where an interface is: one test a line of the documentation.

use super::endpoints::*;
use super::*;

#[test]
fn the_network_around_is_its_ranges_its_neighbours_and_what_routes_name() {
    let table = json!({ "routeTable": refer("routetables/t"), "networkSecurityGroup": refer("networksecuritygroups/outer") });
    let hub = |name: &str, block: &str, access: bool| {
        json!({ "name": name, "peeringState": "Connected", "allowVirtualNetworkAccess": access,
            "remoteVirtualNetwork": refer(&format!("virtualnetworks/{name}")),
            "remoteAddressSpace": { "addressPrefixes": [block] } })
    };
    let back = |block: &str| {
        json!([{ "name": "back", "peeringState": "Connected", "allowVirtualNetworkAccess": true,
            "remoteVirtualNetwork": refer(MAIN), "remoteAddressSpace": { "addressPrefixes": [block] } }])
    };
    let peerings = json!([hub("hub", "10.1.0.0/16", true), hub("apart", "10.2.0.0/16", false)]);
    let networks = json!([
        network("main", "10.0.0.0/16", json!([subnet("web", "10.0.1.0/24", table)]), peerings),
        network("hub", "10.1.0.0/16", json!([]), back("10.0.0.0/16")),
        network("apart", "10.2.0.0/16", json!([]), back("10.0.0.0/16")),
    ]);
    let routes = json!([{ "id": id("routetables/t"), "name": "t", "routes": [
        { "name": "office", "addressPrefix": "192.168.7.0/24", "nextHopType": "VirtualNetworkGateway" }] }]);
    let topology = topology(&estate(&[("vnet-list", networks), ("route-table-list", routes)]));
    let guard = &shield(&topology, "web").ingress;
    for inside in ["10.0.2.9", "10.1.0.9", "192.168.7.9"] {
        assert_eq!(at(&topology, guard, &enters(inside, 80)), "allow AllowVnetInBound", "{inside}");
    }
    for outside in ["10.2.0.9", "10.9.0.9", "203.0.113.7"] {
        assert_eq!(at(&topology, guard, &enters(outside, 80)), "deny DenyAllInBound", "{outside}");
    }
}

#[test]
fn a_private_address_that_nobody_is_known_to_have_may_be_around_where_a_route_leads_to_it() {
    let table = json!({ "routeTable": refer("routetables/t"), "networkSecurityGroup": refer("networksecuritygroups/outer") });
    let routes = json!([{ "id": id("routetables/t"), "name": "t", "routes": [
        { "name": "all", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.4" }] }]);
    let led = topology(&estate(&[("vnet-list", main(table)), ("route-table-list", routes)]));
    let alone = topology(&estate(&[]));
    let packet = enters("10.9.0.9", 80);
    let unknown = "azure.unsure:unknown-private-addresses-are-VirtualNetwork";
    for (topology, word) in [(&led, "allow AllowVnetInBound"), (&alone, "deny DenyAllInBound")] {
        let guard = &shield(topology, "web").ingress;
        assert_eq!(at(topology, guard, &packet), "deny DenyAllInBound");
        assert_eq!(at(topology, guard, &source(packet.clone(), unknown)), word);
    }
}

#[test]
fn the_internet_is_what_is_public_and_not_around() {
    let networks = json!([network(
        "main",
        "198.51.100.0/24",
        json!([subnet(
            "web",
            "198.51.100.0/26",
            json!({ "networkSecurityGroup": refer("networksecuritygroups/outer") })
        )]),
        json!([])
    )]);
    let no = rule(
        "no",
        100,
        json!({ "access": "Deny", "sourceAddressPrefix": "Internet", "destinationPortRange": "*" }),
    );
    let topology = topology(&estate(&[
        ("vnet-list", networks),
        ("nsg-list", json!([group("outer", json!([no]))])),
    ]));
    let guard = &shield(&topology, "web").ingress;
    assert_eq!(at(&topology, guard, &enters("203.0.113.7", 80)), "deny no");
    assert_eq!(at(&topology, guard, &enters("198.51.100.9", 80)), "allow AllowVnetInBound");
}

#[test]
fn a_default_route_may_be_in_the_network_around() {
    let table = json!({ "routeTable": refer("routetables/t"), "networkSecurityGroup": refer("networksecuritygroups/outer") });
    let routes = json!([{ "id": id("routetables/t"), "name": "t", "routes": [
        { "name": "all", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.4" }] }]);
    let topology = topology(&estate(&[("vnet-list", main(table)), ("route-table-list", routes)]));
    let guard = &shield(&topology, "web").ingress;
    let packet = enters("203.0.113.7", 80);
    assert_eq!(at(&topology, guard, &packet), "deny DenyAllInBound");
    let unsure = source(packet, "azure.unsure:VirtualNetwork-holds-default-routes");
    assert_eq!(at(&topology, guard, &unsure), "allow AllowVnetInBound");
}

#[test]
fn an_application_group_is_its_interfaces_at_either_end() {
    let asg = |name: &str| refer(&format!("applicationsecuritygroups/{name}"));
    let of = |name: &str| json!({ "applicationSecurityGroups": [asg(name)] });
    let pair = rule(
        "pair",
        100,
        json!({ "sourceAddressPrefix": null, "destinationAddressPrefix": null,
        "sourceApplicationSecurityGroups": [asg("app")], "destinationApplicationSecurityGroups": [asg("db")] }),
    );
    let topology = topology(&estate(&[
        (
            "nic-list",
            json!([
                nic("app", "10.0.1.4", of("app"), json!({})),
                nic("db", "10.0.1.5", of("db"), json!({}))
            ]),
        ),
        (
            "nsg-list",
            json!([group(
                "outer",
                json!([
                    pair,
                    rule("no", 200, json!({ "access": "Deny", "destinationPortRange": "*" }))
                ])
            )]),
        ),
    ]));
    let name = format!("azure.application-security-group:{}", id("applicationsecuritygroups/app"));
    let Members::Endpoints { addresses, whole } = &topology.sets[name.as_str()] else { panic!() };
    assert_eq!((addresses.texts(), *whole), (vec!["10.0.1.4".to_owned()], true));
    assert!(endpoint(&topology, "app").member_of.contains(name.as_str()));
    let packet = source(enters("10.0.1.4", 22), &name);
    assert_eq!(at(&topology, &shield(&topology, "db").ingress, &packet), "allow pair");
    assert_eq!(at(&topology, &shield(&topology, "app").ingress, &packet), "deny no");
}

#[test]
fn a_service_tag_is_its_prefixes_where_they_were_read() {
    let nsgs = json!([group(
        "outer",
        json!([rule("r", 100, json!({ "sourceAddressPrefix": "Storage.WestUS" }))])
    )]);
    let tags = json!({ "values": [{ "name": "Storage.WestUS", "properties": { "addressPrefixes": ["203.0.113.0/24"] } }] });
    let read = topology(&estate(&[("nsg-list", nsgs.clone()), ("list-service-tags", tags)]));
    let guard = &shield(&read, "web").ingress;
    assert_eq!(at(&read, guard, &enters("203.0.113.7", 22)), "allow r");
    assert_eq!(at(&read, guard, &enters("198.51.100.7", 22)), "deny DenyAllInBound");
    let named = guard.matches().flat_map(|one| &one.symbols);
    let named: Vec<String> = named.map(|(symbol, _)| symbol.name.to_string()).collect();
    assert!(!named.contains(&"azure.service-tag:Storage".to_owned()), "the prefixes say it all");
    let unread = topology(&estate(&[("nsg-list", nsgs)]));
    assert_eq!(unread.sets["azure.service-tag:Storage.WestUS"], Members::Unread);
}

#[test]
fn what_the_platform_sends_is_nobodys_way_in() {
    let topology = topology(&estate(&[]));
    let guard = &shield(&topology, "web").ingress;
    for port in [22, 80] {
        let platform = at(&topology, guard, &enters("168.63.129.16", port));
        assert_eq!(platform, at(&topology, guard, &enters("203.0.113.7", port)), "{port}");
    }
}
