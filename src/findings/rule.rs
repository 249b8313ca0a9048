//! What a rule is.

use super::attack::Attack;
use crate::model::{Severity, Subject};

/// One rule: its code, its text for people, and what it recognises.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Kebab-case, stable: `boundary-changed`.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What has happened when this is reported.
    pub what: &'static str,
    /// Why it matters, and to whom.
    pub why: &'static str,
    /// How to look into it and how to put it back.
    pub how: &'static str,
    /// How to approve it when it was meant.
    pub approve: &'static str,
    /// Its severity unless the change says otherwise.
    pub severity: Severity,
    /// Which techniques of ATT&CK it tells of, or why none.
    pub attack: Attack,
    /// Recognises a subject and says it in one sentence. The first rule of the table that does, tells it.
    pub tell: fn(&Subject) -> Option<Told>,
}

/// What a rule says of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// One sentence, the effect first.
    pub title: String,
    /// A severity of its own, where this one is worse or better than the rule's.
    pub severity: Option<Severity>,
}

impl Told {
    /// A sentence, at the rule's own severity.
    #[must_use]
    pub const fn plainly(title: String) -> Self {
        Self { title, severity: None }
    }

    /// A sentence, at another severity.
    #[must_use]
    pub const fn at(severity: Severity, title: String) -> Self {
        Self { title, severity: Some(severity) }
    }
}
