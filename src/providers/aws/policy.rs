//! The least that reading an account needs, as an IAM policy.

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
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "DriftwallReads",
            "Effect": "Allow",
            "Action": actions,
            "Resource": "*",
        }],
    });
    format!("{policy:#}\n")
}
