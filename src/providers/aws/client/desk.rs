//! One request at a time within the limits, page after page.
//!
//! The SDK has paginators of its own. They end without a word when a token comes twice in a row, and never when two
//! tokens take turns; so the pages are turned here, where either is a reason.

use std::collections::HashSet;
use std::sync::Arc;

use aws_sdk_ec2::config::http::HttpResponse;
use aws_sdk_ec2::error::{ProvideErrorMetadata, SdkError};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::errors;
use crate::model::{Coverage, Scope, Status};
use crate::providers::Unread;
use crate::providers::calls::Named;
use crate::providers::live::{Limits, Wanted, Watch};

/// More pages than any account has.
const PAGES: u64 = 10_000;

/// What all scopes of a read share.
pub(super) struct Office {
    pub(super) watch: Arc<dyn Watch>,
    pub(super) limits: Limits,
    requests: Semaphore,
    until: Instant,
}

impl Office {
    /// Opens it: the deadline runs from now on.
    pub(super) fn new(wanted: &Wanted) -> Self {
        let Wanted { settings: _, only: _, takes: _, limits, watch } = wanted;
        Self {
            watch: Arc::clone(watch),
            limits: *limits,
            requests: Semaphore::new(limits.concurrency.max(1)),
            until: Instant::now() + limits.deadline,
        }
    }

    /// Waits for an answer until the deadline of the whole.
    pub(super) async fn within<T, E>(
        &self,
        call: Named,
        region: &str,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Unread>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        match timeout_at(self.until, request).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(errors::unread(call, region, &self.limits, &error)),
            Err(_) => Err(errors::late(call, region, self.limits.deadline)),
        }
    }
}

/// Where one scope asks.
pub(super) struct Desk<'a> {
    office: &'a Office,
    scope: &'a Scope,
    pub(super) region: &'a str,
    /// A region that does not answer must not hold every request that there may be.
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
        let own = office.limits.concurrency.div_ceil(4);
        let until = office.until.min(Instant::now() + office.limits.scope());
        Self { office, scope, region, requests: Semaphore::new(own.max(1)), until }
    }

    /// Sends one request when its turn has come.
    pub(super) async fn ask<T, E>(
        &self,
        call: Named,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Unread>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let limits = &self.office.limits;
        let answer = timeout_at(self.until, async {
            // Neither is ever closed.
            let _own = self.requests.acquire().await;
            let _of_all = self.office.requests.acquire().await;
            request.await
        });
        match answer.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(errors::unread(call, self.region, limits, &error)),
            Err(_) if self.until < self.office.until => {
                Err(errors::late_scope(call, self.region, limits.scope()))
            }
            Err(_) => Err(errors::late(call, self.region, limits.deadline)),
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
        self.office.watch.call_started(self.scope, call.0);
        let listed = self.pages(call, page).await;
        self.office.watch.call_finished(self.scope, call.0, listed.coverage.status);
        listed
    }

    async fn pages<T, E, F>(&self, call: Named, page: impl Fn(Option<String>) -> F) -> Listed<T>
    where
        F: Future<Output = Result<Page<T>, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut coverage = Coverage::complete(vec![call.0.to_owned()], 0);
        let mut pages = Vec::new();
        let mut seen = HashSet::new();
        let mut token = None;
        loop {
            let more = match self.ask(call, page(token.take())).await {
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
        self.office.watch.call_started(self.scope, call.0);
        let mut coverage = Coverage::complete(vec![call.0.to_owned()], 0);
        let item = match self.ask(call, request).await {
            Ok(item) => {
                coverage.pages = 1;
                Some(item)
            }
            Err(Unread { status, reason }) => {
                coverage.lower(status, &reason);
                None
            }
        };
        self.office.watch.call_finished(self.scope, call.0, coverage.status);
        (item, coverage)
    }
}
