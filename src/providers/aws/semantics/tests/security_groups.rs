//! Security groups: one test a line of the documentation.

use super::*;

#[test]
fn only_what_a_rule_allows_passes() {
    let web = ingress(json!([allow("tcp", 443, 443, "0.0.0.0/0")]));
    assert!(passes(&web, &tcp("198.51.100.7", 443)));
    for refused in [
        tcp("198.51.100.7", 442),
        tcp("198.51.100.7", 444),
        tcp("2001:db8::7", 443),
        packet("198.51.100.7", 17).with_ports(443, 1),
    ] {
        assert_eq!(decided(&web, &refused), "deny");
    }
}

#[test]
fn a_new_group_lets_nothing_in_and_everything_out() {
    let everything = json!([{ "IpProtocol": "-1", "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }]);
    let group =
        json!({ "GroupId": "sg-1", "IpPermissions": [], "IpPermissionsEgress": everything });
    let read = snapshot(&[("describe-security-groups", json!({ "SecurityGroups": [group] }))]);
    let out = gate(&read, "security-group", "sg-1", Direction::Egress);
    assert!(!passes(
        &gate(&read, "security-group", "sg-1", Direction::Ingress),
        &tcp("10.0.0.1", 22)
    ));
    assert!(passes(&out, &tcp("198.51.100.7", 25)));
}

#[test]
fn without_a_rule_for_it_nothing_goes_out() {
    let group = json!({ "GroupId": "sg-1", "IpPermissions": [allow("-1", -1, -1, "0.0.0.0/0")] });
    let read = snapshot(&[("describe-security-groups", json!({ "SecurityGroups": [group] }))]);
    assert!(!passes(
        &gate(&read, "security-group", "sg-1", Direction::Egress),
        &tcp("10.0.0.1", 22)
    ));
}

#[test]
fn the_rules_are_a_union() {
    let both =
        ingress(json!([allow("tcp", 22, 22, "10.0.0.0/8"), allow("tcp", 80, 90, "192.0.2.0/24")]));
    assert!(passes(&both, &tcp("10.1.2.3", 22)) && passes(&both, &tcp("192.0.2.9", 85)));
    assert!(!passes(&both, &tcp("10.1.2.3", 85)) && !passes(&both, &tcp("192.0.2.9", 22)));
}

#[test]
fn groups_keep_state() {
    let read = snapshot(&[(
        "describe-security-groups",
        json!({ "SecurityGroups": [{ "GroupId": "sg-1" }] }),
    )]);
    assert!(
        topology(&read, "security-group", "sg-1").boundaries[&id("security-group", "sg-1")]
            .stateful
    );
}

#[test]
fn source_ports_are_never_asked() {
    let web = ingress(json!([allow("tcp", 443, 443, "0.0.0.0/0")]));
    for source in [0, 443, 65535] {
        assert!(passes(&web, &packet("198.51.100.7", 6).with_ports(443, source)));
    }
}

#[test]
fn protocol_minus_one_is_everything() {
    for permission in [
        json!({ "IpProtocol": "-1", "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }),
        allow("-1", 22, 22, "0.0.0.0/0"),
    ] {
        let open = ingress(json!([permission]));
        for number in [0, 1, 6, 17, 47, 50, 132, 255] {
            assert!(passes(&open, &packet("198.51.100.7", number)), "protocol {number}");
        }
        assert!(!passes(&open, &packet("2001:db8::7", 6)), "0.0.0.0/0 is IPv4");
    }
}

#[test]
fn other_protocols_open_all_ports_whatever_the_rule_says() {
    for (word, number) in [("50", 50), ("132", 132), ("47", 47), ("0", 0)] {
        let open = ingress(json!([allow(word, 22, 22, "0.0.0.0/0")]));
        assert!(
            passes(&open, &packet("198.51.100.7", number).with_ports(9999, 1)),
            "protocol {word}"
        );
        assert!(!passes(&open, &tcp("198.51.100.7", 22)), "protocol {word}");
    }
}

#[test]
fn protocols_have_names_or_numbers() {
    for (word, number) in [
        ("tcp", 6),
        ("6", 6),
        ("udp", 17),
        ("17", 17),
        ("icmp", 1),
        ("1", 1),
        ("icmpv6", 58),
        ("58", 58),
    ] {
        let open = ingress(json!([allow(word, -1, -1, "0.0.0.0/0")]));
        assert!(passes(&open, &packet("198.51.100.7", number)), "{word}");
        assert!(!passes(&open, &packet("198.51.100.7", number + 1)), "{word}");
    }
}

#[test]
fn for_icmp_the_ports_are_type_and_code() {
    let echo = ingress(json!([allow("icmp", 8, -1, "0.0.0.0/0")]));
    let icmp = |kind, code| packet("198.51.100.7", protocol::ICMP).with_icmp(kind, code);
    assert!(
        passes(&echo, &icmp(8, 0)) && passes(&echo, &icmp(8, 7)) && !passes(&echo, &icmp(0, 0))
    );
    let one = ingress(json!([allow("icmp", 3, 4, "0.0.0.0/0")]));
    assert!(passes(&one, &icmp(3, 4)) && !passes(&one, &icmp(3, 3)));
    let all = ingress(json!([allow("icmp", -1, -1, "0.0.0.0/0")]));
    assert!(passes(&all, &icmp(0, 0)) && passes(&all, &icmp(255, 255)));
    let six = ingress(json!([allow("58", 128, 0, "::/0")]));
    assert!(passes(&six, &packet("2001:db8::7", protocol::ICMPV6).with_icmp(128, 0)));
}

#[test]
fn host_bits_mean_nothing() {
    let open = ingress(json!([allow("tcp", 22, 22, "208.236.235.254/0")]));
    assert!(passes(&open, &tcp("1.1.1.1", 22)) && passes(&open, &tcp("255.255.255.255", 22)));
}

#[test]
fn every_spelling_of_the_ipv6_internet_is_it() {
    for spelling in ["::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "2001:db8::1/0"] {
        let open = ingress(json!([allow("tcp", 22, 22, spelling)]));
        assert!(passes(&open, &tcp("2606:4700::1", 22)), "{spelling}");
        assert!(!passes(&open, &tcp("198.51.100.7", 22)), "{spelling}");
    }
}

/// A group `sg-1` that names another one, beside other groups.
fn naming(pair: Value, others: &[&str]) -> Gate {
    let permission =
        json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [pair] }]);
    let mut groups =
        vec![json!({ "GroupId": "sg-1", "OwnerId": "111122223333", "IpPermissions": permission })];
    // Members may do whatever they like; none of that is added.
    let own = json!([allow("-1", -1, -1, "0.0.0.0/0")]);
    groups.extend(
        others
            .iter()
            .map(|id| json!({ "GroupId": id, "OwnerId": "111122223333", "IpPermissions": own })),
    );
    let read = snapshot(&[("describe-security-groups", json!({ "SecurityGroups": groups }))]);
    gate(&read, "security-group", "sg-1", Direction::Ingress)
}

#[test]
fn a_group_as_a_peer_is_its_members_and_none_of_its_rules() {
    let named = naming(json!({ "GroupId": "sg-2", "UserId": "111122223333" }), &["sg-2"]);
    assert!(!passes(&named, &tcp("198.51.100.7", 22)));
    assert!(passes(&named, &member(tcp("10.0.0.5", 22), "aws.security-group:sg-2")));
    assert!(!passes(&named, &member(tcp("10.0.0.5", 23), "aws.security-group:sg-2")));
}

#[test]
fn the_default_group_allows_itself() {
    let named = naming(json!({ "GroupId": "sg-1", "UserId": "111122223333" }), &[]);
    assert!(passes(&named, &member(tcp("10.0.0.5", 22), "aws.security-group:sg-1")));
}

#[test]
fn a_deleted_group_is_stale_and_matches_nothing() {
    let named = naming(json!({ "GroupId": "sg-gone", "UserId": "111122223333" }), &["sg-2"]);
    assert!(!passes(&named, &member(tcp("10.0.0.5", 22), "aws.security-group:sg-gone")));
}

#[test]
fn a_group_outside_of_what_was_read_is_a_symbol() {
    let far = member(tcp("10.0.0.5", 22), "aws.security-group:sg-far");
    let other_account = json!({ "GroupId": "sg-far", "UserId": "444455556666", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "active" });
    assert!(passes(&naming(other_account, &[]), &far));
    // The rest of the groups is on a page that is not there.
    let pair = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [{ "GroupId": "sg-far" }] }]);
    let group = json!({ "GroupId": "sg-1", "IpPermissions": pair });
    let page = json!({ "SecurityGroups": [group], "NextToken": "more" });
    let read = snapshot(&[("describe-security-groups", page)]);
    assert!(passes(&gate(&read, "security-group", "sg-1", Direction::Ingress), &far));
}

#[test]
fn a_group_behind_a_deleted_peering_is_stale() {
    let pair = json!({ "GroupId": "sg-far", "UserId": "444455556666", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "deleted" });
    assert!(!passes(&naming(pair, &[]), &member(tcp("10.0.0.5", 22), "aws.security-group:sg-far")));
}

#[test]
fn a_group_that_is_not_there_allows_nothing() {
    let read = snapshot(&[("describe-security-groups", json!({ "SecurityGroups": [] }))]);
    for direction in Direction::ALL {
        assert!(!passes(&gate(&read, "security-group", "sg-1", direction), &tcp("10.0.0.1", 22)));
    }
}

#[test]
fn what_cannot_be_read_is_no_guard_and_says_why() {
    for (permission, why) in [
        (allow("carrier-pigeon", 1, 1, "0.0.0.0/0"), "sg-1 names the protocol `carrier-pigeon`"),
        (allow("tcp", 22, 22, "the office"), "sg-1 names the peer `the office`"),
    ] {
        let Gate::Unknown(reason) = ingress(json!([permission])) else { panic!("{why}") };
        assert!(reason.starts_with(why), "{reason}");
    }
}

#[test]
fn rules_are_known_by_their_ids_and_else_by_their_words() {
    let group = json!({ "GroupId": "sg-1", "IpPermissions": [allow("tcp", 22, 22, "10.0.0.0/8")] });
    let groups = ("describe-security-groups", json!({ "SecurityGroups": [group] }));
    let read = snapshot(std::slice::from_ref(&groups));
    let words = gate(&read, "security-group", "sg-1", Direction::Ingress);
    assert_eq!(decided(&words, &tcp("10.0.0.1", 22)), "allow allow tcp 22 from 10.0.0.0/8");
    let row = json!({ "SecurityGroupRuleId": "sgr-7", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp",
        "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8" });
    let read = snapshot(&[
        groups,
        ("describe-security-group-rules", json!({ "SecurityGroupRules": [row] })),
    ]);
    let named = gate(&read, "security-group", "sg-1", Direction::Ingress);
    assert_eq!(decided(&named, &tcp("10.0.0.1", 22)), "allow sgr-7");
}

#[test]
fn what_a_group_stands_before_is_known_when_interfaces_were_read() {
    let groups = (
        "describe-security-groups",
        json!({ "SecurityGroups": [{ "GroupId": "sg-1" }, { "GroupId": "sg-2" }] }),
    );
    let stands = |read: &Snapshot, group: &str| {
        topology(read, "security-group", group).boundaries[&id("security-group", group)]
            .stands_before
    };
    assert_eq!(stands(&snapshot(std::slice::from_ref(&groups)), "sg-1"), None);
    let interface = json!({ "NetworkInterfaceId": "eni-1", "Groups": [{ "GroupId": "sg-1" }] });
    let read = snapshot(&[
        groups,
        ("describe-network-interfaces", json!({ "NetworkInterfaces": [interface] })),
    ]);
    assert_eq!((stands(&read, "sg-1"), stands(&read, "sg-2")), (Some(1), Some(0)));
}
