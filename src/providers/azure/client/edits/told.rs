//! What came of a request that changes something: whether Azure did it, did not, or nobody knows.

use super::super::errors::{Said, Wrong};
use super::line::{About, Method};
use crate::providers::azure::words::Means;
use crate::providers::live::Refused;
use crate::providers::live::causes::innermost;
use crate::providers::live::change::Stop;

/// What an answer that is none means.
pub(super) fn stop(method: Method, about: &About, wrong: &Wrong) -> Stop {
    let named = format!("{} {}", word(method), about.named());
    let changes = method != Method::Get;
    match wrong {
        Wrong::Refused(said) => refused(&named, method, about, said),
        // Nobody listens there: nothing was sent.
        Wrong::Unsent(error) if changes && !error.is_connect() => Stop::Unsaid(format!(
            "{named}: the connection ended before an answer ({})",
            innermost(error)
        )),
        Wrong::Silent(time) if changes => Stop::Unsaid(format!("{named}: no answer within {time}")),
        Wrong::Broken(_) if changes => Stop::Unsaid(format!("{named}: the answer broke off")),
        Wrong::Unsent(error) => {
            Stop::failed(format!("{named}: no connection ({})", innermost(error)))
        }
        Wrong::NoToken(_) => Stop::Refused(
            Refused::Denied,
            format!("{named}: the credentials gave no token; `az login` signs in again"),
        ),
        other => Stop::failed(format!("{named}: {other}")),
    }
}

const fn word(method: Method) -> &'static str {
    match method {
        Method::Get => "read",
        Method::Put => "write",
        Method::Patch => "edit",
        Method::Delete => "delete",
    }
}

fn refused(named: &str, method: Method, about: &About, said: &Said) -> Stop {
    let words = said.words();
    let http = said.http;
    let no = |refusal: Refused, what: String| Stop::Refused(refusal, format!("{named}: {what}"));
    match (said.means(), http) {
        (Means::Denied, _) => {
            let needs = format!("{}/{}", about.kind(), method.permission());
            no(Refused::Denied, format!("denied ({words}), needs {needs}"))
        }
        (Means::Nobody, _) => no(
            Refused::Denied,
            format!(
                "the credentials are not accepted ({words}); `az login` signs in again, and check the clock"
            ),
        ),
        (Means::Throttled, _) => {
            no(Refused::Throttled, format!("throttled ({words}), asked several times"))
        }
        (_, 404 | 410) => Stop::changed(&about.named()),
        (_, 412) => Stop::changed(&about.named()),
        (_, 409) => no(Refused::Changed, format!("somebody is at it, or was faster ({words})")),
        // It may have been done all the same.
        (_, 500..) if method != Method::Get => {
            Stop::Unsaid(format!("{named}: Azure answered with an error ({words})"))
        }
        (_, 300..=399) => no(
            Refused::Failed,
            format!(
                "HTTP {http}, which leads elsewhere; Resource Manager does not, so what answers there?"
            ),
        ),
        _ => no(Refused::Failed, format!("refused ({words})")),
    }
}
