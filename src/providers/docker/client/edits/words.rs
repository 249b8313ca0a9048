//! What an answer to a change means.

use super::super::errors::EngineError;
use crate::model::Status;
use crate::providers::live::causes::line;
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::{Refusal, Trouble as _};
use crate::providers::live::rows::Gap;
use crate::providers::live::{Came, Refused};

/// A no of another sort than there are words for.
pub(super) fn failed(words: impl Into<String>) -> Came {
    Came::Refused { refusal: Refused::Failed, words: words.into() }
}

/// It is another than the one that the edit was made for.
pub(super) fn changed(named: &str) -> Came {
    let words = format!("{named}: it is no longer what it was when this was planned");
    Came::Refused { refusal: Refused::Changed, words }
}

/// There was no way to the engine.
pub(super) fn of_gap(gap: Gap) -> Came {
    let Gap { status, reason, missing: _ } = gap;
    Came::Refused { refusal: of_status(status), words: reason }
}

const fn of_status(status: Status) -> Refused {
    match status {
        Status::Denied => Refused::Denied,
        Status::Throttled => Refused::Throttled,
        _ => Refused::Failed,
    }
}

/// Nothing was sent, or nothing that changes something.
pub(super) fn unreached(named: &str, error: &EngineError, desk: &Desk<'_>) -> Came {
    let Refusal { status, reason, missing: _ } =
        error.refusal(("call", ""), desk.place, desk.limits());
    let what = reason.split_once(": ").map_or(reason.as_str(), |(_, what)| what);
    Came::Refused { refusal: of_status(status), words: format!("{named}: {what}") }
}

/// What a no means; of anything else, that nothing was done, as nothing was asked to be.
pub(super) fn refused(named: &str, error: &EngineError, desk: &Desk<'_>) -> Came {
    let EngineError::Refused { http, said, after: _ } = error else {
        return unreached(named, error, desk);
    };
    let code = format!("HTTP {http}");
    let said = if said.is_empty() { code } else { format!("{code}: {}", line(said)) };
    let (refusal, what) = match http {
        401 | 403 => (Refused::Denied, format!("denied ({said})")),
        404 | 409 => (
            Refused::Changed,
            format!("it is no longer what it was when this was planned ({said})"),
        ),
        429 => (Refused::Throttled, format!("throttled ({said})")),
        _ => (Refused::Failed, format!("refused ({said})")),
    };
    Came::Refused { refusal, words: format!("{named}: {what}") }
}

/// What is known when a call that changes something ended so. An engine says with 500 itself what it could not do; what stands before it
/// says with the others that it does not know.
pub(super) fn perhaps(named: &str, error: &EngineError, desk: &Desk<'_>) -> Came {
    match error {
        EngineError::Refused { http: 501.., .. } => Came::Unsaid(format!(
            "{named}: something on the way to the engine answered with an error"
        )),
        EngineError::Refused { .. } => refused(named, error, desk),
        EngineError::Lost(why) => {
            Came::Unsaid(format!("{named}: the connection ended before an answer ({why})"))
        }
        EngineError::BrokeOff(http) => {
            Came::Unsaid(format!("{named}: HTTP {http}, and the answer broke off"))
        }
        EngineError::Unreached { why, .. } | EngineError::NoAnswer(why) => {
            Came::Unsaid(format!("{named}: {why}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{perhaps, refused};
    use crate::model::Scope;
    use crate::providers::docker::client::errors::EngineError;
    use crate::providers::live::desk::Desk;
    use crate::providers::live::office::Office;
    use crate::providers::live::{Came, Limits, Refused, Settings, Unwatched, Wanted};

    #[test]
    fn an_end_is_a_no_or_leaves_it_open() {
        let office = Office::new(&Wanted {
            settings: Settings::default(),
            only: None,
            kind: None,
            takes: Arc::new(|_| true),
            limits: Limits { concurrency: 4, deadline: Duration::from_mins(1) },
            watch: Arc::new(Unwatched),
            seal: None,
        });
        let scope: Scope = "docker:shop-1".parse().unwrap();
        let desk = Desk::new(&office, &scope, "shop-1");
        let sort = |came: Came| match came {
            Came::Refused { refusal, words } => {
                assert!(words.starts_with("POST /x: "), "{words}");
                Some(refusal)
            }
            _ => None,
        };
        for (http, sent, asked) in [
            (400, Some(Refused::Failed), Refused::Failed),
            (403, Some(Refused::Denied), Refused::Denied),
            (404, Some(Refused::Changed), Refused::Changed),
            (409, Some(Refused::Changed), Refused::Changed),
            (429, Some(Refused::Throttled), Refused::Throttled),
            (500, Some(Refused::Failed), Refused::Failed),
            (502, None, Refused::Failed),
            (504, None, Refused::Failed),
        ] {
            let error = EngineError::refused(http, b"{\"message\":\"why\"}", None);
            assert_eq!(sort(perhaps("POST /x", &error, &desk)), sent, "{http}");
            assert_eq!(sort(refused("POST /x", &error, &desk)), Some(asked), "{http}");
        }
        for error in [EngineError::Lost("reset".to_owned()), EngineError::BrokeOff(500)] {
            assert_eq!(sort(perhaps("POST /x", &error, &desk)), None);
            assert_eq!(sort(refused("POST /x", &error, &desk)), Some(Refused::Failed));
        }
    }
}
