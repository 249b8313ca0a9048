//! Actors, addresses and ids of which somebody else chose every text.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::super::v1::{Activity, Spell, Transient};
use super::{text, word};

/// What is known of who did something.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) attribution: String,
    pub(super) reason: Option<String>,
    pub(super) searched: Vec<String>,
    pub(super) activity: Vec<Activity>,
    pub(super) transient: Option<Transient>,
}

pub(super) fn known() -> impl Strategy<Value = Known> {
    let attribution = prop_oneof![word(&["attributed", "unattributed", "unknown"]), text()];
    let transient = (any::<u64>(), any::<i64>(), vec(spell(), 0..5), of(text()))
        .prop_map(|(times, seconds, spells, unsure)| Transient { times, seconds, spells, unsure });
    let lists = (vec(text(), 0..3), vec(activity(), 0..3));
    (attribution, of(text()), lists, of(transient)).prop_map(
        |(attribution, reason, (searched, activity), transient)| Known {
            attribution,
            reason,
            searched,
            activity,
            transient,
        },
    )
}

fn time() -> impl Strategy<Value = jiff::Timestamp> {
    (-1_000_000_000_i64..4_000_000_000)
        .prop_map(|second| jiff::Timestamp::from_second(second).unwrap_or_default())
}

fn spell() -> impl Strategy<Value = Spell> {
    (time(), time()).prop_map(|(from, until)| Spell { from, until })
}

fn activity() -> impl Strategy<Value = Activity> {
    let who = (text(), vec(text(), 0..3), of(text()), of(text()));
    let what = (text(), text(), text(), text());
    (time(), who, what, (text(), text())).prop_map(
        |(
            time,
            (actor, way, source_ip, credential),
            (action, outcome, confidence, reason),
            (event_id, log),
        )| Activity {
            time,
            actor,
            way,
            action,
            source_ip,
            outcome,
            confidence,
            reason,
            credential,
            event_id,
            log,
        },
    )
}
