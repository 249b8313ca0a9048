//! What went wrong, in words: where, what it means, and the way out.

use std::error::Error;
use std::io;
use std::time::Duration;

use serde::Deserialize;

use crate::model::Status;
use crate::providers::calls::Named;
use crate::providers::docker::Address;
use crate::providers::live::Limits;
use crate::providers::live::causes::{SAID, innermost};
use crate::providers::live::refusal::{Again, Refusal, Trouble};
use crate::providers::live::tls::{Handshake, handshake};

/// Why an engine did not answer.
#[derive(Debug)]
pub(super) enum EngineError {
    /// There is no way to it. Asking again leads nowhere.
    Unreached { status: Status, why: String },
    /// The connection ended before an answer.
    Lost(String),
    /// It ended in the middle of one, of this status.
    BrokeOff(u16),
    /// It said no, or that something went wrong.
    Refused { http: u16, said: String, after: Option<Duration> },
    /// What came is no answer.
    NoAnswer(String),
}

/// What an engine says when something is wrong.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    message: String,
}

impl EngineError {
    /// An answer of a status that is no success.
    pub(super) fn refused(http: u16, body: &[u8], after: Option<Duration>) -> Self {
        let said: Said = serde_json::from_slice(body).unwrap_or_else(|_| {
            let text = String::from_utf8_lossy(body);
            // A page is made for browsers.
            let is_page = text.trim_start().starts_with('<');
            Said { message: if is_page { String::new() } else { text.into_owned() } }
        });
        Self::Refused { http, said: short(&said.message), after }
    }

    /// No connection came about.
    pub(super) fn unreached(address: &Address, error: &io::Error) -> Self {
        if let Some(tls) = tls(error) {
            return tls;
        }
        let socket = matches!(address, Address::Socket(_));
        let (status, way_out) = match error.kind() {
            io::ErrorKind::PermissionDenied => {
                (Status::Denied, "; run it as root or as a member of the group `docker`")
            }
            io::ErrorKind::NotFound if socket => {
                (Status::Failed, "; is the engine running, and is that its socket?")
            }
            io::ErrorKind::ConnectionRefused => (Status::Failed, "; is the engine running?"),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => return Self::Lost(short(&error.to_string())),
            _ => (Status::Failed, ""),
        };
        let why = format!("no connection ({}){way_out}", short(&error.to_string()));
        Self::Unreached { status, why }
    }

    /// The connection ended before an answer.
    pub(super) fn lost(error: &(dyn Error + 'static)) -> Self {
        // With TLS 1.3, whoever asks hears only afterwards that the other side does not know them.
        tls(error).unwrap_or_else(|| Self::Lost(innermost(error)))
    }

    /// `ssh` hung up with these words.
    pub(super) fn turned_away(words: &str) -> Self {
        let is_denied = words.to_ascii_lowercase().contains("permission denied");
        let status = if is_denied { Status::Denied } else { Status::Failed };
        let why = format!(
            "no connection (ssh: {}); `ssh` to that host and `docker version` there try the same",
            short(words.trim())
        );
        Self::Unreached { status, why }
    }

    /// Whether the thing that was asked about is not there, or is not there any more.
    pub(super) fn is_gone(&self, words: &[&str]) -> bool {
        let Self::Refused { http: 404, said, after: _ } = self else { return false };
        let said = said.to_ascii_lowercase();
        words.iter().all(|word| said.contains(word))
    }
}

/// What is wrong with TLS, if that is what is wrong.
fn tls(error: &(dyn Error + 'static)) -> Option<EngineError> {
    let (status, why) = match handshake(error)? {
        Handshake::Refused(alert) => (
            Status::Denied,
            format!(
                "denied (TLS: {alert}), the engine does not take the certificate; check cert.pem and key.pem"
            ),
        ),
        Handshake::Disbelieved(why) => (
            Status::Failed,
            format!(
                "no connection (TLS: the engine's certificate is not believed, {why}); check ca.pem, and the name in `hosts`"
            ),
        ),
        Handshake::Failed(why) => {
            (Status::Failed, format!("no connection (TLS: {why}); does the engine speak TLS?"))
        }
    };
    Some(EngineError::Unreached { status, why })
}

impl Trouble for EngineError {
    fn refusal(&self, call: Named, place: &str, _limits: &Limits) -> Refusal {
        let mut missing = None;
        let (status, what) = match self {
            Self::Unreached { status, why } => (*status, why.clone()),
            Self::Lost(why) => {
                (Status::Failed, format!("no connection ({why}), asked several times"))
            }
            Self::BrokeOff(http) => {
                (Status::Failed, format!("HTTP {http}, and the answer broke off"))
            }
            Self::NoAnswer(why) => (Status::Failed, format!("{why}; what answers there?")),
            Self::Refused { http, said, after: _ } => {
                let said = if said.is_empty() { String::new() } else { format!(": {said}") };
                let coded = format!("HTTP {http}{said}");
                match http {
                    401 | 403 => {
                        missing = Some(call.1);
                        (
                            Status::Denied,
                            format!("denied ({coded}), needs {} to be allowed", call.1),
                        )
                    }
                    429 => (
                        Status::Throttled,
                        format!("throttled ({coded}), asked several times; scan later"),
                    ),
                    400 if said.contains("HTTPS server") => (
                        Status::Failed,
                        format!(
                            "{coded}; name the folder of its certificates as `cert_path` under [docker]"
                        ),
                    ),
                    404 => (
                        Status::Failed,
                        format!("{coded}: every engine has this call; what answers there?"),
                    ),
                    500.. => (Status::Failed, format!("{coded}, asked several times")),
                    _ => (Status::Failed, coded),
                }
            }
        };
        Refusal { status, reason: format!("{} of {place}: {what}", call.0), missing }
    }

    fn again(&self) -> Again {
        match self {
            Self::Lost(_) | Self::BrokeOff(_) => Again::Soon,
            Self::Refused { http: 429, after, .. } => Again::Slower(*after),
            Self::Refused { http: 503, after: after @ Some(_), .. } => Again::Slower(*after),
            Self::Refused { http: 500.., .. } => Again::Soon,
            Self::Refused { .. } | Self::Unreached { .. } | Self::NoAnswer(_) => Again::Never,
        }
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(SAID).collect()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::EngineError;
    use crate::model::Status;
    use crate::providers::docker::calls::CONTAINERS;
    use crate::providers::docker::{Address, Host};
    use crate::providers::live::Limits;
    use crate::providers::live::refusal::{Again, Trouble as _};

    fn told(error: &EngineError) -> (Status, String, Option<&'static str>) {
        let limits = Limits { concurrency: 4, deadline: Duration::from_mins(1) };
        let refusal = error.refusal(CONTAINERS, "shop-1", &limits);
        (refusal.status, refusal.reason, refusal.missing)
    }

    #[test]
    fn a_status_says_what_is_known_and_whether_to_ask_again() {
        let after = Some(Duration::from_secs(7));
        for (http, said, wait, status, part, again) in [
            (403, "no", None, Status::Denied, "needs GET /containers/json", Again::Never),
            (401, "", None, Status::Denied, "denied (HTTP 401)", Again::Never),
            (404, "page not found", None, Status::Failed, "every engine has", Again::Never),
            (400, "an HTTPS server", None, Status::Failed, "`cert_path`", Again::Never),
            (429, "", after, Status::Throttled, "throttled (", Again::Slower(after)),
            (429, "", None, Status::Throttled, "throttled (", Again::Slower(None)),
            (500, "disk", None, Status::Failed, "HTTP 500: disk", Again::Soon),
            (503, "", after, Status::Failed, "HTTP 503", Again::Slower(after)),
            (503, "", None, Status::Failed, "HTTP 503", Again::Soon),
        ] {
            let body = serde_json::json!({ "message": said }).to_string();
            let error = EngineError::refused(http, body.as_bytes(), wait);
            let (is, reason, missing) = told(&error);
            assert!(is == status && reason.contains(part), "{http}: {is} {reason}");
            assert!(reason.starts_with("inspect of shop-1: "), "{reason}");
            assert_eq!(missing, (status == Status::Denied).then_some("GET /containers/json"));
            assert_eq!(error.again(), again, "{http}");
        }
    }

    #[test]
    fn a_page_is_not_repeated_and_a_text_only_in_part() {
        let page = EngineError::refused(502, b"<html><body>x</body></html>", None);
        assert!(told(&page).1.ends_with("HTTP 502, asked several times"), "{}", told(&page).1);
        let long = EngineError::refused(500, "x".repeat(10_000).as_bytes(), None);
        assert!(told(&long).1.len() < 300);
    }

    #[test]
    fn only_a_thing_that_is_missing_is_gone() {
        let gone = |http, said: &str| {
            let body = serde_json::json!({ "message": said }).to_string();
            EngineError::refused(http, body.as_bytes(), None).is_gone(&["no such container"])
        };
        assert!(gone(404, "No such container: ab12"));
        assert!(!gone(404, "page not found") && !gone(500, "No such container: ab12"));
    }

    #[test]
    fn a_socket_says_how_to_get_to_it() {
        let own: Host = "unix:///var/run/docker.sock".parse().unwrap();
        let address: &Address = own.address();
        for (kind, status, part) in [
            (io::ErrorKind::PermissionDenied, Status::Denied, "the group `docker`"),
            (io::ErrorKind::NotFound, Status::Failed, "is that its socket?"),
            (io::ErrorKind::ConnectionRefused, Status::Failed, "is the engine running?"),
        ] {
            let error = EngineError::unreached(address, &kind.into());
            let (is, reason, _) = told(&error);
            assert!(is == status && reason.contains(part), "{reason}");
            assert_eq!(error.again(), Again::Never);
        }
        let reset = EngineError::unreached(address, &io::ErrorKind::ConnectionReset.into());
        assert_eq!(reset.again(), Again::Soon);
    }
}
