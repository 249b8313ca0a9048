//! A snapshot on its way from one side of a comparison to the other.
//!
//! When several things change at once, the effect of each is what it does after those before it: a prefix
//! list that grew and a group that now names it are two changes, and together they open what opened. A view begins
//! as the later snapshot with every change undone, and takes the changes in one by one. What did not change is always the later
//! side's, so that what one side merely failed to read is no difference.

use std::collections::{BTreeMap, BTreeSet};

use super::assumptions::Assumptions;
use super::coverage::Status;
use super::identity::{Identity, ResourceId};
use super::kind::Kind;
use super::resource::Resource;
use super::scope::Scope;
use super::snapshot::Snapshot;

/// The later snapshot without some of the changes. Resources have the later side's names.
#[derive(Clone, Debug)]
pub struct View<'a> {
    after: &'a Snapshot,
    /// What changed and did not happen yet, as it was; nothing for what was not there.
    pending: BTreeMap<ResourceId, Option<&'a Resource>>,
    /// What changed and did happen, as it was.
    past: BTreeMap<ResourceId, Option<&'a Resource>>,
    assumptions: Assumptions,
}

impl<'a> View<'a> {
    /// A snapshot as it is.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot) -> Self {
        Self::before(snapshot, BTreeMap::new())
    }

    /// A snapshot with these resources as they were.
    #[must_use]
    pub fn before(
        after: &'a Snapshot,
        changed: BTreeMap<ResourceId, Option<&'a Resource>>,
    ) -> Self {
        let assumptions = Assumptions::default();
        Self { after, pending: changed, past: BTreeMap::new(), assumptions }
    }

    /// The same, with what documentation leaves open read like this.
    #[must_use]
    pub const fn under(mut self, assumptions: Assumptions) -> Self {
        self.assumptions = assumptions;
        self
    }

    /// How what documentation leaves open is read.
    #[must_use]
    pub const fn assumptions(&self) -> Assumptions {
        self.assumptions
    }

    /// Lets the change of a resource happen.
    pub fn apply(&mut self, id: &ResourceId) {
        if let Some((id, resource)) = self.pending.remove_entry(id) {
            self.past.insert(id, resource);
        }
    }

    /// One resource, as it is by now.
    #[must_use]
    pub fn get(&self, id: &ResourceId) -> Option<&'a Resource> {
        self.pending.get(id).copied().unwrap_or_else(|| self.after.get(id))
    }

    /// One resource, as it was in the beginning.
    #[must_use]
    pub fn earlier(&self, id: &ResourceId) -> Option<&'a Resource> {
        self.past.get(id).copied().unwrap_or_else(|| self.get(id))
    }

    /// One resource, as it will be in the end.
    #[must_use]
    pub fn later(&self, id: &ResourceId) -> Option<&'a Resource> {
        self.after.get(id)
    }

    /// How well a kind was read, at last.
    #[must_use]
    pub fn status(&self, scope: &Scope, kind: &Kind) -> Status {
        self.after.scopes.get(scope).map_or(Status::Skipped, |reading| reading.status(kind))
    }

    /// Every version of every resource of a kind, in all scopes: as it was, and as it will be.
    pub fn versions(&self, kind: &Kind) -> impl Iterator<Item = (ResourceId, &'a Resource)> {
        let earlier = self
            .pending
            .iter()
            .filter(move |(id, _)| id.kind == *kind)
            .filter_map(|(id, resource)| Some((id.clone(), (*resource)?)));
        let later = self.after.scopes.iter().flat_map(move |(scope, reading)| {
            let found = reading.kinds.get(kind).into_iter().flat_map(|found| &found.resources);
            found.map(move |(identity, resource)| {
                let (scope, identity) = (scope.clone(), identity.clone());
                (ResourceId { scope, kind: kind.clone(), identity }, resource)
            })
        });
        earlier.chain(later)
    }

    /// Every resource of a kind, in all scopes, as it is by now.
    pub fn resources<'v>(
        &'v self,
        kind: &'v Kind,
    ) -> impl Iterator<Item = (&'v Scope, &'v Identity, &'a Resource)> {
        let pending: BTreeMap<_, _> = self
            .pending
            .iter()
            .filter(|(id, _)| id.kind == *kind)
            .map(|(id, resource)| ((&id.scope, &id.identity), *resource))
            .collect();
        let waiting: BTreeSet<_> = pending.keys().copied().collect();
        let earlier = pending
            .into_iter()
            .filter_map(|((scope, identity), resource)| Some((scope, identity, resource?)));
        let later = self.after.scopes.iter().flat_map(move |(scope, reading)| {
            let found = reading.kinds.get(kind).into_iter().flat_map(|found| &found.resources);
            found.map(move |(identity, resource)| (scope, identity, resource))
        });
        let later =
            later.filter(move |(scope, identity, _)| !waiting.contains(&(*scope, *identity)));
        earlier.chain(later)
    }

    /// The scopes that were read.
    pub fn scopes(&self) -> impl Iterator<Item = &'a Scope> {
        self.after.scopes.keys()
    }
}
