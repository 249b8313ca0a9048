//! What a call did, in the words in which resources are recorded.

use std::fmt::Display;

use serde::Serialize;
use serde_json::Value;

use super::parameters::Said;
use crate::model::{Deed, Done, Identity, KindSpec, Provider, Resource, Scope, Target};
pub(super) use crate::providers::deeds::{Change, deed, is, undoubted as read};

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
