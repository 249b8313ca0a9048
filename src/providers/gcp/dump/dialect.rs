//! How `gcloud` and Google's APIs print pages, parts and errors.

use serde_json::Value;

use crate::model::Status;
use crate::providers::Unread;
use crate::providers::calls::Named;
use crate::providers::dumps::{Dialect, Parts, Refusal};
use crate::providers::gcp::calls;
use crate::providers::gcp::words::{Means, means, off};

/// The habits of Google.
pub(crate) const DIALECT: Dialect = Dialect {
    more: &[("nextPageToken", "a nextPageToken")],
    envelope: &["kind", "id", "selfLink", "etag"],
    layout: None,
    recorded: false,
    again: command,
    rest: |call| format!("run `{}` without `--limit`, or save the next page", command(call)),
    refused,
    spoken,
};

/// An answer in parts, whose items are under this name in each zone and region.
pub(super) const fn in_parts(items: &'static str) -> Parts {
    Parts { items, telling: &["warning", "unreachable", "unreachables"], missing }
}

/// What Google says that it could not ask.
fn missing(part: &str, value: &Value) -> Vec<String> {
    let place =
        if part.is_empty() { "the answer".to_owned() } else { format!("`{}`", short(part)) };
    match value {
        Value::Null => Vec::new(),
        Value::Array(places) => {
            let name = |place: &Value| short(place.as_str().unwrap_or("a place without name"));
            places.iter().map(|place| format!("`{}` could not be asked", name(place))).collect()
        }
        Value::Object(warning) => match warning.get("code").and_then(Value::as_str) {
            Some("NO_RESULTS_ON_PAGE") => Vec::new(),
            code => {
                vec![format!("{place} has the warning {}", short(code.unwrap_or("without code")))]
            }
        },
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            vec![format!("{place} has a warning that can't be read")]
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

/// The way to get the file again.
fn command(call: Named) -> String {
    let words = match call {
        calls::PROJECTS_GET_ANCESTORS => "projects get-ancestors".to_owned(),
        calls::GET_EFFECTIVE_FIREWALLS => "compute networks get-effective-firewalls".to_owned(),
        calls::SUBNETS_LIST => "compute networks subnets list".to_owned(),
        (name, _) => match name.rsplit_once('-') {
            Some((what, verb)) => format!("compute {what} {verb}"),
            None => name.to_owned(),
        },
    };
    format!("gcloud {words} --format json")
}

/// What `gcloud` says on a terminal when it is refused. It names no code, only what it was told.
fn spoken(text: &str) -> Option<Refusal> {
    let (_, said) = text.split_once("ERROR: (gcloud.")?;
    let message = said.split_once(") ").map_or(said, |(_, message)| message);
    let any = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let code = if any(&["SERVICE_DISABLED", "accessNotConfigured", "has not been used in project"])
    {
        "SERVICE_DISABLED"
    } else if any(&[
        "RESOURCE_EXHAUSTED",
        "rateLimitExceeded",
        "Rate Limit Exceeded",
        "Quota exceeded",
    ]) {
        "RESOURCE_EXHAUSTED"
    } else if any(&[
        "PERMISSION_DENIED",
        "Required '",
        "does not have permission",
        "insufficient authentication scopes",
        "Insufficient Permission",
        "may not exist)",
    ]) {
        "PERMISSION_DENIED"
    } else if any(&[
        "You do not currently have an active account",
        "UNAUTHENTICATED",
        "Reauthentication",
    ]) {
        "UNAUTHENTICATED"
    } else {
        "ERROR"
    };
    Some(Refusal { codes: vec![code.to_owned()], message: short(message.trim()) })
}

/// What an error of Google means for what is known.
fn refused(path: &str, call: Named, refusal: &Refusal) -> Unread {
    let code = refusal.code();
    let (status, reason) = match means(&refusal.codes, &refusal.message) {
        Means::Off => (Status::Denied, format!("{path}: {}", off(call, &code))),
        Means::Throttled => (
            Status::Throttled,
            format!("{path}: throttled ({code}); run `{}` again later", command(call)),
        ),
        Means::Denied | Means::Nobody => {
            (Status::Denied, format!("{path}: denied ({code}), needs {}", call.1))
        }
        Means::Else => (
            Status::Failed,
            format!("{path}: Google answered with the error {code}; run `{}` again", command(call)),
        ),
    };
    Unread { status, reason }
}
