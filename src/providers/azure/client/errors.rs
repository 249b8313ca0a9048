//! What went wrong, in words: where, what it means, and the way out.
//!
//! Resource Manager tells an error with a code, which `words` knows; where there is none, the HTTP status says what it can.
//! Of a failed connection only the innermost cause counts.

use std::time::Duration;

use serde_json::Value;
use serde_json::error::Category;

use super::tokens::first_line;
use crate::model::Status;
use crate::providers::azure::calls;
use crate::providers::azure::words::{Means, means};
use crate::providers::calls::Named;
use crate::providers::live::Limits;
use crate::providers::live::causes::{innermost, line};
use crate::providers::live::refusal::{Again, Refusal, Trouble};

/// No server is waited for longer than this because it says so.
const PATIENCE: Duration = Duration::from_mins(2);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Wrong {
    #[error("an error of Azure")]
    Refused(Said),
    #[error("no connection")]
    Unsent(#[source] reqwest::Error),
    #[error("the answer broke off")]
    Broken(#[source] reqwest::Error),
    #[error("no token")]
    NoToken(#[source] azure_core::Error),
    #[error("the answer can't be read")]
    Unreadable(#[from] serde_json::Error),
    #[error("the answer is without `{0}`, which it always has; what answers there?")]
    Without(&'static str),
    #[error(
        "the next page is said to be on another host, which gets no token: what comes after was not read; what answers there?"
    )]
    Elsewhere,
    #[error("no answer within {0}")]
    Silent(String),
    #[error("{0}, so it was not sent")]
    Astray(String),
    #[error("the request could not be written; look at `endpoint_url` under [azure]")]
    Unwritten,
}

/// An answer that is a refusal.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) http: u16,
    /// Azure's word for it. Attacker-controlled text.
    code: Option<String>,
    /// What it says with it, on one line.
    message: Option<String>,
    after: Option<Duration>,
}

impl Said {
    /// Reads what a refusal says.
    pub(super) fn of(http: u16, after: Option<&str>, body: &[u8]) -> Self {
        let said: Value = serde_json::from_slice(body).unwrap_or_default();
        let word = |value: &Value| match value {
            Value::String(code) if !code.is_empty() => {
                Some(code.chars().filter(|c| !c.is_control()).take(80).collect())
            }
            _ => None,
        };
        let inside = said.get("error").unwrap_or(&said);
        let code = ["code", "Code"].iter().find_map(|key| word(inside.get(*key)?));
        let message = inside.get("message").and_then(Value::as_str).map(line);
        let message = message.filter(|text| !text.is_empty());
        let after = after.and_then(|text| text.trim().parse().ok());
        Self {
            http,
            code,
            message,
            after: after.map(|seconds| Duration::from_secs(seconds).min(PATIENCE)),
        }
    }

    /// The code, and what Azure says with it.
    pub(super) fn words(&self) -> String {
        let code = self.code.clone().unwrap_or_else(|| format!("HTTP {}", self.http));
        match &self.message {
            Some(message) => format!("{code}: {message}"),
            None => code,
        }
    }

    pub(super) fn means(&self) -> Means {
        match self.code.as_deref().map_or(Means::Else, means) {
            Means::Else => means(&self.http.to_string()),
            telling => telling,
        }
    }
}

impl Trouble for Wrong {
    fn refusal(&self, call: Named, place: &str, _limits: &Limits) -> Refusal {
        let (status, what) = match self {
            Self::Refused(said) => refused(call, said),
            Self::Unsent(error) => {
                (Status::Failed, format!("no connection ({})", innermost(error)))
            }
            Self::NoToken(error) => (
                Status::Denied,
                format!(
                    "the credentials gave no token ({}); `az login` signs in again",
                    first_line(error)
                ),
            ),
            Self::Unreadable(error) => (Status::Failed, unreadable(error)),
            Self::Broken(_)
            | Self::Without(_)
            | Self::Elsewhere
            | Self::Silent(_)
            | Self::Astray(_)
            | Self::Unwritten => (Status::Failed, self.to_string()),
        };
        let is_denied = matches!(self, Self::Refused(said) if said.means() == Means::Denied);
        Refusal {
            status,
            reason: format!("{} in {place}: {what}", call.0),
            missing: is_denied.then_some(call.1),
        }
    }

    fn again(&self) -> Again {
        match self {
            Self::Refused(said) => match (said.means(), said.http) {
                (Means::Throttled, _) => Again::Slower(said.after),
                (_, 503) if said.after.is_some() => Again::Slower(said.after),
                (_, 408 | 500..=599) => Again::Soon,
                _ => Again::Never,
            },
            Self::Unsent(_) | Self::Broken(_) | Self::Silent(_) => Again::Soon,
            // What can be read of an answer that says that it is whole would be the same again.
            Self::NoToken(_)
            | Self::Unreadable(_)
            | Self::Without(_)
            | Self::Elsewhere
            | Self::Astray(_)
            | Self::Unwritten => Again::Never,
        }
    }
}

/// What a refusal means.
fn refused(call: Named, said: &Said) -> (Status, String) {
    let code = said.code.clone().unwrap_or_else(|| format!("HTTP {}", said.http));
    match said.means() {
        Means::Denied => (Status::Denied, format!("denied ({code}), needs {}", call.1)),
        Means::Nobody => (
            Status::Denied,
            format!(
                "the credentials are not accepted ({code}); `az login` signs in again, and check the clock"
            ),
        ),
        Means::Throttled => (
            Status::Throttled,
            format!(
                "throttled ({code}), asked several times; scan later, or with a lower `concurrency`"
            ),
        ),
        Means::Unregistered => (
            Status::Absent,
            format!("the subscription does not have this kind of resource ({code})"),
        ),
        // Network managers are not in every cloud, and where there is none, nothing of them is in force.
        Means::NotThere if call == calls::LIST_EFFECTIVE_SECURITY_ADMIN_RULES => {
            (Status::Absent, format!("there are no network managers ({code})"))
        }
        Means::NotThere => (
            Status::Failed,
            format!(
                "Azure does not have this call there ({code}); look at `cloud` and `endpoint_url` under [azure]"
            ),
        ),
        Means::Stranger => (
            Status::Failed,
            format!(
                "Azure does not know the subscription ({code}): it is gone, or another tenant's; `tenant` under [azure] names that"
            ),
        ),
        Means::Else if said.code.is_some() => {
            (Status::Failed, format!("Azure answered with the error {code}"))
        }
        Means::Else => (
            Status::Failed,
            format!("{code} without the words that Azure gives its errors; what answers there?"),
        ),
    }
}

/// What is wrong with JSON.
fn unreadable(error: &serde_json::Error) -> String {
    let place = format!("line {} column {}", error.line(), error.column());
    match (error.classify(), error.line(), error.column()) {
        (Category::Eof, 1, 0) => "the answer is empty".to_owned(),
        (Category::Eof, ..) => format!("the answer ends in the middle, {place}"),
        (Category::Data, ..) => {
            format!("the answer can't be read: another type than Azure's at {place}")
        }
        _ => format!("the answer can't be read: no JSON at {place}; what answers there?"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Said, Wrong};
    use crate::model::Status;
    use crate::providers::azure::calls::{LIST_EFFECTIVE_SECURITY_ADMIN_RULES, NSG_LIST};
    use crate::providers::live::Limits;
    use crate::providers::live::refusal::{Again, Trouble};

    fn said(http: u16, after: Option<&str>, body: &str) -> Wrong {
        Wrong::Refused(Said::of(http, after, body.as_bytes()))
    }

    #[test]
    fn a_refusal_has_a_meaning_and_a_way_out() {
        let limits = Limits { concurrency: 1, deadline: Duration::from_mins(1) };
        let coded = |code: &str| format!("{{\"error\": {{\"code\": \"{code}\"}}}}");
        for (http, body, status, part) in [
            (403, coded("AuthorizationFailed"), Status::Denied, "needs Microsoft.Network/"),
            (403, String::new(), Status::Denied, "denied (HTTP 403), needs"),
            (401, coded("InvalidAuthenticationToken"), Status::Denied, "`az login`"),
            (429, "<html>".to_owned(), Status::Throttled, "throttled (HTTP 429)"),
            (409, coded("MissingSubscriptionRegistration"), Status::Absent, "does not have"),
            (404, coded("SubscriptionNotFound"), Status::Failed, "`tenant` under [azure]"),
            (404, coded("InvalidResourceType"), Status::Failed, "`cloud` and `endpoint_url`"),
            (400, "{\"Code\": \"Odd\\nOne\"}".to_owned(), Status::Failed, "the error OddOne"),
            (302, String::new(), Status::Failed, "what answers there?"),
        ] {
            let refusal = said(http, None, &body).refusal(NSG_LIST, "5d3c", &limits);
            assert_eq!(refusal.status, status, "{http} {body}");
            assert!(refusal.reason.starts_with("nsg-list in 5d3c: "), "{}", refusal.reason);
            assert!(refusal.reason.contains(part), "{}", refusal.reason);
            let is_missing = body.contains("AuthorizationFailed") || (http == 403);
            assert_eq!(refusal.missing, is_missing.then_some(NSG_LIST.1), "{http} {body}");
        }
        let absent = said(404, None, &coded("InvalidResourceType"));
        let refusal = absent.refusal(LIST_EFFECTIVE_SECURITY_ADMIN_RULES, "5d3c", &limits);
        assert_eq!(refusal.status, Status::Absent);
    }

    #[test]
    fn only_what_may_pass_is_asked_again() {
        for (http, after, again) in [
            (429, Some("7"), Again::Slower(Some(Duration::from_secs(7)))),
            (429, Some("99999"), Again::Slower(Some(Duration::from_mins(2)))),
            (429, Some("soon"), Again::Slower(None)),
            (503, Some("1"), Again::Slower(Some(Duration::from_secs(1)))),
            (503, None, Again::Soon),
            (500, None, Again::Soon),
            (403, Some("1"), Again::Never),
            (404, None, Again::Never),
        ] {
            assert_eq!(said(http, after, "").again(), again, "{http} {after:?}");
        }
        assert_eq!(Wrong::Elsewhere.again(), Again::Never);
    }
}
