//! How Azure Resource Manager says that something is wrong.

use serde_json::json;

use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::Asked;
use crate::cloudsim::faults::{Fault, Refusal};

/// After how many seconds whoever was throttled may come again, unless a fault says otherwise.
const AGAIN: u64 = 1;

fn error(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({"error": {"code": code, "message": message}}))
        .with("x-ms-failure-cause", "gateway")
}

/// What is said when a fault strikes. Nothing, when it is the network or the answer that goes wrong.
pub(super) fn refusal(asked: &Asked, fault: &Fault) -> Option<Answer> {
    let (account, action) = (&asked.account, &asked.action);
    Some(match fault.kind.refusal()? {
        Refusal::Throttled => error(429, "TooManyRequests", "The request is being throttled.")
            .with("Retry-After", fault.retry_after.unwrap_or(AGAIN)),
        Refusal::ServerError => {
            error(500, "InternalServerError", "Encountered internal server error.")
        }
        Refusal::Unavailable => {
            error(503, "ServiceUnavailable", "The service is unavailable, try again.")
        }
        Refusal::Denied => error(
            403,
            "AuthorizationFailed",
            &format!(
                "The client 'audit' with object id '00000000-0000-4000-8000-0000000000aa' does not have authorization \
                 to perform action '{action}' over scope '/subscriptions/{account}' or the scope is invalid. If access \
                 was recently granted, please refresh your credentials."
            ),
        ),
        Refusal::ExpiredCredentials => error(
            401,
            "ExpiredAuthenticationToken",
            "The access token expiry UTC time '1/2/2026 3:04:05 AM' is earlier than current UTC time '1/2/2026 4:04:05 AM'.",
        ),
        Refusal::ClockSkew => {
            error(401, "InvalidAuthenticationToken", "The access token is not valid yet.")
        }
        Refusal::LostPage => bad_token(),
        Refusal::NotThere => not_there(asked),
    })
}

/// Nobody is known who sends no token.
pub(super) fn nobody() -> Answer {
    let message = "Authentication failed. The 'Authorization' header is missing.";
    error(401, "AuthenticationFailed", message)
        .with("WWW-Authenticate", "Bearer authorization_uri=\"https://login.windows.net/\"")
}

pub(super) fn no_version() -> Answer {
    let message = "The api-version query parameter (?api-version=) is required for all requests.";
    error(400, "MissingApiVersionParameter", message)
}

/// A parameter that this simulator does not take.
pub(super) fn bad_parameter(name: &str) -> Answer {
    error(400, "BadRequest", &format!("The query parameter '{name}' is not supported."))
}

pub(super) fn bad_token() -> Answer {
    error(400, "InvalidSkipToken", "The skip token is not valid.")
}

pub(super) fn no_subscription(asked: &Asked) -> Answer {
    let message = format!("The subscription '{}' could not be found.", asked.account);
    error(404, "SubscriptionNotFound", &message)
}

pub(super) fn no_group(name: &str) -> Answer {
    error(404, "NotFound", &format!("'{name}' not found"))
}

pub(super) fn no_location(name: &str) -> Answer {
    let message = format!("The provided location '{name}' is not available.");
    error(400, "LocationNotAvailableForResourceType", &message)
}

pub(super) fn no_resource(path: &str) -> Answer {
    let message = format!("The Resource '{path}' was not found.");
    error(404, "ResourceNotFound", &message)
}

/// A namespace that nobody has asked for in the subscription.
pub(super) fn unregistered(asked: &Asked) -> Answer {
    let message = format!(
        "The subscription '{}' is not registered to use namespace '{}'.",
        asked.account, asked.service
    );
    error(409, "MissingSubscriptionRegistration", &message)
}

/// A type that the provider does not have.
pub(super) fn not_there(asked: &Asked) -> Answer {
    let message = format!(
        "The resource type of '{}' could not be found in the namespace '{}' for this api version.",
        asked.action, asked.service
    );
    error(404, "InvalidResourceType", &message)
}
