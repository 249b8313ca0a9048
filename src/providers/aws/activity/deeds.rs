//! What a call did, in the words in which resources are recorded.

use std::fmt::Display;

use serde::Serialize;
use serde_json::Value;

use super::parameters::Said;
use crate::model::{
    Class, Deed, Done, Identity, KindSpec, Provider, Resource, Scope, Setting, Target,
};
use crate::providers::normalised::Outcome;

/// What a call did, or in words what its record lacks.
pub(super) type Deeds = Result<Vec<Deed>, String>;

/// A call, as its record tells it.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// What was called: `ec2:CreateTags`.
    pub(super) action: &'a str,
    /// The same without the service.
    pub(super) name: &'a str,
    /// Where it was made.
    pub(super) scope: &'a Scope,
    /// What it was given.
    pub(super) request: Said<'a>,
    /// What it answered.
    pub(super) response: Said<'a>,
    /// Whether it was done.
    pub(super) worked: bool,
}

impl Call<'_> {
    /// The account in which it was made.
    pub(super) fn account(&self) -> &str {
        self.scope.parts().first().map_or("", String::as_str)
    }

    /// The region in which it was made.
    fn region(&self) -> &str {
        self.scope.parts().get(1).map_or("", String::as_str)
    }

    /// Where a resource of an account is: this account's, unless another is named.
    pub(super) fn place(&self, owner: Option<&str>) -> Scope {
        self.place_in(owner, None)
    }

    /// Where a resource is, as far as its owner and its region are named.
    pub(super) fn place_in(&self, owner: Option<&str>, region: Option<&str>) -> Scope {
        let owner = owner.unwrap_or_else(|| self.account());
        let region = region.unwrap_or_else(|| self.region());
        Scope::new(Provider::Aws, &format!("{owner}/{region}"))
            .unwrap_or_else(|_| self.scope.clone())
    }

    /// Something that the call did where it was made.
    pub(super) fn deed(&self, spec: &KindSpec, target: Target, act: Done) -> Deed {
        deed(self.scope.clone(), spec, target, act)
    }

    /// That a record names nothing that it could be about.
    pub(super) fn lacks<T>(&self, what: impl Display) -> Result<T, String> {
        Err(format!("the record of {} does not say {what}", self.action))
    }

    /// What a call was given, where it must be given that.
    pub(super) fn given(&self, name: &str) -> Result<String, String> {
        match self.request.get(name).text() {
            Some(text) => Ok(text),
            None => self.lacks(format_args!("`{name}`")),
        }
    }
}

/// What became of a resource.
pub(super) fn deed(scope: Scope, spec: &KindSpec, target: Target, act: Done) -> Deed {
    Deed { scope, kind: spec.kind.clone(), target, act }
}

/// The resource with this identity.
pub(super) fn is(identity: impl Into<Box<str>>) -> Target {
    Target::Is(identity.into())
}

/// The resource that has this value in a field.
pub(super) fn has(path: &'static [&'static str], value: impl Into<Box<str>>) -> Target {
    Target::Has { path, value: value.into() }
}

/// A value as it is recorded.
pub(super) fn recorded(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// An element of which the log says these fields.
pub(super) fn part<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.map(|(key, value)| (key.to_owned(), value)).into_iter().collect())
}

/// What became of the fields of one resource.
#[derive(Debug)]
pub(super) struct Change {
    spec: &'static KindSpec,
    settings: Vec<Setting>,
}

impl Change {
    /// Of a resource of this kind.
    pub(super) const fn of(spec: &'static KindSpec) -> Self {
        Self { spec, settings: Vec::new() }
    }

    fn add(&mut self, path: &[&str], is_element: bool, from: Option<Value>, to: Option<Value>) {
        let first = path.first().copied().unwrap_or_default();
        let field = self.spec.fields.iter().find(|field| field.path == first);
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
    pub(super) fn set(&mut self, path: &[&str], to: Option<Value>) {
        self.add(path, false, None, to);
    }

    /// A field becomes this text, where the record says one.
    pub(super) fn say(&mut self, path: &[&str], to: Option<String>) {
        if to.is_some() {
            self.set(path, to.map(Value::String));
        }
    }

    /// A switch becomes this, where the record says so. One that is off is recorded by leaving it out.
    pub(super) fn switch(&mut self, path: &[&str], to: Option<bool>) {
        if let Some(to) = to {
            self.set(path, to.then_some(Value::Bool(true)));
        }
    }

    /// An element comes into a list.
    pub(super) fn comes(&mut self, list: &str, element: Value) {
        self.add(&[list], true, None, Some(element));
    }

    /// An element goes out of a list.
    pub(super) fn goes(&mut self, list: &str, element: Value) {
        self.add(&[list], true, Some(element), None);
    }

    /// An element of a list becomes another.
    pub(super) fn becomes(&mut self, list: &str, from: Value, to: Value) {
        self.add(&[list], true, Some(from), Some(to));
    }

    /// Every field of a resource that the record tells, but for those of which it says nothing.
    pub(super) fn tell(&mut self, resource: &Resource, untold: &[&str]) {
        for document in [&resource.durable, &resource.context] {
            let Ok(Value::Object(fields)) = document.value() else { continue };
            for (field, value) in fields {
                if !value.is_null() && !untold.contains(&field.as_str()) {
                    self.set(&[&field], Some(value));
                }
            }
        }
    }

    /// As a deed, unless nothing was said.
    pub(super) fn done(self, scope: Scope, target: Target) -> Option<Deed> {
        let Self { spec, settings } = self;
        (!settings.is_empty()).then(|| deed(scope, spec, target, Done::Set(settings)))
    }

    /// As the deeds of a call that brought the resource into being: it came, and this much the log says of it. What a call only tried to make has no
    /// identity. It is told by what it would have had, and others may have that too: nothing is said of their fields.
    pub(super) fn came(self, scope: Scope, target: Target) -> Vec<Deed> {
        let came = deed(scope.clone(), self.spec, target.clone(), Done::Came);
        let fields = match target {
            Target::Is(_) => self.done(scope, target),
            Target::Has { .. } | Target::Below(_) => None,
        };
        [Some(came), fields].into_iter().flatten().collect()
    }
}

/// What `parse` made of something that an answer shows whole; nothing when it can't be read, or not without doubt.
pub(super) fn read(outcome: Outcome) -> Option<(Identity, Resource)> {
    outcome.ok().flatten()?.undoubted()
}

/// A resource that came into being as an answer shows it.
pub(super) fn became(
    scope: Scope,
    spec: &KindSpec,
    identity: &Identity,
    resource: Resource,
) -> Deed {
    let act = Done::Became { resource: Box::new(resource), is_new: true };
    deed(scope, spec, is(identity.as_str()), act)
}
