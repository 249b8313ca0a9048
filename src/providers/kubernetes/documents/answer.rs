//! Answers that are a refusal: a `Status` document of the API server, or what `kubectl` printed instead of objects.

use serde_json::Value;

use crate::model::Status;

/// What a refusal says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How the read counts.
    pub(crate) status: Status,
    /// The resource it speaks of, as the server writes it (`networkpolicies`), when it does.
    pub(crate) resource: Option<String>,
    /// The server's words.
    pub(crate) reason: String,
}

/// Reads a document of kind `Status`; nothing when it tells a success.
pub(crate) fn refusal_of_status(document: &Value) -> Option<Outcome> {
    let text =
        |pointer: &str| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    if text("/status") == "Success" {
        return None;
    }
    let code = document.pointer("/code").and_then(Value::as_u64).unwrap_or_default();
    let message = text("/message");
    let object = text("/details/name");
    let status = match (code, text("/reason")) {
        (401 | 403, _) | (_, "Unauthorized" | "Forbidden") => Status::Denied,
        // A single object that is not there proves nothing about the others.
        (404, _) | (_, "NotFound") if object.is_empty() => Status::Absent,
        (429, _) | (_, "TooManyRequests") => Status::Throttled,
        _ => Status::Failed,
    };
    let named = text("/details/kind");
    let resource =
        if named.is_empty() { resource_in(message) } else { Some(named.to_ascii_lowercase()) };
    Some(Outcome { status, resource, reason: format!("the server answered {code}: {message}") })
}

/// Reads what is no document: the words of `kubectl` or of the server when there is nothing to print.
pub(crate) fn refusal_in_text(bytes: &[u8]) -> Option<Outcome> {
    // Such an answer is one line or two; what is longer is no refusal.
    let text = std::str::from_utf8(bytes.get(..bytes.len().min(4096))?).ok()?.trim();
    let line = text.lines().find(|line| !line.trim().is_empty())?.trim();
    let status = if line.starts_with("404 page not found")
        || line.contains("the server doesn't have a resource type")
        || line.contains("the server could not find the requested resource")
    {
        Status::Absent
    } else if line.contains("(Forbidden)")
        || line.contains("Unauthorized")
        || line.contains("You must be logged in to the server")
    {
        Status::Denied
    } else if line == "No resources found" {
        Status::Complete
    } else if line.starts_with("Error from server") || line.starts_with("error: ") {
        Status::Failed
    } else {
        return None;
    };
    Some(Outcome { status, resource: resource_in(line), reason: format!("the answer is `{line}`") })
}

/// The resource that a message names: `cannot list resource "networkpolicies" in API group …`,
/// `a resource type "adminnetworkpolicies"`.
fn resource_in(message: &str) -> Option<String> {
    let (_, after) = message.split_once("resource \"").or_else(|| message.split_once("type \""))?;
    let (resource, _) = after.split_once('"')?;
    (!resource.is_empty()).then(|| resource.to_ascii_lowercase())
}
