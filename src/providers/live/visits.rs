//! Every scope that is wanted, each in its turn.
//!
//! What scopes there are is found out while others are read: accounts are entered side by side, and what is found in one
//! is read as soon as it is known. A scope waits for its turn before anything of it is asked, so what is in memory is what
//! is in flight and what was made of the rest.

use std::collections::BTreeMap;
#[cfg(any(feature = "azure", feature = "gcp"))]
use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::office::Office;
use super::rows::Gap;
use super::{Access, Checked, Later, LiveError};
use crate::model::{Scope, ScopeReading};

/// What there is to visit.
pub(crate) struct Found<P> {
    /// Scopes that can be read, each with what is known of it.
    pub(crate) open: Vec<Visit<P>>,
    /// Scopes that can't be, with the reason.
    pub(crate) unread: Vec<(Scope, Gap)>,
}

impl<P> Default for Found<P> {
    fn default() -> Self {
        Self { open: Vec::new(), unread: Vec::new() }
    }
}

/// A scope that can be read.
pub(crate) struct Visit<P> {
    pub(crate) scope: Scope,
    /// The region or the server that is asked: what it does not answer must not hold up the others.
    pub(crate) place: String,
    pub(crate) with: P,
}

/// The scopes that were found, where all of them are asked in the same way.
#[cfg(any(feature = "azure", feature = "gcp"))]
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) open: BTreeSet<Scope>,
    pub(crate) unread: BTreeMap<Scope, Gap>,
}

#[cfg(any(feature = "azure", feature = "gcp"))]
impl Places {
    /// Scopes that can be read.
    pub(crate) fn of(open: BTreeSet<Scope>) -> Self {
        Self { open, unread: BTreeMap::new() }
    }

    /// What there is to visit, with whom.
    pub(crate) fn with<P: Clone>(self, with: &P) -> Found<P> {
        let Self { open, unread } = self;
        let visit = |scope: Scope| Visit { place: scope.place(), scope, with: with.clone() };
        Found { open: open.into_iter().map(visit).collect(), unread: unread.into_iter().collect() }
    }
}

/// What is done with a scope.
pub(crate) struct Visitor<P, T> {
    /// Reads one.
    read: Arc<Read<P, T>>,
    /// Tells of one that is not read.
    unread: Arc<Unread<T>>,
}

type Read<P, T> = dyn Fn(Visit<P>, Arc<Office>) -> Later<T> + Send + Sync;
type Unread<T> = dyn Fn(&Scope, &Gap) -> T + Send + Sync;

impl<P, T> Visitor<P, T> {
    pub(crate) fn new(
        read: impl Fn(Visit<P>, Arc<Office>) -> Later<T> + Send + Sync + 'static,
        unread: impl Fn(&Scope, &Gap) -> T + Send + Sync + 'static,
    ) -> Self {
        Self { read: Arc::new(read), unread: Arc::new(unread) }
    }
}

/// What came of a visit.
pub(crate) trait Outcome {
    /// How much of the scope was not fully read.
    fn gaps(&self) -> usize;
}

impl Outcome for ScopeReading {
    fn gaps(&self) -> usize {
        self.kinds.values().filter(|kind| kind.coverage.status.is_gap()).count()
    }
}

impl Outcome for Vec<Checked> {
    fn gaps(&self) -> usize {
        let is_gap = |row: &&Checked| matches!(row.access, Access::Denied | Access::Unreachable);
        self.iter().filter(is_gap).count()
    }
}

/// What came in.
enum Done<P, T> {
    Found(Result<Found<P>, LiveError>),
    Read(Scope, T),
}

/// The visits of one read.
pub(crate) struct Visits<P, T> {
    office: Arc<Office>,
    visitor: Visitor<P, T>,
    running: JoinSet<Done<P, T>>,
    visited: BTreeMap<Scope, T>,
}

impl<P: Send + 'static, T: Outcome + Send + 'static> Visits<P, T> {
    pub(crate) fn new(office: &Arc<Office>, visitor: Visitor<P, T>) -> Self {
        let office = Arc::clone(office);
        Self { office, visitor, running: JoinSet::new(), visited: BTreeMap::new() }
    }

    /// Begins to read what can be read, and tells of the rest.
    pub(crate) fn begin(&mut self, found: Found<P>) {
        let Found { open, unread } = found;
        for (scope, gap) in unread {
            let told = (self.visitor.unread)(&scope, &gap);
            self.visited.insert(scope, told);
        }
        for visit in open {
            let (office, read) = (Arc::clone(&self.office), Arc::clone(&self.visitor.read));
            office.watch.scope_started(&visit.scope);
            self.running.spawn(async move {
                let _turn = office.turn(&visit.place).await;
                let scope = visit.scope.clone();
                let outcome = read(visit, Arc::clone(&office)).await;
                office.watch.scope_finished(&scope, outcome.gaps());
                Done::Read(scope, outcome)
            });
        }
    }

    /// Finds out what else there is, while others are read.
    pub(crate) fn find(
        &mut self,
        search: impl Future<Output = Result<Found<P>, LiveError>> + Send + 'static,
    ) {
        self.running.spawn(async move { Done::Found(search.await) });
    }

    /// Waits until everything was visited.
    pub(crate) async fn finish(mut self) -> Result<BTreeMap<Scope, T>, LiveError> {
        while let Some(done) = self.running.join_next().await {
            match done {
                Ok(Done::Found(found)) => self.begin(found?),
                Ok(Done::Read(scope, result)) => {
                    self.visited.insert(scope, result);
                }
                Err(broken) => {
                    if let Ok(panic) = broken.try_into_panic() {
                        std::panic::resume_unwind(panic);
                    }
                }
            }
        }
        Ok(self.visited)
    }
}
