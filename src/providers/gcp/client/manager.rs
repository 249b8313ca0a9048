//! The Resource Manager: what a project belongs to, and what there is below a folder or an organisation.
//!
//! Google publishes no crate of its version 1, which alone tells all that is above a project with a permission on the project
//! itself. So these few calls are made here, with the credentials and the errors of the others.

use std::collections::BTreeMap;

use google_cloud_auth::credentials::{CacheableResource, Credentials};
use google_cloud_gax::error::Error;
use google_cloud_gax::error::rpc::Status;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::errors::Wrong;
use crate::providers::live::desk::Page;

const HOME: &str = "https://cloudresourcemanager.googleapis.com";
/// What it gives at once at most.
const MANY: &str = "300";

/// Who asks it.
#[derive(Debug)]
pub(super) struct Manager {
    http: Client,
    credentials: Credentials,
    url: Url,
}

/// A project, or a folder.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Child {
    /// `projects/<number>`, `folders/<number>`
    pub(super) name: String,
    pub(super) project_id: Option<String>,
    pub(super) state: Option<String>,
}

/// A page of children. What has no list has no other field than the token either: Google leaves out what is empty.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Children {
    #[serde(alias = "folders")]
    projects: Option<Vec<Child>>,
    next_page_token: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

impl Manager {
    pub(super) fn new(credentials: &Credentials, endpoint: Option<&str>) -> Result<Self, Unmade> {
        let http = Client::builder().redirect(Policy::none()).http1_only().build()?;
        let url = Url::parse(endpoint.unwrap_or(HOME)).map_err(|_| Unmade::Url)?;
        Ok(Self { http, credentials: credentials.clone(), url })
    }

    /// What a project is in, as Google's JSON.
    pub(super) async fn ancestry(&self, project: &str) -> Result<Vec<u8>, Wrong> {
        let path = ["v1", "projects", &format!("{project}:getAncestry")];
        let json = self.send(&path, &[], Some("{}")).await?;
        match serde_json::from_slice::<serde_json::Value>(&json)?.get("ancestor") {
            Some(_) => Ok(json),
            None => Err(Wrong::Without("ancestor")),
        }
    }

    /// The folders right under a folder or an organisation.
    pub(super) async fn folders(
        &self,
        parent: &str,
        token: Option<String>,
    ) -> Result<Page<Child>, Wrong> {
        self.children("folders", Some(parent), token).await
    }

    /// The projects there; or all that the credentials can see.
    pub(super) async fn projects(
        &self,
        parent: Option<&str>,
        token: Option<String>,
    ) -> Result<Page<Child>, Wrong> {
        let what = if parent.is_some() { "projects" } else { "projects:search" };
        self.children(what, parent, token).await
    }

    async fn children(
        &self,
        what: &str,
        parent: Option<&str>,
        token: Option<String>,
    ) -> Result<Page<Child>, Wrong> {
        let mut query = vec![("pageSize", MANY)];
        query.extend(parent.map(|parent| ("parent", parent)));
        query.extend(token.as_deref().map(|token| ("pageToken", token)));
        let json = self.send(&["v3", what], &query, None).await?;
        let Children { projects, next_page_token, others } = serde_json::from_slice(&json)?;
        match projects {
            None if !others.is_empty() => Err(Wrong::Without("projects")),
            found => Ok(Page { items: found.unwrap_or_default(), more: next_page_token }),
        }
    }

    async fn send(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&'static str>,
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
        let request = match body {
            Some(body) => self.http.post(url).header("content-type", "application/json").body(body),
            None => self.http.get(url),
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
