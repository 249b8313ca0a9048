//! A finding as a part of an incident: who did it, when, what it opened and what it blinded.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{
    Actor, Attribution, Change, Confidence, Effect, Exposure, Finding, ResourceId, Subject, Verdict,
};

/// Findings that say that a log or an agent is gone, or does less.
pub(super) const BLINDING: &[&str] = &[
    "log-redirected",
    "logging-disabled",
    "logging-narrowed",
    "monitoring-reduced",
    "monitoring-removed",
];

/// A finding that may have a part in an incident.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) finding: &'a Finding,
    /// Who did it, and when: each of them, if several had a part in it. Nobody where that is not known.
    pub(super) deeds: Vec<(Arc<Actor>, Timestamp)>,
    /// Where packets are decided otherwise: endpoints, or the boundary where nobody knows of any.
    pub(super) meets: BTreeSet<ResourceId>,
    /// Whether something passes that did not, if only for a while.
    pub(super) opens: bool,
    /// Whether something that watched is gone or does less.
    pub(super) blinds: bool,
    /// Whether it was refused.
    pub(super) is_attempt: bool,
}

impl<'a> Part<'a> {
    /// Nothing of a finding that somebody approved, or that is about the scan itself.
    pub(super) fn of(finding: &'a Finding) -> Option<Self> {
        if finding.verdict != Verdict::Unauthorized {
            return None;
        }
        let is_attempt = matches!(finding.subject, Subject::Attempt(_));
        let change = finding.subject.difference();
        if change.is_none() && !is_attempt {
            return None;
        }
        let is_transient = matches!(finding.subject, Subject::Transient(_));
        let lost_log = finding.code == "transient-exposure"
            && change.is_some_and(|change| !opens(change) && !unsure(&finding.subject));
        let deeds = match finding.who.attribution {
            Attribution::Attributed => deeds(finding),
            Attribution::Unattributed | Attribution::Unknown => Vec::new(),
        };
        Some(Self {
            finding,
            deeds,
            meets: change.map(meets).unwrap_or_default(),
            opens: change.is_some_and(opens),
            blinds: BLINDING.contains(&finding.code) || (is_transient && lost_log),
            is_attempt,
        })
    }

    /// As how many of the things that another part meets this one meets, or watched. What watches a scope watches all in it.
    pub(super) fn shares(&self, met: &BTreeSet<ResourceId>) -> usize {
        if self.blinds {
            let scope = self.finding.subject.scope();
            return met.iter().filter(|id| id.scope == *scope).count();
        }
        self.meets.intersection(met).count()
    }
}

fn unsure(subject: &Subject) -> bool {
    matches!(subject, Subject::Transient(transient) if transient.unsure.is_some())
}

/// Everyone who had a part in it, with the time of the first event of each.
fn deeds(finding: &Finding) -> Vec<(Arc<Actor>, Timestamp)> {
    let mut deeds: Vec<(Arc<Actor>, Timestamp)> = Vec::new();
    let sure = finding.who.evidence.iter().filter(|one| one.confidence >= Confidence::Medium);
    for one in sure {
        let time = one.activity.time;
        match deeds.iter_mut().find(|(actor, _)| is_same(actor, &one.actor)) {
            Some((_, first)) => *first = time.min(*first),
            None => deeds.push((Arc::clone(&one.actor), time)),
        }
    }
    deeds
}

/// Whether two actors are one. A name alone is not enough, since a caller may choose it; what the provider vouches for is not either, since many may take one role.
pub(super) fn is_same(one: &Actor, other: &Actor) -> bool {
    let vouched = |actor: &Actor| actor.principals.iter().cloned().collect::<BTreeSet<_>>();
    one.name == other.name && vouched(one) == vouched(other)
}

/// Whether a change opened anything, at its boundary or where traffic arrives.
fn opens(change: &Change) -> bool {
    let at_boundary = match &change.effect {
        Some(Effect::Traffic(traffic)) => !traffic.opened.is_empty(),
        Some(Effect::Unknown(_) | Effect::Nowhere) | None => false,
    };
    let arrives = match &change.exposure {
        Some(Exposure::Reach(reach)) => reach.endpoints.iter().any(|one| !one.opened.is_empty()),
        Some(Exposure::Unknown(_)) | None => false,
    };
    at_boundary || arrives
}

fn meets(change: &Change) -> BTreeSet<ResourceId> {
    let mut meets: BTreeSet<ResourceId> = match &change.exposure {
        Some(Exposure::Reach(reach)) => reach.endpoints.iter().map(|one| one.id.clone()).collect(),
        Some(Exposure::Unknown(_)) | None => BTreeSet::new(),
    };
    if meets.is_empty() {
        meets.insert(change.id.clone());
    }
    meets
}
