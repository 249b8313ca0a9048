//! How a call ended.

use super::event::Event;
use super::parameters::Said;
use crate::model::Outcome;

/// How a call ended. EC2 writes `Client.` before a code that is the caller's doing, and `Server.` before one that is its own.
pub(super) fn outcome(event: &Event<'_>, response: Said<'_>) -> Outcome {
    let Some(code) = event.error_code.as_deref().filter(|code| !code.is_empty()) else {
        return match response.any(&["_return", "return"]).switch() {
            Some(false) => Outcome::Failed("the answer says that nothing was done".into()),
            _ => Outcome::Done,
        };
    };
    let message = event.error_message.as_deref().unwrap_or_default();
    // What follows is for those who may decode it, and as long as the rest of the record.
    let message = message.split("Encoded authorization failure message").next().unwrap_or_default();
    let text = match message.trim() {
        "" => code.to_owned(),
        message => format!("{code}: {message}"),
    };
    let short = code.split_once('.').map_or(code, |(side, rest)| match side {
        "Client" | "Server" => rest,
        _ => code,
    });
    if short == "DryRunOperation" {
        Outcome::Failed(format!("a dry run, which changes nothing ({text})").into())
    } else if is_refusal(short) {
        Outcome::Refused(text.into())
    } else {
        Outcome::Failed(text.into())
    }
}

/// Whether a code says that the caller had no right to it.
fn is_refusal(code: &str) -> bool {
    code.ends_with("UnauthorizedOperation")
        || code.starts_with("AccessDenied")
        || matches!(code, "NotAuthorized" | "NotAuthorizedException" | "UnauthorizedAccess")
        || matches!(code, "InsufficientPermissionsException" | "VpceAccessDenied")
}
