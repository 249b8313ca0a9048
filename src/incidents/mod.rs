//! Which findings belong together, so that whoever is called at night sees one story and not ten lines.
//!
//! Findings by one actor, none of them a day after the one before, are one incident. What nobody is known to have done joins the incident
//! on whose path it lies: the one that opened most of the same endpoints, or most of what a log or an agent watched that is gone. Where two
//! lie as near it stays apart. Two known actors are never one incident, however near their changes are: whoever says that two people worked
//! together has to know it from elsewhere.
//!
//! Only what nobody approved has a part in it. One change by one known actor is an incident; one finding by nobody known, or an attempt
//! alone, is none: the finding says it all.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `part` | a finding → who did it, when, what it opened and what it blinded |
//! | `gather` | parts → incidents |
//! | `words` | an incident → its code and its sentence |

mod gather;
mod part;
#[cfg(test)]
mod tests;
mod words;

use crate::model::{Finding, Incident};

/// A code of incidents: what it is called, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The code.
    pub code: &'static str,
    /// What it says.
    pub what: &'static str,
}

/// Somebody opened something, and what would have recorded it is gone.
pub const BLINDED_AND_OPENED: Sort = Sort {
    code: "blinded-and-opened",
    what: "Traffic was opened, and a log or an agent that watched it is gone or does less. It is as severe as can be, whatever its parts are: what came in meanwhile was not recorded.",
};
/// Several changes by one actor, or one.
pub const BY_ONE_ACTOR: Sort = Sort {
    code: "by-one-actor",
    what: "One actor did all of it, none of it a day after the part before. It is as severe as the worst of its parts.",
};
/// Several changes at the same endpoints by nobody known.
pub const ON_ONE_PATH: Sort = Sort {
    code: "on-one-path",
    what: "Each part meets endpoints that another one meets, and nobody is known to have done it. It is as severe as the worst of its parts.",
};

/// All of them.
pub const SORTS: &[Sort] = &[BLINDED_AND_OPENED, BY_ONE_ACTOR, ON_ONE_PATH];

/// The incidents that findings make, the worst first.
#[must_use]
pub fn gather(findings: &[Finding]) -> Vec<Incident> {
    let parts: Vec<part::Part<'_>> = findings.iter().filter_map(part::Part::of).collect();
    let mut incidents: Vec<Incident> =
        gather::groups(&parts).into_iter().map(|group| words::incident(&group, &parts)).collect();
    // Groups come in the order of their findings, and the sort keeps that.
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.severity));
    incidents
}
