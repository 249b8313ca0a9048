//! One request, and an answer that is whole.

use std::time::Duration;

use http::Request;
use http::header::{ACCEPT, RETRY_AFTER, USER_AGENT};
use kube::Client;
use kube::client::Body;
use serde_json::Value;

use super::errors::Wrong;
use crate::providers::kubernetes::documents::{Document, answer, answered_list};

/// Who asks, for the cluster's own log.
const NAME: &str = concat!("driftwall/", env!("CARGO_PKG_VERSION"));

/// Asks for a path, and gets the answer to its end.
pub(super) async fn get(client: &Client, path: &str) -> Result<Vec<u8>, Wrong> {
    let request = Request::get(path).header(ACCEPT, "application/json").header(USER_AGENT, NAME);
    let request = request.body(Body::empty()).map_err(|_| Wrong::Path)?;
    let response = client.send(request).await.map_err(Wrong::unsent)?;
    let http = response.status().as_u16();
    let after = response.headers().get(RETRY_AFTER).and_then(|after| after.to_str().ok());
    let after = after.and_then(|after| after.trim().parse().ok()).map(Duration::from_secs);
    let body = response.into_body().collect_bytes().await.map_err(|_| Wrong::BrokeOff(http));
    if http == 200 {
        Ok(body?.into())
    } else {
        // Why it is refused is in the body; that it is refused is known without.
        Err(Wrong::refused(http, &body.unwrap_or_default(), after))
    }
}

/// Reads an answer, which is one document.
pub(super) fn whole(body: &[u8]) -> Result<Value, Wrong> {
    answer(body).map_err(Wrong::NoAnswer)
}

/// Reads an answer, which should be a list.
pub(super) fn whole_list(body: &[u8]) -> Result<Document<'_>, Wrong> {
    answered_list(body).map_err(Wrong::NoAnswer)
}
