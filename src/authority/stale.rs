//! Grants and waivers that ended while they are needed, and waivers that nobody needs.

use std::collections::BTreeSet;

use super::judge::Light;
use super::moment::Standing;
use super::{Grant, Papers, Waiver};
use crate::model::{Finding, Kind, Matter, Scope, Snapshot, Stale, Subject, Verdict};

/// What of the later side was looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The later side.
    pub after: &'a Snapshot,
    /// What could not be compared.
    pub incomplete: &'a BTreeSet<(Scope, Option<Kind>)>,
}

impl Seen<'_> {
    /// Whether all of a scope was compared, so that what was not found there is not there.
    fn is_whole(&self, scope: &Scope) -> bool {
        self.after.scopes.contains_key(scope)
            && !self.incomplete.iter().any(|(other, _)| other == scope)
    }
}

/// What is the matter with the papers, after the verdicts.
#[must_use]
pub fn stale(
    findings: &[Finding],
    papers: &Papers,
    light: &Light<'_>,
    seen: &Seen<'_>,
) -> Vec<Subject> {
    let Papers { grants, waivers } = papers;
    let mut found = Vec::new();
    for finding in findings {
        let nearest = grants.iter().flatten().find_map(|grant| expired(finding, grant, light));
        found.extend(nearest);
    }
    for waiver in waivers.iter().flatten() {
        found.extend(of_waiver(waiver, findings, light, seen));
    }
    found.into_iter().map(Subject::Paper).collect()
}

/// That a grant would approve a finding and has ended.
fn expired(finding: &Finding, grant: &Grant, light: &Light<'_>) -> Option<Stale> {
    let Subject::Change(change) = &finding.subject else { return None };
    let nearest = finding.authority.as_ref()?.nearest.as_ref()?;
    let outside = &finding.authority.as_ref()?.outside;
    let is_it = *nearest == grant.paper && outside.is_empty();
    let ended = grant.valid.at(light.now) == Standing::Expired;
    (is_it && ended && finding.verdict == Verdict::Unauthorized).then(|| Stale {
        scope: change.id.scope.clone(),
        paper: grant.paper.clone(),
        matter: Matter::GrantExpired {
            finding: finding.id.clone(),
            title: finding.title.clone(),
            resource: (change.id.clone(), change.name.clone()),
        },
    })
}

fn of_waiver(
    waiver: &Waiver,
    findings: &[Finding],
    light: &Light<'_>,
    seen: &Seen<'_>,
) -> Option<Stale> {
    let matter = match findings.iter().find(|finding| waiver.means(finding)) {
        Some(finding) if waiver.at(light.now) == Standing::Expired => {
            Matter::WaiverExpired { finding: finding.id.clone(), title: finding.title.clone() }
        }
        Some(_) => return None,
        None if seen.is_whole(&waiver.scope) => {
            Matter::WaiverUnused { finding: waiver.finding.clone(), code: waiver.code.clone() }
        }
        None => return None,
    };
    Some(Stale { scope: waiver.scope.clone(), paper: waiver.paper.clone(), matter })
}
