//! Several things change at once: nothing is missed, and nothing is told twice.

use super::*;

const OLD: &[&str] = &["192.0.2.0/24"];
const NEW: &[&str] = &["192.0.2.0/24", "198.51.100.0/24"];

#[test]
fn a_list_is_told_with_the_old_rules_and_the_rules_with_the_new_list() {
    let before = with_list(group(json!([allow_named(22, 22, "pl-1")])), Some(OLD));
    let after = with_list(group(json!([allow_named(22, 23, "pl-1")])), Some(NEW));
    let mut told = effects(&before, &after);
    assert_eq!(lines(told.remove("pl-1").unwrap()), ["+ ingress tcp 22 from 198.51.100.0/24"]);
    assert_eq!(
        lines(told.remove("sg-1").unwrap()),
        ["+ ingress tcp 23 from 192.0.2.0/24, 198.51.100.0/24"]
    );
}

#[test]
fn a_list_that_grew_before_it_was_named_opens_with_the_rule() {
    let before = with_list(group(json!([])), Some(OLD));
    let after = with_list(group(json!([allow_named(22, 22, "pl-1")])), Some(NEW));
    let mut told = effects(&before, &after);
    assert!(matches!(told.remove("pl-1").unwrap(), Effect::Traffic(traffic) if traffic.is_same()));
    assert_eq!(
        lines(told.remove("sg-1").unwrap()),
        ["+ ingress tcp 22 from 192.0.2.0/24, 198.51.100.0/24"]
    );
}

#[test]
fn a_new_list_with_a_new_rule() {
    let before = group(json!([]));
    let mut none = before.clone();
    none.push(("describe-managed-prefix-lists".to_owned(), json!({ "PrefixLists": [] })));
    let after = with_list(group(json!([allow_named(22, 22, "pl-1")])), Some(&["0.0.0.0/0"]));
    let mut told = effects(&none, &after);
    assert_eq!(lines(told.remove("sg-1").unwrap()), ["+ ingress tcp 22 from 0.0.0.0/0"]);
    // And back: the rule goes first, then the list that nobody names.
    let mut told = effects(&after, &none);
    assert_eq!(lines(told.remove("sg-1").unwrap()), ["- ingress tcp 22 from 0.0.0.0/0"]);
    assert!(matches!(told.remove("pl-1").unwrap(), Effect::Traffic(traffic) if traffic.is_same()));
}

#[test]
fn a_list_that_only_one_side_read_is_no_difference() {
    let rules = json!([allow_named(22, 22, "pl-1")]);
    let (known, unknown) =
        (with_list(group(rules.clone()), Some(OLD)), with_list(group(rules), None));
    assert!(effects(&known, &unknown).is_empty());
    let Effect::Unknown(why) = effect(&unknown, &known) else { panic!("guessed") };
    assert!(
        why.starts_with("aws.prefix-list of aws:111122223333/eu-west-1 was not read whole"),
        "{why}"
    );
    // A rule that comes at the same time is told by what is known of the list now.
    let wider = json!([allow_named(22, 23, "pl-1")]);
    let (seen, unseen) =
        (with_list(group(wider.clone()), Some(OLD)), with_list(group(wider), None));
    let rules = effects(&unknown, &seen).remove("sg-1").unwrap();
    assert_eq!(lines(rules), ["+ ingress tcp 23 from 192.0.2.0/24"]);
    assert_eq!(lines(effect(&known, &unseen)), ["+ ingress tcp 23 from aws.prefix-list:pl-1"]);
}

#[test]
fn one_list_that_many_groups_name_is_told_once() {
    let names = || json!([allow_named(22, 22, "pl-1")]);
    let estate = |blocks| {
        with_list(
            groups(&[("sg-1", names()), ("sg-2", names()), ("sg-3", json!([]))]),
            Some(blocks),
        )
    };
    let told = effect(&estate(OLD), &estate(NEW));
    let Effect::Traffic(traffic) = &told else { panic!("{told:?}") };
    assert_eq!(traffic.at.len(), 2);
    assert_eq!(lines(told), ["+ ingress tcp 22 from 198.51.100.0/24"]);
}

#[test]
fn a_group_that_goes_closes_the_rules_that_name_it() {
    let names = || json!([allow_named(22, 22, "sg-2")]);
    let before =
        groups(&[("sg-1", names()), ("sg-2", json!([allow("tcp", 443, 443, "0.0.0.0/0")]))]);
    let after = groups(&[("sg-1", names())]);
    let mut told = effects(&before, &after);
    let closed =
        ["- ingress tcp 22 from aws.security-group:sg-2", "- ingress tcp 443 from 0.0.0.0/0"];
    let mut found = lines(told.remove("sg-2").unwrap());
    found.sort();
    assert_eq!(found, closed);
    assert!(told.is_empty());
}

#[test]
fn a_new_group_and_a_rule_that_names_it_are_told_apart() {
    let before = groups(&[("sg-1", json!([]))]);
    let after = groups(&[
        ("sg-1", json!([allow_named(22, 22, "sg-2")])),
        ("sg-2", json!([allow("tcp", 80, 80, "0.0.0.0/0")])),
    ]);
    let mut told = effects(&before, &after);
    assert_eq!(lines(told.remove("sg-2").unwrap()), ["+ ingress tcp 80 from 0.0.0.0/0"]);
    assert_eq!(
        lines(told.remove("sg-1").unwrap()),
        ["+ ingress tcp 22 from aws.security-group:sg-2"]
    );
}

#[test]
fn a_peering_that_was_deleted_closes_the_rules_over_it() {
    let pair = |status: &str| {
        json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [{ "GroupId": "sg-far",
            "UserId": "444455556666", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": status }] }])
    };
    let told = effect(&group(pair("active")), &group(pair("deleted")));
    assert_eq!(lines(told), ["- ingress tcp 22 from aws.security-group:sg-far"]);
}

#[test]
fn both_directions_of_a_group_are_looked_at() {
    let out = |block: &str| {
        let group = json!({ "GroupId": "sg-1", "IpPermissions": [], "IpPermissionsEgress": [allow("tcp", 443, 443, block)] });
        answers(&[("describe-security-groups", json!({ "SecurityGroups": [group] }))])
    };
    let told = lines(effect(&out("192.0.2.0/24"), &out("198.51.100.0/24")));
    assert_eq!(told, ["+ egress tcp 443 to 198.51.100.0/24", "- egress tcp 443 to 192.0.2.0/24"]);
}

#[test]
fn another_network_is_no_refactoring() {
    let in_vpc = |vpc: &str, rules: Value| {
        let group = json!({ "GroupId": "sg-1", "VpcId": vpc, "IpPermissions": rules });
        answers(&[("describe-security-groups", json!({ "SecurityGroups": [group] }))])
    };
    let rules = || json!([allow("tcp", 22, 22, "10.0.0.0/8")]);
    let told = traffic(effect(&in_vpc("vpc-1", rules()), &in_vpc("vpc-2", rules())));
    assert!(told.is_same() && !told.is_equivalent());
}
