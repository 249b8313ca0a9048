//! What went wrong, in words: where, what it means, and the way out.
//!
//! Google tells an error in words of two ages at once, the reasons of its older APIs and the status of the newer ones;
//! `words` knows what both mean. Of a failed connection only the innermost cause counts.

use std::time::Duration;

use google_cloud_gax::error::Error;
use google_cloud_gax::error::rpc::{Code, StatusDetails};

use crate::model::Status;
use crate::providers::calls::Named;
use crate::providers::gcp::words::{Means, means, off};
use crate::providers::live::Limits;
use crate::providers::live::causes::{cause, chain, innermost};
use crate::providers::live::refusal::{Again, Refusal, Trouble, words};

/// No server is waited for longer than this because it says so.
const PATIENCE: Duration = Duration::from_mins(2);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Wrong {
    #[error(transparent)]
    Google(#[from] Error),
    #[error("the answer can't be read")]
    Unreadable(#[from] serde_json::Error),
    #[error("the answer is without `{0}`, which it always has; what answers there?")]
    Without(&'static str),
    #[error("no answer within {0}")]
    Silent(String),
}

impl Trouble for Wrong {
    fn refusal(&self, call: Named, place: &str, limits: &Limits) -> Refusal {
        let (status, what) = match self {
            Self::Google(error) => google(call, limits, error),
            Self::Unreadable(error) => (Status::Failed, unreadable(error)),
            Self::Without(_) | Self::Silent(_) => (Status::Failed, self.to_string()),
        };
        let missing =
            matches!(self.means(), Means::Denied | Means::Off) && status == Status::Denied;
        Refusal {
            status,
            reason: format!("{} in {place}: {what}", call.0),
            missing: missing.then_some(call.1),
        }
    }

    fn again(&self) -> Again {
        let error = match self {
            Self::Google(error) => error,
            Self::Silent(_) => return Again::Soon,
            Self::Unreadable(_) | Self::Without(_) => return Again::Never,
        };
        let after = error
            .http_headers()
            .and_then(|headers| headers.get("retry-after")?.to_str().ok()?.trim().parse().ok())
            .map(|seconds| Duration::from_secs(seconds).min(PATIENCE));
        match (self.means(), error.http_status_code()) {
            (Means::Throttled, _) | (_, Some(429)) => Again::Slower(after),
            (_, Some(503)) if after.is_some() => Again::Slower(after),
            (_, Some(500..=599)) => Again::Soon,
            (_, Some(_)) => Again::Never,
            (_, None) if error.is_authentication() || error.is_binding() => Again::Never,
            // What can be read of an answer that says that it is whole would be the same again.
            (_, None) if error.is_deserialization() => Again::Never,
            (_, None) => Again::Soon,
        }
    }
}

impl Wrong {
    fn means(&self) -> Means {
        match self {
            Self::Google(error) => {
                let message = error.status().map_or("", |status| &*status.message);
                means(&codes(error), message)
            }
            Self::Unreadable(_) | Self::Without(_) | Self::Silent(_) => Means::Else,
        }
    }
}

/// Google's words for an error, the most telling first.
fn codes(error: &Error) -> Vec<String> {
    let mut codes = Vec::new();
    if let Some(status) = error.status() {
        codes.extend(status.details.iter().filter_map(|detail| match detail {
            StatusDetails::ErrorInfo(info) if !info.reason.is_empty() => Some(info.reason.clone()),
            _ => None,
        }));
        codes.extend((status.code != Code::Unknown).then(|| status.code.name().to_owned()));
    }
    codes.extend(error.http_status_code().map(|http| http.to_string()));
    codes
}

fn google(call: Named, limits: &Limits, error: &Error) -> (Status, String) {
    if error.is_authentication() {
        let what = format!(
            "the credentials gave no token ({}); `gcloud auth application-default login` signs in again",
            innermost(error)
        );
        return (Status::Denied, what);
    }
    match (error.status(), error.http_status_code()) {
        (Some(status), _) => refused(call, &codes(error), &status.message),
        (None, Some(http)) => nameless(call, http),
        (None, None) => {
            if let Some(wrong) = cause::<serde_json::Error>(error) {
                return (Status::Failed, unreadable(wrong));
            }
            let what = if error.is_timeout() {
                format!("no answer within {}", words(limits.attempt()))
            } else if error.is_io() && !error.is_connect() && is_in_the_middle(error) {
                "the answer broke off".to_owned()
            } else {
                format!("no connection ({})", innermost(error))
            };
            (Status::Failed, what)
        }
    }
}

/// What an error means that Google tells.
fn refused(call: Named, codes: &[String], message: &str) -> (Status, String) {
    let code = codes.first().map_or("without a code", String::as_str);
    let code: String = code.chars().take(80).collect();
    match means(codes, message) {
        Means::Off => (Status::Denied, off(call, &code)),
        Means::Throttled => (
            Status::Throttled,
            format!(
                "throttled ({code}), asked several times; scan later, or with a lower `concurrency`"
            ),
        ),
        Means::Nobody => (
            Status::Denied,
            format!(
                "the credentials are not accepted ({code}); `gcloud auth application-default login` signs in again, and check the clock"
            ),
        ),
        Means::Denied => (Status::Denied, format!("denied ({code}), needs {}", call.1)),
        Means::Else => (Status::Failed, format!("Google answered with the error {code}")),
    }
}

/// An error that is none of Google's, such as the page of a proxy.
fn nameless(call: Named, http: u16) -> (Status, String) {
    match http {
        401 | 403 => (Status::Denied, format!("denied (HTTP {http}), needs {}", call.1)),
        429 => {
            (Status::Throttled, format!("throttled (HTTP {http}), asked several times; scan later"))
        }
        _ => (
            Status::Failed,
            format!(
                "HTTP {http} without the words that Google gives its errors; what answers there?"
            ),
        ),
    }
}

/// What is wrong with JSON.
fn unreadable(error: &serde_json::Error) -> String {
    let place = format!("line {} column {}", error.line(), error.column());
    match (error.classify(), error.line(), error.column()) {
        (serde_json::error::Category::Eof, 1, 0) => "the answer is empty".to_owned(),
        (serde_json::error::Category::Eof, ..) => format!("the answer ends in the middle, {place}"),
        (serde_json::error::Category::Data, ..) => {
            format!("the answer can't be read: another type than Google's at {place}")
        }
        _ => format!("the answer can't be read: no JSON at {place}; what answers there?"),
    }
}

/// Whether a connection ended while an answer was on its way.
fn is_in_the_middle(error: &Error) -> bool {
    let text = chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ");
    ["body", "end of file", "unexpected EOF", "incomplete", "chunk"]
        .iter()
        .any(|word| text.contains(word))
}
