//! How the `aws` command line prints pages and errors.

use crate::model::Status;
use crate::providers::Unread;
use crate::providers::aws::calls::NOT_EVERYWHERE;
use crate::providers::calls::Named;
use crate::providers::dumps::{Dialect, Refusal};

/// The habits of `aws`.
pub(super) const DIALECT: Dialect = Dialect {
    more: &[
        ("NextToken", "a NextToken"),
        ("nextToken", "a NextToken"),
        ("Marker", "a Marker"),
        ("NextMarker", "a NextMarker"),
        ("IsTruncated", "`\"IsTruncated\": true`"),
    ],
    envelope: &["ResponseMetadata"],
    layout: None,
    recorded: true,
    again: command,
    rest: |call| format!("run `{}` without `--max-items`, or save the next page", command(call)),
    refused,
    spoken,
};

/// The way to get the file again.
fn command((name, permission): Named) -> String {
    let service = match permission.split_once(':') {
        Some(("config", _)) => "configservice",
        Some((service, _)) => service,
        None => "ec2",
    };
    format!("aws {service} {name}")
}

/// What `aws` says on a terminal when it is refused.
fn spoken(text: &str) -> Option<Refusal> {
    let (_, rest) = text.split_once("An error occurred (")?;
    let (code, _) = rest.split_once(')')?;
    Some(Refusal::coded(code))
}

/// What an error code of AWS means for what is known.
fn refused(path: &str, call: Named, refusal: &Refusal) -> Unread {
    let code = refusal.code();
    let word = code.strip_prefix("Client.").unwrap_or(&code);
    let (status, reason) = match word {
        "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" | "AuthFailure" => {
            (Status::Denied, format!("{path}: denied ({code}), needs {}", call.1))
        }
        "RequestLimitExceeded"
        | "Throttling"
        | "ThrottlingException"
        | "SlowDown"
        | "TooManyRequestsException" => (
            Status::Throttled,
            format!("{path}: throttled ({code}); run `{}` again later", command(call)),
        ),
        "InvalidAction" if NOT_EVERYWHERE.contains(&call) => {
            (Status::Absent, format!("{path}: the region does not have this call ({code})"))
        }
        "InvalidAction" => (
            Status::Failed,
            format!(
                "{path}: every region has this call, and it was refused as unknown ({code}); run `{}` again",
                command(call)
            ),
        ),
        _ => (
            Status::Failed,
            format!("{path}: AWS answered with the error {code}; run `{}` again", command(call)),
        ),
    };
    Unread { status, reason }
}
