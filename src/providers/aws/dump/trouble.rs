//! Why a file is no answer, in words: where, what was expected, and the way out.

use serde::Deserialize;

use crate::model::Status;
use crate::providers::Unread;
use crate::providers::aws::calls::Named;

/// An answer that is an error.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct ErrorDocument {
    code: Option<String>,
}

/// The way to get the file again.
pub(super) fn command((name, permission): Named) -> String {
    let service = permission.split_once(':').map_or("ec2", |(service, _)| service);
    format!("aws {service} {name}")
}

/// What an error code of AWS means for what is known.
pub(super) fn refused(path: &str, call: Named, code: &str) -> Unread {
    let code: String = code.chars().take(80).collect();
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
        "InvalidAction" => {
            (Status::Absent, format!("{path}: the region does not have this call ({code})"))
        }
        _ => (
            Status::Failed,
            format!("{path}: AWS answered with the error {code}; run `{}` again", command(call)),
        ),
    };
    Unread { status, reason }
}

/// Looks at a file that may not be JSON at all, and gives back what of it should be.
pub(super) fn text<'a>(path: &str, call: Named, bytes: &'a [u8]) -> Result<&'a [u8], Unread> {
    let again = |what: &str| Unread {
        status: Status::Failed,
        reason: format!("{path}: {what}; run `{}` again", command(call)),
    };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(again("expected UTF-8, found UTF-16"));
    }
    if bytes.is_empty() {
        // `aws` prints nothing to a file when it fails, so this is not "there are none".
        return Err(again("the file is empty"));
    }
    if bytes.starts_with(b"{") {
        return Ok(bytes);
    }
    // What `aws` says on a terminal when it is refused.
    let head = bytes.get(..bytes.len().min(2000)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    if let Some((_, rest)) = head.split_once("An error occurred (")
        && let Some((code, _)) = rest.split_once(')')
    {
        return Err(refused(path, call, code));
    }
    Ok(bytes)
}

/// Says what is wrong with JSON.
pub(super) fn json(path: &str, call: Named, error: &serde_json::Error) -> Unread {
    use serde_json::error::Category;
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    let place =
        if line == 0 { path.to_owned() } else { format!("{path}: line {line} column {column}") };
    let what = match error.classify() {
        Category::Eof => format!("{place}: the file ends in the middle"),
        Category::Syntax | Category::Io => format!("{place}: not JSON, {message}"),
        Category::Data => format!("{place}: {}", mismatch(message)),
    };
    Unread { status: Status::Failed, reason: format!("{what}; run `{}` again", command(call)) }
}

/// Turns serde's words into ours, and leaves out what was found, which can be long and is anybody's text.
fn mismatch(message: &str) -> String {
    let found = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "));
    let Some((found, expected)) = found else { return message.chars().take(200).collect() };
    let found = match found.split([' ', '`']).next().unwrap_or_default() {
        "string" => "a string",
        "map" => "an object",
        "sequence" => "an array",
        "integer" | "floating" => "a number",
        "boolean" => "a boolean",
        "null" | "unit" => "null",
        _ => "something else",
    };
    let expected = match expected {
        "a sequence" => "an array",
        "a map" => "an object",
        "i64" => "a whole number",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("expected {expected}, found {found}")
}

impl ErrorDocument {
    /// AWS's word for what went wrong.
    pub(super) fn code(self) -> Option<String> {
        self.code
    }
}
