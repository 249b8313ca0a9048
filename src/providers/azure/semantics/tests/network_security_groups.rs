//! Network security groups: one test a line of the documentation.

use super::*;

/// A rule that allows tcp 22 from anywhere, with some fields set otherwise; `null` takes one out.
pub(super) fn rule(name: &str, priority: i64, other: Value) -> Value {
    let mut rule = json!({
        "name": name, "access": "Allow", "direction": "Inbound", "priority": priority, "protocol": "Tcp",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
        "destinationPortRange": "22"
    });
    let fields = rule.as_object_mut().unwrap();
    if let Value::Object(other) = other {
        fields.extend(other);
    }
    fields.retain(|_, value| !value.is_null());
    rule
}

/// The rules that every group is born with.
pub(crate) fn born_with() -> Value {
    let rule = |name: &str, priority: i64, access: &str, direction: &str, from: &str, to: &str| {
        json!({ "name": name, "access": access, "direction": direction, "priority": priority, "protocol": "*",
            "sourceAddressPrefix": from, "sourcePortRange": "*", "destinationAddressPrefix": to, "destinationPortRange": "*" })
    };
    json!([
        rule("AllowVnetInBound", 65000, "Allow", "Inbound", "VirtualNetwork", "VirtualNetwork"),
        rule("AllowAzureLoadBalancerInBound", 65001, "Allow", "Inbound", "AzureLoadBalancer", "*"),
        rule("DenyAllInBound", 65500, "Deny", "Inbound", "*", "*"),
        rule("AllowVnetOutBound", 65000, "Allow", "Outbound", "VirtualNetwork", "VirtualNetwork"),
        rule("AllowInternetOutBound", 65001, "Allow", "Outbound", "*", "Internet"),
        rule("DenyAllOutBound", 65500, "Deny", "Outbound", "*", "*"),
    ])
}

fn group(rules: Value, direction: Direction) -> Gate {
    let web = id("networksecuritygroups/web");
    let group = json!([{ "id": web, "name": "web", "securityRules": rules, "defaultSecurityRules": born_with() }]);
    gate(&snapshot("nsg-list", &group), "nsg", &web, direction)
}

fn inbound(rules: Value) -> Gate {
    group(rules, Direction::Ingress)
}

#[test]
fn the_lowest_priority_that_matches_decides() {
    let gate = inbound(json!([
        rule("wide", 200, json!({})),
        rule("no", 100, json!({ "access": "Deny", "sourceAddressPrefix": "198.51.100.0/24" })),
    ]));
    assert_eq!(decided(&gate, &tcp("198.51.100.7", 22)), "deny no");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow wide");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 23)), "deny DenyAllInBound");
}

#[test]
fn trap_7_swapped_priorities_are_other_traffic() {
    let deny = |priority| rule("no", priority, json!({ "access": "Deny" }));
    let one = inbound(json!([rule("yes", 100, json!({})), deny(200)]));
    let other = inbound(json!([rule("yes", 300, json!({})), deny(200)]));
    assert_eq!(decided(&one, &tcp("203.0.113.7", 22)), "allow yes");
    assert_eq!(decided(&other, &tcp("203.0.113.7", 22)), "deny no");
}

#[test]
fn the_rules_of_birth_come_last() {
    let gate = inbound(json!([]));
    let inside = |packet: Packet| {
        let name = "azure.service-tag:VirtualNetwork";
        packet.with_members([Symbol::source(name), Symbol::destination(name)])
    };
    assert_eq!(decided(&gate, &inside(tcp("10.0.0.9", 22))), "allow AllowVnetInBound");
    assert_eq!(decided(&gate, &tcp("168.63.129.16", 80)), "allow AllowAzureLoadBalancerInBound");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 443)), "deny DenyAllInBound");
    let out = group(json!([]), Direction::Egress);
    let leaves = |to: &str| packet("10.0.0.4", to, protocol::TCP).with_ports(443, 40000);
    assert_eq!(decided(&out, &leaves("203.0.113.7")), "allow AllowInternetOutBound");
    assert_eq!(decided(&out, &inside(leaves("10.0.0.9"))), "allow AllowVnetOutBound");
    assert_eq!(decided(&out, &leaves("192.168.1.1")), "deny DenyAllOutBound");
}

#[test]
fn directions_are_apart() {
    let gate = inbound(json!([rule("out", 100, json!({ "direction": "Outbound" }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny DenyAllInBound");
}

#[test]
fn the_source_port_counts() {
    let gate = inbound(json!([rule("dns", 100, json!({ "sourcePortRange": "53" }))]));
    let from = |port| packet("203.0.113.7", "10.0.0.4", protocol::TCP).with_ports(22, port);
    assert_eq!(decided(&gate, &from(53)), "allow dns");
    assert_eq!(decided(&gate, &from(54)), "deny DenyAllInBound");
}

#[test]
fn protocols_are_read_in_any_case() {
    for word in ["tcp", "TCP", "Tcp"] {
        let gate = inbound(json!([rule("r", 100, json!({ "protocol": word }))]));
        assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow r", "{word}");
    }
}

#[test]
fn ports_under_any_protocol_still_limit_tcp_and_udp() {
    let gate = inbound(json!([rule("r", 100, json!({ "protocol": "*" }))]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow r");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 23)), "deny DenyAllInBound");
    let udp = packet("203.0.113.7", "10.0.0.4", protocol::UDP);
    assert_eq!(decided(&gate, &udp.clone().with_ports(22, 1)), "allow r");
    assert_eq!(decided(&gate, &udp.with_ports(23, 1)), "deny DenyAllInBound");
}

#[test]
fn whether_they_limit_icmp_esp_and_ah_is_not_known_and_depends() {
    let gate = inbound(json!([rule("r", 100, json!({ "protocol": "*" }))]));
    for number in [protocol::ICMP, 50, 51] {
        let other = packet("203.0.113.7", "10.0.0.4", number);
        assert_eq!(decided(&gate, &other), "deny DenyAllInBound");
        let other = source(other, "azure.unsure:other-protocols-under-any-with-ports");
        assert_eq!(decided(&gate, &other), "allow r");
    }
    let whole = json!({ "protocol": "*", "destinationPortRange": "*" });
    let gate = inbound(json!([rule("r", 100, whole)]));
    assert_eq!(decided(&gate, &packet("203.0.113.7", "10.0.0.4", 50)), "allow r");
}

#[test]
fn a_block_of_ipv4_is_no_ipv6_and_a_star_is_both() {
    let four = inbound(json!([rule("r", 100, json!({ "sourceAddressPrefix": "0.0.0.0/0" }))]));
    assert_eq!(decided(&four, &tcp("203.0.113.7", 22)), "allow r");
    assert_eq!(decided(&four, &tcp("2001:db8::7", 22)), "deny DenyAllInBound");
    let both = inbound(json!([rule("r", 100, json!({}))]));
    assert_eq!(decided(&both, &tcp("2001:db8::7", 22)), "allow r");
}

#[test]
fn icmp_of_each_family_is_its_own() {
    let gate = inbound(json!([rule(
        "r",
        100,
        json!({ "protocol": "Icmp", "destinationPortRange": "*" })
    )]));
    assert_eq!(decided(&gate, &packet("203.0.113.7", "10.0.0.4", 1)), "allow r");
    assert_eq!(decided(&gate, &packet("2001:db8::7", "fd00::4", 58)), "deny DenyAllInBound");
}

#[test]
fn one_and_several_are_put_together_and_null_beside_several_is_not_any() {
    let several = json!({ "sourceAddressPrefix": null, "sourceAddressPrefixes": ["198.51.100.0/24", "203.0.113.7/32"],
        "destinationPortRange": null, "destinationPortRanges": ["22", "80-90"] });
    let gate = inbound(json!([rule("r", 100, several)]));
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 85)), "allow r");
    assert_eq!(decided(&gate, &tcp("198.51.100.9", 22)), "allow r");
    assert_eq!(decided(&gate, &tcp("203.0.113.8", 22)), "deny DenyAllInBound");
    assert_eq!(decided(&gate, &tcp("203.0.113.7", 91)), "deny DenyAllInBound");
}

#[test]
fn trap_6_the_internet_is_no_text() {
    for spelled in ["208.236.235.254/0", "0.0.0.0/0", "Internet", "internet", "INTERNET"] {
        let gate = inbound(json!([rule("r", 100, json!({ "sourceAddressPrefix": spelled }))]));
        assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "allow r", "{spelled}");
    }
}

#[test]
fn the_internet_is_no_private_address() {
    let gate = inbound(json!([rule("r", 100, json!({ "sourceAddressPrefix": "Internet" }))]));
    assert_eq!(decided(&gate, &tcp("192.168.1.1", 22)), "deny DenyAllInBound");
}

#[test]
fn trap_8_a_service_tag_is_a_symbol_and_no_less() {
    let gate = inbound(json!([rule("r", 100, json!({ "sourceAddressPrefix": "Storage.WestUS" }))]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(decided(&gate, &packet), "deny DenyAllInBound");
    let names = ["azure.service-tag:Storage", "azure.service-tag:Storage.WestUS"];
    assert_eq!(decided(&gate, &packet.with_members(names.map(Symbol::source))), "allow r");
}

#[test]
fn an_application_group_is_a_symbol_at_either_end() {
    let asg = id("applicationsecuritygroups/web");
    let ends = json!({ "destinationAddressPrefix": null, "destinationApplicationSecurityGroups": [{ "id": asg }] });
    let gate = inbound(json!([rule("r", 100, ends)]));
    let packet = tcp("203.0.113.7", 22);
    assert_eq!(decided(&gate, &packet), "deny DenyAllInBound");
    let name = format!("azure.application-security-group:{asg}");
    assert_eq!(decided(&gate, &packet.with_members([Symbol::destination(name)])), "allow r");
}

#[test]
fn what_cannot_be_read_has_no_guard() {
    for (field, value, said) in [
        ("protocol", "Gre", "rule r names the protocol `Gre`"),
        ("sourceAddressPrefix", "10.0.0.0/33", "rule r names the peer `10.0.0.0/33`"),
        ("destinationPortRange", "ssh", "rule r names the ports `ssh`"),
    ] {
        let gate = inbound(json!([rule("r", 100, json!({ field: value }))]));
        let Gate::Unknown(why) = gate else { panic!("{gate:?}") };
        assert!(why.contains(said), "{why}");
    }
}

#[test]
fn a_group_keeps_state() {
    let web = id("networksecuritygroups/web");
    let read = snapshot(
        "nsg-list",
        &json!([{ "id": web, "name": "web", "securityRules": [], "defaultSecurityRules": [] }]),
    );
    let group = resource("nsg", &web);
    let topology = (SEMANTICS.topology)(&View::of(&read), &[group.clone()].into());
    assert!(topology.boundaries[&group].stateful);
}

#[test]
fn esp_and_ah_are_protocols_of_their_own_and_have_no_ports() {
    for (word, number) in [("Esp", 50), ("Ah", 51)] {
        let gate = inbound(json!([rule("r", 100, json!({ "protocol": word }))]));
        assert_eq!(decided(&gate, &packet("203.0.113.7", "10.0.0.4", number)), "allow r");
        assert_eq!(decided(&gate, &tcp("203.0.113.7", 22)), "deny DenyAllInBound");
    }
}

#[test]
fn what_is_in_a_region_is_in_the_service() {
    let whole = "azure.service-tag:Storage";
    let part = "azure.service-tag:Storage.WestUS";
    let of = |tag: &str| inbound(json!([rule("r", 100, json!({ "sourceAddressPrefix": tag }))]));
    let packet = tcp("203.0.113.7", 22);
    let (west, elsewhere) = (
        packet.clone().with_members([whole, part].map(Symbol::source)),
        packet.clone().with_members([Symbol::source(whole)]),
    );
    assert_eq!(decided(&of("Storage"), &west), "allow r");
    assert_eq!(decided(&of("Storage"), &elsewhere), "allow r");
    assert_eq!(decided(&of("Storage.WestUS"), &west), "allow r");
    assert_eq!(decided(&of("Storage.WestUS"), &elsewhere), "deny DenyAllInBound");
    // Nothing is in the part and not in the whole.
    assert_eq!(decided(&of("Storage.WestUS"), &source(packet, part)), "deny DenyAllInBound");
}
