//! How fast one scope asks, for clients that do not see to it by themselves.
//!
//! A provider that says "slow down" is obeyed by the whole scope: nothing of it is sent before the time that it named (or
//! a time that doubles with each attempt), and only half as many requests are in flight from then on. Every answer gives a
//! little of that back. What was refused for another passing reason is sent again after a while, and slows nobody.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::office::Gate;
use super::refusal::Again;
use crate::providers::calls::Named;

/// How often a request is tried. When every fifth request of an organisation is throttled, of a hundred thousand not one
/// is refused so often; and all the waiting is less than a request may take.
const ATTEMPTS: u32 = 9;
/// The wait before the second attempt; it doubles from there.
const FIRST: Duration = Duration::from_millis(200);
/// No wait is longer, unless the provider says so.
const LONGEST: Duration = Duration::from_secs(20);
/// After so many answers one more request may be in flight.
const RECOVERS: u32 = 10;

/// How fast one scope asks.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Slowed>);

#[derive(Debug, Default)]
struct Slowed {
    /// Nothing is sent before.
    not_before: Option<Instant>,
    /// How many requests fewer may be in flight.
    fewer: usize,
    /// Answers since then.
    answers: u32,
}

impl Pace {
    /// Waits until the provider may be asked again.
    pub(super) async fn turn(&self) {
        loop {
            let until = self.held().not_before;
            match until.filter(|until| *until > Instant::now()) {
                Some(until) => sleep_until(until).await,
                None => return,
            }
        }
    }

    /// Hears of an answer.
    pub(super) fn answered(&self, gate: &Gate) {
        let mut slowed = self.held();
        if slowed.fewer == 0 {
            return;
        }
        slowed.answers += 1;
        if slowed.answers >= RECOVERS {
            slowed.answers = 0;
            slowed.fewer -= 1;
            gate.widen();
        }
    }

    /// Hears that an attempt failed. Waits when it is to be made again; else says that it is not.
    pub(super) async fn goes_on(&self, call: Named, tries: u32, again: Again, gate: &Gate) -> bool {
        if tries >= ATTEMPTS {
            return false;
        }
        let wait = wait(call, tries);
        match again {
            Again::Never => return false,
            Again::Soon => sleep(wait).await,
            Again::Slower(after) => {
                let fewer = {
                    let mut slowed = self.held();
                    let until = Instant::now() + pause(wait, after);
                    slowed.not_before = Some(slowed.not_before.map_or(until, |old| old.max(until)));
                    slowed.answers = 0;
                    let fewer = gate.size().saturating_sub(slowed.fewer) / 2;
                    slowed.fewer += fewer;
                    fewer
                };
                gate.narrow(fewer).await;
            }
        }
        true
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Slowed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long nothing is sent: as long as the provider says, and never shorter than it would be without its word.
fn pause(wait: Duration, after: Option<Duration>) -> Duration {
    after.unwrap_or(wait).max(wait)
}

/// How long to wait after so many attempts: between half and all of a time that doubles. Which it is depends on the call
/// alone, so that calls that failed together do not come back together.
fn wait((call, _): Named, tries: u32) -> Duration {
    let whole = FIRST.saturating_mul(1 << (tries - 1).min(16)).min(LONGEST);
    let spread = call.bytes().fold(tries, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte)) % 64;
    whole / 2 + whole / 2 * spread / 64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ATTEMPTS, LONGEST, pause, wait};

    #[test]
    fn what_the_provider_says_is_waited_for() {
        let (short, long) = (Duration::from_millis(300), Duration::from_secs(30));
        assert_eq!(pause(short, Some(long)), long);
        assert_eq!(pause(short, Some(Duration::ZERO)), short);
        assert_eq!(pause(short, None), short);
    }

    #[test]
    fn each_wait_is_longer_until_none_is() {
        let call = ("list-pods", "pods: list");
        for tries in 1..ATTEMPTS {
            let (this, next) = (wait(call, tries), wait(call, tries + 1));
            assert!(this <= LONGEST && (next > this || next >= LONGEST / 2), "{this:?} {next:?}");
        }
        assert_ne!(wait(call, 1), wait(("list-nodes", "nodes: list"), 1));
    }
}
