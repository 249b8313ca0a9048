//! What a provider offers for reading its audit logs.
//!
//! A log is a stream of records, each a JSON object. Which format it is, is told by the records themselves. A reader says of each what there is in it: an
//! event that bears on what is compared, or only that something was logged there and then, which is how it is known what a log covers.

use jiff::Timestamp;

use crate::model::{Activity, Kind, Scope};

/// What a provider offers for reading its audit logs.
#[derive(Clone, Copy, Debug)]
pub struct Logs {
    /// What the log is called: `CloudTrail`.
    pub name: &'static str,
    /// The keys of a record of this log: one that has all of a line is one.
    pub marks: &'static [&'static [&'static str]],
    /// The keys of a document under which records lie in a list, where the log comes in such: `Records`.
    pub wrapped_in: &'static [&'static str],
    /// Whether its records name their scope; else it has to be said with the path.
    pub names_its_scope: bool,
    /// How long a record may take to be delivered, in seconds.
    pub delay: i64,
    /// Whether a log of it that says nothing of a kind says nothing about it: what is logged is a matter of configuration.
    pub is_selective: bool,
    /// What the provider itself calls the things of a kind, where its log may not cover them: `daemonsets`.
    pub called: fn(&Kind) -> Option<&'static str>,
    /// Takes one record.
    pub read: fn(&str, Option<&Scope>) -> Result<Record, String>,
}

/// What one record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When.
    pub time: Timestamp,
    /// Where; nothing when it is about no scope that could be read.
    pub scope: Option<Scope>,
    /// What it is about, where that is something that can be compared: the log covers that.
    pub covers: Option<Kind>,
    /// What happened, when it bears on anything.
    pub activity: Option<Activity>,
}
