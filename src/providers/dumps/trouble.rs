//! Why a file is no answer, in words: where, what was expected, and the way out.

use super::dialect::Dialect;
use crate::model::Status;
use crate::providers::Unread;
use crate::providers::calls::Named;

/// Looks at a file that may not be JSON at all, and gives back what of it should be.
pub(super) fn text<'a>(
    path: &str,
    call: Named,
    dialect: &Dialect,
    bytes: &'a [u8],
) -> Result<&'a [u8], Unread> {
    let again = |what: &str| Unread {
        status: Status::Failed,
        reason: format!("{path}: {what}; run `{}` again", (dialect.again)(call)),
    };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(again("expected UTF-8, found UTF-16"));
    }
    if bytes.is_empty() {
        // A tool that fails prints nothing to the file, so this is not "there are none".
        return Err(again("the file is empty"));
    }
    if bytes.starts_with(b"{") || bytes.starts_with(b"[{") || bytes.starts_with(b"[]") {
        return Ok(bytes);
    }
    let head = bytes.get(..bytes.len().min(2000)).unwrap_or_default();
    match (dialect.spoken)(&String::from_utf8_lossy(head)) {
        Some(refusal) => Err((dialect.refused)(path, call, &refusal)),
        None => Ok(bytes),
    }
}

/// Says what is wrong with JSON.
pub(super) fn json(
    path: &str,
    call: Named,
    dialect: &Dialect,
    error: &serde_json::Error,
) -> Unread {
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
    Unread {
        status: Status::Failed,
        reason: format!("{what}; run `{}` again", (dialect.again)(call)),
    }
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
