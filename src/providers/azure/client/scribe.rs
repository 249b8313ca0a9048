//! What the requests of Microsoft.Network are, from Azure's crate for it: the paths, the version of the API and the bodies.
//!
//! The crate would also send them. But its models drop the fields that they don't know, which a dump of the same answer tells
//! of; its errors drop what Azure says; and its pages follow a link to wherever it leads, token and all. So it gets an HTTP
//! client that takes its request down and sends nothing, and [`Manager`](super::manager::Manager) sends what was taken down,
//! like everything else.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use azure_core::time::OffsetDateTime;
use azure_core_of_mgmt::auth::{AccessToken, TokenCredential};
use azure_core_of_mgmt::error::{Error, ErrorKind};
use azure_core_of_mgmt::{
    Body, HttpClient, Request, Response, Result, RetryOptions, TransportOptions,
};
use azure_mgmt_network::package_2024_03::Client;
use futures_util::{Stream, StreamExt};
use reqwest::Url;

use super::errors::Wrong;

/// A request as it is to be sent: a POST when it has a body.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) url: Url,
    pub(super) body: Option<Vec<u8>>,
}

impl Written {
    /// One that has no body.
    pub(super) fn get(url: Url) -> Self {
        Self { url, body: None }
    }
}

/// Takes down the request that a call of the crate would send.
pub(super) async fn written<S: Stream>(
    endpoint: &Url,
    ask: impl FnOnce(Client) -> S,
) -> std::result::Result<Written, Wrong> {
    let scribe = Arc::new(Scribe::default());
    let client = Client::builder(Arc::new(Nobody))
        .endpoint(endpoint.clone())
        .retry(RetryOptions::none())
        .transport(TransportOptions::new(Arc::clone(&scribe) as Arc<dyn HttpClient>))
        .build()
        .map_err(|_| Wrong::Unwritten)?;
    let mut answers = pin!(ask(client));
    // It ends with the scribe's refusal to send anything.
    let _ = answers.next().await;
    let mut taken = scribe.0.lock().unwrap_or_else(PoisonError::into_inner);
    taken.take().ok_or(Wrong::Unwritten)
}

/// An HTTP client that writes down what it should send.
#[derive(Debug, Default)]
struct Scribe(Mutex<Option<Written>>);

#[async_trait]
impl HttpClient for Scribe {
    async fn execute_request(&self, request: &Request) -> Result<Response> {
        let body = match request.body() {
            Body::Bytes(bytes) if !bytes.is_empty() => Some(bytes.to_vec()),
            _ => None,
        };
        let written = Written { url: request.url().clone(), body };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
        Err(Error::message(ErrorKind::Other, "written down, not sent"))
    }
}

/// Who asks: what is sent later has a token of its own.
#[derive(Debug)]
struct Nobody;

#[async_trait]
impl TokenCredential for Nobody {
    async fn get_token(&self, _scopes: &[&str]) -> Result<AccessToken> {
        Ok(AccessToken::new("", OffsetDateTime::UNIX_EPOCH))
    }

    async fn clear_cache(&self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use azure_mgmt_network::package_2024_03::models::QueryRequestOptions;
    use futures_util::stream;
    use reqwest::Url;

    use super::written;

    #[tokio::test]
    async fn what_the_crate_would_send_is_taken_down() {
        let endpoint = Url::parse("https://management.azure.com").unwrap();
        let list = written(&endpoint, |azure| {
            azure.network_security_groups_client().list_all("5d3c").into_stream()
        });
        let list = list.await.unwrap();
        assert_eq!(
            list.url.as_str(),
            "https://management.azure.com/subscriptions/5d3c/providers/Microsoft.Network/networkSecurityGroups?api-version=2024-03-01"
        );
        assert!(list.body.is_none());
        let rules = written(&endpoint, |azure| {
            let options = QueryRequestOptions { skip_token: Some("more".to_owned()) };
            let call = azure.list_network_manager_effective_security_admin_rules(
                "5d3c", "Shop (1)", "main", options,
            );
            stream::once(call.send())
        });
        let rules = rules.await.unwrap();
        assert!(rules.url.path().ends_with(
            "/resourceGroups/Shop%20(1)/providers/Microsoft.Network/virtualNetworks/main/listNetworkManagerEffectiveSecurityAdminRules"
        ));
        assert_eq!(rules.body.as_deref(), Some(&br#"{"skipToken":"more"}"#[..]));
    }
}
