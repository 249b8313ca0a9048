//! The differences of two field trees, each field in the way its kind declares.
//!
//! A field that is `null` was not read: part of what is known of a resource comes from calls of their own (which ACL a
//! subnet has, whether a trail records), and what such a call would have said is unknown when it was not answered. So a
//! `null` on the later side is no difference, the call's own coverage tells of it; but what is known now and was not read
//! when the earlier side was approved was never approved, and is a difference. A field that is left out is known to have
//! nothing in it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::elements::{self, Pair};
use crate::model::{Bears, Class, FieldChange, FieldPath, KindSpec, Matching};

/// What differs between two trees of one class. Nothing on one side means that the resource came or went: then every field
/// of the other side differs.
pub(super) fn differences(
    spec: Option<&KindSpec>,
    class: Class,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Differences {
    let mut walk = Walk { spec, class, found: Vec::new(), unsealed: false };
    let empty = Map::new();
    let side = |tree: Option<&Value>| tree.and_then(Value::as_object).cloned();
    let (old, new) = (side(before), side(after));
    walk.objects(&Place::root(), old.as_ref().unwrap_or(&empty), new.as_ref().unwrap_or(&empty));
    Differences { found: walk.found, unsealed: walk.unsealed }
}

/// What differs.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub(super) found: Vec<FieldChange>,
    /// Something was sealed with a key that the later side does not have, so that nobody can tell whether it differs.
    pub(super) unsealed: bool,
}

/// A field's path as it is printed, and as its kind declares it.
struct Place {
    path: FieldPath,
    pattern: String,
}

impl Place {
    const fn root() -> Self {
        Self { path: FieldPath::root(), pattern: String::new() }
    }

    fn key(&self, key: &str) -> Self {
        let pattern = if self.pattern.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.pattern)
        };
        Self { path: self.path.key(key), pattern }
    }

    fn element(&self, label: &str) -> Self {
        Self { path: self.path.element(label), pattern: format!("{}[]", self.pattern) }
    }
}

struct Walk<'a> {
    spec: Option<&'a KindSpec>,
    class: Class,
    found: Vec<FieldChange>,
    unsealed: bool,
}

impl Walk<'_> {
    fn bears(&self, pattern: &str) -> Bears {
        // A field that nobody declared might do anything, so it is treated as the worst.
        self.spec.and_then(|spec| spec.field(pattern)).map_or(Bears::Traffic, |field| field.bears)
    }

    fn tell(&mut self, place: &Place, before: Option<&Value>, after: Option<&Value>) {
        self.found.push(FieldChange {
            path: place.path.clone(),
            class: self.class,
            bears: self.bears(&place.pattern),
            before: before.cloned(),
            after: after.cloned(),
        });
    }

    fn objects(&mut self, place: &Place, old: &Map<String, Value>, new: &Map<String, Value>) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            self.values(&place.key(key), old.get(key), new.get(key));
        }
    }

    fn values(&mut self, place: &Place, before: Option<&Value>, after: Option<&Value>) {
        if before == after || after == Some(&Value::Null) {
            return;
        }
        if matching(self.spec, &place.pattern) == Matching::Sealed {
            self.sealed(place, before, after);
            return;
        }
        if let Matching::Seen { key } = matching(self.spec, &place.pattern) {
            self.seen(place, key, before, after);
            return;
        }
        match (before, after) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.objects(place, old, new),
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                self.lists(place, old, new, (before, after));
            }
            // A list that came or went is told element by element, except an empty one: that it is there at all is
            // the difference.
            (Some(Value::Array(old)), None) if !old.is_empty() => {
                self.lists(place, old, &[], (before, after));
            }
            (None, Some(Value::Array(new))) if !new.is_empty() => {
                self.lists(place, &[], new, (before, after));
            }
            _ => self.tell(place, before, after),
        }
    }

    /// What is seen now of something that was seen before, and was not seen of it then.
    fn seen(&mut self, place: &Place, key: &str, before: Option<&Value>, after: Option<&Value>) {
        let list =
            |side: Option<&Value>| side.and_then(Value::as_array).cloned().unwrap_or_default();
        let (old, new) = (list(before), list(after));
        for one in new.iter().filter(|one| !old.contains(one)) {
            let of_key: Vec<&Value> =
                old.iter().filter(|was| was.get(key) == one.get(key)).collect();
            let label = one.get(key).and_then(Value::as_str).unwrap_or_default();
            if let Some(was) = of_key.first() {
                self.tell(&place.element(label), Some(was), Some(one));
            }
        }
    }

    /// What was sealed then and is now. A name that came or went is told where names are.
    fn sealed(&mut self, place: &Place, before: Option<&Value>, after: Option<&Value>) {
        let keys =
            |side: Option<&Value>| side.and_then(Value::as_object).cloned().unwrap_or_default();
        let (old, new) = (keys(before), keys(after));
        let mut both = old.iter().filter_map(|(key, old)| Some((old, new.get(key)?))).peekable();
        self.unsealed |= !old.is_empty() && both.peek().is_none();
        for (old, new) in both {
            let hashes = old.as_object().into_iter().flatten();
            for (what, was) in hashes {
                if let Some(is) = new.get(what).filter(|is| *is != was) {
                    self.tell(&place.element(what), Some(was), Some(is));
                }
            }
        }
    }

    fn lists(
        &mut self,
        place: &Place,
        old: &[Value],
        new: &[Value],
        whole: (Option<&Value>, Option<&Value>),
    ) {
        let how = matching(self.spec, &place.pattern);
        if how == Matching::Whole {
            self.tell(place, whole.0, whole.1);
            return;
        }
        let known = self.found.len();
        let pairs = elements::pairs(how, &notes(self.spec, &place.pattern), old, new);
        let told_apart = !pairs.is_empty();
        for Pair { label, before, after } in pairs {
            let element = place.element(&label);
            match (before, after) {
                (Some(Value::Object(old)), Some(Value::Object(new))) => {
                    self.rule(&element, how, old, new);
                }
                (before, after) => self.tell(&element, before, after),
            }
        }
        // The lists differ, yet no element does: one is empty and the other is not there, or only the order of equal
        // elements or a provider's id moved. The first is a difference, the others are not.
        let presence = whole.0.is_none() || whole.1.is_none();
        if !told_apart && known == self.found.len() && presence {
            self.tell(place, whole.0, whole.1);
        }
    }

    /// One element on both sides: field by field, the provider's id aside.
    fn rule(
        &mut self,
        place: &Place,
        matching: Matching,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) {
        let identity = match matching {
            Matching::Rules { id } => Some(id),
            Matching::Whole
            | Matching::Set
            | Matching::Keyed(_)
            | Matching::Seen { .. }
            | Matching::Sealed => None,
        };
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            if Some(key.as_str()) != identity {
                self.values(&place.key(key), old.get(key), new.get(key));
            }
        }
    }
}

/// How the two versions of a field are held against each other.
pub(super) fn matching(spec: Option<&KindSpec>, pattern: &str) -> Matching {
    // Below a declared list, an undeclared inner list has no way of its own to be matched: only a declaration
    // for exactly this path may say how.
    spec.and_then(|spec| spec.field(pattern))
        .filter(|field| field.path == pattern)
        .map_or(Matching::Whole, |field| field.matching)
}

/// The fields of a list's elements that no packet meets, such as a rule's description.
pub(super) fn notes(spec: Option<&KindSpec>, pattern: &str) -> Vec<&'static str> {
    let fields = spec.map(|spec| spec.fields).unwrap_or_default();
    let quiet = fields
        .iter()
        .filter(|field| field.class != Class::Volatile && field.bears == Bears::Metadata);
    quiet
        .filter_map(|field| field.path.strip_prefix(pattern)?.strip_prefix("[]."))
        .filter(|key| !key.contains(['.', '[']))
        .collect()
}
