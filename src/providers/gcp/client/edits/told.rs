//! What came of a request that changes something: whether Google did it, did not, or nobody knows.

use google_cloud_gax::error::Error;

use super::super::errors::Wrong;
use super::rows::{Call, Method};
use crate::model::Status;
use crate::providers::live::causes::{innermost, line};
use crate::providers::live::change::Stop;
use crate::providers::live::refusal::Trouble as _;
use crate::providers::live::{Limits, Refused};

/// What an answer that is none means.
pub(super) fn stop(call: &Call, limits: &Limits, place: &str, wrong: &Wrong) -> Stop {
    let changes = call.method != Method::Get;
    let named = call.named();
    let refusal = wrong.refusal(("", call.permission), place, limits);
    let reason = refusal.reason.split_once(": ").map_or(refusal.reason.as_str(), |(_, what)| what);
    let words = match said(wrong) {
        Some(said) if refusal.status == Status::Failed => format!("{named}: {reason}: {said}"),
        _ => format!("{named}: {reason}"),
    };
    let Wrong::Google(error) = wrong else {
        // It was taken, as far as its status says.
        return if changes { Stop::Unsaid(words) } else { Stop::failed(words) };
    };
    match (refusal.status, error.http_status_code()) {
        (Status::Throttled, _) => Stop::Refused(Refused::Throttled, words),
        (Status::Denied, _) => Stop::Refused(Refused::Denied, words),
        (_, Some(404)) => Stop::changed(&named),
        (_, Some(409 | 412)) => Stop::Refused(Refused::Changed, words),
        (_, Some(500..)) if changes => Stop::Unsaid(words),
        (_, Some(_)) => Stop::failed(words),
        (_, None) if changes && !is_unsent(error) => Stop::Unsaid(format!(
            "{named}: the connection ended before an answer ({})",
            innermost(error)
        )),
        (_, None) => Stop::failed(words),
    }
}

/// Whether nobody can have got it.
fn is_unsent(error: &Error) -> bool {
    error.is_connect() || error.is_authentication() || error.is_binding()
}

/// What Google says with a refusal, on one line.
fn said(wrong: &Wrong) -> Option<String> {
    let Wrong::Google(error) = wrong else { return None };
    Some(line(&error.status()?.message)).filter(|said| !said.is_empty())
}
