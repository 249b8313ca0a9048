//! What came of a call that changes something: whether AWS did it, did not, or nobody knows.
//!
//! A code of AWS below HTTP 500 says that nothing was done. An answer that broke off, or that never came, says nothing: the call may have been
//! made, and sending it again could undo what somebody did after it.

use std::error::Error;
use std::io;

use aws_sdk_ec2::config::http::HttpResponse;
use aws_sdk_ec2::error::{ProvideErrorMetadata, SdkError};

use crate::model::Status;
use crate::providers::calls::Named;
use crate::providers::live::causes::{cause, line};
use crate::providers::live::refusal::Trouble as _;
use crate::providers::live::{Came, Limits, Refused};

/// Why a call is the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It was a rehearsal, and AWS would do it.
    Would,
    /// AWS did nothing.
    Refused(Refused, String),
    /// Nobody knows.
    Unsaid(String),
}

impl Stop {
    /// As how an errand ended.
    pub(super) fn came(self) -> Came {
        match self {
            Self::Would => Came::Allowed,
            Self::Refused(refusal, words) => Came::Refused { refusal, words },
            Self::Unsaid(why) => Came::Unsaid(why),
        }
    }
}

/// A command line that is no request.
pub(super) fn odd(call: Named, why: String) -> Stop {
    Stop::Refused(Refused::Failed, format!("{}: {why}", call.0))
}

/// What an error says.
pub(super) fn stop<E>(
    call: Named,
    region: &str,
    limits: &Limits,
    error: &SdkError<E, HttpResponse>,
) -> Stop
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let refusal = error.refusal(call, region, limits);
    match error {
        SdkError::ServiceError(answer) => {
            let http = answer.raw().status().as_u16();
            of_code(
                answer.err().code(),
                answer.err().message(),
                http,
                refusal.status,
                refusal.reason,
            )
        }
        SdkError::ConstructionFailure(_) => Stop::Refused(Refused::Failed, refusal.reason),
        // Nothing was sent: nobody listens there, or there are no credentials.
        SdkError::DispatchFailure(failure) if is_unsent(failure, error) => {
            Stop::Refused(Refused::Failed, refusal.reason)
        }
        _ => Stop::Unsaid(refusal.reason),
    }
}

fn is_unsent(
    failure: &aws_smithy_runtime_api::client::result::DispatchFailure,
    error: &(dyn Error + 'static),
) -> bool {
    let is_closed = cause::<io::Error>(error)
        .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    is_closed || !(failure.is_io() || failure.is_timeout())
}

fn of_code(
    code: Option<&str>,
    said: Option<&str>,
    http: u16,
    status: Status,
    reason: String,
) -> Stop {
    let code = code.map(|code| code.strip_prefix("Client.").unwrap_or(code)).unwrap_or_default();
    if code == "DryRunOperation" {
        return Stop::Would;
    }
    let words = match said.map(line).filter(|said| !said.is_empty()) {
        Some(said) if status == Status::Failed => format!("{reason}: {said}"),
        _ => reason,
    };
    match status {
        Status::Throttled => Stop::Refused(Refused::Throttled, words),
        Status::Denied => Stop::Refused(Refused::Denied, words),
        // What failed on AWS's own side, and answers that can't be read.
        _ if !(400..500).contains(&http) => Stop::Unsaid(words),
        _ if is_another(code) => Stop::Refused(Refused::Changed, words),
        _ => Stop::Refused(Refused::Failed, words),
    }
}

/// Whether a code says that something is not there, or there already, or another version.
fn is_another(code: &str) -> bool {
    const ENDS: &[&str] =
        &["NotFound", "NotFoundException", "Duplicate", "AlreadyExists", "AlreadyExistsException"];
    ENDS.iter().any(|end| code.ends_with(end))
        || matches!(
            code,
            "PrefixListVersionMismatch"
                | "IncorrectState"
                | "Resource.AlreadyAssociated"
                | "Gateway.NotAttached"
                | "NetworkAclEntryAlreadyExists"
                | "RouteAlreadyExists"
        )
}

#[cfg(test)]
mod tests {
    use super::{Stop, of_code};
    use crate::model::Status;
    use crate::providers::live::Refused;

    #[test]
    fn a_code_says_whether_anything_was_done() {
        for (code, http, status, want) in [
            ("DryRunOperation", 412, Status::Failed, "would"),
            ("UnauthorizedOperation", 403, Status::Denied, "Denied"),
            ("RequestLimitExceeded", 503, Status::Throttled, "Throttled"),
            ("InvalidPermission.NotFound", 400, Status::Failed, "Changed"),
            ("InvalidPermission.Duplicate", 400, Status::Failed, "Changed"),
            ("PrefixListVersionMismatch", 400, Status::Failed, "Changed"),
            ("DependencyViolation", 400, Status::Failed, "Failed"),
            ("InternalError", 500, Status::Failed, "unsaid"),
            ("Unavailable", 503, Status::Failed, "unsaid"),
            ("", 200, Status::Failed, "unsaid"),
        ] {
            let came = match of_code(Some(code), Some("why"), http, status, "reason".to_owned()) {
                Stop::Would => "would".to_owned(),
                Stop::Unsaid(_) => "unsaid".to_owned(),
                Stop::Refused(refused, _) => format!("{refused:?}"),
            };
            assert_eq!(came, want, "{code}");
        }
        let Stop::Refused(Refused::Failed, words) =
            of_code(Some("X"), Some("it is in use\nnow"), 400, Status::Failed, "reason".to_owned())
        else {
            panic!("not refused");
        };
        assert_eq!(words, "reason: it is in use");
    }
}
