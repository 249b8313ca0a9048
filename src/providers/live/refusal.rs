//! Why a request was not answered, in words: where, what it means, and the way out.

use std::time::Duration;

use super::Limits;
use crate::model::Status;
use crate::providers::Unread;
use crate::providers::calls::Named;

/// Why a call was not answered.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: Status,
    pub(crate) reason: String,
    /// The permission without which it is refused.
    pub(crate) missing: Option<&'static str>,
}

/// Whether it makes sense to send a request again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The answer would be the same, or the client has asked often enough by itself.
    Never,
    /// Something broke on the way.
    Soon,
    /// It was too much at once; when the provider says so, not before this long.
    Slower(Option<Duration>),
}

/// What a client's errors say.
pub(crate) trait Trouble {
    /// What it means for what is known.
    fn refusal(&self, call: Named, place: &str, limits: &Limits) -> Refusal;

    /// Whether the request is to be sent again.
    fn again(&self) -> Again;
}

/// There was no answer before the deadline of the whole read.
pub(super) fn late(call: Named, place: &str, deadline: Duration) -> Unread {
    let time = words(deadline);
    let reason = format!(
        "{} in {place}: no answer within the {time} that the scan may take; `--deadline` allows more",
        call.0
    );
    Unread { status: Status::Failed, reason }
}

/// There was no answer before the deadline of the scope.
pub(super) fn late_scope(call: Named, place: &str, deadline: Duration) -> Unread {
    let time = words(deadline);
    let reason =
        format!("{} in {place}: no answer within the {time} that a scope may take", call.0);
    Unread { status: Status::Failed, reason }
}

/// There was no answer before the deadline of the request.
pub(super) fn late_call(call: Named, place: &str, deadline: Duration, retries: u64) -> Unread {
    let time = words(deadline);
    let asked = if retries > 0 { ", asked several times" } else { "" };
    let reason = format!("{} in {place}: no answer within {time}{asked}", call.0);
    Unread { status: Status::Failed, reason }
}

/// The pages of an answer lead nowhere.
pub(super) fn endless(call: Named, place: &str, pages: u64) -> String {
    format!(
        "{} in {place}: after page {pages} the pages repeat, so what comes after it was not read",
        call.0
    )
}

/// A time as people say it: `90s`, `10m`.
pub(crate) fn words(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{}ms", time.as_millis()),
        seconds if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}
