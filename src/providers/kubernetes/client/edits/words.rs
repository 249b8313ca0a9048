//! What an answer to a change means.
//!
//! Whatever is no clear yes and no clear no leaves the question open whether it was done.

use serde_json::Value;

use super::super::errors::Wrong;
use super::super::request::Answer;
use crate::model::{Coverage, Status};
use crate::providers::live::causes::line;
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::{Refusal, Trouble as _};
use crate::providers::live::rows::Gap;
use crate::providers::live::{Came, Refused, Way};

/// What a server says whose webhooks can't be asked without being taken at their word.
const NO_REHEARSAL: &str = "does not support dry run";

/// A no of another sort than the provider has words for.
pub(super) fn failed(words: impl Into<String>) -> Came {
    Came::Refused { refusal: Refused::Failed, words: words.into() }
}

/// An object is another than the one that the edit was made for.
pub(super) fn changed(named: impl AsRef<str>) -> Came {
    let words = format!("{}: it is no longer what it was when this was planned", named.as_ref());
    Came::Refused { refusal: Refused::Changed, words }
}

/// There was no way to the server.
pub(super) fn of_gap(gap: Gap) -> Came {
    let Gap { status, reason, missing: _ } = gap;
    Came::Refused { refusal: of_status(status), words: reason }
}

/// It could not be found out where an object is.
pub(super) fn of_coverage(coverage: Coverage) -> Came {
    let words = coverage.reason.unwrap_or_default();
    Came::Refused { refusal: of_status(coverage.status), words }
}

const fn of_status(status: Status) -> Refused {
    match status {
        Status::Denied => Refused::Denied,
        Status::Throttled => Refused::Throttled,
        _ => Refused::Failed,
    }
}

/// A request that changes nothing was not answered.
pub(super) fn unsent(named: &str, wrong: &Wrong, desk: &Desk<'_>) -> Came {
    // Of a connection it says the same whatever is asked for.
    let Refusal { status, reason, missing: _ } =
        wrong.refusal(("api", ""), desk.place, desk.limits());
    let what = reason.split_once(": ").map_or(reason.as_str(), |(_, what)| what);
    Came::Refused { refusal: of_status(status), words: format!("{named}: {what}") }
}

/// One that changes something was not answered: it may have been done, unless it can't have been sent.
pub(super) fn perhaps_sent(named: &str, wrong: &Wrong, desk: &Desk<'_>) -> Came {
    match wrong {
        Wrong::Unsent { why, is_reached: true, is_lasting: _ } => {
            Came::Unsaid(format!("{named}: the connection ended before an answer ({why})"))
        }
        _ => unsent(named, wrong, desk),
    }
}

/// What a `Status` of the API says.
#[derive(Default)]
struct Said {
    reason: Option<String>,
    message: Option<String>,
}

impl Said {
    fn of(answer: &Answer) -> Self {
        let body = answer.body.as_deref().unwrap_or_default();
        let status: Option<Value> = serde_json::from_slice(body).ok();
        let status =
            status.filter(|status| status.get("kind").is_some_and(|kind| kind == "Status"));
        let text = |key: &str| {
            let text = status.as_ref()?.get(key)?.as_str()?;
            Some(line(text)).filter(|text| !text.is_empty())
        };
        Self { reason: text("reason"), message: text("message") }
    }

    /// The code, and what the server says with it.
    fn words(&self, http: u16) -> String {
        let code = self.reason.clone().unwrap_or_else(|| format!("HTTP {http}"));
        match &self.message {
            Some(message) => format!("{code}: {message}"),
            None => code,
        }
    }
}

/// What the answer to a change means.
pub(super) fn told(named: &str, verb: &str, answer: &Answer, way: Way) -> Came {
    let http = answer.http;
    if (200..300).contains(&http) {
        return match way {
            Way::Rehearse => Came::Allowed,
            Way::Make => Came::Made,
        };
    }
    let said = Said::of(answer);
    let has_no_rehearsal = said.message.as_ref().is_some_and(|one| one.contains(NO_REHEARSAL));
    match http {
        400 if way == Way::Rehearse && has_no_rehearsal => Came::Allowed,
        404 if verb != "create" => changed(named),
        404 => failed(format!(
            "{named}: the cluster has no such kind, or the namespace is not there ({})",
            said.words(http)
        )),
        409 => Came::Refused {
            refusal: Refused::Changed,
            words: format!("{named}: somebody was faster ({})", said.words(http)),
        },
        // It may have been kept all the same.
        500.. if way == Way::Make => Came::Unsaid(format!(
            "{named}: the server answered with an error ({})",
            said.words(http)
        )),
        _ => refused(named, answer),
    }
}

/// What a no means.
pub(super) fn refused(named: &str, answer: &Answer) -> Came {
    let http = answer.http;
    let said = Said::of(answer).words(http);
    let (refusal, what) = match http {
        401 => (
            Refused::Denied,
            format!(
                "the credentials are not accepted ({said}); sign in again, and check the clock"
            ),
        ),
        403 => (Refused::Denied, format!("denied ({said})")),
        429 => (Refused::Throttled, format!("throttled ({said}), asked several times")),
        300..=399 => (
            Refused::Failed,
            format!(
                "HTTP {http}, which leads elsewhere; an API server does not, so what answers there?"
            ),
        ),
        _ => (Refused::Failed, format!("refused ({said})")),
    };
    Came::Refused { refusal, words: format!("{named}: {what}") }
}

#[cfg(test)]
mod tests {
    use super::super::super::request::Answer;
    use super::told;
    use crate::providers::live::{Came, Refused, Way};

    fn answer(http: u16, reason: &str, message: &str) -> Answer {
        let body = serde_json::json!({"kind": "Status", "reason": reason, "message": message});
        Answer { http, after: None, date: None, body: Some(body.to_string().into_bytes()) }
    }

    #[test]
    fn an_answer_is_a_yes_a_no_or_neither() {
        let sort = |http: u16, verb: &str, way: Way| match told(
            "x",
            verb,
            &answer(http, "Any", "why"),
            way,
        ) {
            Came::Allowed => "allowed",
            Came::Made => "made",
            Came::Unsaid(_) => "unsaid",
            Came::Refused { refusal: Refused::Denied, .. } => "denied",
            Came::Refused { refusal: Refused::Throttled, .. } => "throttled",
            Came::Refused { refusal: Refused::Changed, .. } => "changed",
            Came::Refused { refusal: Refused::Failed, .. } => "failed",
        };
        for (http, verb, make, rehearse) in [
            (200, "patch", "made", "allowed"),
            (201, "create", "made", "allowed"),
            (202, "delete", "made", "allowed"),
            (400, "patch", "failed", "failed"),
            (401, "patch", "denied", "denied"),
            (403, "patch", "denied", "denied"),
            (404, "patch", "changed", "changed"),
            (404, "create", "failed", "failed"),
            (409, "create", "changed", "changed"),
            (422, "create", "failed", "failed"),
            (429, "delete", "throttled", "throttled"),
            (302, "patch", "failed", "failed"),
            (500, "patch", "unsaid", "failed"),
            (503, "patch", "unsaid", "failed"),
            (504, "delete", "unsaid", "failed"),
        ] {
            let is = (sort(http, verb, Way::Make), sort(http, verb, Way::Rehearse));
            assert_eq!(is, (make, rehearse), "{http} {verb}");
        }
    }

    #[test]
    fn what_can_not_be_rehearsed_is_no_refusal() {
        let said = r#"admission webhook "a.example" does not support dry run"#;
        let answer = answer(400, "BadRequest", said);
        assert_eq!(told("x", "patch", &answer, Way::Rehearse), Came::Allowed);
        assert!(matches!(told("x", "patch", &answer, Way::Make), Came::Refused { .. }));
    }
}
