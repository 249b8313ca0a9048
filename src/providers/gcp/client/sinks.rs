//! Cloud Logging: the sinks of a project, a folder or an organisation.
//!
//! Google's crate of it speaks another protocol, for one list in small pages. So this call is plain.

use std::collections::BTreeMap;

use google_cloud_auth::credentials::Credentials;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::answers::Sheet;
use super::errors::Wrong;
use super::plain::{Plain, Unmade};
use crate::providers::live::desk::Page;

const HOME: &str = "https://logging.googleapis.com";
/// What it gives at once at most.
const MANY: &str = "1000";

/// Who is asked for them.
#[derive(Debug)]
pub(super) struct Sinks {
    api: Plain,
}

/// As much of a page as asking for the next one needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Front {
    sinks: Option<IgnoredAny>,
    next_page_token: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

impl Sinks {
    pub(super) fn new(credentials: &Credentials, endpoint: Option<&str>) -> Result<Self, Unmade> {
        Ok(Self { api: Plain::new(HOME, credentials, endpoint)? })
    }

    /// Who is asked about one of them.
    pub(super) const fn api(&self) -> &Plain {
        &self.api
    }

    /// The sinks of `projects/<id>`, `folders/<id>` or `organizations/<id>`.
    pub(super) async fn list(
        &self,
        parent: &str,
        token: Option<String>,
    ) -> Result<Page<Sheet>, Wrong> {
        let mut query = vec![("pageSize", MANY)];
        query.extend(token.as_deref().map(|token| ("pageToken", token)));
        let (sort, id) = parent.split_once('/').unwrap_or(("projects", parent));
        let json = self.api.send(&["v2", sort, id, "sinks"], &query, None).await?;
        let Front { sinks, next_page_token: more, others } = serde_json::from_slice(&json)?;
        // Nobody can take away the two that Google puts in. Pages that lead on, or that were led to, may be empty.
        let is_all = token.is_none() && more.is_none();
        if sinks.is_none() && (is_all || !others.is_empty()) {
            return Err(Wrong::Without("sinks"));
        }
        Ok(Page { items: vec![Sheet { json, names: Vec::new() }], more })
    }
}
