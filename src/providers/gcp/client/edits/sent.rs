//! What came of a request that changes something: whether Google did it, did not, or nobody knows.
//!
//! An answer of Google's below HTTP 500 that is an error says that nothing was done. One that broke off, or that never came, says nothing: the
//! request may have been followed, and sending it again could undo what somebody did after it.

use google_cloud_gax::error::Error;

use crate::model::Status;
use crate::providers::calls::Named;
use crate::providers::gcp::client::errors::Wrong;
use crate::providers::live::causes::line;
use crate::providers::live::change::Stop;
use crate::providers::live::refusal::Trouble as _;
use crate::providers::live::{Limits, Refused};

/// Something that is no longer what the edit was made for.
pub(super) fn changed(call: Named, place: &str, why: &str) -> Stop {
    Stop::Refused(Refused::Changed, format!("{} in {place}: {why}", call.0))
}

/// What an error says of a request. One that makes something new is about nothing that could have gone.
pub(super) fn stop(call: Named, place: &str, limits: &Limits, is_new: bool, error: &Wrong) -> Stop {
    let refusal = error.refusal(call, place, limits);
    // It was answered, with something that can't be read.
    let Wrong::Google(google) = error else { return Stop::Unsaid(refusal.reason) };
    let Some(http) = google.http_status_code() else {
        return match refusal.status {
            Status::Denied => Stop::Refused(Refused::Denied, refusal.reason),
            _ if is_unsent(google) => Stop::Refused(Refused::Failed, refusal.reason),
            _ => Stop::Unsaid(refusal.reason),
        };
    };
    let said = google.status().map(|status| line(&status.message));
    of_status(http, refusal.status, refusal.reason, said.as_deref(), is_new)
}

/// Whether nothing was sent: nobody listens there.
fn is_unsent(error: &Error) -> bool {
    error.is_connect() || error.is_binding() || error.is_serialization()
}

fn of_status(http: u16, status: Status, reason: String, said: Option<&str>, is_new: bool) -> Stop {
    // A gateway that waited for long enough does not know what became of it.
    if !(400..500).contains(&http) || http == 408 {
        return Stop::Unsaid(reason);
    }
    let words = match said {
        Some(said) if !said.is_empty() && status == Status::Failed => format!("{reason}: {said}"),
        _ => reason,
    };
    let refusal = match status {
        Status::Throttled => Refused::Throttled,
        Status::Denied => Refused::Denied,
        _ if is_another(http, is_new) => Refused::Changed,
        _ => Refused::Failed,
    };
    Stop::Refused(refusal, words)
}

/// Whether a status says that something is gone, there already, or another version.
pub(super) fn is_another(http: u16, is_new: bool) -> bool {
    matches!(http, 409 | 412) || http == 404 && !is_new
}

#[cfg(test)]
mod tests {
    use google_cloud_gax::error::Error;

    use super::{of_status, stop};
    use crate::model::Status;
    use crate::providers::gcp::client::errors::Wrong;
    use crate::providers::live::change::Stop;
    use crate::providers::live::{Limits, Refused};

    #[test]
    fn a_status_says_whether_anything_was_done() {
        for (http, status, is_new, want) in [
            (403, Status::Denied, false, Some(Refused::Denied)),
            (403, Status::Throttled, false, Some(Refused::Throttled)),
            (429, Status::Throttled, false, Some(Refused::Throttled)),
            (404, Status::Failed, false, Some(Refused::Changed)),
            (404, Status::Failed, true, Some(Refused::Failed)),
            (409, Status::Failed, true, Some(Refused::Changed)),
            (412, Status::Failed, false, Some(Refused::Changed)),
            (400, Status::Failed, false, Some(Refused::Failed)),
            (408, Status::Failed, false, None),
            (500, Status::Failed, false, None),
            (503, Status::Throttled, false, None),
            (302, Status::Failed, false, None),
        ] {
            let came = match of_status(http, status, "reason".to_owned(), None, is_new) {
                Stop::Unsaid(_) => None,
                Stop::Refused(refused, _) => Some(refused),
            };
            assert_eq!(came, want, "{http} {status:?} {is_new}");
        }
        let told = of_status(400, Status::Failed, "reason".to_owned(), Some("in use"), false);
        assert_eq!(told, Stop::Refused(Refused::Failed, "reason: in use".to_owned()));
    }

    #[test]
    fn what_was_not_sent_was_not_done() {
        let limits = Limits { concurrency: 1, deadline: std::time::Duration::from_secs(60) };
        let of = |error: Wrong| match stop(("x", "y"), "shop", &limits, false, &error) {
            Stop::Unsaid(_) => None,
            Stop::Refused(refused, _) => Some(refused),
        };
        let cause = || std::io::Error::other("why");
        assert_eq!(of(Error::connect(cause()).into()), Some(Refused::Failed));
        assert_eq!(of(Error::io(cause()).into()), None);
        assert_eq!(of(Error::timeout(cause()).into()), None);
        assert_eq!(of(Wrong::Without("name")), None);
    }
}
