//! Whether anybody had approved it, and what decided that.

use super::change::FieldPath;
use super::effect::Flow;
use super::finding::FindingId;
use super::identity::ResourceId;
use super::scope::Scope;

/// Whether anybody had approved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Nobody had.
    Unauthorized,
    /// It lies inside a valid grant.
    Authorized,
    /// Somebody decided not to be told, until a date.
    Waived,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unauthorized, Self::Authorized, Self::Waived];

    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Authorized => "authorized",
            Self::Waived => "waived",
        }
    }
}

/// What made a verdict: who was asked, and what each said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    /// The grant that approves all of it.
    pub grant: Option<Paper>,
    /// The policy that forbids it, or that demands more than there is.
    pub policy: Option<String>,
    /// The waiver that says not to tell it.
    pub waiver: Option<Paper>,
    /// The grant that approves a part of it, or would approve it and may not.
    pub nearest: Option<Paper>,
    /// What of it that grant does not speak of.
    pub outside: Outside,
    /// Why, in sentences that can stand alone, in the order in which they were found.
    pub because: Vec<String>,
}

/// A grant or a waiver, as it is named in what is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its id.
    pub id: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub reason: String,
    /// Until when it holds, as it is written there.
    pub until: String,
    /// Its file, as its folder was named.
    pub file: String,
}

/// What of a change lies outside of a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Of what opened.
    pub opened: Vec<Flow>,
    /// Of what closed.
    pub closed: Vec<Flow>,
    /// Fields that differ and that it does not name.
    pub fields: Vec<FieldPath>,
}

impl Outside {
    /// Whether all lies inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { opened, closed, fields } = self;
        opened.is_empty() && closed.is_empty() && fields.is_empty()
    }

    /// How many parts lie outside.
    #[must_use]
    pub fn count(&self) -> usize {
        let Self { opened, closed, fields } = self;
        opened.len() + closed.len() + fields.len()
    }
}

/// A grant or a waiver that nobody needs any more, or that is needed and has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Where it is about something.
    pub scope: Scope,
    /// Which one it is.
    pub paper: Paper,
    /// What is the matter with it.
    pub matter: Matter,
}

/// What is the matter with a grant or a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A grant ended, and what it allowed is still there.
    GrantExpired {
        /// The finding that it would approve.
        finding: FindingId,
        /// What that says.
        title: String,
        /// The resource, and what people call it.
        resource: (ResourceId, Option<String>),
    },
    /// A waiver ended, and what it waived is still there.
    WaiverExpired {
        /// The finding.
        finding: FindingId,
        /// What that says.
        title: String,
    },
    /// A waiver waives nothing.
    WaiverUnused {
        /// The finding that is not there.
        finding: String,
        /// Its code.
        code: String,
    },
}
