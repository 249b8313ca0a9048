//! Network ACLs: one test a line of the documentation.

use super::*;

/// An entry of the ingress list.
fn entry(number: u32, action: &str, protocol: &str, block: &str) -> Value {
    let cidr = if block.contains(':') { "Ipv6CidrBlock" } else { "CidrBlock" };
    json!({ "RuleNumber": number, "RuleAction": action, "Protocol": protocol, "Egress": false, cidr: block })
}

fn with(mut entry: Value, key: &str, value: Value) -> Value {
    entry[key] = value;
    entry
}

fn acl(entries: Value) -> Snapshot {
    let acl = json!({ "NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": entries,
        "Associations": [{ "SubnetId": "subnet-1" }, { "SubnetId": "subnet-2" }] });
    snapshot(&[("describe-network-acls", json!({ "NetworkAcls": [acl] }))])
}

fn inbound(entries: Value) -> Gate {
    gate(&acl(entries), "network-acl", "acl-1", Direction::Ingress)
}

#[test]
fn the_lowest_number_that_matches_decides_in_whatever_order_they_come() {
    let gate = inbound(json!([
        entry(200, "allow", "-1", "0.0.0.0/0"),
        entry(32767, "deny", "-1", "0.0.0.0/0"),
        entry(100, "deny", "-1", "192.0.2.0/24"),
        entry(50, "allow", "6", "192.0.2.7/32"),
    ]));
    assert_eq!(decided(&gate, &tcp("192.0.2.7", 22)), "allow 50");
    assert_eq!(decided(&gate, &packet("192.0.2.7", 17)), "deny 100");
    assert_eq!(decided(&gate, &tcp("192.0.2.8", 22)), "deny 100");
    assert_eq!(decided(&gate, &tcp("198.51.100.7", 22)), "allow 200");
}

#[test]
fn the_final_entry_denies_and_so_does_the_end_of_the_list() {
    let listed = inbound(json!([
        entry(32767, "deny", "-1", "0.0.0.0/0"),
        entry(32768, "deny", "-1", "::/0")
    ]));
    assert_eq!(decided(&listed, &tcp("198.51.100.7", 22)), "deny 32767");
    assert_eq!(decided(&listed, &tcp("2001:db8::7", 22)), "deny 32768");
    assert_eq!(decided(&inbound(json!([])), &tcp("198.51.100.7", 22)), "deny");
}

#[test]
fn ipv4_and_ipv6_entries_are_apart() {
    let gate =
        inbound(json!([entry(100, "deny", "-1", "0.0.0.0/0"), entry(200, "allow", "-1", "::/0")]));
    assert!(!passes(&gate, &tcp("198.51.100.7", 22)));
    assert!(passes(&gate, &tcp("2001:db8::7", 22)));
}

#[test]
fn the_directions_are_apart_and_nothing_is_remembered() {
    let out = with(entry(100, "allow", "6", "0.0.0.0/0"), "Egress", json!(true));
    let read = acl(json!([out]));
    let boundary = &topology(&read, "network-acl", "acl-1").boundaries[&id("network-acl", "acl-1")];
    assert!(!boundary.stateful);
    assert_eq!(boundary.stands_before, Some(2));
    assert!(!passes(&boundary.ingress, &tcp("198.51.100.7", 22)));
    let outbound =
        Packet::between("10.0.0.10".parse().unwrap(), "198.51.100.7".parse().unwrap(), 6).unwrap();
    assert!(passes(&boundary.egress, &outbound));
}

#[test]
fn protocol_numbers_are_texts_and_minus_one_is_all() {
    let all = inbound(json!([entry(100, "allow", "-1", "0.0.0.0/0")]));
    for number in [0, 1, 6, 17, 50, 255] {
        assert!(passes(&all, &packet("198.51.100.7", number)), "protocol {number}");
    }
}

#[test]
fn a_number_other_than_four_opens_all_ports() {
    let range = json!({ "From": 22, "To": 22 });
    let gate =
        inbound(json!([with(entry(100, "allow", "132", "0.0.0.0/0"), "PortRange", range.clone())]));
    assert!(passes(&gate, &packet("198.51.100.7", 132).with_ports(9999, 1)));
    let gate = inbound(json!([with(entry(100, "allow", "17", "0.0.0.0/0"), "PortRange", range)]));
    assert!(!passes(&gate, &packet("198.51.100.7", 17).with_ports(9999, 1)));
    assert!(passes(&gate, &packet("198.51.100.7", 17).with_ports(22, 1)));
}

#[test]
fn no_port_range_is_every_port() {
    let gate =
        inbound(json!([with(entry(100, "allow", "6", "0.0.0.0/0"), "PortRange", json!(null))]));
    assert!(passes(&gate, &tcp("198.51.100.7", 0)) && passes(&gate, &tcp("198.51.100.7", 65535)));
}

#[test]
fn messages_are_a_type_and_a_code() {
    let message = json!({ "Type": 8, "Code": -1 });
    let gate =
        inbound(json!([with(entry(100, "allow", "1", "0.0.0.0/0"), "IcmpTypeCode", message)]));
    let icmp = |kind, code| packet("198.51.100.7", protocol::ICMP).with_icmp(kind, code);
    assert!(
        passes(&gate, &icmp(8, 0)) && passes(&gate, &icmp(8, 9)) && !passes(&gate, &icmp(0, 0))
    );
    let six = json!({ "Type": 1, "Code": 4 });
    let gate = inbound(json!([with(entry(100, "allow", "58", "::/0"), "IcmpTypeCode", six)]));
    let icmp = |code| packet("2001:db8::7", protocol::ICMPV6).with_icmp(1, code);
    assert!(passes(&gate, &icmp(4)) && !passes(&gate, &icmp(3)));
}

#[test]
fn host_bits_mean_nothing() {
    let gate = inbound(json!([entry(100, "allow", "-1", "203.0.113.9/0")]));
    assert!(passes(&gate, &tcp("1.1.1.1", 22)));
}

#[test]
fn an_acl_that_is_not_there_decides_about_nothing() {
    let read = snapshot(&[("describe-network-acls", json!({ "NetworkAcls": [] }))]);
    assert_eq!(gate(&read, "network-acl", "acl-1", Direction::Ingress), Gate::Nowhere);
}
