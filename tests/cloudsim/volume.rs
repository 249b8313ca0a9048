//! Nothing is lost among many pages, many accounts and many who ask at once.

use std::time::Duration;

use super::ACCOUNT;
use super::crowds::{asked_by, drained, large, small, waited_for};

#[test]
fn every_group_and_every_rule_of_a_large_account_is_listed() {
    let cloud = large(2500);
    let groups = drained(&cloud, "ec2:DescribeSecurityGroups", "groupDescription");
    assert_eq!((groups.pages, groups.items), (3, 2500));
    let rules = drained(&cloud, "ec2:DescribeSecurityGroupRules", "securityGroupRuleId");
    // Each group is born with the rule that lets everything out.
    assert_eq!(rules.items % 2500, 0);
    assert!(rules.items >= 2500 * 20 && rules.pages == rules.items.div_ceil(1000), "{rules:?}");
}

#[test]
fn many_are_answered_on_a_connection_each() {
    let cloud = small(50);
    let read = asked_by(64, &cloud, 50);
    assert_eq!((read.pages, read.items), (1000, 1000 * 20));
    assert_eq!(cloud.connections(), 64);
    assert_eq!(cloud.asked().len(), 1000);
}

#[test]
fn late_answers_of_many_connections_are_late_together() {
    let cloud = large(1);
    waited_for(200, &cloud, Duration::from_millis(20));
    assert_eq!(cloud.asked().iter().filter(|asked| asked.account == ACCOUNT).count(), 1000);
    assert!(cloud.most_at_once(|_| true) > 20);
}
