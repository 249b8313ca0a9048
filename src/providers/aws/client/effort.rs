//! What a request took: how long, and how often it was sent again.
//!
//! The SDK repeats a request by itself and does not say how often. An interceptor hears of every attempt; it counts them
//! for the request that the task is waiting for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use aws_sdk_ec2::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_ec2::config::{ConfigBag, Intercept, RuntimeComponents, SharedInterceptor};
use aws_sdk_ec2::error::BoxError;
use tokio::time::Instant;

use crate::model::Effort;

tokio::task_local! {
    /// The attempts of the request that is waited for.
    static ATTEMPTS: Arc<AtomicU64>;
}

/// The interceptor for clients whose attempts are counted.
pub(super) fn interceptor() -> SharedInterceptor {
    SharedInterceptor::new(CountAttempts)
}

#[derive(Debug)]
struct CountAttempts;

impl Intercept for CountAttempts {
    fn name(&self) -> &'static str {
        "CountAttempts"
    }

    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // A request that nobody measures has nothing to be counted in.
        let _ = ATTEMPTS.try_with(|attempts| attempts.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}

/// Measures one request. It knows what the request took even when nobody waited for the end.
#[derive(Debug, Default)]
pub(super) struct Meter {
    attempts: Arc<AtomicU64>,
    began: OnceLock<Instant>,
}

impl Meter {
    /// Waits for a request, from now on.
    pub(super) async fn measured<F: Future>(&self, request: F) -> F::Output {
        self.began.get_or_init(Instant::now);
        ATTEMPTS.scope(Arc::clone(&self.attempts), request).await
    }

    /// What it took until now.
    pub(super) fn add_to(&self, effort: &mut Effort) {
        let Effort { duration, retries, missing: _ } = effort;
        *duration += self.began.get().map(Instant::elapsed).unwrap_or_default();
        *retries += self.attempts.load(Ordering::Relaxed).saturating_sub(1);
    }
}
