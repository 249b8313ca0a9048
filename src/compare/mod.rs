//! Two snapshots → what differs, and what can't be known to differ.
//!
//! The comparison walks both sides: what only the earlier side has, what only the later side has,
//! and what both have. A resource that is missing on the later side was removed only if its kind
//! was fully read there; otherwise it is unknown, and the kind is a gap. A resource that is missing on the earlier side
//! was added only if its kind was fully read there; otherwise nobody ever approved the kind.
//!
//! Equal documents are equal text, so the common case costs one comparison of bytes. Only when the
//! text differs are the fields compared as trees (`fields`), each in the way that its kind
//! declares.

mod elements;
mod fields;
mod pairing;
mod settings;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Bears, Change, Class, Identity, Kind, KindSpec, Lacks, Reading, Resource, ResourceId,
    Scope, ScopeReading, Snapshot, Status, Subject,
};
use crate::providers::kind_spec;

use fields::Differences;
pub use pairing::{Pairing, PairingError};
pub use settings::settings;

/// What came out of holding two snapshots against each other.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Differences and gaps, by scope, kind and identity of the later side.
    pub subjects: Vec<Subject>,
    /// Kinds that could not be compared although they are in scope, or held on the earlier side. Named by the
    /// later side's scopes.
    pub incomplete: BTreeSet<(Scope, Option<Kind>)>,
}

/// Compares two snapshots, scope by scope as paired.
#[must_use]
pub fn compare(before: &Snapshot, after: &Snapshot, pairing: &Pairing) -> Comparison {
    let mut comparison = Comparison::default();
    for (scope, earlier) in pairing.rows(before, after) {
        match (earlier.and_then(|name| before.scopes.get(name)), after.scopes.get(&scope)) {
            (Some(earlier), Some(later)) => comparison.scope(&scope, earlier, later),
            (Some(earlier), None) => comparison.vanished(&scope, earlier),
            // Nobody approved that there is nothing, and nobody looked: such as a region that is not in use.
            (None, Some(later)) if is_skipped(later) => {}
            (None, Some(later)) => {
                comparison.unapproved(&scope, None, count(later));
                // What nobody approved is worth looking at, and this of it can't be seen.
                let gaps = later.kinds.iter().filter(|(_, one)| one.coverage.status.is_gap());
                let gaps = gaps.map(|(kind, _)| (scope.clone(), Some(kind.clone())));
                comparison.incomplete.extend(gaps);
            }
            (None, None) => {}
        }
    }
    comparison
}

/// Whether nobody tried to read anything of a scope.
fn is_skipped(scope: &ScopeReading) -> bool {
    !scope.kinds.is_empty()
        && scope.unrecognised.is_empty()
        && scope.kinds.values().all(|reading| reading.coverage.status == Status::Skipped)
}

fn count(scope: &ScopeReading) -> usize {
    scope.kinds.values().map(|reading| reading.resources.len()).sum()
}

impl Comparison {
    fn unapproved(&mut self, scope: &Scope, kind: Option<&Kind>, found: usize) {
        self.incomplete.insert((scope.clone(), kind.cloned()));
        self.subjects.push(Subject::Unapproved {
            scope: scope.clone(),
            kind: kind.cloned(),
            found,
        });
    }

    /// A scope that nobody read: everything in it is unknown, and that is one thing to tell.
    fn vanished(&mut self, scope: &Scope, before: &ScopeReading) {
        self.incomplete.insert((scope.clone(), None));
        let known = before.kinds.iter().filter(|(_, reading)| !reading.resources.is_empty());
        self.incomplete.extend(known.map(|(kind, _)| (scope.clone(), Some(kind.clone()))));
        let held = count(before);
        self.subjects.push(Subject::Gap {
            scope: scope.clone(),
            kind: None,
            held,
            lacks: Lacks::Answers,
        });
    }

    fn scope(&mut self, scope: &Scope, before: &ScopeReading, after: &ScopeReading) {
        let kinds: BTreeSet<&Kind> = before.kinds.keys().chain(after.kinds.keys()).collect();
        for kind in kinds {
            self.kind(scope, kind, before.kinds.get(kind), after.kinds.get(kind));
        }
    }

    fn kind(
        &mut self,
        scope: &Scope,
        kind: &Kind,
        before: Option<&Reading>,
        after: Option<&Reading>,
    ) {
        let status = |reading: Option<&Reading>| {
            reading.map_or(Status::Skipped, |reading| reading.coverage.status)
        };
        let (was, is) = (status(before), status(after));
        let nothing = BTreeMap::new();
        let old = before.map_or(&nothing, |reading| &reading.resources);
        let new = after.map_or(&nothing, |reading| &reading.resources);

        let held = old.len();
        if is.is_gap() || (is == Status::Skipped && held > 0) {
            self.incomplete.insert((scope.clone(), Some(kind.clone())));
            if was.proves_absence() || held > 0 {
                let (scope, kind) = (scope.clone(), Some(kind.clone()));
                self.subjects.push(Subject::Gap { scope, kind, held, lacks: Lacks::Answers });
            }
        }
        // Of a difference of two sources, either side may be unread. (A baseline never is: a gap is not accepted.)
        if was.is_gap() {
            self.incomplete.insert((scope.clone(), Some(kind.clone())));
        }
        let unknown = new.keys().filter(|identity| !old.contains_key(*identity)).count();
        if !was.proves_absence() && unknown > 0 {
            self.unapproved(scope, Some(kind), unknown);
        }

        let spec = kind_spec(kind);
        let id = |identity: &Identity| ResourceId {
            scope: scope.clone(),
            kind: kind.clone(),
            identity: identity.clone(),
        };
        let inventory = spec.and_then(|spec| spec.comes_and_goes);
        let mut unsealed = 0;
        let identities: BTreeSet<&Identity> = old.keys().chain(new.keys()).collect();
        for identity in identities {
            let change = match (old.get(identity), new.get(identity)) {
                (Some(old), Some(new)) => {
                    let (change, is_unsealed) = modified(spec, id(identity), old, new);
                    unsealed += usize::from(is_unsealed);
                    change
                }
                (Some(old), None) if is.proves_absence() && inventory.is_none() => {
                    Some(one_sided(spec, id(identity), old, Action::Removed))
                }
                (None, Some(new)) if was.proves_absence() && inventory.is_none() => {
                    Some(one_sided(spec, id(identity), new, Action::Added))
                }
                (None, Some(new)) if was.proves_absence() => inventory
                    .and_then(|inventory| shape::unapproved(inventory, new, old.values()))
                    .map(|fields| {
                        Change::new(id(identity), name_of(spec, new), Action::Added, fields)
                    }),
                _ => None,
            };
            self.subjects.extend(change.map(Subject::Change));
        }
        if unsealed > 0 {
            self.incomplete.insert((scope.clone(), Some(kind.clone())));
            let (scope, kind) = (scope.clone(), Some(kind.clone()));
            self.subjects.push(Subject::Gap { scope, kind, held: unsealed, lacks: Lacks::Key });
        }
    }
}

/// Whether something in a resource was sealed with a key that its later version lacks, so that nobody can tell what became of it.
#[must_use]
pub fn lacks_key(kind: &Kind, old: &Resource, new: &Resource) -> bool {
    all_differences(kind_spec(kind), old, new).unsealed
}

/// What differs between two states of one resource; nothing when nothing does that is compared.
#[must_use]
pub fn difference(
    id: &ResourceId,
    old: Option<&Resource>,
    new: Option<&Resource>,
) -> Option<Change> {
    let spec = kind_spec(&id.kind);
    match (old, new) {
        (Some(old), Some(new)) => modified(spec, id.clone(), old, new).0,
        (Some(old), None) => Some(one_sided(spec, id.clone(), old, Action::Removed)),
        (None, Some(new)) => Some(one_sided(spec, id.clone(), new, Action::Added)),
        (None, None) => None,
    }
}

/// The difference of a resource that both sides have; nothing when only its layout or its inventory differs. And whether
/// something in it was sealed with a key that the later side does not have.
fn modified(
    spec: Option<&KindSpec>,
    id: ResourceId,
    old: &Resource,
    new: &Resource,
) -> (Option<Change>, bool) {
    let Differences { found: mut changed, unsealed } = all_differences(spec, old, new);
    // Inventory, such as how many pods there are, is recorded for what it explains and is never a difference.
    changed.retain(|field| field.class == Class::Durable || field.bears > Bears::Metadata);
    changed.sort_by(|a, b| a.path.cmp(&b.path));
    let change = (!changed.is_empty())
        .then(|| Change::new(id, name_of(spec, new), Action::Modified, changed));
    (change, unsealed)
}

/// Every field that differs, of either class.
fn all_differences(spec: Option<&KindSpec>, old: &Resource, new: &Resource) -> Differences {
    let Resource { durable: old_durable, context: old_context } = old;
    let Resource { durable: new_durable, context: new_context } = new;
    let mut all = Differences::default();
    for (class, old, new) in
        [(Class::Durable, old_durable, new_durable), (Class::Context, old_context, new_context)]
    {
        if old != new {
            let sides = (old.value().ok(), new.value().ok());
            let Differences { found, unsealed } =
                fields::differences(spec, class, sides.0.as_ref(), sides.1.as_ref());
            all.found.extend(found);
            all.unsealed |= unsealed;
        }
    }
    all
}

/// A resource that came or went: all its durable fields.
fn one_sided(
    spec: Option<&KindSpec>,
    id: ResourceId,
    resource: &Resource,
    action: Action,
) -> Change {
    let Resource { durable, context: _ } = resource;
    let tree = durable.value().ok();
    let differences = match action {
        Action::Removed => fields::differences(spec, Class::Durable, tree.as_ref(), None),
        Action::Added | Action::Modified => {
            fields::differences(spec, Class::Durable, None, tree.as_ref())
        }
    };
    Change::new(id, name_of(spec, resource), action, differences.found)
}

/// What people call a resource, by the first of its kind's naming fields that it has.
#[must_use]
pub fn name_of(spec: Option<&KindSpec>, resource: &Resource) -> Option<String> {
    let spec = spec?;
    if spec.named_by.is_empty() {
        return None;
    }
    let tree = resource.durable.value().ok()?;
    spec.named_by.iter().find_map(|path| {
        let found = path.split('.').try_fold(&tree, |node, key| node.get(key))?;
        found.as_str().filter(|name| !name.is_empty()).map(str::to_owned)
    })
}

#[cfg(test)]
mod tests;
