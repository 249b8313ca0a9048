//! What stands between interfaces and everyone outside: one test a line of the documentation.

use super::endpoints::*;
use super::*;
use crate::model::Passage;

fn door<'a>(topology: &'a Topology, label: &str) -> &'a Passage {
    &topology.doors[endpoint(topology, label).door]
}

fn comes_in(topology: &Topology, from: &str, port: u16) -> String {
    at(topology, &door(topology, "web").ingress, &enters(from, port))
}

fn goes_out(topology: &Topology, to: &str, port: u16) -> String {
    at(topology, &door(topology, "web").egress, &leaves(to, port))
}

fn to_member(packet: Packet, name: &str) -> Packet {
    packet.with_members([Symbol::destination(name)])
}

/// `web` with a public address of this kind.
fn public(sku: Option<&str>, others: &[(&str, Value)]) -> Snapshot {
    let of = json!({ "publicIpAddress": refer("publicipaddresses/web-ip") });
    let mut answers = vec![("nic-list", json!([nic("web", "10.0.1.4", of, json!({}))]))];
    answers.extend(sku.map(|sku| {
        let address = json!([{ "id": id("publicipaddresses/web-ip"), "name": "web-ip", "ipAddress": "198.51.100.7",
            "publicIpAddressVersion": "IPv4", "sku": { "name": sku } }]);
        ("public-ip-list", address)
    }));
    answers.extend(others.iter().cloned());
    estate(&answers)
}

fn table(routes: Value) -> [(&'static str, Value); 2] {
    let of_subnet = json!({ "routeTable": refer("routetables/t"), "networkSecurityGroup": refer("networksecuritygroups/outer") });
    [
        ("vnet-list", main(of_subnet)),
        ("route-table-list", json!([{ "id": id("routetables/t"), "name": "t", "routes": routes }])),
    ]
}

fn route(name: &str, to: &str, hop_type: &str, hop: Value) -> Value {
    json!({ "name": name, "addressPrefix": to, "nextHopType": hop_type, "nextHopIpAddress": hop })
}

#[test]
fn the_internet_comes_in_to_a_public_address_and_no_other() {
    let open = topology(&public(Some("Standard"), &[]));
    assert_eq!(
        comes_in(&open, "203.0.113.7", 22),
        "allow 0.0.0.0/0 → Internet, public address web-ip"
    );
    let inner = topology(&estate(&[]));
    assert_eq!(comes_in(&inner, "203.0.113.7", 22), "deny 0.0.0.0/0 → Internet, no public way");
}

#[test]
fn without_a_group_a_standard_address_lets_nothing_in_and_a_basic_one_everything() {
    let of = |sku| topology(&public(sku, &[("vnet-list", main(json!({})))]));
    assert!(
        comes_in(&of(Some("Standard")), "203.0.113.7", 22)
            .contains("need a network security group")
    );
    assert!(comes_in(&of(Some("Basic")), "203.0.113.7", 22).starts_with("allow"));
    let unknown = of(None);
    assert!(comes_in(&unknown, "203.0.113.7", 22).starts_with("deny"));
    let packet =
        source(enters("203.0.113.7", 22), "azure.unsure:open-without-a-network-security-group");
    assert!(at(&unknown, &door(&unknown, "web").ingress, &packet).starts_with("allow"));
}

#[test]
fn a_public_address_of_one_family_is_none_of_the_other() {
    let topology = topology(&public(Some("Standard"), &[]));
    let six = packet("2001:db8::7", "fd00::4", protocol::TCP).with_ports(22, 40000);
    assert!(at(&topology, &door(&topology, "web").ingress, &six).starts_with("deny"));
}

/// A balancer whose public front end has a rule to the pool `web`, and an inbound NAT rule to the interface `web`.
fn balancer(other: Value) -> Value {
    let lb = id("loadbalancers/shop");
    let front = json!({ "id": format!("{lb}/frontendipconfigurations/public") });
    let pool = json!({ "id": format!("{lb}/backendaddresspools/web") });
    let one = format!("{}/ipconfigurations/one", id("networkinterfaces/web"));
    let balancer = json!({ "id": lb, "name": "shop", "sku": { "name": "Standard" },
        "frontendIpConfigurations": [{ "name": "public", "publicIpAddress": refer("publicipaddresses/shop-ip") }],
        "backendAddressPools": [{ "name": "web", "backendIpConfigurations": [{ "id": one }] }],
        "loadBalancingRules": [{ "name": "https", "protocol": "Tcp", "frontendPort": 443, "backendPort": 8443,
            "frontendIpConfiguration": front, "backendAddressPool": pool, "disableOutboundSnat": true }],
        "inboundNatRules": [{ "name": "ssh", "protocol": "Tcp", "frontendPort": 50001, "backendPort": 22,
            "frontendIpConfiguration": front, "backendIpConfiguration": { "id": one } }] });
    json!([with(balancer, other)])
}

#[test]
fn a_public_front_end_leads_to_the_back_ends_port() {
    let topology = topology(&estate(&[("lb-list", balancer(json!({})))]));
    let by = |rule: &str| format!("allow 0.0.0.0/0 → Internet, load balancer shop, rule {rule}");
    assert_eq!(comes_in(&topology, "203.0.113.7", 8443), by("https"));
    assert_eq!(comes_in(&topology, "203.0.113.7", 22), by("ssh"));
    for port in [443, 50001] {
        assert!(comes_in(&topology, "203.0.113.7", port).starts_with("deny"), "{port}");
    }
}

#[test]
fn an_inner_front_end_leads_nobody_in_from_outside() {
    let inner = json!([{ "name": "public", "privateIpAddress": "10.0.1.9" }]);
    let read = estate(&[("lb-list", balancer(json!({ "frontendIpConfigurations": inner })))]);
    assert!(comes_in(&topology(&read), "203.0.113.7", 8443).starts_with("deny"));
}

#[test]
fn what_one_way_refuses_another_may_let_in() {
    let others = [("vnet-list", main(json!({}))), ("lb-list", balancer(json!({})))];
    let both = topology(&public(Some("Basic"), &others));
    assert!(comes_in(&both, "203.0.113.7", 8443).starts_with("allow"));
}

#[test]
fn a_pool_may_name_its_members_by_address() {
    let pool = |address: &str| {
        json!({ "inboundNatRules": [], "backendAddressPools": [{ "name": "web", "virtualNetwork": refer(MAIN),
            "loadBalancerBackendAddresses": [{ "ipAddress": address }] }] })
    };
    for (address, word) in [("10.0.1.4", "allow"), ("10.0.1.5", "deny")] {
        let read = estate(&[("lb-list", balancer(pool(address)))]);
        assert!(comes_in(&topology(&read), "203.0.113.7", 8443).starts_with(word), "{address}");
    }
}

#[test]
fn a_balancer_that_is_named_and_was_not_read_may_lead_in() {
    let pool = refer("loadbalancers/shop/backendaddresspools/web");
    let of = json!({ "loadBalancerBackendAddressPools": [pool] });
    let topology =
        topology(&estate(&[("nic-list", json!([nic("web", "10.0.1.4", of, json!({}))]))]));
    let passage = door(&topology, "web");
    assert!(passage.doubt.as_ref().is_some_and(|why| why.contains("loadbalancers/shop")));
    let packet = enters("203.0.113.7", 22);
    assert_eq!(at(&topology, &passage.ingress, &packet), "deny");
    let name = format!("azure.load-balancer:{}", id("loadbalancers/shop"));
    assert_eq!(at(&topology, &passage.ingress, &source(packet, &name)), "allow");
}

#[test]
fn what_leaves_needs_a_way_out() {
    let subnet = |other: Value| {
        let group = json!({ "networkSecurityGroup": refer("networksecuritygroups/outer") });
        topology(&estate(&[("vnet-list", main(with(group, other)))]))
    };
    let to = |topology: &Topology| goes_out(topology, "203.0.113.7", 443);
    let nat =
        subnet(json!({ "natGateway": refer("natgateways/n"), "defaultOutboundAccess": false }));
    assert_eq!(to(&nat), "allow 0.0.0.0/0 → Internet, NAT gateway");
    let old = subnet(json!({ "defaultOutboundAccess": true }));
    assert_eq!(to(&old), "allow 0.0.0.0/0 → Internet, default outbound access");
    let private = subnet(json!({ "defaultOutboundAccess": false }));
    assert_eq!(to(&private), "deny 0.0.0.0/0 → Internet, default outbound access (private subnet)");
    let unknown = subnet(json!({}));
    assert_eq!(to(&unknown), "deny 0.0.0.0/0 → Internet, no public way");
    let packet = to_member(leaves("203.0.113.7", 443), "azure.unsure:default-outbound-access");
    assert!(at(&unknown, &door(&unknown, "web").egress, &packet).starts_with("allow"));
    let address = topology(&public(Some("Standard"), &[]));
    assert_eq!(to(&address), "allow 0.0.0.0/0 → Internet, public address web-ip");
}

#[test]
fn in_a_pool_of_a_standard_balancer_only_its_rules_speak_for_a_machine() {
    let closed = topology(&estate(&[("lb-list", balancer(json!({})))]));
    let packet = to_member(leaves("203.0.113.7", 443), "azure.unsure:default-outbound-access");
    assert!(at(&closed, &door(&closed, "web").egress, &packet).starts_with("deny"));
    let lb = id("loadbalancers/shop");
    let out = json!({ "outboundRules": [{ "name": "out", "protocol": "Tcp",
        "frontendIpConfigurations": [{ "id": format!("{lb}/frontendipconfigurations/public") }],
        "backendAddressPool": { "id": format!("{lb}/backendaddresspools/web") } }] });
    let open = topology(&estate(&[("lb-list", balancer(out))]));
    assert!(goes_out(&open, "203.0.113.7", 443).ends_with("load balancer shop, rule out"));
    let udp = packet_of(protocol::UDP);
    assert!(at(&open, &door(&open, "web").egress, &udp).starts_with("deny"));
}

fn packet_of(number: u8) -> Packet {
    packet("10.0.1.4", "203.0.113.7", number).with_ports(443, 40000)
}

#[test]
fn a_service_endpoint_is_a_way_out_to_its_service() {
    let of_subnet = json!({ "defaultOutboundAccess": false, "serviceEndpoints": [{ "service": "Microsoft.Storage" }] });
    let topology = topology(&estate(&[("vnet-list", main(of_subnet))]));
    let packet = leaves("203.0.113.7", 443);
    let guard = &door(&topology, "web").egress;
    assert!(at(&topology, guard, &packet).starts_with("deny"));
    let of = to_member(packet, "azure.service-endpoint:Microsoft.Storage");
    assert_eq!(at(&topology, guard, &of), "allow service endpoint Microsoft.Storage");
}

#[test]
fn a_route_to_nowhere_drops() {
    let routes = table(json!([route("drop", "0.0.0.0/0", "None", Value::Null)]));
    let topology = topology(&public(Some("Standard"), &routes));
    assert_eq!(comes_in(&topology, "203.0.113.7", 22), "deny drop: 0.0.0.0/0 → None");
    assert_eq!(goes_out(&topology, "203.0.113.7", 22), "deny drop: 0.0.0.0/0 → None");
}

#[test]
fn a_machine_asks_about_itself_whatever_routes_say() {
    let routes = table(json!([route("drop", "0.0.0.0/0", "None", Value::Null)]));
    let topology = topology(&estate(&routes));
    for host in ["168.63.129.16", "169.254.169.254"] {
        let told = goes_out(&topology, host, 80);
        assert_eq!(told, "allow 168.63.129.16 and 169.254.169.254", "{host}");
    }
}

#[test]
fn the_longest_prefix_decides() {
    let routes = table(json!([
        route("drop", "0.0.0.0/0", "None", Value::Null),
        route("but", "203.0.113.0/24", "Internet", Value::Null),
    ]));
    let topology = topology(&public(Some("Standard"), &routes));
    assert!(comes_in(&topology, "203.0.113.7", 22).starts_with("allow but"));
    assert!(comes_in(&topology, "198.51.100.9", 22).starts_with("deny drop"));
}

#[test]
fn an_appliance_takes_what_leaves_and_lets_in_to_public_addresses_only() {
    let routes = table(json!([route("hub", "0.0.0.0/0", "VirtualAppliance", json!("10.0.9.4"))]));
    let inner = topology(&estate(&routes));
    let label = "hub: 0.0.0.0/0 → VirtualAppliance 10.0.9.4";
    assert_eq!(goes_out(&inner, "203.0.113.7", 443), format!("allow {label}"));
    assert_eq!(comes_in(&inner, "203.0.113.7", 22), format!("deny {label}, no public way"));
    assert_eq!(comes_in(&inner, "192.168.7.9", 22), format!("allow {label}"));
    let open = topology(&public(Some("Standard"), &routes));
    assert_eq!(comes_in(&open, "203.0.113.7", 22), format!("allow {label}, public address web-ip"));
}

#[test]
fn reserved_addresses_lead_nowhere_unless_a_gateway_knows_them() {
    let none = topology(&estate(&[]));
    assert_eq!(comes_in(&none, "192.168.7.9", 22), "deny 192.168.0.0/16 → None");
    let subnets = json!([
        subnet("web", "10.0.1.0/24", json!({})),
        subnet("GatewaySubnet", "10.0.2.0/24", json!({}))
    ]);
    let networks = json!([network("main", "10.0.0.0/16", subnets, json!([]))]);
    let gateway = topology(&estate(&[("vnet-list", networks)]));
    let name = format!("azure.behind-gateway:{}", id(MAIN));
    assert_eq!(gateway.sets[name.as_str()], Members::Unread);
    let guard = &door(&gateway, "web").ingress;
    let packet = enters("192.168.7.9", 22);
    assert!(at(&gateway, guard, &packet).starts_with("deny"));
    assert!(at(&gateway, guard, &source(packet, &name)).starts_with("allow"));
}

#[test]
fn a_table_that_was_not_read_is_what_it_depends_on() {
    let [networks, _] = table(json!([]));
    let topology = topology(&public(Some("Standard"), &[networks]));
    let passage = door(&topology, "web");
    assert!(passage.doubt.as_ref().is_some_and(|why| why.contains("routetables/t")));
    let name = format!("azure.route-table:{}", id("routetables/t"));
    for (guard, packet) in [
        (&passage.ingress, source(enters("203.0.113.7", 22), &name)),
        (&passage.egress, to_member(leaves("203.0.113.7", 22), &name)),
    ] {
        assert!(at(&topology, guard, &packet).starts_with("allow"));
        assert!(at(&topology, guard, &packet.with_members([])).starts_with("deny"));
    }
}

#[test]
fn a_route_inside_of_the_network_drops_at_the_edge() {
    let routes = table(json!([route("apart", "10.0.2.0/24", "None", Value::Null)]));
    let topology = topology(&estate(&routes));
    let edge = segment(&topology, "web").edge.as_ref().unwrap();
    assert_eq!(
        at(&topology, &edge.egress, &leaves("10.0.2.9", 22)),
        "deny apart: 10.0.2.0/24 → None"
    );
    assert!(at(&topology, &edge.egress, &leaves("10.0.3.9", 22)).starts_with("allow"));
    assert_eq!(
        at(&topology, &edge.ingress, &enters("10.0.2.9", 22)),
        "deny apart: 10.0.2.0/24 → None"
    );
}

/// Two networks, each peered with the other in this state.
fn peered(state: &str) -> Topology {
    let peering = |name: &str, block: &str| {
        json!([{ "name": name, "peeringState": state, "allowVirtualNetworkAccess": true,
            "remoteVirtualNetwork": refer(&format!("virtualnetworks/{name}")), "remoteAddressSpace": { "addressPrefixes": [block] } }])
    };
    let mut far = subnet("web", "10.1.1.0/24", json!({}));
    far["id"] = id("virtualnetworks/hub/subnets/web").into();
    let networks = json!([
        network(
            "main",
            "10.0.0.0/16",
            json!([subnet("web", "10.0.1.0/24", json!({}))]),
            peering("hub", "10.1.0.0/16")
        ),
        network("hub", "10.1.0.0/16", json!([far]), peering("main", "10.0.0.0/16")),
    ]);
    topology(&estate(&[("vnet-list", networks)]))
}

#[test]
fn a_peering_is_a_link_at_both_ends_when_it_is_connected() {
    let topology = peered("Connected");
    let here = &segment(&topology, "web").links;
    let name = format!("azure.subnet:{}", id("virtualnetworks/hub/subnets/web"));
    let there = &topology.segments[name.as_str()].links;
    assert_eq!((here.len(), there.len()), (1, 1));
    assert_eq!(here[0].name, there[0].name);
    assert_eq!(
        (here[0].to.texts(), there[0].to.texts()),
        (vec!["10.1.0.0/16".to_owned()], vec!["10.0.0.0/16".to_owned()])
    );
    assert!(segment(&peered("Disconnected"), "web").links.is_empty());
}

#[test]
fn a_peer_that_was_not_read_is_outside_and_let_through() {
    let peering = json!([{ "name": "hub", "peeringState": "Connected", "allowVirtualNetworkAccess": true,
        "remoteVirtualNetwork": { "id": id("virtualnetworks/hub").replace("5d3c", "7a11") },
        "remoteAddressSpace": { "addressPrefixes": ["10.1.0.0/16"] } }]);
    let subnets = json!([subnet("web", "10.0.1.0/24", json!({}))]);
    let networks = json!([network("main", "10.0.0.0/16", subnets, peering)]);
    let topology = topology(&estate(&[("vnet-list", networks)]));
    assert!(segment(&topology, "web").links.is_empty());
    assert_eq!(comes_in(&topology, "10.1.0.9", 22), "allow 10.1.0.0/16 → VNetPeering");
    assert_eq!(goes_out(&topology, "10.1.0.9", 22), "allow 10.1.0.0/16 → VNetPeering");
}

#[test]
fn networks_that_send_things_to_one_appliance_are_linked() {
    let appliance = |name: &str| {
        json!([{ "name": "hub", "peeringState": "Connected", "allowVirtualNetworkAccess": true,
            "remoteVirtualNetwork": { "id": id("virtualnetworks/hub").replace("5d3c", "7a11") },
            "remoteAddressSpace": { "addressPrefixes": ["10.9.0.0/16"] }, "id": name }])
    };
    let of = json!({ "routeTable": refer("routetables/t") });
    let mut far = subnet("web", "10.1.1.0/24", of.clone());
    far["id"] = id("virtualnetworks/spoke/subnets/web").into();
    let networks = json!([
        network("main", "10.0.0.0/16", json!([subnet("web", "10.0.1.0/24", of)]), appliance("a")),
        network("spoke", "10.1.0.0/16", json!([far]), appliance("b")),
    ]);
    let [_, tables] =
        table(json!([route("hub", "0.0.0.0/0", "VirtualAppliance", json!("10.9.0.4"))]));
    let topology = topology(&estate(&[("vnet-list", networks), tables]));
    let name = format!("azure.subnet:{}", id("virtualnetworks/spoke/subnets/web"));
    let (here, there) = (&segment(&topology, "web").links, &topology.segments[name.as_str()].links);
    assert_eq!(here.len(), 1);
    assert_eq!(here[0].name, there[0].name);
    assert!(here[0].to.contains("10.1.1.4".parse().unwrap()));
    assert!(there[0].to.contains("10.0.1.4".parse().unwrap()));
    assert!(!here[0].to.contains("203.0.113.7".parse().unwrap()));
}
