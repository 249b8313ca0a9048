//! What Google's words for an error mean, wherever they are read: in a file, or in a live answer.

use super::calls;
use crate::providers::calls::Named;

/// What an error means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// The API is not enabled in the project.
    Off,
    /// It was too much at once.
    Throttled,
    /// Nobody is signed in, or no longer.
    Nobody,
    /// A permission is missing.
    Denied,
    /// Anything else.
    Else,
}

/// What the words mean that an error is told with, the reasons of older APIs and the status of newer ones alike.
///
/// Compute Engine says that it is asked too often with the HTTP status of a refusal, so the more telling words are looked
/// for first.
pub(super) fn means(codes: &[String], message: &str) -> Means {
    let is = |words: &[&str]| codes.iter().any(|code| words.contains(&code.as_str()));
    if is(&["accessNotConfigured", "SERVICE_DISABLED", "serviceDisabled"])
        || message.contains("has not been used in project")
    {
        Means::Off
    } else if is(&[
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "quotaExceeded",
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "429",
    ]) {
        Means::Throttled
    } else if is(&["UNAUTHENTICATED", "authError", "required", "401"]) {
        Means::Nobody
    } else if is(&[
        "PERMISSION_DENIED",
        "forbidden",
        "insufficientPermissions",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "403",
    ]) {
        Means::Denied
    } else {
        Means::Else
    }
}

/// What it means that an API is off: it answers for nobody, whatever was made while it was on. So the kind is refused, not
/// absent.
pub(super) fn off(call: Named, code: &str) -> String {
    let api = match call {
        calls::PROJECTS_GET_ANCESTORS
        | calls::PROJECTS_SEARCH
        | calls::PROJECTS_LIST
        | calls::FOLDERS_LIST => "cloudresourcemanager.googleapis.com",
        (_, permission) if permission.starts_with("logging.") => "logging.googleapis.com",
        _ => "compute.googleapis.com",
    };
    format!(
        "{api} is not enabled in the project ({code}), which hides what is there; needs {}",
        call.1
    )
}

#[cfg(test)]
mod tests {
    use super::{Means, means};

    #[test]
    fn the_most_telling_word_counts() {
        for (codes, expected) in [
            (&["rateLimitExceeded", "PERMISSION_DENIED", "403"][..], Means::Throttled),
            (&["accessNotConfigured", "PERMISSION_DENIED"], Means::Off),
            (&["forbidden", "403"], Means::Denied),
            (&["authError", "UNAUTHENTICATED"], Means::Nobody),
            (&["notFound", "NOT_FOUND", "404"], Means::Else),
            (&[], Means::Else),
        ] {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            assert_eq!(means(&codes, ""), expected, "{codes:?}");
        }
    }
}
