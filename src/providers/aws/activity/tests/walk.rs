//! Every kind that a call can change has golden records of calls that make, change and delete it, and every call has a record.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{calls, read};
use crate::model::{Done, Outcome};
use crate::providers::aws::kinds::KINDS;
use crate::providers::tests::dumped::fixtures;

#[test]
fn rows_are_sorted() {
    for rows in [calls::EC2, calls::CLOUDTRAIL, calls::CONFIG] {
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
    }
    assert!(calls::UNRECORDED.is_sorted_by(|a, b| a < b));
}

/// What no call does to a kind, and why.
const NEVER: &[(&str, &str, &str)] = &[
    ("flow-log", "changes", "it is made again: only its tags can be edited"),
    ("security-group-vpc-association", "changes", "it is there or it isn't"),
    ("vpc-block-public-access-options", "deletes", "an account always has them"),
    ("vpc-block-public-access-options", "makes", "an account always has them"),
];

fn golden() -> Vec<Value> {
    let files = fixtures("activity/aws").into_iter();
    files.flat_map(|(_, list)| list.as_array().unwrap().clone()).collect()
}

#[test]
fn every_kind_is_made_changed_and_deleted() {
    let mut seen = BTreeSet::new();
    for record in golden() {
        let activity = read(&record.to_string(), None).unwrap().activity;
        let Some(activity) = activity.filter(|one| one.outcome == Outcome::Done) else { continue };
        let tags = ["ec2:CreateTags", "ec2:DeleteTags"];
        for deed in &activity.deeds {
            let does = match &deed.act {
                Done::Came | Done::Became { is_new: true, .. } => "makes",
                Done::Went => "deletes",
                Done::Touched(_) | Done::Became { .. } => "touches",
                Done::Set(_) => "changes",
            };
            // What comes is told of as well, and tags are the same for all.
            let is_all = activity
                .deeds
                .iter()
                .any(|other| other.target == deed.target && matches!(other.act, Done::Came));
            if !(tags.contains(&&*activity.action) || does == "changes" && is_all) {
                seen.insert((deed.kind.word().to_owned(), does));
            }
        }
    }
    let mut wrong = Vec::new();
    for spec in KINDS {
        for does in ["makes", "changes", "deletes"] {
            let word = spec.kind.word();
            let never = NEVER.iter().any(|&(kind, no, _)| kind == word && no == does);
            let is_seen = seen.contains(&(word.to_owned(), does));
            if is_seen == never {
                wrong.push(format!("nothing {does} {word}, or it can't be"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Calls that do what another one does, in the same words.
const ALIKE: &[&str] = &[
    "CreateDefaultSubnet",
    "CreateDefaultVpc",
    "CreateVpcEncryptionControl",
    "DeleteCarrierGateway",
    "DeleteEgressOnlyInternetGateway",
    "DetachVpnGateway",
    "AssociateResourceTypes",
    "ReplaceIamInstanceProfileAssociation",
];

#[test]
fn every_call_of_the_table_has_a_record() {
    let records = golden();
    let names: BTreeSet<&str> =
        records.iter().filter_map(|record| record["eventName"].as_str()).collect();
    let tables = [calls::EC2, calls::CLOUDTRAIL, calls::CONFIG];
    for row in tables.into_iter().flatten() {
        let is_alike = ALIKE.contains(&row.name);
        assert_ne!(names.contains(row.name), is_alike, "{}", row.name);
    }
}

/// Whatever a call says is in fields that are recorded, in their shape.
#[test]
fn what_is_told_is_told_in_recorded_fields() {
    for record in golden() {
        let Some(activity) = read(&record.to_string(), None).unwrap().activity else { continue };
        for deed in &activity.deeds {
            let spec = KINDS.iter().find(|spec| spec.kind == deed.kind).unwrap();
            let known = |field: &str| {
                let own = spec.fields.iter().find(|one| one.path == field);
                own.unwrap_or_else(|| panic!("{} has no field `{field}`", spec.kind))
            };
            match &deed.act {
                Done::Touched(fields) => fields.iter().for_each(|field| {
                    known(field);
                }),
                Done::Set(settings) => settings.iter().for_each(|setting| {
                    assert_eq!(known(setting.field()).class, setting.class, "{setting:?}");
                }),
                Done::Came | Done::Went | Done::Became { .. } => {}
            }
        }
    }
}
