//! The resources of some scopes at one instant, with what is known about how whole they are.
//!
//! The shape makes the law hold: a resource can only be stored in a [`Reading`], and a reading
//! has its [`Coverage`]. There is no snapshot without coverage.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::coverage::{Coverage, Status};
use super::identity::Identity;
use super::kind::Kind;
use super::resource::Resource;
use super::scope::Scope;

/// One kind in one scope: what was found, and how the finding went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// How it was read.
    pub coverage: Coverage,
    /// What was found.
    pub resources: BTreeMap<Identity, Resource>,
}

impl Reading {
    /// A kind of which nothing was read.
    #[must_use]
    pub const fn unread(coverage: Coverage) -> Self {
        Self { coverage, resources: BTreeMap::new() }
    }
}

/// Who approved a scope's baseline, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Counts the versions of this scope's baseline from 1.
    pub version: u64,
    /// When it was approved.
    pub at: Timestamp,
    /// Who approved it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// One scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeReading {
    /// Its kinds.
    pub kinds: BTreeMap<Kind, Reading>,
    /// What lay beside the kinds and was not understood, such as a file with an unknown name, each with
    /// the reason. Never a gap in a known kind: that belongs in its coverage.
    pub unrecognised: BTreeMap<String, String>,
    /// The approval behind it, when it comes out of a baseline.
    pub approval: Option<Approval>,
}

impl ScopeReading {
    /// The status of a kind; a kind that is not mentioned was skipped.
    #[must_use]
    pub fn status(&self, kind: &Kind) -> Status {
        self.kinds.get(kind).map_or(Status::Skipped, |reading| reading.coverage.status)
    }

    /// The resources of a kind, where it is known that there are no others.
    #[must_use]
    pub fn whole(&self, kind: &Kind) -> Option<&BTreeMap<Identity, Resource>> {
        let reading = self.kinds.get(kind)?;
        reading.coverage.status.proves_absence().then_some(&reading.resources)
    }
}

/// The resources of some scopes, and their coverage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The scopes.
    pub scopes: BTreeMap<Scope, ScopeReading>,
    /// What lay beside the scopes and was not understood, each with the reason.
    pub unrecognised: BTreeMap<String, String>,
}

impl Snapshot {
    /// How many resources there are in all.
    #[must_use]
    pub fn resource_count(&self) -> usize {
        self.scopes
            .values()
            .flat_map(|scope| scope.kinds.values())
            .map(|reading| reading.resources.len())
            .sum()
    }

    /// Whether anything was read at all, even if there was nothing.
    #[must_use]
    pub fn was_read(&self) -> bool {
        let kinds = self.scopes.values().flat_map(|scope| scope.kinds.values());
        kinds.map(|reading| reading.coverage.status).any(|status| status != Status::Skipped)
    }

    /// One resource.
    #[must_use]
    pub fn get(&self, id: &super::ResourceId) -> Option<&Resource> {
        self.scopes.get(&id.scope)?.kinds.get(&id.kind)?.resources.get(&id.identity)
    }
}
