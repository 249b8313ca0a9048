//! A request that changes something: why it was the last one, how often it is sent, and how long it is followed.
//!
//! What only reads is sent again whenever that may help. What changes something is sent again only when the provider says that it did nothing,
//! for it was asked too much: what broke off may have been done.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::desk::Desk;
use super::refusal::{Again, Trouble};
use super::{Came, Limits, Refused, Way};
use crate::model::Status;

/// How often a request is sent that is said to be too much at once.
const ATTEMPTS: u32 = 7;
/// How long is waited before it is sent again; each time twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// How long lies between two looks at something that is not done; each time twice as long.
const FIRST_LOOK: Duration = Duration::from_millis(250);
const LONGEST_LOOK: Duration = Duration::from_secs(5);

/// Why a request is the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The provider did nothing.
    Refused(Refused, String),
    /// Nobody knows.
    Unsaid(String),
}

impl Stop {
    /// Something that was refused for none of the reasons that have a name.
    pub(crate) fn failed(words: impl Into<String>) -> Self {
        Self::Refused(Refused::Failed, words.into())
    }

    /// What it is about is not what it was.
    pub(crate) fn changed(named: &str) -> Self {
        let words = format!("{named}: it is no longer what it was when this was planned");
        Self::Refused(Refused::Changed, words)
    }

    /// The same of a question about something that was taken: whatever the answer is, it does not say that nothing was done.
    pub(crate) fn after_it_was_taken(self, named: &str) -> Self {
        let (Self::Refused(_, why) | Self::Unsaid(why)) = self;
        Self::Unsaid(format!("{named}: it was taken, but {why}"))
    }
}

/// How an errand ended, of which so many calls were made.
pub(crate) fn came(ended: Result<(), Stop>, way: Way, made: usize) -> (Came, usize) {
    match ended {
        Ok(()) if way == Way::Rehearse => (Came::Allowed, 0),
        Ok(()) => (Came::Made, made),
        Err(Stop::Refused(refusal, words)) => (Came::Refused { refusal, words }, made),
        Err(Stop::Unsaid(why)) => (Came::Unsaid(why), made),
    }
}

/// Sends a request, and again where that is no second one.
pub(crate) async fn patiently<T, E, F>(
    limits: &Limits,
    changes: bool,
    once: impl Fn() -> F,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
    E: Trouble,
{
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        let wrong = match once().await {
            Ok(answer) => return Ok(answer),
            Err(wrong) => wrong,
        };
        let is_undone = || wrong.refusal(("", ""), "", limits).status == Status::Throttled;
        let pause = match wrong.again() {
            Again::Slower(after) if !changes || is_undone() => after.unwrap_or(wait),
            Again::Soon if !changes => wait,
            _ => return Err(wrong),
        };
        sleep(pause).await;
        wait *= 2;
    }
    once().await
}

/// The time between looks at something that was taken, until it is too late.
pub(crate) struct Pause {
    until: Instant,
    look: Duration,
}

impl Pause {
    pub(crate) fn new(desk: &Desk<'_>) -> Self {
        Self { until: Instant::now() + desk.limits().scope(), look: FIRST_LOOK }
    }

    /// Waits until the next look.
    ///
    /// # Errors
    /// When there is no time for one.
    pub(crate) async fn next(&mut self, named: &str) -> Result<(), Stop> {
        if Instant::now() + self.look >= self.until {
            return Err(Stop::Unsaid(format!("{named}: it was taken, and is not done")));
        }
        sleep(self.look).await;
        self.look = (self.look * 2).min(LONGEST_LOOK);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::patiently;
    use crate::model::Status;
    use crate::providers::calls::Named;
    use crate::providers::live::Limits;
    use crate::providers::live::refusal::{Again, Refusal, Trouble};

    #[derive(Debug)]
    struct Wrong(Status, Again);

    impl Trouble for Wrong {
        fn refusal(&self, _call: Named, _place: &str, _limits: &Limits) -> Refusal {
            Refusal { status: self.0, reason: String::new(), missing: None }
        }

        fn again(&self) -> Again {
            self.1
        }
    }

    #[tokio::test]
    async fn what_may_have_been_done_is_not_sent_again() {
        let now = Again::Slower(Some(Duration::ZERO));
        for (status, again, changes, sent) in [
            (Status::Throttled, now, true, 7),
            (Status::Throttled, now, false, 7),
            (Status::Failed, now, true, 1),
            (Status::Failed, now, false, 7),
            (Status::Failed, Again::Soon, true, 1),
            (Status::Denied, Again::Never, true, 1),
            (Status::Denied, Again::Never, false, 1),
        ] {
            let limits = Limits { concurrency: 1, deadline: Duration::from_mins(1) };
            let count = Cell::new(0);
            let once = || async {
                count.set(count.get() + 1);
                Err::<(), Wrong>(Wrong(status, again))
            };
            assert!(patiently(&limits, changes, once).await.is_err());
            assert_eq!(count.get(), sent, "{status:?} {again:?} {changes}");
        }
    }
}
