//! Which events are about which resource.
//!
//! A log may name a resource by something else than its identity: by a rule's id, by an association's, by a name. Who is meant is looked up on both sides
//! of the comparison, by what is recorded there. A name that means several resources means none of them for certain, and is left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::book::Book;
use super::window::Window;
use crate::compare::Pairing;
use crate::model::{
    Activity, Deed, Identity, Kind, Outcome, Reading, Resource, ResourceId, Scope, Snapshot, Target,
};

/// Events by the resource that they are about, in order of time.
pub(super) struct Index<'a> {
    by_resource: BTreeMap<ResourceId, Vec<(&'a Arc<Activity>, &'a Deed)>>,
}

/// What is compared, and what the index is made for.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) before: &'a Snapshot,
    pub(super) after: &'a Snapshot,
    pub(super) pairing: &'a Pairing,
}

impl<'a> Index<'a> {
    /// What happened and was done. What failed and what was refused changed nothing.
    pub(super) fn of_done(
        book: &'a Book,
        sides: Sides<'_>,
        window: &dyn Fn(&Scope) -> Window,
    ) -> Self {
        Self::of(book, sides, |event, scope| {
            matches!(event.outcome, Outcome::Done | Outcome::Open)
                && window(scope).takes(event.time)
        })
    }

    fn of(book: &'a Book, sides: Sides<'_>, takes: impl Fn(&Activity, &Scope) -> bool) -> Self {
        let mut names = Names { sides, found: BTreeMap::new() };
        let mut by_resource: BTreeMap<ResourceId, Vec<_>> = BTreeMap::new();
        for event in &book.events {
            for deed in &event.deeds {
                let Some(scope) = sides.scope(&deed.scope) else { continue };
                if !takes(event, &scope) {
                    continue;
                }
                for identity in names.identities(&scope, deed) {
                    let (scope, kind) = (scope.clone(), deed.kind.clone());
                    let id = ResourceId { scope, kind, identity };
                    by_resource.entry(id).or_default().push((event, deed));
                }
            }
        }
        Self { by_resource }
    }

    /// The events about a resource, in order of time.
    pub(super) fn about(&self, id: &ResourceId) -> &[(&'a Arc<Activity>, &'a Deed)] {
        self.by_resource.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every resource that an event is about.
    pub(super) fn resources(&self) -> impl Iterator<Item = &ResourceId> {
        self.by_resource.keys()
    }
}

impl<'a> Sides<'a> {
    /// A kind of a scope on both sides.
    fn readings(&self, scope: &Scope, kind: &'a Kind) -> impl Iterator<Item = &'a Reading> {
        let earlier = self.before.scopes.get(self.pairing.earlier(scope));
        let later = self.after.scopes.get(scope);
        [earlier, later].into_iter().flatten().filter_map(move |one| one.kinds.get(kind))
    }

    /// The scope that a log speaks of, as the later side calls it.
    pub(super) fn scope(&self, logged: &Scope) -> Option<Scope> {
        if self.after.scopes.contains_key(logged) {
            return Some(logged.clone());
        }
        let later = self.after.scopes.keys().find(|later| self.pairing.earlier(later) == logged);
        later.or_else(|| self.before.scopes.contains_key(logged).then_some(logged)).cloned()
    }

    pub(super) fn then(&self, id: &ResourceId) -> Option<&'a Resource> {
        let scope = self.pairing.earlier(&id.scope).clone();
        self.before.get(&ResourceId { scope, ..id.clone() })
    }
}

/// Resources by values in them.
type ByValue = BTreeMap<String, Option<Identity>>;

struct Names<'a> {
    sides: Sides<'a>,
    found: BTreeMap<(Scope, Kind, &'static [&'static str]), ByValue>,
}

impl Names<'_> {
    /// Whom an event names.
    fn identities(&mut self, scope: &Scope, deed: &Deed) -> Vec<Identity> {
        match &deed.target {
            Target::Is(identity) => Identity::new(identity.clone()).into_iter().collect(),
            Target::Below(prefix) => {
                let begins = |identity: &&Identity| identity.as_str().starts_with(&**prefix);
                let all: BTreeSet<&Identity> = self
                    .sides
                    .readings(scope, &deed.kind)
                    .flat_map(|reading| reading.resources.keys())
                    .filter(begins)
                    .collect();
                all.into_iter().cloned().collect()
            }
            Target::Has { path, value } => {
                let key = (scope.clone(), deed.kind.clone(), *path);
                let sides = self.sides;
                let values = self
                    .found
                    .entry(key)
                    .or_insert_with(|| by_value(sides, scope, &deed.kind, path));
                values.get(&**value).cloned().flatten().into_iter().collect()
            }
        }
    }
}

fn by_value(sides: Sides<'_>, scope: &Scope, kind: &Kind, path: &[&str]) -> ByValue {
    let mut values = ByValue::new();
    for reading in sides.readings(scope, kind) {
        for (identity, resource) in &reading.resources {
            for tree in [resource.durable.value(), resource.context.value()].iter().flatten() {
                each(tree, path, &mut |value| {
                    let known =
                        values.entry(value.to_owned()).or_insert_with(|| Some(identity.clone()));
                    if known.as_ref().is_some_and(|known| known != identity) {
                        *known = None;
                    }
                });
            }
        }
    }
    values
}

/// Every text at the end of a path, through all elements of lists and, at `*`, through all values of an object.
fn each(tree: &Value, path: &[&str], tell: &mut impl FnMut(&str)) {
    if let Value::Array(list) = tree {
        for one in list {
            each(one, path, tell);
        }
        return;
    }
    match (path.split_first(), tree) {
        (None, Value::String(text)) => tell(text),
        (Some((&"*", rest)), Value::Object(fields)) => {
            for one in fields.values() {
                each(one, rest, tell);
            }
        }
        (Some((key, rest)), Value::Object(fields)) => {
            if let Some(one) = fields.get(*key) {
                each(one, rest, tell);
            }
        }
        _ => {}
    }
}
