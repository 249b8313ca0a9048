//! What all scopes of a read share: how much is asked at once, and until when.
//!
//! Only requests that are on their way count, each attempt by itself: one that waits before it is sent again holds
//! nothing, so that what is throttled in one scope leaves the others their turn.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::{Limits, Wanted, Watch};
use crate::model::{Coverage, Kind, Status};
use crate::providers::calls::Named;
use crate::providers::{Seal, entry};

/// How many scopes are read at once for each request that may be in flight. A scope that is throttled waits for most of
/// its time.
const SCOPES: usize = 4;

/// What all scopes of a read share.
pub(crate) struct Office {
    pub(crate) watch: Arc<dyn Watch>,
    pub(crate) limits: Limits,
    pub(crate) seal: Option<Seal>,
    /// The calls that are not made, since only one kind is asked about: those of other kinds. What a server is asked for all of them is made.
    others: BTreeSet<&'static str>,
    /// Of all places together.
    whole: Lane,
    /// Of each place, over all accounts.
    places: Mutex<HashMap<String, Lane>>,
    pub(super) until: Instant,
}

/// How much is done at once: requests in flight, and scopes that are being read.
#[derive(Clone, Debug)]
struct Lane {
    requests: Arc<Semaphore>,
    scopes: Arc<Semaphore>,
}

impl Lane {
    fn new(number: usize) -> Self {
        let semaphore = |number| Arc::new(Semaphore::new(number));
        Self { requests: semaphore(number), scopes: semaphore(number * SCOPES) }
    }
}

impl Office {
    /// Opens it: the deadline runs from now on.
    pub(crate) fn new(wanted: &Wanted) -> Self {
        let Wanted { settings: _, only: _, kind, takes: _, limits, watch, seal } = wanted;
        let others = |kind: &Kind| {
            let kinds = entry(kind.provider()).map(|entry| entry.kinds).unwrap_or_default();
            let calls = |is_own: bool| -> BTreeSet<&'static str> {
                let specs = kinds.iter().filter(|spec| (spec.kind == *kind) == is_own);
                specs.flat_map(|spec| spec.calls).map(|call| call.name).collect()
            };
            calls(false).difference(&calls(true)).copied().collect()
        };
        Self {
            others: kind.as_ref().map(others).unwrap_or_default(),
            watch: Arc::clone(watch),
            limits: *limits,
            seal: seal.clone(),
            whole: Lane::new(limits.concurrency.max(1)),
            places: Mutex::default(),
            until: Instant::now() + limits.deadline,
        }
    }

    /// Why a call is not made: it is none of the one kind that is asked about.
    pub(super) fn passes_over(&self, call: Named) -> Option<Coverage> {
        let is_asked = !self.others.contains(call.0);
        let reason = || format!("{}: only another kind is asked about", call.0);
        (!is_asked).then(|| Coverage::unread(Status::Skipped, reason()))
    }

    /// A place (a region, a server) that does not answer must not keep those waiting that do: where there may be several,
    /// none has all there is.
    fn place(&self, place: &str) -> Lane {
        let number = self.limits.concurrency.max(1);
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = places.entry(place.to_owned());
        lane.or_insert_with(|| Lane::new(number - number / 4)).clone()
    }

    /// What stands before the requests of one scope, which may have so many in flight.
    pub(super) fn gate(&self, place: &str, size: usize) -> Gate {
        let size = size.max(1);
        Gate {
            own: Arc::new(Semaphore::new(size)),
            size,
            place: self.place(place).requests,
            whole: Arc::clone(&self.whole.requests),
        }
    }

    /// Waits until another scope may be read, so that the answers of only so many are in memory at once. After the
    /// deadline there is nothing to wait for: whatever is asked then is late at once.
    pub(super) async fn turn(&self, place: &str) -> Vec<OwnedSemaphorePermit> {
        let lane = self.place(place);
        let turn = timeout_at(self.until, async {
            // Neither is ever closed.
            let of_place = lane.scopes.acquire_owned().await;
            let of_all = Arc::clone(&self.whole.scopes).acquire_owned().await;
            of_place.into_iter().chain(of_all).collect()
        });
        turn.await.unwrap_or_default()
    }
}

/// What stands before the requests of one scope.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    own: Arc<Semaphore>,
    size: usize,
    place: Arc<Semaphore>,
    whole: Arc<Semaphore>,
}

/// One request may be on its way as long as this is held.
#[derive(Debug)]
pub(crate) struct Pass {
    _held: [Option<OwnedSemaphorePermit>; 3],
}

impl Gate {
    /// Waits until one more request may be on its way.
    pub(crate) async fn pass(&self) -> Pass {
        let Self { own, size: _, place, whole } = self;
        // None is ever closed.
        let own = Arc::clone(own).acquire_owned().await.ok();
        let place = Arc::clone(place).acquire_owned().await.ok();
        let whole = Arc::clone(whole).acquire_owned().await.ok();
        Pass { _held: [own, place, whole] }
    }

    /// How many requests the scope may have in flight.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Lets the scope have so many requests fewer in flight, once they are answered.
    pub(super) async fn narrow(&self, fewer: usize) {
        let fewer = u32::try_from(fewer).unwrap_or(u32::MAX);
        // It is never closed.
        if let Ok(permits) = self.own.acquire_many(fewer).await {
            permits.forget();
        }
    }

    /// Lets the scope have one request more in flight.
    pub(super) fn widen(&self) {
        self.own.add_permits(1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::{Office, SCOPES};
    use crate::providers::live::{Limits, Settings, Unwatched, Wanted};

    fn office() -> Office {
        Office::new(&Wanted {
            settings: Settings::default(),
            only: None,
            kind: None,
            takes: Arc::new(|_| true),
            limits: Limits { concurrency: 4, deadline: Duration::from_mins(10) },
            watch: Arc::new(Unwatched),
            seal: None,
        })
    }

    const SOON: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn a_scope_waits_for_its_turn_and_one_place_never_has_all_of_them() {
        let office = office();
        let mut turns = Vec::new();
        for _ in 0..3 * SCOPES {
            turns.push(timeout(SOON, office.turn("eu-west-1")).await.unwrap());
        }
        assert!(timeout(SOON, office.turn("eu-west-1")).await.is_err());
        for _ in 0..SCOPES {
            turns.push(timeout(SOON, office.turn("us-east-1")).await.unwrap());
        }
        assert!(timeout(SOON, office.turn("us-east-1")).await.is_err());
        turns.remove(0);
        assert_eq!(timeout(SOON, office.turn("us-east-1")).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_request_waits_for_its_turn_in_its_scope_in_its_place_and_in_all() {
        let office = office();
        let gates = ["eu-west-1", "eu-west-1", "eu-west-1", "eu-west-1"];
        let gates = gates.map(|place| office.gate(place, 1));
        let mut passes = vec![timeout(SOON, gates[0].pass()).await.unwrap()];
        assert!(timeout(SOON, gates[0].pass()).await.is_err(), "one scope has its own");
        passes.push(timeout(SOON, gates[1].pass()).await.unwrap());
        passes.push(timeout(SOON, gates[2].pass()).await.unwrap());
        assert!(timeout(SOON, gates[3].pass()).await.is_err(), "one place has three quarters");
        let elsewhere = ["us-east-1", "us-east-1"].map(|place| office.gate(place, 1));
        passes.push(timeout(SOON, elsewhere[0].pass()).await.unwrap());
        assert!(timeout(SOON, elsewhere[1].pass()).await.is_err(), "and all have four");
        passes.remove(0);
        assert!(timeout(SOON, gates[0].pass()).await.is_ok());
    }
}
