//! Where one scope asks: a request at a time within the limits, again where that helps, page after page.
//!
//! Paginators of SDKs end without a word when a token comes twice in a row, and never when two tokens take turns; so the
//! pages are turned here, where either is a reason.

use std::collections::HashSet;
use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout, timeout_at};

use super::Limits;
use super::meter::{Meter, attempt_begins};
use super::office::{Gate, Office};
use super::pace::Pace;
use super::refusal::{Again, Refusal, Trouble, endless, late, late_call, late_scope};
use crate::model::{Coverage, Effort, Scope, Status};
#[cfg(feature = "kubernetes")]
use crate::providers::Seal;
use crate::providers::Unread;
use crate::providers::calls::Named;

/// More pages than any account has.
const PAGES: u64 = 10_000;

/// Where one scope asks, or an account about itself.
pub(crate) struct Desk<'a> {
    office: &'a Office,
    scope: Option<&'a Scope>,
    /// The region, or the server, that is asked.
    pub(crate) place: &'a str,
    gate: Gate,
    pace: Pace,
    /// Whether the client itself passes the gate, and sends again what makes sense to be sent again.
    leaves_it_to_the_client: bool,
    until: Instant,
}

/// One page of an answer.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) more: Option<String>,
}

/// What a call yielded, page by page.
pub(crate) struct Listed<T> {
    pub(crate) call: &'static str,
    pub(crate) pages: Vec<Vec<T>>,
    pub(crate) coverage: Coverage,
}

/// Where pages go.
pub(crate) enum Goes<'a, T> {
    /// They are kept.
    Kept(&'a mut Vec<Vec<T>>),
    /// They are handed on, as fast as they are taken.
    On(&'a Sender<Vec<T>>),
    /// They are taken at once.
    #[cfg(any(feature = "aws", feature = "azure", feature = "gcp"))]
    To(&'a (dyn Fn(Vec<T>) + Send + Sync)),
}

impl<T> Goes<'_, T> {
    pub(super) async fn on(&mut self, items: Vec<T>) {
        match self {
            Self::Kept(pages) => pages.push(items),
            Self::On(taker) => {
                // Who takes them may have seen enough.
                let _ = taker.send(items).await;
            }
            #[cfg(any(feature = "aws", feature = "azure", feature = "gcp"))]
            Self::To(taker) => taker(items),
        }
    }
}

impl<T> Listed<T> {
    /// Everything on every page.
    pub(crate) fn items(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flatten()
    }
}

/// How one attempt ended.
enum Attempt<T, E> {
    Answered(T),
    Refused(E),
    /// There was no answer in time.
    Silent,
}

impl<'a> Desk<'a> {
    /// What seals values that may be secret.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn seal(&self) -> Option<Seal> {
        self.office.seal.clone()
    }

    /// Opens it: the scope's deadline runs from now on.
    pub(crate) fn new(office: &'a Office, scope: &'a Scope, place: &'a str) -> Self {
        let until = office.until.min(Instant::now() + office.limits.scope());
        // One call that is not answered must not hold every request that there may be.
        let gate = office.gate(place, office.limits.concurrency.div_ceil(4));
        Self { scope: Some(scope), until, gate, ..Self::of_account(office, place) }
    }

    /// Where an account is asked about itself.
    pub(crate) fn of_account(office: &'a Office, place: &'a str) -> Self {
        Self {
            office,
            scope: None,
            place,
            gate: office.gate(place, office.limits.concurrency),
            pace: Pace::default(),
            leaves_it_to_the_client: false,
            until: office.until,
        }
    }

    /// For a client that passes the gate before each attempt, tells the meter, and repeats by itself.
    pub(crate) fn for_a_client_that_repeats(self) -> Self {
        Self { leaves_it_to_the_client: true, ..self }
    }

    /// What stands before each attempt.
    pub(crate) fn gate(&self) -> Gate {
        self.gate.clone()
    }

    /// How long anything may take.
    pub(crate) fn limits(&self) -> &Limits {
        &self.office.limits
    }

    /// Makes one request, as often as it makes sense, and adds what it took.
    pub(crate) async fn ask<T, E, F>(
        &self,
        call: Named,
        effort: &mut Effort,
        request: impl Fn() -> F,
    ) -> Result<T, Unread>
    where
        F: Future<Output = Result<T, E>>,
        E: Trouble,
    {
        if Instant::now() >= self.until {
            return Err(self.late(call));
        }
        let meter = Meter::default();
        let limit = self.office.limits.call();
        let answer = timeout_at(self.until, async {
            tokio::select! {
                answer = meter.measured(self.insist(call, request)) => Some(answer),
                () = meter.overdue(limit) => None,
            }
        });
        let answer = answer.await;
        let before = effort.retries;
        meter.add_to(effort);
        match answer {
            Ok(Some(Ok(answer))) => Ok(answer),
            Ok(Some(Err(Refusal { status, reason, missing }))) => {
                effort.missing.extend(missing.map(str::to_owned));
                Err(Unread { status, reason })
            }
            Ok(None) => Err(late_call(call, self.place, limit, effort.retries - before)),
            Err(_) => Err(self.late(call)),
        }
    }

    /// Asks until there is an answer, or asking again makes no sense.
    async fn insist<T, E, F>(&self, call: Named, request: impl Fn() -> F) -> Result<T, Refusal>
    where
        F: Future<Output = Result<T, E>>,
        E: Trouble,
    {
        let limits = &self.office.limits;
        let mut tries = 0_u32;
        loop {
            tries += 1;
            let (refusal, again) = match self.attempt(limits.attempt(), request()).await {
                Attempt::Answered(answer) => {
                    self.pace.answered(&self.gate);
                    return Ok(answer);
                }
                Attempt::Refused(error) => (error.refusal(call, self.place, limits), error.again()),
                Attempt::Silent => {
                    let Unread { status, reason } =
                        late_call(call, self.place, limits.attempt(), u64::from(tries - 1));
                    (Refusal { status, reason, missing: None }, Again::Soon)
                }
            };
            if !self.pace.goes_on(call, tries, again, &self.gate).await {
                return Err(refusal);
            }
        }
    }

    async fn attempt<T, E>(
        &self,
        limit: Duration,
        request: impl Future<Output = Result<T, E>>,
    ) -> Attempt<T, E> {
        let answer = if self.leaves_it_to_the_client {
            Ok(request.await)
        } else {
            self.pace.turn().await;
            let _pass = self.gate.pass().await;
            attempt_begins();
            timeout(limit, request).await
        };
        match answer {
            Ok(Ok(answer)) => Attempt::Answered(answer),
            Ok(Err(error)) => Attempt::Refused(error),
            Err(_) => Attempt::Silent,
        }
    }

    fn late(&self, call: Named) -> Unread {
        let limits = &self.office.limits;
        if self.until < self.office.until {
            late_scope(call, self.place, limits.scope())
        } else {
            late(call, self.place, limits.deadline)
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
    pub(crate) async fn list<T, E, F>(
        &self,
        call: Named,
        page: impl Fn(Option<String>) -> F,
    ) -> Listed<T>
    where
        F: Future<Output = Result<Page<T>, E>>,
        E: Trouble,
    {
        let mut pages = Vec::new();
        let coverage = self.each_page(call, page, Goes::Kept(&mut pages)).await;
        Listed { call: call.0, pages, coverage }
    }

    /// Asks for every page, and hands each on before the next is asked for.
    pub(crate) async fn each_page<T, E, F>(
        &self,
        call: Named,
        page: impl Fn(Option<String>) -> F,
        mut goes: Goes<'_, T>,
    ) -> Coverage
    where
        F: Future<Output = Result<Page<T>, E>>,
        E: Trouble,
    {
        if let Some(skipped) = self.office.passes_over(call) {
            return skipped;
        }
        self.started(call);
        let mut coverage = Coverage::complete(vec![call.0.to_owned()], 0);
        let mut effort = Effort::default();
        let mut seen = HashSet::new();
        let mut token: Option<String> = None;
        loop {
            let more = match self.ask(call, &mut effort, || page(token.clone())).await {
                Ok(Page { items, more }) => {
                    coverage.pages += 1;
                    goes.on(items).await;
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
                coverage.lower(Status::Partial, &endless(call, self.place, coverage.pages));
                break;
            }
            token = Some(next);
        }
        coverage.effort = Some(effort);
        self.finished(call, coverage.status);
        coverage
    }

    /// Asks about one thing, whose answer is an item.
    pub(crate) async fn about<T, E, F>(
        &self,
        call: Named,
        request: impl Fn() -> F,
    ) -> (Option<T>, Coverage)
    where
        F: Future<Output = Result<T, E>>,
        E: Trouble,
    {
        if let Some(skipped) = self.office.passes_over(call) {
            return (None, skipped);
        }
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
