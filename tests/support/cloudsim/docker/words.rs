//! How an engine, or a proxy before it, says that something is wrong; recorded where it could be.

use serde_json::json;

use crate::cloudsim::answer::Answer;
use crate::cloudsim::faults::{Fault, Refusal};

fn message(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({ "message": text }))
}

/// What is said when a fault strikes. Nothing, when it is the network or the answer that goes wrong.
pub(super) fn refusal(fault: &Fault) -> Option<Answer> {
    Some(match fault.kind.refusal()? {
        Refusal::Throttled => {
            let answer = message(429, "too many requests");
            match fault.retry_after {
                Some(seconds) => answer.with("Retry-After", seconds),
                None => answer,
            }
        }
        Refusal::ServerError => message(500, "open /var/lib/docker/containers: input/output error"),
        Refusal::Unavailable => message(503, "the engine is shutting down"),
        Refusal::Denied => message(
            403,
            "authorization denied by plugin example: request rejected by administrative policy",
        ),
        Refusal::ExpiredCredentials => message(401, "the session has expired"),
        Refusal::NotThere => no_page(),
        // Nobody's clock matters to it, and it has no pages.
        Refusal::ClockSkew | Refusal::LostPage => return None,
    })
}

pub(super) fn no_page() -> Answer {
    message(404, "page not found")
}

pub(super) fn no_container(id: &str) -> Answer {
    message(404, &format!("No such container: {id}"))
}

pub(super) fn no_network(id: &str) -> Answer {
    message(404, &format!("network {id} not found"))
}

pub(super) fn bad_request(text: &str) -> Answer {
    message(400, text)
}

pub(super) fn too_new(asked: u32, newest: u32) -> Answer {
    message(
        400,
        &format!(
            "client version 1.{asked} is too new. Maximum supported API version is 1.{newest}"
        ),
    )
}
