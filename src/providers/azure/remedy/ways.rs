//! The ways in which a field of a resource is put back.

use serde_json::{Map, Value, json};

use super::check::{Leaf, leaves};
use super::merge::List;
use crate::model::Setting;

/// How one field is put back.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// Nothing does, and why.
    Not(&'static str),
    /// As tags, one by one.
    Tags,
    /// As properties of the resource, which is read and written back.
    Property(Written),
    /// As properties that are written by themselves.
    Patch(Written),
    /// As resources of their own under it.
    Children(Children),
    /// As parts in a list of it, which is read and written back.
    Parts(List, Reads),
    /// With everything else that the resource says: there is no smaller unit.
    Whole,
}

/// A field, and how it is put back.
pub(super) type Column = (&'static str, Way);

/// How an element that is recorded is written: the properties, or in words why it can't be.
pub(super) type Reads = fn(&str, &Value) -> Result<Map<String, Value>, String>;

/// Elements that are resources of their own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Children {
    /// Where they are in the resource; also in URLs.
    pub(super) list: List,
    pub(super) reads: Reads,
    /// What has to be so of one that is there.
    pub(super) is: fn(&str, &Value) -> Result<Leaf, String>,
    /// What no two of them can have at once.
    pub(super) holds: fn(&str, &Value) -> Option<String>,
    /// Why one can't be edited at all, when it can't.
    pub(super) fixed: fn(&Value) -> Option<&'static str>,
    /// What of one is not for its own side to say.
    pub(super) lacks: fn(&Setting) -> Option<&'static str>,
}

/// How a value that is recorded is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written {
    /// As it is, at this path under `properties`; off where nothing is said.
    Flag(&'static str),
    /// As it is; null where nothing is said.
    As(&'static str),
    /// As a list; empty where nothing is said.
    List(&'static str),
    /// An id, as the resource that it names.
    Named(&'static str),
    /// Ids, as the resources that they name.
    AllNamed(&'static str),
    /// In a way of its own, which Azure may have written in another way that means the same: it can't be asked whether it still is.
    Loose(fn(Option<&Value>) -> Result<Value, String>),
    /// In a way of its own.
    Own(fn(Option<&Value>) -> Result<Value, String>),
}

impl Written {
    /// The fragment of `properties` that says a value.
    pub(super) fn fragment(self, value: Option<&Value>) -> Result<Map<String, Value>, String> {
        let id = |id: &Value| json!({ "id": id });
        let (path, written) = match self {
            Self::Flag(path) => (path, value.cloned().unwrap_or(json!(false))),
            Self::As(path) => (path, value.cloned().unwrap_or(Value::Null)),
            Self::List(path) => (path, value.cloned().unwrap_or(json!([]))),
            Self::Named(path) => (path, value.map(id).unwrap_or(Value::Null)),
            Self::AllNamed(path) => {
                let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                (path, Value::Array(list.iter().map(id).collect()))
            }
            Self::Own(written) | Self::Loose(written) => return object(written(value)?),
        };
        let nested = path.rsplit('.').fold(written, |value, key| json!({ key: value }));
        object(nested)
    }

    /// What has to be so where a value is there. Off and nothing are one for a switch, and two for what can also be left to Azure.
    pub(super) fn asked(self, value: Option<&Value>) -> Result<Leaf, String> {
        match (self, value) {
            (Self::As(path), Some(Value::Bool(false))) => {
                Ok(Leaf::other(&format!("properties.{path}"), false))
            }
            (Self::As(path), None) => Ok(Leaf::unsaid(&format!("properties.{path}"))),
            _ => Ok(Leaf::of_properties(&self.fragment(value)?)),
        }
    }
}

/// An object's fields.
pub(super) fn object(value: Value) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(odd()),
    }
}

/// Why nothing can be made of a field.
pub(super) fn odd() -> String {
    "driftwall can't read what it recorded of this".to_owned()
}

/// What is so of an element that says what is written of it.
pub(super) fn as_written(reads: Reads, field: &str, value: &Value) -> Result<Leaf, String> {
    Ok(Leaf::under("properties", &leaves(&reads(field, value)?)))
}

/// No element stands in another's way.
pub(super) fn never_in_the_way(_: &str, _: &Value) -> Option<String> {
    None
}

/// Everything of an element is written with it.
pub(super) fn nothing(_: &Setting) -> Option<&'static str> {
    None
}

/// Every element can be edited.
pub(super) fn always_free(_: &Value) -> Option<&'static str> {
    None
}
