//! The least that reading needs, as IAM policies: that of whoever reads an account, and that of whoever goes from account to
//! account with a role.

use std::collections::BTreeSet;

use serde_json::json;

use super::{calls, kinds};

/// The policy. `sts:GetCallerIdentity` needs no permission, so it is not in it.
pub(super) fn policy() -> String {
    let actions: BTreeSet<&str> = kinds::KINDS
        .iter()
        .flat_map(|spec| spec.calls)
        .map(|call| call.permission)
        .chain([calls::DESCRIBE_REGIONS.1])
        .collect();
    let reads = json!({
        "Sid": "DriftwallReads",
        "Effect": "Allow",
        "Action": actions,
        "Resource": "*",
    });
    document(&[reads])
}

/// The policy of the credentials that assume the role in other accounts. The name of the role is an example.
pub(super) fn caller() -> String {
    document(&[
        json!({
            "Sid": "DriftwallKnowsTheAccounts",
            "Effect": "Allow",
            "Action": calls::LIST_ACCOUNTS.1,
            "Resource": "*",
        }),
        json!({
            "Sid": "DriftwallEntersThem",
            "Effect": "Allow",
            "Action": calls::ASSUME_ROLE.1,
            "Resource": "arn:aws:iam::*:role/driftwall-audit",
        }),
    ])
}

/// What searching the log of CloudTrail needs beside.
pub(super) fn activity() -> String {
    document(&[json!({
        "Sid": "DriftwallReadsTheLog",
        "Effect": "Allow",
        "Action": calls::LOOKUP_EVENTS.1,
        "Resource": "*",
    })])
}

fn document(statements: &[serde_json::Value]) -> String {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    format!("{policy:#}\n")
}
