//! Answers that others recorded: they are not ours to copy, so the test is silent where they are not.

use super::{durable, file, kind, read};
use crate::model::{Reading, Status};

/// A revision of one group, as cloud-custodian recorded it.
fn revision(number: u8) -> Option<Reading> {
    let corpora = std::env::var("DRIFTWALL_CORPORA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    let folder = format!("{corpora}/aws/security-group-revisions");
    let bytes = std::fs::read(format!("{folder}/ec2.DescribeSecurityGroups_{number}.json")).ok()?;
    let reading = read(vec![file("describe-security-groups", bytes)]);
    Some(kind(&reading, "security-group").clone())
}

#[test]
fn a_restored_group_is_the_same_group() {
    let (Some(before), Some(changed), Some(restored)) = (revision(1), revision(2), revision(3))
    else {
        return;
    };
    assert_eq!(before.coverage.status, Status::Complete);
    assert_eq!(before.coverage.reason, None);
    assert_eq!(before, restored);
    let (before, changed) = (durable(&before, "sg-27742e5a"), durable(&changed, "sg-27742e5a"));
    assert_ne!(before["ingress"], changed["ingress"]);
    assert_ne!(before["tags"], changed["tags"]);
    assert_eq!(before["egress"], changed["egress"]);
}
