//! What was read of all logs: events in order of time, each once, and which stretches of which scopes they cover.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Activity, Actor, Kind, Outcome, Provider, Scope};

/// Everything that was read of the logs that were named.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// What happened, in order of time; what was delivered more than once is here once.
    pub events: Vec<Arc<Activity>>,
    /// Which scopes which logs speak of, and when.
    pub searched: Vec<Searched>,
    /// Who was lent which credential, and by which event.
    lent: BTreeMap<Box<str>, Arc<Activity>>,
}

/// How far one log speaks of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// What the log is called: `CloudTrail`.
    pub log: &'static str,
    /// Whose log it is.
    pub provider: Provider,
    /// Where it was read, as it was named.
    pub place: String,
    /// The scope; nothing when no record could be read, so that nobody knows of which it speaks.
    pub scope: Option<Scope>,
    /// When its first and its last record were written; nothing when it has none.
    pub span: Option<(Timestamp, Timestamp)>,
    /// The kinds of which it has records.
    pub kinds: BTreeSet<Kind>,
    /// Whether a kind of which it has no records may be one that it does not log.
    pub is_selective: bool,
    /// What of it could not be read, in words.
    pub gaps: Vec<String>,
}

impl Book {
    /// Puts in order what was read.
    #[must_use]
    pub fn new(mut events: Vec<Activity>, searched: Vec<Searched>) -> Self {
        // Records of one event that was begun and has ended: the one that says how is the one that counts.
        events.sort_by(|a, b| {
            let key = |one: &Activity| (one.log, one.event.clone(), one.outcome == Outcome::Open);
            key(a).cmp(&key(b)).then_with(|| order(a, b))
        });
        events.dedup_by(|later, first| {
            let is_same = later.log == first.log && later.event == first.event;
            if is_same {
                absorb(first, later);
            }
            is_same
        });
        events.sort_by(order);
        let events: Vec<Arc<Activity>> = events.into_iter().map(Arc::new).collect();
        let mut lent = BTreeMap::new();
        for event in &events {
            if let (Some(credential), Outcome::Done) = (&event.lends, &event.outcome) {
                lent.entry(credential.clone()).or_insert_with(|| Arc::clone(event));
            }
        }
        let events = events.into_iter().filter(|event| !event.deeds.is_empty()).collect();
        Self { events, searched, lent }
    }

    /// Whether any log was named at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.searched.is_empty()
    }

    /// Who an event is owed to: its own actor, or whoever was lent the credential that it was done with, as far back as the logs go.
    #[must_use]
    pub fn origin(&self, event: &Activity) -> Arc<Actor> {
        /// More often than a session can be entered out of another one.
        const STEPS: usize = 8;
        let mut actor = Arc::clone(&event.actor);
        let mut way = actor.way.clone();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut time = event.time;
        for _ in 0..STEPS {
            let Some(credential) = actor.credential.as_deref() else { break };
            let Some((credential, lender)) = self.lent.get_key_value(credential) else { break };
            // Nothing is lent after it was used, and a service that assumes a role for itself leads to nobody.
            if !seen.insert(credential) || lender.time > time || lender.actor.is_service {
                break;
            }
            way.insert(0, actor.name.clone());
            time = lender.time;
            actor = Arc::clone(&lender.actor);
        }
        if Arc::ptr_eq(&actor, &event.actor) {
            return actor;
        }
        way.splice(0..0, actor.way.iter().cloned());
        // A role may be what a grant names, and so may the one who entered it: the provider vouches for both.
        let mut principals = actor.principals.clone();
        for one in &event.actor.principals {
            if !principals.contains(one) {
                principals.push(one.clone());
            }
        }
        let mut groups = actor.groups.clone();
        groups.extend(event.actor.groups.iter().filter(|one| !actor.groups.contains(one)).cloned());
        Arc::new(Actor { way, principals, groups, ..(*actor).clone() })
    }
}

/// By time; at one time by the id, so that the order of delivery decides nothing.
fn order(a: &Activity, b: &Activity) -> std::cmp::Ordering {
    a.time.cmp(&b.time).then_with(|| a.event.cmp(&b.event)).then_with(|| a.log.cmp(b.log))
}

/// Two records of one event: what only one of them says is kept.
fn absorb(first: &mut Activity, other: &mut Activity) {
    first.time = first.time.min(other.time);
    if first.deeds.is_empty() {
        first.deeds = std::mem::take(&mut other.deeds);
    }
    if first.source.is_none() {
        first.source = other.source.take();
    }
    if first.actor.principals.is_empty() && !other.actor.principals.is_empty() {
        first.actor = Arc::clone(&other.actor);
    }
    if first.lends.is_none() {
        first.lends = other.lends.take();
    }
}
