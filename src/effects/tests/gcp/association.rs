//! Policies that are put somewhere, or taken away from there.

use super::*;

/// A network whose rule lets everybody in, and a policy that refuses an office, at these networks.
fn standing(networks: &[&str]) -> Files {
    let rules = json!([policy_rule(100, "deny", "192.0.2.0/24")]);
    files(&[
        (PROJECT, "networks-list", network("BEFORE")),
        (PROJECT, "firewall-rules-list", json!([rule("all", json!({}))])),
        (
            PROJECT,
            "network-firewall-policies-describe.edge",
            network_policy("edge", "global", networks, rules),
        ),
    ])
}

#[test]
fn a_policy_that_is_put_into_a_network_is_told_there() {
    let (without, with) = (standing(&[]), standing(&[MAIN]));
    assert_eq!(told(&without, &with, "main"), ["- ingress tcp 22 from 192.0.2.0/24"]);
    assert_eq!(told(&with, &without, "main"), ["+ ingress tcp 22 from 192.0.2.0/24"]);
}

#[test]
fn a_policy_that_comes_with_its_association_is_told_by_the_network() {
    let (mut without, with) = (standing(&[]), standing(&[MAIN]));
    without.remove(2);
    let other = json!([policy_rule(100, "deny", "198.51.100.0/24")]);
    let other = network_policy("other", "global", &[], other);
    let call = "network-firewall-policies-describe.other";
    let [without, with] = [without, with].map(|mut all| {
        all.extend(files(&[(PROJECT, call, other.clone())]));
        all
    });
    for (before, after, sign) in [(&without, &with, "-"), (&with, &without, "+")] {
        let line = format!("{sign} ingress tcp 22 from 192.0.2.0/24");
        assert_eq!(told(before, after, "main"), [line.as_str()]);
        let policy = traffic(change_of(before, after, "global/edge").effect.unwrap());
        assert_eq!(policy.in_use, Some(false), "by itself it is nowhere yet, or any more");
    }
}

/// The organisation's policy at these places, and the project's rule.
fn above(places: &[&str], rules: Value) -> Files {
    files(&[
        (PROJECT, "firewall-rules-list", json!([rule("all", json!({}))])),
        (ORGANIZATION, "firewall-policies-describe.123", organization_policy(places, rules)),
    ])
}

fn denies() -> Value {
    json!([policy_rule(100, "deny", "192.0.2.0/24")])
}

#[test]
fn a_policy_that_is_taken_from_its_organisation_no_longer_refuses() {
    let (there, gone) = (above(&["organizations/7"], denies()), above(&[], denies()));
    let next = "inside gcp.next:firewalls";
    assert_eq!(told(&there, &gone, "123"), [format!("+ ingress tcp 22 from 192.0.2.0/24 {next}")]);
    assert_eq!(told(&gone, &there, "123"), [format!("- ingress tcp 22 from 192.0.2.0/24 {next}")]);
    let folder = above(&["organizations/7", "folders/42"], denies());
    assert_eq!(
        told(&folder, &there, "123"),
        [format!("+ ingress tcp 22 from 192.0.2.0/24 {next}")]
    );
}

#[test]
fn a_policy_that_is_moved_is_not_told_as_the_same() {
    let (one, other) = (above(&["organizations/7"], denies()), above(&["folders/42"], denies()));
    assert_eq!(unknown(&one, &other, "123"), "123 takes hold at other places than before");
    let more =
        above(&["organizations/7", "folders/42"], json!([policy_rule(100, "allow", "0.0.0.0/0")]));
    assert_eq!(
        unknown(&one, &more, "123"),
        "123 says something else than before, and takes hold at other places"
    );
}

#[test]
fn what_is_written_into_a_policy_when_it_is_put_somewhere_is_told_whole() {
    let opens = json!([policy_rule(100, "allow", "0.0.0.0/0")]);
    let told = told(&above(&[], denies()), &above(&["organizations/7"], opens), "123");
    assert_eq!(told, ["+ ingress tcp 22 from 0.0.0.0/0 except gcp.next:firewalls"]);
}

#[test]
fn a_policy_that_is_nowhere_stands_before_nothing() {
    let opens = || json!([policy_rule(100, "allow", "0.0.0.0/0")]);
    for (places, in_use) in [(&[][..], Some(false)), (&["organizations/7"][..], Some(true))] {
        let change = change_of(&above(places, denies()), &above(places, opens()), "123");
        assert_eq!(traffic(change.effect.unwrap()).in_use, in_use, "{places:?}");
    }
    let written = |networks: &[&str], action: &str| {
        let mut all = standing(networks);
        all[2].2["rules"] = json!([policy_rule(100, action, "192.0.2.0/24")]);
        all
    };
    for (networks, in_use) in [(&[][..], Some(false)), (&[MAIN][..], Some(true))] {
        let change =
            change_of(&written(networks, "deny"), &written(networks, "allow"), "global/edge");
        assert_eq!(traffic(change.effect.unwrap()).in_use, in_use, "{networks:?}");
    }
}

#[test]
fn a_policy_that_only_the_effective_firewalls_tell_of_is_told_with_its_effect() {
    let effective = |action: &str| {
        let policy = json!({ "name": "123", "type": "HIERARCHY", "rules": [policy_rule(100, action, "0.0.0.0/0")] });
        files(&[
            (PROJECT, "networks-list", network("AFTER")),
            (
                PROJECT,
                "firewall-rules-list",
                json!([rule("office", json!({ "sourceRanges": ["192.0.2.0/24"] }))]),
            ),
            (
                PROJECT,
                "get-effective-firewalls.main",
                json!({ "firewallPolicys": [policy], "firewalls": [] }),
            ),
        ])
    };
    let told = told(&effective("deny"), &effective("goto_next"), "main");
    assert_eq!(told, ["+ ingress tcp 22 from 192.0.2.0/24"]);
}
