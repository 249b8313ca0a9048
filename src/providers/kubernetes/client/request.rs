//! One request, and an answer that is whole.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, DATE, RETRY_AFTER, USER_AGENT};
use http::{HeaderValue, Request};
use kube::Client;
use kube::client::Body;
use serde_json::Value;

use super::errors::Wrong;
use crate::providers::kubernetes::documents::{Document, answer, answered_list};

/// Who asks, for the cluster's own log.
const NAME: &str = concat!("driftwall/", env!("CARGO_PKG_VERSION"));

/// What a body is that is no patch.
pub(super) const JSON: &str = "application/json";

/// What a server answered, whatever that is.
pub(super) struct Answer {
    pub(super) http: u16,
    /// When it says to come again.
    pub(super) after: Option<Duration>,
    /// What time it is there.
    pub(super) date: Option<String>,
    /// Nothing when it broke off.
    pub(super) body: Option<Vec<u8>>,
}

/// Asks for a path, and gets the answer to its end.
pub(super) async fn get(client: &Client, path: &str) -> Result<Vec<u8>, Wrong> {
    let request = Request::get(path).header(ACCEPT, JSON);
    let request = request.body(Body::empty()).map_err(|_| Wrong::Path)?;
    let Answer { http, after, date: _, body } = send(client, request).await?;
    if http == 200 {
        body.ok_or(Wrong::BrokeOff(http))
    } else {
        // Why it is refused is in the body; that it is refused is known without.
        Err(Wrong::refused(http, &body.unwrap_or_default(), after))
    }
}

/// A request with a document in its body.
pub(super) fn with(
    method: &str,
    path: &str,
    sort: &str,
    body: &Value,
) -> Result<Request<Body>, Wrong> {
    let request = Request::builder().method(method).uri(path).header(ACCEPT, JSON);
    let request =
        request.header(CONTENT_TYPE, sort).body(Body::from(body.to_string().into_bytes()));
    request.map_err(|_| Wrong::Path)
}

/// Sends a request, once.
pub(super) async fn send(client: &Client, mut request: Request<Body>) -> Result<Answer, Wrong> {
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(NAME));
    let (head, body) = client.send(request).await.map_err(Wrong::unsent)?.into_parts();
    let http = head.status.as_u16();
    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
    let after = text(RETRY_AFTER).and_then(|after| after.trim().parse().ok());
    let after = after.map(Duration::from_secs);
    let date = text(DATE).map(str::to_owned);
    let body: Option<Vec<u8>> = body.collect_bytes().await.ok().map(Into::into);
    let after = after.or_else(|| asked(body.as_deref().filter(|_| http == 429)?));
    Ok(Answer { http, after, date, body })
}

/// When a `Status` says to come again.
fn asked(body: &[u8]) -> Option<Duration> {
    let status: Value = serde_json::from_slice(body).ok()?;
    status.pointer("/details/retryAfterSeconds")?.as_u64().map(Duration::from_secs)
}

/// Reads an answer, which is one document.
pub(super) fn whole(body: &[u8]) -> Result<Value, Wrong> {
    answer(body).map_err(Wrong::NoAnswer)
}

/// Reads an answer, which should be a list.
pub(super) fn whole_list(body: &[u8]) -> Result<Document<'_>, Wrong> {
    answered_list(body).map_err(Wrong::NoAnswer)
}
