//! Command lines of `aws`.
//!
//! `aws` reads a file where a value begins with `file://` or `fileb://`, and the values that stand here were written by whoever could edit a
//! tag. What may hold any text goes in as JSON, inside of which nothing is read from anywhere.

use serde_json::Value;

use crate::model::{Check, Command, Edit};

/// A call of a service in the region of an edit: `aws ec2 revoke-security-group-ingress --region eu-west-1`.
pub(super) fn aws(service: &str, operation: &str, edit: &Edit) -> Command {
    let command = Command::new(&["aws", service, operation]);
    match region(edit) {
        Some(region) => command.option("--region", region),
        None => command,
    }
}

/// A call of EC2.
pub(super) fn ec2(operation: &str, edit: &Edit) -> Command {
    aws("ec2", operation, edit)
}

fn region(edit: &Edit) -> Option<String> {
    edit.id.scope.to_string().rsplit_once('/').map(|(_, region)| region.to_owned())
}

/// A value as JSON in one line.
pub(super) fn json(value: &Value) -> String {
    value.to_string()
}

/// What one value of an answer must be: the answer of a read call, through a query in JMESPath, as text.
pub(super) fn check(read: Command, query: &str, prints: impl Into<String>) -> Check {
    Check {
        command: read.option("--query", query).option("--output", "text"),
        prints: prints.into(),
    }
}
