//! Several records of one event → the event.
//!
//! A call that takes a while is logged when it begins and again when it has ended. The record that says how it ended hardly ever says what it was, and what was sent may be in
//! another record than what was answered. Of each thing the record counts that says most of it; order of delivery decides nothing.

use super::activity::{Activity, Done, Outcome};

/// What the records of one event say together; nothing without any.
#[must_use]
pub fn same_event(mut records: Vec<Activity>) -> Option<Activity> {
    let has_ended = |one: &Activity| one.outcome != Outcome::Open;
    records.sort_by(|a, b| {
        let key = |one: &Activity| (one.time, has_ended(one), says(one));
        key(a).cmp(&key(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
    let time = records.first()?.time;
    let ended = records.iter().rposition(has_ended);
    let says_most = (0..records.len())
        .max_by_key(|at| records.get(*at).map(|one| (says(one), has_ended(one), one.time)))?;
    let deeds = records.get(says_most)?.deeds.clone();
    let source = records.iter().find_map(|one| one.source.clone());
    let lends = records.iter().rev().find_map(|one| one.lends.clone());
    // Whoever is proved is the one; some records name nobody.
    let proved = records.iter().find(|one| !one.actor.principals.is_empty());
    let actor = proved.map(|one| one.actor.clone());
    let counts = records.into_iter().nth(ended.unwrap_or(says_most))?;
    let actor = actor.unwrap_or_else(|| counts.actor.clone());
    Some(Activity { time, deeds, source: counts.source.clone().or(source), lends, actor, ..counts })
}

/// How much a record says of what was done.
fn says(activity: &Activity) -> u8 {
    let deeds = activity.deeds.iter().map(|deed| match &deed.act {
        Done::Became { .. } => 5,
        Done::Set(_) => 4,
        Done::Came | Done::Went => 3,
        Done::Touched(fields) if !fields.is_empty() => 2,
        Done::Touched(_) => 1,
    });
    deeds.max().unwrap_or(0)
}
