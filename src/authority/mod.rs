//! Was it allowed? Findings → verdicts, by evidence that whoever made the change could not make.
//!
//! A **grant** is a file that somebody approved before: which resources, and an envelope of what may open, close or change there, with an owner, a
//! reason and an end. A change is authorized when all that it did lies inside the envelope of one valid grant ([`judge()`]).
//!
//! # What always holds
//!
//! - Only a grant authorises. Who did it, from where and with which tool are conditions that a grant may ask for; none of them approves anything.
//! - An envelope covers what it says and nothing else. Ingress never covers egress, one port not the next, an address not its neighbour; whether all lies
//!   inside is decided by [`crate::traffic`] on sets of packets (`cover`), and what lies outside is told as boxes.
//! - What can't be judged is not authorized: an effect that is unknown, a kind that was not read whole.
//! - What a grant is about is told by what was approved: by identities, by tags and names in the baseline. What the one who changed it could
//!   write (a tag, a name) opens nothing (`grant`).
//! - A grant ends. Days are inside whole, in the grant's own zone (`moment`); a clock that shows an earlier time than when the grant was written, or than when the
//!   baseline was approved, was set back, and then nothing is authorized.
//! - A **waiver** approves nothing: what it names is still different, and is counted. It names one finding by its content, so that the next thing that
//!   goes wrong with the same resource is told.
//! - A file that can't be understood is an error with its line and ends the run (`folder`). It is never passed over.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `grant`, `envelope` | the keys of a grant as types, and what they mean |
//! | `conditions` | who has to have done it, and when |
//! | `terms`, `paper_id`, `pattern`, `wild`, `moment`, `several` | values that parse: words of an envelope, patterns, dates with zones, lists |
//! | `folder` | folders of such files |
//! | `waiver` | findings that are not to be told, until a date |
//! | `propose` | a finding → the grant that approves it and nothing else |
//! | `review` | what each grant covers now |
//! | `stale` | grants and waivers that ended, and waivers that waive nothing |
//! | `parts`, `cover`, `judge` | what a change consists of, what of it an envelope covers, and the verdict |

mod conditions;
mod cover;
mod envelope;
mod folder;
mod grant;
mod judge;
mod moment;
mod paper_id;
mod parts;
mod pattern;
mod propose;
mod review;
mod several;
mod stale;
mod terms;
#[cfg(test)]
mod tests;
mod waiver;
mod wild;

pub use conditions::{ClockText, DayText, WhenTable, WindowError, WindowTable};
pub use envelope::{Approved, BoxTable, FieldsTable};
pub use folder::{Folder, PaperError};
pub use grant::{Grant, GrantFile, Known, ValidTable, WhereTable};
pub use judge::Light;
pub use moment::{Moment, MomentError, Standing, Validity, Zone, ZoneError};
pub use paper_id::{PaperId, PaperIdError};
pub use pattern::{
    ActorPattern, FieldPattern, KindPattern, PatternError, ResourcePattern, ScopePattern,
    TicketPattern, ValuePattern,
};
pub use propose::{Details, NoProposal, proposal};
pub use review::{About, Review, review};
pub use several::Several;
pub use stale::{Seen, stale};
pub use terms::{ActionText, BoxError, EndText, IcmpText, PortsText, ProtocolsText, Way};
pub use waiver::{
    Expiry, FindingText, FindingTextError, ScopeText, Waiver, WaiverDetails, WaiverFile,
    waiver_text,
};

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::model::{Finding, Paper, Scope};
use crate::written::FileError;

/// Everything that may decide about a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// The grants, by their ids; nothing where none are kept.
    pub grants: Option<Vec<Grant>>,
    /// The waivers, by their ids; nothing where none are kept, or none are asked.
    pub waivers: Option<Vec<Waiver>>,
}

impl Papers {
    /// Reads the grants of a folder.
    ///
    /// # Errors
    /// Everything that is wrong with any of them; never empty.
    pub fn read_grants(&mut self, folder: Folder<'_>) -> Result<(), Vec<PaperError>> {
        self.grants = all(folder, "grants", Grant::read, |grant| &grant.paper)?;
        Ok(())
    }

    /// Reads the waivers of a folder.
    ///
    /// # Errors
    /// Everything that is wrong with any of them; never empty.
    pub fn read_waivers(&mut self, folder: Folder<'_>) -> Result<(), Vec<PaperError>> {
        self.waivers = all(folder, "waivers", Waiver::read, |waiver| &waiver.paper)?;
        Ok(())
    }
}

/// Every paper of a folder, by its id.
fn all<T>(
    folder: Folder<'_>,
    what: &'static str,
    read: impl Fn(&Utf8Path, &str) -> Result<T, Vec<FileError>>,
    paper: impl Fn(&T) -> &Paper,
) -> Result<Option<Vec<T>>, Vec<PaperError>> {
    let Some(files) = folder::files(folder, what)? else { return Ok(None) };
    let (mut found, mut errors): (Vec<T>, Vec<PaperError>) = (Vec::new(), Vec::new());
    for folder::Written { path, text } in files {
        match read(&path, &text) {
            Ok(one) => found.push(one),
            Err(wrong) => errors.extend(wrong.into_iter().map(PaperError::File)),
        }
    }
    let key = |one: &T| (paper(one).id.clone(), paper(one).file.clone());
    found.sort_by_key(key);
    for pair in found.windows(2) {
        let [one, other] = pair else { continue };
        let (one, other) = (paper(one), paper(other));
        if one.id == other.id {
            errors.push(PaperError::Twice {
                path: other.file.clone().into(),
                id: one.id.clone(),
                other: one.file.clone(),
            });
        }
    }
    if errors.is_empty() { Ok(Some(found)) } else { Err(errors) }
}

/// Gives each finding its verdict.
pub fn judge(findings: &mut [Finding], papers: &Papers, light: &Light<'_>) {
    let Papers { grants, waivers } = papers;
    // Which grants are about a scope is asked once.
    let mut near: BTreeMap<Scope, Vec<&Grant>> = BTreeMap::new();
    for finding in findings {
        if let Some(grants) = grants {
            let scope = finding.subject.scope();
            if !near.contains_key(scope) {
                let about = grants.iter().filter(|grant| grant.at.is_in(scope)).collect();
                near.insert(scope.clone(), about);
            }
            let grants = near.get(scope).map_or(&[][..], Vec::as_slice);
            judge::by_grants(finding, grants, light);
        }
        if let Some(waivers) = waivers {
            judge::by_waivers(finding, waivers, light);
        }
    }
}

/// The JSON Schema of a waiver, as it is kept in `docs/schema/waiver.json`.
#[must_use]
pub fn waiver_schema() -> serde_json::Value {
    crate::written::schema::<WaiverFile>()
}

/// The JSON Schema of a grant, as it is kept in `docs/schema/grant.json`.
#[must_use]
pub fn grant_schema() -> serde_json::Value {
    crate::written::schema::<GrantFile>()
}
