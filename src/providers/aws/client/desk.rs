//! One request at a time within the limits, page after page.
//!
//! The SDK has paginators of its own. They end without a word when a token comes twice in a row, and never when two
//! tokens take turns; so the pages are turned here, where either is a reason.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_ec2::config::http::HttpResponse;
use aws_sdk_ec2::error::{ProvideErrorMetadata, SdkError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::effort::Meter;
use super::errors::{self, Refusal};
use crate::model::{Coverage, Effort, Scope, Status};
use crate::providers::Unread;
use crate::providers::calls::Named;
use crate::providers::live::{Limits, Wanted, Watch};

/// More pages than any account has.
const PAGES: u64 = 10_000;

/// What all scopes of a read share.
pub(super) struct Office {
    pub(super) watch: Arc<dyn Watch>,
    pub(super) limits: Limits,
    /// Of all regions together.
    whole: Lane,
    /// Of each region, over all accounts.
    regions: Mutex<HashMap<String, Arc<Lane>>>,
    until: Instant,
}

/// How much is done at once: requests in flight, and scopes whose answers are in memory.
struct Lane {
    requests: Semaphore,
    scopes: Arc<Semaphore>,
}

impl Lane {
    fn new(number: usize) -> Self {
        Self { requests: Semaphore::new(number), scopes: Arc::new(Semaphore::new(number)) }
    }
}

impl Office {
    /// Opens it: the deadline runs from now on.
    pub(super) fn new(wanted: &Wanted) -> Self {
        let Wanted { settings: _, only: _, takes: _, limits, watch } = wanted;
        Self {
            watch: Arc::clone(watch),
            limits: *limits,
            whole: Lane::new(limits.concurrency.max(1)),
            regions: Mutex::default(),
            until: Instant::now() + limits.deadline,
        }
    }

    /// A region that does not answer must not keep those waiting that do: it never has all there is.
    fn region(&self, region: &str) -> Arc<Lane> {
        let number = self.limits.concurrency.max(1);
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = regions.entry(region.to_owned());
        Arc::clone(lane.or_insert_with(|| Arc::new(Lane::new(number - number / 4))))
    }

    /// Waits until another scope may be read, so that the answers of only so many are in memory at once. After the
    /// deadline there is nothing to wait for: whatever is asked then is late at once.
    pub(super) async fn turn(&self, region: &str) -> Vec<OwnedSemaphorePermit> {
        let lane = self.region(region);
        let turn = timeout_at(self.until, async {
            // Neither is ever closed.
            let of_region = Arc::clone(&lane.scopes).acquire_owned().await;
            let of_all = Arc::clone(&self.whole.scopes).acquire_owned().await;
            of_region.into_iter().chain(of_all).collect()
        });
        turn.await.unwrap_or_default()
    }
}

/// Where one scope asks, or an account about itself.
pub(super) struct Desk<'a> {
    office: &'a Office,
    scope: Option<&'a Scope>,
    pub(super) region: &'a str,
    lane: Arc<Lane>,
    /// One that is not answered must not hold every request that there may be.
    requests: Semaphore,
    until: Instant,
}

/// One page of an answer.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) more: Option<String>,
}

/// What a call yielded, page by page.
pub(super) struct Listed<T> {
    pub(super) call: &'static str,
    pub(super) pages: Vec<Vec<T>>,
    pub(super) coverage: Coverage,
}

impl<'a> Desk<'a> {
    /// Opens it: the scope's deadline runs from now on.
    pub(super) fn new(office: &'a Office, scope: &'a Scope, region: &'a str) -> Self {
        let until = office.until.min(Instant::now() + office.limits.scope());
        Self { scope: Some(scope), until, ..Self::of_account(office, region) }
    }

    /// Where an account is asked about itself.
    pub(super) fn of_account(office: &'a Office, region: &'a str) -> Self {
        let own = Semaphore::new(office.limits.concurrency.div_ceil(4).max(1));
        let lane = office.region(region);
        Self { office, scope: None, region, lane, requests: own, until: office.until }
    }

    /// Sends one request when its turn has come, and adds what it took.
    pub(super) async fn ask<T, E>(
        &self,
        call: Named,
        effort: &mut Effort,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Unread>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        if Instant::now() >= self.until {
            return Err(self.late(call));
        }
        let meter = Meter::default();
        let answer = timeout_at(self.until, async {
            // None is ever closed.
            let _own = self.requests.acquire().await;
            let _of_region = self.lane.requests.acquire().await;
            let _of_all = self.office.whole.requests.acquire().await;
            meter.measured(request).await
        });
        let answer = answer.await;
        meter.add_to(effort);
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                let Refusal { status, reason, missing } =
                    errors::refusal(call, self.region, &self.office.limits, &error);
                effort.missing.extend(missing.map(str::to_owned));
                Err(Unread { status, reason })
            }
            Err(_) => Err(self.late(call)),
        }
    }

    fn late(&self, call: Named) -> Unread {
        let limits = &self.office.limits;
        if self.until < self.office.until {
            errors::late_scope(call, self.region, limits.scope())
        } else {
            errors::late(call, self.region, limits.deadline)
        }
    }

    fn started(&self, call: Named) {
        if let Some(scope) = self.scope {
            self.office.watch.call_started(scope, call.0);
        }
    }

    fn finished(&self, call: Named, status: Status) {
        if let Some(scope) = self.scope {
            self.office.watch.call_finished(scope, call.0, status);
        }
    }

    /// Asks for every page. Gets the token of the page that comes next.
    pub(super) async fn list<T, E, F>(
        &self,
        call: Named,
        page: impl Fn(Option<String>) -> F,
    ) -> Listed<T>
    where
        F: Future<Output = Result<Page<T>, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.started(call);
        let listed = self.pages(call, page).await;
        self.finished(call, listed.coverage.status);
        listed
    }

    async fn pages<T, E, F>(&self, call: Named, page: impl Fn(Option<String>) -> F) -> Listed<T>
    where
        F: Future<Output = Result<Page<T>, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut coverage = Coverage::complete(vec![call.0.to_owned()], 0);
        let mut effort = Effort::default();
        let mut pages = Vec::new();
        let mut seen = HashSet::new();
        let mut token = None;
        loop {
            let more = match self.ask(call, &mut effort, page(token.take())).await {
                Ok(Page { items, more }) => {
                    coverage.pages += 1;
                    pages.push(items);
                    more.filter(|token| !token.is_empty())
                }
                Err(Unread { status, reason }) => {
                    // A page that is missing among others leaves a part.
                    let status = if coverage.pages > 0 { Status::Partial } else { status };
                    coverage.lower(status, &reason);
                    break;
                }
            };
            let Some(next) = more else { break };
            if coverage.pages >= PAGES || !seen.insert(next.clone()) {
                let reason = errors::endless(call, self.region, coverage.pages);
                coverage.lower(Status::Partial, &reason);
                break;
            }
            token = Some(next);
        }
        coverage.effort = Some(effort);
        Listed { call: call.0, pages, coverage }
    }

    /// Asks about one thing, whose answer is an item.
    pub(super) async fn about<T, E>(
        &self,
        call: Named,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> (Option<T>, Coverage)
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.started(call);
        let mut coverage = Coverage::complete(vec![call.0.to_owned()], 0);
        let mut effort = Effort::default();
        let item = match self.ask(call, &mut effort, request).await {
            Ok(item) => {
                coverage.pages = 1;
                Some(item)
            }
            Err(Unread { status, reason }) => {
                coverage.lower(status, &reason);
                None
            }
        };
        coverage.effort = Some(effort);
        self.finished(call, coverage.status);
        (item, coverage)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::Office;
    use crate::providers::live::{Limits, Settings, Unwatched, Wanted};

    #[tokio::test]
    async fn a_scope_waits_for_its_turn_and_one_region_never_has_all_of_them() {
        let office = Office::new(&Wanted {
            settings: Settings::default(),
            only: None,
            takes: Arc::new(|_| true),
            limits: Limits { concurrency: 4, deadline: Duration::from_mins(10) },
            watch: Arc::new(Unwatched),
        });
        let soon = Duration::from_millis(50);
        let mut turns = Vec::new();
        for _ in 0..3 {
            turns.push(timeout(soon, office.turn("eu-west-1")).await.unwrap());
        }
        assert!(timeout(soon, office.turn("eu-west-1")).await.is_err());
        turns.push(timeout(soon, office.turn("us-east-1")).await.unwrap());
        assert!(timeout(soon, office.turn("us-east-1")).await.is_err());
        turns.remove(0);
        assert_eq!(timeout(soon, office.turn("us-east-1")).await.unwrap().len(), 2);
    }
}
