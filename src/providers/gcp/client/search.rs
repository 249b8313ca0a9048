//! What Google's audit logs say, by `entries.list`.
//!
//! Asked for are the logs that have what somebody changed or was refused. Those of what was only read (`data_access`), which say who lent a credential too, are
//! many times as long, need a permission of their own and are left to files.

use std::collections::BTreeMap;
use std::sync::Arc;

use reqwest::Method;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::connect::Google;
use super::errors::Wrong;
use super::places;
use crate::model::Scope;
use crate::providers::gcp::calls::LOGGING_READ;
use crate::providers::gcp::kinds;
use crate::providers::live::desk::{Desk, Goes, Page};
use crate::providers::live::office::Office;
use crate::providers::live::visits::Visit;
use crate::providers::live::{Later, LiveError, Reach, Stretch};

/// How many days the log of what administrators did is kept, whatever is configured.
const DAYS: i64 = 400;
/// What is given at once at most.
const MANY: u32 = 1000;
/// Which logs are asked for.
const LOGS: [&str; 3] = ["activity", "system_event", "policy"];

/// What is asked for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    resource_names: [&'a str; 1],
    filter: &'a str,
    page_size: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_token: Option<&'a str>,
}

/// A page of entries as they are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    entries: Option<Vec<Box<RawValue>>>,
    next_page_token: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

/// Searches the logs of everything of which something is wanted.
pub(super) fn search(stretch: Stretch) -> Later<Result<BTreeMap<Scope, Reach>, LiveError>> {
    let (wanted, visitor) =
        stretch.visitor(|visit, office, stretch| Box::pin(listed(visit, office, stretch)));
    Box::pin(places::visit(wanted, visitor))
}

async fn listed(visit: Visit<Arc<Google>>, office: Arc<Office>, stretch: Arc<Stretch>) -> Reach {
    let Visit { scope, place, with: google } = visit;
    let desk = Desk::new(&office, &scope, &place);
    let since = stretch.from(&scope, DAYS);
    let of =
        if kinds::is_above_projects(&scope) { place.clone() } else { format!("projects/{place}") };
    let logs: Vec<String> =
        LOGS.iter().map(|log| format!("log_id(\"cloudaudit.googleapis.com/{log}\")")).collect();
    let until = stretch.until;
    let filter =
        format!("({}) AND timestamp>=\"{since}\" AND timestamp<=\"{until}\"", logs.join(" OR "));
    let page = |token: Option<String>| {
        let asked = Asked {
            resource_names: [&of],
            filter: &filter,
            page_size: MANY,
            page_token: token.as_deref(),
        };
        let body = serde_json::to_string(&asked);
        let google = &google;
        async move {
            let api = google.sinks.api();
            let body = Some(body?);
            let answer = api.call(Method::POST, &["v2", "entries:list"], &[], body);
            entries(&answer.await?)
        }
    };
    let taker = |records: Vec<String>| (stretch.taker)(&scope, &records);
    let coverage = desk.each_page(LOGGING_READ, page, Goes::To(&taker)).await;
    Reach { since, coverage }
}

/// The entries of a page, and what leads to the next. Google leaves out a list in which there is nothing.
fn entries(json: &[u8]) -> Result<Page<String>, Wrong> {
    let Listing { entries, next_page_token, others } = serde_json::from_slice(json)?;
    if entries.is_none() && !others.is_empty() {
        return Err(Wrong::Without("entries"));
    }
    let entries = entries.unwrap_or_default();
    Ok(Page {
        items: entries.iter().map(|one| one.get().to_owned()).collect(),
        more: next_page_token,
    })
}
