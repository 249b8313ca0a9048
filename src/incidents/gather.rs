//! Parts → groups of parts that belong together.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::part::{Part, is_same};
use crate::model::{Actor, ResourceId};

/// How long after the part before a part still belongs to it, in hours.
const WINDOW: i64 = 24;

/// Parts that belong together, as places in the list of all parts.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) actor: Option<Arc<Actor>>,
    /// With the time at which this actor did it, where that is known.
    pub(super) parts: Vec<(usize, Option<Timestamp>)>,
}

impl Group {
    fn holds(&self, part: usize) -> bool {
        self.parts.iter().any(|(held, _)| *held == part)
    }

    /// Everything that its parts meet, those aside that are about nothing but a log or an agent. Of what is gone that watched only what was
    /// opened is asked.
    fn meets(&self, asks: &Part<'_>, parts: &[Part<'_>]) -> BTreeSet<ResourceId> {
        let held = self.parts.iter().filter_map(|(part, _)| parts.get(*part));
        let held = held.filter(|part| part.opens || !(part.blinds || asks.blinds));
        held.flat_map(|part| part.meets.iter().cloned()).collect()
    }
}

pub(super) fn groups(parts: &[Part<'_>]) -> Vec<Group> {
    let mut groups = by_actor(parts);
    // What opens something finds its place before what watched it.
    let nobodys = |blinds: bool| {
        let has_none = move |(_, part): &(usize, &Part<'_>)| {
            part.deeds.is_empty() && !part.is_attempt && part.blinds == blinds
        };
        parts.iter().enumerate().filter(has_none)
    };
    for (at, part) in nobodys(false).chain(nobodys(true)) {
        match nearest(&groups, part, parts).and_then(|found| groups.get_mut(found)) {
            Some(group) => group.parts.push((at, None)),
            None => groups.push(Group { actor: None, parts: vec![(at, None)] }),
        }
    }
    let tells = |group: &Group| {
        let is_alone = group.parts.len() < 2;
        let has_change =
            group.parts.iter().any(|(part, _)| parts.get(*part).is_some_and(|one| !one.is_attempt));
        has_change && (group.actor.is_some() || !is_alone)
    };
    groups.retain(tells);
    for group in &mut groups {
        group.parts.sort_by_key(|(part, time)| (time.is_none(), *time, *part));
    }
    groups.sort_by_key(|group| group.parts.iter().map(|(part, _)| *part).min());
    groups
}

/// The group on whose path a part lies: nothing where none does, or where two lie as near.
fn nearest(groups: &[Group], part: &Part<'_>, parts: &[Part<'_>]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut is_tied = false;
    for (at, group) in groups.iter().enumerate() {
        let shared = part.shares(&group.meets(part, parts));
        match best {
            _ if shared == 0 => {}
            Some((_, most)) if shared < most => {}
            Some((_, most)) if shared == most => is_tied = true,
            _ => (best, is_tied) = (Some((at, shared)), false),
        }
    }
    best.filter(|_| !is_tied).map(|(at, _)| at)
}

/// What each actor did, cut wherever nothing was done for longer than the window.
fn by_actor(parts: &[Part<'_>]) -> Vec<Group> {
    let mut deeds: Vec<(&Arc<Actor>, Timestamp, usize)> = parts
        .iter()
        .enumerate()
        .flat_map(|(at, part)| part.deeds.iter().map(move |(actor, time)| (actor, *time, at)))
        .collect();
    deeds.sort_by_key(|(_, time, at)| (*time, *at));
    let mut groups: Vec<Group> = Vec::new();
    for (actor, time, at) in deeds {
        let belongs = |group: &Group| {
            let last = group.parts.iter().filter_map(|(_, time)| *time).max();
            group.actor.as_deref().is_some_and(|other| is_same(other, actor))
                && last.is_some_and(|last| {
                    time.duration_since(last) <= SignedDuration::from_hours(WINDOW)
                })
        };
        match groups.iter_mut().rev().find(|group| belongs(group)) {
            Some(group) if group.holds(at) => {}
            Some(group) => group.parts.push((at, Some(time))),
            None => {
                let actor = Some(Arc::clone(actor));
                groups.push(Group { actor, parts: vec![(at, Some(time))] });
            }
        }
    }
    groups
}
