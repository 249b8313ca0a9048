//! What has to become of each field of a resource so that it is what it was: the difference once more, in whole elements and whole
//! values, as whoever puts it back needs it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::elements;
use super::fields::{matching, notes};
use crate::model::{Bears, Class, KindSpec, Matching, Resource, Setting};

/// Everything that leads from one state of a resource to another, as far as a comparison of the two would tell.
#[must_use]
pub fn settings(spec: &KindSpec, now: &Resource, then: &Resource) -> Vec<Setting> {
    let mut walk = Walk { spec, class: Class::Durable, found: Vec::new() };
    walk.documents(now.durable.value().ok(), then.durable.value().ok());
    walk.class = Class::Context;
    walk.documents(now.context.value().ok(), then.context.value().ok());
    walk.found
}

struct Walk<'a> {
    spec: &'a KindSpec,
    class: Class,
    found: Vec<Setting>,
}

impl Walk<'_> {
    fn documents(&mut self, now: Option<Value>, then: Option<Value>) {
        let fields = |tree: Option<Value>| match tree {
            Some(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        self.objects(&[], &fields(now), &fields(then));
    }

    fn objects(&mut self, path: &[&str], now: &Map<String, Value>, then: &Map<String, Value>) {
        let keys: BTreeSet<&String> = now.keys().chain(then.keys()).collect();
        for key in keys {
            let path = [path, &[key.as_str()]].concat();
            self.values(&path, now.get(key), then.get(key));
        }
    }

    fn values(&mut self, path: &[&str], now: Option<&Value>, then: Option<&Value>) {
        // What was not read now is unknown, and is told as a gap.
        if now == then || now == Some(&Value::Null) {
            return;
        }
        let pattern = path.join(".");
        let bears = self.spec.field(&pattern).map_or(Bears::Traffic, |field| field.bears);
        if self.class == Class::Context && bears == Bears::Metadata {
            return;
        }
        let matching = matching(Some(self.spec), &pattern);
        match (matching, now, then) {
            (Matching::Seen { .. } | Matching::Sealed, ..) => self.tell(path, false, now, then),
            (_, Some(Value::Object(now)), Some(Value::Object(then))) => {
                self.objects(path, now, then);
            }
            (Matching::Whole, ..) => self.tell(path, false, now, then),
            (_, Some(Value::Array(now)), Some(Value::Array(then))) => {
                self.lists(path, matching, now, then);
            }
            (_, Some(Value::Array(list)), None) if !list.is_empty() => {
                self.lists(path, matching, list, &[]);
            }
            (_, None, Some(Value::Array(list))) if !list.is_empty() => {
                self.lists(path, matching, &[], list);
            }
            _ => self.tell(path, false, now, then),
        }
    }

    fn lists(&mut self, path: &[&str], matching: Matching, now: &[Value], then: &[Value]) {
        let notes = notes(Some(self.spec), &path.join("."));
        for pair in elements::pairs(matching, &notes, now, then) {
            self.tell(path, true, pair.before, pair.after);
        }
    }

    fn tell(&mut self, path: &[&str], is_element: bool, from: Option<&Value>, to: Option<&Value>) {
        self.found.push(Setting {
            class: self.class,
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            is_element,
            from: from.cloned(),
            to: to.cloned(),
        });
    }
}
