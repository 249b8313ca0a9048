//! Findings → verdicts: which of them somebody had approved, and by what.
//!
//! One grant approves a change or none does. Two that approve half of it each were two decisions, with two owners, two ends and two sets
//! of conditions, and nobody ever looked at the whole; so their envelopes are not added up, and the report says which one
//! comes nearest and what it leaves.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::cover;
use super::grant::{Grant, Known};
use super::moment::Standing;
use super::parts::Parts;
use super::waiver::Waiver;
use crate::compare::{self, Pairing};
use crate::model::{
    Authority, Change, Evidence, Finding, Flow, Outside, Paper, ResourceId, Scope, Snapshot,
    Subject, Transient, Verdict,
};
use crate::providers::kind_spec;

/// What a verdict is made in the light of.
#[derive(Clone, Copy, Debug)]
pub struct Light<'a> {
    /// What was approved.
    pub before: &'a Snapshot,
    /// Which scopes were held against each other.
    pub pairing: &'a Pairing,
    /// The clock.
    pub now: Timestamp,
}

impl Light<'_> {
    /// What is known of a resource on the approved side; nothing of one that is not there.
    pub(super) fn known(&self, id: &ResourceId) -> Known {
        let scope = self.pairing.earlier(&id.scope).clone();
        let Some(resource) = self.before.get(&ResourceId { scope, ..id.clone() }) else {
            return Known::default();
        };
        let name = compare::name_of(kind_spec(&id.kind), resource);
        let mut tags = BTreeMap::new();
        for document in [&resource.durable, &resource.context] {
            let Ok(tree) = document.value() else { continue };
            for key in ["labels", "tags"] {
                let pairs = tree.get(key).and_then(|pairs| pairs.as_object());
                let pairs = pairs.into_iter().flatten();
                tags.extend(
                    pairs
                        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))),
                );
            }
        }
        Known { name, tags }
    }

    /// When the baseline of a scope was approved.
    fn approved_at(&self, scope: &Scope) -> Option<Timestamp> {
        let reading = self.before.scopes.get(self.pairing.earlier(scope))?;
        Some(reading.approval.as_ref()?.at)
    }
}

/// What a grant says of a change that it is about.
struct Opinion<'a> {
    grant: &'a Grant,
    outside: Outside,
    /// Why it may not approve it, whatever it covers.
    obstacle: Option<String>,
}

/// Gives a finding the verdict of the grants that are about its scope.
pub(super) fn by_grants(finding: &mut Finding, grants: &[&Grant], light: &Light<'_>) {
    let Some(asked) = Asked::of(finding, light) else { return };
    let (verdict, authority) = of_change(&asked, grants, light);
    finding.verdict = verdict;
    finding.authority = Some(Box::new(authority));
}

/// Gives a finding that nobody approved the verdict of the waivers.
pub(super) fn by_waivers(finding: &mut Finding, waivers: &[Waiver], light: &Light<'_>) {
    if finding.verdict != Verdict::Unauthorized || matches!(finding.subject, Subject::Paper(_)) {
        return;
    }
    for waiver in waivers {
        if !waiver.means(finding) {
            continue;
        }
        let Paper { id, owner, reason, until, file } = &waiver.paper;
        let back = set_back(waiver.recorded, finding.subject.scope(), light);
        let obstacle = back.or_else(|| match waiver.at(light.now) {
            Standing::Valid | Standing::Early => None,
            Standing::Expired => Some(format!("it ended on {until}")),
        });
        let authority = finding.authority.get_or_insert_default();
        if let Some(why) = obstacle {
            authority.because.push(format!("waiver {id} names it and does not count: {why}"));
            continue;
        }
        authority.because.push(format!(
            "waiver {id} of {owner}, approved by {}, waives it until {until}: {reason} ({file})",
            waiver.approver
        ));
        authority.waiver = Some(waiver.paper.clone());
        finding.verdict = Verdict::Waived;
        return;
    }
}

/// What grants are asked about: a difference, and when it was there.
pub(super) struct Asked<'a> {
    pub(super) change: &'a Change,
    pub(super) parts: Parts<'a>,
    /// The events that explain it.
    evidence: &'a [Evidence],
    /// When a grant has to be valid: now, or as long as it lasted.
    moments: Vec<Timestamp>,
}

impl<'a> Asked<'a> {
    /// Nothing where a finding is about no difference.
    pub(super) fn of(finding: &'a Finding, light: &Light<'_>) -> Option<Self> {
        let evidence = &finding.who.evidence;
        match &finding.subject {
            Subject::Change(change) => {
                Some(Self { change, parts: Parts::of(change), evidence, moments: vec![light.now] })
            }
            Subject::Transient(transient) => {
                let Transient { change, spells, evidence: _, unsure } = &**transient;
                let mut parts = Parts::of(change);
                parts.unknown = parts.unknown.or(unsure.as_deref());
                let moments = spells.iter().flat_map(|spell| [spell.from, spell.until]).collect();
                Some(Self { change, parts, evidence, moments })
            }
            Subject::Gap { .. }
            | Subject::Unapproved { .. }
            | Subject::State(_)
            | Subject::Attempt(_)
            | Subject::Paper(_) => None,
        }
    }
}

fn of_change(asked: &Asked<'_>, grants: &[&Grant], light: &Light<'_>) -> (Verdict, Authority) {
    let Asked { change, parts, .. } = asked;
    let mut authority = Authority::default();
    let known = light.known(&change.id);
    let about: Vec<&Grant> =
        grants.iter().copied().filter(|grant| grant.at.names(&change.id, &known)).collect();
    if about.is_empty() || (parts.is_empty() && parts.unknown.is_none()) {
        return (Verdict::Unauthorized, authority);
    }
    if let Some(why) = parts.unknown {
        authority
            .because
            .push(format!("what it did is not known, so no grant can approve it: {why}"));
        return (Verdict::Unauthorized, authority);
    }
    let mut nearest: Option<Opinion<'_>> = None;
    for grant in about {
        let outside = outside(grant, asked);
        let obstacle = obstacle(grant, asked, light);
        if outside.is_empty() && obstacle.is_none() {
            authority.because.push(approval(&grant.paper));
            authority.grant = Some(grant.paper.clone());
            return (Verdict::Authorized, authority);
        }
        let opinion = Opinion { grant, outside, obstacle };
        if covers_any(&opinion.outside, parts)
            && nearest.as_ref().is_none_or(|other| weight(&opinion) < weight(other))
        {
            nearest = Some(opinion);
        }
    }
    if let Some(Opinion { grant, outside, obstacle }) = nearest {
        let id = &grant.paper.id;
        let says = if outside.is_empty() { "covers it" } else { "covers a part of it" };
        if let Some(why) = obstacle {
            authority.because.push(format!("grant {id} {says} and does not count: {why}"));
        } else {
            authority
                .because
                .push(format!("grant {id} {says}, and no grant covers the rest with it"));
        }
        authority.nearest = Some(grant.paper.clone());
        authority.outside = outside;
    }
    (Verdict::Unauthorized, authority)
}

/// The nearer of two: the one that leaves less, of these the one that counts, of these the first.
fn weight(opinion: &Opinion<'_>) -> (usize, bool) {
    (opinion.outside.count(), opinion.obstacle.is_some())
}

fn approval(paper: &Paper) -> String {
    let Paper { id, owner, reason, until, file } = paper;
    format!("grant {id} of {owner} approves it until {until}: {reason} ({file})")
}

/// What of a change a grant does not speak of.
pub(super) fn outside(grant: &Grant, asked: &Asked<'_>) -> Outside {
    let Asked { change, parts, .. } = asked;
    let fields = parts
        .fields
        .iter()
        .filter(|field| !grant.changes.iter().any(|table| table.names(change.action, field)));
    Outside {
        opened: cover::outside(&parts.opened, &grant.opens),
        closed: cover::outside(&parts.closed, &grant.closes),
        fields: fields.map(|field| field.path.clone()).collect(),
    }
}

/// Whether a grant speaks of anything of a change at all.
pub(super) fn covers_any(outside: &Outside, parts: &Parts<'_>) -> bool {
    let Outside { opened, closed, fields } = outside;
    let rest = |left: &[Flow], all: &[&Flow]| all.iter().all(|flow| left.contains(flow));
    !(rest(opened, &parts.opened)
        && rest(closed, &parts.closed)
        && fields.len() == parts.fields.len())
}

/// Why a grant may not approve a change, whatever it covers.
pub(super) fn obstacle(grant: &Grant, asked: &Asked<'_>, light: &Light<'_>) -> Option<String> {
    let Asked { change, evidence, moments, parts: _ } = asked;
    if let Some(why) = set_back(grant.recorded, &change.id.scope, light) {
        return Some(why);
    }
    let ended = || format!("it ended on {}", grant.valid.end());
    let early = || {
        let from = grant.valid.from.map(|from| grant.valid.named(from)).unwrap_or_default();
        format!("it is valid from {from}")
    };
    moments
        .iter()
        .find_map(|&moment| match grant.valid.at(moment) {
            Standing::Valid => None,
            Standing::Early => Some(early()),
            Standing::Expired => Some(ended()),
        })
        .or_else(|| grant.when.unmet(change, evidence))
}

/// That the clock shows an earlier time than one that has been.
fn set_back(recorded: Option<Timestamp>, scope: &Scope, light: &Light<'_>) -> Option<String> {
    let now = light.now;
    let later = |at: Option<Timestamp>| at.filter(|at| now < *at);
    if let Some(recorded) = later(recorded) {
        return Some(format!(
            "it was written at {recorded}, and the clock shows {now}: it was set back"
        ));
    }
    let approved = later(light.approved_at(scope))?;
    Some(format!(
        "the baseline was approved at {approved}, and the clock shows {now}: it was set back"
    ))
}
