//! Asking a provider for a stretch of its audit log.
//!
//! Records are taken page by page, as the provider's files have them, so that nothing is kept of what does not bear on anything. How far a log
//! was read is told of each scope: what could not be read of it, nobody knows.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

#[cfg(any(feature = "aws", feature = "azure", feature = "gcp"))]
use super::office::Office;
#[cfg(any(feature = "aws", feature = "azure", feature = "gcp"))]
use super::rows::Gap;
#[cfg(any(feature = "aws", feature = "azure", feature = "gcp"))]
use super::visits::{Visit, Visitor};
use super::{Later, LiveError, Wanted};
use crate::model::{Coverage, Scope};

/// What asks for audit logs.
pub type Search = fn(Stretch) -> Later<Result<BTreeMap<Scope, Reach>, LiveError>>;

/// What takes the records of a page of a scope's log.
pub type Taker = Arc<dyn Fn(&Scope, &[String]) + Send + Sync>;

/// The stretch of audit logs that is wanted.
#[derive(Clone)]
pub struct Stretch {
    /// Which scopes, and how they are read.
    pub wanted: Wanted,
    /// From when, by scope. No other is asked.
    pub since: Arc<BTreeMap<Scope, Timestamp>>,
    /// To when.
    pub until: Timestamp,
    /// Takes what is read.
    pub taker: Taker,
}

impl fmt::Debug for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wanted, since, until, taker: _ } = self;
        f.debug_struct("Stretch")
            .field("wanted", wanted)
            .field("since", since)
            .field("until", until)
            .finish_non_exhaustive()
    }
}

/// How far the log of a scope was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// From when. Providers keep only so much of a log.
    pub since: Timestamp,
    /// How the asking went.
    pub coverage: Coverage,
}

#[cfg(feature = "live")]
impl super::visits::Outcome for Reach {
    fn gaps(&self) -> usize {
        usize::from(self.coverage.status.is_gap())
    }
}

#[cfg(any(feature = "aws", feature = "azure", feature = "gcp"))]
impl Stretch {
    /// The visits that it takes: of those scopes alone of which something is wanted. `search` searches one.
    pub(crate) fn visitor<P: 'static>(
        self,
        search: fn(Visit<P>, Arc<Office>, Arc<Self>) -> Later<Reach>,
    ) -> (Wanted, Visitor<P, Reach>) {
        let (takes, wished) = (Arc::clone(&self.wanted.takes), Arc::clone(&self.since));
        let takes = Arc::new(move |scope: &Scope| wished.contains_key(scope) && takes(scope));
        let wanted = Wanted { takes, ..self.wanted.clone() };
        let (until, stretch) = (self.until, Arc::new(self));
        let read = move |visit, office| search(visit, office, Arc::clone(&stretch));
        let unread = move |_: &Scope, gap: &Gap| Reach { since: until, coverage: gap.coverage() };
        (wanted, Visitor::new(read, unread))
    }

    /// From when a scope's log is read, where the provider keeps it for so many days.
    pub(crate) fn from(&self, scope: &Scope, days: i64) -> Timestamp {
        let kept = self.until.checked_sub(jiff::SignedDuration::from_hours(24 * days));
        let wanted = self.since.get(scope).copied().unwrap_or(self.until);
        kept.map_or(wanted, |kept| kept.max(wanted))
    }
}
