//! Every field is declared, and every declaration is of a field.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Class, KindSpec, Resource, Scope, ScopeReading, Status};
use crate::providers::{Answer, ProviderEntry, Seal};

/// A dump in which every field that the vendor documents is set.
pub(in crate::providers) struct Documented {
    /// The provider.
    pub(in crate::providers) entry: ProviderEntry,
    /// The scope.
    pub(in crate::providers) scope: &'static str,
    /// The files: a name without `.json`, and what is in it.
    pub(in crate::providers) files: Vec<(String, Value)>,
    /// The path within an item, given a call and the path within its answer.
    pub(in crate::providers) in_item: fn(call: &str, path: &str) -> String,
    /// What is left out of a call's answer besides the volatile fields of its kind.
    pub(in crate::providers) left_out: fn(call: &str) -> &'static [&'static str],
    /// Paths of answers that change something in company only, or in another answer than the one looked at.
    pub(in crate::providers) exceptions: &'static [&'static str],
}

/// The paths of a document, with `[]` for the elements of lists.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    if !path.is_empty() {
        found.insert(path.to_owned());
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                paths(value, &path, found);
            }
        }
        Value::Array(list) => {
            for value in list {
                paths(value, &format!("{path}[]"), found);
            }
        }
        _ => {}
    }
}

fn resources<'a>(
    reading: &'a ScopeReading,
    spec: &KindSpec,
) -> impl Iterator<Item = &'a Resource> + use<'a> {
    reading.kinds[&spec.kind].resources.values()
}

/// The native paths of an item, `[]` for the elements of lists.
fn native_paths(files: &[(String, Value)]) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (index, (_, json)) in files.iter().enumerate() {
        let mut found = BTreeSet::new();
        paths(json, "", &mut found);
        all.extend(found.into_iter().filter(|path| !path.ends_with("[]")).map(|p| (index, p)));
    }
    all
}

/// Takes a path out of an answer. A key may have dots in it.
fn without(value: &mut Value, path: &str) {
    match value {
        Value::Object(map) => {
            map.remove(path);
            for (key, value) in map {
                if let Some(rest) = path.strip_prefix(key.as_str()).and_then(inside) {
                    without(value, rest);
                }
            }
        }
        Value::Array(list) => {
            let Some(rest) = path.strip_prefix("[]").and_then(inside) else { return };
            list.iter_mut().for_each(|item| without(item, rest));
        }
        _ => {}
    }
}

fn inside(rest: &str) -> Option<&str> {
    if rest.starts_with("[]") { Some(rest) } else { rest.strip_prefix('.') }
}

impl Documented {
    fn read(&self, files: &[(String, Value)]) -> ScopeReading {
        self.read_with(files, None)
    }

    fn read_with(&self, files: &[(String, Value)], seal: Option<&Seal>) -> ScopeReading {
        let scope: Scope = self.scope.parse().unwrap();
        let answers = files.iter().map(|(name, json)| {
            let bytes = json.to_string().into_bytes();
            Answer {
                name: name.clone(),
                path: format!("{name}.json").into(),
                read: Box::new(move || Ok(bytes)),
            }
        });
        (self.entry.read_dump)(&scope, answers.collect(), seal)
    }

    /// Every field is understood, and every kind has something in it.
    pub(in crate::providers) fn every_documented_field_is_known(&self) {
        let reading = self.read(&self.files);
        assert_eq!(reading.unrecognised, [].into());
        for spec in self.entry.kinds {
            let read = &reading.kinds[&spec.kind];
            assert_eq!(
                (read.coverage.status, &read.coverage.reason),
                (Status::Complete, &None),
                "{}",
                spec.kind
            );
            assert!(!read.resources.is_empty(), "{}", spec.kind);
        }
    }

    /// What is recorded is declared with its class, and what is declared is recorded.
    pub(in crate::providers) fn every_field_is_declared_and_every_declaration_occurs(&self) {
        let reading = self.read_with(&self.files, Seal::new("a key of tests only").ok().as_ref());
        for spec in self.entry.kinds {
            let mut seen = [BTreeSet::new(), BTreeSet::new()];
            for resource in resources(&reading, spec) {
                for (document, seen) in
                    [&resource.durable, &resource.context].into_iter().zip(&mut seen)
                {
                    paths(&document.value().unwrap(), "", seen);
                }
            }
            for (class, seen) in [Class::Durable, Class::Context].into_iter().zip(&seen) {
                for path in seen {
                    let field = spec.field(path).unwrap_or_else(|| panic!("{}: {path}", spec.kind));
                    assert_eq!(field.class, class, "{}: {path}", spec.kind);
                }
                for field in spec.fields.iter().filter(|field| field.class == class) {
                    assert!(
                        seen.contains(field.path),
                        "{}: {} never occurs",
                        spec.kind,
                        field.path
                    );
                }
            }
            for name in spec.named_by {
                let top = name.split('.').next().unwrap();
                assert!(seen[0].contains(top), "{}: {name}", spec.kind);
            }
            let declared: BTreeSet<_> = spec.fields.iter().map(|field| field.path).collect();
            assert_eq!(declared.len(), spec.fields.len(), "{}: declared twice", spec.kind);
        }
    }

    /// The other way round: what is declared as left out changes nothing, and what changes nothing is declared as left out.
    pub(in crate::providers) fn what_is_left_out_is_declared(&self) {
        let files = &self.files;
        let whole = self.read(files);
        let mut wrong = Vec::new();
        for (index, path) in native_paths(files) {
            let mut changed = files.clone();
            without(&mut changed[index].1, &path);
            let same = self.read(&changed) == whole;
            let name = &files[index].0;
            let call = name.split('.').next().unwrap();
            let item = (self.in_item)(call, &path);
            let lists = |spec: &&KindSpec| spec.calls[0].name == call;
            let uses = |spec: &&KindSpec| spec.calls.iter().any(|known| known.name == call);
            let spec = self
                .entry
                .kinds
                .iter()
                .find(lists)
                .or_else(|| self.entry.kinds.iter().find(uses))
                .unwrap();
            let declared = spec
                .fields
                .iter()
                .filter(|field| field.class == Class::Volatile)
                .map(|field| field.path)
                .chain((self.left_out)(call).iter().copied())
                .any(|known| {
                    item.strip_prefix(known)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                });
            if self.exceptions.contains(&path.as_str()) {
                continue;
            }
            if same != declared {
                wrong.push(format!("{name}: {path}: changes nothing {same}, declared {declared}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// A declaration of something that the vendor does not print is a slip of the pen.
    pub(in crate::providers) fn every_left_out_field_is_the_vendors(&self) {
        let native: Vec<(usize, String)> = native_paths(&self.files);
        for spec in self.entry.kinds {
            for field in spec.fields.iter().filter(|field| field.class == Class::Volatile) {
                let there = native.iter().any(|(index, path)| {
                    let call = self.files[*index].0.split('.').next().unwrap();
                    path.strip_suffix(field.path)
                        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
                        || (self.in_item)(call, path) == field.path
                });
                assert!(there, "{}: {}", spec.kind, field.path);
            }
        }
    }
}
