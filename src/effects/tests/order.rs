//! Trap 7: order is meaning, where the provider says so.

use super::*;

const DENY: (&str, &str, &str) = ("deny", "-1", "192.0.2.0/24");
const ALLOW: (&str, &str, &str) = ("allow", "-1", "0.0.0.0/0");

fn at(
    number: i64,
    (action, protocol, block): (&'static str, &'static str, &'static str),
) -> (i64, &'static str, &'static str, &'static str) {
    (number, action, protocol, block)
}

#[test]
fn trap_7_the_same_entries_in_another_order_are_other_traffic() {
    let told =
        effect(&acl(&[at(100, DENY), at(200, ALLOW)]), &acl(&[at(200, ALLOW), at(300, DENY)]));
    let Effect::Traffic(traffic) = &told else { panic!("{told:?}") };
    assert!(traffic.by_order);
    assert_eq!(lines(told), ["+ ingress all from 192.0.2.0/24"]);
    let told =
        effect(&acl(&[at(200, ALLOW), at(300, DENY)]), &acl(&[at(100, DENY), at(200, ALLOW)]));
    assert_eq!(lines(told), ["- ingress all from 192.0.2.0/24"]);
}

#[test]
fn other_numbers_in_the_same_order_are_the_same_traffic() {
    let told = traffic(effect(
        &acl(&[at(100, DENY), at(200, ALLOW)]),
        &acl(&[at(10, DENY), at(20, ALLOW)]),
    ));
    assert!(told.is_equivalent() && !told.by_order);
}

#[test]
fn entries_that_have_nothing_in_common_may_change_places() {
    let six = ("deny", "-1", "2001:db8::/32");
    let told = traffic(effect(
        &acl(&[at(100, DENY), at(110, six), at(200, ALLOW)]),
        &acl(&[at(100, six), at(110, DENY), at(200, ALLOW)]),
    ));
    assert!(told.is_equivalent());
}

#[test]
fn the_order_of_a_groups_rules_means_nothing() {
    let (a, b) = (allow("tcp", 22, 22, "10.0.0.0/8"), allow("tcp", 80, 80, "0.0.0.0/0"));
    assert!(effects(&group(json!([a, b])), &group(json!([b, a]))).is_empty());
}
