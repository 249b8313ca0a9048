//! How each service of AWS says that something is wrong.

use serde_json::json;

use super::accounts::{Account, arn};
use super::answers::{ec2_error, json as json_answer, sts_error};
use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::Asked;
use crate::cloudsim::faults::{Fault, Refusal};

/// An error in the form of the service that was asked.
pub(super) fn error(asked: &Asked, status: u16, code: &str, message: &str) -> Answer {
    match asked.service.as_str() {
        "sts" => sts_error(status, code, message),
        // Errors that are modelled there have a capital.
        "organizations" if code.ends_with("Exception") && !is_of_the_front(code) => {
            json_answer(status, &json!({"__type": code, "Message": message}))
        }
        "organizations" | "cloudtrail" | "config" => {
            json_answer(status, &json!({"__type": code, "message": message}))
        }
        _ => ec2_error(status, code, message),
    }
}

/// What stands before every service of JSON refuses by itself.
fn is_of_the_front(code: &str) -> bool {
    ["ExpiredTokenException", "InvalidSignatureException", "UnrecognizedClientException"]
        .contains(&code)
}

/// What the service says when a fault strikes. Nothing, when it is the network or the answer that goes wrong.
pub(super) fn refusal(asked: &Asked, account: &Account, fault: &Fault) -> Option<Answer> {
    let (status, code, message) = match fault.kind.refusal()? {
        Refusal::Throttled => throttled(asked),
        Refusal::ServerError => broken(asked),
        Refusal::Unavailable => unavailable(asked),
        Refusal::Denied => return Some(denied(asked, account)),
        Refusal::ExpiredCredentials => expired(asked),
        Refusal::ClockSkew => skewed(asked),
        Refusal::LostPage => return Some(bad_token(asked)),
        Refusal::NotThere => return Some(unknown_action(asked)),
    };
    let answer = error(asked, status, code, message);
    Some(match fault.retry_after {
        Some(seconds) => answer.with("Retry-After", seconds),
        None => answer,
    })
}

type Words = (u16, &'static str, &'static str);

fn throttled(asked: &Asked) -> Words {
    match asked.service.as_str() {
        "ec2" => (503, "RequestLimitExceeded", "Request limit exceeded."),
        "organizations" => (
            400,
            "TooManyRequestsException",
            "You have sent too many requests in too short a period of time.",
        ),
        "cloudtrail" | "config" => (400, "ThrottlingException", "Rate exceeded"),
        _ => (400, "Throttling", "Rate exceeded"),
    }
}

fn broken(asked: &Asked) -> Words {
    match asked.service.as_str() {
        "ec2" => (500, "InternalError", "An internal error has occurred"),
        "organizations" => (
            500,
            "ServiceException",
            "AWS Organizations can't complete your request because of an internal service error.",
        ),
        _ => (500, "InternalFailure", "The request processing has failed."),
    }
}

fn unavailable(asked: &Asked) -> Words {
    match asked.service.as_str() {
        "ec2" => (503, "Unavailable", "The service is unavailable. Please try again shortly."),
        _ => (503, "ServiceUnavailable", "The request has failed due to a temporary failure."),
    }
}

fn expired(asked: &Asked) -> Words {
    match asked.service.as_str() {
        "ec2" => (400, "RequestExpired", "Request has expired."),
        "sts" => (403, "ExpiredToken", "The security token included in the request is expired"),
        _ => {
            (400, "ExpiredTokenException", "The security token included in the request is expired")
        }
    }
}

/// An example of what is said about a signature of an hour ago.
const OLD: &str = "Signature expired: 20260102T030405Z is now earlier than 20260102T034905Z (20260102T040405Z - 15 min.)";

fn skewed(asked: &Asked) -> Words {
    match asked.service.as_str() {
        // EC2 does not say why.
        "ec2" => {
            (401, "AuthFailure", "AWS was not able to validate the provided access credentials")
        }
        "sts" => (403, "SignatureDoesNotMatch", OLD),
        _ => (400, "InvalidSignatureException", OLD),
    }
}

/// The permission is missing.
pub(super) fn denied(asked: &Asked, account: &Account) -> Answer {
    let (arn, action) = (arn(&account.number, &asked.who), &asked.action);
    let who = format!("User: {arn} is not authorized to perform: {action}");
    let why = format!("because no identity-based policy allows the {action} action");
    match asked.service.as_str() {
        "ec2" => {
            let message = format!("You are not authorized to perform this operation. {who} {why}");
            error(asked, 403, "UnauthorizedOperation", &message)
        }
        "sts" => {
            let role = asked.parameter("RoleArn").unwrap_or("*");
            error(asked, 403, "AccessDenied", &format!("{who} on resource: {role}"))
        }
        "organizations" => {
            let message = "You don't have permissions to access this resource.";
            error(asked, 400, "AccessDeniedException", message)
        }
        _ => error(asked, 400, "AccessDeniedException", &format!("{who} {why}")),
    }
}

/// A token that leads nowhere.
pub(super) fn bad_token(asked: &Asked) -> Answer {
    match asked.service.as_str() {
        "ec2" => error(asked, 400, "InvalidNextToken", "The specified NextToken is not valid."),
        "organizations" => json_answer(
            400,
            &json!({
                "__type": "InvalidInputException",
                "Message": "You specified an invalid value for the NextToken parameter.",
                "Reason": "INVALID_NEXT_TOKEN",
            }),
        ),
        _ => error(asked, 400, "InvalidNextTokenException", "Invalid token."),
    }
}

/// A call that the service does not have there.
pub(super) fn unknown_action(asked: &Asked) -> Answer {
    let action = asked.action.split_once(':').map_or("", |(_, action)| action);
    let message = format!("The action {action} is not valid for this web service.");
    match asked.service.as_str() {
        "organizations" | "cloudtrail" | "config" => {
            json_answer(400, &json!({"__type": "UnknownOperationException"}))
        }
        _ => error(asked, 400, "InvalidAction", &message),
    }
}

/// A parameter that the service, or this simulator, does not take.
pub(super) fn bad_parameter(asked: &Asked, name: &str, value: &str) -> Answer {
    let message = format!("Value ({value}) for parameter {name} is invalid.");
    match asked.service.as_str() {
        "ec2" => error(asked, 400, "InvalidParameterValue", &message),
        "organizations" => error(asked, 400, "InvalidInputException", &message),
        "cloudtrail" => error(asked, 400, "InvalidParameterException", &message),
        "config" => error(asked, 400, "ValidationException", &message),
        _ => error(asked, 400, "ValidationError", &message),
    }
}

/// Credentials of nobody here.
pub(super) fn stranger(asked: &Asked) -> Answer {
    match asked.service.as_str() {
        "sts" => error(
            asked,
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        ),
        "organizations" | "cloudtrail" | "config" => error(
            asked,
            400,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        _ => {
            let (status, code, message) = skewed(asked);
            error(asked, status, code, message)
        }
    }
}
