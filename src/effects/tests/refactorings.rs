//! Trap 5: rules that are written in another way and mean the same have no effect, and a real edit always has one.

use proptest::prelude::*;

use super::*;

/// Whether the two are the same to packets. No change at all is the same, too.
fn same(before: &Answers, after: &Answers) -> bool {
    effects(before, after).into_values().all(|effect| traffic(effect).is_equivalent())
}

fn same_group(before: Value, after: Value) -> bool {
    same(&group(before), &group(after))
}

#[test]
fn trap_5_two_halves_are_the_whole() {
    let halves =
        json!([allow("tcp", 22, 22, "192.0.2.0/25"), allow("tcp", 22, 22, "192.0.2.128/25")]);
    let whole = json!([allow("tcp", 22, 22, "192.0.2.0/24")]);
    assert!(same_group(halves.clone(), whole.clone()));
    assert!(same_group(whole, halves));
}

#[test]
fn ranges_of_ports_may_be_cut() {
    let cut = json!([allow("tcp", 80, 84, "10.0.0.0/8"), allow("tcp", 85, 90, "10.0.0.0/8")]);
    assert!(same_group(json!([allow("tcp", 80, 90, "10.0.0.0/8")]), cut));
}

#[test]
fn permissions_may_be_bundled_otherwise() {
    let bundled = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{ "CidrIp": "10.0.0.0/8" }], "Ipv6Ranges": [{ "CidrIpv6": "2001:db8::/32" }] }]);
    let apart = json!([allow("6", 22, 22, "2001:db8::/32"), allow("tcp", 22, 22, "10.9.9.9/8")]);
    assert!(same_group(bundled, apart));
}

#[test]
fn a_rule_that_another_one_covers_adds_nothing() {
    let wide = allow("tcp", 0, 1023, "10.0.0.0/8");
    assert!(same_group(json!([wide]), json!([wide, allow("tcp", 22, 22, "10.1.0.0/16")])));
    assert!(same_group(json!([wide]), json!([wide, wide])));
}

#[test]
fn all_protocols_may_be_said_one_by_one() {
    let each = (0..=255)
        .map(|number: u16| allow(&number.to_string(), -1, -1, "0.0.0.0/0"))
        .collect::<Vec<_>>();
    assert!(same_group(json!([allow("-1", -1, -1, "0.0.0.0/0")]), json!(each)));
}

#[test]
fn a_list_and_its_blocks_said_one_by_one_are_the_same() {
    let list = with_list(
        group(json!([allow_named(22, 22, "pl-1")])),
        Some(&["192.0.2.0/24", "198.51.100.0/24"]),
    );
    let blocks =
        json!([allow("tcp", 22, 22, "192.0.2.0/24"), allow("tcp", 22, 22, "198.51.100.0/24")]);
    let blocks = with_list(group(blocks), Some(&["192.0.2.0/24", "198.51.100.0/24"]));
    assert!(same(&list, &blocks));
    assert!(same(&blocks, &list));
}

#[test]
fn an_entry_that_never_decides_changes_nothing() {
    let before = [(100, "allow", "-1", "10.0.0.0/8"), (200, "deny", "-1", "0.0.0.0/0")];
    let after = [before[0], (150, "deny", "6", "10.1.0.0/16"), before[1]];
    assert!(same(&acl(&before), &acl(&after)));
}

/// A rule that is easy to cut: protocol, ports, the third byte and the length of a block of `10.0.x.0`.
type Plain = (bool, u16, u16, u8, u8);

fn rule() -> impl Strategy<Value = Plain> {
    (any::<bool>(), 1..2000_u16, 0..500_u16, any::<u8>(), 17..=30_u8)
        .prop_map(|(tcp, from, more, byte, length)| (tcp, from, from + more, byte, length))
}

fn block(byte: u8, length: u8) -> String {
    format!("10.0.{byte}.0/{length}")
}

fn written((tcp, from, to, byte, length): Plain) -> Value {
    allow(if tcp { "tcp" } else { "udp" }, from.into(), to.into(), &block(byte, length))
}

/// The rule in other words.
fn rewritten(one: Plain, how: u8) -> Vec<Value> {
    let (tcp, from, to, byte, length) = one;
    match how % 5 {
        0 => vec![written(one), written(one)],
        1 if from < to => vec![
            written((tcp, from, from, byte, length)),
            written((tcp, from + 1, to, byte, length)),
        ],
        2 => {
            let low = u32::from_be_bytes([10, 0, byte, 0]) & (u32::MAX << (32 - length));
            let high = std::net::Ipv4Addr::from_bits(low | 1 << (31 - length));
            let half = |block: String| {
                allow(if tcp { "tcp" } else { "udp" }, from.into(), to.into(), &block)
            };
            let low = std::net::Ipv4Addr::from_bits(low);
            vec![half(format!("{high}/{}", length + 1)), half(format!("{low}/{}", length + 1))]
        }
        3 => vec![written(one), written((tcp, to, to, byte, 32.min(length + 2)))],
        _ => vec![allow(
            if tcp { "6" } else { "17" },
            from.into(),
            to.into(),
            &format!("10.0.{byte}.1/{length}"),
        )],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_group_that_is_rewritten_does_the_same(rules in prop::collection::vec((rule(), any::<u8>()), 1..6)) {
        let before: Vec<Value> = rules.iter().map(|(one, _)| written(*one)).collect();
        let mut after: Vec<Value> = rules.iter().flat_map(|(one, how)| rewritten(*one, *how)).collect();
        after.reverse();
        prop_assert!(same_group(json!(before), json!(after)));
    }

    #[test]
    fn an_acl_that_is_renumbered_does_the_same(
        rules in prop::collection::vec((any::<bool>(), any::<u8>(), 17..=30_u8, 1..50_i64), 1..8)
    ) {
        let blocks: Vec<String> = rules.iter().map(|(_, byte, length, _)| block(*byte, *length)).collect();
        let with = |number: &dyn Fn(usize) -> i64| {
            let entry = |(at, (deny, ..)): (usize, &(bool, u8, u8, i64))| {
                (number(at), if *deny { "deny" } else { "allow" }, "-1", blocks[at].as_str())
            };
            acl(&rules.iter().enumerate().map(entry).collect::<Vec<_>>())
        };
        let place = |at: usize| i64::try_from(at).unwrap() + 1;
        let apart = |at: usize| rules.iter().take(at + 1).map(|(.., gap)| *gap).sum::<i64>() * 7;
        prop_assert!(same(&with(&place), &with(&apart)));
    }

    #[test]
    fn a_real_edit_has_an_effect_with_a_witness(
        rules in prop::collection::vec(rule(), 0..6), byte in any::<u8>(), port in 3000..4000_u16
    ) {
        let before: Vec<Value> = rules.iter().map(|one| written(*one)).collect();
        let mut after = before.clone();
        // No other rule reaches these ports.
        after.push(written((true, port, port, byte, 24)));
        let told = traffic(effect(&group(json!(before)), &group(json!(after))));
        prop_assert!(told.closed.is_empty() && told.opened.len() == 1);
        let told = traffic(effect(&group(json!(after)), &group(json!(before))));
        prop_assert!(told.opened.is_empty() && told.closed.len() == 1);
    }
}
