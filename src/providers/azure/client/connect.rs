//! Settings → who sends requests, and where. All subscriptions are asked by the same one.

use std::sync::Arc;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use super::manager::Manager;
use super::tokens::{self, Tokens};
use crate::providers::live::causes::innermost;
use crate::providers::live::{LiveError, Wanted};

/// Finds credentials and makes the client.
pub(super) async fn connect(wanted: &Wanted) -> Result<Arc<Manager>, LiveError> {
    let settings = &wanted.settings.azure;
    let home = settings.cloud.home();
    let endpoint = url(settings.endpoint_url.as_deref().unwrap_or(home))?;
    let http = http()?;
    // Tokens don't travel in plain text: what answers without TLS, which the configuration allows on this machine alone, is
    // told nobody's name.
    let tokens = match endpoint.scheme() {
        "http" => Tokens::of_nobody(),
        _ => tokens::find(wanted, &http, home).await?,
    };
    Ok(Arc::new(Manager::new(http, tokens, endpoint, url(home)?)))
}

/// What requests are sent with.
pub(super) fn http() -> Result<Client, LiveError> {
    // The HTTP client takes whatever is installed. That there is one already is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(Policy::none())
        .http1_only()
        .user_agent(concat!("driftwall/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| unbuilt(&innermost(&error)))
}

fn url(text: &str) -> Result<Url, LiveError> {
    let url = Url::parse(text).map_err(|_| unbuilt("`endpoint_url` is no URL"))?;
    // The paths of all requests begin at the root, so a path here would be dropped without a word.
    if url.path() == "/" && url.query().is_none() {
        Ok(url)
    } else {
        Err(unbuilt("`endpoint_url` has a path"))
    }
}

fn unbuilt(why: &str) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("the client of Azure could not be made: {why}"),
        hint: Some(
            "`endpoint_url` under [azure] is a host alone: https://proxy.example".to_owned(),
        ),
    }
}
