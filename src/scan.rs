//! The story of driftwall, from top to bottom: two snapshots → changes → effects → findings → who did it → verdicts →
//! incidents → remedies → how it ended.
//!
//! Everything is a comparison of two snapshots: `scan` holds a baseline against what is there now,
//! `diff` any two sources. Collecting them happened before; from here on nothing is read, so the same
//! two snapshots always end the same way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::activity::{Account, Book, Times};
use crate::authority::{self, Light, Papers, Seen};
use crate::compare::{self, Comparison, Pairing, PairingError};
use crate::effects;
use crate::findings::{self, Found, Overrides};
use crate::model::{
    Assumptions, FindingId, Incident, Kind, Remedy, Scope, Severity, Snapshot, Subject, Verdict,
};
use crate::sources::terraform::Terraform;
use crate::{incidents, remedy};

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Scopes to be held against each other under different names.
    pub map: Vec<(Scope, Scope)>,
    /// What the user changed about the rules.
    pub overrides: Overrides,
    /// What counts as drift.
    pub fails_on: FailsOn,
    /// How what is not documented is read.
    pub assumptions: Assumptions,
    /// Whether the earlier side is what somebody approved: then it is said how what differs is put back, and where it says nothing a
    /// few states are told.
    pub approved: bool,
    /// What may approve what is found.
    pub papers: Papers,
    /// The clock.
    pub now: Timestamp,
    /// What Terraform keeps and declares of what may be found.
    pub terraform: Terraform,
    /// What the audit logs say.
    pub book: Book,
    /// When what they say was done.
    pub times: Times,
    /// Whether an incomplete comparison may end as a complete one.
    pub allow_incomplete: bool,
}

/// What counts as drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailsOn {
    /// An unauthorized finding of this severity or a higher one.
    Severity(Severity),
    /// Any difference in a durable field.
    AnyDifference,
    /// Traffic that opened or closed, or may have: a change whose effect is not known counts.
    Traffic,
}

/// How a comparison ended. Each ending has an exit code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Something is different that nobody approved.
    Drift,
    /// Something in scope could not be compared.
    Incomplete,
    /// There was nothing to compare.
    NothingInScope,
    /// Everything was read and nothing was found.
    Clean,
}

/// A finished comparison.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The earlier side.
    pub before: Snapshot,
    /// The later side.
    pub after: Snapshot,
    /// Which scopes were held against each other.
    pub pairing: Pairing,
    /// What was found.
    pub found: Found,
    /// Which of what was found belongs together, the worst first.
    pub incidents: Vec<Incident>,
    /// How what was found is put back.
    pub remedies: BTreeMap<FindingId, Remedy>,
    /// What could not be compared.
    pub incomplete: BTreeSet<(Scope, Option<Kind>)>,
    /// How it ended.
    pub ending: Ending,
}

/// Holds two snapshots, in which only what is in scope is left, against each other.
///
/// # Errors
/// [`PairingError`] when the user asked for a pair of scopes that can't be made.
pub fn scan(before: Snapshot, after: Snapshot, wishes: &Wishes) -> Result<Outcome, PairingError> {
    let pairing = Pairing::new(&before, &after, &wishes.map)?;
    let Comparison { subjects, incomplete } = compare::compare(&before, &after, &pairing);
    let subjects = effects::compute(subjects, &before, &after, &pairing, wishes.assumptions);
    let durable = subjects.iter().any(is_durable);
    let traffic = subjects.iter().any(may_change_traffic);
    let subjects = if wishes.approved {
        findings::expectations::beside(subjects, &after, wishes.assumptions)
    } else {
        subjects
    };
    let (book, times) = (&wishes.book, wishes.times);
    let account = Account { before: &before, after: &after, pairing: &pairing, book, times };
    let mut subjects = subjects;
    subjects.extend(account.in_between(wishes.assumptions));
    let mut found = findings::find(subjects, &wishes.overrides);
    account.attribute(&mut found.findings);
    if wishes.approved {
        let light = Light { before: &before, pairing: &pairing, now: wishes.now };
        authority::judge(&mut found.findings, &wishes.papers, &light);
        let seen = Seen { after: &after, incomplete: &incomplete };
        let stale = authority::stale(&found.findings, &wishes.papers, &light, &seen);
        found.join(findings::find(stale, &wishes.overrides));
    }
    let incidents = incidents::gather(&found.findings);
    let remedies = if wishes.approved {
        remedy::find(
            &found.findings,
            &before,
            &after,
            &pairing,
            wishes.assumptions,
            &wishes.terraform,
        )
    } else {
        BTreeMap::new()
    };

    let drift = match wishes.fails_on {
        FailsOn::AnyDifference => durable,
        FailsOn::Traffic => traffic,
        FailsOn::Severity(threshold) => found.findings.iter().any(|finding| {
            finding.verdict == Verdict::Unauthorized
                && finding.severity >= threshold
                // What is said about the scan itself is never drift.
                && !matches!(
                    finding.subject,
                    Subject::Gap { .. } | Subject::Unapproved { .. } | Subject::Paper(_)
                )
        }),
    };
    let ending = if drift {
        Ending::Drift
    } else if !incomplete.is_empty() && !wishes.allow_incomplete {
        Ending::Incomplete
    } else if !before.was_read() && !after.was_read() {
        Ending::NothingInScope
    } else {
        Ending::Clean
    };
    Ok(Outcome { before, after, pairing, found, incidents, remedies, incomplete, ending })
}

fn is_durable(subject: &Subject) -> bool {
    match subject {
        Subject::Change(change) => change.is_durable(),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Transient(_)
        | Subject::Attempt(_)
        | Subject::Paper(_) => false,
    }
}

fn may_change_traffic(subject: &Subject) -> bool {
    match subject {
        Subject::Change(change) => effects::may_change_traffic(change),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Transient(_)
        | Subject::Attempt(_)
        | Subject::Paper(_) => false,
    }
}
