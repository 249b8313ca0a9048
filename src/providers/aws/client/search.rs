//! What CloudTrail says, by `LookupEvents`.
//!
//! It may be asked twice a second of an account in a region, fifty events at a time, the newest first, and keeps ninety days. So it is asked for calls
//! alone that change something: which of those that only read lent a credential is in the files of a trail, and not here. A stretch with more events
//! than there is time for is a gap.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::{MissedTickBehavior, interval};

use super::places::Place;
use super::visits;
use crate::model::{Coverage, Scope, Status};
use crate::providers::aws::calls::LOOKUP_EVENTS;
use crate::providers::live::desk::{Desk, Goes, Page};
use crate::providers::live::office::Office;
use crate::providers::live::visits::Visit;
use crate::providers::live::{Later, LiveError, Reach, Stretch};

/// How many days CloudTrail keeps what it can be asked for.
const DAYS: i64 = 90;
/// What it gives at once at most.
const FIFTY: i32 = 50;
/// How long it wants to be left alone: "limited to two per second, per account, per Region".
const TURN: Duration = Duration::from_millis(500);

/// Searches the logs of every region of which something is wanted.
pub(super) fn search(stretch: Stretch) -> Later<Result<BTreeMap<Scope, Reach>, LiveError>> {
    let (wanted, visitor) =
        stretch.visitor(|visit, office, stretch| Box::pin(looked_up(visit, office, stretch)));
    Box::pin(visits::visit(wanted, visitor))
}

async fn looked_up(visit: Visit<Place>, office: Arc<Office>, stretch: Arc<Stretch>) -> Reach {
    let Visit { scope, place: region, with: Place { account } } = visit;
    let desk = Desk::new(&office, &scope, &region).for_a_client_that_repeats();
    let trail = account.clients(&desk).trail;
    let since = stretch.from(&scope, DAYS);
    let changes = LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::ReadOnly)
        .attribute_value("false")
        .build();
    let changes = match changes {
        Ok(changes) => changes,
        Err(error) => {
            let reason = format!("{}: {error}", LOOKUP_EVENTS.0);
            return Reach { since, coverage: Coverage::unread(Status::Failed, &reason) };
        }
    };
    let turns = Mutex::new({
        let mut turns = interval(TURN);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        turns
    });
    let page = |token: Option<String>| {
        let request = trail
            .lookup_events()
            .lookup_attributes(changes.clone())
            .start_time(at(since))
            .end_time(at(stretch.until))
            .max_results(FIFTY)
            .set_next_token(token);
        let turns = &turns;
        async move {
            turns.lock().await.tick().await;
            request.send().await.map(|answer| {
                let events = answer.events.unwrap_or_default().into_iter();
                // One without its record is one that can't be read, and is told so by who reads it.
                let items = events.map(|event| event.cloud_trail_event.unwrap_or_default());
                Page { items: items.collect(), more: answer.next_token }
            })
        }
    };
    let taker = |records: Vec<String>| (stretch.taker)(&scope, &records);
    let coverage = desk.each_page(LOOKUP_EVENTS, page, Goes::To(&taker)).await;
    Reach { since, coverage }
}

fn at(time: Timestamp) -> DateTime {
    DateTime::from_secs(time.as_second())
}
