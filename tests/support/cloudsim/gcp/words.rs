//! How Google's APIs say that something is wrong.

use serde_json::json;

use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::Asked;
use crate::cloudsim::faults::{Fault, Refusal};
use crate::cloudsim::request::Request;

/// An error: the status of HTTP, the reason and its domain as older clients read them, the status as newer ones do.
fn error(http: u16, (domain, reason): (&str, &str), status: &str, message: &str) -> Answer {
    Answer::json(
        http,
        &json!({"error": {
            "code": http, "message": message, "status": status,
            "errors": [{"message": message, "domain": domain, "reason": reason}],
        }}),
    )
}

/// What is said when a fault strikes. Nothing, when it is the network or the answer that goes wrong.
pub(super) fn refusal(asked: &Asked, fault: &Fault) -> Option<Answer> {
    let (account, action) = (&asked.account, &asked.action);
    Some(match fault.kind.refusal()? {
        Refusal::Throttled => {
            let message = format!(
                "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service \
                 'compute.googleapis.com' for consumer '{account}'."
            );
            match fault.retry_after {
                Some(seconds) => {
                    let reason = ("global", "rateLimitExceeded");
                    error(429, reason, "RESOURCE_EXHAUSTED", &message).with("Retry-After", seconds)
                }
                None => {
                    let reason = ("usageLimits", "rateLimitExceeded");
                    error(403, reason, "RESOURCE_EXHAUSTED", &message)
                }
            }
        }
        Refusal::ServerError => {
            error(500, ("global", "backendError"), "INTERNAL", "Internal error encountered.")
        }
        Refusal::Unavailable => {
            let message = "The service is currently unavailable.";
            error(503, ("global", "backendError"), "UNAVAILABLE", message)
        }
        Refusal::Denied => {
            let message = format!("Required '{action}' permission for 'projects/{account}'");
            error(403, ("global", "forbidden"), "PERMISSION_DENIED", &message)
        }
        Refusal::ExpiredCredentials | Refusal::ClockSkew => error(
            401,
            ("global", "authError"),
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid \
             authentication credential.",
        ),
        Refusal::LostPage => bad_token(),
        Refusal::NotThere => {
            let message = format!(
                "Compute Engine API has not been used in project {account} before or it is disabled."
            );
            error(403, ("usageLimits", "accessNotConfigured"), "PERMISSION_DENIED", &message)
        }
    })
}

fn invalid(message: &str) -> Answer {
    error(400, ("global", "invalid"), "INVALID_ARGUMENT", message)
}

fn missing(message: &str) -> Answer {
    error(404, ("global", "notFound"), "NOT_FOUND", message)
}

/// A parameter that this simulator does not take.
pub(super) fn bad_parameter(name: &str) -> Answer {
    invalid(&format!("Invalid value for field '{name}': it is not supported."))
}

pub(super) fn bad_size(size: &str) -> Answer {
    invalid(&format!("Invalid value for field 'maxResults': '{size}'. Must be between 1 and 500."))
}

pub(super) fn bad_token() -> Answer {
    invalid("Invalid value for field 'pageToken'. Page token is not valid.")
}

/// A place that is asked for alone, and can't be reached.
pub(super) fn unreachable(place: &str) -> Answer {
    let message = format!("The scope '{place}' could not be reached.");
    error(503, ("global", "backendError"), "UNAVAILABLE", &message)
}

pub(super) fn no_project(id: &str) -> Answer {
    missing(&format!("The resource 'projects/{id}' was not found"))
}

pub(super) fn no_thing(project: &str, collection: &str, name: &str) -> Answer {
    missing(&format!("The resource 'projects/{project}/{collection}/{name}' was not found"))
}

pub(super) fn no_path(request: &Request) -> Answer {
    missing(&format!("The requested URL {} was not found on this server.", request.path))
}
