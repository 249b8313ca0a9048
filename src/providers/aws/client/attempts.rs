//! What stands before each attempt of a request: the gate of its scope, and the time that one attempt may take.
//!
//! The SDK repeats a request by itself, and waits before it does; while it waits, the request is not on its way and must
//! keep nobody else from being. So the gate is passed here, where an attempt goes to the network, and left when the answer
//! is whole.

use std::time::Duration;

use aws_sdk_ec2::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use tokio::time::timeout;

use crate::providers::live::desk::Desk;
use crate::providers::live::meter::attempt_begins;
use crate::providers::live::office::Gate;

/// There was no answer in the time that one attempt may take.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no answer in time")]
pub(super) struct Silent;

/// The answer broke off.
#[derive(Debug, thiserror::Error)]
#[error("HTTP {http}, and the answer broke off")]
pub(super) struct BrokeOff {
    pub(super) http: u16,
    source: aws_smithy_types::byte_stream::error::Error,
}

/// A client that lets an attempt go when its turn has come.
#[derive(Clone, Debug)]
pub(super) struct Gated {
    inner: SharedHttpClient,
    gate: Gate,
    limit: Duration,
}

impl Gated {
    pub(super) fn new(inner: SharedHttpClient, desk: &Desk<'_>) -> Self {
        Self { inner, gate: desk.gate(), limit: desk.limits().attempt() }
    }
}

impl HttpClient for Gated {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let Self { inner, gate, limit } = self;
        let inner = inner.http_connector(settings, components);
        SharedHttpConnector::new(Attempts { inner, gate: gate.clone(), limit: *limit })
    }
}

#[derive(Debug)]
struct Attempts {
    inner: SharedHttpConnector,
    gate: Gate,
    limit: Duration,
}

impl HttpConnector for Attempts {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { inner, gate, limit } = self;
        let (inner, gate, limit) = (inner.clone(), gate.clone(), *limit);
        HttpConnectorFuture::new(async move {
            let _pass = gate.pass().await;
            attempt_begins();
            let answer = timeout(limit, async { whole(inner.call(request).await?).await });
            answer.await.unwrap_or_else(|_| Err(ConnectorError::timeout(Silent.into())))
        })
    }
}

/// The answer with all of its body.
async fn whole(mut answer: HttpResponse) -> Result<HttpResponse, ConnectorError> {
    let http = answer.status().as_u16();
    let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
    let bytes = ByteStream::new(body).collect().await;
    let bytes = bytes.map_err(|source| ConnectorError::io(BrokeOff { http, source }.into()))?;
    *answer.body_mut() = SdkBody::from(bytes.into_bytes());
    Ok(answer)
}
