//! What a record of an audit log says, in the words in which resources are recorded.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use serde::de::{self, DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::normalised::Outcome;
use crate::model::{Class, Deed, Done, Identity, KindSpec, Resource, Scope, Setting, Target};

/// A text that is borrowed from the record wherever it stands there without escapes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;

        impl<'de> Visitor<'de> for Borrow {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Borrow)
    }
}

/// A text that says something.
pub(crate) fn told<'t>(text: &'t Option<Text<'_>>) -> Option<&'t str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// A part of a record that is only understood where it matters; nothing where it is absent or something else.
pub(crate) fn part<T: DeserializeOwned>(raw: Option<&RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

/// The resource with this identity.
pub(crate) fn is(identity: impl Into<Box<str>>) -> Target {
    Target::Is(identity.into())
}

/// What became of a resource.
pub(crate) fn deed(scope: impl Borrow<Scope>, spec: &KindSpec, target: Target, act: Done) -> Deed {
    Deed { scope: scope.borrow().clone(), kind: spec.kind.clone(), target, act }
}

/// What `parse` made of something that a record shows whole; nothing when it can't be read, or not without doubt.
pub(crate) fn undoubted(outcome: Outcome) -> Option<(Identity, Resource)> {
    outcome.ok().flatten()?.undoubted()
}

/// The fields of a resource, durable or context, as a tree.
pub(crate) fn fields(resource: &Resource) -> Vec<(String, Value)> {
    let documents = [resource.durable.value(), resource.context.value()];
    let trees = documents.into_iter().filter_map(Result::ok);
    trees
        .filter_map(|tree| if let Value::Object(fields) = tree { Some(fields) } else { None })
        .flatten()
        .collect()
}

/// What became of the fields of one resource.
#[derive(Debug)]
pub(crate) struct Change {
    spec: &'static KindSpec,
    settings: Vec<Setting>,
}

impl Change {
    /// Of a resource of this kind.
    pub(crate) const fn of(spec: &'static KindSpec) -> Self {
        Self { spec, settings: Vec::new() }
    }

    fn add(&mut self, path: &[&str], is_element: bool, from: Option<Value>, to: Option<Value>) {
        let first = path.first().copied().unwrap_or_default();
        let field = self.spec.fields.iter().find(|field| {
            let rest = field.path.strip_prefix(first);
            field.class != Class::Volatile
                && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        debug_assert!(field.is_some(), "{} has no field `{first}`", self.spec.kind);
        self.settings.push(Setting {
            class: field.map_or(Class::Durable, |field| field.class),
            path: path.iter().map(|&key| key.to_owned()).collect(),
            is_element,
            from,
            to,
        });
    }

    /// A field becomes this, or goes.
    pub(crate) fn set(&mut self, path: &[&str], to: Option<Value>) {
        self.add(path, false, None, to);
    }

    /// A field that is this goes; another stays.
    pub(crate) fn unset(&mut self, path: &[&str], from: Option<Value>) {
        self.add(path, false, from, None);
    }

    /// A field becomes this text, where the record says one.
    pub(crate) fn say(&mut self, path: &[&str], to: Option<String>) {
        if to.is_some() {
            self.set(path, to.map(Value::String));
        }
    }

    /// A switch becomes this, where the record says so. One that is off is recorded by leaving it out.
    pub(crate) fn switch(&mut self, path: &[&str], to: Option<bool>) {
        if let Some(to) = to {
            self.set(path, to.then_some(Value::Bool(true)));
        }
    }

    /// An element comes into a list.
    pub(crate) fn comes(&mut self, list: &str, element: Value) {
        self.add(&[list], true, None, Some(element));
    }

    /// An element goes out of a list.
    pub(crate) fn goes(&mut self, list: &str, element: Value) {
        self.add(&[list], true, Some(element), None);
    }

    /// An element of a list becomes another.
    pub(crate) fn becomes(&mut self, list: &str, from: Value, to: Value) {
        self.add(&[list], true, Some(from), Some(to));
    }

    /// Every field of a resource that the record tells, but for those of which it says nothing.
    pub(crate) fn tell(&mut self, resource: &Resource, untold: &[&str]) {
        for (field, value) in fields(resource) {
            if !value.is_null() && !untold.contains(&field.as_str()) {
                self.set(&[&field], Some(value));
            }
        }
    }

    /// As a deed, unless nothing was said.
    pub(crate) fn done(self, scope: impl Borrow<Scope>, target: Target) -> Option<Deed> {
        let Self { spec, settings } = self;
        (!settings.is_empty()).then(|| deed(scope, spec, target, Done::Set(settings)))
    }

    /// As the deeds of a call that brought the resource into being: it came, and this much the log says of it. What a call only tried to make may have no
    /// identity. It is told by what it would have had, and others may have that too: nothing is said of their fields.
    pub(crate) fn came(self, scope: impl Borrow<Scope>, target: Target) -> Vec<Deed> {
        let scope = scope.borrow();
        let came = deed(scope, self.spec, target.clone(), Done::Came);
        let fields = match target {
            Target::Is(_) => self.done(scope, target),
            Target::Has { .. } | Target::Below(_) => None,
        };
        [Some(came), fields].into_iter().flatten().collect()
    }
}
