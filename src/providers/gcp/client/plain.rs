//! Requests that no crate of Google's makes, with the credentials and the errors of the others.

use google_cloud_auth::credentials::{CacheableResource, Credentials};
use google_cloud_gax::error::Error;
use google_cloud_gax::error::rpc::Status;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};

use super::errors::Wrong;

/// One of Google's APIs, as plain JSON.
#[derive(Debug)]
pub(super) struct Plain {
    http: Client,
    credentials: Credentials,
    url: Url,
}

impl Plain {
    /// The API that is at home there, or wherever everything is asked.
    pub(super) fn new(
        home: &str,
        credentials: &Credentials,
        endpoint: Option<&str>,
    ) -> Result<Self, Unmade> {
        let http = Client::builder().redirect(Policy::none()).http1_only().build()?;
        let url = Url::parse(endpoint.unwrap_or(home)).map_err(|_| Unmade::Url)?;
        Ok(Self { http, credentials: credentials.clone(), url })
    }

    /// Asks, with a GET or a POST of a body, and gets the answer to its end.
    pub(super) async fn send(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&'static str>,
    ) -> Result<Vec<u8>, Wrong> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        self.call(method, path, query, body.map(str::to_owned)).await
    }

    /// The same with any method. It is sent once.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Vec<u8>, Wrong> {
        let mut url = self.url.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let headers = match self.credentials.headers(Default::default()).await {
            Ok(CacheableResource::New { data, entity_tag: _ }) => data,
            // Nobody said which ones are known already.
            Ok(CacheableResource::NotModified) => Default::default(),
            Err(error) => return Err(Error::authentication(error).into()),
        };
        let is_get = method == Method::GET;
        let request = self.http.request(method, url);
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body),
            // Google insists on a length of whatever is no question.
            None if !is_get => request.header("content-length", "0"),
            None => request,
        };
        let answer = request.headers(headers).send().await.map_err(unsent)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(unsent)?;
        if status.is_success() {
            return Ok(body.into());
        }
        let http = status.as_u16();
        Err(match Status::try_from(&body) {
            Ok(said) => Error::service_with_http_metadata(said, Some(http), Some(headers)),
            Err(_) => Error::http(http, headers, body),
        }
        .into())
    }
}

fn unsent(error: reqwest::Error) -> Wrong {
    // Addresses of proxies may hold passwords.
    let error = error.without_url();
    if error.is_connect() { Error::connect(error) } else { Error::io(error) }.into()
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unmade {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("`endpoint_url` is no URL")]
    Url,
}
