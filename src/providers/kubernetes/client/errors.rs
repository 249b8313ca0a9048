//! What went wrong, in words: where, what it means, and the way out.
//!
//! Of what a server says only its code counts, which is a word of the API's; of a failed connection only its innermost cause.

use std::error::Error;
use std::io;
use std::time::Duration;

use serde_json::Value;

use crate::model::Status;
use crate::providers::calls::Named;
use crate::providers::kubernetes::documents::NoAnswer;
use crate::providers::live::Limits;
use crate::providers::live::causes::{cause, innermost};
use crate::providers::live::refusal::{Again, Refusal, Trouble};
use crate::providers::live::tls::{Handshake, handshake};

/// Why a request was not answered.
#[derive(Debug)]
pub(super) enum Wrong {
    /// The server says no.
    Refused { http: u16, reason: Option<String>, after: Option<Duration> },
    /// The answer is none.
    NoAnswer(NoAnswer),
    /// The answer is of something else than what was asked for.
    Odd(String),
    /// The list that the next page is of is another one by now.
    Changed,
    /// The answer broke off.
    BrokeOff(u16),
    /// There was no connection, or it ended before an answer.
    Unsent { why: String, is_lasting: bool, is_reached: bool },
    /// One side does not believe the other's certificate.
    Untrusted { status: Status, why: String },
    /// There are no credentials to ask with.
    NoCredentials(String),
    /// What is asked for is no path.
    Path,
    /// Reading the answer was given up.
    Lost,
}

impl Wrong {
    /// What an answer says that is no success.
    pub(super) fn refused(http: u16, body: &[u8], after: Option<Duration>) -> Self {
        let status: Option<Value> = serde_json::from_slice(body).ok();
        let status =
            status.filter(|status| status.get("kind").is_some_and(|kind| kind == "Status"));
        let field = |pointer: &str| status.as_ref().and_then(|status| status.pointer(pointer));
        let word = |text: &&str| {
            (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
        };
        let reason = field("/reason").and_then(Value::as_str).filter(word).map(str::to_owned);
        let asked = field("/details/retryAfterSeconds").and_then(Value::as_u64);
        Self::Refused { http, reason, after: after.or(asked.map(Duration::from_secs)) }
    }

    /// What kept a request from being sent.
    pub(super) fn unsent(error: kube::Error) -> Self {
        if let kube::Error::Auth(why) = &error {
            return Self::NoCredentials(credentials(why));
        }
        if let Some(why) = cause::<kube::client::AuthError>(&error) {
            return Self::NoCredentials(credentials(why));
        }
        if let Some(untrusted) = untrusted(&error) {
            return untrusted;
        }
        let broken = cause::<io::Error>(&error).map(io::Error::kind);
        let is_lasting =
            matches!(broken, Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput));
        // Whoever refuses a connection was sent nothing.
        let is_reached = broken != Some(io::ErrorKind::ConnectionRefused);
        Self::Unsent { why: innermost(&error), is_lasting, is_reached }
    }

    /// Whether the list has to be begun again, as its next pages are lost.
    pub(super) fn is_expired(&self) -> bool {
        match self {
            Self::Refused { http, reason, after: _ } => {
                *http == 410 || reason.as_deref() == Some("Expired")
            }
            Self::Changed => true,
            _ => false,
        }
    }
}

/// What is wrong with a certificate, if that is what is wrong.
fn untrusted(error: &(dyn Error + 'static)) -> Option<Wrong> {
    let (status, why) = match handshake(error)? {
        Handshake::Refused(alert) => (
            Status::Denied,
            format!(
                "denied (TLS: {alert}), the server does not take the certificate; check the user's `client-certificate` and `client-key` in the kubeconfig"
            ),
        ),
        Handshake::Disbelieved(why) => (
            Status::Failed,
            format!(
                "no connection (TLS: the server's certificate is not believed, {why}); check the cluster's `certificate-authority` and `server` in the kubeconfig"
            ),
        ),
        // It may pass.
        Handshake::Failed(_) => return None,
    };
    Some(Wrong::Untrusted { status, why })
}

impl Trouble for Wrong {
    fn refusal(&self, call: Named, place: &str, _limits: &Limits) -> Refusal {
        let mut missing = None;
        let (status, what) = match self {
            Self::Refused { http, reason, after: _ } => {
                missing = (*http == 403).then_some(call.1);
                refused(call, *http, reason.as_deref())
            }
            Self::NoAnswer(wrong) => (Status::Failed, wrong.to_string()),
            Self::Odd(what) => (Status::Failed, format!("{what}; what answers there?")),
            Self::Changed => {
                (Status::Failed, format!("the pages are of lists of different times, {BEGUN}"))
            }
            Self::BrokeOff(http) => {
                (Status::Failed, format!("HTTP {http}, and the answer broke off"))
            }
            Self::Unsent { why, is_lasting: _, is_reached: _ } => {
                (Status::Failed, format!("no connection ({why})"))
            }
            Self::Untrusted { status, why } => (*status, why.clone()),
            Self::NoCredentials(why) => (Status::Failed, why.clone()),
            Self::Lost => (Status::Failed, "reading the answer was given up".to_owned()),
            Self::Path => {
                (Status::Failed, "what the server asks to be asked for next is no path".to_owned())
            }
        };
        Refusal { status, reason: format!("{} in {place}: {what}", call.0), missing }
    }

    fn again(&self) -> Again {
        match self {
            Self::Refused { http: 429, reason: _, after } => Again::Slower(*after),
            Self::Refused { http: 503, reason: _, after: Some(after) } => {
                Again::Slower(Some(*after))
            }
            Self::Refused { http: 500..=599, .. } | Self::BrokeOff(_) => Again::Soon,
            Self::Unsent { why: _, is_lasting: false, is_reached: _ } => Again::Soon,
            Self::Refused { .. }
            | Self::NoAnswer(_)
            | Self::Odd(_)
            | Self::Changed
            | Self::Unsent { .. }
            | Self::Untrusted { .. }
            | Self::NoCredentials(_)
            | Self::Lost
            | Self::Path => Again::Never,
        }
    }
}

const BEGUN: &str = "and were when the list was begun again; scan later";

fn refused(call: Named, http: u16, reason: Option<&str>) -> (Status, String) {
    let code = reason.map_or_else(|| format!("HTTP {http}"), str::to_owned);
    match http {
        401 => (
            Status::Denied,
            format!(
                "the credentials are not accepted ({code}); sign in again, and check the clock"
            ),
        ),
        403 => (
            Status::Denied,
            format!(
                "denied ({code}), needs {}; `driftwall doctor --permissions kubernetes` prints the role",
                call.1
            ),
        ),
        404 => (
            Status::Failed,
            format!("it should be there, and is refused as unknown ({code}); what answers there?"),
        ),
        410 => (Status::Failed, format!("the rest of the list was lost ({code}), {BEGUN}")),
        429 => (
            Status::Throttled,
            format!(
                "throttled ({code}), asked several times; scan later, or with a lower `concurrency`"
            ),
        ),
        300..=399 => (
            Status::Failed,
            format!(
                "HTTP {http}, which leads elsewhere; an API server does not, so what answers there?"
            ),
        ),
        _ if reason.is_none() => (
            Status::Failed,
            format!("HTTP {http} without the code of an API server; what answers there?"),
        ),
        _ => (Status::Failed, format!("the server answered with the error {code}")),
    }
}

/// Why there are no credentials, without a word of what a program printed: that may be a secret.
pub(super) fn credentials(error: &kube::client::AuthError) -> String {
    use kube::client::AuthError;
    let what = match error {
        AuthError::AuthExecStart(why) => {
            format!("the program that gives the credentials could not be started ({})", why.kind())
        }
        AuthError::AuthExecRun { cmd: _, out } => {
            format!("the program that gives the credentials failed ({})", out.status)
        }
        AuthError::ExecPluginFailed | AuthError::AuthExecParse(_) => {
            "the program that gives the credentials printed none".to_owned()
        }
        AuthError::ReadTokenFile(why, _) => {
            format!("the file of the token can't be read ({})", why.kind())
        }
        _ => "the credentials of the kubeconfig can't be used".to_owned(),
    };
    format!("{what}; `kubectl --context NAME get namespaces` tries the same")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Wrong;
    use crate::model::Status;
    use crate::providers::live::Limits;
    use crate::providers::live::refusal::{Again, Trouble as _};

    const LIMITS: Limits = Limits { concurrency: 1, deadline: Duration::from_secs(60) };

    fn told(wrong: &Wrong) -> (Status, String, bool) {
        let call = ("pods", "list pods");
        let refusal = wrong.refusal(call, "prod", &LIMITS);
        (refusal.status, refusal.reason, refusal.missing.is_some())
    }

    fn status(http: u16, reason: &str) -> Wrong {
        let body = format!(
            r#"{{"kind":"Status","reason":"{reason}","details":{{"retryAfterSeconds":7}}}}"#
        );
        Wrong::refused(http, body.as_bytes(), None)
    }

    #[test]
    fn every_refusal_says_where_what_and_the_way_out() {
        for (wrong, expected, words) in [
            (
                status(403, "Forbidden"),
                Status::Denied,
                "pods in prod: denied (Forbidden), needs list pods",
            ),
            (status(401, "Unauthorized"), Status::Denied, "not accepted (Unauthorized)"),
            (status(404, "NotFound"), Status::Failed, "refused as unknown (NotFound)"),
            (status(410, "Expired"), Status::Failed, "lost (Expired)"),
            (status(429, "TooManyRequests"), Status::Throttled, "throttled (TooManyRequests)"),
            (status(500, "InternalError"), Status::Failed, "the error InternalError"),
            (Wrong::refused(403, b"<html>", None), Status::Denied, "denied (HTTP 403)"),
            (Wrong::refused(502, b"<html>", None), Status::Failed, "HTTP 502 without the code"),
            (Wrong::refused(302, b"", None), Status::Failed, "leads elsewhere"),
        ] {
            let (status, reason, lacks) = told(&wrong);
            assert_eq!((status, lacks), (expected, reason.contains("denied (")), "{reason}");
            assert!(reason.contains(words), "{reason}");
        }
    }

    #[test]
    fn a_code_is_a_word_and_never_a_sentence_of_somebodys() {
        let (_, reason, _) = told(&status(500, "x\\n::error::no"));
        assert!(reason.contains("without the code"), "{reason}");
        assert!(!reason.contains("::"), "{reason}");
    }

    #[test]
    fn what_passes_is_asked_again_and_as_late_as_told() {
        let after = |seconds| Again::Slower(Some(Duration::from_secs(seconds)));
        assert_eq!(status(429, "TooManyRequests").again(), after(7));
        let header = Wrong::refused(429, b"Too many requests", Some(Duration::from_secs(3)));
        assert_eq!(header.again(), after(3));
        assert_eq!(Wrong::refused(429, b"", None).again(), Again::Slower(None));
        assert_eq!(Wrong::refused(503, b"", None).again(), Again::Soon);
        assert_eq!(status(503, "ServiceUnavailable").again(), after(7));
        for http in [400, 401, 403, 404, 410] {
            assert_eq!(status(http, "Any").again(), Again::Never, "{http}");
        }
        assert!(status(410, "Gone").is_expired() && !status(400, "BadRequest").is_expired());
    }
}
