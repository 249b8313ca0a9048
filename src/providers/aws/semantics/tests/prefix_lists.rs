//! Prefix lists: who is behind the name.

use super::*;
use crate::model::Members;
use crate::traffic::Addresses;

const NAME: &str = "aws.prefix-list:pl-1";

/// A group that names `pl-1`, and what is known of the list.
fn members(list: Option<Value>, entries: Option<Value>) -> Option<Members> {
    let permission = json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{ "PrefixListId": "pl-1" }] }]);
    let group = json!({ "GroupId": "sg-1", "IpPermissions": permission });
    let mut answers = vec![("describe-security-groups", json!({ "SecurityGroups": [group] }))];
    answers.extend(
        list.map(|list| ("describe-managed-prefix-lists", json!({ "PrefixLists": [list] }))),
    );
    answers
        .extend(entries.map(|entries| {
            ("get-managed-prefix-list-entries.pl-1", json!({ "Entries": entries }))
        }));
    let read = snapshot(&answers);
    let mut topology = topology(&read, "security-group", "sg-1");
    let boundary = &topology.boundaries[&id("security-group", "sg-1")];
    assert_eq!(boundary.draws_on(), [NAME.into()].into(), "the list stays a symbol in the guard");
    topology.sets.remove(NAME)
}

fn own() -> Value {
    json!({ "PrefixListId": "pl-1", "OwnerId": "111122223333", "PrefixListName": "partners" })
}

#[test]
fn a_list_whose_entries_were_read_is_its_blocks() {
    let entries = json!([{ "Cidr": "192.0.2.0/25" }, { "Cidr": "192.0.2.200/25" }, { "Cidr": "2001:db8::/32" }]);
    let blocks = Addresses::parse_all(["192.0.2.0/24", "2001:db8::/32"]).unwrap();
    assert_eq!(members(Some(own()), Some(entries)), Some(Members::Addresses(blocks)));
    assert_eq!(members(Some(own()), Some(json!([]))), Some(Members::Addresses(Addresses::none())));
}

#[test]
fn a_list_whose_entries_were_not_read_is_nobody_known() {
    assert_eq!(members(Some(own()), None), Some(Members::Unread));
    assert_eq!(members(None, None), None);
}

#[test]
fn a_list_that_aws_keeps_is_its_blocks_when_they_were_read() {
    let list = || Some(json!({ "PrefixListId": "pl-1", "OwnerId": "AWS" }));
    assert_eq!(members(list(), None), Some(Members::Unread));
    let block = Addresses::parse("198.51.100.0/24").unwrap();
    let entries = json!([{ "Cidr": "198.51.100.0/24" }]);
    assert_eq!(members(list(), Some(entries)), Some(Members::Addresses(block)));
}

#[test]
fn an_entry_that_cannot_be_read_leaves_the_list_unknown() {
    let entries = json!([{ "Cidr": "192.0.2.0/24" }, { "Cidr": "the office" }]);
    assert_eq!(members(Some(own()), Some(entries)), Some(Members::Unread));
}
