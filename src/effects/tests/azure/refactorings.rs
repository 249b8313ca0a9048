//! Trap 5 on Azure: rules that are written in another way and mean the same have no effect, and the smallest real edit has one.

use std::slice::from_ref;

use proptest::prelude::*;

use super::*;

/// The effect of another list of rules, as what opened and what closed; nothing when the two read the same.
fn differs(before: &[Value], after: &[Value]) -> bool {
    let list = |rules: &[Value]| vec![("nsg-list".to_owned(), json!([nsg("web", rules)]))];
    let changes = changes(&list(before), &list(after));
    assert!(changes.len() <= 1, "{changes:?}");
    changes.iter().any(|change| {
        let traffic = traffic(change);
        assert!(traffic.whole || !traffic.is_same(), "{traffic:?}");
        !traffic.is_same()
    })
}

/// A rule that allows tcp 22 in from everywhere, with other fields over it; `null` takes one out.
fn rule(name: &str, priority: i64, other: Value) -> Value {
    let mut rule = json!({ "name": name, "access": "Allow", "direction": "Inbound", "priority": priority, "protocol": "Tcp",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "22" });
    let fields = rule.as_object_mut().unwrap();
    let Value::Object(other) = other else { panic!() };
    fields.extend(other);
    fields.retain(|_, value| !value.is_null());
    rule
}

fn from(name: &str, priority: i64, block: &str) -> Value {
    rule(name, priority, json!({ "sourceAddressPrefix": block }))
}

fn ports(name: &str, priority: i64, ports: &str) -> Value {
    rule(name, priority, json!({ "destinationPortRange": ports }))
}

fn deny(name: &str, priority: i64, block: &str) -> Value {
    rule(name, priority, json!({ "sourceAddressPrefix": block, "access": "Deny" }))
}

#[test]
fn priorities_may_be_renumbered_as_long_as_the_order_is_kept() {
    let list = |deny_at: i64, allow_at: i64| {
        vec![deny("no", deny_at, "203.0.113.0/24"), from("yes", allow_at, "*")]
    };
    assert!(!differs(&list(100, 200), &list(1000, 4096)));
    assert!(differs(&list(100, 200), &list(300, 200)), "the order is another one");
}

#[test]
fn a_rule_may_be_split_by_addresses() {
    let halves = vec![from("a", 100, "203.0.113.0/25"), from("b", 110, "203.0.113.128/25")];
    let whole = vec![from("all", 100, "203.0.113.0/24")];
    assert!(!differs(&whole, &halves) && !differs(&halves, &whole));
    let one_is_missing = vec![from("a", 100, "203.0.113.0/25"), from("b", 110, "203.0.113.128/26")];
    assert!(differs(&whole, &one_is_missing));
}

#[test]
fn a_rule_may_be_split_by_ports() {
    let parts = vec![ports("a", 100, "80-84"), ports("b", 110, "85-90")];
    assert!(!differs(&[ports("all", 100, "80-90")], &parts));
    assert!(differs(&[ports("all", 100, "80-91")], &parts));
}

#[test]
fn several_rules_may_be_one_with_lists() {
    let lists = json!({ "sourceAddressPrefix": null, "sourceAddressPrefixes": ["198.51.100.0/24", "203.0.113.0/24"],
        "destinationPortRange": null, "destinationPortRanges": ["22", "443"] });
    let each = |blocks: &[&str]| -> Vec<Value> {
        let pairs = blocks.iter().flat_map(|block| [(*block, "22"), (*block, "443")]);
        let of = |(at, (block, port)): (i64, (&str, &str))| {
            rule(
                &format!("r{at}"),
                at,
                json!({ "sourceAddressPrefix": block, "destinationPortRange": port }),
            )
        };
        (100..).zip(pairs).map(of).collect()
    };
    let one = [rule("all", 100, lists)];
    assert!(!differs(&each(&["198.51.100.0/24", "203.0.113.0/24"]), &one));
    assert!(differs(&each(&["198.51.100.0/24", "203.0.113.0/25"]), &one));
}

#[test]
fn one_value_may_stand_in_the_list_and_lists_in_any_order() {
    let plural = |blocks: Value| {
        [rule("r", 100, json!({ "sourceAddressPrefix": null, "sourceAddressPrefixes": blocks }))]
    };
    assert!(!differs(&[from("r", 100, "203.0.113.0/24")], &plural(json!(["203.0.113.0/24"]))));
    let [one, other] = [["198.51.100.7/32", "203.0.113.0/24"], ["203.0.113.0/24", "198.51.100.7"]];
    assert!(!differs(&plural(json!(one)), &plural(json!(other))));
    assert!(differs(&plural(json!(one)), &plural(json!(["203.0.113.0/24"]))));
}

#[test]
fn a_star_is_both_families_and_no_less() {
    let both =
        json!({ "sourceAddressPrefix": null, "sourceAddressPrefixes": ["0.0.0.0/0", "::/0"] });
    assert!(!differs(&[from("r", 100, "*")], &[rule("r", 100, both)]));
    assert!(differs(&[from("r", 100, "*")], &[from("r", 100, "0.0.0.0/0")]));
    let halves = vec![from("a", 100, "0.0.0.0/1"), from("b", 110, "128.0.0.0/1")];
    assert!(!differs(&[from("r", 100, "192.0.2.77/0")], &halves));
}

#[test]
fn words_may_be_in_any_case() {
    let of = |protocol: &str, access: &str, tag: &str| {
        [rule(
            "r",
            100,
            json!({ "protocol": protocol, "access": access, "sourceAddressPrefix": tag }),
        )]
    };
    assert!(!differs(&of("Tcp", "Allow", "VirtualNetwork"), &of("TCP", "allow", "virtualNetwork")));
    assert!(differs(&of("Tcp", "Allow", "VirtualNetwork"), &of("UDP", "allow", "virtualNetwork")));
}

#[test]
fn a_rule_that_never_decides_adds_nothing() {
    let wide = deny("no", 100, "10.0.0.0/8");
    assert!(!differs(from_ref(&wide), &[wide.clone(), from("under", 200, "10.1.0.0/16")]));
    assert!(differs(from_ref(&wide), &[wide.clone(), from("above", 90, "10.1.0.0/16")]));
}

#[test]
fn what_is_in_a_region_is_in_the_service() {
    let whole = from("all", 100, "Storage");
    assert!(!differs(from_ref(&whole), &[whole.clone(), from("part", 200, "Storage.WestUS")]));
    assert!(differs(from_ref(&whole), &[from("part", 100, "Storage.WestUS")]));
    assert!(differs(from_ref(&whole), &[whole.clone(), from("other", 200, "Sql.WestUS")]));
}

/// A rule that is easy to cut: whether it is for tcp, allows, its ports, and a block of `10.0.x.0`.
type Plain = (bool, bool, u16, u16, u8, u8);

fn plain() -> impl Strategy<Value = Plain> {
    (any::<bool>(), any::<bool>(), 1..2000_u16, 0..500_u16, any::<u8>(), 17..=30_u8).prop_map(
        |(tcp, allows, low, more, byte, length)| (tcp, allows, low, low + more, byte, length),
    )
}

fn block(byte: u8, length: u8) -> (u32, u8) {
    (u32::from_be_bytes([10, 0, byte, 0]) & (u32::MAX << (32 - length)), length)
}

fn cidr((network, length): (u32, u8)) -> String {
    format!("{}/{length}", std::net::Ipv4Addr::from_bits(network))
}

/// The rule, or the rules that mean the same, before they have numbers.
fn written((tcp, allows, low, high, byte, length): Plain, how: u8) -> Vec<Value> {
    let [short, long] = if tcp { ["Tcp", "TCP"] } else { ["Udp", "udp"] };
    let protocol = if how > 127 { long } else { short };
    let one = |ports: Value, blocks: Value| {
        rule(
            "r",
            0,
            json!({ "protocol": protocol, "access": if allows { "Allow" } else { "Deny" },
            "destinationPortRange": null, "destinationPortRanges": ports,
            "sourceAddressPrefix": null, "sourceAddressPrefixes": blocks }),
        )
    };
    let (network, _) = block(byte, length);
    let own = cidr((network, length));
    let halves = [cidr((network, length + 1)), cidr((network | 1 << (31 - length), length + 1))];
    let all = format!("{low}-{high}");
    match how % 5 {
        0 => vec![one(json!([all]), json!([own])), one(json!([all]), json!([own]))],
        1 if low < high => vec![
            one(json!([format!("{}-{high}", low + 1)]), json!([own])),
            one(json!([format!("{low}")]), json!([own])),
        ],
        2 => halves.iter().map(|half| one(json!([all]), json!([half]))).collect(),
        3 => vec![one(json!([format!("{high}"), all]), json!([halves[1], halves[0], own]))],
        _ => vec![one(
            json!([all]),
            json!([format!("{}/{length}", std::net::Ipv4Addr::from_bits(network | 1))]),
        )],
    }
}

/// The rules with numbers, so far apart.
fn numbered(rules: Vec<Value>, gap: i64) -> Vec<Value> {
    let number = |(at, mut rule): (i64, Value)| {
        rule["name"] = json!(format!("r{at}"));
        rule["priority"] = json!(100 + at * gap);
        rule
    };
    (0..).zip(rules).map(number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_group_that_is_rewritten_does_the_same(
        rules in prop::collection::vec((plain(), any::<u8>()), 1..7), gap in 1..60_i64
    ) {
        let before = numbered(rules.iter().flat_map(|(one, _)| written(*one, 4)).collect(), 10);
        let mut after = numbered(rules.iter().flat_map(|(one, how)| written(*one, *how)).collect(), gap);
        after.reverse();
        prop_assert!(!differs(&before, &after));
        // The same again, with a way in that no other rule speaks of.
        after.push(rule("more", 99, json!({ "destinationPortRange": "3000" })));
        prop_assert!(differs(&before, &after));
    }
}
