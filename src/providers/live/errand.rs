//! Changes: what a provider's client is sent to make, and what came of it.
//!
//! Plain types, as all that stands between the client and whoever sends it. An errand is one edit and nothing else; whether it may be made was
//! asked before, by somebody who knows of more than one.

use super::Wanted;
use crate::model::{Edit, Script};

/// One edit that is to be made, or rehearsed.
#[derive(Clone, Debug)]
pub struct Errand {
    /// What becomes of what.
    pub edit: Edit,
    /// How it is made, as it was printed. A client whose calls are not those of the vendor's tool makes them of the edit.
    pub script: Script,
    /// Whether it is made or only rehearsed.
    pub way: Way,
    /// With which settings. The scope of the edit is the only one.
    pub wanted: Wanted,
    /// The credentials that are there for changes, by the name that the provider has for such (a profile, a context); without it, those of
    /// the scan.
    pub profile: Option<String>,
}

/// What is done with an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The provider is asked whether it would do it.
    Rehearse,
    /// It is made.
    Make,
}

/// What came of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub came: Came,
    /// How many calls that change something were made before it ended, the last included when it was.
    pub made: usize,
    /// With whose credentials, where the provider says so.
    pub who: Option<String>,
}

/// How an errand ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// Of a rehearsal: the provider would do it, or has no rehearsal for it.
    Allowed,
    /// It was made. When a provider answers a rehearsal so, it took it for the performance.
    Made,
    /// The provider said no, and did nothing with the call that it said no to.
    Refused {
        /// What sort of no.
        refusal: Refused,
        /// In words: the call, the place, what it means.
        words: String,
    },
    /// Nobody knows whether the last call was made; why, in words. It must not be sent again before somebody looked.
    Unsaid(String),
}

/// What sort of no a provider said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The credentials may not.
    Denied,
    /// It was too much at once, each time that it was asked.
    Throttled,
    /// It is no longer what the edit was made for.
    Changed,
    /// Anything else.
    Failed,
}

impl Report {
    /// One that ended before any call.
    #[must_use]
    pub const fn before_any(came: Came) -> Self {
        Self { came, made: 0, who: None }
    }
}
