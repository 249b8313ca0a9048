//! What audit logs say: who did what, when, and whether it worked.
//!
//! One model for the logs of all providers. What an event did is told in the words in which resources are recorded, so that it can be held
//! against a change, and made again in a snapshot. A log says only a part of it: a rule's id without the rule, a name without the
//! content. What it does not say is left out, and never guessed.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::change::Change;
use super::identity::ResourceId;
use super::kind::Kind;
use super::remedy::Setting;
use super::resource::Resource;
use super::scope::Scope;

/// One event of an audit log that bears on something that is compared, or on who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// When the call was made.
    pub time: Timestamp,
    /// The log's own id of it. What has the same id is the same event, however often it was delivered.
    pub event: Box<str>,
    /// Which log: `CloudTrail`.
    pub log: &'static str,
    /// What was called: `ec2:AuthorizeSecurityGroupIngress`, `delete networkpolicies`.
    pub action: Box<str>,
    /// Who called.
    pub actor: Arc<Actor>,
    /// From which address, as it was logged.
    pub source: Option<Arc<str>>,
    /// How it ended.
    pub outcome: Outcome,
    /// What it did to which resources; nothing when it only says who somebody is.
    pub deeds: Vec<Deed>,
    /// The credential that it gave out, by its public id.
    pub lends: Option<Box<str>>,
}

/// Who did something, as far as the log proves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    /// Who, for people: `mallory@example.com`, `role/deploy as mallory@example.com`, `user/ana`, `root`.
    pub name: String,
    /// What the name rests on, and how its owner came in, the last first: `through CloudFormation`, `role/deploy`, `impersonated by admin`.
    pub way: Vec<String>,
    /// Names that the provider vouches for, in full: `arn:aws:iam::111122223333:role/deploy`, `user:alice@example.com`. What a caller
    /// may choose, such as the name of a session or the user agent, is never among them.
    pub principals: Vec<String>,
    /// Groups and roles that the provider vouches for: `system:masters`.
    pub groups: Vec<String>,
    /// The credential that was used, by its public id: `AKIA…`. Whoever has it may not be whom it was given to.
    pub credential: Option<String>,
    /// Whether it is a service of the provider, or a controller, that acts for somebody else.
    pub is_service: bool,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, in the provider's words: who called had no right to it.
    Refused(Box<str>),
    /// It failed for another reason, and nothing was done.
    Failed(Box<str>),
    /// Nobody knows: it had begun, and the log does not say how it ended.
    Open,
}

/// What an event did to one resource, or tried to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Where the resource is.
    pub scope: Scope,
    /// What it is.
    pub kind: Kind,
    /// Which one it is.
    pub target: Target,
    /// What became of it.
    pub act: Done,
}

/// Which resource an event names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// The one with this identity.
    Is(Box<str>),
    /// Every one whose identity begins like this: all of a namespace, `shop/`. Nothing stands for one that the log does not name.
    Below(Box<str>),
    /// The one that has this value in a field, as the log names it by something else than its identity: a rule's id, an association's, a name. The
    /// keys lead to it through objects and through all elements of lists.
    Has {
        /// The keys: `ingress`, `id`.
        path: &'static [&'static str],
        /// The value.
        value: Box<str>,
    },
}

/// What became of a resource, as far as the log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It came into being, or became something else as a whole: as this, where the log has all of it.
    Became {
        /// What it is then, in the form in which it is recorded.
        resource: Box<Resource>,
        /// Whether it was not there before.
        is_new: bool,
    },
    /// It came into being; the log does not say as what.
    Came,
    /// It went.
    Went,
    /// Some of its fields became others. The values are what the log says of them: an object stands for every object that has these fields, and an
    /// element that goes may be named by nothing but its id.
    Set(Vec<Setting>),
    /// Something about it changed, and the log does not say what: in these fields, or nobody knows in which.
    Touched(&'static [&'static str]),
}

/// How surely an event explains a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// It is about the resource, and may have nothing to do with the change.
    Low,
    /// It is about the resource and of the right kind, and the log does not say all of what it did.
    Medium,
    /// It did exactly this.
    High,
}

impl Confidence {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// An event that explains a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The event.
    pub activity: Arc<Activity>,
    /// Who did it: the event's own actor, or, where the log shows who was lent its credential, that one.
    pub actor: Arc<Actor>,
    /// How surely.
    pub confidence: Confidence,
    /// Why not more surely, or what makes it sure, in words that can stand alone.
    pub reason: String,
}

impl Actor {
    /// Somebody of whom nothing is known but a name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.way.is_empty() {
            write!(f, " ({})", self.way.join(", "))?;
        }
        Ok(())
    }
}

impl Outcome {
    /// The word in reports.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Done => "succeeded",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
            Self::Open => "unknown",
        }
    }
}

/// What was so for a while between two snapshots, and shows in neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transient {
    /// What differed meanwhile from what was approved.
    pub change: Change,
    /// When, each time: from its first moment to its last.
    pub spells: Vec<Spell>,
    /// Who made it so, best first: for each time the event that began it.
    pub evidence: Vec<Evidence>,
    /// Why nobody can say what it was, where the log says that something was done and undone, and not what.
    pub unsure: Option<String>,
}

/// A while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spell {
    /// When it began.
    pub from: Timestamp,
    /// When it was over.
    pub until: Timestamp,
}

/// What one actor tried and was refused in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Where.
    pub scope: Scope,
    /// Who tried.
    pub actor: Arc<Actor>,
    /// What, in order of time.
    pub tries: Vec<Arc<Activity>>,
    /// The resources that it was about.
    pub resources: Vec<ResourceId>,
    /// Whether something that records was to be stopped, or to record less.
    pub blinds: bool,
}

impl Transient {
    /// How long it was so in all, in whole seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        let long = |spell: &Spell| spell.until.as_second().saturating_sub(spell.from.as_second());
        self.spells.iter().map(long).sum()
    }
}
