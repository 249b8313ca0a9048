//! Trap 5: rules that are written in another way and mean the same have no effect, and beside each way an edit that is none of it.

use proptest::prelude::*;

use super::*;

fn rules(list: Vec<Value>) -> Files {
    files(&[
        (PROJECT, "networks-list", network("AFTER")),
        (PROJECT, "firewall-rules-list", Value::Array(list)),
    ])
}

fn policy(list: Vec<Value>) -> Files {
    let policy = network_policy("edge", "global", &[MAIN], Value::Array(list));
    files(&[
        (PROJECT, "networks-list", network("AFTER")),
        (PROJECT, "network-firewall-policies-describe.edge", policy),
    ])
}

/// Whether every change is the same to packets. No change at all is the same, too.
fn same(before: &Files, after: &Files) -> bool {
    let mut effects = changes(before, after).into_iter().filter_map(|change| change.effect);
    effects.all(|effect| traffic(effect).is_equivalent())
}

#[track_caller]
fn is_same(before: Vec<Value>, after: Vec<Value>) {
    assert!(same(&rules(before.clone()), &rules(after.clone())));
    assert!(same(&rules(after), &rules(before)));
}

#[track_caller]
fn differs(before: Vec<Value>, after: Vec<Value>) {
    assert!(!same(&rules(before.clone()), &rules(after.clone())));
    assert!(!same(&rules(after), &rules(before)));
}

fn deny(name: &str, other: Value) -> Value {
    let mut denies = json!({ "allowed": null, "denied": [{ "IPProtocol": "tcp" }] });
    denies.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    rule(name, denies)
}

fn tcp(ports: &[&str]) -> Value {
    json!([{ "IPProtocol": "tcp", "ports": ports }])
}

#[test]
fn trap_5_a_range_and_its_halves() {
    let whole = || vec![rule("a", json!({ "sourceRanges": ["192.0.2.0/24"] }))];
    is_same(
        whole(),
        vec![rule("a", json!({ "sourceRanges": ["192.0.2.128/25", "192.0.2.0/25"] }))],
    );
    let halves = |second: &str| {
        vec![
            rule("a", json!({ "sourceRanges": ["192.0.2.0/25"] })),
            rule("b", json!({ "sourceRanges": [second] })),
        ]
    };
    is_same(whole(), halves("192.0.2.128/25"));
    differs(whole(), halves("192.0.2.128/26"));
}

#[test]
fn ports_may_be_cut_and_listed_otherwise() {
    let allows = |ports: &[&str]| vec![rule("a", json!({ "allowed": tcp(ports) }))];
    is_same(allows(&["80-90"]), allows(&["86-90", "80-85"]));
    is_same(allows(&["80-82"]), allows(&["82", "81", "80"]));
    differs(allows(&["80-90"]), allows(&["86-90", "80-84"]));
    let both = vec![
        rule("a", json!({ "allowed": tcp(&["80-85"]) })),
        rule("b", json!({ "allowed": tcp(&["86-90"]) })),
    ];
    is_same(allows(&["80-90"]), both);
}

#[test]
fn protocols_have_names_and_numbers() {
    let allows =
        |protocol: &str| vec![rule("a", json!({ "allowed": [{ "IPProtocol": protocol }] }))];
    for (name, number) in
        [("tcp", "6"), ("udp", "17"), ("icmp", "1"), ("esp", "50"), ("ah", "51"), ("sctp", "132")]
    {
        is_same(allows(name), allows(number));
        differs(allows(name), allows("47"));
    }
}

#[test]
fn what_is_said_twice_is_said_once() {
    let one = || rule("a", json!({}));
    is_same(vec![one()], vec![one(), rule("twin", json!({}))]);
    is_same(vec![one()], vec![one(), rule("narrow", json!({ "sourceRanges": ["192.0.2.0/24"] }))]);
    is_same(
        vec![one(), deny("d", json!({}))],
        vec![one(), deny("d", json!({})), rule("twin", json!({}))],
    );
    differs(vec![one()], vec![one(), deny("beside", json!({}))]);
    differs(
        vec![one()],
        vec![one(), rule("wide", json!({ "allowed": [{ "IPProtocol": "tcp" }] }))],
    );
}

#[test]
fn what_is_not_said_may_be_said() {
    let plain = || rule("a", json!({ "direction": null, "priority": null, "sourceRanges": null }));
    is_same(vec![plain()], vec![rule("a", json!({ "disabled": false }))]);
    differs(vec![plain()], vec![rule("a", json!({ "disabled": true }))]);
    is_same(vec![], vec![rule("a", json!({ "disabled": true }))]);
}

#[test]
fn names_and_lists_may_stand_in_another_order() {
    let rule = |sources: &[&str], targets: &[&str]| {
        vec![rule(
            "a",
            json!({ "sourceRanges": null, "sourceTags": sources, "targetTags": targets }),
        )]
    };
    is_same(rule(&["x", "y"], &["p", "q"]), rule(&["y", "x", "y"], &["q", "p"]));
    differs(rule(&["x", "y"], &["p", "q"]), rule(&["y", "x"], &["q"]));
}

#[test]
fn a_rule_under_another_name_is_the_same_rule() {
    is_same(vec![rule("a", json!({}))], vec![rule("b", json!({}))]);
    differs(
        vec![rule("a", json!({}))],
        vec![rule("b", json!({ "network": "global/networks/other" }))],
    );
}

#[test]
fn rules_of_a_policy_may_be_renumbered_cut_and_listed_otherwise() {
    let before = policy(vec![
        policy_rule(100, "deny", "192.0.2.0/24"),
        policy_rule(200, "allow", "0.0.0.0/0"),
    ]);
    let cut = vec![
        policy_rule(2000, "allow", "0.0.0.0/0"),
        policy_rule(1000, "deny", "192.0.2.0/25"),
        policy_rule(1001, "deny", "192.0.2.128/25"),
    ];
    assert!(same(&before, &policy(cut)));
    let swapped =
        vec![policy_rule(200, "deny", "192.0.2.0/24"), policy_rule(100, "allow", "0.0.0.0/0")];
    assert!(!same(&before, &policy(swapped)));
}

/// A rule that meets others: whether it denies, the third byte and the length of its block.
type Plain = (bool, u8, u8);

fn written(at: usize, (denies, byte, length): Plain, priority: i64) -> Value {
    let blocks =
        json!({ "sourceRanges": [format!("10.0.{byte}.0/{length}")], "priority": priority });
    if denies { deny(&format!("r{at}"), blocks) } else { rule(&format!("r{at}"), blocks) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each rule is told by itself, and none may pass another on the way to its new number.
    #[test]
    fn rules_that_are_renumbered_in_their_order_do_the_same(
        list in prop::collection::vec(((any::<bool>(), any::<u8>(), 16..=24_u8), 0..4_i64, 0..4_i64), 1..7)
    ) {
        let numbered = |start: i64, gap: &dyn Fn(&(Plain, i64, i64)) -> i64| -> Vec<Value> {
            let mut priority = start;
            let rules = list.iter().enumerate().map(|(at, one)| {
                // Two of one priority stay together.
                if one.1 > 0 { priority += gap(one); }
                written(at, one.0, priority)
            });
            rules.collect()
        };
        let (before, after) = (numbered(1000, &|one| one.1), numbered(998, &|one| 1 + one.2));
        prop_assert!(same(&rules(before.clone()), &rules(after.clone())));
        prop_assert!(same(&rules(after), &rules(before)));
    }

    #[test]
    fn a_real_edit_among_them_has_an_effect(
        list in prop::collection::vec((any::<bool>(), any::<u8>(), 16..=24_u8), 0..6), byte in any::<u8>()
    ) {
        let before: Vec<Value> = list.iter().enumerate().map(|(at, one)| written(at, *one, 1000)).collect();
        let mut after = before.clone();
        // No other rule says anything of this range.
        after.push(rule("new", json!({ "sourceRanges": [format!("172.16.{byte}.0/24")] })));
        let (before, after) = (rules(before), rules(after));
        let opened = traffic(change_of(&before, &after, "new").effect.unwrap());
        prop_assert!(opened.closed.is_empty() && opened.opened.len() == 1);
        let closed = traffic(change_of(&after, &before, "new").effect.unwrap());
        prop_assert!(closed.opened.is_empty() && closed.closed.len() == 1);
    }
}
