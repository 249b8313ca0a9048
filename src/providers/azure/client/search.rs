//! What the activity log of a subscription says.
//!
//! It keeps ninety days, and is filtered by time and by hardly anything else.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::errors::Wrong;
use super::manager::Manager;
use super::places;
use super::scribe::Written;
use crate::model::Scope;
use crate::providers::azure::calls::ACTIVITY_LOG_LIST;
use crate::providers::live::desk::{Desk, Goes, Page};
use crate::providers::live::office::Office;
use crate::providers::live::visits::Visit;
use crate::providers::live::{Later, LiveError, Reach, Stretch};

/// The version of the API.
const VERSION: &str = "2015-04-01";
/// How many days it keeps.
const DAYS: i64 = 90;

/// A page of records as they are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listing<'a> {
    #[serde(borrow)]
    value: Option<Vec<&'a RawValue>>,
    next_link: Option<String>,
}

/// Searches the logs of every subscription of which something is wanted.
pub(super) fn search(stretch: Stretch) -> Later<Result<BTreeMap<Scope, Reach>, LiveError>> {
    let (wanted, visitor) =
        stretch.visitor(|visit, office, stretch| Box::pin(listed(visit, office, stretch)));
    Box::pin(places::visit(wanted, visitor))
}

async fn listed(visit: Visit<Arc<Manager>>, office: Arc<Office>, stretch: Arc<Stretch>) -> Reach {
    let Visit { scope, place, with: manager } = visit;
    let desk = Desk::new(&office, &scope, &place);
    let since = stretch.from(&scope, DAYS);
    let page = |link: Option<String>| {
        let request = match &link {
            Some(link) => manager.next(link),
            None => Ok(Written::get(first(&manager, &place, &stretch, since))),
        };
        let manager = &manager;
        async move { records(&manager.send(request?).await?) }
    };
    let taker = |records: Vec<String>| (stretch.taker)(&scope, &records);
    let coverage = desk.each_page(ACTIVITY_LOG_LIST, page, Goes::To(&taker)).await;
    Reach { since, coverage }
}

/// Where the first page is.
fn first(
    manager: &Manager,
    subscription: &str,
    stretch: &Stretch,
    since: jiff::Timestamp,
) -> reqwest::Url {
    let path = [
        "subscriptions",
        subscription,
        "providers",
        "Microsoft.Insights",
        "eventtypes",
        "management",
        "values",
    ];
    let mut url = manager.address(&path, VERSION);
    let until = stretch.until;
    let wanted = format!("eventTimestamp ge '{since}' and eventTimestamp le '{until}'");
    url.query_pairs_mut().append_pair("$filter", &wanted);
    url
}

/// The records of a page, and what leads to the next.
fn records(json: &[u8]) -> Result<Page<String>, Wrong> {
    let Listing { value, next_link } = serde_json::from_slice(json)?;
    let records = value.ok_or(Wrong::Without("value"))?;
    Ok(Page { items: records.iter().map(|one| one.get().to_owned()).collect(), more: next_link })
}
