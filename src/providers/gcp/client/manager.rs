//! The Resource Manager: what a project belongs to, and what there is below a folder or an organisation.
//!
//! Google publishes no crate of its version 1, which alone tells all that is above a project with a permission on the project
//! itself. So these few calls are plain.

use std::collections::BTreeMap;

use google_cloud_auth::credentials::Credentials;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::errors::Wrong;
use super::plain::{Plain, Unmade};
use crate::providers::live::desk::Page;

const HOME: &str = "https://cloudresourcemanager.googleapis.com";
/// What it gives at once at most.
const MANY: &str = "300";

/// Who asks it.
#[derive(Debug)]
pub(super) struct Manager {
    api: Plain,
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
        Ok(Self { api: Plain::new(HOME, credentials, endpoint)? })
    }

    /// What a project is in, as Google's JSON.
    pub(super) async fn ancestry(&self, project: &str) -> Result<Vec<u8>, Wrong> {
        let path = ["v1", "projects", &format!("{project}:getAncestry")];
        let json = self.api.send(&path, &[], Some("{}")).await?;
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
        let json = self.api.send(&["v3", what], &query, None).await?;
        let Children { projects, next_page_token, others } = serde_json::from_slice(&json)?;
        match projects {
            None if !others.is_empty() => Err(Wrong::Without("projects")),
            found => Ok(Page { items: found.unwrap_or_default(), more: next_page_token }),
        }
    }
}
