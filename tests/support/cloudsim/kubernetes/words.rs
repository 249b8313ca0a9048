//! How an API server says that something is wrong: a `Status`, in words that were recorded where they could be.

use serde_json::{Value, json};

use super::Path;
use crate::cloudsim::answer::{Answer, TEXT};
use crate::cloudsim::faults::{Fault, Refusal};

/// After how many seconds whoever was throttled may come again, unless a fault says otherwise.
const AGAIN: u64 = 1;

fn status(code: u16, reason: &str, message: &str, details: Option<Value>) -> Answer {
    let mut body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code,
    });
    if let Some(details) = details {
        body["details"] = details;
    }
    Answer::json(code, &body)
}

/// What is said when a fault strikes. Nothing, when it is the network or the answer that goes wrong.
pub(super) fn refusal(path: &Path, fault: &Fault) -> Option<Answer> {
    Some(match fault.kind.refusal()? {
        Refusal::Throttled => {
            let seconds = fault.retry_after.unwrap_or(AGAIN);
            let message =
                "the server has received too many requests and has asked us to try again later";
            let details = json!({"retryAfterSeconds": seconds});
            status(429, "TooManyRequests", message, Some(details)).with("Retry-After", seconds)
        }
        Refusal::ServerError => {
            let message = "Internal error occurred: etcdserver: request timed out";
            let causes = json!({"causes": [{"message": "etcdserver: request timed out"}]});
            status(500, "InternalError", message, Some(causes))
        }
        Refusal::Unavailable => {
            let message = "the server is currently unable to handle the request";
            status(503, "ServiceUnavailable", message, None)
        }
        Refusal::Denied => forbidden(path),
        Refusal::ExpiredCredentials | Refusal::ClockSkew => {
            status(401, "Unauthorized", "Unauthorized", None)
        }
        Refusal::LostPage => status(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list \
             without the continue parameter.",
            None,
        ),
        Refusal::NotThere => no_api(),
    })
}

fn details(path: &Path) -> Value {
    let mut details = json!({"kind": path.plural});
    if !path.api_group().is_empty() {
        details["group"] = path.api_group().into();
    }
    details
}

/// `networkpolicies.networking.k8s.io`
fn resource(path: &Path) -> String {
    let plural = path.plural.as_deref().unwrap_or_default();
    match path.api_group() {
        "" => plural.to_owned(),
        group => format!("{plural}.{group}"),
    }
}

fn forbidden(path: &Path) -> Answer {
    let (plural, group) = (path.plural.as_deref().unwrap_or_default(), path.api_group());
    let scope = match &path.namespace {
        Some(space) => format!("in the namespace \"{space}\""),
        None => "at the cluster scope".to_owned(),
    };
    let verb = if path.name.is_some() { "get" } else { "list" };
    let message = format!(
        "{} is forbidden: User \"scanner\" cannot {verb} resource \"{plural}\" in API group \"{group}\" {scope}",
        resource(path)
    );
    status(403, "Forbidden", &message, Some(details(path)))
}

/// Nothing is served there: a definition that is not installed.
pub(super) fn no_api() -> Answer {
    Answer::new(404, TEXT, "404 page not found\n")
}

pub(super) fn no_object(path: &Path, name: &str) -> Answer {
    let mut details = details(path);
    details["name"] = name.into();
    status(404, "NotFound", &format!("{} \"{name}\" not found", resource(path)), Some(details))
}

pub(super) fn bad_request(message: &str) -> Answer {
    status(400, "BadRequest", message, None)
}

pub(super) fn bad_token() -> Answer {
    bad_request("invalid continue token: continue key is not valid")
}

pub(super) fn not_allowed() -> Answer {
    status(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        None,
    )
}
