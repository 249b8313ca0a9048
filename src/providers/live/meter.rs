//! What a request took: how long, and how often it was sent again.
//!
//! Some clients repeat a request by themselves and do not say how often. So whatever sends an attempt says so here, to the
//! meter of the request that its task is waiting for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::model::Effort;

tokio::task_local! {
    /// The meter of the request that is waited for.
    static METER: Meter;
}

/// Measures one request. It knows what the request took even when nobody waited for the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Measured>);

#[derive(Debug, Default)]
struct Measured {
    attempts: AtomicU64,
    began: OnceLock<Instant>,
    begins: Notify,
}

/// An attempt is on its way from now on.
pub(crate) fn attempt_begins() {
    // A request that nobody measures has nothing to be counted in.
    let _ = METER.try_with(|Meter(measured)| {
        measured.attempts.fetch_add(1, Ordering::Relaxed);
        measured.began.get_or_init(Instant::now);
        measured.begins.notify_one();
    });
}

impl Meter {
    /// Waits for a request.
    pub(crate) async fn measured<F: Future>(&self, request: F) -> F::Output {
        METER.scope(self.clone(), request).await
    }

    /// Ends when the first attempt was on its way for so long.
    pub(crate) async fn overdue(&self, limit: Duration) {
        while self.0.began.get().is_none() {
            self.0.begins.notified().await;
        }
        if let Some(began) = self.0.began.get() {
            tokio::time::sleep_until(*began + limit).await;
        }
    }

    /// What it took until now.
    pub(crate) fn add_to(&self, effort: &mut Effort) {
        let Effort { duration, retries, missing: _ } = effort;
        *duration += self.0.began.get().map(Instant::elapsed).unwrap_or_default();
        *retries += self.0.attempts.load(Ordering::Relaxed).saturating_sub(1);
    }
}
