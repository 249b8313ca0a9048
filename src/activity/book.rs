//! What was read of all logs: events in order of time, each once, and which stretches of which scopes they cover.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Activity, Actor, Kind, Outcome, Provider, Scope, same_event};

/// Everything that was read of the logs that were named.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// What happened, in order of time; what was delivered more than once is here once.
    pub events: Vec<Arc<Activity>>,
    /// Which scopes which logs speak of, and when.
    pub searched: Vec<Searched>,
    /// Who was lent which credential.
    lent: Loans,
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
    /// Whether the provider itself was asked, so that it ends where records may still be on their way.
    pub is_live: bool,
    /// What of it could not be read, in words.
    pub gaps: Vec<String>,
}

/// Credentials, by their public ids, and who was lent each. Of sessions there are more than of anything else in a log, so that as little as
/// can be is kept of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Loans {
    by_credential: BTreeMap<Box<str>, Loan>,
    actors: BTreeSet<Arc<Actor>>,
}

/// That somebody was lent a credential.
#[derive(Clone, Debug)]
struct Loan {
    time: Timestamp,
    actor: Arc<Actor>,
}

impl Loans {
    /// Notes what an event lent. A service that assumes a role for itself leads to nobody.
    pub(super) fn note(&mut self, event: &Activity) {
        let (Some(credential), Outcome::Done) = (&event.lends, &event.outcome) else { return };
        if event.actor.is_service {
            return;
        }
        let actor = match self.actors.get(&event.actor) {
            Some(actor) => Arc::clone(actor),
            None => {
                self.actors.insert(Arc::clone(&event.actor));
                Arc::clone(&event.actor)
            }
        };
        self.add(credential.clone(), Loan { time: event.time, actor });
    }

    /// Nobody is lent the same credential twice: of two records the earlier is the event, and the other its copy.
    fn add(&mut self, credential: Box<str>, loan: Loan) {
        match self.by_credential.get_mut(&credential) {
            Some(known) if (known.time, &known.actor) <= (loan.time, &loan.actor) => {}
            Some(known) => *known = loan,
            None => {
                self.by_credential.insert(credential, loan);
            }
        }
    }

    /// Takes in what was lent in other files.
    pub(super) fn absorb(&mut self, other: Self) {
        for (credential, Loan { time, actor }) in other.by_credential {
            let actor = self.actors.get(&actor).map_or(actor, Arc::clone);
            self.actors.insert(Arc::clone(&actor));
            self.add(credential, Loan { time, actor });
        }
    }
}

impl Book {
    /// Puts in order what was read.
    #[must_use]
    pub fn new(events: Vec<Activity>, searched: Vec<Searched>) -> Self {
        Self::with_loans(events, Loans::default(), searched)
    }

    /// The same, with what was lent told apart.
    pub(super) fn with_loans(
        mut events: Vec<Activity>,
        mut lent: Loans,
        searched: Vec<Searched>,
    ) -> Self {
        // What has the same id is the same event, told more than once.
        let mut told: BTreeMap<(&'static str, Box<str>), Vec<Activity>> = BTreeMap::new();
        for event in std::mem::take(&mut events) {
            told.entry((event.log, event.event.clone())).or_default().push(event);
        }
        events.extend(told.into_values().filter_map(same_event));
        events.sort_by(order);
        events.iter().for_each(|event| lent.note(event));
        events.retain(|event| !event.deeds.is_empty());
        let events = events.into_iter().map(Arc::new).collect();
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
            let Some((credential, loan)) = self.lent.by_credential.get_key_value(credential) else {
                break;
            };
            // Nothing is lent after it was used.
            if !seen.insert(credential) || loan.time > time {
                break;
            }
            way.insert(0, actor.name.clone());
            time = loan.time;
            actor = Arc::clone(&loan.actor);
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
