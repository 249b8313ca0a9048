//! Every scope that is wanted, each in its turn.
//!
//! What scopes there are is found out while others are read: accounts are entered side by side, and what is found in one
//! is read as soon as it is known. A scope waits for its turn before anything of it is asked, so what is in memory is what
//! is in flight and what was made of the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::office::Office;
use super::{Later, LiveError};
use crate::model::Scope;

/// What there is to visit.
pub(crate) struct Found<P, T> {
    /// Scopes that can be read, each with what is known of it.
    pub(crate) open: Vec<Visit<P>>,
    /// What is told of the others.
    pub(crate) told: Vec<(Scope, T)>,
}

/// A scope that can be read.
pub(crate) struct Visit<P> {
    pub(crate) scope: Scope,
    /// The region or the server that is asked: what it does not answer must not hold up the others.
    pub(crate) place: String,
    pub(crate) with: P,
}

/// What reads one scope.
pub(crate) type Read<P, T> = fn(Visit<P>, Arc<Office>) -> Later<T>;

/// What came in.
enum Done<P, T> {
    Found(Result<Found<P, T>, LiveError>),
    Read(Scope, T),
}

/// The visits of one read.
pub(crate) struct Visits<P, T> {
    office: Arc<Office>,
    read: Read<P, T>,
    running: JoinSet<Done<P, T>>,
    visited: BTreeMap<Scope, T>,
}

impl<P: Send + 'static, T: Send + 'static> Visits<P, T> {
    pub(crate) fn new(office: &Arc<Office>, read: Read<P, T>) -> Self {
        let office = Arc::clone(office);
        Self { office, read, running: JoinSet::new(), visited: BTreeMap::new() }
    }

    /// Begins to read what can be read, and keeps what is told of the rest.
    pub(crate) fn begin(&mut self, found: Found<P, T>) {
        let Found { open, told } = found;
        self.visited.extend(told);
        for visit in open {
            let (office, read) = (Arc::clone(&self.office), self.read);
            office.watch.scope_started(&visit.scope);
            self.running.spawn(async move {
                let _turn = office.turn(&visit.place).await;
                let scope = visit.scope.clone();
                Done::Read(scope, read(visit, Arc::clone(&office)).await)
            });
        }
    }

    /// Finds out what else there is, while others are read.
    pub(crate) fn find(
        &mut self,
        search: impl Future<Output = Result<Found<P, T>, LiveError>> + Send + 'static,
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
