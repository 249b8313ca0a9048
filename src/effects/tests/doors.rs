//! The ways in which a door is opened.

use super::*;

fn office() -> Value {
    allow("tcp", 443, 443, "10.0.0.0/8")
}

/// What opens when this permission comes beside one for the office.
fn opened_by(permission: Value) -> Vec<String> {
    lines(effect(&group(json!([office()])), &group(json!([office(), permission]))))
}

#[test]
fn to_everyone() {
    assert_eq!(opened_by(allow("tcp", 22, 22, "0.0.0.0/0")), ["+ ingress tcp 22 from 0.0.0.0/0"]);
    assert_eq!(opened_by(allow("tcp", 22, 22, "::/0")), ["+ ingress tcp 22 from ::/0"]);
}

#[test]
fn in_two_halves() {
    let halves =
        json!([office(), allow("tcp", 22, 22, "0.0.0.0/1"), allow("tcp", 22, 22, "128.0.0.0/1")]);
    let told = lines(effect(&group(json!([office()])), &group(halves)));
    assert_eq!(told, ["+ ingress tcp 22 from 0.0.0.0/0"]);
}

#[test]
fn with_host_bits() {
    let told = opened_by(allow("tcp", 22, 22, "208.236.235.254/0"));
    assert_eq!(told, ["+ ingress tcp 22 from 0.0.0.0/0"]);
}

#[test]
fn with_every_spelling_of_ipv6() {
    for spelling in ["::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "2001:db8::1/0"] {
        assert_eq!(opened_by(allow("tcp", 22, 22, spelling)), ["+ ingress tcp 22 from ::/0"]);
    }
}

#[test]
fn for_every_protocol() {
    let told = lines(effect(&group(json!([])), &group(json!([allow("-1", -1, -1, "0.0.0.0/0")]))));
    assert_eq!(told, ["+ ingress all from 0.0.0.0/0"]);
}

#[test]
fn for_a_protocol_whose_ports_mean_nothing() {
    assert_eq!(opened_by(allow("50", 22, 22, "0.0.0.0/0")), ["+ ingress esp from 0.0.0.0/0"]);
}

#[test]
fn for_both_families_is_one_box() {
    let both = json!([office(), allow("tcp", 22, 22, "0.0.0.0/0"), allow("tcp", 22, 22, "::/0")]);
    let told = lines(effect(&group(json!([office()])), &group(both)));
    assert_eq!(told, ["+ ingress tcp 22 from 0.0.0.0/0, ::/0"]);
}

#[test]
fn to_a_group_that_is_named() {
    let before = groups(&[("sg-1", json!([office()])), ("sg-2", json!([]))]);
    let after =
        groups(&[("sg-1", json!([office(), allow_named(22, 22, "sg-2")])), ("sg-2", json!([]))]);
    assert_eq!(lines(effect(&before, &after)), ["+ ingress tcp 22 from aws.security-group:sg-2"]);
}

#[test]
fn by_a_list_that_grew() {
    let names = || group(json!([allow_named(22, 22, "pl-1")]));
    let before = with_list(names(), Some(&["192.0.2.0/24"]));
    let after = with_list(names(), Some(&["192.0.2.0/24", "0.0.0.0/1", "128.0.0.0/1"]));
    let told = effect(&before, &after);
    let Effect::Traffic(traffic) = &told else { panic!("{told:?}") };
    assert_eq!(traffic.at.iter().map(|id| id.identity.as_str()).collect::<Vec<_>>(), ["sg-1"]);
    assert_eq!(
        lines(told),
        ["+ ingress tcp 22 from 0.0.0.0-192.0.1.255, 192.0.3.0-255.255.255.255"]
    );
}

#[test]
fn by_an_entry_before_the_deny() {
    let deny = (100, "deny", "-1", "192.0.2.0/24");
    let allow = (200, "allow", "6", "0.0.0.0/0");
    let before = acl(&[deny, allow]);
    let after = acl(&[(90, "allow", "6", "192.0.2.7/32"), deny, allow]);
    let told = effect(&before, &after);
    let Effect::Traffic(traffic) = &told else { panic!("{told:?}") };
    let Traffic { witness: Some(witness), by_order, .. } = &**traffic else { panic!("{told:?}") };
    assert!(!by_order, "a rule came");
    assert_eq!(witness.packet.source().to_string(), "192.0.2.7");
    assert_eq!(witness.before.rule.as_deref(), Some("100"));
    assert_eq!(witness.after.rule.as_deref(), Some("90"));
    assert_eq!(witness.after.boundary, "aws.network-acl:acl-1");
    assert_eq!(lines(told), ["+ ingress tcp from 192.0.2.7"]);
}

#[test]
fn what_was_open_before_is_not_opened_again() {
    let before = group(json!([allow("tcp", 22, 22, "10.0.0.0/8")]));
    let after = group(json!([allow("tcp", 22, 22, "0.0.0.0/0")]));
    assert_eq!(
        lines(effect(&before, &after)),
        ["+ ingress tcp 22 from 0.0.0.0/5, 8.0.0.0/7, 11.0.0.0-255.255.255.255"]
    );
    let before = groups(&[("sg-1", json!([allow_named(22, 22, "sg-2")])), ("sg-2", json!([]))]);
    let after = groups(&[
        ("sg-1", json!([allow_named(22, 22, "sg-2"), allow("tcp", 22, 22, "0.0.0.0/0")])),
        ("sg-2", json!([])),
    ]);
    assert_eq!(
        lines(effect(&before, &after)),
        ["+ ingress tcp 22 from 0.0.0.0/0 except aws.security-group:sg-2"]
    );
}

#[test]
fn one_edited_rule_says_both_directions() {
    let before = group(json!([allow("tcp", 22, 22, "192.0.2.0/24")]));
    let after = group(json!([allow("tcp", 22, 22, "198.51.100.0/24")]));
    let told = lines(effect(&before, &after));
    assert_eq!(
        told,
        ["+ ingress tcp 22 from 198.51.100.0/24", "- ingress tcp 22 from 192.0.2.0/24"]
    );
}

#[test]
fn trap_3_two_blocks_are_never_taken_for_one_another() {
    // A peer's tool told rules apart by a checksum of 32 bits.
    for (old, new) in [
        ("10.0.0.0/8", "10.0.0.0/9"),
        ("192.0.2.0/31", "192.0.2.2/31"),
        ("2001:db8::/64", "2001:db8:0:1::/64"),
    ] {
        let told = effect(
            &group(json!([allow("tcp", 22, 22, old)])),
            &group(json!([allow("tcp", 22, 22, new)])),
        );
        assert!(!traffic(told).is_same(), "{old} {new}");
    }
}

#[test]
fn trap_4_a_group_nobody_approved_opens_what_it_allows() {
    let before = groups(&[("sg-1", json!([office()]))]);
    let after = groups(&[
        ("sg-1", json!([office()])),
        ("sg-new", json!([allow("tcp", 22, 22, "0.0.0.0/0")])),
    ]);
    assert_eq!(lines(effect(&before, &after)), ["+ ingress tcp 22 from 0.0.0.0/0"]);
    assert_eq!(lines(effect(&after, &before)), ["- ingress tcp 22 from 0.0.0.0/0"]);
}

#[test]
fn trap_6_the_internet_is_no_text() {
    let before = with_list(group(json!([office()])), Some(&["0.0.0.0/1", "128.0.0.0/1"]));
    let after = with_list(
        group(json!([office(), allow_named(22, 22, "pl-1")])),
        Some(&["0.0.0.0/1", "128.0.0.0/1"]),
    );
    assert_eq!(lines(effect(&before, &after)), ["+ ingress tcp 22 from 0.0.0.0/0"]);
}

#[test]
fn trap_8_an_unknown_list_is_a_symbol_and_no_less() {
    let before = with_list(group(json!([office()])), None);
    let after = with_list(group(json!([office(), allow_named(22, 22, "pl-1")])), None);
    assert_eq!(lines(effect(&before, &after)), ["+ ingress tcp 22 from aws.prefix-list:pl-1"]);
    // What is not resolved cancels out where it is on both sides.
    let wider = with_list(group(json!([office(), allow_named(22, 23, "pl-1")])), None);
    assert_eq!(lines(effect(&after, &wider)), ["+ ingress tcp 23 from aws.prefix-list:pl-1"]);
}

#[test]
fn an_acl_that_comes_or_goes_decides_about_nothing_by_itself() {
    let none = answers(&[("describe-network-acls", json!({ "NetworkAcls": [] }))]);
    let open = acl(&[(100, "allow", "-1", "0.0.0.0/0")]);
    assert_eq!(effect(&none, &open), Effect::Nowhere);
    assert_eq!(effect(&open, &none), Effect::Nowhere);
}

#[test]
fn a_list_that_nothing_names_decides_about_nothing() {
    let before = with_list(group(json!([office()])), Some(&["192.0.2.0/24"]));
    let after = with_list(group(json!([office()])), Some(&["0.0.0.0/0"]));
    assert_eq!(effect(&before, &after), Effect::Nowhere);
}

#[test]
fn a_list_is_unknown_where_the_groups_that_may_name_it_were_not_read() {
    let before = with_list(group(json!([allow_named(22, 22, "pl-1")])), Some(&["192.0.2.0/24"]));
    let after = with_list(Answers::new(), Some(&["0.0.0.0/0"]));
    let Effect::Unknown(why) = effect(&before, &after) else { panic!("guessed") };
    assert!(
        why.starts_with("not every security group of aws:111122223333/eu-west-1 was read"),
        "{why}"
    );
}

#[test]
fn what_cannot_be_read_is_never_guessed() {
    let before = group(json!([office()]));
    let after = group(json!([office(), allow("carrier-pigeon", 1, 1, "0.0.0.0/0")]));
    let Effect::Unknown(why) = effect(&before, &after) else { panic!("guessed") };
    assert!(why.contains("carrier-pigeon"), "{why}");
}

#[test]
fn an_entry_that_was_left_out_makes_the_acl_unknown() {
    // `parse` keeps no half entries, so the ACL would look as if the deny was gone.
    let before = acl(&[(100, "deny", "-1", "192.0.2.0/24"), (200, "allow", "-1", "0.0.0.0/0")]);
    let after = acl(&[(100, "deny", "what", "192.0.2.0/24"), (200, "allow", "-1", "0.0.0.0/0")]);
    let Effect::Unknown(why) = effect(&before, &after) else { panic!("guessed") };
    assert!(why.contains("entry 100"), "{why}");
}

#[test]
fn too_complex_is_said_and_not_guessed() {
    let sides = [json!([office()]), json!([allow("tcp", 22, 22, "0.0.0.0/0")])]
        .map(|rules| snapshot(&group(rules)));
    let [before, after] = sides.each_ref().map(|side| {
        let id = crate::model::ResourceId {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            kind: "aws.security-group".parse().unwrap(),
            identity: "sg-1".parse().unwrap(),
        };
        let semantics = crate::providers::semantics(Provider::Aws).unwrap();
        (semantics.topology)(&crate::model::View::of(side), &[id].into())
    });
    let small = crate::traffic::Budget { size: 8 };
    let Effect::Unknown(why) = super::super::difference::between(&before, &after, small) else {
        panic!("guessed")
    };
    assert!(why.starts_with("at sg-1: too complex"), "{why}");
}
